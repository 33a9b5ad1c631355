// Who waits and how long still, with what they were told about the break, and who missed the call.

import { html, nothing, repeat } from "./html.js";
import { badge } from "./marks.js";
import { waitWords } from "../signage/words.js";
import { clock, hhmm, minutesBetween, minutesInWords } from "./times.js";
import { PROMISES } from "./words.js";
import { verdict, whyNot } from "./verbs.js";
import { leaveFocus } from "./view_ticket.js";

/** The line, in the order of calls. */
export function waitingPanel(state, act) {
  const { desk } = state;
  const more = desk.waiting_count - desk.waiting.length;
  return html`<section class="panel list">
    <div class="row list-head">
      <h2 class="panel-title">Waiting <span class="waiting-count digits">${desk.waiting_count}</span></h2>
      <span class="bar-space"></span>
      ${wish(state, act, "late_arrival", "l", "Late arrival …")} ${wish(state, act, "give_number", "g", "Give a number …")}
    </div>
    ${newcomers(desk)}
    ${desk.waiting.length ? waitingTable(state, act) : html`<p class="soft">Nobody is waiting.</p>`}
    ${more > 0 ? html`<p class="soft">and ${more} more</p>` : nothing}
  </section>`;
}

/** What who joins now is told at the entrance, for each queue of this counter. */
function newcomers({ queues, session }) {
  const own = queues.filter(({ id, wait }) => session.counter.queues.includes(id) && waitWords(wait));
  if (!own.length) return nothing;
  return html`<p class="newcomers"><span class="soft">Who joins now waits:</span>
    ${own.map(({ letter, name, wait }) => html`<span>${letter} · ${name} <b>${waitWords(wait)}</b></span>`)}</p>`;
}

function wish({ desk, busy }, act, verb, key, words) {
  return html`<button type="button" class="button small" title=${whyNot(desk, verb)} aria-keyshortcuts=${key}
    aria-disabled=${Boolean(busy) || !verdict(desk, verb).ok}
    @mousedown=${leaveFocus} @click=${() => act.verb(verb)}>${words} <kbd>${key.toUpperCase()}</kbd></button>`;
}

function waitingTable(state, act) {
  return html`<table class="table">
    <thead>
      <tr><th>Number</th><th>Queue</th><th class="right">Has waited</th><th class="right">Still waits</th><th>Was told</th><td></td></tr>
    </thead>
    <tbody>
      ${repeat(state.desk.waiting, (ticket) => ticket.id, (ticket) => waitingRow(ticket, state, act))}
    </tbody>
  </table>`;
}

function waitingRow(ticket, { desk, busy }, act) {
  const may = ticket.callable && desk.may.call.ok;
  return html`<tr class=${ticket.callable ? "" : "dim"}>
    <th scope="row" class="digits">${ticket.code}</th>
    <td>${queueName(ticket.queue, desk)}</td>
    <td class="right digits">${waited(ticket.issued_at)}</td>
    <td class="right digits">${waitWords(ticket.wait)}</td>
    <td>${promiseMark(ticket.promise)} ${ticket.state === "held" ? badge("keeps the place", "rest") : nothing}
      ${ticket.in_person ? badge("tell in person", "warn") : nothing}</td>
    <td class="right">
      ${may
        ? html`<button type="button" class="button small" aria-disabled=${Boolean(busy)}
            aria-label="Call ${ticket.code}" @mousedown=${leaveFocus}
            @click=${() => act.callTicket(ticket)}>Call</button>`
        : nothing}
    </td>
  </tr>`;
}

function queueName(letter, desk) {
  const queue = desk.queues.find((each) => each.letter === letter);
  return queue ? `${letter} · ${queue.name}` : letter;
}

function waited(issued) {
  return minutesInWords(Math.max(0, minutesBetween(issued, clock.now())));
}

function promiseMark(kind) {
  const known = PROMISES[kind];
  return known ? badge(...known) : nothing;
}

/** No-shows who may still come back out of turn. */
export function missedPanel(state, act) {
  const { desk, busy } = state;
  const zone = desk.session.branch.time_zone;
  return html`<section class="panel list">
    <h2 class="panel-title">Missed the call</h2>
    ${desk.missed.length ? nothing : html`<p class="soft">Nobody.</p>`}
    <ul class="missed">
      ${repeat(desk.missed, (ticket) => ticket.id, (ticket) => html`<li>
        <b class="digits">${ticket.code}</b> <span class="soft">may return until ${hhmm(ticket.until, zone)}</span>
        <button type="button" class="button small" aria-disabled=${Boolean(busy)}
          aria-label="${ticket.code} came back" @mousedown=${leaveFocus}
          @click=${() => act.revive(ticket)}>Came back</button>
      </li>`)}
    </ul>
  </section>`;
}
