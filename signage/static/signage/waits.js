// How many wait in each queue, and how long who joins now would.

import { el, icon, painter, say } from "./dom.js";
import { t } from "./i18n.js";
import { serviceNow } from "./wordings.js";
import { breakWords, waitWords } from "./words.js";

// how long each of several breaks that a wait holds is told, and each page of too many queues
const PAGE_MS = 10000;
// from the roomiest way to list the queues to the closest
const FITS = ["", "snug", "snug tight"];

export class Waits {
  constructor({ list, pages }) {
    this.list = list;
    this.pages = pages;
    this.paint = painter(list, (queues) => queues.map(row));
  }

  /** Draw the queues; `known` is whether live numbers may be shown, `fresh` whether ranges may. */
  draw(queues, zone, now, { known, fresh }) {
    this.paint(queues.map((queue) => model(queue, zone, now, known, fresh)));
    this._fit();
  }

  /** The roomiest list in which every row is whole; what does not fit the closest one comes in turn. */
  _fit() {
    const { list } = this;
    const rows = Array.from(list.children);
    for (const each of rows) each.hidden = false;
    const fits = FITS.some((size) => {
      list.className = size;
      return list.scrollWidth <= list.clientWidth;
    });
    const whole = fits ? rows.length : rows.filter((each) => each.offsetLeft === rows[0].offsetLeft).length;
    const of = Math.ceil(rows.length / whole);
    rows.forEach((each, index) => {
      each.hidden = Math.floor(index / whole) !== pageNow(of);
    });
    say(this.pages, of > 1 ? t("page {page} of {pages}", { page: pageNow(of) + 1, pages: of }) : "");
  }
}

/** A queue as its row says it; a range that may be out of date is not shown. */
function model(queue, zone, now, known, fresh) {
  const { letter, waiting, wait: told } = queue;
  const wait = fresh ? told : null;
  const reasons = wait ? wait.because.map((each) => breakWords(each, zone, now, true)) : [];
  return {
    letter,
    name: serviceNow(queue),
    waiting: known ? waiting : null,
    wait: waitWords(wait),
    reason: reasons[pageNow(reasons.length)] || "",
  };
}

function pageNow(of) {
  return Math.floor(performance.now() / PAGE_MS) % of;
}

function row({ letter, name, waiting, wait, reason }) {
  return el(
    "li",
    "row",
    el("b", "letter", letter),
    el("span", "about", el("span", "name", name), el("b", "wait", wait || "–")),
    el("b", "number", waiting === null ? "–" : String(waiting)),
    reason && el("span", "reason", icon("pause"), el("span", "", reason)),
  );
}
