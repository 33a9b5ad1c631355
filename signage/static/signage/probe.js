// Asks a door that costs the server nothing until it answers, so that a screen is back at once when
// the network is: boards and sockets wait longer and longer, and would find it out late.

const ADDRESS = "/healthz";
// ever another question on the way: a busy server is waited for, a lost one costs no time
const EVERY_MS = 1000;
const SPREAD_MS = 400;
const PATIENCE_MS = 2500;

export class Probe {
  /** `onAnswer` is called once, when the server answers, and told whether it was away before. */
  constructor(onAnswer) {
    this.onAnswer = onAnswer;
    this.away = false;
    this.running = false;
    this.next = null;
  }

  start() {
    if (this.running) return;
    this.running = true;
    this.away = false;
    this._plan();
  }

  stop() {
    this.running = false;
    clearTimeout(this.next);
  }

  _plan() {
    const ask = () => {
      this._ask();
      this._plan();
    };
    this.next = setTimeout(ask, EVERY_MS - SPREAD_MS * Math.random());
  }

  _ask() {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
    fetch(ADDRESS, { cache: "no-store", credentials: "omit", signal: stop.signal })
      // what stands before a server that is away answers with 502 to 504
      .then((answer) => answer.status < 500)
      .catch(() => false)
      .then((answers) => {
        clearTimeout(timer);
        if (answers) this._answered();
        else this.away = true;
      });
  }

  _answered() {
    if (!this.running) return;
    this.stop();
    this.onAnswer(this.away);
  }
}
