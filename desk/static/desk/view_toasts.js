// Alarms over the page the moment they begin, without a sound; they stay until somebody looks.

import { sentenceOf } from "./alarms.js";
import { html, repeat } from "./html.js";
import { hhmm } from "./times.js";

/** The place of the toasts; it is always there, so that what appears in it is read aloud. */
export function toastPlace({ toasts, floor, plan, branch }, act) {
  return html`<div class="toasts" role="region" aria-label="Alarms" aria-live="assertive">${repeat(toasts, ({ id }) => id, (toast) => html`<div class="notice notice-bad toast">
    <p>${sentenceOf(toast, floor, plan)} <span class="soft digits">${hhmm(toast.at, branch.zone)}</span></p>
    <p class="row"><button type="button" class="button small" @click=${() => act.lookAtAlarm(toast)}>Show me</button>
      <button type="button" class="button small quiet" @click=${() => act.dropToast(toast)}>Dismiss</button></p></div>`)}</div>`;
}
