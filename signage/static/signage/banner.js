// The warning banner of a zone: a few notices at a time, so that each is really painted and proven,
// and each in the languages of the branch by turns.

import { noticeCard, noticeModel } from "./announce.js";
import { painter, say } from "./dom.js";
import { roundNow, t } from "./i18n.js";
import { isCut } from "./mark.js";
import { Receipts } from "./receipts.js";
import { wordingHeard } from "./wordings.js";

const AT_ONCE = 3;
// long enough for two languages of each page
const PAGE_MS = 12000;
// from the roomiest way to say it to the closest: what is said besides is left out, for the slots say
// it too; then all grows smaller, and only where letters are as large as a far seat needs them, or
// nothing else helps, what to do takes turns with the rest
const FITS = ["", "tight", "snug", "close", "turns", "least"];
// beside others each says what to do at any time; who has no room for that comes on another page
const SEVERAL = FITS.slice(0, 3);
const SAID_TOO = ".said";
const ROWS = ".line, .fine";
const IN_TURNS = ["turns", "least"];

export class Banner {
  constructor({ live, token, zone, list, told, wanted = () => true, atOnce = AT_ONCE }) {
    this.live = live;
    this.list = list;
    this.told = told;
    this.atOnce = atOnce;
    this.isMine = (notice) => (notice.zone === null || notice.zone === zone) && wanted(notice);
    this.receipts = new Receipts({ token, live });
    this.paint = painter(list, (models) => models.map(noticeCard));
    this.room = atOnce;
    this.whole = true;
  }

  /** Draw what is to be seen at `now`; how many notices are on the screen. */
  draw(now, fresh) {
    const mine = this.live.board.notices.filter(this.isMine);
    this._measure(mine.length);
    let part = this._show(mine, now, fresh);
    while (!this.whole && part.length > 1) {
      // rather fewer at once than one that is cut
      this.room = part.length - 1;
      part = this._show(mine, now, fresh);
    }
    this._takeTurns();
    this.receipts.painted(part.map((notice, index) => [notice, this.list.children[index]]));
    return part.length;
  }

  /** Another number of notices, or a window of another size, may have room for more. */
  _measure(notices) {
    const measures = [notices, window.innerWidth, window.innerHeight].join();
    if (measures === this.measures) return;
    this.measures = measures;
    this.room = this.atOnce;
  }

  /** Paint the page whose turn it is; the notices on it. */
  _show(mine, now, fresh) {
    const of = Math.max(1, Math.ceil(mine.length / this.room));
    const at = Math.floor(performance.now() / PAGE_MS) % of;
    const part = mine.slice(at * this.room, (at + 1) * this.room);
    this.list.hidden = part.length === 0;
    this.list.className = "notices count-" + part.length;
    this.list.dataset.page = of > 1 ? t("page {page} of {pages}", { page: at + 1, pages: of }) : "";
    const known = !isCut(this.live.status);
    if (this.paint(part.map((notice) => noticeModel(notice, now, fresh, known)), this.measures)) {
      this.whole = this._fit(part.length > 1 ? SEVERAL : FITS);
      this._tell(mine);
    }
    return part;
  }

  /** The roomiest way in which every notice is whole; whether there is one. */
  _fit(fits) {
    return fits.some((fit) => {
      this.list.dataset.fit = fit;
      this._takeTurns();
      return this._isWhole();
    });
  }

  _isWhole() {
    return isInside(this.list, this.list.children) && Array.from(this.list.children).every(isCardWhole);
  }

  /** Where the rows have no room together, show one of them after the other; what is said too only
   * where there is room for all. */
  _takeTurns() {
    const { fit } = this.list.dataset;
    const inTurns = IN_TURNS.includes(fit);
    for (const node of this.list.querySelectorAll(SAID_TOO)) node.hidden = Boolean(fit);
    for (const card of this.list.children) {
      const each = Array.from(card.querySelectorAll(ROWS));
      each.forEach((row, index) => {
        row.hidden = inTurns && index !== roundNow() % each.length;
      });
    }
  }

  /** What a screen reader hears: what and until when, once, in the first language of the screen. */
  _tell(notices) {
    const heard = notices.map(wordingHeard);
    if (heard.length) this.told.lang = heard[0].language;
    say(this.told, heard.map(({ lines }) => lines.slice(0, 2).join(". ")).join(". "));
  }
}

function isCardWhole(card) {
  return isInside(card, card.querySelectorAll("p, .phrase, b"));
}

/** Whether no part of some nodes lies outside another; letters may stand out of their line a bit. */
function isInside(node, parts) {
  const box = node.getBoundingClientRect();
  return Array.from(parts).every((part) => {
    const own = part.getBoundingClientRect();
    // a row whose turn it is not
    if (own.width === 0) return true;
    return own.right <= box.right + 1 && own.bottom <= box.bottom + 1 && own.top >= box.top - 1;
  });
}
