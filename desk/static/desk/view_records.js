// The records of the office: every rule that was broken on purpose, and the way to the policy's history.

import { html } from "./html.js";
import { overridesTable } from "./view_overrides.js";

/** The "Records" tab. */
export function recordsTab({ overrides, today, branch }) {
  return html`<section class="panel" aria-labelledby="records-title">
    <h2 class="panel-title" id="records-title">Rules broken on purpose, newest first</h2>
    ${overrides === null ? html`<p class="soft">One moment …</p>`
      : overrides.length ? overridesTable(overrides, branch.zone, { today, whose: true })
      : html`<p class="soft">No rule was broken on purpose.</p>`}
    <p class="soft below">Nobody can change or remove a record. Every employee reads those of the own breaks at the desk.
      Who changed the numbers of the policy stands <a href="#policy">at the foot of the policy</a>.</p>
  </section>`;
}
