// How long a page stays open for a client who does nothing. Whoever needs longer is warned in time,
// by sight and by sound, and may stay as often as they like (WCAG 2.2.1).

export const WARNING_S = 25;
const OPEN_S = 50;

export class Rest {
  /** `onWarn` once when the warning begins, `onTick(seconds)` every second, `onEnd` at last. */
  constructor({ onWarn, onTick, onEnd }) {
    Object.assign(this, { onWarn, onTick, onEnd });
    this.left = null;
    setInterval(() => this._tick(), 1000);
  }

  /** From now on the page is somebody's. */
  start() {
    this.left = OPEN_S;
    this.onTick(this.left, false);
  }

  /** Somebody touched it: the time begins anew. */
  extend() {
    if (this.left !== null) this.start();
  }

  /** The page is nobody's. */
  stop() {
    this.left = null;
  }

  get isEnding() {
    return this.left !== null && this.left <= WARNING_S;
  }

  _tick() {
    if (this.left === null) return;
    this.left -= 1;
    if (this.left <= 0) {
      this.left = null;
      this.onEnd();
      return;
    }
    if (this.left === WARNING_S) this.onWarn(this.left);
    this.onTick(this.left, this.isEnding);
  }
}
