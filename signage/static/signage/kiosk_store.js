// What a kiosk keeps for a cut connection, in the browser's own store: numbers laid aside for it,
// and the slips it has given out by itself.
//
// The slips are the truth: a number is written down as given out before anybody sees it, in one
// write, so that neither a reload nor a crash can give it out twice.

import { setup } from "./i18n.js";

const STOCK = "intermezzo:reserve:" + setup.device;
const SLIPS = "intermezzo:slips:" + setup.device;
const NONE = { taken: [], refused: [], asked: [] };

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch (error) {
    // no store, or not ours: as good as empty
    return null;
  }
}

function write(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch (error) {
    // a full or forbidden store: whoever asked must do without
    return false;
  }
}

function same(a, b) {
  return a.queue === b.queue && a.number === b.number && a.token === b.token;
}

export class Store {
  constructor() {
    this.stock = read(STOCK);
    this.slips = Object.assign({}, NONE, read(SLIPS));
    // whoever was asked for when the page broke off has gone
    this.slips.asked = this.slips.asked.map((press) => Object.assign(press, { given_up: true }));
    window.addEventListener("storage", () => this._reread());
  }

  _reread() {
    this.stock = read(STOCK);
    this.slips = Object.assign({}, NONE, read(SLIPS));
  }

  /** The numbers of a queue that may still be given out at an instant. */
  free(queue, now) {
    if (!this._isOpen(now)) return [];
    const gone = this.slips.taken.concat(this.slips.refused);
    return (this.stock.queues[queue] || []).filter(
      (each) => !gone.some((slip) => same(slip, Object.assign({ queue }, each))),
    );
  }

  _isOpen(now) {
    const spans = this.stock ? this.stock.spans : [];
    return spans.some(([opens, closes]) => Date.parse(opens) <= now && now < Date.parse(closes));
  }

  /** Write down that the next number of a queue is given out; null when none can be. */
  take(queue, language, now) {
    this._reread();
    const [next] = this.free(queue, now);
    if (!next) return null;
    const { number, code, token } = next;
    const slip = { queue, number, code, token, language, taken_at: new Date(now).toISOString() };
    const slips = Object.assign({}, this.slips, { taken: this.slips.taken.concat(slip) });
    if (!this._keep(slips)) return null;
    return Object.assign({ qr: next.qr }, slip);
  }

  /** Add what was laid aside; numbers of another day are worth nothing. */
  add({ day, spans, wanted, queues }) {
    const fresh = !this.stock || this.stock.day !== day;
    const old = fresh ? {} : this.stock.queues;
    const stock = { day, spans, wanted, queues: Object.assign({}, old) };
    for (const { queue, numbers } of queues) {
      stock.queues[queue] = (old[queue] || []).concat(numbers);
    }
    if (!write(STOCK, stock)) return false;
    this.stock = stock;
    // what was refused yesterday has been written down by hand, or is nobody's any more
    if (fresh) this._keep(Object.assign({}, this.slips, { refused: [] }));
    return true;
  }

  /** A slip has become a ticket, or never will: first its number goes, then the slip. */
  settle(slip, refused) {
    const { queue } = slip;
    if (this.stock && this.stock.queues[queue]) {
      const left = this.stock.queues[queue].filter((each) => !same(slip, Object.assign({ queue }, each)));
      const queues = Object.assign({}, this.stock.queues, { [queue]: left });
      this.stock = Object.assign({}, this.stock, { queues });
      if (!write(STOCK, this.stock)) return;
    }
    const taken = this.slips.taken.filter((each) => !same(each, slip));
    const more = refused ? [{ code: slip.code, why: refused }] : [];
    this._keep(Object.assign({}, this.slips, { taken, refused: this.slips.refused.concat(more) }));
  }

  /** A press whose answer may never come, written down before it is sent. */
  ask(key, queue) {
    if (this.slips.asked.some((press) => press.key === key)) return;
    this._keep(Object.assign({}, this.slips, { asked: this.slips.asked.concat({ key, queue }) }));
  }

  /** Nobody waits for the answer any more. */
  giveUp(key) {
    const mark = (press) => (press.key === key ? Object.assign({}, press, { given_up: true }) : press);
    this._keep(Object.assign({}, this.slips, { asked: this.slips.asked.map(mark) }));
  }

  /** What came of a press is known. */
  answered(key) {
    this._keep(Object.assign({}, this.slips, { asked: this.slips.asked.filter((press) => press.key !== key) }));
  }

  /** The keys of presses that somebody has to look after. */
  givenUp() {
    return this.slips.asked.filter((press) => press.given_up).map((press) => press.key);
  }

  _keep(slips) {
    if (!write(SLIPS, slips)) return false;
    this.slips = slips;
    return true;
  }
}
