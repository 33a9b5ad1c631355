// A screen tells the house how it is: its build, size, sound and date, and which board it painted.

import { setup } from "./i18n.js";

const EVERY_MS = 30000;
const LOOK_MS = 1000;
const REQUEST_MS = 10000;
// not all screens of a branch at the same instant
const SPREAD_MS = 3000;

class Report {
  constructor({ live, sound, token }) {
    this.live = live;
    this.sound = sound;
    this.token = token;
    this.url = "/api/v1/boards/" + encodeURIComponent(token) + "/state/";
    this.told = "";
    this.busy = false;
    // once the first board had the time to be painted
    this.next = performance.now() + SPREAD_MS * (0.5 + 0.5 * Math.random());
  }

  look() {
    if (this.busy || this.live.unpaired || performance.now() < this.next - EVERY_MS + LOOK_MS) return;
    const looks = this._looks();
    const changed = this.told !== "" && JSON.stringify(looks) !== this.told;
    if (changed || performance.now() >= this.next) this._post(looks);
  }

  /** What is told at once when it changes. */
  _looks() {
    const state = this.sound && this.sound.state;
    return { width: window.innerWidth, height: window.innerHeight, sound: state || "none" };
  }

  _post(looks) {
    this.busy = true;
    this.next = performance.now() + EVERY_MS;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), REQUEST_MS);
    fetch(this.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: "Device " + this.token },
      body: JSON.stringify(Object.assign({}, looks, this._state())),
      cache: "no-store",
      credentials: "omit",
      signal: stop.signal,
    })
      .then((answer) => {
        if (answer.ok) this.told = JSON.stringify(looks);
      })
      // a house that cannot be reached learns it with the next report
      .catch(() => null)
      .then(() => {
        clearTimeout(timer);
        this.busy = false;
      });
  }

  _state() {
    const { painted } = this.live;
    // this machine's own date, right or wrong (3.9 no. 29)
    const state = { device_clock: new Date().toISOString() };
    if (setup.build) state.build = setup.build;
    if (painted) {
      state.painted_version = painted.version;
      state.painted_at = new Date(painted.at).toISOString();
    }
    return state;
  }
}

/** Report every half minute, and when size or sound change; to be called once by each screen. */
export function report({ live, sound = null, token = document.body.dataset.token }) {
  const mine = new Report({ live, sound, token });
  setInterval(() => mine.look(), LOOK_MS);
  return mine;
}
