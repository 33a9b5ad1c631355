// The questions above the desk, each with its answers.

import { askedOf } from "./asked.js";
import { html, live, nothing, repeat } from "./html.js";
import { clock, countdown, hhmm } from "./times.js";
import { mayProlong, ownBreak } from "./own_break.js";
import { callBackButtons } from "./view_commitments.js";
import { leaveFocus } from "./view_ticket.js";

/** What waits for an answer of the person; nothing when nobody asks. */
export function askedPanel(state, act) {
  const asked = askedOf(state, clock.now());
  if (!asked.length) return nothing;
  return html`<section class="asked" aria-label="Asked of you">
    ${repeat(asked, ({ id }) => id, (each) => question(VIEWS[each.kind](each, state, act)))}</section>`;
}

function question({ words, answers, tone = "warn" }) {
  return html`<div class="notice notice-${tone} call"><p>${words}</p><p class="row">${answers}</p></div>`;
}

function press(word, onClick, { busy }, look = "") {
  return html`<button type="button" class="button ${look}" aria-disabled=${Boolean(busy)}
    @mousedown=${leaveFocus} @click=${onClick}>${word}</button>`;
}

function back(state) {
  const break_ = ownBreak(state);
  return hhmm(break_.shown_return_at ?? break_.returns_at, state.branch.time_zone);
}

const VIEWS = {
  confirm: (_, state, act) => ({
    words: html`Screens say that you are back at <b class="digits">${back(state)}</b>. Does that still hold?`,
    answers: [press("Still holds", () => act.confirmReturn(), state, "primary"), laterReturn(state, act)],
  }),
  return: (_, state, act) => ({
    words: html`You are due back at <b class="digits">${back(state)}</b>,
      in <b class="digits">${countdown(Date.parse(ownBreak(state).returns_at) - clock.now())}</b>.`,
    answers: [
      state.desk ? press("I am back", () => act.verb("end_break"), state) : nothing,
      mayProlong(ownBreak(state), clock.now()) ? press("Come back later …", () => act.openDialog("extend"), state) : nothing,
    ],
  }),
  relief: ({ relief }, state, act) => ({
    words: sitIn(relief, state),
    answers: sits(relief, state) ? html`<b>You sit there.</b>`
      : press(seatWords(relief, state), () => act.sitIn(relief), state, clock.now() >= Date.parse(relief.starts_at) ? "primary" : ""),
  }),
  call_back: ({ owed }, state, act) => ({
    words: html`Call back <b class="digits">${owed.ticket}</b>${owed.contact ? html` (${owed.contact})` : nothing}
      by <b class="digits">${hhmm(owed.due_at, state.branch.time_zone)}</b>.`,
    answers: callBackButtons(owed, state.busy, act),
    tone: clock.now() > Date.parse(owed.due_at) ? "bad" : "warn",
  }),
  consent: (_, state, act) => ({
    words: html`Your break was put off already. It is put off once more only if you agree; you need not.`,
    answers: press("I agree …", () => act.openDialog("consent"), state),
  }),
};

/** "In 10 min": another return time, counted from now. */
export function laterReturn({ asked, busy }, act) {
  const minutes = asked.returnIn ?? "10";
  return html`<form class="row" @submit=${(event) => { event.preventDefault(); act.confirmReturn(Number(minutes)); }}>
    <label class="inline">back in <input class="short" type="number" min="1" max="120" required
      .value=${live(minutes)} @input=${(event) => act.asked({ returnIn: event.target.value })}> min</label>
    <button class="button" aria-disabled=${Boolean(busy)}>Tell the screens</button></form>`;
}

function sitIn({ whose, counter, starts_at: from, ends_at: to }, { branch }) {
  const zone = branch.time_zone;
  return html`From <b class="digits">${hhmm(from, zone)}</b> to <b class="digits">${hhmm(to, zone)}</b> you sit in for
    <b>${whose}</b> at counter <b>${counter.label}</b>.`;
}

function sits({ counter }, { desk }) {
  return desk?.session.counter.id === counter.id;
}

function seatWords({ counter }, { desk }) {
  const away = desk ? `Leave counter ${desk.session.counter.label} and open` : "Open";
  return `${away} counter ${counter.label}`;
}
