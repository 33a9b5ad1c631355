// Who is called: the newest call large, the ones before it below.

import { el, icon, painter, sized } from "./dom.js";
import { languageNow, t } from "./i18n.js";
import { shrink } from "./shrink.js";

const ROWS = 5;

export class Calls {
  constructor({ hero, history }) {
    this.hero = hero;
    this.history = history;
    this.paintHero = painter(hero, (call) => (call ? heroParts(call) : nobody()));
    this.paintHistory = painter(history, (calls) => calls.map(row));
  }

  draw(calls) {
    const hero = calls.find((call) => call.state === "called") || null;
    const others = calls.filter((call) => call !== hero).slice(0, ROWS);
    this.hero.dataset.idle = hero ? "no" : "yes";
    this.paintHero(hero && { code: hero.code, counter: hero.counter }, languageNow());
    this.paintHistory(others.map(({ code, counter, state }) => ({ code, counter, state })), languageNow());
    this._fitHero();
    this._fit();
  }

  /** The newest call is whole, whatever its counter is called. */
  _fitHero() {
    const { hero } = this;
    const { clientWidth: width, clientHeight: height } = hero.parentElement;
    const key = [hero.textContent, width, height].join("|");
    if (height === 0 || key === this.measured) return;
    this.measured = key;
    shrink(hero, () => hero.scrollWidth <= hero.clientWidth + 1 && hero.offsetHeight <= height);
  }

  /** Only rows that are whole: what does not fit wraps beside the first, or is cut itself. */
  _fit() {
    const rows = Array.from(this.history.children);
    for (const each of rows) each.hidden = false;
    const { bottom } = this.history.getBoundingClientRect();
    const isCut = (each) => each.getBoundingClientRect().bottom > bottom + 1;
    const lost = rows.filter((each) => each.offsetLeft > rows[0].offsetLeft || isCut(each));
    for (const each of lost) each.hidden = true;
  }
}

function heroParts({ code, counter }) {
  return [
    sized(el("span", "code", code)),
    el(
      "span",
      "there",
      icon("arrow"),
      el("span", "to", el("span", "label", t("Counter")), sized(el("b", "", counter))),
    ),
  ];
}

function nobody() {
  return [el("p", "nobody", t("Nobody is called at the moment."))];
}

function row({ code, counter, state }) {
  const serving = state === "serving";
  const word = serving ? t("being served") : t("please come");
  return el(
    "li",
    state,
    sized(el("b", "code", code)),
    icon("arrow"),
    el("span", "to", el("span", "label", t("Counter")), " ", sized(el("b", "", counter))),
    el("span", "word", icon(serving ? "check" : "bell"), el("span", "", word)),
  );
}
