// The client at the counter, and the line of verbs.

import { html, nothing } from "./html.js";
import { clock, countdown, hhmm } from "./times.js";
import { badge } from "./marks.js";
import { count } from "./words.js";
import { fromWhen, labelOf, VERBS, verdict, whyNot } from "./verbs.js";

/** Who is at the counter, large enough to be read from a step away. */
export function ticketPanel({ desk }) {
  const { ticket } = desk;
  return html`<section class="panel ticket" data-state=${ticket?.state ?? "none"}>
    <h2 class="panel-title">At the counter</h2>
    ${ticket ? client(ticket, desk.session.branch.time_zone) : nobody(desk)}
  </section>`;
}

function client(ticket, zone) {
  return html`<p class="ticket-code">${ticket.code}</p>
    <div class="ticket-facts">
      <p class="ticket-queue">${ticket.queue} ${ticket.in_person ? badge("tell in person", "warn") : nothing}</p>
      ${ticket.state === "serving" ? serving(ticket, zone) : called(ticket, zone)}
    </div>`;
}

function called(ticket, zone) {
  const left = Date.parse(ticket.arrive_by) - clock.now();
  return html`<p class="ticket-state">
      Called at ${hhmm(ticket.called_at, zone)}${ticket.recalls
        ? html`, recalled ${count(ticket.recalls, "time")}`
        : nothing}
    </p>
    <p class="ticket-clock">
      ${left > 0
        ? html`on the way for <b class="digits">${countdown(left)}</b> more`
        : html`the time to walk is over`}
    </p>`;
}

function serving(ticket, zone) {
  const spent = clock.now() - Date.parse(ticket.served_at);
  return html`<p class="ticket-state">In service since ${hhmm(ticket.served_at, zone)}</p>
    <p class="ticket-clock"><b class="digits">${countdown(spent)}</b></p>`;
}

function nobody(desk) {
  const next = desk.waiting.find((ticket) => ticket.callable);
  const line = next
    ? html`Next is <b>${next.code}</b>.`
    : desk.waiting_count
      ? "Nobody who waits may be called here now."
      : "Nobody is waiting.";
  return html`<p class="ticket-nobody">Nobody</p>
    <div class="ticket-facts"><p class="ticket-state">${line}</p></div>`;
}

/** The verbs with their keys; what may not happen says why. */
export function verbLine(state, act) {
  return html`<div class="verbs" role="group" aria-label="What you can do">
    ${VERBS.map((each) => verbButton(each, state, act))}
  </div>`;
}

function verbButton(each, { desk, busy }, act) {
  const why = whyNot(desk, each.verb);
  const locked = Boolean(busy) || !verdict(desk, each.verb).ok;
  return html`<button
    type="button"
    class="verb ${each.primary ? "primary" : ""}"
    aria-disabled=${locked}
    aria-busy=${busy === each.verb}
    aria-keyshortcuts=${each.key}
    title=${why}
    @mousedown=${leaveFocus}
    @click=${() => act.verb(each.verb)}
  >
    <span class="verb-name"><kbd>${each.key.toUpperCase()}</kbd> <span>${labelOf(each, desk)}</span></span>
    ${reason(desk, each.verb)}
  </button>`;
}

/** Why a verb may not happen, and from when, below its name. */
export function reason(desk, verb) {
  const when = fromWhen(desk, verb);
  return html`${when ? html`<b class="verb-when digits">${when}</b>` : nothing}
    <span class="verb-why">${verdict(desk, verb).ok ? "" : verdict(desk, verb).message}</span>`;
}

/** A click leaves the focus where it is, so that Space goes on meaning "call next". */
export function leaveFocus(event) {
  event.preventDefault();
}
