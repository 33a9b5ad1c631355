// The heart of every public screen: the board, how old it is, and what time it is at the branch.
//
// News comes over a socket as whole boards; plain HTTP asks again at the start, when a version is
// missing and every half minute. A screen that hears nothing says so and never looks alive.

import { backOff, Socket } from "./socket.js";

const UPDATING_MS = 5000;
const STALE_MS = 30000;
const OFFLINE_MS = 120000;
const SNAPSHOT_MS = 30000;
// while the socket is silent plain HTTP asks this often
const SNAPSHOT_ALONE_MS = 8000;
const GAP_MS = 500;
const REQUEST_MS = 10000;
const SAVE_MS = 10000;
const KEPT_MS = 12 * 3600 * 1000;

const real = () => performance.now();

/** The clock of the house, anchored by what the server says; it may run at another speed. */
export class ServerClock {
  constructor() {
    this.server = Date.now();
    this.real = real();
    this.speed = 1;
    this.beaten = -Infinity;
  }

  /** A heartbeat tells the instant at which it was sent. */
  beat(iso, speed) {
    this._set(Date.parse(iso), speed);
    this.beaten = this.real;
  }

  /** A board tells when it was made, which may be a while ago: only for want of a heartbeat. */
  board(iso, speed) {
    if (real() - this.beaten < STALE_MS) return;
    const made = Date.parse(iso);
    const known = this.anchored ? this.now() : -Infinity;
    this._set(Math.max(made, known), speed);
  }

  _set(server, speed) {
    this.server = server;
    this.speed = speed;
    this.real = real();
    this.anchored = true;
  }

  /** Milliseconds since the epoch at the branch, now. */
  now() {
    return this.server + (real() - this.real) * this.speed;
  }
}

/** Reload when the server speaks of another build than the one it spoke of first. */
export class BuildWatch {
  constructor() {
    this.first = new Map();
    this.due = false;
  }

  see(source, build) {
    if (!build || this.due) return;
    if (!this.first.has(source)) this.first.set(source, build);
    if (this.first.get(source) === build) return;
    this.due = true;
    setTimeout(() => this._reload(), 500 + 4000 * Math.random());
  }

  _reload() {
    const own = performance
      .getEntriesByType("resource")
      .map((entry) => entry.name)
      .filter((name) => /\.(js|css)(\?|$)/.test(name));
    const fresh = own.map((url) => fetch(url, { cache: "reload" }).catch(() => null));
    Promise.all(fresh).then(() => location.reload());
  }
}

/** Whether a board was made before another; a new forecast alone makes no new version. */
function isBefore(board, other) {
  if (board.version !== other.version) return board.version < other.version;
  return Date.parse(board.generated_at) < Date.parse(other.generated_at);
}

/** The board of a screen, kept as fresh as can be, and an honest word on how fresh it is. */
export class Live {
  constructor({ token, onBoard, onStatus }) {
    this.url = "/api/v1/boards/" + encodeURIComponent(token) + "/";
    this.store = "intermezzo:board:" + location.pathname;
    this.onBoard = onBoard;
    this.onStatus = onStatus;
    this.clock = new ServerClock();
    this.builds = new BuildWatch();
    this.socket = new Socket("/ws/board/" + encodeURIComponent(token), (m) => this._hear(m));
    this.board = null;
    this.etag = null;
    this.status = null;
    this.restored = false;
    this.unpaired = false;
    // real instants of the last signs of life; the page's own start stands for "not yet"
    this.beat = real();
    this.snapshot = real();
    this.lastHeard = null;
    this.asked = -Infinity;
    this.asking = false;
    this.failures = 0;
    this.older = 0;
    this.saved = -Infinity;
  }

  start() {
    this._restore();
    this.socket.open();
    this._ask();
    setInterval(() => this._check(), 500);
    window.addEventListener("online", () => this._ask());
    this._check();
  }

  /** Milliseconds since the epoch at the branch, now. */
  now() {
    return this.clock.now();
  }

  _check() {
    this.socket.check();
    this._judge();
    if (real() - this.asked > this._pause()) this._ask();
    if (this.board && real() - this.saved > SAVE_MS && this.status === "online") this._save();
  }

  _pause() {
    const alone = real() - this.beat > UPDATING_MS;
    const usual = alone ? SNAPSHOT_ALONE_MS : SNAPSHOT_MS;
    return this.failures ? Math.max(usual, backOff(this.failures)) : usual;
  }

  _judge() {
    const silent = real() - this.beat;
    const unknown = Math.min(silent, real() - this.snapshot);
    let status = silent >= UPDATING_MS || !this.board ? "updating" : "online";
    if (this.unpaired) status = "unpaired";
    else if (unknown >= OFFLINE_MS) status = "offline";
    else if (unknown >= STALE_MS) status = "stale";
    if (status === this.status) return;
    this.status = status;
    this.onStatus(status, this.lastHeard);
  }

  _hear(message) {
    if (message.type === "board") this._accept(message);
    if (message.type === "heartbeat") this._beat(message);
    if (message.type === "error" && message.status === 404) this._unpair();
  }

  _beat(message) {
    this.beat = real();
    this.clock.beat(message.now, message.clock_speed);
    this.lastHeard = this.clock.now();
    this.builds.see("heartbeat", message.build);
    this._judge();
    if (!this.board || message.version > this.board.version) {
      // the board of this version may already be on its way
      setTimeout(() => this._askIfBehind(message.version), GAP_MS);
    }
  }

  _askIfBehind(version) {
    if (!this.board || this.board.version < version) this._ask();
  }

  _ask() {
    if (this.asking) return;
    this.asking = true;
    this.asked = real();
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), REQUEST_MS);
    const headers = this.etag ? { "If-None-Match": this.etag } : {};
    fetch(this.url, { headers, cache: "no-store", signal: stop.signal })
      .then((answer) => this._answer(answer))
      .catch(() => {
        this.failures += 1;
      })
      .then(() => {
        clearTimeout(timer);
        this.asking = false;
      });
  }

  _answer(answer) {
    if (answer.status === 404) return this._unpair();
    if (answer.status !== 304 && !answer.ok) throw new Error("status " + answer.status);
    if (answer.status === 304) return this._alive();
    return answer.json().then((board) => {
      this.etag = answer.headers.get("ETag");
      this._alive();
      this._accept(board, true);
    });
  }

  _alive() {
    this.failures = 0;
    this.snapshot = real();
    this.unpaired = false;
    this._judge();
  }

  _accept(board, asked = false) {
    if (this._isOlder(board, asked)) return;
    this.older = 0;
    this.restored = false;
    this.unpaired = false;
    this.board = board;
    this.snapshot = real();
    this.clock.board(board.generated_at, board.clock_speed);
    this.lastHeard = this.clock.now();
    this.builds.see("board", board.build);
    this.onBoard(board);
    this._judge();
  }

  _isOlder(board, asked) {
    if (!this.board || this.restored || !isBefore(board, this.board)) return false;
    // an answer can be overtaken once; two in a row mean that the server itself went back
    if (asked) this.older += 1;
    return this.older < 2;
  }

  _unpair() {
    this.unpaired = true;
    this._judge();
  }

  _save() {
    this.saved = real();
    const kept = { board: this.board, at: Date.now(), now: this.now() };
    try {
      localStorage.setItem(this.store, JSON.stringify(kept));
    } catch (error) {
      // a full or forbidden store: the screen only starts empty after a power cut
    }
  }

  _restore() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(this.store));
    } catch (error) {
      return;
    }
    const age = kept ? Date.now() - kept.at : -1;
    if (age < 0 || age > KEPT_MS || !kept.board) return;
    this._show(kept, age);
  }

  _show(kept, age) {
    const speed = kept.board.clock_speed;
    this.clock.board(new Date(kept.now + age * speed).toISOString(), speed);
    this.beat = real() - age;
    this.snapshot = this.beat;
    this.lastHeard = kept.now;
    this.restored = true;
    this.board = kept.board;
    this.onBoard(kept.board);
  }
}
