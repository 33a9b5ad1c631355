// The teller's desk: everything is drawn from what the server says of this seat.

import { ask, command, Problem } from "./api.js";
import { syncDialogs } from "./dialogs.js";
import { render } from "./html.js";
import { onKeys } from "./keys.js";
import { listen } from "./news.js";
import { clock, exactly } from "./times.js";
import { breakVerb, DESK_KEYS, isRunning, VERBS, verdict, whyNot } from "./verbs.js";
import { deskPage } from "./view_desk.js";
import { breakWork } from "./desk_break_work.js";
import { cardKey, cardWork } from "./desk_card_work.js";
import { clientWork } from "./desk_client_work.js";
import { mineWork } from "./desk_mine_work.js";
import { inWords } from "./refusals.js";

const LOOK_EVERY = 15_000;
const SOON = 400;
// an answer that takes longer may show another desk than the one the next key was meant for
const QUICK = 2_000;
const BRANCH = "intermezzo.branch";
const SEAT = "intermezzo.seat";
const root = document.getElementById("desk");
const state = {
  me: null, branch: null, counters: [], queues: [], version: 0, heardVersion: 0,
  desk: null, note: null, dialog: "", about: null, asked: {},
  busy: "", kept: "", tries: 0, stop: null, link: "", lookedAt: -LOOK_EVERY, seenUntil: 0,
};
let looking = null;
let lookAgain = false;
let soon = 0;
let heardMeanwhile = false;
let endListening = () => {};

// ---- what the server says

async function begin() {
  try {
    state.me = await ask("me/");
  } catch (error) {
    complain(error);
    if (state.link !== "logged_out") setTimeout(begin, 2_000);
    return;
  }
  const wanted = Number(localStorage.getItem(BRANCH));
  state.branch = state.me.branches.find((each) => each.id === wanted) ?? state.me.branches[0] ?? null;
  if (state.me.session) await take(state.me.session);
  if (state.branch) follow(state.branch.id);
  refresh();
}

async function take(sessionId) {
  try {
    adopt(await ask(`sessions/${sessionId}/`));
  } catch (error) {
    complain(error);
  }
}

function follow(branchId) {
  endListening();
  endListening = listen(branchId, {
    onNews: hearNews,
    onLink: (link) => { state.link = link; draw(); },
  });
}

function hearNews(version, changed) {
  const again = changed && version <= state.heardVersion;
  state.heardVersion = Math.max(state.heardVersion, version);
  // the first news of a version is the echo of a command, the second a new forecast
  if (state.busy) heardMeanwhile = heardMeanwhile || again;
  else if (version > state.version) refresh();
  else if (changed) refreshSoon();
}

// News of what is known: a new forecast. The next command must not wait behind that look.
function refreshSoon() {
  soon ||= setTimeout(() => { soon = 0; refresh(); }, SOON);
}

function catchUp() {
  if (state.heardVersion > state.version) refresh();
  else if (heardMeanwhile) refreshSoon();
  heardMeanwhile = false;
}

function adopt(desk) {
  const same = desk.session.id === state.desk?.session.id;
  if (same && desk.version < state.desk.version) return;
  clock.hear(desk.now, desk.clock_speed);
  state.version = Math.max(state.version, desk.version);
  state.heardVersion = Math.max(state.heardVersion, desk.version);
  if (desk.session.closed_at) return leaveSeat(desk.session);
  if (!same && desk.session.branch.id !== state.branch?.id) state.branch = desk.session.branch;
  state.desk = desk;
  sessionStorage.setItem(SEAT, desk.session.id);
  closeStaleDialogs();
}

function leaveSeat({ counter, closed_at: at, branch }) {
  state.desk = null;
  state.dialog = "";
  say(`Counter ${counter.label} was closed at ${exactly(at, branch.time_zone)}.`);
}

// [dialog, whether it still means something]
const MEANT = {
  transfer: ({ ticket }) => ticket && ticket.id === state.about,
  early: ({ break: break_ }) => isRunning(break_),
  extend: ({ may }) => may.extend_break?.ok,
  late: ({ may }) => may.late_arrival?.ok,
  consent: ({ may }) => may.consent?.ok,
};

function closeStaleDialogs() {
  const isMeant = MEANT[state.dialog];
  if (isMeant && !isMeant(state.desk)) state.dialog = "";
}

/** Ask anew; a second wish while one is under way is granted after it. */
function refresh() {
  if (looking) {
    lookAgain = true;
    return;
  }
  looking = look().finally(() => {
    looking = null;
    draw();
    if (lookAgain) refresh();
  });
  lookAgain = false;
}

async function look() {
  state.lookedAt = performance.now();
  try {
    await (state.desk ? glance(state.desk.session.id) : lookForSeats());
    draw();
    await Promise.all([works.cardsAreDue() && works.lookAtCards(), works.mineIsDue() && works.lookAtMine()]);
  } catch (error) {
    complain(error);
  }
}

// while a command is under way its own answer is what the desk shows next: a key pressed on what
// is seen must not fall on a desk that is still busy
async function glance(sessionId) {
  const seen = await ask(`sessions/${sessionId}/`);
  // one that is sent again and again may take minutes
  if (state.busy && !state.tries) heardMeanwhile = true;
  else adopt(seen);
}

async function lookForSeats() {
  if (!state.branch) return;
  const { heardVersion } = state;
  const base = `branches/${state.branch.id}/`;
  [state.counters, state.queues] = await Promise.all([ask(`${base}counters/`), ask(`${base}queues/`)]);
  state.version = heardVersion;
}

// ---- what goes wrong

function say(text, tone = "plain") {
  state.note = { text, tone };
}

function complain(error) {
  if (!(error instanceof Problem)) {
    state.link = "lost";
  } else if (error.code === "not_authenticated" || error.status === 401) {
    state.link = "logged_out";
  } else if (error.status === 404 && state.desk) {
    state.desk = null;
  } else {
    say(inWords(error, state.branch?.time_zone ?? "UTC"), "bad");
  }
  draw();
}

// ---- commands

async function run(name, work) {
  if (state.busy) return;
  Object.assign(state, { busy: name, note: null, tries: 0, stop: new AbortController() });
  draw();
  const { dialog } = state;
  const since = performance.now();
  try {
    const next = await work();
    if (state.dialog === dialog) state.dialog = "";
    next?.();
  } catch (error) {
    // what was to come after it no longer has its ground
    state.kept = "";
    complain(error);
    if (!(error instanceof Problem)) say("Nobody knows whether that was done: look before you repeat it.", "bad");
    refresh();
  }
  const { kept } = state;
  Object.assign(state, { busy: "", kept: "", tries: 0 });
  catchUp();
  draw();
  const quick = performance.now() - since < QUICK;
  if (kept && quick && state.desk && !state.dialog) act.verb(kept);
}

// A quick hand is a step ahead: it presses the next key before the answer to this one has come. Only
// what follows by itself is kept, and nothing while the network is away: whoever waits looks again.
const FOLLOWS = { call: "start_service", finish: "call" };

function keep(verb) {
  if (verb === FOLLOWS[state.busy] && !state.tries) state.kept = verb;
}

function send(method, path, body) {
  const onWait = (tries) => { Object.assign(state, { tries, kept: "" }); draw(); };
  return command(method, path, body, { onWait, signal: state.stop.signal });
}

// somebody sits in at the own counter: the seat left for it still ends the break
const here = (path) => `sessions/${state.desk?.session.id ?? sessionStorage.getItem(SEAT)}/${path}`;
const lookAgainHere = () => (state.desk ? take(state.desk.session.id) : works.lookAtMine());
const move = async (method, path, body) => adopt(await send(method, here(path), body));

async function callNext() {
  const { ticket } = state.desk;
  const serving = ticket?.state === "serving";
  // named, for this desk may be behind another one of the same person
  await move("POST", "call/", serving ? { finish: ticket.id } : {});
  if (serving && !state.desk?.ticket) {
    say(`${ticket.code} is finished. ${state.desk ? whyNot(state.desk, "call") : ""}`);
  }
}

async function closeCounter() {
  const { counter } = state.desk.session;
  await send("DELETE", here(""));
  state.desk = null;
  say(`Counter ${counter.label} is closed.`);
  await lookForSeats();
}

const desk = { state, run, send, here, take, look: lookAgainHere, adopt, say, draw, refuse, openDialog };
const works = { ...breakWork(desk), ...cardWork(desk), ...clientWork(desk), ...mineWork(desk) };
const WORK = {
  call: () => run("call", callNext),
  start_service: () => run("start_service", () => move("POST", "service/")),
  finish: () => run("finish", () => move("DELETE", "service/", { ticket: state.desk.ticket?.id })),
  recall: () => run("recall", () => move("POST", "recall/")),
  no_show: () => run("no_show", () => move("POST", "no-show/")),
  start_break: works.startBreak,
  end_break: works.endBreak,
  withdraw: works.withdraw,
  close: () => run("close", closeCounter),
};
const DIALOGS = {
  transfer: "transfer", request_break: "request", extend_break: "extend", late_arrival: "late", give_number: "number",
};

function endsEarly(verb) {
  if (verb !== "end_break") return false;
  const { planned, returns_at: returns } = state.desk.break ?? {};
  const short = verdict(state.desk, verb).code === "rest_short";
  return short || (planned && returns && Date.parse(returns) - clock.now() > 60_000);
}

const act = {
  ...works,
  // before a cool-down pause the client is told: its card comes first (TR-5)
  request: (body) => (body.reason === "cool_down" ? works.openCard("cool_down_pause", body.minutes) : works.request(body)),
  verb(verb) {
    if (state.busy) return keep(verb);
    if (endsEarly(verb)) return openDialog("early");
    if (!verdict(state.desk, verb).ok) return refuse(whyNot(state.desk, verb));
    if (DIALOGS[verb]) return openDialog(DIALOGS[verb]);
    WORK[verb]();
  },
  chooseBranch(id) {
    localStorage.setItem(BRANCH, id);
    state.branch = state.me.branches.find((each) => each.id === id);
    Object.assign(state, { counters: [], version: 0, mine: null, console: null });
    follow(id);
    refresh();
  },
  asked(change) { Object.assign(state.asked, change); draw(); },
  openDialog,
  openHelp: () => openDialog("help"),
  closeDialog(name) {
    if (state.dialog === name) state.dialog = "";
    draw();
  },
  dismiss() { state.note = null; draw(); },
  stopTrying: () => state.stop.abort(),
};

function refuse(why) {
  say(why, "warn");
  draw();
}

function openDialog(name) {
  Object.assign(state, { dialog: name, about: state.desk?.ticket?.id, note: null, asked: {} });
  draw();
}

// ---- keys and the passing of time

onKeys((key) => {
  if (key === "escape") return Boolean(state.note) && (act.dismiss(), true);
  if (key === "?") return act.openHelp(), true;
  return cardKey(key, act) || (state.desk ? deskKey(key) : seatKey(key));
});

function deskKey(key) {
  const found = key === " " ? VERBS[0] : VERBS.find((each) => each.key === key);
  const verb = found?.verb ?? { ...DESK_KEYS, b: breakVerb(state.desk) }[key];
  if (verb) act.verb(verb);
  return Boolean(verb);
}

function seatKey(key) {
  // counter "W2" is key 2
  const counter = /\d/.test(key) && state.counters.find((each) => each.label.replace(/\D/g, "") === key);
  if (counter) act.open(counter);
  return Boolean(counter);
}

/** The instants at which this seat changes by the clock alone. */
function turningPoints(desk) {
  const allowed = Object.values(desk.may).map((judged) => judged.allowed_at);
  const { ticket, break: break_, missed } = desk;
  const own = [ticket?.arrive_by, break_?.starts_at, break_?.returns_at, break_?.next_step_at];
  return [...allowed, ...own, ...missed.map((each) => each.until)].filter(Boolean).map(Date.parse);
}

function tick() {
  const now = clock.now();
  const passed = state.desk && turningPoints(state.desk).some((at) => at > state.seenUntil && at <= now);
  state.seenUntil = now;
  if (passed || works.mineIsDue() || performance.now() - state.lookedAt > LOOK_EVERY) refresh();
  draw();
}

function title(desk) {
  if (!desk) return "Desk · Intermezzo";
  const counter = `Counter ${desk.session.counter.label}`;
  return [desk.ticket?.code, counter, "Intermezzo"].filter(Boolean).join(" · ");
}

function draw() {
  document.title = title(state.desk);
  render(deskPage(state, act), root);
  syncDialogs(root);
}

draw();
begin();
setInterval(tick, 1_000);
