// The lobby display: who is called, how many wait and how long who comes now would, today's breaks,
// and the notices that prove it.

import { Banner } from "./banner.js";
import { el, icon, painter, say } from "./dom.js";
import { Gong } from "./gong.js";
import { setup } from "./i18n.js";
import { Live } from "./live.js";
import { markWord } from "./mark.js";
import { Sound } from "./sound.js";
import { Table } from "./table.js";
import { clock, day } from "./times.js";
import { breakWords, waitWords } from "./words.js";

const STAGE_MS = 8000;
const DENSE_FROM = 5;
// how long each of several breaks that a wait holds is told, and each page of too many queues
const PAGE_MS = 10000;
// from the roomiest way to list the queues to the closest
const FITS = ["", "snug", "snug tight"];

const page = document.body;
const find = (id) => document.getElementById(id);
const { token, zone } = page.dataset;
const live = new Live({ token, onBoard, onStatus });
const banner = new Banner({ live, token, zone, list: find("notices"), told: find("told") });
const table = new Table({ list: find("breaks"), pages: find("pages"), none: find("no-breaks") });
const sound = new Sound({ setup, token, live, onState: showSound });

const gong = new Gong({ ring: () => sound.gong(), node: find("notices") });

let queue = [];
let seen = null;
let onStage = false;

const paintHero = painter(find("hero"), (call) => (call ? heroParts(call) : nobody()));
const paintHistory = painter(find("history"), (calls) => calls.map(historyRow));
const paintQueues = painter(find("queues"), (queues) => queues.map(queueRow));

function heroParts({ code, counter }) {
  return [
    el("span", "code", code),
    icon("arrow"),
    el("span", "to", el("span", "label", "Counter"), el("b", "", counter)),
  ];
}

function nobody() {
  return [el("p", "nobody", "Nobody is called at the moment.")];
}

function historyRow({ code, counter, state }) {
  const word = state === "serving" ? "being served" : "please come";
  return el(
    "li",
    state,
    el("b", "code", code),
    icon("arrow"),
    el("span", "to", el("span", "label", "Counter"), " ", el("b", "", counter)),
    el("span", "word", icon(state === "serving" ? "check" : "bell"), el("span", "", word)),
  );
}

function queueRow({ letter, name, waiting, wait, reason }) {
  return el(
    "li",
    "row",
    el("b", "letter", letter),
    el("span", "about", el("span", "name", name), el("b", "wait", wait || "–")),
    el("b", "number", waiting === null ? "–" : String(waiting)),
    reasonLine(reason),
  );
}

function reasonLine(words) {
  return words && el("span", "reason", icon("pause"), el("span", "", words));
}

/** A queue as its row says it; a range that may be out of date is not shown. */
function queueModel({ letter, name, waiting, wait: told }, zone, now, known) {
  const wait = isFresh() ? told : null;
  const reasons = wait ? wait.because.map((row) => breakWords(row, zone, now, true)) : [];
  return {
    letter,
    name,
    waiting: known ? waiting : null,
    wait: waitWords(wait),
    reason: reasons[pageNow(reasons.length)] || "",
  };
}

function pageNow(of) {
  return Math.floor(performance.now() / PAGE_MS) % of;
}

/** The roomiest list in which every row is whole; what does not fit the closest one comes in turn. */
function fitQueues() {
  const list = find("queues");
  const rows = Array.from(list.children);
  for (const row of rows) row.hidden = false;
  const fits = FITS.some((size) => {
    list.className = size;
    return list.scrollWidth <= list.clientWidth;
  });
  const whole = fits ? rows.length : rows.filter((row) => row.offsetLeft === rows[0].offsetLeft).length;
  const of = Math.ceil(rows.length / whole);
  rows.forEach((row, index) => {
    row.hidden = Math.floor(index / whole) !== pageNow(of);
  });
  say(find("queue-pages"), of > 1 ? pageNow(of) + 1 + " of " + of : "");
}

function isFresh() {
  return live.status === "online" || live.status === "updating";
}

function onBoard(board) {
  noteCalls(board);
  draw();
}

/** New calls wait for the stage; what was there when the page began is only listed. */
function noteCalls(board) {
  const calls = board.calls.filter((call) => call.state === "called");
  const keys = new Set(calls.map(callKey));
  if (seen && !live.restored) {
    queue = queue.concat(calls.filter((call) => !seen.has(callKey(call))).reverse());
  }
  seen = keys;
  nextCall();
}

function callKey(call) {
  return [call.code, call.counter, call.called_at, call.recalls].join("|");
}

/** Give the stage to the next call that is still to be answered. */
function nextCall() {
  if (onStage) return;
  const open = new Set(live.board.calls.filter((c) => c.state === "called").map(callKey));
  queue = queue.filter((call) => open.has(callKey(call)));
  const call = queue.shift();
  if (!call) return;
  onStage = true;
  showStage(call);
  setTimeout(() => {
    onStage = false;
    find("stage").hidden = true;
    nextCall();
  }, STAGE_MS);
}

function showStage(call) {
  say(find("stage-code"), call.code);
  say(find("stage-counter"), call.counter);
  find("stage").hidden = false;
  const key = callKey(call);
  sound.call({ code: call.code, counter: call.counter, stillOpen: () => isCalled(key) });
}

function isCalled(key) {
  return live.board.calls.some((call) => call.state === "called" && callKey(call) === key);
}

function showSound(state) {
  find("sound").hidden = state !== "blocked";
}

function onStatus(status, lastHeard) {
  page.dataset.status = status;
  say(find("mark-word"), markWord(status, live.board, lastHeard));
  draw();
}

function draw() {
  const known = live.status !== "offline" && live.status !== "unpaired";
  find("live-calls").hidden = !known;
  find("no-calls").hidden = known;
  if (!live.board) return;
  const board = live.board;
  const now = live.now();
  say(find("clock"), clock(now, board.branch.time_zone));
  say(find("day"), day(now, board.branch.time_zone));
  say(find("branch"), board.branch.name);
  drawCalls(board, known);
  const notices = banner.draw(now, isFresh());
  gong.hear(board.notices.filter(banner.isMine), board.branch.gong_at_min || [], now, isFresh());
  find("side").classList.toggle("dense", notices > 1 || board.queues.length >= DENSE_FROM);
  drawQueues(board, known, now);
  table.draw(board.breaks, board.branch.time_zone, now, isFresh());
}

function drawCalls(board, known) {
  const [first, ...rest] = board.calls;
  const hero = first && first.state === "called" ? first : null;
  paintHero(hero && { code: hero.code, counter: hero.counter });
  paintHistory((hero ? rest : board.calls).map(({ code, counter, state }) => ({ code, counter, state })));
  find("closed").hidden = board.branch.open;
}

function drawQueues(board, known, now) {
  const zone = board.branch.time_zone;
  paintQueues(board.queues.map((queue) => queueModel(queue, zone, now, known)));
  fitQueues();
}

find("sound").addEventListener("click", () => sound.enable());
document.addEventListener("visibilitychange", draw);
setInterval(draw, 500);
live.start();
