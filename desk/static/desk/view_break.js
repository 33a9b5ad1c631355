// The next or running break: by clock, counted down, with its proof.

import { askedOf } from "./asked.js";
import { html, nothing } from "./html.js";
import { badge } from "./marks.js";
import { clock, countdown, exactly, hhmm, minutesInWords } from "./times.js";
import { BREAK_STATES, nameOf, screensSay } from "./words.js";
import { breakVerb, isRunning, verdict, whyNot } from "./verbs.js";
import { laterReturn } from "./view_asked.js";
import { putOff } from "./view_mine.js";
import { leaveFocus, reason } from "./view_ticket.js";

const TOLD = new Set(["warned", "closing"]);

/** The panel of the break of the person at this counter. */
export function breakPanel(state, act) {
  const { desk } = state;
  const zone = desk.session.branch.time_zone;
  return html`<section class="panel pause" data-state=${desk.break?.state ?? "none"}>
    <h2 class="panel-title">${isRunning(desk.break) ? "Your break" : "Your next break"}</h2>
    ${desk.break ? breakFacts(state, act, zone) : html`<p class="soft">No break is coming up today.</p>`}
    <div class="pause-verbs">${breakButtons(state, act)}</div>
  </section>`;
}

function breakFacts(state, act, zone) {
  const { desk } = state;
  return html`${head(desk.break, zone)}
    <dl class="facts">${lawful(desk.break, zone)} ${proof(state, act, zone)} ${numbers(desk)} ${moved(desk.break, zone)}
      ${sitsIn(desk.break)} ${confirming(state, act)}</dl>`;
}

/** A running break without a counter: its times, its lawful part, who sits in. */
export function breakSummary(break_, zone) {
  return html`${head(break_, zone)} <dl class="facts">${lawful(break_, zone)} ${sitsIn(break_)}</dl>`;
}

function head(break_, zone) {
  const [word, meaning, tone] = BREAK_STATES[break_.state] ?? [break_.state, "", "plain"];
  return html`<p class="pause-head"><b>${nameOf(break_)}</b> ${badge(word, tone)}</p>
    <p class="pause-times digits">${times(break_, zone)}</p>
    <p class="pause-count">${counted(break_, zone)}</p>
    <p class="soft">${break_.state === "overrun" ? screensSay(break_, zone) : meaning}</p>`;
}

/** The lawful part: how much, until when it must begin or when it is whole. */
function lawful(break_, zone) {
  const { protected_minutes: kept, latest_at: latest, started_at: started } = break_;
  if (!kept) return nothing;
  if (!started) {
    const until = latest ? html`must begin by <b class="digits">${hhmm(latest, zone)}</b>` : nothing;
    return fact("Lawful rest", html`<b>${minutesInWords(kept)}</b> ${until}`);
  }
  const whole = new Date(Date.parse(started) + kept * 60_000).toISOString();
  return fact("Lawful rest", html`<b>${minutesInWords(kept)}</b> whole at <b class="digits">${exactly(whole, zone)}</b>`);
}

function sitsIn({ reliefs = [] }) {
  return reliefs.map(({ staff, counter }) => fact("Sits in for you", html`<span><b>${staff.name}</b>, counter ${counter.label}</span>`));
}

/** U3: at any time another return may be told, not only when it is asked for. */
function confirming(state, act) {
  const asked = askedOf(state, clock.now()).some(({ kind }) => kind === "confirm");
  return state.desk.may.confirm_return?.ok && !asked ? fact("Another time", laterReturn(state, act)) : nothing;
}

function times(break_, zone) {
  if (isRunning(break_)) {
    const late = break_.state === "overrun";
    const back = (late ? null : break_.shown_return_at) ?? break_.returns_at;
    return html`${hhmm(break_.started_at, zone)} – ${back ? hhmm(back, zone) : "open"}`;
  }
  return html`${hhmm(break_.starts_at, zone)} – ${hhmm(break_.returns_at, zone)}
    <small>${minutesInWords(break_.length_minutes)}</small>`;
}

function counted(break_, zone) {
  const now = clock.now();
  const until = (instant) => html`<b class="digits">${countdown(Date.parse(instant) - now)}</b>`;
  if (break_.state === "requested") {
    return break_.next_step_at ? html`an answer comes within ${until(break_.next_step_at)}` : nothing;
  }
  if (isRunning(break_)) return running(break_, now, until, zone);
  if (!break_.planned) return "begins after the clients who came before your request";
  return Date.parse(break_.starts_at) > now
    ? html`begins in ${until(break_.starts_at)}`
    : html`due since ${hhmm(break_.starts_at, zone)}: begins as soon as the counter is free`;
}

function running(break_, now, until, zone) {
  if (!break_.returns_at) return "until it is over";
  if (Date.parse(break_.returns_at) > now) return html`${until(break_.returns_at)} left`;
  const late = countdown(now - Date.parse(break_.returns_at));
  const due = exactly(break_.returns_at, zone);
  return html`you were due back at ${due}, <b class="digits">${late}</b> ago`;
}

function proof({ desk, busy }, act, zone) {
  const break_ = desk.break;
  if (!break_.planned || isRunning(break_)) return nothing;
  if (break_.notice_at) return fact("Notice", badge(`shown on a screen at ${exactly(break_.notice_at, zone)}`, "good"));
  if (!TOLD.has(break_.state)) return fact("Notice", "given by the screens before the start");
  return fact("Notice", html`${badge("not shown yet: the start moves until it is", "bad")}
    <button type="button" class="button small" aria-disabled=${Boolean(busy)}
      @mousedown=${leaveFocus} @click=${act.spoken}>I said it aloud</button>`);
}

function numbers(desk) {
  const first = desk.clients_before ?? [];
  return html`${desk.last_ticket ? fact("Last number before it", html`<b>${desk.last_ticket}</b>`) : nothing}
  ${first.length ? fact("Still to be served", html`<b>${first.join(", ")}</b>`) : nothing}`;
}

function moved(break_, zone) {
  const often = putOff(break_, zone);
  return html`${break_.moved_from ? fact("Moved from", hhmm(break_.moved_from, zone)) : nothing}
    ${often && !isRunning(break_) ? fact("Postponed", often) : nothing}`;
}

function fact(name, value) {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function breakButtons(state, act) {
  const { desk } = state;
  const verb = breakVerb(desk);
  const words = verb === "end_break" ? "I am back" : "Start break";
  const shown = [desk.break || verdict(desk, verb).ok ? button(state, act, verb, "b", words) : nothing];
  if (desk.break?.state === "on_break") shown.push(button(state, act, "extend_break", "e", "Come back later …"));
  if (desk.may.withdraw?.ok) shown.push(button(state, act, "withdraw", "", "Withdraw the request"));
  const asked = desk.break && !desk.break.planned;
  if (!asked && !isRunning(desk.break)) {
    shown.push(button(state, act, "request_break", "u", "Unplanned break …"));
  }
  return shown;
}

function button({ desk, busy }, act, verb, key, words) {
  const why = whyNot(desk, verb);
  // it may be done, on the person's own word (E4)
  const asks = verdict(desk, verb).code === "rest_short";
  const main = (verb === "end_break" && !asks) || (verb === "start_break" && !why);
  return html`<button
    type="button"
    class="verb wide ${main ? "primary" : ""}"
    aria-disabled=${Boolean(busy) || Boolean(why && !asks)}
    aria-busy=${busy === verb}
    title=${why}
    @mousedown=${leaveFocus}
    @click=${() => act.verb(verb)}
  >
    <span class="verb-name">${key ? html`<kbd>${key.toUpperCase()}</kbd>` : nothing} <span>${words}</span></span>
    ${why ? reason(desk, verb) : nothing}
  </button>`;
}
