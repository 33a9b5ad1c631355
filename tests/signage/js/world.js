// A world in which nothing happens by itself: time, network and socket are in the hands of a test.

const microtasks = async () => {
  for (let n = 0; n < 20; n += 1) await null;
};

/** Takes the place of clock, timers, fetch and WebSocket of this page, anew for every test. */
export class World {
  constructor() {
    this.time = 1000;
    this.date = Date.UTC(2027, 2, 3, 9, 0, 0);
    this.timers = new Map();
    this.ids = 0;
    this.asked = [];
    this.sockets = [];
    // what the network answers; null: nothing reaches the server
    this.answers = null;
    this.silent = false;
    this._install();
  }

  _install() {
    const world = this;
    performance.now = () => this.time;
    Date.now = () => this.date;
    window.setTimeout = (act, ms = 0) => this._plan(act, ms, false);
    window.setInterval = (act, ms) => this._plan(act, ms, true);
    window.clearTimeout = window.clearInterval = (id) => this.timers.delete(id);
    window.requestAnimationFrame = (act) => this._plan(act, 16, false);
    window.fetch = (url, options) => this._fetch(url, options || {});
    window.WebSocket = class extends FakeSocket {
      constructor(url) {
        super(url);
        world.sockets.push(this);
      }
    };
    Object.assign(window.WebSocket, { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 });
    localStorage.clear();
    sessionStorage.clear();
    performance.getEntriesByType = () => [{ name: "http://screen.test/static/signage/live.js" }];
  }

  _plan(act, ms, again) {
    this.ids += 1;
    this.timers.set(this.ids, { act, at: this.time + Math.max(ms, 1), every: again ? ms : null });
    return this.ids;
  }

  /** Let so much time pass, each timer at its instant. */
  async pass(ms) {
    const end = this.time + ms;
    await microtasks();
    for (;;) {
      const due = Array.from(this.timers).filter(([, timer]) => timer.at <= end);
      if (due.length === 0) break;
      const [id, timer] = due.reduce((first, next) => (next[1].at < first[1].at ? next : first));
      this._go(Math.max(timer.at, this.time));
      if (timer.every === null) this.timers.delete(id);
      else timer.at = this.time + timer.every;
      timer.act();
      await microtasks();
    }
    this._go(end);
  }

  _go(time) {
    this.date += time - this.time;
    this.time = time;
  }

  /** The page stands still: time passes, and no timer is served. */
  freeze(ms) {
    this._go(this.time + ms);
  }

  _fetch(url, options) {
    this.asked.push([url, options]);
    return new Promise((done, fail) => {
      if (options.signal) options.signal.addEventListener("abort", () => fail(new Error("aborted")));
      if (this.silent) return;
      const answer = this.answers && this.answers(url, options);
      if (answer) done(answer);
      else fail(new TypeError("Failed to fetch"));
    });
  }

  /** The newest socket. */
  get socket() {
    return this.sockets[this.sockets.length - 1];
  }

  /** How often an address was asked. */
  count(part) {
    return this.asked.filter(([url]) => url.includes(part)).length;
  }
}

class FakeSocket {
  constructor(url) {
    this.url = url;
    this.readyState = 0;
  }

  open() {
    this.readyState = 1;
  }

  hear(message) {
    if (this.onmessage) this.onmessage({ data: JSON.stringify(message) });
  }

  /** The far end is gone. */
  drop() {
    this.readyState = 3;
    if (this.onclose) this.onclose();
  }

  close() {
    this.readyState = 3;
  }
}

/** An answer of the server. */
export function answer(body, { status = 200, etag = null } = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: { get: () => etag },
    json: () => Promise.resolve(JSON.parse(text)),
    text: () => Promise.resolve(text),
  };
}

export const GENERATED = "2027-03-03T09:00:00Z";

/** A board of some version; more may be said of it and of its branch. */
export function board(version, more = {}, branch = {}) {
  const about = { name: "Main", time_zone: "Europe/Budapest", stale_s: 30, offline_s: 120 };
  const plain = { type: "board", version, generated_at: GENERATED, clock_speed: 1, build: "b1", layouts: {} };
  return Object.assign(plain, { branch: Object.assign(about, branch) }, more);
}

export function beat(version, more = {}) {
  return Object.assign({ type: "heartbeat", version, now: GENERATED, clock_speed: 1, build: "b1" }, more);
}

/** The page as the server would send it now. */
export function pageOf(setup) {
  return '<html><script id="setup" type="application/json">' + JSON.stringify(setup) + "</script></html>";
}

// a small test runner

const tests = [];

export function test(name, act) {
  tests.push([name, act]);
}

export function equal(found, wanted, about = "") {
  const [left, right] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (left !== right) throw new Error(about + " found " + left + ", wanted " + right);
}

export function within(found, low, high) {
  if (!(found >= low && found <= high)) throw new Error(found + " does not lie from " + low + " to " + high);
}

/** What went wrong in each test; null where nothing did. */
export async function runAll() {
  const results = {};
  for (const [name, act] of tests) {
    results[name] = await act(new World()).then(() => null, (error) => String(error.stack || error));
  }
  return results;
}
