// The words that a screen adds to a notice by itself, and whose language's turn it is.
//
// The lines come from the server in every language of the branch; `wording.py` has their words.

const LANGUAGE_MS = 6000;

const WORDS = {
  en: {
    planned: "Planned",
    warned: "Break ahead",
    closing: "Last call",
    on_break: "On break",
    opening: "Opening",
    overrun: "Delayed",
    ask_staff: "Delayed",
    cancelled: "No break",
    reopened: "Open again",
    counter: "Counter",
    one: "One counter",
    opens: "Opens in a moment",
    ask: "Return: please ask at the counter",
    others: "Other counters",
    starts: "Starts in",
    after: "After",
    back: "Back in",
    minutes: "min",
  },
  hu: {
    planned: "Tervezett",
    warned: "Szünet lesz",
    closing: "Utolsó hívás",
    on_break: "Szünet",
    opening: "Nyit",
    overrun: "Késik",
    ask_staff: "Késik",
    cancelled: "Elmarad",
    reopened: "Újra nyitva",
    counter: "Pult",
    one: "Egy pult",
    opens: "Mindjárt nyit",
    ask: "Vissza: kérjük, kérdezze a pultnál",
    others: "Másik pult",
    starts: "Kezdésig",
    after: "Ezután",
    back: "Nyitásig",
    minutes: "perc",
  },
};

/** The words of a language; English where nobody has written them. */
export function wordsOf(language) {
  return WORDS[language] || WORDS.en;
}

/** The wording of a notice whose turn it is; all notices of a screen turn together. */
export function wordingNow(notice) {
  // a board kept from before the languages came has none
  const all = notice.wordings || [{ language: "en", lines: notice.lines }];
  return all[Math.floor(performance.now() / LANGUAGE_MS) % all.length];
}
