// The dialogs of the desk, one at most open, and the list of keys.

import { dialog, leaveButton } from "./dialogs.js";
import { html, live } from "./html.js";
import { keysAreOn, switchKeys } from "./keys.js";
import { VERBS } from "./verbs.js";
import { consentForm, earlyForm, extendForm, requestForm } from "./view_break_dialogs.js";
import { cardsForm } from "./view_card.js";
import { lateForm, numberForm, outageForm, transferForm } from "./view_client_dialogs.js";

/** Every dialog; one at most is open. */
export function dialogs(state, act) {
  const one = (name, title, content) => dialog(name, title, () => content(state, act), {
    open: state.dialog === name, problem: state.note?.tone === "bad" && state.note.text,
    close: act.closeDialog,
  });
  return html`
    ${one("transfer", `Transfer ${state.desk?.ticket?.code ?? ""}`, transferForm)}
    ${one("number", "A number for a client", numberForm)}
    ${one("late", "A client comes late", lateForm)}
    ${one("outage", "Out of service?", outageForm)}
    ${one("request", "Unplanned break", requestForm)}
    ${one("early", "Back before the time?", earlyForm)}
    ${one("extend", "Come back later", extendForm)}
    ${one("consent", "May your break be put off once more?", consentForm)}
    ${one("cards", "Cards", cardsForm)}
    ${one("help", "Keys", help)}
  `;
}

const OTHER_KEYS = [
  ["Space", "same as N"],
  ["B", "Start the break, or back from it"],
  ["U", "Unplanned break"],
  ["E", "Come back later from the break"],
  ["G", "Give a number to a client"],
  ["L", "A client comes late, just before the break"],
  ["1", "Yes, on the card"],
  ["2", "No, on the card"],
  ["Enter", "Next step of the card"],
  ["A", "I said the sentence of the card"],
  ["C", "The other card, where several lie open"],
  ["Q", "Put the card aside"],
  ["O", "Answers to objections"],
  ["M", "Call the manager"],
  ["K", "All cards"],
  ["Esc", "Close a dialog or a message"],
  ["?", "This list"],
];

function help(state, act) {
  const verbs = VERBS.map(({ key, label }) => [key.toUpperCase(), label]);
  verbs[0][1] = "Call next; finishes the present client first";
  return html`<dl class="keys">
      ${[...verbs, ...OTHER_KEYS].map(([key, words]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${words}</dd></div>`)}
    </dl>
    <p class="row">
      <label class="inline"><input type="checkbox" .checked=${live(keysAreOn())}
        @change=${(event) => switchKeys(event.target.checked)}> Single keys work</label>
      <span class="bar-space"></span>
      ${leaveButton(() => act.closeDialog("help"), "Close")}
    </p>`;
}
