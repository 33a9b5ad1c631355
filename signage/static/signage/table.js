// The day's table of breaks: as many rows as fit whole, page after page.

import { breakModel, breakRow } from "./announce.js";
import { painter, say } from "./dom.js";
import { t } from "./i18n.js";

const PAGE_MS = 10000;
const BEFORE_MEASURED = 3;

export class Table {
  constructor({ list, pages, none, revisions = false }) {
    this.revisions = revisions;
    this.list = list;
    this.pages = pages;
    this.none = none;
    this.paint = painter(list, (rows) => rows.map(breakRow));
  }

  draw(breaks, zone, now, fresh) {
    const rows = breaks.map((row) => breakModel(row, zone, now, fresh, this.revisions));
    const fit = Math.max(1, this._fit());
    const of = Math.ceil(rows.length / fit);
    const at = of ? Math.floor(performance.now() / PAGE_MS) % of : 0;
    this.paint(rows.slice(at * fit, (at + 1) * fit));
    say(this.pages, of > 1 ? t("page {page} of {pages}", { page: at + 1, pages: of }) : "");
    this.none.hidden = rows.length > 0;
  }

  _fit() {
    const row = this.list.firstElementChild;
    return row ? Math.floor((this.list.clientHeight + 1) / row.offsetHeight) : BEFORE_MEASURED;
  }
}
