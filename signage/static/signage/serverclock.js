// What time it is at the branch: told by the server, carried on by a clock that nobody can set.
//
// A screen's own date may be wrong or be put right at any moment (3.9 no. 29); `performance.now()`
// only ever runs on.

// so long a heartbeat is the better witness than a board, which may have been made a while ago
const TRUSTED_MS = 30000;

const real = () => performance.now();

/** The clock of the house, anchored by what the server says; it may run at another speed. */
export class ServerClock {
  constructor() {
    this.server = Date.now();
    this.real = real();
    this.speed = 1;
    this.beaten = -Infinity;
    this.anchored = false;
  }

  /** A heartbeat tells the instant at which it was sent. */
  beat(iso, speed) {
    this._set(Date.parse(iso), speed);
    this.beaten = this.real;
  }

  /** A board tells when it was made, which may be a while ago: only for want of a heartbeat. */
  board(iso, speed) {
    if (real() - this.beaten < TRUSTED_MS) return;
    const known = this.anchored ? this.now() : -Infinity;
    this._set(Math.max(Date.parse(iso), known), speed);
  }

  /** What a kept board says, by this machine's own date: only until the server is heard. */
  guess(instant, speed) {
    this._set(instant, speed);
    this.anchored = false;
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
