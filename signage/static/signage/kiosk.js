// The terminal that gives out numbers. Before a number is taken it says how many wait, how long it
// takes and which breaks are coming; after it, what was promised. One press never makes two numbers.

import { el, fill, icon, painter, say } from "./dom.js";
import { Live } from "./live.js";
import { markWord } from "./mark.js";
import { Receipts } from "./receipts.js";
import { backOff } from "./socket.js";
import { clock, isAhead, minutesTo } from "./times.js";
import { breakWords, promiseWords, waitWords } from "./words.js";

const SHOWN_S = 20;
const ENDING_S = 10;
const TRIES = 5;
const REQUEST_MS = 8000;
// how long a press whose outcome is unknown keeps its key
const KEY_MS = 60000;
const RETRIED = ["request_in_progress"];
const AHEAD_MINUTES = 120;

const page = document.body;
const find = (id) => document.getElementById(id);
const { token } = page.dataset;
const live = new Live({ token, onBoard: draw, onStatus });
const receipts = new Receipts({ token, live });
const paintChoices = painter(find("choices"), (choices) => choices.map(choice));

let view = "choose";
let rest = 0;
let pending = null;

function onStatus(status, lastHeard) {
  page.dataset.status = status;
  say(find("mark-word"), markWord(status, live.board, lastHeard));
  draw();
}

function draw() {
  const branch = live.board && live.board.branch;
  const closed = closedWords(branch);
  if (view === "choose" && closed) show("closed");
  if (view === "closed" && !closed) show("choose");
  if (closed) tellClosed(closed);
  if (!branch) return;
  say(find("branch"), branch.name);
  say(find("clock"), clock(live.now(), branch.time_zone));
  paintChoices(live.board.queues.map(choiceModel));
  receipts.painted(view === "choose" ? painted(live.board.notices) : []);
}

/** The notices whose break stands on this page now, each with its line. */
function painted(notices) {
  const lines = notices.map((notice) => [notice, document.querySelector('[data-break="' + notice.break + '"]')]);
  return lines.filter(([, node]) => node !== null);
}

/** Why no number can be taken here now, in two lines; null when one can. */
function closedWords(branch) {
  if (live.status === "offline" || live.status === "unpaired") {
    return ["This terminal has no connection.", "Please ask the staff for a number."];
  }
  if (!branch) return null;
  if (branch.closure) return ["The branch closed early today.", branch.closure.note || branch.alternative];
  if (!branch.open) return ["The branch is closed.", branch.alternative];
  if (!branch.accepts_tickets) {
    return ["No numbers are given out now.", branch.alternative || "Please ask the staff."];
  }
  return null;
}

function tellClosed([what, instead]) {
  say(find("closed-what"), what);
  say(find("closed-instead"), instead);
}

function choiceModel(queue) {
  const { counters, breaks, branch } = live.board;
  const mine = counters.filter((counter) => counter.queues.includes(queue.letter));
  const labels = mine.map((counter) => counter.label);
  const open = mine.filter((c) => c.state === "open" || c.state === "closing").map((c) => c.label);
  const fresh = live.status !== "stale";
  const wait = fresh ? queue.wait : null;
  return {
    id: queue.id,
    letter: queue.letter,
    name: queue.name,
    waiting: fresh ? queue.waiting : null,
    wait: waitWords(wait),
    open: fresh ? open : null,
    breaks: breaks
      .filter((row) => labels.includes(row.counter) && matters(row))
      .map((row) => [row.break, choiceBreak(row, wait, branch)]),
    pause: pauseWords(queue.pause),
  };
}

function choiceBreak(row, wait, { time_zone: zone }) {
  const facts = Object.assign({}, row, { running: isRunning(row) });
  return breakWords(facts, zone, live.now(), countedIn(wait).some((each) => each.break === row.break));
}

/** The breaks that a told range holds already. */
function countedIn(wait) {
  return wait ? wait.because : [];
}

/** What to know before taking a number when no other counter goes on during a break (F39). */
function pauseWords(pause) {
  if (!pause) return [];
  const still = pause.last_entry_at !== null && isAhead(pause.last_entry_at, live.now());
  return [
    isRunning(pause) ? "No other counter is open" : "No other counter stays open then",
    isRunning(pause) || still ? null : "New numbers: after the break",
    pause.alternative ? "Meanwhile: " + pause.alternative : null,
  ].filter(Boolean);
}

function isRunning(row) {
  return row.state === "on_break" || row.state === "overrun";
}

/** A break that may matter to who comes now: running, or beginning within two hours. */
function matters(row) {
  return isRunning(row) || minutesTo(row.starts_at, live.now()) <= AHEAD_MINUTES;
}

function choice({ id, letter, name, waiting, wait, open, breaks, pause }) {
  const facts = el("span", "facts", el("span", "name", name));
  if (wait) facts.append(waitLine(wait));
  if (waiting !== null) facts.append(fact("people", waiting === 1 ? "1 is waiting" : waiting + " are waiting"));
  if (open !== null && open.length === 0) facts.append(fact("alert", "No counter is open now"));
  const told = breaks.map(breakLine).concat(pause.map((words) => fact("alert", words)));
  facts.append(el("span", "pauses", ...told));
  const button = el("button", "choice", el("span", "letter", letter), facts);
  button.type = "button";
  button.addEventListener("click", () => take(id));
  return el("li", "", button);
}

function breakLine([id, words]) {
  const line = fact("pause", words);
  line.dataset.break = id;
  return line;
}

function waitLine(words) {
  const line = fact("clock", "Wait: " + words);
  line.classList.add("wait");
  return line;
}

function fact(sign, words) {
  return el("span", "fact", icon(sign), el("span", "", words));
}

function show(name) {
  view = name;
  for (const node of document.querySelectorAll(".view")) node.hidden = node.id !== name;
  const title = document.querySelector("#" + name + " h2");
  if (title && name !== "choose") title.focus();
}

/** A key for one press; it is kept while nobody knows whether the number was given out. */
function keyFor(queue) {
  const old = pending && pending.queue === queue && performance.now() - pending.at < KEY_MS;
  if (!old) pending = { queue, key: newKey(), at: performance.now() };
  return pending.key;
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function take(queue) {
  if (view !== "choose") return;
  show("busy");
  const key = keyFor(queue);
  attempt(queue, key, 0).then(showTicket, showProblem);
}

function attempt(queue, key, n) {
  return post(queue, key).catch((error) => {
    if (error.refusal || n + 1 >= TRIES) throw error;
    return pause(backOff(n)).then(() => attempt(queue, key, n + 1));
  });
}

function pause(length) {
  return new Promise((done) => setTimeout(done, length));
}

/** The ticket; an error with a `refusal` is an answer, one without may be tried again. */
function post(queue, key) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), REQUEST_MS);
  const headers = {
    "Content-Type": "application/json",
    Authorization: "Device " + token,
    "Idempotency-Key": key,
  };
  const body = JSON.stringify({ queue });
  const options = { method: "POST", headers, body, credentials: "omit", signal: stop.signal };
  return fetch("/api/v1/tickets/", options)
    .then((answer) => answer.json().then((said) => [answer, said]))
    .then(([answer, said]) => (answer.ok ? said : refuse(answer, said)))
    .finally(() => clearTimeout(timer));
}

function refuse(answer, said) {
  const error = new Error(said.code || "status " + answer.status);
  const again = answer.status >= 500 || answer.status === 429 || RETRIED.includes(said.code);
  if (!again) error.refusal = said;
  throw error;
}

function showProblem(error) {
  if (error.refusal) pending = null;
  const detail = error.refusal && error.refusal.detail;
  say(find("problem-why"), detail || "The connection failed.");
  show("problem");
  restart();
}

function showTicket(ticket) {
  pending = null;
  const zone = ticket.branch.time_zone;
  const now = Math.max(live.now(), Date.parse(ticket.now));
  say(find("code"), ticket.code);
  say(find("promise"), promiseWords(ticket.promise, zone, now));
  find("promise").className = "promise " + ticket.promise.kind;
  say(find("ahead"), ticket.ahead === 0 ? "nobody" : String(ticket.ahead));
  line("wait", waitWords(ticket.wait));
  const counted = countedIn(ticket.wait).map((row) => breakWords(row, zone, now, true));
  fill(find("counted"), counted.map((words) => el("li", "", words)));
  say(find("queue"), ticket.queue.name);
  // whoever waits for the end of a break learns what else can be done (3.9 no. 17)
  line("meanwhile", ticket.promise.kind === "after" ? ticket.branch.alternative : "");
  const picture = find("qr");
  picture.src = "/t/" + encodeURIComponent(ticket.token) + "/qr.svg";
  show("ticket");
  restart();
}

function line(id, words) {
  say(find(id), words);
  find(id).hidden = !words;
  find(id + "-label").hidden = !words;
}

function restart() {
  rest = SHOWN_S;
  tick();
}

/** The time that is left is always said, and may be prolonged as often as one likes. */
function tick() {
  if (view !== "ticket" && view !== "problem") return;
  if (rest <= 0) return home();
  const box = document.querySelector("#" + view + " .rest");
  say(box, "This screen closes in " + rest + " s");
  box.classList.toggle("ending", rest <= ENDING_S);
  rest -= 1;
}

function home() {
  find("qr").removeAttribute("src");
  say(find("code"), "");
  show("choose");
  draw();
}

for (const button of document.querySelectorAll("[data-do=home]")) {
  button.addEventListener("click", home);
}
for (const button of document.querySelectorAll("[data-do=more]")) {
  button.addEventListener("click", restart);
}
setInterval(tick, 1000);
setInterval(draw, 1000);
live.start();
