// Calls for help: the buttons that are held, and what rings at the managers' screens.

import { html, nothing, repeat } from "./html.js";
import { clock, countdown, hhmm } from "./times.js";
import { leaveFocus } from "./view_ticket.js";

const HOLD = 1_000;
const PRESSING = new Set(["Enter", " "]);
// [word, sentence at the manager's screen, tone]
const KINDS = {
  security: ["Danger", "Danger", "bad"],
  medical: ["Medical", "Medical help is needed", "bad"],
  silent: ["Silent", "Silent alarm: show nothing in the hall", "bad"],
  help: ["", "The manager is asked to come", "warn"],
};

/** The alarm buttons of every page of the desk: held for a second, nothing is asked back. */
export function alarmButtons(act) {
  return html`<span class="alarms" role="group" aria-label="Alarm: hold a button for one second" title="Hold for one second">
    <span class="alarms-word" aria-hidden="true">Alarm</span>
    ${["security", "medical", "silent"].map((kind) => holdButton(kind, act))}</span>`;
}

function holdButton(kind, act) {
  const start = (event) => hold(event.currentTarget, () => act.alarm(kind));
  const stop = (event) => release(event.currentTarget);
  return html`<button type="button" class="button small hold" data-kind=${kind}
    @mousedown=${leaveFocus} @pointerdown=${start} @pointerup=${stop} @pointerleave=${stop} @pointercancel=${stop} @blur=${stop}
    @keydown=${(event) => { if (PRESSING.has(event.key)) { event.preventDefault(); if (!event.repeat) start(event); } }}
    @keyup=${stop} @contextmenu=${(event) => event.preventDefault()}>${KINDS[kind][0]}</button>`;
}

const holding = new WeakMap();

function hold(button, ring) {
  release(button);
  button.dataset.held = "yes";
  holding.set(button, setTimeout(() => { release(button); ring(); }, HOLD));
}

function release(button) {
  clearTimeout(holding.get(button));
  delete button.dataset.held;
}

/** What rings, each with its answers: for whoever manages the branch. */
export function ringingPanel(alarms, { busy, zone }, act) {
  if (!alarms.length) return nothing;
  return html`<section class="ringing" aria-label="Alarms" aria-live="assertive">
    ${repeat(alarms, ({ id }) => id, (each) => ring(each, busy, zone, act))}</section>`;
}

function ring(alarm, busy, zone, act) {
  const [, words, tone] = KINDS[alarm.kind];
  return html`<div class="notice notice-${tone} call" data-alarm=${alarm.kind}>
    <p><b>${words}</b>${alarm.counter ? html`, counter <b>${alarm.counter.label}</b>` : nothing}: ${alarm.raised_by.name}
      <span class="soft digits">${hhmm(alarm.raised_at, zone)}</span> ${whoComes(alarm)}</p>
    <p class="row">${alarm.acknowledged_at ? nothing : press("I am coming", () => act.acknowledge(alarm), busy, "primary")}
      ${alarm.acknowledged_at || alarm.kind === "help" ? press("It is over", () => act.resolve(alarm), busy) : nothing}</p></div>`;
}

function whoComes({ acknowledged_by: who, escalated_at: told, asked, next_step_at: next }) {
  if (who) return html`· ${who.name} is coming.`;
  if (told) return html`· <b>Nobody has answered: everybody is told.</b>`;
  const left = next ? Date.parse(next) - clock.now() : 0;
  return html`· ${asked ? html`asked: ${asked.name}, ` : nothing}<b class="digits">${countdown(left)}</b> left`;
}

function press(word, onClick, busy, look = "") {
  return html`<button type="button" class="button ${look}" aria-disabled=${Boolean(busy)} @click=${onClick}>${word}</button>`;
}
