// The numbers of a level: what each means, what is in force, who says so, what may be said here.

import { html, live, nothing } from "./html.js";
import { badge } from "./marks.js";
import { POLICY, saidOf, textOf } from "./policy_keys.js";
import { historyPanel } from "./view_policy_history.js";
import { presetPanel } from "./view_policy_preset.js";
import { count } from "./words.js";

const YES_OR_NO = [["true", "yes"], ["false", "no"]];
const OPTIONS = { yes: YES_OR_NO, choice: [["", "where one counter is staffed"], ...YES_OR_NO] };
export const LEVELS = {
  default: "as delivered", organisation: "organisation", preset: "the law", branch: "this branch", queue: "this queue",
};
const EXPLAINED = {
  organisation: "These numbers hold at every branch of the organisation. A locked one can be changed nowhere else.",
  branch: "What is not said here comes from the organisation and the law, then as delivered. The stricter wins.",
  queue: "A queue has numbers of its own only where they make sense for one queue. The stricter wins.",
};

/** The "Policy" tab. */
export function policyTab(state, act) {
  if (!state.policy) return html`<p class="soft">One moment …</p>`;
  const save = (event) => { event.preventDefault(); act.savePolicy(); };
  return html`${levelBar(state, act)}
    ${state.level === "branch" ? presetPanel(state, act) : nothing}
    ${state.numbers ? html`<form class="policy" novalidate @submit=${save}>
      ${saveBar(state, act)}
      <div class="policy-groups">${POLICY.map(([title, rows]) => group(title, rows, state, act))}</div>
    </form>` : html`<p class="soft">One moment …</p>`}
    ${historyPanel(state, act)}`;
}

function levelBar({ level, policy, branch }, act) {
  const choices = [
    ...(policy.may?.organisation ? [["organisation", "Organisation"]] : []),
    ["branch", branch.name],
    ...(policy.queues ?? []).map((queue) => [String(queue.id), `Queue ${queue.letter} · ${queue.name}`]),
  ];
  return html`<div class="row levels" role="group" aria-label="Whose numbers">
    ${choices.map(([name, word]) => html`<button type="button" class="button ${name === level ? "chosen" : ""}"
      aria-pressed=${name === level} @click=${() => act.chooseLevel(name)}>${word}</button>`)}
  </div>`;
}

function saveBar(state, act) {
  const edits = act.unsaved();
  const { version, level } = state.numbers;
  return html`<div class="row policy-bar">
    <p class="soft">${version ? `Version ${version}.` : "Nothing is said here yet."} ${EXPLAINED[level]}</p>
    ${edits ? html`<button type="button" class="button" @click=${act.dropEdits}>Forget</button>` : nothing}
    <button class="button ${edits ? "primary" : ""}" aria-disabled=${Boolean(state.busy) || !edits}>
      ${edits ? `Save ${count(edits, "change")}` : "Nothing changed"}</button>
  </div>`;
}

function group(title, rows, state, act) {
  const { keys, level } = state.numbers;
  const shown = rows.filter(([key]) => key in keys && !(key === "rest.preset" && level === "branch"));
  if (!shown.length) return nothing;
  return html`<section class="panel"><h2 class="panel-title">${title}</h2>
    <table class="table"><tbody>${shown.map((row) => policyRow(row, state, act))}</tbody></table></section>`;
}

function policyRow([key, words, unit, kind], state, act) {
  const { numbers: { keys, values }, edits, lockEdits, wrong } = state;
  const facts = keys[key];
  const stored = textOf(key in values ? values[key] : facts.value);
  const text = edits[key] === null ? null : edits[key] ?? stored;
  const still = kind === "fixed" || facts.locked_by;
  const onInput = ({ target }) => (target.value === stored ? act.forget(key) : act.change(key, target.value));
  const ask = { key, kind, text, onInput, presets: state.presets, invalid: wrong?.key === key, facts };
  return html`<tr class=${key in edits || key in lockEdits ? "edited" : ""}>
    <th scope="row">${still ? words : html`<label for=${key}>${words}</label>`}<div class="policy-bounds">${bounds(key, unit, facts)}</div></th>
    <td class="policy-value">${still ? html`<span>${saidOf(key, facts.value)}</span>` : field(ask)}
      ${!still && (typeof facts.value === "number" || kind === "optional") ? html`<span class="soft">${unit}</span>` : nothing}
      ${wrong?.key === key ? html`<div class="policy-wrong" id="wrong">${wrong.said}</div>` : nothing}</td>
    <td class="policy-mark">${mark(key, state)} ${verbs(key, kind, state, act)}</td>
  </tr>`;
}

// "10 to 60 min; at least 20, says the organisation"
function bounds(key, unit, { low, high, bound, stricter, choices }) {
  const range = low === null ? "" : `${low} to ${high}${unit ? ` ${unit}` : ""}`;
  if (!bound) return range;
  const word = choices.length || typeof bound.value !== "number" ? "not looser than"
    : stricter === "higher" ? "at least" : "at most";
  return [range, `${word} ${saidOf(key, bound.value)} (${LEVELS[bound.level]})`].filter(Boolean).join("; ");
}

function field({ key, kind, text, onInput, presets, invalid, facts }) {
  if (text === null) return html`<i class="soft">${saidOf(key, facts.above)}</i>`;
  const options = optionsOf(kind, presets);
  if (options) {
    return html`<select id=${key} aria-invalid=${invalid} @change=${onInput}>
      ${options.map(([value, word]) => html`<option value=${value} ?selected=${value === text}>${word}</option>`)}
    </select>`;
  }
  const long = kind === "text" || kind === "list" || kind === "roles";
  return html`<input id=${key} class=${long ? "" : "short"} aria-invalid=${invalid}
    inputmode=${kind ? nothing : "numeric"} autocomplete="off" .value=${live(text)} @input=${onInput}>`;
}

function optionsOf(kind, presets) {
  if (kind === "preset") return [["", "none"], ...(presets ?? []).map(({ code, title }) => [code, `${code} · ${title}`])];
  return Array.isArray(kind) ? kind.map((each) => [each, each.replaceAll("_", " ")]) : OPTIONS[kind];
}

// where the value in force comes from; what is said here may be weaker than what is asked above
function mark(key, { numbers: { keys, values, level }, edits }) {
  const { value, level: from, locked_by: locked } = keys[key];
  if (key in edits) return html`<span class="soft">${edits[key] === null ? "will be taken away" : "not saved"}</span>`;
  if (locked) return badge(`locked by the ${locked}`, "rest");
  if (key in values && from !== level) {
    return html`${badge(`in force: ${saidOf(key, value)}`, "warn")} <span class="soft">${LEVELS[from]}</span>`;
  }
  return html`<span class=${from === level ? "policy-own" : "soft"}>${LEVELS[from]}</span>`;
}

function verbs(key, kind, { numbers: { keys, values, level, locks }, edits, lockEdits }, act) {
  const here = key in edits || key in values;
  const lockable = level === "organisation" ? kind !== "fixed" : level === "branch" && keys[key].per_queue;
  const locked = lockEdits[key] ?? locks.includes(key);
  return html`${here ? html`<button type="button" class="button small quiet"
      @click=${() => act.undo(key)}>${key in edits ? "Undo" : "Take away"}</button>` : nothing}
    ${lockable && !keys[key].locked_by ? html`<label class="inline policy-lock"><input type="checkbox"
      .checked=${live(locked)} @change=${(event) => act.lock(key, event.target.checked)}>lock</label>` : nothing}`;
}
