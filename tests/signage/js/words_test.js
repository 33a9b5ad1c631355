// Words in the language whose turn it is, their plurals, and clock times as each language writes them.

import { choose, languageNow, n, setup, t, translatePage } from "/static/signage/i18n.js";
import { clock, day, shown, span } from "/static/signage/times.js";
import { breakWords, promiseWords, waitWords } from "/static/signage/words.js";
import { stateNow, wayNow, wordingNow } from "/static/signage/wordings.js";
import { equal, test } from "./world.js";

const HALF_PAST_ONE = Date.UTC(2027, 2, 3, 12, 30);
const BUDAPEST = "Europe/Budapest";
const TURN_MS = 6000;

/** The page speaks these languages with these words while a test runs. */
async function speaking(words, said) {
  const { languages, words: before } = setup;
  Object.assign(setup, { words, languages: {} });
  for (const language of Object.keys(words)) setup.languages[language] = language;
  try {
    await said();
  } finally {
    Object.assign(setup, { words: before, languages });
    choose(null);
    document.documentElement.lang = "en";
  }
}

function inEach(languages, say) {
  const before = document.documentElement.lang;
  const told = languages.map((language) => {
    document.documentElement.lang = language;
    return say();
  });
  document.documentElement.lang = before;
  return told;
}

test("all of a page turns together, and what nobody translated is English", async (world) => {
  const page = document.createElement("main");
  const [heading, button] = ["h2", "button"].map((tag) => page.appendChild(document.createElement(tag)));
  heading.dataset.t = "Now calling";
  button.dataset.tLabel = "Sound";
  document.body.append(page);
  const hu = { "Now calling": "Most hívjuk", Sound: "Hang" };
  await speaking({ hu, tr: { "Now calling": "Şimdi çağrılan" } }, async () => {
    const seen = () => [document.documentElement.lang, heading.textContent, button.getAttribute("aria-label")];
    await world.pass(TURN_MS - (world.time % (2 * TURN_MS)) + TURN_MS);
    translatePage();
    equal(seen(), ["hu", "Most hívjuk", "Hang"]);
    await world.pass(TURN_MS);
    translatePage();
    equal(seen(), ["tr", "Şimdi çağrılan", "Sound"]);
    choose("hu");
    await world.pass(TURN_MS);
    translatePage();
    equal(seen(), ["hu", "Most hívjuk", "Hang"]);
    equal(languageNow(), "hu");
  });
  page.remove();
});

test("a fact stands in its place, and a value that looks like a fact is none", async () => {
  await speaking({ hu: { "{a} of {b}": "{b}/{a}" } }, () => {
    equal(t("{a} of {b}", { a: "{b}", b: 2 }), "2/{b}");
    equal(t("Not translated: {a}", { a: 1 }), "Not translated: 1");
  });
});

test("a count takes the form of its language", async () => {
  const ru = { "1 waits": ["{n} ждёт", "{n} ждут", "ждут: {n}"] };
  await speaking({ ru }, () => {
    const said = [1, 3, 5, 11, 21, 104, 111].map((count) => n("1 waits", "{n} wait", count));
    equal(said, ["1 ждёт", "3 ждут", "ждут: 5", "ждут: 11", "21 ждёт", "104 ждут", "ждут: 111"]);
  });
  await speaking({ fil: { "1 waits": ["isa: {n}", "iba: {n}"] } }, () => {
    const said = [1, 3, 4, 5, 9, 10, 26].map((count) => n("1 waits", "{n} wait", count));
    equal(said, ["isa: 1", "isa: 3", "iba: 4", "isa: 5", "iba: 9", "isa: 10", "iba: 26"]);
  });
  await speaking({ hu: {} }, () => {
    equal([1, 2].map((count) => n("1 waits", "{n} wait", count)), ["1 waits", "2 wait"]);
  });
});

test("a clock is written as its language writes it", async () => {
  const all = ["en", "hu", "bg", "ru", "tr", "fil"];
  const at = (hours, minutes) => Date.UTC(2027, 2, 3, hours - 1, minutes);
  equal(inEach(all, () => clock(HALF_PAST_ONE, BUDAPEST)), ["13:30", "13:30", "13:30", "13:30", "13.30", "1:30\u00a0PM"]);
  const times = [at(0, 5), at(11, 59), at(12, 0), at(9, 0)];
  const written = times.map((instant) => inEach(["tr", "fil"], () => clock(instant, BUDAPEST)));
  equal(written, [["00.05", "12:05\u00a0AM"], ["11.59", "11:59\u00a0AM"], ["12.00", "12:00\u00a0PM"], ["09.00", "9:00\u00a0AM"]]);
  equal(inEach(all, () => shown("2027-03-03T12:29:30Z", BUDAPEST)).slice(3), ["13:30", "13.30", "1:30\u00a0PM"]);
});

test("of two times in one half of a day the half is said once", async () => {
  const said = (from, to) => inEach(["en", "tr", "fil"], () => span(from, to, BUDAPEST));
  const noon = "2027-03-03T11:00:00Z";
  equal(said(noon, "2027-03-03T12:30:00Z"), ["12:00–13:30", "12.00–13.30", "12:00–1:30\u00a0PM"]);
  equal(said("2027-03-03T10:30:00Z", noon), ["11:30–12:00", "11.30–12.00", "11:30\u00a0AM–12:00\u00a0PM"]);
});

test("a day is that of the branch, in the language of the page", async () => {
  const [english, magyar, turkish, filipino] = inEach(["en", "hu", "tr", "fil"], () =>
    day(Date.UTC(2027, 2, 3, 23, 30), BUDAPEST),
  );
  equal(english.replace(",", ""), "Thursday 4 March");
  equal(magyar, "március 4., csütörtök");
  equal(turkish, "4 Mart Perşembe");
  equal(filipino, "Huwebes, Marso 4");
});

test("waits, breaks and promises are whole phrases", async () => {
  equal([{ low: 5, high: 10 }, { low: 0, high: 5 }, { low: 20, high: null }].map(waitWords), [
    "about 5–10 min",
    "up to 5 min",
    "20 min or more",
  ]);
  equal([null, { low: null, high: null }, { low: 0, high: null }].map(waitWords), ["", "", ""]);
  const now = HALF_PAST_ONE;
  const row = { counter: "2", starts_at: "2027-03-03T13:00:00Z", returns_at: "2027-03-03T13:30:00Z" };
  equal(breakWords(row, BUDAPEST, now, true), "Counter 2: break 14:00–14:30, already counted in");
  const running = Object.assign({ running: true }, row);
  equal(breakWords(running, BUDAPEST, now, false), "Counter 2: on break, back at 14:30");
  const waits = Object.assign({ waits: true }, row, { returns_at: null });
  equal(breakWords(waits, BUDAPEST, now, true), "Counter 2: break when a colleague is back, already counted in");
  const passed = Date.UTC(2027, 2, 3, 14, 0);
  equal(breakWords(running, BUDAPEST, passed, false), "Counter 2: on break, please ask at the counter");
  const after = { kind: "after", fixed: true, returns_at: row.returns_at };
  equal(promiseWords(after, BUDAPEST, now), "Your turn comes after the break, from 14:30.");
  const asking = "Your turn comes after the break. Please ask at the counter for the time.";
  equal(promiseWords(after, BUDAPEST, passed), asking);
  equal(promiseWords({ kind: "none" }, BUDAPEST, now), "No break lies before your turn.");
});

test("behind a change of the clocks a time says how far it is", async () => {
  // Budapest, 28 March 2027: at 02:00 it becomes 03:00
  const now = Date.UTC(2027, 2, 28, 0, 50);
  const row = { counter: "2", starts_at: "2027-03-28T01:10:00Z", returns_at: "2027-03-28T01:40:00Z" };
  const said = "Counter 2: break 03:10 (in 20 min)–03:40 (in 50 min)";
  equal(breakWords(row, BUDAPEST, now, false), said);
});

test("the server's words follow the language, else they are English", async () => {
  const notice = { wordings: [{ language: "en", lines: ["a"] }, { language: "hu", lines: ["á"] }] };
  const branch = { words: { en: { open: "open" }, tr: { open: "işlemde" } }, ways: { hu: { ATM: "automata" } } };
  await speaking({ hu: {} }, () => {
    equal(wordingNow(notice).lines, ["á"]);
    equal(stateNow(branch, "open"), "Open");
    equal([wayNow(branch, "ATM"), wayNow(branch, "our own"), wayNow({}, "ATM")], ["automata", "our own", "ATM"]);
  });
  await speaking({ tr: {} }, () => {
    equal(wordingNow(notice).lines, ["a"]);
    equal(stateNow(branch, "open"), "İşlemde");
  });
});
