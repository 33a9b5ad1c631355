// The page of the office: its tabs, what was just said, alarms over it, and the dialogs.

import { html, nothing } from "./html.js";
import { troubles } from "./alarms.js";
import { officeDialogs } from "./view_office_dialogs.js";
import { floorTab } from "./view_floor.js";
import { peopleTab } from "./view_people.js";
import { planTab } from "./view_plan.js";
import { policyTab } from "./view_policy.js";
import { recordsTab } from "./view_records.js";
import { ringingPanel } from "./view_alarm.js";
import { toastPlace } from "./view_toasts.js";

export const TABS = [
  { name: "today", label: "Today", view: planTab },
  { name: "floor", label: "Floor", view: floorTab },
  { name: "policy", label: "Policy", view: policyTab },
  { name: "records", label: "Records", view: recordsTab },
  { name: "people", label: "People", view: peopleTab },
];

/** The whole page below the bar. */
export function officePage(state, act) {
  const tab = TABS.find(({ name }) => name === state.tab);
  return html`<nav class="tabs" aria-label="Office">${TABS.map((each, i) => tabLink(each, i, state))}</nav>
    <div class="notice-place" role="status">${note(state, act)}</div>
    ${ringingPanel(state.ringing, { busy: state.busy, zone: state.branch.zone }, act)}
    ${toastPlace(state, act)}
    <main class="office"><h1 class="visually-hidden">Office of ${state.branch.name}</h1>${tab.view(state, act)}</main>
    ${officeDialogs(state, act)}`;
}

function tabLink({ name, label }, i, state) {
  const calls = name === "floor" ? troubles(state.floor).length : 0;
  return html`<a class="tab" href="#${name}" aria-current=${name === state.tab ? "page" : nothing}
    aria-keyshortcuts=${i + 1}>${label} <kbd>${i + 1}</kbd>
    ${calls ? html`<span class="tab-count">${calls}${HIDDEN}</span>` : nothing}</a>`;
}

const HIDDEN = html`<span class="visually-hidden"> to answer</span>`;

function note({ note: said, tries, dialog }, act) {
  if (tries) {
    return html`<p class="notice notice-warn">No answer yet. Sending it again, safely: try ${tries + 1}.
      <button type="button" class="button small" @click=${act.stopTrying}>Stop trying</button></p>`;
  }
  if (!said || dialog) return nothing;
  return html`<p class="notice notice-${said.tone}"><span>${said.text}</span>
    <button type="button" class="button small quiet" @click=${act.dismiss}>OK <kbd>Esc</kbd></button></p>`;
}
