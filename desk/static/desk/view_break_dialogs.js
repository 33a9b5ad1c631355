// The dialogs about one's own break: an unplanned one, back early, back later, consent.

import { leaveButton } from "./dialogs.js";
import { html, live, nothing } from "./html.js";
import { clock, exactly, hhmm, minutesInWords } from "./times.js";
import { mayProlong, ownBreak, restLeft } from "./own_break.js";
import { REASONS } from "./words.js";

/** Ask for a break that nobody planned. */
export function requestForm({ desk, asked, busy }, act) {
  const chosen = desk.reasons.find((reason) => reason.code === asked.reason) ?? desk.reasons[0];
  const minutes = String(asked.minutes ?? chosen.minutes);
  const atOnce = Boolean(chosen.insistent && asked.atOnce);
  const send = (event) => {
    event.preventDefault();
    act.request({ reason: chosen.code, minutes: Number(minutes), ...(atOnce ? { at_once: true } : {}) });
  };
  return html`<form @submit=${send}>
    <fieldset class="reasons">
      <legend class="visually-hidden">Reason</legend>
      ${desk.reasons.map((reason, i) => reasonRow(reason, i, chosen, act))}
    </fieldset>
    ${chosen.insistent ? html`<label class="inline"><input type="checkbox" .checked=${live(atOnce)}
      @change=${(event) => act.asked({ atOnce: event.target.checked })}> The escort insists: it begins at once</label>` : nothing}
    <p class="soft">${beginning(chosen, atOnce)} ${chosen.label
      ? `Screens say: “${chosen.label}”.`
      : "Screens show only the return time, and no reason."}</p>
    <p class="row end">
      ${chosen.choices.length ? lengthChoices(chosen, minutes, act) : lengthInput(minutes, act)}
      <span class="bar-space"></span>
      ${leaveButton(() => act.closeDialog("request"))}
      <button class="button primary" aria-disabled=${Boolean(busy)}>Ask for the break</button>
    </p>
  </form>`;
}

function beginning({ code, immediate }, atOnce) {
  if (code === "cool_down") return "Finish your sentence, tell the client when you are back, then it begins.";
  return immediate || atOnce
    ? "Begins at once: a client at the counter is passed on and called first elsewhere."
    : `Those who came before your request are served first. A long break, or a long line,
       is for the manager to answer.`;
}

function reasonRow(reason, i, chosen, act) {
  const digit = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"][i] ?? "";
  return html`<label class="reason">
    <input type="radio" name="reason" value=${reason.code} data-digit=${digit}
      ?autofocus=${i === 0} .checked=${live(reason.code === chosen.code)}
      @change=${() => act.asked({ reason: reason.code, minutes: null, atOnce: false })}>
    ${digit ? html`<kbd>${digit}</kbd>` : nothing} <span>${REASONS[reason.code] ?? reason.label}</span>
    <small class="soft">${minutesInWords(reason.minutes)}${reason.immediate ? ", at once" : ""}</small>
  </label>`;
}

function lengthInput(minutes, act) {
  return html`<label class="inline">Minutes
    <input class="short" type="number" name="minutes" min="1" max="120" required
      .value=${live(minutes)} @input=${(event) => act.asked({ minutes: event.target.value })}></label>`;
}

function lengthChoices({ choices }, minutes, act) {
  return html`<span class="row" role="radiogroup" aria-label="Minutes">${choices.map((each) => html`<label class="inline">
    <input type="radio" name="minutes" value=${each} .checked=${live(String(each) === minutes)}
      @change=${() => act.asked({ minutes: String(each) })}>${each} min</label>`)}</span>`;
}

/** Back before the time: what is given up, and the person's own word for it (E4). */
export function earlyForm(state, act) {
  const { asked, busy, branch: { time_zone: zone } } = state;
  const break_ = ownBreak(state);
  const short = restLeft(break_, clock.now());
  const send = (event) => {
    event.preventDefault();
    act.endBreak(short ? { confirm: true, reason: asked.why } : undefined);
  };
  return html`<form @submit=${send}>
    ${short ? html`<p><b>${minutesInWords(short.minutes)} of your lawful rest are left:</b>
      it is whole at <b class="digits">${exactly(short.wholeAt, zone)}</b>.</p>` : nothing}
    ${remaining(break_, zone)}
    ${short ? confirmed(asked, act) : nothing}
    <p class="row end">
      <button type="button" class="button primary" autofocus @click=${() => act.closeDialog("early")}>Stay on break</button>
      <button class="button" aria-disabled=${Boolean(busy)}>End it now</button>
    </p></form>`;
}

function remaining(break_, zone) {
  const returns = break_?.returns_at;
  const left = returns ? Math.ceil((Date.parse(returns) - clock.now()) / 60_000) : 0;
  if (left <= 0) return html`<p>Nobody may ask you to give your rest up.</p>`;
  return html`<p>Your break lasts until <b>${hhmm(returns, zone)}</b>:
    ${minutesInWords(left)} of it ${left === 1 ? "is" : "are"} left. Nobody may ask you to give them up.</p>`;
}

function confirmed(asked, act) {
  return html`<label class="field">Why do you come back?
      <input required maxlength="200" .value=${live(asked.why ?? "")} @input=${(event) => act.asked({ why: event.target.value })}></label>
    <label class="inline"><input type="checkbox" required .checked=${live(Boolean(asked.freely))}
      @change=${(event) => act.asked({ freely: event.target.checked })}> I come back early of my own will</label>`;
}

/** Back a little later, once (B11). */
export function extendForm(state, act) {
  const { asked, busy, branch: { time_zone: zone } } = state;
  const break_ = ownBreak(state);
  const most = mayProlong(break_, clock.now());
  const minutes = Number(asked.later ?? most);
  const returns = break_ && Date.parse(break_.returns_at);
  return html`<form @submit=${(event) => { event.preventDefault(); act.extend(minutes); }}>
    <p class="soft">Once, and by ${most} minutes at most. Screens show the new time at once;
      for more ask your manager.</p>
    <label class="inline">Minutes
      <input class="short" type="number" min="1" max=${most} required autofocus
        .value=${live(String(minutes))} @input=${(event) => act.asked({ later: event.target.value })}></label>
    <p>Back at <b class="digits">${returns ? exactly(new Date(returns + minutes * 60_000).toISOString(), zone) : ""}</b>.</p>
    <p class="row end">${leaveButton(() => act.closeDialog("extend"))}
      <button class="button primary" aria-disabled=${Boolean(busy)}>Come back later</button></p></form>`;
}

/** The employee's own agreement to be put off once more (3.4). */
export function consentForm({ desk, busy }, act) {
  const zone = desk.session.branch.time_zone;
  const latest = desk.break?.latest_at;
  return html`<p>The manager may then put your break off once more, and only once.
      ${latest ? html`The law keeps it: it begins by <b class="digits">${hhmm(latest, zone)}</b> in any case.` : nothing}
      Your agreement is kept with your name and the time.</p>
    <p class="row end"><button type="button" class="button primary" autofocus
        @click=${() => act.closeDialog("consent")}>I do not agree</button>
      <button type="button" class="button" aria-disabled=${Boolean(busy)} @click=${act.consent}>I agree</button></p>`;
}
