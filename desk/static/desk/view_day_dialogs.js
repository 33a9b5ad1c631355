// The dialogs about a day: a shift's hours, closing early, publishing again, and breaking a rule.

import { choiceField, form, textField, wallField } from "./fields.js";
import { html, live, nothing } from "./html.js";
import { hhmm } from "./times.js";
import { count, OVERRIDE_REASONS } from "./words.js";

const LEAST = 10;

/** A soft rule said no: who breaks it says why, and that is kept (3.4). */
export function overrideForm(state, act) {
  const { form: filled, overridden } = state;
  const left = LEAST - (filled.remark ?? "").trim().length;
  return form(state, act, "override", act.override, "Do it all the same", html`
    <ul class="listed">${overridden.said.map((each) => html`<li>${each}</li>`)}</ul>
    ${choiceField("Reason", filled, "reason", Object.entries(OVERRIDE_REASONS), act, { focus: true })}
    <label class="field">In your own words
      <textarea required minlength=${LEAST} maxlength="200" rows="2" .value=${live(filled.remark ?? "")}
        @input=${(event) => act.fill({ remark: event.target.value })}></textarea>
      <span class="soft">${left > 0 ? `${count(left, "character")} more` : html`&nbsp;`}</span></label>
    <p class="soft">Your name, the time, the rule and this reason are kept for good;
      the employee whose break it is can read them.</p>`);
}

/** Other hours for a shift (3.9 no. 9). */
export function shiftForm(state, act) {
  const { form: filled, branch } = state;
  return form(state, act, "shift", act.changeShift, "Change the shift", html`
    <p class="soft">Breaks that no longer fit are cancelled, a running one ends with the shift, and the lawful
      rest is judged for the new hours. An end before the start means the next day.</p>
    <div class="row">${wallField(`From, by the clocks of ${branch.name}`, filled, "from", act, { focus: true })}
      ${wallField("To", filled, "to", act)}</div>`);
}

/** The day ends ahead of its hours (3.9 no. 14). */
export function closureForm(state, act) {
  const { form: filled, branch, closure } = state;
  return form(state, act, "closure", act.closeEarly, "Close now", html`
    <p>No numbers are given out any more; breaks that have not begun are cancelled, running ones end.
      ${closure?.waiting ? html`<b>${count(closure.waiting, "client waits", "clients wait")}:</b> they may still be served,
        or be called back.` : "Nobody waits."}</p>
    <div class="row">
      <label class="field">Called back on <input type="date" .value=${live(filled.day)}
        @change=${(event) => act.fill({ day: event.target.value })}></label>
      ${wallField(`at, by the clocks of ${branch.name}`, filled, "at", act, { required: false })}</div>
    <p class="soft">Without a time: when the doors next open.</p>
    ${textField("What clients read at the kiosk", filled, "note", act, { focus: true })}`);
}

/** The same times, the numbers of today (3.1). */
export function republishForm(state, act) {
  const drafts = state.plan?.breaks.filter((each) => each.state === "draft").length ?? 0;
  return form(state, act, "republish", act.republish, "Publish again", html`
    <p>A published break keeps the numbers of the policy under which it was published. Published again, the breaks
      that are not announced yet take the numbers of this moment, and their warnings are laid out anew.</p>
    ${drafts ? html`<p>${count(drafts, "draft")} of the day ${drafts === 1 ? "is" : "are"} published with them.</p>` : nothing}`);
}

/** What the day's table says above itself while the branch is closed early. */
export function closureNotice({ closure, day, today, branch, busy }, act) {
  if (!closure?.closed || day !== today) return nothing;
  const { closed_early_at: at, call_back_at: back, note, waiting } = closure;
  return html`<div class="notice notice-warn call"><p><b>The branch closed early at ${hhmm(at, branch.zone)}.</b>
      ${note ? html`“${note}”` : nothing} Clients are called back from ${whenIn(back, branch.zone)}.
      ${waiting ? `${count(waiting, "client still waits", "clients still wait")}.` : nothing}</p>
    <p class="row"><button type="button" class="button" @click=${act.askClosure}>Change …</button>
      <button type="button" class="button" aria-disabled=${Boolean(busy)} @click=${act.reopen}>Open again</button></p></div>`;
}

function whenIn(instant, zone) {
  const date = new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "numeric", month: "long" });
  return html`<b class="digits">${hhmm(instant, zone)}</b> on ${date.format(new Date(instant))}`;
}
