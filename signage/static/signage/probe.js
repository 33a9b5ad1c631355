// Asks a door that costs the server nothing until it answers, so that a screen is back at once when
// the network is: boards and sockets wait longer and longer, and would find it out late.

const ADDRESS = "/healthz";
// one question after the other, each given up before the next: news within two seconds
const EVERY_MS = 1000;
const SPREAD_MS = 400;
const PATIENCE_MS = 1200;

export class Probe {
  /** `onAnswer` is called once, when the server answers, and told whether it was away before. */
  constructor(onAnswer) {
    this.onAnswer = onAnswer;
    this.away = false;
    this.running = false;
    this.busy = false;
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

  /** Ask now: something says that the network is back. */
  hurry() {
    if (!this.running || this.busy) return;
    clearTimeout(this.next);
    this._ask();
  }

  _plan() {
    if (this.running) this.next = setTimeout(() => this._ask(), EVERY_MS - SPREAD_MS * Math.random());
  }

  _ask() {
    this.busy = true;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
    fetch(ADDRESS, { cache: "no-store", credentials: "omit", signal: stop.signal })
      // what stands before a server that is away answers with 502 to 504
      .then((answer) => answer.status < 500)
      .catch(() => false)
      .then((answers) => {
        clearTimeout(timer);
        this.busy = false;
        if (!answers) this.away = true;
        if (!answers || !this.running) return this._plan();
        this.stop();
        this.onAnswer(this.away);
      });
  }
}
