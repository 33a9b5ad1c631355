// What a client may choose, and what is to be known before: who waits, how long, which breaks come.

import { el, icon } from "./dom.js";
import { n, t } from "./i18n.js";
import { isCut } from "./mark.js";
import { isAhead, minutesTo } from "./times.js";
import { serviceNow, wayNow } from "./wordings.js";
import { breakWords, waitWords } from "./words.js";

const AHEAD_MINUTES = 120;

/** Why no number can be taken here now, in two lines; null when one can. */
export function closedWords({ live, branch, reserve }) {
  if (isCut(live.status) && !reserve) {
    return [t("This terminal has no connection."), t("Please ask the staff for a number.")];
  }
  if (!branch) return null;
  const { closure } = branch;
  const alternative = wayNow(branch, branch.alternative);
  if (closure) return [t("The branch closed early today."), closure.note || alternative];
  if (!branch.open) return [t("The branch is closed."), alternative];
  if (!branch.accepts_tickets) return [t("No numbers are given out now."), alternative || t("Please ask the staff.")];
  return null;
}

/** A queue as the page shows it. What may have changed since is not told: only breaks, which are
 * known in advance. */
export function choiceModel(queue, live, key) {
  const mine = countersOf(queue.letter, live.board);
  const open = mine.filter((c) => c.state === "open" || c.state === "closing").map((c) => c.label);
  const fresh = live.status === "online" || live.status === "updating";
  const wait = fresh ? queue.wait : null;
  const now = live.now();
  return {
    id: queue.id,
    key,
    letter: queue.letter,
    name: serviceNow(queue),
    facts: [
      waitWords(wait) ? ["clock", t("Wait: {range}", { range: waitWords(wait) }), "wait"] : null,
      fresh ? ["people", n("{n} is waiting", "{n} are waiting", queue.waiting), ""] : null,
      fresh && open.length === 0 ? ["alert", t("No counter is open now"), ""] : null,
    ].filter(Boolean),
    breaks: breaksOf(queue.letter, live.board, wait, now),
    pause: fresh ? pauseWords(queue.pause, now, live.board.branch) : [],
  };
}

function countersOf(letter, { counters }) {
  return counters.filter((counter) => counter.queues.includes(letter));
}

/** The breaks that matter to who waits for a queue now, each with its words; those that the told
 * range holds already say so. */
export function breaksOf(letter, board, wait, now) {
  const labels = countersOf(letter, board).map((counter) => counter.label);
  const counted = (wait ? wait.because : []).map((row) => row.break);
  const told = (row) => matters(row, now) || counted.includes(row.break);
  const rows = board.breaks.filter((row) => labels.includes(row.counter) && told(row));
  return rows.map((row) => {
    const facts = Object.assign({}, row, { running: isRunning(row) });
    return [row.break, breakWords(facts, board.branch.time_zone, now, counted.includes(row.break))];
  });
}

/** What to know before taking a number when no other counter goes on during a break (F39). */
function pauseWords(pause, now, branch) {
  if (!pause) return [];
  const still = pause.last_entry_at !== null && isAhead(pause.last_entry_at, now);
  return [
    isRunning(pause) ? t("No other counter is open") : t("No other counter stays open then"),
    isRunning(pause) || still ? null : t("New numbers: after the break"),
    pause.alternative ? t("Meanwhile: {what}", { what: wayNow(branch, pause.alternative) }) : null,
  ].filter(Boolean);
}

function isRunning(row) {
  return row.state === "on_break" || row.state === "overrun";
}

/** A break that may matter to who comes now: running, or beginning within two hours. */
function matters(row, now) {
  return isRunning(row) || minutesTo(row.starts_at, now) <= AHEAD_MINUTES;
}

/** The button of a queue; a bare one where its facts stand elsewhere. */
export function choiceButton(model, { bare, onTake }) {
  const facts = el("span", "facts", el("span", "name", model.name));
  if (!bare) facts.append(...factLines(model));
  const hint = el("kbd", "key", model.key <= 9 ? String(model.key) : "");
  hint.setAttribute("aria-hidden", "true");
  const button = el("button", "choice", el("span", "letter", model.letter), facts, hint);
  button.type = "button";
  button.dataset.key = model.key;
  button.addEventListener("click", () => onTake(model.id));
  return el("li", "", button);
}

/** The facts of a queue apart from its button: these are read, not reached for. */
export function choiceFacts(model) {
  return el("li", "", el("span", "letter", model.letter), el("span", "facts", el("span", "name", model.name), ...factLines(model)));
}

function factLines({ facts, breaks, pause }) {
  const lines = facts.map(([sign, words, more]) => fact(sign, words, more));
  const told = breaks.map(([id, words]) => {
    const line = fact("pause", words, "");
    line.dataset.break = id;
    return line;
  });
  return lines.concat(el("span", "pauses", ...told, ...pause.map((words) => fact("alert", words, ""))));
}

function fact(sign, words, more) {
  return el("span", ("fact " + more).trim(), icon(sign), el("span", "", words));
}

/** What somebody hears of a queue who does not see it. */
export function choiceSpoken(model) {
  const facts = model.facts.map(([, words]) => words);
  return [model.name].concat(facts, model.breaks.map(([, words]) => words), model.pause).join(". ");
}
