// The words of a screen in its languages: English stands in the code, the rest in the catalogues.
//
// A screen of several languages says everything in each by turns; all of it turns together. A kiosk
// stays with the language that its client has chosen.

const TURN_MS = 6000;
const node = document.getElementById("setup");

/** What the page was told about itself; a page without it has the defaults. */
export const setup = node ? JSON.parse(node.textContent) : { languages: { en: "English" }, words: {}, sound: {} };

const spoken = () => Object.keys(setup.languages);
const rules = new Map();
let chosen = null;

/** The language whose turn it is, or the one that was chosen. */
export function languageNow() {
  const all = spoken();
  return chosen || all[Math.floor(performance.now() / TURN_MS) % all.length];
}

/** How often every language has had its turn. */
export function roundNow() {
  return Math.floor(performance.now() / (TURN_MS * spoken().length));
}

/** Stay with a language from now on; null turns again. */
export function choose(language) {
  chosen = language;
}

/** A phrase in the language whose turn it is, its {facts} filled in; English where it is missing. */
export function t(phrase, facts = {}) {
  return filled(found(phrase, 0) || phrase, facts);
}

/** Marks a phrase of a table that is said later, by `t(word)`; the catalogues have it from here. */
export function later(phrase) {
  return phrase;
}

/** The singular or a plural of a phrase for a count, which fills {n}. */
export function n(one, many, count, facts = {}) {
  const english = count === 1 ? one : many;
  return filled(found(one, formOf(count)) || english, Object.assign({ n: count }, facts));
}

function found(phrase, form) {
  const said = (setup.words[languageNow()] || {})[phrase];
  return Array.isArray(said) ? said[form] || said[said.length - 1] : said;
}

/** Which form of a plural a count takes, in gettext's order: one, few, many. */
function formOf(count) {
  const language = languageNow();
  if (!rules.has(language)) rules.set(language, new Intl.PluralRules(language));
  const at = ["one", "few", "many"].indexOf(rules.get(language).select(count));
  return at < 0 ? Infinity : at;
}

function filled(text, facts) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
}

/** Say every marked heading of the page in the language whose turn it is. */
export function translatePage() {
  const language = languageNow();
  if (document.documentElement.lang !== language) document.documentElement.lang = language;
  for (const marked of document.querySelectorAll("[data-t]")) {
    const text = t(marked.dataset.t);
    if (marked.textContent !== text) marked.textContent = text;
  }
  for (const marked of document.querySelectorAll("[data-t-label]")) {
    const text = t(marked.dataset.tLabel);
    if (marked.getAttribute("aria-label") !== text) marked.setAttribute("aria-label", text);
  }
}
