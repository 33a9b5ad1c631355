// Who changed which numbers when: every level that concerns the branch, newest first.

import { html, nothing } from "./html.js";
import { meaningOf, saidOf } from "./policy_keys.js";
import { dayInWords, dayOf, hhmm } from "./times.js";

/** The list below the numbers. */
export function historyPanel({ history, branch }, act) {
  if (!history) return nothing;
  return html`<section class="panel" aria-labelledby="history-title">
    <h2 class="panel-title" id="history-title">Changes</h2>
    ${history.versions.length ? html`<table class="table history">
      <thead><tr><th>When</th><th>Who</th><th>Level</th><th>What</th></tr></thead>
      <tbody>${history.versions.map((version) => change(version, branch))}</tbody>
    </table>` : html`<p class="soft">Nothing was changed yet.</p>`}
    ${history.more ? html`<button type="button" class="button small" @click=${act.showMoreHistory}>Show more</button>` : nothing}
  </section>`;
}

function change(version, { zone, name }) {
  const { at, by, level, queue, version: number } = version;
  const levels = { organisation: "Organisation", branch: name, queue: `Queue ${queue?.letter} · ${queue?.name}` };
  return html`<tr>
    <td class="digits">${dayInWords(dayOf(at, zone))}, ${hhmm(at, zone)}</td>
    <td>${by?.name ?? "the system"}</td>
    <td>${levels[level]}, version ${number}</td>
    <td><ul>${lines(version).map((line) => html`<li>${line}</li>`)}</ul></td>
  </tr>`;
}

function lines({ level, before, after, locks_before: was, locks }) {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const differs = (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]);
  const nobody = level === "organisation" ? "as delivered" : "as above";
  const said = (values, key) => (key in values ? saidOf(key, values[key]) : nobody);
  return [
    ...keys.filter(differs).map((key) => html`${meaningOf(key)}: <del>${said(before, key)}</del> → <ins>${said(after, key)}</ins>`),
    ...locks.filter((key) => !was.includes(key)).map((key) => `Locked: ${meaningOf(key)}`),
    ...was.filter((key) => !locks.includes(key)).map((key) => `Unlocked: ${meaningOf(key)}`),
  ];
}
