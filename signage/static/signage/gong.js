// A soft tone and a highlight some minutes before a break, and when it begins (notice.gong_at_min).

const MINUTE = 60000;
// later than this the moment has passed: a screen that slept rings nothing
const LATE = 0.5;
const SHOWN_MS = 8000;
const RINGING = ["planned", "warned", "closing", "on_break"];

export class Gong {
  /** `ring` sounds it; `node` carries the mark of the highlight for a while. */
  constructor({ ring, node }) {
    this.ring = ring;
    this.node = node;
    // how many minutes before each break this screen saw last; null before the first board
    this.left = null;
  }

  /** Look at the notices on the screen at `now`; `minutes` are those at which it rings. */
  hear(notices, minutes, now, fresh) {
    notices = notices.filter((notice) => RINGING.includes(notice.phase));
    const left = new Map(notices.map((notice) => [notice.break, minutesTo(notice, now)]));
    const due = notices.filter((notice) => this._isDue(notice.break, left.get(notice.break), minutes));
    this.left = left;
    if (fresh && due.length > 0) this._sound();
  }

  _isDue(id, left, minutes) {
    if (this.left === null) return false;
    const before = this.left.has(id) ? this.left.get(id) : Infinity;
    return minutes.some((at) => before > at && left <= at && left > at - LATE);
  }

  _sound() {
    this.ring();
    this.node.dataset.gong = "yes";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => delete this.node.dataset.gong, SHOWN_MS);
  }
}

function minutesTo(notice, now) {
  return (Date.parse(notice.starts_at) - now) / MINUTE;
}
