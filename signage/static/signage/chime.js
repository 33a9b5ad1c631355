// Two soft tones made by the device itself, where it may sound without a touch.

const TONES = [
  [659.25, 0],
  [523.25, 0.28],
];
// lower and alone: nobody is called, a break comes nearer
const GONG = [[392, 0]];
const LENGTH = 0.9;
const LOUDNESS = 0.25;

/** The chime of a screen; `onChange(on)` hears whether it can sound. */
export class Chime {
  constructor(onChange) {
    const Context = window.AudioContext || window.webkitAudioContext;
    this.context = Context ? new Context() : null;
    this.onChange = onChange;
    if (this.context) this.context.onstatechange = () => this._tell();
    for (const kind of ["pointerdown", "keydown"]) {
      document.addEventListener(kind, () => this.enable());
    }
    this.enable();
    // an engine that forbids sound leaves resume() waiting for ever
    setTimeout(() => this._tell(), 500);
  }

  /** Ask for sound: granted after a touch, or at once where the launch flags allow it. */
  enable() {
    if (this.context && this.context.state === "suspended") {
      this.context.resume().catch(() => this._tell());
    }
  }

  _tell() {
    this.onChange(this.context !== null && this.context.state === "running");
  }

  /** The tone before a break. */
  gong() {
    this.play(GONG);
  }

  play(tones = TONES) {
    if (!this.context || this.context.state !== "running") return;
    for (const [pitch, after] of tones) this._tone(pitch, this.context.currentTime + after);
  }

  _tone(pitch, at) {
    const tone = this.context.createOscillator();
    const volume = this.context.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(LOUDNESS, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + LENGTH);
    tone.connect(volume);
    volume.connect(this.context.destination);
    tone.start(at);
    tone.stop(at + LENGTH);
  }
}
