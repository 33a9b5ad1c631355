// The dialogs of the desk: transfer, unplanned break, back early, help.

import { dialog, fieldsOf, leaveButton } from "./dialogs.js";
import { html, live } from "./html.js";
import { keysAreOn, switchKeys } from "./keys.js";
import { clock, hhmm, minutesInWords } from "./times.js";
import { REASONS } from "./words.js";
import { VERBS } from "./verbs.js";

/** Every dialog; one at most is open. */
export function dialogs(state, act) {
  const one = (name, title, content) => dialog(name, title, content, {
    open: state.dialog === name, problem: state.note?.tone === "bad" && state.note.text,
    close: act.closeDialog,
  });
  return html`
    ${one("transfer", `Transfer ${state.desk?.ticket?.code ?? ""}`, () => transfer(state, act))}
    ${one("request", "Unplanned break", () => request(state, act))}
    ${one("early", "Back before the time?", () => early(state, act))}
    ${one("help", "Keys", () => help(act))}
  `;
}

function transfer({ desk, busy }, act) {
  const others = desk.counters.filter(({ id }) => id !== desk.session.counter.id);
  const places = [
    ...desk.queues.map((queue) => [{ queue: queue.id }, `${queue.letter} · ${queue.name}`]),
    ...others.map((counter) => [{ counter: counter.id }, `Counter ${counter.label}`]),
  ];
  return html`<p class="soft">The client keeps the place in line and is called there first.</p>
    <ul class="choices">
      ${places.map(([where, words], i) => html`<li>
        <button type="button" class="choice" data-digit=${i < 9 ? i + 1 : ""}
          aria-disabled=${Boolean(busy)} @click=${() => act.transfer(where)}>
          ${i < 9 ? html`<kbd>${i + 1}</kbd>` : ""} ${words}</button>
      </li>`)}
    </ul>
    <p class="row end">${leaveButton(() => act.closeDialog("transfer"))}</p>`;
}

function request({ desk, asked, busy }, act) {
  const chosen = desk.reasons.find((reason) => reason.code === asked.reason) ?? desk.reasons[0];
  const send = (event) => act.request({ ...fieldsOf(event), reason: chosen.code });
  return html`<form @submit=${send}>
    <fieldset class="reasons">
      <legend class="visually-hidden">Reason</legend>
      ${desk.reasons.map((reason, i) => reasonRow(reason, i, chosen, act))}
    </fieldset>
    <p class="soft">${chosen.immediate
      ? "Begins at once: a client at the counter is passed on and called first elsewhere."
      : `Those who came before your request are served first. A long break, or a long line,
        is for the manager to answer.`}
      Screens say: “${chosen.label}”.</p>
    <p class="row end">
      <label class="inline">Minutes
        <input class="short" type="number" name="minutes" min="1" max="120" required
          .value=${live(String(asked.minutes ?? chosen.minutes))}
          @input=${(event) => act.asked({ minutes: event.target.value })}></label>
      <span class="bar-space"></span>
      ${leaveButton(() => act.closeDialog("request"))}
      <button class="button primary" aria-disabled=${Boolean(busy)}>Ask for the break</button>
    </p>
  </form>`;
}

function reasonRow(reason, i, chosen, act) {
  const digit = i < 9 ? String(i + 1) : "0";
  return html`<label class="reason">
    <input type="radio" name="reason" value=${reason.code} data-digit=${digit}
      ?autofocus=${i === 0} .checked=${live(reason.code === chosen.code)}
      @change=${() => act.asked({ reason: reason.code, minutes: null })}>
    <kbd>${digit}</kbd> <span>${REASONS[reason.code] ?? reason.label}</span>
    <small class="soft">${minutesInWords(reason.minutes)}${reason.immediate ? ", at once" : ""}</small>
  </label>`;
}

function early({ desk, busy }, act) {
  const zone = desk.session.branch.time_zone;
  const returns = desk.break?.returns_at;
  const left = returns ? Math.ceil((Date.parse(returns) - clock.now()) / 60_000) : 0;
  return html`<p>Your break lasts until <b>${returns ? hhmm(returns, zone) : ""}</b>:
      ${minutesInWords(Math.max(left, 0))} of it ${left === 1 ? "is" : "are"} left.
      Nobody may ask you to give them up.</p>
    <p class="row end">
      <button type="button" class="button primary" autofocus
        @click=${() => act.closeDialog("early")}>Stay on break</button>
      <button type="button" class="button" aria-disabled=${Boolean(busy)}
        @click=${act.endBreak}>End it now</button>
    </p>`;
}

const OTHER_KEYS = [
  ["Space", "same as N"],
  ["B", "Start the break, or back from it"],
  ["U", "Unplanned break"],
  ["Esc", "Close a dialog or a message"],
  ["?", "This list"],
];

function help(act) {
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
