// What waits for an answer of the manager, each with its buttons.

import { html, live, nothing, repeat } from "./html.js";
import { clock, countdown, exactly, hhmm, minutesInWords } from "./times.js";
import { tooLate } from "./view_break_verbs.js";
import { nameOf, screensSay } from "./words.js";

/** The calls above the floor. */
export function callsPanel(calls, state, act) {
  if (!calls.length) return nothing;
  return html`<section class="calls" aria-label="To answer">
    ${repeat(calls, ({ id }) => id, (call) => panel((VIEWS[call.kind] ?? other)(call, state, act)))}</section>`;
}

function panel({ words, answers, tone = "bad" }) {
  return html`<div class="notice notice-${tone} call"><p>${words}</p><p class="row">${answers}</p></div>`;
}

function press(word, onClick, { busy }, look = "") {
  return html`<button type="button" class="button ${look}" aria-disabled=${Boolean(busy)} @click=${onClick}>${word}</button>`;
}

/** A small form "in N min" with its own verb. */
function minutesForm({ id }, usual, [before, after, word], send, { minutes, busy }, act) {
  const value = minutes[id] ?? String(usual);
  return html`<form class="row" @submit=${(event) => { event.preventDefault(); send(Number(value)); }}>
    <label class="inline">${before} <input class="short" type="number" min="1" max="120" required
      .value=${live(value)} @input=${(event) => act.setMinutes(id, event.target.value)}> ${after}</label>
    <button class="button" aria-disabled=${Boolean(busy)}>${word}</button></form>`;
}

function who({ staff, counter }) {
  return html`<b>${staff.name}</b>${counter ? `, counter ${counter.label},` : ""}`;
}

const sitsIn = (about, state, act) => press("Somebody sits in …", () => act.askRelief(about), state);
const elsewhen = (about, state, act) => (about.planned ? press("Move …", () => act.moveBreak(about), state) : nothing);

function convert(about, state, act) {
  const notice = state.policy?.terms["notice.floor_min"] ?? 10;
  return tooLate(about, notice, clock.now()) ? press("Convert …", () => act.askConversion(about), state) : nothing;
}

function told({ message, at }, zone) {
  return html`${message} ${at ? html`<span class="soft">${hhmm(at, zone)}</span>` : nothing}`;
}

function mustBegin({ latest_at: latest }, zone) {
  return latest ? html`It must begin by <b class="digits">${hhmm(latest, zone)}</b>.` : nothing;
}

const VIEWS = {
  rest_at_risk: (call, state, act) => ({
    words: html`${told(call, state.branch.zone)} ${mustBegin(call.break, state.branch.zone)}`,
    answers: [sitsIn(call.break, state, act), elsewhen(call.break, state, act), convert(call.break, state, act)],
  }),
  short_notice: (call, state, act) => ({
    words: told(call, state.branch.zone), answers: [sitsIn(call.break, state, act), convert(call.break, state, act)],
  }),
  no_cover: (call, state, act) => ({
    words: html`${told(call, state.branch.zone)} ${mustBegin(call.break, state.branch.zone)}`,
    answers: [sitsIn(call.break, state, act), elsewhen(call.break, state, act)],
  }),
  slip: (call, state, act) => ({
    words: html`${told(call, state.branch.zone)} The client at the counter is finished in any case.
      ${mustBegin(call.break, state.branch.zone)}`,
    answers: [sitsIn(call.break, state, act), elsewhen(call.break, state, act)],
  }),
  no_notice: (call, state, act) => ({
    words: html`${told(call, state.branch.zone)} Its start moves until one does.`,
    answers: [
      press("It was said aloud", () => act.spoken(call.break), state),
      elsewhen(call.break, state, act), convert(call.break, state, act),
    ],
  }),
  pressure: (call, state, act) => ({
    words: html`${told(call, state.branch.zone)} ${silence(call)}`,
    answers: [
      press("Keep it", () => act.keep(call.break), state, "primary"),
      minutesForm(call, 15, ["put off by", "min", "Put off"], (n) => act.putOff(call.break, n), state, act),
      press("Somebody sits in …", () => act.askReliefInstead(call.break), state),
    ],
    tone: "warn",
  }),
  request: ({ break: about }, state, act) => ({
    words: requested(about, state.branch.zone),
    answers: [
      press("Grant", () => act.answer(about, true), state, "primary"), press("Refuse", () => act.answer(about, false), state),
    ],
    tone: "warn",
  }),
  overrun: ({ break: about }, state, act) => ({
    words: html`${who(about)} was due back at ${exactly(about.returns_at, state.branch.zone)},
      <b class="digits">${countdown(clock.now() - Date.parse(about.returns_at))}</b> ago.
      ${screensSay(about, state.branch.zone)}`,
    answers: [press("End with remark …", () => act.askRemark(about), state), sitsIn(about, state, act)],
  }),
  confirm: (call, state, act) => ({
    words: html`${call.message} Screens say <b class="digits">${act.backAt(call.break)}</b>.`,
    answers: [
      press("Still holds", () => act.confirmReturn(call.break), state, "primary"),
      minutesForm(call, 10, ["back in", "min", "Tell the screens"], (n) => act.confirmReturn(call.break, n), state, act),
    ],
    tone: "warn",
  }),
};

// two minutes without a word keep the break (3.4)
function silence({ at }) {
  const left = at ? Date.parse(at) + 120_000 - clock.now() : 0;
  return left > 0 ? html`<b class="digits">${countdown(left)}</b> left.` : nothing;
}

function requested(about, zone) {
  const left = about.next_step_at ? Date.parse(about.next_step_at) - clock.now() : 0;
  return html`${who(about)} asks for a break: <b>${nameOf(about)}, ${minutesInWords(about.length_minutes)}</b>.
    ${left > 0 ? html`No answer in <b class="digits">${countdown(left)}</b> means: after those present.` : nothing}
    <span class="soft">Asked at ${hhmm(about.requested_at ?? about.starts_at, zone)}.</span>`;
}

function other(call, { branch }) {
  return { words: told(call, branch.zone), answers: nothing };
}
