// The one mouth of a screen: gong, chime and voice, one after the other and never over each other.
//
//   const sound = new Sound({ setup, token, live, onState, onBusy });
//   const call = sound.call({ code: "A042", counter: "3", stillOpen: () => true });
//   call.cancel();
//   sound.gong();
//
// Whatever fails here is silence: what is sounded always stands on the glass too.

import { CALL, Chime, GONG } from "./chime.js";
import { wall } from "./times.js";
import { Voice } from "./voice.js";

// an undo of the teller within this is never heard
const AFTER_PAINT_MS = 1200;
const GAP_MS = 600;
const BETWEEN_LANGUAGES_MS = 300;
const WAITING_AT_MOST = 20;
const LOOK_MS = 1000;
const OFF = { gong: false, chime: false, voice: [], volume: 0, repeat_s: 0, quiet: [] };

/** The minutes since midnight that the wall clock of a time zone reads. */
export function wallMinutes(instant, zone) {
  const [hours, minutes] = wall(instant, zone);
  return hours * 60 + minutes;
}

/** Whether spans like [["20:00", "07:00"]] hold a minute of the day; they may pass midnight. */
export function isQuiet(spans, minute) {
  return spans.some(([from, to]) => {
    const [start, end] = [minuteOf(from), minuteOf(to)];
    return start <= end ? start <= minute && minute < end : minute >= start || minute < end;
  });
}

function minuteOf(wall) {
  const [hours, minutes] = wall.split(":").map(Number);
  return hours * 60 + minutes;
}

function after(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

/** `state` is on, blocked (until somebody touches the screen), quiet or none. */
export class Sound {
  constructor({ setup, token, live = null, onState = () => {}, onBusy = () => {} }) {
    this.wanted = Object.assign({}, OFF, setup.sound);
    this.live = live;
    this.onState = onState;
    this.onBusy = onBusy;
    this.queue = [];
    this.busy = false;
    this.state = null;
    this.chime = new Chime(() => this._judge(), this.wanted.volume);
    this.voice = new Voice({ token, decode: (bytes) => this.chime.decode(bytes) });
    // the first word on the state waits until the browser has had time to grant it
    if (this.chime.state === "none") this._judge();
    setInterval(() => this._judge(), LOOK_MS);
  }

  /** Ask the browser for sound: to be called by a touch. */
  enable() {
    this.chime.enable();
  }

  /** Chime and say a call that was painted just now; `stillOpen` tells whether it still is one. */
  call({ code, counter, stillOpen = null }) {
    const call = { code, counter, due: performance.now() + AFTER_PAINT_MS, cancelled: false };
    call.isOpen = () => !call.cancelled && (stillOpen === null || stillOpen());
    // without a word on what became of it nobody may be called again
    call.repeats = stillOpen !== null && this.wanted.repeat_s > 0;
    this._fetch(call);
    this._add(call);
    return {
      cancel: () => {
        call.cancelled = true;
      },
    };
  }

  /** The tone before a break. */
  gong() {
    this._add({ gong: true, due: performance.now(), isOpen: () => true, repeats: false });
  }

  _judge() {
    const state = this._stateNow();
    if (state === this.state) return;
    this.state = state;
    this.onState(state);
  }

  _stateNow() {
    if (this.chime.state === "none") return "none";
    return this._isQuiet() ? "quiet" : this.chime.state;
  }

  _isQuiet() {
    const { gong, chime, voice, volume, quiet } = this.wanted;
    if (volume <= 0 || !(gong || chime || voice.length > 0)) return true;
    if (quiet.length === 0 || !this.live || !this.live.board) return false;
    return isQuiet(quiet, wallMinutes(this.live.now(), this.live.board.branch.time_zone));
  }

  _add(sound) {
    this.queue.push(sound);
    if (this.queue.length > WAITING_AT_MOST) this.queue.shift();
    this._next();
  }

  /** Take turns: the first sound, then a pause, then the next. */
  _next() {
    if (this.busy || this.queue.length === 0) return;
    this.busy = true;
    const sound = this.queue.shift();
    after(Math.max(0, sound.due - performance.now()))
      .then(() => this._sound(sound))
      .catch(() => false)
      .then((heard) => (heard ? after(GAP_MS) : null))
      .then(() => {
        this.busy = false;
        this._next();
      });
  }

  /** Sound it, if it may be heard now; whether anything was. */
  _sound(sound) {
    this._judge();
    if (this.state !== "on" || !sound.isOpen()) return false;
    this._repeatLater(sound);
    this.onBusy(true);
    return (sound.gong ? this._gong() : this._say(sound)).then(
      () => this._hushed(),
      () => this._hushed(),
    );
  }

  _hushed() {
    this.onBusy(false);
    return true;
  }

  _gong() {
    return this.wanted.gong ? after(this.chime.play(GONG) * 1000) : after(0);
  }

  async _say(call) {
    if (this.wanted.chime) await after(this.chime.play(CALL) * 1000);
    for (const words of call.words) await this._speak(await words, call);
  }

  _speak(words, call) {
    if (words === null || this.state !== "on" || !call.isOpen()) return null;
    return after(this.chime.speak(words) * 1000 + BETWEEN_LANGUAGES_MS);
  }

  /** Ask for the words while the chime waits, so that they follow it at once. */
  _fetch(call) {
    const { voice } = this.wanted;
    const silent = this._stateNow() !== "on";
    call.words = silent ? [] : voice.map((language) => this.voice.words(call.code, call.counter, language));
  }

  /** A call that nobody answered is sounded once more. */
  _repeatLater(call) {
    if (!call.repeats) return;
    call.repeats = false;
    setTimeout(() => {
      if (!call.isOpen()) return;
      this._fetch(call);
      this._add(call);
    }, this.wanted.repeat_s * 1000);
  }
}
