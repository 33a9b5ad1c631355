// The manager's office: today's plan, the live floor, the policy of one branch.

import { ask, command, Problem, Unreachable } from "./api.js";
import { syncDialogs } from "./dialogs.js";
import { render } from "./html.js";
import { onKeys } from "./keys.js";
import { badge } from "./marks.js";
import { listen } from "./news.js";
import { clock, dayOf, hhmmss } from "./times.js";
import { inWords } from "./refusals.js";
import { troubles, withAlarm, withTroubles } from "./alarms.js";
import { alarmWork, isCall } from "./office_alarm_work.js";
import { breakWork } from "./office_break_work.js";
import { dayWork, overrideWork } from "./office_day_work.js";
import { planWork } from "./office_plan_work.js";
import { policyWork } from "./office_policy_work.js";
import { recordsWork } from "./office_records_work.js";
import { officePage, TABS } from "./view_office.js";

const LOOK_EVERY = 15_000;
const LOOK_PAUSE = 2_000;
const TITLE = document.title;
const root = document.getElementById("office");
const clockPlace = document.getElementById("clock");
const linkPlace = document.getElementById("link");
const { branch, name, zone } = root.dataset;
const state = {
  branch: { id: Number(branch), name, zone },
  // the day is the house's, so it is not known before the house has answered
  tab: tabOf(location.hash), day: "", today: "",
  plan: null, floor: null, policy: null, staff: [], counters: [],
  note: null, violations: [], publication: null, overridden: null, dialog: "", form: null, edits: {}, wrong: null,
  toasts: [], known: null, minutes: {}, sent: null,
  busy: "", tries: 0, stop: null, link: "", version: 0, lookedAt: -LOOK_EVERY, lookedClock: 0,
};
let looking = null;
let lookAgain = false;

function tabOf(hash) {
  return TABS.some((tab) => tab.name === hash.slice(1)) ? hash.slice(1) : "today";
}

// ---- what the server says

const path = (rest) => `branches/${state.branch.id}/${rest}`;

/** Ask anew for what the tab shows; a second wish while one is under way is granted after it. */
function refresh() {
  if (looking) {
    lookAgain = true;
    return;
  }
  lookAgain = false;
  looking = look().finally(() => {
    looking = null;
    draw();
    if (lookAgain) refresh();
  });
}

async function look() {
  Object.assign(state, { lookedAt: performance.now(), lookedClock: clock.now() });
  try {
    const floor = await ask(path("floor/"));
    clock.hear(floor.now, floor.clock_speed);
    Object.assign(state, { floor, today: dayOf(floor.now, zone) });
    noteTroubles();
    state.version = Math.max(state.version, floor.version);
    await act.lookAtRinging();
    const day = state.day ||= state.today;
    const plan = await ask(path(`plans/${day}/`));
    if (day === state.day) state.plan = plan;
    await (state.tab === "policy" ? act.lookAtPolicy() : act.lookAround(state.tab));
  } catch (error) {
    complain(error);
  }
}

function noteTroubles() {
  const found = troubles(state.floor);
  state.toasts = withTroubles(state.toasts, found, state.known, state.floor);
  state.known = new Set(found.map(({ id }) => id));
}

async function begin() {
  refresh();
  try {
    [state.staff, state.counters, state.policy] = await Promise.all(
      ["staff/", "counters/", "policy/"].map((rest) => ask(path(rest))),
    );
  } catch (error) {
    complain(error);
    if (state.link !== "logged_out") setTimeout(begin, 3_000);
  }
  draw();
}

// ---- commands

function say(text, tone = "plain") {
  state.note = { text, tone };
}

function complain(error) {
  if (error instanceof Unreachable) state.link = "lost";
  else if (error.status === 401) state.link = "logged_out";
  else if (error instanceof Problem) say(inWords(error, zone), "bad");
  else throw error;
  draw();
}

async function run(busy, work) {
  if (state.busy) return;
  Object.assign(state, { busy, note: null, wrong: null, tries: 0, stop: new AbortController() });
  draw();
  try {
    await work();
    state.dialog = "";
  } catch (error) {
    if (!act.offerOverride(error, state.sent)) complain(error);
    if (error instanceof Unreachable) say("Nobody knows whether that was done: look before you repeat it.", "bad");
  }
  Object.assign(state, { busy: "", tries: 0 });
  refresh();
  draw();
}

function send(method, rest, body) {
  state.sent = { method, path: rest, body };
  const onWait = (tries) => { state.tries = tries; draw(); };
  return command(method, rest, body, { onWait, signal: state.stop.signal });
}

function open(dialog, form) {
  Object.assign(state, { dialog, form, note: null });
  draw();
}

const office = { state, path, run, send, say, draw, refresh, open };
const act = {
  ...planWork(office), ...breakWork(office), ...dayWork(office), ...overrideWork(office),
  ...policyWork(office), ...recordsWork(office), ...alarmWork(office),
  chooseDay(day) {
    if (!/^\d{4}-\d\d-\d\d$/.test(day)) return;
    Object.assign(state, { day, plan: null, violations: [] });
    refresh();
    draw();
  },
  closeDialog(dialog) {
    if (state.dialog === "override" && dialog === "override") act.leaveOverride();
    else if (state.dialog === dialog) Object.assign(state, { dialog: "", note: null });
    draw();
  },
  setMinutes(id, minutes) {
    state.minutes[id] = minutes;
    draw();
  },
  lookAtAlarm(toast) {
    location.hash = "floor";
    act.dropToast(toast);
  },
  dropToast(toast) {
    state.toasts = state.toasts.filter((each) => each !== toast);
    draw();
  },
  dismiss() { state.note = null; draw(); },
  stopTrying: () => state.stop.abort(),
};

// ---- keys, tabs and the passing of time

onKeys((key) => {
  const tab = TABS[Number(key) - 1];
  if (tab) location.hash = tab.name;
  else if (key === "escape" && state.note) act.dismiss();
  else if (key === "n" && state.tab === "today" && state.day) act.newBreak();
  else return false;
  return true;
});

addEventListener("hashchange", () => {
  state.tab = tabOf(location.hash);
  state.note = null;
  refresh();
  draw();
});

listen(state.branch.id, {
  onNews: (version, changed) => (changed || version > state.version) && refresh(),
  onLink: (link) => { state.link = link; drawBar(); },
  onAlarm(alarm) {
    if (!isCall(alarm)) state.toasts = withAlarm(state.toasts, alarm);
    refresh();
    draw();
  },
});

const LINKS = {
  lost: () => badge("updating", "warn"),
  logged_out: () => badge("logged out: load the page again", "bad"),
};

function drawBar() {
  render(LINKS[state.link]?.() ?? "", linkPlace);
  clockPlace.textContent = clock.heard ? hhmmss(clock.now(), zone) : "";
}

function draw() {
  drawBar();
  const calls = troubles(state.floor).length + state.ringing.length;
  document.title = calls ? `(${calls}) ${TITLE}` : TITLE;
  render(officePage(state, act), root);
  syncDialogs(root);
}

/** Whether what is shown may be out of date by the clock alone, which can be moved or run fast. */
function isOld() {
  const since = performance.now() - state.lookedAt;
  return since > LOOK_EVERY || (since > LOOK_PAUSE && clock.now() - state.lookedClock > LOOK_EVERY);
}

setInterval(() => {
  if (isOld()) refresh();
  draw();
}, 1_000);
draw();
begin();
