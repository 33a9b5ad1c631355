// The person's own day at the foot of the desk: rest, debts to clients, changes made to breaks.

import { html, nothing } from "./html.js";
import { badge } from "./marks.js";
import { hhmm, minutesInWords } from "./times.js";
import { BREAK_STATES, nameOf, remarkOf } from "./words.js";
import { commitmentsList } from "./view_commitments.js";
import { afterthoughts, lawMark, protectedWords } from "./view_law.js";
import { overridesTable } from "./view_overrides.js";

const OVER = new Set(["ended", "cancelled", "missed"]);

/** The panels of the person's own day; nothing before it is known. */
export function minePanels(state, act) {
  const { mine, branch, busy } = state;
  if (!mine) return nothing;
  const zone = branch.time_zone;
  return html`<div class="mine">
    <section class="panel"><h2 class="panel-title">Your breaks today</h2>${day(mine, zone)}</section>
    <section class="panel"><h2 class="panel-title">You owe clients</h2>
      ${mine.owed.length ? commitmentsList(mine.owed, zone, { busy }, act) : html`<p class="soft">Nothing.</p>`}</section>
    <section class="panel"><h2 class="panel-title">Changes made to your breaks in spite of a rule</h2>
      ${mine.overrides.length
        ? overridesTable(mine.overrides, zone, { today: mine.day })
        : html`<p class="soft">None.</p>`}</section>
  </div>`;
}

function day({ law, breaks, reliefs }, zone) {
  return html`${law.map(lawMark)}
    <ul class="own-breaks">${breaks.map((each) => own(each, zone))} ${reliefs.map((each) => sitting(each, zone))}</ul>
    ${breaks.length || reliefs.length ? nothing : html`<p class="soft">No break is planned.</p>`}`;
}

function own(break_, zone) {
  const [word, , tone] = BREAK_STATES[break_.state] ?? [break_.state, "", "plain"];
  const from = break_.started_at ?? break_.starts_at;
  const to = (break_.started_at && break_.ended_at) || break_.shown_return_at || break_.returns_at;
  const gone = !break_.started_at && OVER.has(break_.state);
  const ahead = gone ? [] : [protectedWords(break_, zone), putOff(break_, zone), ...sitsIn(break_)];
  const fine = [...ahead, remarkOf(break_), ...afterthoughts(break_)];
  return html`<li class=${OVER.has(break_.state) ? "dim" : ""}>
    <span class="digits">${hhmm(from, zone)} – ${to ? hhmm(to, zone) : "open"}</span>
    ${nameOf(break_)} ${badge(word, tone)}
    <div class="soft plan-more">${fine.filter(Boolean).join(" · ")}</div></li>`;
}

/** How often a break was put off, and that its person agreed to once more. */
export function putOff({ postponed, consent_at: consent }, zone) {
  const times = ["", "put off once", "put off twice"][postponed] ?? `put off ${postponed} times`;
  return [times, consent && `agreed at ${hhmm(consent, zone)} to once more`].filter(Boolean).join(", ");
}

function sitsIn({ reliefs = [] }) {
  return reliefs.map(({ staff, counter }) => `${staff.name} sits in at counter ${counter.label}`);
}

function sitting({ starts_at: from, ends_at: to, counter, whose }, zone) {
  const length = minutesInWords(Math.round((Date.parse(to) - Date.parse(from)) / 60_000));
  return html`<li><span class="digits">${hhmm(from, zone)} – ${hhmm(to, zone)}</span>
    You sit in for ${whose} at counter ${counter.label} <span class="soft">${length}</span></li>`;
}
