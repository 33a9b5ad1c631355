// How a notice and the day's table look, the same on the lobby display and on the door sign.
//
// The words come from the server. The page adds only what its clock knows better: the distance,
// and that a return time has passed since the server was last heard.

import { el, icon, phrases, sized } from "./dom.js";
import { later, t } from "./i18n.js";
import { isAhead, minutesTo, shown, span } from "./times.js";
import { wordingNow } from "./wordings.js";
import { distance, whenCovered } from "./words.js";

const PHASES = {
  planned: ["calendar", later("Planned")],
  warned: ["clock", later("Break ahead")],
  waiting: ["clock", later("Break ahead")],
  closing: ["hourglass", later("Last call")],
  on_break: ["pause", later("On break")],
  opening: ["arrow", later("Opening")],
  overrun: ["alert", later("Delayed")],
  ask_staff: ["alert", later("Delayed")],
  cancelled: ["check", later("No break")],
  reopened: ["check", later("Open again")],
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
const COMING = ["planned", "warned", "waiting", "closing"];
const ASK = later("please ask at the counter");

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
function linesNow(notice, phase, lines, now, { fresh, known }) {
  const passed = notice.returns_at !== null && !isAhead(notice.returns_at, now);
  const [what, until, why, ways, wait] = lines;
  if (!passed && phase === notice.phase) {
    if (fresh) return lines;
    // numbers are told for as long as they may hold, and not where other counters may have closed
    const others = notice.other_counters.length > 0;
    return [what, until, why, lasting(ways, notice), known && !others ? wait : ""];
  }
  const counter = notice.counter ? t("Counter: {counter}", notice) : t("One counter");
  const back = phase === "opening" ? t("Opens in a moment") : t("Return: please ask at the counter");
  return [counter, back, why, fresh ? ways : lasting(ways, notice)];
}

/** The ways out without the counters that were open when the server was last heard. */
function lasting(ways, { other_counters: others }) {
  const gone = ": " + others.join(", ");
  return ways.split(" · ").filter((way) => !others.length || !way.endsWith(gone)).join(" · ");
}

/** What to count down to: the start while it lies ahead, then the return. */
function countdown(notice, phase, now) {
  if (COMING.includes(phase) && isAhead(notice.starts_at, now)) {
    return [t("Starts in"), minutes(notice.starts_at, now)];
  }
  if ((phase === "on_break" || phase === "overrun") && isAhead(notice.returns_at, now)) {
    return [t("Back in"), minutes(notice.returns_at, now)];
  }
  return null;
}

function minutes(iso, now) {
  return t("{minutes} min", { minutes: minutesTo(iso, now) });
}

/** All that the picture of a notice depends on, in the language whose turn it is. */
export function noticeModel(notice, now, fresh, known) {
  const phase = phaseNow(notice, now, fresh);
  const { language, lines } = wordingNow(notice);
  const passed = notice.returns_at !== null && !isAhead(notice.returns_at, now);
  // who is served at a counter that opened again is known only while the server is heard, and the
  // playbook's line may name a number
  const heard = fresh || (known && phase !== "reopened");
  // the playbook's line stands only while all that it says does
  const whole = heard && !passed && phase === notice.phase && notice.say;
  const said = (whole && notice.say[language]) || "";
  const [what, until, why, ways, wait, next] = linesNow(notice, phase, lines, now, { fresh, known });
  return {
    id: notice.break,
    phase,
    language,
    word: t(PHASES[phase][1]),
    head: [what, until, why],
    ways,
    others: notice.other_counters || [],
    wait: [wait, next].filter(Boolean).join(" · "),
    said,
    count: countdown(notice, phase, now),
  };
}

/** The card of one notice: its six slots in their order, and `said`, what a person says too. */
export function noticeCard({ id, phase, language, word, head, ways, others, wait, said, count }) {
  const [sign] = PHASES[phase];
  const [where, ...what] = phrases(head[0]);
  const card = el("article", "notice " + phase);
  card.dataset.notice = id;
  card.lang = language;
  card.append(
    el("div", "which", el("p", "phase", icon(sign), el("span", "", word)), el("p", "where", numbered(where))),
    el("p", "head", ...spaced([...what, ...phrases(head[1]), ...why(head[2])])),
  );
  if (ways) card.append(waysLine(ways, others));
  if (wait) card.append(el("p", "fine", ...spaced(phrases(wait))));
  if (said) card.append(el("p", "said", said));
  if (count) card.append(timer(count));
  return card;
}

/** What to do; an arrow only where there is a counter to go to. */
function waysLine(ways, others) {
  const each = phrases(ways).map((way) => counters(way, others));
  const points = each.some((way) => way.classList.contains("plates"));
  return el("p", "line", points ? icon("arrow") : "", ...spaced(each));
}

/** Phrases with blanks between them: who hears or copies them gets words apart. */
function spaced(nodes) {
  return [].concat(...nodes.map((node) => [node, " "]));
}

function numbered(where) {
  sized(where.querySelector(".value"));
  return where;
}

function why(text) {
  return text ? [el("span", "why", ...spaced(phrases(text)))] : [];
}

/** The other counters as the plates that hang above them. */
function counters(way, others) {
  const value = way.querySelector(".value");
  if (others.length === 0 || value.textContent !== others.join(", ")) return way;
  way.className = "phrase plates";
  value.textContent = "";
  value.append(...spaced(others.map((label) => el("span", "plate", label))));
  return way;
}

function timer([label, value]) {
  const clock = el("p", "count", el("span", "label", label), " ", el("b", "", value));
  clock.setAttribute("role", "timer");
  return clock;
}

/** One row of the day's table as values, in the language whose turn it is. */
export function breakModel(row, zone, now, fresh, revisions) {
  const running = row.state === "on_break" || row.state === "overrun";
  const back = isAhead(row.returns_at, now);
  const waits = fresh && row.waits;
  const known = back ? distance(row.returns_at, zone, now) : t(unknownReturn(row.state, fresh));
  const phase = row.waits ? "waiting" : STATES[row.state];
  const times = running ? backWords(row, zone, back) : spanWords(row, zone, back);
  return {
    counter: row.counter,
    times: waits ? whenCovered() : times,
    known: waits ? "" : known,
    phase,
    word: t(PHASES[phase][1]),
    revision: revisions ? t("Revision {number}", { number: row.revision }) : "",
  };
}

function backWords(row, zone, back) {
  return back ? t("back {time}", { time: shown(row.returns_at, zone) }) : "";
}

function spanWords(row, zone, back) {
  return back ? span(row.starts_at, row.returns_at, zone) : shown(row.starts_at, zone) + "–?";
}

function unknownReturn(state, fresh) {
  if (!fresh || state === "overrun") return ASK;
  return state === "on_break" ? later("opens in a moment") : later("return to be shown");
}

/** The row of the day's table. */
export function breakRow({ counter, times: when, known, phase, word, revision }) {
  const [sign] = PHASES[phase];
  return el(
    "li",
    "row " + phase,
    el("span", "where", counter || "–"),
    el("span", "when", when || known, when && known ? el("small", "", " " + known) : ""),
    el("span", "phase", icon(sign), el("span", "", word)),
    revision ? el("small", "revision", revision) : null,
  );
}
