// The terminal that gives out numbers. Before a number is taken it says how many wait, how long it
// takes and which breaks are coming; after it, what was promised. One press never makes two numbers.

import { el, fill, painter, say } from "./dom.js";
import { choose, languageNow, setup, t, translatePage } from "./i18n.js";
import { Access } from "./kiosk_access.js";
import { choiceButton, choiceFacts, choiceModel, choiceSpoken, closedWords } from "./kiosk_choices.js";
import { Fit } from "./kiosk_fit.js";
import { Reserve } from "./kiosk_reserve.js";
import { Rest } from "./kiosk_rest.js";
import { handOut, ofSlip, ofTicket, paintSlip, spokenSlip } from "./kiosk_slip.js";
import { Takes } from "./kiosk_take.js";
import { KioskVoice } from "./kiosk_voice.js";
import { Live } from "./live.js";
import { markWord } from "./mark.js";
import { report } from "./report.js";
import { Receipts } from "./receipts.js";
import { clock } from "./times.js";
import { serviceNow } from "./wordings.js";

const page = document.body;
const find = (id) => document.getElementById(id);
const { token } = page.dataset;
const spoken = Object.keys(setup.languages);

let view = "choose";
let models = [];
let given = null;
let lastHeard = null;

choose(spoken[0]);
const live = new Live({ token, onBoard: draw, onStatus, idle: () => view === "choose" && isUntouched() });
const receipts = new Receipts({ token, live });
const reserve = new Reserve({ token, live, onChange: draw });
const takes = new Takes({ token, live, reserve });
const voice = new KioskVoice({ token, onMissing: () => say(find("voiceless"), t("This terminal has no voice in this language.")) });
const rest = new Rest({ onWarn: warn, onTick: tick, onEnd: nextClient });
const access = new Access({ onChange: changed, onFocus: tell, onHome: home });
const paintChoices = painter(find("choices"), (all, bare) => all.map((model) => choiceButton(model, { bare, onTake: take })));
const fit = new Fit({
  view: find("choose"),
  lists: [find("told"), find("choices")],
  more: find("further"),
  pages: find("further-page"),
});
const paintFacts = painter(find("told"), (all) => all.map(choiceFacts));

function onStatus(status, heard) {
  lastHeard = heard;
  page.dataset.status = status;
  if (status === "online") reserve.wake();
  draw();
}

function draw() {
  translatePage();
  say(find("mark-word"), markWord(live.status, live.board, lastHeard));
  const branch = live.board && live.board.branch;
  const left = live.board ? live.board.queues.some((queue) => reserve.left(queue.id) > 0) : false;
  const closed = closedWords({ live, branch, reserve: left && live.status !== "unpaired" });
  if (view === "choose" && closed) show("closed");
  if (view === "closed" && !closed) show("choose");
  if (closed) tellClosed(closed);
  if (!branch) return;
  say(find("branch"), branch.name);
  say(find("clock"), clock(live.now(), branch.time_zone));
  drawCut();
  drawChoices();
  takes.check();
  receipts.painted(view === "choose" ? painted(live.board.notices) : []);
}

/** What clients and staff are told while the server is away, or has not heard of everything. */
function drawCut() {
  const away = live.status === "stale" || live.status === "offline";
  find("cut").hidden = !away || view !== "choose";
  const told = away || reserve.unsent > 0 || reserve.refused.length > 0;
  find("staff").hidden = !told;
  const queues = live.board.queues.map((queue) => queue.letter + " " + reserve.left(queue.id));
  say(find("in-reserve"), t("In reserve: {numbers}", { numbers: queues.join(", ") }));
  say(find("unsent"), t("Not yet reported: {count}", { count: reserve.unsent }));
  const refused = reserve.refused.join(", ");
  say(find("refused"), refused ? t("Not accepted, please enter by hand: {numbers}", { numbers: refused }) : "");
}

function drawChoices() {
  models = live.board.queues.map((queue, at) => choiceModel(queue, live, at + 1));
  const bare = access.is("reach");
  const focused = document.activeElement && document.activeElement.dataset.key;
  const fresh = paintChoices(bare ? models.map(bareModel) : models, bare);
  find("told").hidden = !bare;
  paintFacts(bare ? models : []);
  fit.draw(roomKey());
  // whoever goes by keys stays where they were
  const again = fresh && focused ? document.querySelector('[data-key="' + focused + '"]') : null;
  if (again && document.activeElement !== again) again.focus();
}

/** All that the room of the choice hangs on. */
function roomKey() {
  const lines = ["branch", "cut", "rest", "staff", "voiceless", "warning"].map((id) => find(id).hidden || find(id).textContent.length);
  return JSON.stringify([models, languageNow(), page.className, Object.keys(page.dataset).filter((name) => name !== "fit"), lines]);
}

function bareModel({ id, key, letter, name }) {
  return { id, key, letter, name };
}

/** The notices whose break stands on this page now, each with its line. */
function painted(notices) {
  const lines = notices.map((notice) => [notice, document.querySelector('[data-break="' + notice.break + '"]')]);
  return lines.filter(([, node]) => node !== null);
}

function tellClosed([what, instead]) {
  say(find("closed-what"), what);
  say(find("closed-instead"), instead);
}

function show(name) {
  view = name;
  page.dataset.view = name;
  for (const node of document.querySelectorAll(".view")) node.hidden = node.id !== name;
  const title = document.querySelector("#" + name + " h2");
  if (title && name !== "choose") title.focus();
  find("home").hidden = name === "choose" || name === "closed" || name === "busy";
  say(find("home"), name === "ticket" ? t("Done") : t("Back"));
  mind();
  translatePage();
  tellView();
}

/** A page that is somebody's closes after a while; the first page is nobody's until it is touched. */
function mind() {
  const own = view === "ticket" || view === "problem" || !isUntouched();
  if (own && view !== "busy") rest.start();
  else rest.stop();
  find("rest").hidden = !own || view === "busy";
}

function isUntouched() {
  return languageNow() === spoken[0] && access.isPlain;
}

function tick(seconds, ending) {
  say(find("rest-word"), t("This screen closes in {seconds} s", { seconds }));
  find("rest").classList.toggle("ending", ending);
  find("warning").hidden = !ending;
}

/** By sight and by sound, in time to stay (WCAG 2.2.1). */
function warn(seconds) {
  const words = t("Are you still here?") + " " + t("This screen closes in {seconds} s", { seconds });
  if (access.is("audio")) voice.say(words);
  else voice.warn();
}

function take(queue) {
  if (view !== "choose") return;
  show("busy");
  takes.take(queue, languageNow()).then((taken) => showTicket(taken, queue), showProblem);
}

function showProblem(error) {
  say(find("problem-why"), problemWords(error.refusal));
  show("problem");
}

/** A client is told why where there is something to be done about it. */
function problemWords(refusal) {
  if (!refusal) return t("The connection failed.");
  return refusal.code === "branch_closed" ? t("No numbers are given out now.") : "";
}

function showTicket({ ticket, slip }, queue) {
  const { queues, branch } = live.board;
  const asked = queues.find((each) => each.id === queue);
  given = ticket ? ofTicket(ticket, live) : ofSlip(slip, serviceNow(asked), branch, live.now());
  paintSlip(given);
  show("ticket");
  draw();
  const of = given;
  handOut(given, token).then((word) => {
    if (of === given) say(find("paper-word"), word);
  });
}

function home() {
  if (view === "busy") return;
  given = null;
  fill(find("scan"), []);
  fill(find("paper"), []);
  say(find("code"), "");
  show("choose");
  draw();
}

/** Nothing of the last client stays: no number, no language, no mode. */
function nextClient() {
  voice.stop();
  say(find("voiceless"), "");
  choose(spoken[0]);
  access.reset();
  fit.first();
  drawLanguages();
  home();
}

function changed(mode) {
  if (mode === "audio" && !access.is("audio")) voice.stop();
  mind();
  draw();
  if (mode === "audio") tellView();
}

/** What the page says to somebody who listens. */
function tellView() {
  if (!access.is("audio")) return;
  const said = { choose: spokenChoices, ticket: () => spokenSlip(given) }[view];
  voice.say(said ? said() : document.querySelector("#" + view).textContent.replace(/\s+/g, " "));
}

function spokenChoices() {
  const each = models.map((model) => t("Press {key}: {name}", { key: model.key, name: model.name }));
  return [t("What brings you here?")].concat(each, t("Touch anywhere to hear the next choice, twice quickly to take it.")).join(". ");
}

function tell(control) {
  if (!access.is("audio")) return;
  const model = models.find((each) => String(each.key) === control.dataset.key);
  voice.say(model ? choiceSpoken(model) : control.textContent);
}

/** Each language by its own name; it holds for this client alone. */
function drawLanguages() {
  const now = languageNow();
  fill(find("languages"), spoken.map((language) => languageButton(language, language === now)));
  find("languages").hidden = spoken.length < 2;
}

function languageButton(language, pressed) {
  const button = el("button", "language", setup.languages[language]);
  button.type = "button";
  button.lang = language;
  button.setAttribute("aria-pressed", String(pressed));
  button.addEventListener("click", () => speak(language));
  return button;
}

function speak(language) {
  choose(language);
  drawLanguages();
  document.querySelector('#languages [lang="' + language + '"]').focus();
  mind();
  draw();
  tellView();
}

find("home").addEventListener("click", () => (view === "ticket" ? nextClient() : home()));
find("more").addEventListener("click", () => rest.extend());
for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => rest.extend());
drawLanguages();
show("choose");
setInterval(draw, 1000);
live.start();
report({ live, sound: voice.chime });
