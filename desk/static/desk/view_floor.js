// The live floor: what calls for the manager first, then counters, queues and screens.

import { html, nothing, repeat } from "./html.js";
import { badge } from "./marks.js";
import { clock, countdown, exactly, hhmm, minutesInWords } from "./times.js";
import { BREAK_STATES, COUNTER_STATES, nameOf, screensSay, TICKET_STATES } from "./words.js";

const RUNNING = new Set(["on_break", "overrun"]);
// by how much they may need the manager
const ORDER = ["out_of_service", "closing", "on_break", "open", "closed"];

/** What waits for the manager: requests and overruns of the floor, then the other alarms. */
export function troubles(floor) {
  if (!floor) return [];
  const seated = floor.counters.map((counter) => counter.break).filter(Boolean);
  const told = floor.alarms.map((alarm) => alarm.break).filter(Boolean);
  const breaks = [...new Map([...told, ...seated].map((each) => [each.id, each])).values()];
  const answered = breaks.filter((each) => each.state in VIEWS);
  const others = floor.alarms.filter(({ break: about }) => !about || !(about.state in VIEWS));
  return [
    ...answered.map((about) => ({ id: `break ${about.id}`, about, view: VIEWS[about.state] })),
    ...others.map((alarm) => ({ id: `${alarm.kind} ${alarm.break?.id}`, alarm, view: other })),
  ];
}

/** The "Floor" tab. */
export function floorTab(state, act) {
  const { floor } = state;
  if (!floor) return html`<p class="soft">One moment …</p>`;
  const calls = troubles(floor);
  return html`
    ${calls.length ? html`<section class="calls" aria-label="To answer">
      ${repeat(calls, ({ id }) => id, (call) => call.view(call, state, act))}</section>` : nothing}
    <section aria-label="Counters"><ul class="tiles">
      ${repeat(sorted(floor.counters), ({ id }) => id, (counter) => tile(counter, state))}</ul></section>
    <div class="floor-tables">${queues(floor)} ${screens(floor, state.branch.zone)}</div>`;
}

function request({ about }, { branch, busy }, act) {
  const left = about.next_step_at ? Date.parse(about.next_step_at) - clock.now() : 0;
  const asked = about.requested_at ?? about.starts_at;
  return html`<div class="notice notice-warn call">
    <p>${who(about)} asks for a break: <b>${nameOf(about)}, ${minutesInWords(about.length_minutes)}</b>.
      ${left > 0 ? html`No answer in <b class="digits">${countdown(left)}</b> means: after those present.` : nothing}
      <span class="soft">Asked at ${hhmm(asked, branch.zone)}.</span></p>
    <p class="row">
      <button type="button" class="button primary" aria-disabled=${Boolean(busy)}
        @click=${() => act.answer(about, true)}>Grant</button>
      <button type="button" class="button" aria-disabled=${Boolean(busy)}
        @click=${() => act.answer(about, false)}>Refuse</button>
    </p></div>`;
}

function overrun({ about }, { branch, busy }, act) {
  const over = clock.now() - Date.parse(about.returns_at);
  return html`<div class="notice notice-bad call">
    <p>${who(about)} was due back at ${exactly(about.returns_at, branch.zone)},
      <b class="digits">${countdown(over)}</b> ago.
      ${screensSay(about, branch.zone)}</p>
    <p class="row"><button type="button" class="button" aria-disabled=${Boolean(busy)}
      @click=${() => act.askRemark(about)}>End with remark …</button></p></div>`;
}

function who({ staff, counter }) {
  return html`<b>${staff.name}</b>${counter ? `, counter ${counter.label},` : ""}`;
}

function other({ alarm }, { branch }) {
  return html`<div class="notice notice-bad call">
    <p>${alarm.message}
      ${alarm.at ? html`<span class="soft">${hhmm(alarm.at, branch.zone)}</span>` : nothing}</p></div>`;
}

const VIEWS = { requested: request, overrun };

function sorted(counters) {
  const rank = (counter) => (counter.break?.state === "overrun" ? -1 : ORDER.indexOf(counter.state));
  return [...counters].sort((a, b) => rank(a) - rank(b) || a.label.localeCompare(b.label, "en", { numeric: true }));
}

function tile(counter, { branch }) {
  const [word, tone] = COUNTER_STATES[counter.state] ?? [counter.state, "plain"];
  return html`<li class="tile tile-${counter.break?.state === "overrun" ? "overrun" : counter.state}">
    <div class="tile-head"><span class="tile-label">${counter.label}</span> ${badge(word, tone)}
      <span class="tile-queues soft">${counter.queues.join(" ")}</span></div>
    <div class="tile-staff">${counter.staff ?? none("nobody")}</div>
    <div class="tile-ticket">${counter.ticket ? client(counter.ticket) : none("no client")}</div>
    <div class="tile-break">${counter.break ? pause(counter.break, branch.zone) : none("no break to come")}</div>
  </li>`;
}

function none(words) {
  return html`<span class="soft">${words}</span>`;
}

function client({ code, state }) {
  return html`<b class="digits">${code}</b> <span class="soft">${TICKET_STATES[state] ?? state}</span>`;
}

function pause(break_, zone) {
  const [word, , tone] = BREAK_STATES[break_.state] ?? [break_.state, "", "plain"];
  const from = hhmm(break_.started_at ?? break_.starts_at, zone);
  const back = break_.shown_return_at ?? break_.returns_at;
  const left = RUNNING.has(break_.state) && break_.returns_at ? Date.parse(break_.returns_at) - clock.now() : 0;
  return html`${nameOf(break_)} <span class="digits">${from} – ${back ? hhmm(back, zone) : "open"}</span>
    ${badge(word, tone)} ${left > 0 ? html`<span class="digits soft">${countdown(left)} left</span>` : nothing}`;
}

function queues({ queues: lines }) {
  return html`<section class="panel"><h2 class="panel-title">Queues</h2><table class="table">
    <thead><tr><th>Queue</th><th class="right">Waiting</th><th class="right">Longest wait</th></tr></thead>
    <tbody>${lines.map((queue) => html`<tr><th scope="row">${queue.letter} · ${queue.name}</th>
      <td class="right digits">${queue.waiting}</td>
      <td class="right digits">${longest(queue)}</td></tr>`)}
    </tbody></table></section>`;
}

function longest({ waiting, longest_wait_minutes: minutes }) {
  return waiting ? minutesInWords(Math.round(minutes ?? 0)) : "–";
}

function screens({ screens: devices }, zone) {
  return html`<section class="panel"><h2 class="panel-title">Screens</h2>
    ${devices.length ? nothing : html`<p class="soft">No screen is paired: a planned break cannot be proven.</p>`}
    <table class="table"><tbody>${devices.map((device) => html`<tr><th scope="row">${device.name}</th>
      <td class="soft">${device.kind}, ${device.zone}</td>
      <td>${device.online ? badge("online", "good") : badge("offline", "bad")}</td>
      <td class="soft">${device.online ? nothing : lastSeen(device, zone)}</td></tr>`)}
    </tbody></table></section>`;
}

function lastSeen({ last_seen_at: at }, zone) {
  return at ? `last seen ${hhmm(at, zone)}` : "never seen";
}
