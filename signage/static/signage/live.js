// The heart of every public screen: the board, how old it is, and what time it is at the branch.
//
// News comes over a socket as whole boards; plain HTTP asks again at the start, when a version is
// missing and every half minute. A screen that hears nothing says so and never looks alive.

import { Kept } from "./kept.js";
import { Probe } from "./probe.js";
import { Renewal } from "./renewal.js";
import { ServerClock } from "./serverclock.js";
import { backOff, Socket } from "./socket.js";
import { leaveWhenUnpaired } from "./unpaired.js";
import { Watchdog } from "./watchdog.js";

const UPDATING_MS = 5000;
// unless the branch's policy says otherwise (display.stale_s, display.offline_s)
const STALE_S = 30;
const OFFLINE_S = 120;
const SNAPSHOT_MS = 30000;
// while the socket is silent plain HTTP asks this often
const SNAPSHOT_ALONE_MS = 8000;
const GAP_MS = 500;
const REQUEST_MS = 10000;
const SAVE_MS = 10000;
// how long a page that starts waits for the server before it shows what it has kept
const RESTORE_MS = 1500;

const real = () => performance.now();

/** Whether a board was made before another; a new forecast alone makes no new version. */
function isBefore(board, other) {
  if (board.version !== other.version) return board.version < other.version;
  return Date.parse(board.generated_at) < Date.parse(other.generated_at);
}

/** The board of a screen, kept as fresh as can be, and an honest word on how fresh it is. */
export class Live {
  /** `idle()` says whether the page may be loaded anew: nobody is using it, no call is on stage. */
  constructor({ token, onBoard, onStatus, idle = () => true }) {
    this.url = "/api/v1/boards/" + encodeURIComponent(token) + "/";
    this.onBoard = onBoard;
    this.onStatus = onStatus;
    this.clock = new ServerClock();
    this.kept = new Kept();
    this.renewal = new Renewal({ idle });
    this.probe = new Probe((wasAway) => this._backAgain(wasAway));
    this.watchdog = new Watchdog({ onStill: (very) => this._stoodStill(very), onDoubt: () => this._doubt() });
    const hear = (message) => this._hear(message);
    this.socket = new Socket("/ws/board/" + encodeURIComponent(token), hear, () => this.probe.start());
    this.board = null;
    this.etag = null;
    this.status = null;
    this.restored = false;
    this.unpaired = false;
    // real instants at which the board was known to be the newest: by the socket, and by asking;
    // the page's own start stands for "not yet"
    this.beat = real();
    this.snapshot = real();
    this.lastHeard = null;
    this.painted = null;
    this.request = null;
    this.asked = -Infinity;
    this.failures = 0;
    // the machine may have slept; and the server could not be asked whether that matters
    this.doubtful = false;
    this.unsure = false;
    this.older = 0;
    this.saved = -Infinity;
  }

  start() {
    this.socket.open();
    this._ask();
    setTimeout(() => this._restore(), RESTORE_MS);
    setInterval(() => this._check(), 500);
    window.addEventListener("online", () => this._networkIsBack());
    this._check();
  }

  /** Milliseconds since the epoch at the branch, now. */
  now() {
    return this.clock.now();
  }

  _check() {
    this.watchdog.look();
    this.socket.check();
    this._judge();
    if (real() - this.asked > this._pause()) this._ask();
    if (!this.board || this.restored) return;
    if (this.status === "online" && real() - this.saved > SAVE_MS) this._save();
    this.renewal.seeNight(this.now(), this.board.branch.time_zone);
    if (this.failures === 0) this.renewal.check();
  }

  _isAlone() {
    return real() - this.beat >= UPDATING_MS;
  }

  _pause() {
    const usual = this._isAlone() ? SNAPSHOT_ALONE_MS : SNAPSHOT_MS;
    return this.failures ? Math.max(usual, backOff(this.failures)) : usual;
  }

  // how fresh it is

  _judge() {
    const status = this._statusNow();
    if (status === this.status) return;
    this.status = status;
    this.onStatus(status, this.lastHeard);
  }

  _statusNow() {
    if (this.unpaired) return "unpaired";
    const unknown = Math.min(real() - this.beat, real() - this.snapshot);
    if (unknown >= this._limit("offline_s", OFFLINE_S)) return "offline";
    if (unknown >= this._limit("stale_s", STALE_S)) return "stale";
    return this._isAlone() || !this.board || this.unsure ? "updating" : "online";
  }

  _limit(name, usual) {
    return 1000 * ((this.board && this.board.branch[name]) || usual);
  }

  /** What is shown was not the newest for so long, whatever was heard. */
  _age(ms) {
    this.beat = Math.min(this.beat, real() - ms);
    this.snapshot = Math.min(this.snapshot, real() - ms);
    this._judge();
  }

  _stoodStill(very) {
    // what lies in the lines now may be as old as the standstill was long
    this._age(this._limit("stale_s", STALE_S));
    this.socket.renew();
    this._askAnew();
    if (very) this.renewal.seeOld();
  }

  /** The machine slept, or only its date was put right: the server knows which. */
  _doubt() {
    this.doubtful = true;
    this._askAnew();
  }

  // news

  _hear(message) {
    if (this.watchdog.look()) return;
    if (message.type === "board" && this._accept(message)) this._known("beat");
    if (message.type === "heartbeat") this._hearBeat(message);
    if (message.type === "error" && message.status === 404) this._unpair();
  }

  _hearBeat(message) {
    this.clock.beat(message.now, message.clock_speed);
    this.renewal.seeBuild(message.build);
    const { version } = message;
    // a server that is ahead of this screen is no proof that the screen is right
    if (this.board && !this.restored && version <= this.board.version) this._known("beat");
    // the board of this version may already be on its way
    if (!this._has(version)) setTimeout(() => this._has(version) || this._ask(), GAP_MS);
    this._judge();
  }

  _has(version) {
    return this.board !== null && !this.restored && this.board.version === version;
  }

  /** The server says that what is shown is the newest: by its socket, or asked for a snapshot. */
  _known(how) {
    this[how] = real();
    this.lastHeard = this.clock.now();
    this.doubtful = this.unsure = false;
    this.probe.stop();
    this._judge();
  }

  _networkIsBack() {
    this.socket.hurry();
    this._askAnew();
  }

  /** The server answers a question that costs it nothing. */
  _backAgain(wasAway) {
    if (!wasAway) return;
    this.failures = 0;
    // the socket brings a board that is read once for all screens of the branch
    this.socket.hurry();
    setTimeout(() => this._isAlone() && this._ask(), GAP_MS);
  }

  // questions

  _askAnew() {
    if (this.request) this.request.abort();
    this.request = null;
    this._ask();
  }

  _ask() {
    if (this.request) return;
    const request = new AbortController();
    const timer = setTimeout(() => request.abort(), REQUEST_MS);
    const headers = this.etag ? { "If-None-Match": this.etag } : {};
    const mine = () => this.request === request;
    this.request = request;
    this.asked = real();
    fetch(this.url, { headers, cache: "no-store", signal: request.signal })
      .then((answer) => this._answer(answer, mine))
      .catch(() => mine() && this._failed())
      .then(() => {
        clearTimeout(timer);
        if (mine()) this.request = null;
      });
  }

  _failed() {
    this.failures += 1;
    this.unsure = this.unsure || this.doubtful;
    this.probe.start();
    this._judge();
  }

  _answer(answer, mine) {
    if (!mine()) return null;
    if (answer.status === 404) return this._unpair();
    if (answer.status === 304) return this._alive();
    if (!answer.ok) throw new Error("status " + answer.status);
    return answer.json().then((board) => mine() && this._take(board, answer.headers.get("ETag")));
  }

  _take(board, etag) {
    if (!this._accept(board, true)) return;
    this.etag = etag;
    this._alive();
  }

  _alive() {
    if (this.failures) this.socket.hurry();
    this.failures = 0;
    this.unpaired = false;
    this._known("snapshot");
  }

  /** Show a board unless a newer one stands there; whether it is shown now. */
  _accept(board, asked = false) {
    if (this._isOlder(board, asked)) return false;
    this.older = 0;
    this.restored = false;
    this.unpaired = false;
    this.board = board;
    this.snapshot = real();
    this.clock.board(board.generated_at, board.clock_speed);
    this.renewal.seeBuild(board.build);
    this.renewal.seeLayouts(board.layouts, board.branch.languages);
    this.onBoard(board);
    this._notePainted(board.version);
    return true;
  }

  _isOlder(board, asked) {
    if (!this.board || this.restored || !isBefore(board, this.board)) return false;
    // an answer can be overtaken once; two in a row mean that the server itself went back
    if (asked) this.older += 1;
    return this.older < 2;
  }

  /** Two frames later the board stands on the glass; a hidden page has no frames. */
  _notePainted(version) {
    const note = () => {
      this.painted = { version, at: this.now() };
    };
    requestAnimationFrame(() => requestAnimationFrame(note));
  }

  _unpair() {
    if (!this.unpaired) leaveWhenUnpaired(this);
    this.unpaired = true;
    this.kept.forget();
    this._judge();
  }

  // the kept board

  _save() {
    this.saved = real();
    this.kept.save(this.board, this.now());
  }

  /** No answer yet: show what was kept, as what it is, never better than stale. */
  _restore() {
    const kept = this.board || this.unpaired ? null : this.kept.load();
    if (!kept) return;
    const { board, now, age } = kept;
    this.clock.guess(now + age * board.clock_speed, board.clock_speed);
    this.lastHeard = now;
    this.restored = true;
    this.board = board;
    this.onBoard(board);
    this._age(Math.max(age, this._limit("stale_s", STALE_S)));
  }
}
