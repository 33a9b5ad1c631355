// The day's plan: who works when, which breaks stand, and what the rules say of the drafts.

import { html, nothing, repeat, svg } from "./html.js";
import { badge } from "./marks.js";
import { clock, dayAfter, dayInWords, hhmm, minutesInWords, MINUTE } from "./times.js";
import { refusalInWords } from "./refusals.js";
import { lawMark, afterthoughts, protectedWords } from "./view_law.js";
import { verbsOf } from "./view_break_verbs.js";
import { closureNotice } from "./view_day_dialogs.js";
import { putOff } from "./view_mine.js";
import { BREAK_STATES, count, nameOf, remarkOf } from "./words.js";

const OVER = new Set(["ended", "cancelled", "missed"]);
const GONE = new Set(["cancelled", "missed"]);
const HOUR = 60 * MINUTE;

/** The "Today" tab. */
export function planTab(state, act) {
  if (!state.day) return html`<p class="soft">One moment …</p>`;
  return html`${dayBar(state, act)} ${closureNotice(state, act)} ${violations(state, act)}
    ${state.plan ? dayTable(state, act) : html`<p class="soft">One moment …</p>`}`;
}

function dayBar(state, act) {
  const { day, today } = state;
  const drafts = state.plan?.breaks.filter((each) => each.state === "draft").length ?? 0;
  return html`<div class="row day-bar">
    <button type="button" class="button" aria-label="The day before"
      @click=${() => act.chooseDay(dayAfter(day, -1))}>‹</button>
    <input type="date" aria-label="Day" .value=${day} @change=${(event) => act.chooseDay(event.target.value)}>
    <button type="button" class="button" aria-label="The day after"
      @click=${() => act.chooseDay(dayAfter(day))}>›</button>
    <strong class="day-name">${dayInWords(day)}</strong>
    ${today && day !== today
      ? html`<button type="button" class="button quiet" @click=${() => act.chooseDay(today)}>Today</button>`
      : nothing}
    <span class="bar-space"></span>
    ${rarely(state, act)}
    <a class="button quiet" target="_blank" href="/office/sheet/?branch=${state.branch.id}&amp;day=${day}">Print</a>
    <button type="button" class="button" aria-keyshortcuts="n"
      @click=${() => act.newBreak()}>New break <kbd>N</kbd></button>
    <button type="button" class="button ${drafts ? "primary" : ""}" aria-disabled=${Boolean(state.busy) || !drafts}
      @click=${() => drafts && act.publish()}
      >${drafts ? `Publish the day: ${count(drafts, "draft")}` : "Nothing to publish"}</button>
  </div>`;
}

// what a day needs seldom
function rarely({ day, today, plan, closure }, act) {
  const published = plan?.breaks.some((each) => each.state === "published");
  return html`${published ? html`<button type="button" class="button quiet" @click=${act.askRepublish}>Publish again …</button>` : nothing}
    ${day === today && closure && !closure.closed
      ? html`<button type="button" class="button quiet" @click=${act.askClosure}>Close early …</button>` : nothing}`;
}

function violations({ violations: found, plan, branch }, act) {
  if (!found.length) return nothing;
  const soft = found.every((each) => each.overridable);
  return html`<section class="notice notice-bad violations" role="alert">
    <div><h2>Not published: ${count(found.length, "rule says no", "rules say no")}</h2>
    <ul>${byBreak(found).map((each) => violation(each, plan, branch.zone, act))}</ul>
    ${soft ? html`<p class="row"><button type="button" class="button" @click=${act.publishAllTheSame}>Publish all the same …</button></p>` : nothing}
    </div>
  </section>`;
}

/** What each break of the plan breaks, the breaks in the order of the answer. */
function byBreak(found) {
  const breaks = new Map();
  for (const each of found) breaks.set(each.break_id, [...(breaks.get(each.break_id) ?? []), each]);
  return [...breaks.values()];
}

function violation(said, plan, zone, act) {
  const break_ = plan?.breaks.find(({ id }) => id === said[0].break_id);
  const what = break_ && `${nameOf(break_).toLowerCase()} at ${hhmm(break_.starts_at, zone)}`;
  return html`<li><b>${break_ ? `${break_.staff.name}, ${what}` : "The day"}</b>
    ${said.map((each) => html`<div>${refusalInWords(each, zone)}</div>`)}
    ${break_?.state === "draft"
      ? html`<button type="button" class="button small" @click=${() => act.editBreak(break_)}>Change it</button>`
      : nothing}</li>`;
}

// ---- the table

function dayTable(state, act) {
  const rows = peopleOf(state.plan);
  if (!rows.length) return html`<p class="panel soft">Nobody has a shift on this day.</p>`;
  const span = spanOf(rows);
  return html`<section class="panel"><table class="table plan">
    <thead><tr><th>Person</th><th>Break</th><th>Time</th><th>State</th><th>Notice</th><td></td></tr></thead>
    ${repeat(rows, (row) => row.staff.id, (row) => person(row, span, state, act))}
  </table></section>`;
}

/** One row per person: the shifts, and the breaks by their start. */
function peopleOf({ shifts, breaks, people: law = [] }) {
  const people = new Map();
  const rowOf = (staff) => {
    if (!people.has(staff.id)) people.set(staff.id, { staff, shifts: [], breaks: [], law: [] });
    return people.get(staff.id);
  };
  for (const shift of shifts) rowOf(shift.staff).shifts.push(shift);
  for (const break_ of breaks) rowOf(break_.staff).breaks.push(break_);
  for (const asked of law) rowOf(asked.staff).law.push(asked);
  const by = (a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at);
  for (const row of people.values()) row.breaks.sort(by);
  return [...people.values()].sort((a, b) => a.staff.name.localeCompare(b.staff.name));
}

function person(row, span, state, act) {
  const { zone } = state.branch;
  const all = row.breaks.length;
  return html`<tbody>
    <tr class="plan-head">
      <th scope="rowgroup" rowspan=${all + 1}>${row.staff.name}
        ${row.shifts.map((shift) => html`<div class="soft digits plan-shift">${shiftWords(shift, zone)}
          <button type="button" class="button small quiet" aria-label="Change the shift of ${row.staff.name}"
            @click=${() => act.askShift(shift)}>Change</button></div>`)}
        ${row.shifts.length ? nothing : html`<div class="tone-bad plan-shift">no shift</div>`}
        <div class="plan-shift">${row.law.map(lawMark)}</div>
      </th>
      <td colspan="4">${strip(row, span, zone)}</td>
      <td class="right"><button type="button" class="button small quiet" aria-label="New break for ${row.staff.name}"
        @click=${() => act.newBreak(row.staff.id)}>New break</button></td>
    </tr>
    ${row.breaks.map((break_) => breakRow(break_, state, act))}
  </tbody>`;
}

function shiftWords({ starts_at: from, ends_at: to, counter }, zone) {
  return `${hhmm(from, zone)} – ${hhmm(to, zone)}${counter ? `, counter ${counter.label}` : ""}`;
}

function breakRow(break_, state, act) {
  const { zone } = state.branch;
  const [word, meaning, tone] = BREAK_STATES[break_.state] ?? [break_.state, "", "plain"];
  return html`<tr class=${OVER.has(break_.state) ? "dim" : ""}>
    <td>${nameOf(break_)}</td>
    <td class="digits">${timesOf(break_, zone)} <span class="soft">${minutesInWords(break_.length_minutes)}</span>
      ${break_.moved_from ? more(`moved from ${hhmm(break_.moved_from, zone)}`) : nothing}
      ${GONE.has(break_.state) ? nothing : html`${told(putOff(break_, zone))} ${told(protectedWords(break_, zone))}
        ${(break_.reliefs ?? []).map((each) => relief(each, break_, state, act))}`}
      ${told(break_.state === "draft" && break_.alternative && `meanwhile: ${break_.alternative}`)}</td>
    <td>${badge(word, tone)} ${meaning ? more(meaning) : nothing}
      ${told(remarkOf(break_))} ${afterthoughts(break_).map(more)}
      ${break_.converted_to ? more("became an unplanned break") : nothing}
      ${break_.replaced_by ? more("another break took its place") : nothing}</td>
    <td>${proofOf(break_, zone)}</td>
    <td class="right plan-verbs">${breakVerbs(break_, state, act)}</td>
  </tr>`;
}

function told(words) {
  return words ? more(words) : nothing;
}

function relief({ staff, counter, starts_at: from, ends_at: to }, break_, { branch, busy }, act) {
  return html`<div class="plan-more">${staff.name} sits in at counter ${counter.label},
    <span class="digits">${hhmm(from, branch.zone)} – ${hhmm(to, branch.zone)}</span>
    ${OVER.has(break_.state) ? nothing : html`<button type="button" class="button small quiet"
      aria-label="Call off: ${staff.name} sits in for ${break_.staff.name}" aria-disabled=${Boolean(busy)}
      @click=${() => act.cancelRelief(break_)}>Call off</button>`}</div>`;
}

function more(words) {
  return html`<div class="soft plan-more">${words}</div>`;
}

function timesOf(break_, zone) {
  const from = break_.started_at ?? break_.starts_at;
  const ended = break_.started_at && break_.ended_at;
  const to = ended || break_.shown_return_at || break_.returns_at;
  return `${hhmm(from, zone)} – ${to ? hhmm(to, zone) : "open"}`;
}

function proofOf(break_, zone) {
  if (break_.relieved && !OVER.has(break_.state)) return html`<span class="soft">no notice needed: somebody sits in</span>`;
  if (break_.notice_at) return html`<span class="soft">shown at ${hhmm(break_.notice_at, zone)}</span>`;
  return ["warned", "closing"].includes(break_.state) && break_.planned ? badge("not shown yet", "bad") : nothing;
}

function breakVerbs(break_, { policy }, act) {
  const who = `${nameOf(break_)} of ${break_.staff.name}`;
  const button = ([word, verb]) => html`<button type="button" class="button small" aria-label="${word}: ${who}"
    @click=${() => verb(break_)}>${word}</button>`;
  const notice = policy?.terms["notice.floor_min"] ?? 10;
  return verbsOf(break_, act, { notice, now: clock.now() }).map(button);
}

// ---- the strip: a shift as a band, its breaks on it

function spanOf(rows) {
  const all = rows.flatMap((row) => [...row.shifts.map((s) => [s.starts_at, s.ends_at]),
    ...row.breaks.map((b) => [b.starts_at, b.returns_at ?? b.starts_at])]).flat().map(Date.parse);
  return [Math.floor(Math.min(...all) / HOUR) * HOUR, Math.ceil(Math.max(...all) / HOUR) * HOUR];
}

function strip(row, [from, to], zone) {
  const share = (length) => `${(length / (to - from)) * 100}%`;
  const x = (instant) => share(Date.parse(instant) - from);
  const wide = (begin, end) => share(Date.parse(end ?? begin) - Date.parse(begin));
  const bar = (kind, begin, end) => svg`<rect class=${kind} x=${x(begin)} width=${wide(begin, end)} height="16"></rect>`;
  const breaks = row.breaks.filter((each) => each.state !== "cancelled");
  return html`<svg class="strip" aria-hidden="true" height="30" width="100%">
    ${row.shifts.map((each) => bar("strip-shift", each.starts_at, each.ends_at))}
    ${breaks.map((each) => bar(`strip-break strip-${each.state}`, each.starts_at, each.returns_at))}
    ${hoursBetween(from, to).map((at) => hourMark(share(at - from), hhmm(at, zone).slice(0, 2)))}
  </svg>`;
}

function hourMark(x, words) {
  return svg`<text x=${x} y="28" text-anchor="middle">${words}</text>
    <line x1=${x} x2=${x} y1="0" y2="16"></line>`;
}

function hoursBetween(from, to) {
  const hours = [];
  for (let at = from + HOUR; at < to; at += HOUR) hours.push(at);
  return hours;
}
