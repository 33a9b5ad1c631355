// One press makes one number. The server gives it; while it is away the kiosk's own reserve does.

import { backOff } from "./socket.js";

const TRIES = 5;
// so many without any answer, and the reserve is asked
const TRIES_ALONE = 2;
const REQUEST_MS = 8000;
// while no heartbeat comes either, an answer is not waited for so long
const REQUEST_ALONE_MS = 3000;
// how long a press whose outcome is unknown keeps its key
const KEY_MS = 60000;
const RETRIED = ["request_in_progress"];

function pause(length) {
  return new Promise((done) => setTimeout(done, length));
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A refusal is an answer; `answered` says that the server is there and may be asked again. */
function refuse(answer, said) {
  const error = new Error(said.code || "status " + answer.status);
  const again = answer.status >= 500 || answer.status === 429 || RETRIED.includes(said.code);
  if (!again) error.refusal = said;
  error.answered = answer.status < 500;
  throw error;
}

export class Takes {
  constructor({ token, live, reserve }) {
    this.token = token;
    this.live = live;
    this.reserve = reserve;
    this.pending = null;
  }

  /** A `ticket` of the server or a `slip` of the reserve. */
  take(queue, language) {
    if (this._isAway()) {
      const slip = this.reserve.take(queue, language);
      if (slip) return Promise.resolve({ slip });
    }
    const key = this._keyFor(queue, language);
    this.reserve.store.ask(key, queue);
    return this._attempt({ queue, language, key }, 0).then(
      (taken) => this._done(key, taken),
      (error) => this._failed(key, error),
    );
  }

  _isAway() {
    return this.live.status === "stale" || this.live.status === "offline";
  }

  /** A key for one press; it is kept while nobody knows whether the number was given out. */
  _keyFor(queue, language) {
    const { pending } = this;
    const same = pending && pending.queue === queue && pending.language === language;
    if (!same || performance.now() - pending.at >= KEY_MS) {
      this.forget();
      this.pending = { queue, language, key: newKey(), at: performance.now() };
    }
    return this.pending.key;
  }

  /** Whoever pressed has gone without a number: what may have been given out is given back. */
  forget() {
    if (this.pending) this.reserve.store.giveUp(this.pending.key);
    this.pending = null;
  }

  /** To be called now and then: a press is not remembered for ever. */
  check() {
    if (this.pending && performance.now() - this.pending.at > 2 * KEY_MS) this.forget();
  }

  _done(key, taken) {
    if (taken.slip) this.reserve.store.giveUp(key);
    else this.reserve.store.answered(key);
    this.pending = null;
    return taken;
  }

  _failed(key, error) {
    if (error.refusal) {
      this.reserve.store.answered(key);
      this.pending = null;
    }
    throw error;
  }

  _attempt(press, n) {
    return this._post(press)
      .then((ticket) => ({ ticket }))
      .catch((error) => {
        if (error.refusal) throw error;
        const slip = !error.answered && n + 1 >= TRIES_ALONE ? this.reserve.take(press.queue, press.language) : null;
        if (slip) return { slip };
        if (n + 1 >= TRIES) throw error;
        return pause(backOff(n)).then(() => this._attempt(press, n + 1));
      });
  }

  _post({ queue, language, key }) {
    const stop = new AbortController();
    const patience = this.live.status === "online" ? REQUEST_MS : REQUEST_ALONE_MS;
    const timer = setTimeout(() => stop.abort(), patience);
    const headers = {
      "Content-Type": "application/json",
      Authorization: "Device " + this.token,
      "Idempotency-Key": key,
    };
    const body = JSON.stringify({ queue, language });
    const options = { method: "POST", headers, body, credentials: "omit", signal: stop.signal };
    return fetch("/api/v1/tickets/", options)
      .then((answer) => answer.json().then((said) => (answer.ok ? said : refuse(answer, said))))
      .finally(() => clearTimeout(timer));
  }
}
