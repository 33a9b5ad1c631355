// The day's table of breaks: as many rows as fit whole, page after page.

import { breakModel, breakRow } from "./announce.js";
import { painter, say } from "./dom.js";
import { t } from "./i18n.js";

const PAGE_MS = 10000;
const MOST_PAGES = 3;

export class Table {
  constructor({ list, pages, none, revisions = false }) {
    this.revisions = revisions;
    this.list = list;
    this.pages = pages;
    this.none = none;
    this.paint = painter(list, (rows) => rows.map(breakRow));
    // the first row of each page, and whether every page is whole
    this.starts = [0];
    this.isWhole = true;
    // rows that were drawn and not measured yet
    this.due = false;
  }

  draw(breaks, zone, now, fresh) {
    const rows = breaks.map((row) => breakModel(row, zone, now, fresh, this.revisions));
    if (this.paint(rows)) this.due = true;
    this._lay();
    const of = this.starts.length;
    const at = Math.floor(performance.now() / PAGE_MS) % of;
    this._reveal(this.starts[at], at + 1 < of ? this.starts[at + 1] : Infinity);
    say(this.pages, of > 1 ? t("page {page} of {pages}", { page: at + 1, pages: of }) : "");
    this.none.hidden = rows.length > 0;
  }

  /** Part the rows into pages by the room that each really takes. */
  _lay() {
    const { clientWidth: width, clientHeight: height } = this.list;
    const room = [width, height].join();
    // a table that is not on the glass now has no room to measure
    const same = !this.due && room === this.room && this.list.scrollHeight <= height + 1;
    if (height === 0 || same) return;
    this.due = false;
    this._reveal(0, Infinity);
    this.room = [this.list.clientWidth, this.list.clientHeight].join();
    const tall = Array.from(this.list.children).map((row) => row.getBoundingClientRect().height);
    const most = this.list.clientHeight + 1;
    this.isWhole = tall.every((each) => each <= most);
    this.starts = [0];
    let used = 0;
    tall.forEach((each, index) => {
      if (index > 0 && used + each > most) {
        this.starts.push(index);
        used = 0;
      }
      used += each;
    });
  }

  /** Whether a row is cut, or the table comes round too slowly to be waited for. */
  get isCramped() {
    return !this.isWhole || this.starts.length > MOST_PAGES;
  }

  _reveal(from, to) {
    Array.from(this.list.children).forEach((row, index) => {
      row.hidden = index < from || index >= to;
    });
  }
}
