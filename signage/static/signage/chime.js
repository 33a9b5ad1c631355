// What a screen sounds with: its loudspeaker, as far as the browser lets a page have it.

// two soft tones, falling: somebody is called
export const CALL = [[659.25, 0], [523.25, 0.28]];
// lower and alone: nobody is called, a break comes nearer
export const GONG = [[392, 0]];

const LENGTH = 0.9;
// of a tone at full volume; spoken words are louder by themselves
const LOUDNESS = 0.42;
// a touch counts when the finger leaves the glass, a mouse when it is pressed
const GESTURES = ["pointerdown", "pointerup", "keydown"];
// an engine that forbids sound leaves resume() waiting for ever: after this it has answered
const ANSWER_MS = 500;
const LOOK_MS = 5000;

/** The loudspeaker; `onChange()` hears that `state` became another: on, blocked or none. */
export class Chime {
  constructor(onChange, volume = 0.6) {
    this.onChange = onChange;
    this.context = newContext();
    this.state = this.context ? "blocked" : "none";
    this.seen = -1;
    if (this.context) this._listen(volume);
    setTimeout(() => this._look(), ANSWER_MS);
  }

  _listen(volume) {
    this.out = this.context.createGain();
    this.out.gain.value = Math.max(0, Math.min(1, volume));
    this.out.connect(this.context.destination);
    this.context.onstatechange = () => this._look();
    for (const kind of GESTURES) document.addEventListener(kind, () => this.enable());
    setInterval(() => this._look(), LOOK_MS);
    this.enable();
  }

  /** Ask for sound: granted after a touch, or at once where the launch flags allow it. */
  enable() {
    if (!this.context || this.context.state === "running" || this.context.state === "closed") return;
    const asked = this.context.resume();
    if (asked) asked.then(() => this._look(), () => this._look());
  }

  /** It plays only while its own time goes on: a device that was pulled stands still. */
  _look() {
    const state = this._now();
    if (state === this.state) return;
    this.state = state;
    this.onChange();
  }

  _now() {
    if (!this.context || this.context.state === "closed") return "none";
    if (this.context.state !== "running") return "blocked";
    const at = this.context.currentTime;
    const [before, since] = [this.seen, this.seenAt];
    if (at === before) return performance.now() - since < LOOK_MS ? "on" : "none";
    this.seen = at;
    this.seenAt = performance.now();
    return "on";
  }

  /** Sound tones; how long they last, in seconds. */
  play(tones) {
    const start = this.context.currentTime;
    for (const [pitch, after] of tones) this._tone(pitch, start + after);
    return tones[tones.length - 1][1] + LENGTH;
  }

  _tone(pitch, at) {
    const tone = this.context.createOscillator();
    const volume = this.context.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(LOUDNESS, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + LENGTH);
    tone.connect(volume);
    volume.connect(this.out);
    tone.start(at);
    tone.stop(at + LENGTH);
  }

  /** Sound spoken words; how long they last, in seconds. */
  speak(words) {
    const source = this.context.createBufferSource();
    source.buffer = words;
    source.connect(this.out);
    source.start();
    return words.duration;
  }

  /** Spoken words out of the bytes of a file; fails for what is no sound. */
  decode(bytes) {
    return new Promise((done, failed) => this.context.decodeAudioData(bytes, done, failed));
  }
}

function newContext() {
  const Context = window.AudioContext || window.webkitAudioContext;
  try {
    return Context ? new Context() : null;
  } catch (error) {
    // no sound hardware, or too many pages hold one: the call is on the glass all the same
    return null;
  }
}
