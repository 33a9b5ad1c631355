// Notices that the page stood still: a hung script, a frozen process, a machine that slept.

// timers of a page may come a second late, or a minute while it is hidden; what is heard counts too
const STILL_MS = 15000;
const VERY_STILL_MS = 60000;

/** Looks at two clocks: the one that only runs on, and the date, which alone runs while a machine
 * sleeps. The date may also have been put right, so it only makes the page ask. */
export class Watchdog {
  constructor({ onStill, onDoubt }) {
    this.onStill = onStill;
    this.onDoubt = onDoubt;
    this.seen = performance.now();
    this.date = Date.now();
  }

  /** To be called at every sign that the page lives; whether it had stood still before. */
  look() {
    const stood = performance.now() - this.seen;
    const passed = Date.now() - this.date;
    this.seen += stood;
    this.date += passed;
    if (stood > STILL_MS) this.onStill(stood > VERY_STILL_MS);
    else if (passed - stood > STILL_MS) this.onDoubt();
    return stood > STILL_MS;
  }
}
