// How a notice and the day's table look, the same on the lobby display and on the door sign.
//
// The words come from the server. The page adds only what its clock knows better: the distance,
// and that a return time has passed since the server was last heard.

import { el, icon, phrases } from "./dom.js";
import { distance, isAhead, minutesTo, shown } from "./times.js";
import { isLineTurn, wordingNow, wordsOf } from "./wordings.js";

const PHASES = {
  planned: ["calendar", "Planned"],
  warned: ["clock", "Break ahead"],
  closing: ["hourglass", "Last call"],
  on_break: ["pause", "On break"],
  opening: ["arrow", "Opening"],
  overrun: ["alert", "Delayed"],
  ask_staff: ["alert", "Delayed"],
  cancelled: ["check", "No break"],
  reopened: ["check", "Open again"],
};
const STATES = {
  published: "planned",
  warned: "warned",
  requested: "closing",
  closing: "closing",
  on_break: "on_break",
  overrun: "overrun",
};
const OVER = ["cancelled", "reopened"];
const COMING = ["planned", "warned", "closing"];
export const ASK = "please ask at the counter";

/** The phase as this screen may still say it: a return that passed unheard is not known any more. */
function phaseNow(notice, now, fresh) {
  if (OVER.includes(notice.phase)) return notice.phase;
  const known = isAhead(notice.returns_at, now);
  if (notice.phase === "opening" && !fresh) return "ask_staff";
  if (known || notice.phase === "opening" || notice.phase === "ask_staff") return notice.phase;
  if (COMING.includes(notice.phase)) return fresh ? notice.phase : "ask_staff";
  return fresh && notice.phase === "on_break" ? "opening" : "ask_staff";
}

/** The six slots, or what is left of them when the return passed since they were written. */
function linesNow(notice, phase, { lines, words }, now, fresh) {
  const passed = notice.returns_at !== null && !isAhead(notice.returns_at, now);
  const [what, until, why, ways, wait] = lines;
  if (!passed && phase === notice.phase) {
    return fresh ? lines : [what, until, why, lasting(ways, words), wait];
  }
  const counter = notice.counter ? words.counter + ": " + notice.counter : words.one;
  const back = phase === "opening" ? words.opens : words.ask;
  return [counter, back, why, fresh ? ways : lasting(ways, words)];
}

/** The ways out without the counters that were open when the server was last heard. */
function lasting(ways, words) {
  return ways.split(" · ").filter((way) => !way.startsWith(words.others)).join(" · ");
}

/** What to count down to: the start while it lies ahead, then the return. */
function countdown(notice, phase, words, now) {
  if (COMING.includes(phase) && isAhead(notice.starts_at, now)) {
    return [words.starts, minutes(notice.starts_at, words, now)];
  }
  if (phase === "closing" && notice.last_ticket) return [words.after, notice.last_ticket];
  if ((phase === "on_break" || phase === "overrun") && isAhead(notice.returns_at, now)) {
    return [words.back, minutes(notice.returns_at, words, now)];
  }
  return null;
}

function minutes(iso, words, now) {
  return minutesTo(iso, now) + " " + words.minutes;
}

/** All that the picture of a notice depends on, in the language whose turn it is. */
export function noticeModel(notice, now, fresh, crowded) {
  const phase = phaseNow(notice, now, fresh);
  const { language, lines } = wordingNow(notice);
  const words = wordsOf(language);
  const passed = notice.returns_at !== null && !isAhead(notice.returns_at, now);
  // the playbook's line stands only while all that it says does
  const whole = !passed && phase === notice.phase && notice.say;
  const said = (whole && notice.say[language]) || "";
  const told = linesNow(notice, phase, { lines, words }, now, fresh);
  // among three notices there is room for one of the two, in turns
  const lineOnly = crowded && said && isLineTurn(notice);
  return {
    id: notice.break,
    phase,
    language,
    word: words[phase],
    lines: lineOnly ? told.slice(0, 2) : told,
    said: crowded && !lineOnly ? "" : said,
    count: countdown(notice, phase, words, now),
  };
}

/** The card of one notice; `lines` are its six slots, `said` is what a person says too. */
export function noticeCard({ id, phase, language, word, lines, said, count }) {
  const [sign] = PHASES[phase];
  const card = el("article", "notice " + phase);
  card.dataset.notice = id;
  card.lang = language;
  card.append(el("p", "phase", icon(sign), el("span", "", word)), el("div", "words", ...told(lines, said)));
  if (count) {
    const clock = el("p", "count", el("span", "label", count[0]), el("b", "", count[1]));
    clock.setAttribute("role", "timer");
    card.append(clock);
  }
  return card;
}

function told([what, until, why, ways, wait, next], said) {
  const head = el("p", "head", ...phrases(what), ...phrases(until));
  const fine = [why, next].filter(Boolean).map(phrases);
  const all = [
    head,
    said ? el("p", "said", said) : null,
    ...[wait, ways].filter(Boolean).map((line) => el("p", "line", ...phrases(line))),
    el("p", "fine", ...[].concat(...fine)),
  ];
  return all.filter(Boolean);
}

/** One row of the day's table as values. */
export function breakModel(row, zone, now, fresh, revisions) {
  const running = row.state === "on_break" || row.state === "overrun";
  const back = isAhead(row.returns_at, now) ? shown(row.returns_at, zone) : null;
  const known = back ? null : unknownReturn(row.state, fresh);
  return {
    counter: row.counter,
    from: running ? null : shown(row.starts_at, zone),
    back,
    known: known || distance(row.returns_at, zone, now),
    phase: STATES[row.state],
    revision: revisions ? row.revision : null,
  };
}

function unknownReturn(state, fresh) {
  if (!fresh || state === "overrun") return ASK;
  return state === "on_break" ? "opens in a moment" : "return to be shown";
}

/** The row of the day's table. */
export function breakRow({ counter, from, back, known, phase, revision }) {
  const [sign, word] = PHASES[phase];
  const times = from ? from + "–" + (back || "?") : back ? "back " + back : "";
  return el(
    "li",
    "row " + phase,
    el("span", "where", counter || "–"),
    el("span", "when", times || known, times && known ? el("small", "", " " + known) : ""),
    el("span", "phase", icon(sign), el("span", "", word)),
    revision ? el("small", "revision", "Revision " + revision) : null,
  );
}
