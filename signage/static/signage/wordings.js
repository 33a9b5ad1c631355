// The server's words in the language whose turn it is: the lines of a notice, the state of a counter.

import { languageNow, setup } from "./i18n.js";

/** The wording of a notice whose turn it is, else the English one, else its first. */
export function wordingNow(notice) {
  // a board kept from before the languages came has none
  const all = notice.wordings || [{ language: "en", lines: notice.lines }];
  return of(all, languageNow()) || of(all, "en") || all[0];
}

/** The wording of a notice in the first language of the screen: who listens hears it once. */
export function wordingHeard(notice) {
  const all = notice.wordings || [{ language: "en", lines: notice.lines }];
  return of(all, Object.keys(setup.languages)[0]) || of(all, "en") || all[0];
}

function of(all, language) {
  return all.find((wording) => wording.language === language);
}

/** What the branch calls the state of a counter, in the language whose turn it is. */
export function stateNow({ words }, state) {
  const language = [languageNow(), "en"].find((each) => each in words) || Object.keys(words)[0];
  const word = words[language][state];
  return word.charAt(0).toLocaleUpperCase(language) + word.slice(1);
}

/** What a service is called, in the language whose turn it is; what nobody translated has its name. */
export function serviceNow({ name, names }) {
  // a board kept from before has none
  return (names && names[languageNow()]) || name;
}

/** What else a client can do, in the language whose turn it is; what nobody translated stays. */
export function wayNow({ ways }, way) {
  const known = (ways || {})[languageNow()] || {};
  return known[way] || way;
}
