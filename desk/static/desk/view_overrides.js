// Rules that were broken on purpose: when, by whom, whose break, what instead of what, and why.

import { html, nothing } from "./html.js";
import { allowedInstead, ruleName } from "./refusals.js";
import { dayInWords, dayOf, hhmm, minutesInWords } from "./times.js";
import { OVERRIDE_REASONS, PROMISES, ROLES } from "./words.js";

/** The records as a table; `whose` adds the person whose break it was. */
export function overridesTable(rows, zone, { today, whose = false }) {
  return html`<div class="wide"><table class="table records">
    <thead><tr><th>When</th><th>Who</th>${whose ? html`<th>Whose break</th>` : nothing}
      <th>Rule</th><th>Allowed → done</th><th>Why</th></tr></thead>
    <tbody>${rows.map((row) => overrideRow(row, zone, today, whose))}</tbody>
  </table></div>`;
}

function overrideRow(row, zone, today, whose) {
  const { at, by, role, staff, rule, tickets } = row;
  const day = dayOf(at, zone);
  return html`<tr>
    <td class="digits">${day === today ? nothing : html`${dayInWords(day)}, `}${hhmm(at, zone)}</td>
    <td>${by.name}${more(ROLES[role] ?? role)}</td>
    ${whose ? html`<td>${staff?.name ?? "–"}</td>` : nothing}
    <td>${ruleName(rule) || rule.replaceAll("_", " ")}</td>
    <td>${was(row, zone)} → <b>${done(row, zone)}</b>
      ${tickets.length ? more(`Numbers that were told of it: ${tickets.join(", ")}`) : nothing}</td>
    <td>${OVERRIDE_REASONS[row.reason] ?? row.reason}${more(`“${row.remark}”`)} ${consent(row, zone)}</td>
  </tr>`;
}

function more(words) {
  return html`<div class="soft plan-more">${words}</div>`;
}

// what the rule would have allowed, or what was before
function was({ before, ticket }, zone) {
  if (before.promise) return `${ticket} was told “${toldAs(before.promise)}”`;
  if (before.postponed !== undefined && !before.latest) return `put off ${["not at all", "once", "twice"][before.postponed] ?? `${before.postponed} times`}`;
  return allowedInstead(before, zone) || "not allowed";
}

function done({ after, ticket }, zone) {
  if (after.promise) {
    const back = after.returns_at ? `, from ${hhmm(after.returns_at, zone)}` : "";
    return `${ticket} comes ${toldAs(after.promise)}${back}`;
  }
  return after.starts_at ? `${hhmm(after.starts_at, zone)}, ${minutesInWords(after.length_minutes)}` : "done";
}

function toldAs(kind) {
  return PROMISES[kind]?.[0] ?? kind;
}

function consent({ consent_by: by, consent_at: at }, zone) {
  return by ? more(`${by.name} agreed at ${hhmm(at, zone)}`) : nothing;
}
