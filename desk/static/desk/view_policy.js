// The numbers of the branch: what each means, what it is, and what was changed here.

import { html, live, nothing } from "./html.js";
import { POLICY, textOf } from "./policy_keys.js";
import { count } from "./words.js";

const YES_OR_NO = [["true", "yes"], ["false", "no"]];
const OPTIONS = { yes: YES_OR_NO, choice: [["", "where one counter is staffed"], ...YES_OR_NO] };

/** The "Policy" tab. */
export function policyTab(state, act) {
  if (!state.policy) return html`<p class="soft">One moment …</p>`;
  const edits = Object.keys(state.edits).length;
  const save = (event) => { event.preventDefault(); act.savePolicy(); };
  return html`<form class="policy" novalidate @submit=${save}>
    <div class="row policy-bar">
      <p class="soft">Version ${state.policy.version}. What is not changed here comes from the
        organisation, then from the house's defaults.</p>
      <span class="bar-space"></span>
      ${edits ? html`<button type="button" class="button" @click=${act.dropEdits}>Forget</button>` : nothing}
      <button class="button ${edits ? "primary" : ""}" aria-disabled=${Boolean(state.busy) || !edits}>
        ${edits ? `Save ${count(edits, "change")}` : "Nothing changed"}</button>
    </div>
    <div class="policy-groups">${POLICY.map(([title, rows]) => group(title, rows, state, act))}</div>
  </form>`;
}

function group(title, rows, state, act) {
  return html`<section class="panel"><h2 class="panel-title">${title}</h2>
    <table class="table"><tbody>${rows.map((row) => policyRow(row, state, act))}</tbody></table></section>`;
}

function policyRow([key, words, unit, kind], state, act) {
  const { policy, edits, wrong } = state;
  const removed = edits[key] === null;
  const text = removed ? "" : edits[key] ?? textOf(policy.terms[key]);
  const onInput = (event) => {
    const typed = event.target.value;
    return typed === textOf(policy.terms[key]) ? act.forget(key) : act.change(key, typed);
  };
  return html`<tr class=${key in edits ? "edited" : ""}>
    <th scope="row"><label for=${key}>${words}</label></th>
    <td class="policy-value">${field(key, kind, removed ? null : text, onInput, wrong?.key === key)}
      <span class="soft">${unit}</span>
      ${wrong?.key === key ? html`<div class="policy-wrong" id="wrong">${wrong.said}</div>` : nothing}</td>
    <td class="policy-mark">${mark(key, state, act)}</td>
  </tr>`;
}

function field(key, kind, text, onInput, invalid) {
  if (text === null) return html`<i class="soft">as above this branch</i>`;
  const options = Array.isArray(kind) ? kind.map((each) => [each, each.replaceAll("_", " ")]) : OPTIONS[kind];
  if (options) {
    return html`<select id=${key} aria-invalid=${invalid} @change=${onInput}>
      ${options.map(([value, word]) => html`<option value=${value} ?selected=${value === text}>${word}</option>`)}
    </select>`;
  }
  return html`<input id=${key} class=${kind === "text" || kind === "list" ? "" : "short"} aria-invalid=${invalid}
    inputmode=${kind ? nothing : "numeric"} autocomplete="off" .value=${live(text)} @input=${onInput}>`;
}

function mark(key, { policy, edits }, act) {
  const stored = key in policy.values;
  if (!stored && !(key in edits)) return nothing;
  const word = key in edits ? (edits[key] === null ? "will be taken away" : "not saved") : "changed here";
  return html`<span class="soft">${word}</span>
    <button type="button" class="button small quiet"
      @click=${() => act.undo(key)}>${key in edits ? "Undo" : "Take away"}</button>`;
}
