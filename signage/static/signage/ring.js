// A call is heard and felt on the client's own phone, where a touch has switched the sound on.

const KEY = "intermezzo:sound";
const NOTES = [880, 1175, 880, 1175, 1480];
const NOTE_S = 0.28;
const SHAKES = [400, 150, 400, 150, 800];

/** The switch "Sound on call", remembered for one ticket, and honest when the browser blocks it. */
export class Ring {
  constructor(button, note, token) {
    this.button = button;
    this.note = note;
    this.token = token;
    this.Context = window.AudioContext || window.webkitAudioContext;
    this.on = this._remembered() === token;
    if (!this.Context) return;
    button.addEventListener("click", () => this._press());
    if (this.on) this._open();
    // a browser lets a page sound after any touch
    document.addEventListener("click", () => this.on && this._open());
    document.addEventListener("visibilitychange", () => this.on && this._open());
    this._say();
  }

  call() {
    if (navigator.vibrate) navigator.vibrate(SHAKES);
    if (this.on) this._sound(NOTES);
  }

  get blocked() {
    return !this.context || this.context.state !== "running";
  }

  _press() {
    // a touch on a blocked switch is the touch that was missing
    const first = !this.on || this.blocked;
    this.on = first;
    this._remember();
    if (first) this._open().then(() => this._sound(NOTES.slice(0, 2)));
    this._say();
  }

  /** Wake the sound; without a touch the browser may leave it asleep for ever. */
  _open() {
    if (!this.context) {
      this.context = new this.Context();
      this.context.onstatechange = () => this._say();
    }
    return this.context.resume().catch(() => null);
  }

  _sound(notes) {
    if (this.blocked) return;
    notes.forEach((hertz, at) => this._note(hertz, this.context.currentTime + at * NOTE_S));
  }

  _note(hertz, at) {
    const voice = this.context.createOscillator();
    const loud = this.context.createGain();
    voice.frequency.value = hertz;
    loud.gain.setValueAtTime(0.5, at);
    loud.gain.exponentialRampToValueAtTime(0.001, at + NOTE_S);
    voice.connect(loud);
    loud.connect(this.context.destination);
    voice.start(at);
    voice.stop(at + NOTE_S);
  }

  _say() {
    const state = !this.on ? "off" : this.blocked ? "blocked" : "on";
    this.button.hidden = false;
    this.button.setAttribute("aria-pressed", String(this.on));
    this.button.dataset.state = state;
    this.button.textContent = this.button.dataset[state];
    this.note.hidden = state !== "on";
  }

  _remembered() {
    try {
      return localStorage.getItem(KEY);
    } catch (error) {
      return null;
    }
  }

  _remember() {
    try {
      if (this.on) localStorage.setItem(KEY, this.token);
      else localStorage.removeItem(KEY);
    } catch (error) {
      // a forbidden store: the switch is off again after a reload
    }
  }
}
