// What a manager may do to one break besides moving it: relief, conversion, a later return, its end.

import { choiceField, form, minutesField, peopleOf, textField, wallField } from "./fields.js";
import { html, nothing } from "./html.js";
import { clock, hhmm } from "./times.js";
import { nameOf, REASONS } from "./words.js";

const MINUTE = 60_000;
const COMING = new Set(["published", "warned", "closing"]);
const OPEN = new Set(["draft", ...COMING, "on_break", "overrun"]);

/** The verbs of a break as [word, verb of the page], by its state. */
export function verbsOf(break_, act, { notice, now }) {
  const { state, planned } = break_;
  if (state === "draft") return [["Edit", act.editBreak], ["Remove", act.cancelBreak], ["Sits in …", act.askRelief]];
  const verbs = [];
  if (planned && COMING.has(state)) verbs.push(["Move", act.moveBreak], ["Cancel", act.cancelBreak]);
  if (tooLate(break_, notice, now)) verbs.push(["Convert …", act.askConversion]);
  if (state === "on_break") verbs.push(["Longer …", act.askLonger]);
  if (state === "overrun") verbs.push(["End …", act.askRemark]);
  if (OPEN.has(state)) verbs.push(["Sits in …", act.askRelief]);
  return verbs;
}

/** U4: a planned break of which nobody can be told any more in time. */
export function tooLate({ state, planned, relieved, notice_at: shown, starts_at: starts }, notice, now) {
  return planned && !shown && !relieved && COMING.has(state) && now > Date.parse(starts) - notice * MINUTE;
}

/** Who sits in, where and when (P4). */
export function reliefForm(state, act) {
  const { form: filled, branch, counters } = state;
  const { break_, pressure } = filled;
  return form(state, act, "relief", pressure ? act.answerByRelief : act.assignRelief, "Sits in", html`
    <p class="soft">Then there is a break and no closure: the counter goes on, clients see nothing of it.
      Nobody sits in during a break of their own, and no other counter falls below its floor.</p>
    ${choiceField("Person", filled, "staff", peopleOf(state, break_.staff.id).map(({ id, name }) => [id, name]), act, { focus: true })}
    ${choiceField("Counter", filled, "counter", counters.map(({ id, label }) => [id, label]), act)}
    ${pressure ? nothing : html`<div class="row">
      ${wallField("From", filled, "from", act, { required: false })} ${wallField("To", filled, "to", act, { required: false })}</div>
      <p class="soft">Empty means: the whole break from ${hhmm(break_.started_at ?? break_.starts_at, branch.zone)}, and five minutes more.</p>`}`);
}

/** U4, B18: in place of a planned break that cannot be announced any more. */
export function convertForm(state, act) {
  const { form: filled } = state;
  return form(state, act, "convert", act.convert, "Convert it", html`
    <p class="soft">The ${nameOf(filled.break_).toLowerCase()} is cancelled and an unplanned break takes its place: those
      present are served first, screens apologise. Both stay linked, so that the figures are honest.
      What is lawful rest stays lawful rest.</p>
    ${choiceField("Reason", filled, "reason", Object.entries(REASONS), act, { focus: true })}
    ${minutesField("Minutes", filled, "minutes", act, { most: 120 })}`);
}

/** B11: the manager lets a running break last longer. */
export function longerForm(state, act) {
  const { form: filled, branch } = state;
  const back = Date.parse(filled.break_.returns_at) + Number(filled.minutes) * MINUTE;
  return form(state, act, "longer", act.longer, "Come back later", html`
    <p class="soft">Only before the return time has passed. Screens show the new time at once.</p>
    ${minutesField("Minutes more", filled, "minutes", act, { most: 120, focus: true })}
    ${back ? html`<p>Back at <b class="digits">${hhmm(new Date(back), branch.zone)}</b>.</p>` : nothing}`);
}

/** E1: the end of a break that has run over, dated back if need be. */
export function endForm(state, act) {
  const { form: filled, branch } = state;
  const { returns_at: due } = filled.break_;
  return form(state, act, "end", act.endBreak, "End the break", html`
    <p class="soft">Only when the person is back at the counter and forgot to say so.
      A break that has not run over is the person's own to end.</p>
    ${textField("Remark", filled, "remark", act, { required: true, focus: true })}
    ${wallField("Back since", filled, "since", act, { required: false })}
    <p class="soft">Empty means now; at the earliest ${hhmm(due, branch.zone)}, at the latest ${hhmm(clock.now(), branch.zone)}.</p>`);
}
