// The whole choice on one glass: closer together where there is less room, and in pages where even
// that is not enough; then a large button says that there is more and goes on to it.

import { say } from "./dom.js";
import { t } from "./i18n.js";

// from the roomiest look to the closest; the styles know them
const FITS = ["", "close", "closer", "closest", "columns"];

const page = document.body;

export class Fit {
  /** `lists` hold the services, each in the same order; `more` is the button, `pages` its number. */
  constructor({ view, lists, more, pages }) {
    Object.assign(this, { view, lists, more, pages });
    // the first service of each page
    this.starts = [0];
    this.at = 0;
    this.key = null;
    more.addEventListener("click", () => this._show(this.at + 1));
  }

  /** Lay the choice out anew when what `key` tells of it, or the window, is another. */
  draw(key) {
    const measures = [key, window.innerWidth, window.innerHeight].join("|");
    // what is not on the glass cannot be measured, and is laid out when it is back
    if (this.view.hidden) this.key = null;
    if (measures === this.key || this.view.hidden) return;
    this.key = measures;
    this._lay();
    this._show(this.at);
  }

  /** The next client begins at the first page. */
  first() {
    this._show(0);
  }

  _lay() {
    const all = this._count();
    this.starts = [0];
    this.more.hidden = true;
    // one service has no second page, even where it is cut
    if (FITS.some((fit) => this._fits(fit, all)) || all < 2) return;
    this.more.hidden = false;
    this.starts = [];
    for (let from = 0; from < all; ) {
      this.starts.push(from);
      from = this._lastFrom(from, all);
    }
  }

  _count() {
    return Math.max(...this.lists.map((list) => list.children.length));
  }

  _fits(fit, all) {
    if (fit) page.dataset.fit = fit;
    else delete page.dataset.fit;
    this._reveal(0, all);
    return this._isWhole();
  }

  /** Where the next page begins: as many services as are whole, one at least. */
  _lastFrom(from, all) {
    for (let to = all; to > from + 1; to -= 1) {
      this._reveal(from, to);
      if (this._isWhole()) return to;
    }
    return from + 1;
  }

  _reveal(from, to) {
    for (const list of this.lists) {
      Array.from(list.children).forEach((item, index) => {
        item.hidden = index < from || index >= to;
      });
    }
  }

  _isWhole() {
    return [this.view, ...this.lists].every((node) => node.scrollHeight <= node.clientHeight + 1);
  }

  _show(at) {
    const of = this.starts.length;
    this.at = at % of;
    this._reveal(this.starts[this.at], of > this.at + 1 ? this.starts[this.at + 1] : Infinity);
    say(this.pages, of > 1 ? t("page {page} of {pages}", { page: this.at + 1, pages: of }) : "");
  }
}
