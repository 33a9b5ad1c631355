// The page of the desk: the bar, what was just said, and the panels.

import { html, nothing } from "./html.js";
import { badge } from "./marks.js";
import { clock, hhmmss } from "./times.js";
import { COUNTER_STATES } from "./words.js";
import { verdict, whyNot } from "./verbs.js";
import { askedPanel } from "./view_asked.js";
import { alarmButtons, ringingPanel } from "./view_alarm.js";
import { awayPanel } from "./view_away.js";
import { breakPanel } from "./view_break.js";
import { cardPanel } from "./view_card.js";
import { shownCard } from "./desk_card_work.js";
import { dialogs } from "./view_dialogs.js";
import { missedPanel, waitingPanel } from "./view_lists.js";
import { minePanels } from "./view_mine.js";
import { seatPanel } from "./view_seat.js";
import { ticketPanel, verbLine, leaveFocus } from "./view_ticket.js";

/** The whole page. */
export function deskPage(state, act) {
  return html`${bar(state, act)} ${noteLine(state, act)} ${ringing(state, act)} ${inside(state, act)} ${dialogs(state, act)}`;
}

/** What rings at the branch, for a person who manages it. */
function ringing(state, act) {
  if (!manages(state) || !state.console) return nothing;
  return ringingPanel(state.console.alarms, { busy: state.busy, zone: state.branch.time_zone }, act);
}

function manages({ me, branch }) {
  const role = me?.branches.find((each) => each.id === branch?.id)?.role;
  return Boolean(role) && role !== "teller";
}

function inside(state, act) {
  if (state.desk) return atCounter(state, act);
  if (!state.me) return html`<main class="seat"><p class="soft">One moment …</p></main>`;
  if (!state.branch) return html`<main class="seat"><h1>You belong to no branch yet.</h1></main>`;
  return html`${askedPanel(state, act)} <div class="away">${awayPanel(state, act)} ${state.console?.cards.length ? cardPanel(state, act) : nothing}</div>
    ${seatPanel(state, act)} ${minePanels(state, act)}`;
}

function atCounter(state, act) {
  return html`${askedPanel(state, act)} <main class="desk" data-card=${state.console ? (shownCard(state) ? "open" : "none") : "unknown"}>
    <h1 class="visually-hidden">Counter ${state.desk.session.counter.label}</h1>
    <div class="desk-main">${ticketPanel(state)} ${verbLine(state, act)}</div>
    <div class="desk-right">
      <div class="desk-card">${cardPanel(state, act)}</div>
      <div class="desk-side">${breakPanel(state, act)}</div>
    </div>
    <div class="desk-lists">${waitingPanel(state, act)}</div>
    <div class="desk-missed">${missedPanel(state, act)}</div>
  </main> ${minePanels(state, act)}`;
}

function bar(state, act) {
  const { desk, branch, me } = state;
  return html`<header class="bar">
    <span class="brand">Intermezzo</span>
    ${desk ? seatName(desk.session.counter) : nothing}
    <span class="bar-branch">${branch?.name ?? ""}</span>
    ${linkMark(state)}
    <span class="bar-space"></span>
    <span class="bar-clock digits">${branch && clock.heard ? hhmmss(clock.now(), branch.time_zone) : ""}</span>
    ${branch ? alarmButtons(act) : nothing}
    <button type="button" class="button quiet" aria-keyshortcuts="?" @click=${act.openHelp}>Keys <kbd>?</kbd></button>
    ${branch ? html`<a class="button quiet" href="/desk/cases/?branch=${branch.id}">Cases</a>
      <a class="button quiet" href="/desk/figures/?branch=${branch.id}">Figures</a>` : nothing}
    ${manages(state)
      ? html`<a class="button quiet" href="/office/?branch=${branch.id}">Office</a>`
      : nothing}
    ${desk ? [outageButton(state, act), closeButton(state, act)] : nothing}
    <span class="bar-who">${me?.staff.name ?? ""}</span>
    <button class="button quiet" form="log-out">Log out</button>
  </header>`;
}

function seatName(counter) {
  const [word, tone] = COUNTER_STATES[counter.state] ?? [counter.state, "plain"];
  return html`<strong class="bar-title">Counter ${counter.label}</strong> ${badge(word, tone)}`;
}

function closeButton({ desk, busy }, act) {
  const why = whyNot(desk, "close");
  return html`<button type="button" class="button quiet" title=${why}
    aria-disabled=${Boolean(busy) || !verdict(desk, "close").ok}
    @mousedown=${leaveFocus} @click=${() => act.verb("close")}>Close counter</button>`;
}

function outageButton({ desk, busy }, act) {
  const out = desk.session.counter.state === "out_of_service";
  return html`<button type="button" class="button ${out ? "primary" : "quiet"}" aria-disabled=${Boolean(busy)}
    @mousedown=${leaveFocus} @click=${() => (out ? act.outage(false) : act.openDialog("outage"))}
    >${out ? "Back in service" : "Out of service …"}</button>`;
}

function linkMark({ link, desk }) {
  if (link === "live" || !link) return nothing;
  if (link === "logged_out") {
    return html`<a class="bar-link" href="/login/?next=/desk/">${badge("logged out: log in again", "bad")}</a>`;
  }
  const since = desk ? `, last ${hhmmss(desk.now, desk.session.branch.time_zone)}` : "";
  return html`<span class="bar-link" role="status">${badge(`updating${since}`, "warn")}</span>`;
}

// the place stays, so that what appears in it is read aloud
function noteLine(state, act) {
  return html`<div class="notice-place" role="status">${note(state, act)}</div>`;
}

function note({ note: said, tries, dialog }, act) {
  if (tries) {
    return html`<p class="notice notice-warn">
      No answer yet. Sending it again, safely: try ${tries + 1}.
      <button type="button" class="button small" @click=${act.stopTrying}>Stop trying</button></p>`;
  }
  if (!said || (dialog && said.tone === "bad")) return nothing;
  return html`<p class="notice notice-${said.tone}">
    <span>${said.text}</span>
    <button type="button" class="button small quiet" @mousedown=${leaveFocus}
      @click=${act.dismiss}>OK <kbd>Esc</kbd></button></p>`;
}
