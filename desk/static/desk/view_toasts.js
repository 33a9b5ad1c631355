// Alarms over the page the moment they begin, without a sound; they stay until somebody looks.

import { sentenceOf, troubles } from "./alarms.js";
import { html, nothing, repeat } from "./html.js";
import { hhmm } from "./times.js";

/** The place of the toasts; it is always there, so that what appears in it is read aloud. */
export function toastPlace(state, act) {
  const shown = state.toasts.filter((toast) => !standsOnPage(toast, state));
  return html`<div class="toasts" role="region" aria-label="Alarms" aria-live="assertive">
    ${repeat(shown, ({ id }) => id, (each) => toast(each, state, act))}</div>`;
}

// on the floor the alarm itself stands above everything, with its buttons
function standsOnPage({ id }, { tab, floor }) {
  return tab === "floor" && troubles(floor).some((each) => each.id === id);
}

function toast(each, { floor, plan, branch, tab }, act) {
  return html`<div class="notice notice-bad toast">
    <p>${sentenceOf(each, floor, plan)} <span class="soft digits">${hhmm(each.at, branch.zone)}</span></p>
    <p class="row">${showMe(each, tab, act)}
      <button type="button" class="button small quiet" @click=${() => act.dropToast(each)}>Dismiss</button></p></div>`;
}

function showMe(each, tab, act) {
  if (each.matter) return html`<a class="button small" href="/office/cases/${each.matter}/">Show me</a>`;
  if (tab === "floor") return nothing;
  return html`<button type="button" class="button small" @click=${() => act.lookAtAlarm(each)}>Show me</button>`;
}
