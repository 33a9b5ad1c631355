// What is owed to clients by a time, and that it was done or given up.

import { html, nothing, repeat } from "./html.js";
import { badge } from "./marks.js";
import { clock, hhmm } from "./times.js";
import { COMMITMENTS } from "./words.js";

const SOON = 10 * 60_000;

/** The open ones, the next due first; `owner` names who owes it. */
export function commitmentsList(rows, zone, { busy, owner = false }, act) {
  const due = [...rows].sort((a, b) => Date.parse(a.due_at) - Date.parse(b.due_at));
  return html`<ul class="owed">
    ${repeat(due, ({ id }) => id, (each) => commitment(each, zone, { busy, owner }, act))}</ul>`;
}

function commitment(each, zone, { busy, owner }, act) {
  return html`<li>
    <span><b>${COMMITMENTS[each.kind] ?? each.kind}</b> ${each.ticket ? html`<b class="digits">${each.ticket}</b>` : nothing}
      ${owner && each.owner ? html`<span class="soft">${each.owner.name}</span>` : nothing}
      ${each.contact ? html`<span class="soft">${each.contact}</span>` : nothing}</span>
    <span>by <span class="digits">${hhmm(each.due_at, zone)}</span> ${lateness(each)}</span>
    ${each.kind === "call_back" ? callBackButtons(each, busy, act) : nothing}
  </li>`;
}

function lateness({ due_at: due }) {
  const left = Date.parse(due) - clock.now();
  if (left < 0) return badge("overdue", "bad");
  return left < SOON ? badge("soon", "warn") : nothing;
}

/** "Done" and "Given up" of a call back. */
export function callBackButtons(each, busy, act) {
  const button = (word, verb) => html`<button type="button" class="button small" aria-disabled=${Boolean(busy)}
    aria-label="${word}: call back ${each.ticket ?? ""}" @click=${() => verb(each)}>${word}</button>`;
  return html`<span class="row">${button("Done", act.kept)} ${button("Given up", act.givenUp)}</span>`;
}
