// On a break without a counter: somebody sits in. When it ends, and what may be done meanwhile.

import { html, nothing } from "./html.js";
import { clock } from "./times.js";
import { breakSummary } from "./view_break.js";
import { mayProlong, ownBreak, restLeft } from "./own_break.js";
import { leaveFocus } from "./view_ticket.js";

/** The panel above the counters; nothing for whoever is not on break. */
export function awayPanel(state, act) {
  const break_ = ownBreak(state);
  if (!break_) return nothing;
  const now = clock.now();
  return html`<section class="panel pause" data-state=${break_.state}>
    <h2 class="panel-title">Your break</h2>
    ${breakSummary(break_, state.branch.time_zone)}
    <p class="soft">${restLeft(break_, now)
      ? "When your lawful rest is whole you end the break by sitting down at a counter."
      : "You end it by sitting down at a counter."}</p>
    <p class="row">
      ${mayProlong(break_, now) ? press("Come back later …", "extend", state, act) : nothing}
      ${restLeft(break_, now) ? press("Back early …", "early", state, act) : nothing}</p>
  </section>`;
}

function press(word, dialog, { busy }, act) {
  return html`<button type="button" class="button" aria-disabled=${Boolean(busy)}
    @mousedown=${leaveFocus} @click=${() => act.openDialog(dialog)}>${word}</button>`;
}
