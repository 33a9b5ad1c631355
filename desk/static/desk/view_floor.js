// The live floor: what calls for the manager first, then counters, queues and screens.

import { html, nothing, repeat } from "./html.js";
import { troubles } from "./alarms.js";
import { badge } from "./marks.js";
import { clock, countdown, hhmm, minutesInWords } from "./times.js";
import { waitWords } from "../signage/words.js";
import { callsPanel } from "./view_alarms.js";
import { commitmentsList } from "./view_commitments.js";
import { BREAK_STATES, COUNTER_STATES, forecastWords, nameOf, TICKET_STATES } from "./words.js";

const RUNNING = new Set(["on_break", "overrun"]);
// by how much they may need the manager
const ORDER = ["out_of_service", "closing", "on_break", "open", "closed"];

/** The "Floor" tab. */
export function floorTab(state, act) {
  const { floor } = state;
  if (!floor) return html`<p class="soft">One moment …</p>`;
  return html`
    ${callsPanel(troubles(floor), state, act)} ${forecastLine(floor, state.branch)}
    <section aria-label="Counters"><ul class="tiles">
      ${repeat(sorted(floor.counters), ({ id }) => id, (counter) => tile(counter, state))}</ul></section>
    <div class="floor-tables">${queues(floor, state.branch)} ${owed(state, act)} ${screens(floor, state.branch.zone)}</div>`;
}

function forecastLine({ forecast }, branch) {
  const words = forecastWords(forecast);
  return words ? html`<p class="notice notice-warn forecast"><span>${words}</span> ${waitsLink(branch)}</p>` : nothing;
}

function waitsLink({ id }) {
  return html`<a href="/office/waits/?branch=${id}">How well the waits hold</a>`;
}

function owed({ commitments, branch, busy }, act) {
  return html`<section class="panel"><h2 class="panel-title">Owed to clients</h2>
    ${commitments?.length ? commitmentsList(commitments, branch.zone, { busy, owner: true }, act)
      : html`<p class="soft">${commitments ? "Nothing." : "One moment …"}</p>`}</section>`;
}

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
    ${badge(word, tone)} ${left > 0 ? html`<span class="digits soft">${countdown(left)} left</span>` : nothing}
    ${(break_.reliefs ?? []).map(({ staff, counter }) => html`<span class="soft">${staff.name} sits in at ${counter.label}</span>`)}`;
}

function queues({ queues: lines }, branch) {
  return html`<section class="panel"><h2 class="panel-title">Queues</h2><table class="table">
    <thead><tr><th>Queue</th><th class="right">Waiting</th><th class="right">Longest wait</th>
      <th class="right">Who joins now</th></tr></thead>
    <tbody>${lines.map((queue) => html`<tr><th scope="row">${queue.letter} · ${queue.name}</th>
      <td class="right digits">${queue.waiting}</td>
      <td class="right digits">${longest(queue)}</td>
      <td class="right digits">${waitWords(queue.wait) || "–"}</td></tr>`)}
    </tbody></table><p class="below">${waitsLink(branch)}</p></section>`;
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
