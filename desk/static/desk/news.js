// News of a branch: a socket that says "look again", and says so by itself when it was deaf.

import { clock } from "./times.js";

const SILENCE = 7_000;
const LONGEST_PAUSE = 15_000;
const LOGGED_OUT = 4401;
const STRANGER = 4404;

/** A socket that comes back by itself until it is ended. */
class Listener {
  #branchId;
  #onNews;
  #onLink;
  #onAlarm;
  #socket = null;
  #timer = 0;
  #tries = 0;
  #ended = false;

  constructor(branchId, { onNews, onLink, onAlarm = () => {} }) {
    this.#branchId = branchId;
    this.#onNews = onNews;
    this.#onLink = onLink;
    this.#onAlarm = onAlarm;
    this.#connect();
  }

  end() {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#socket.close();
  }

  #connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws/desk/?branch=${this.#branchId}`);
    socket.onopen = () => this.#watch();
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
    socket.onclose = ({ code }) => this.#leave(code);
    this.#socket = socket;
    this.#watch();
  }

  #watch() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#giveUp(), SILENCE);
  }

  // a dead line takes its time to say that it is closed
  #giveUp() {
    this.#socket.onclose = null;
    this.#socket.close();
    this.#leave(0);
  }

  #hear(message) {
    this.#watch();
    if (message.now) clock.hear(message.now, message.clock_speed);
    if (message.type === "error") return;
    this.#tries = 0;
    this.#onLink("live");
    if (message.type === "alarm") this.#onAlarm(message);
    // a new forecast is news of the same version
    this.#onNews(message.version, message.type === "changed");
  }

  #leave(code) {
    clearTimeout(this.#timer);
    if (this.#ended) return;
    this.#onLink(code === LOGGED_OUT ? "logged_out" : "lost");
    if (code === LOGGED_OUT || code === STRANGER) return;
    const pause = Math.min(500 * 2 ** this.#tries, LONGEST_PAUSE) * (0.5 + Math.random());
    this.#tries += 1;
    this.#timer = setTimeout(() => this.#connect(), pause);
  }
}

/**
 * Listen to a branch. `onNews(version, changed)` on a change and heartbeat, `onLink(state)` with
 * "live", "lost" or "logged_out", `onAlarm(frame)` when a manager is called for. Returns a
 * function that ends the listening.
 */
export function listen(branchId, hearers) {
  const listener = new Listener(branchId, hearers);
  return () => listener.end();
}
