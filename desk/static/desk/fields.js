// The fields that the forms of the office are made of.

import { leaveButton } from "./dialogs.js";
import { html, live, nothing } from "./html.js";
import { wallMoved, wallOf } from "./times.js";

const WALL = String.raw`\s*([01]?\d|2[0-3])([:.]?[0-5]\d)?\s*`;
const STEP = { ArrowUp: 5, ArrowDown: -5 };

/** A form of a dialog: its fields, the way back and the verb. */
export function form(state, act, name, send, word, fields) {
  const submit = (event) => { event.preventDefault(); send(); };
  return html`<form @submit=${submit}>${fields}
    <p class="row end">${leaveButton(() => act.closeDialog(name), "Back")}
      <button class="button primary" aria-disabled=${Boolean(state.busy)}>${word}</button></p></form>`;
}

/** A time by the clocks of the branch; the arrow keys move it by five minutes. */
export function wallField(label, filled, name, act, { focus = false, required = true } = {}) {
  const value = filled[name] ?? "";
  const onKey = (event) => {
    const by = (STEP[event.key] ?? 0) * (event.shiftKey ? 3 : 1);
    const wall = wallOf(event.target.value);
    if (!by || !wall) return;
    event.preventDefault();
    act.fill({ [name]: wallMoved(wall, by) });
  };
  return html`<label class="field">${label}
    <input class="short digits" ?required=${required} autocomplete="off" inputmode="numeric" placeholder="12:30"
      pattern=${WALL} title="A time such as 12:30; the arrow keys move it by 5 minutes"
      ?autofocus=${focus} .value=${live(value)} @keydown=${onKey}
      @input=${(event) => act.fill({ [name]: event.target.value })}
      @change=${(event) => act.fill({ [name]: wallOf(event.target.value) || event.target.value })}></label>`;
}

/** A number of minutes. */
export function minutesField(label, filled, name, act, { most = 240, focus = false } = {}) {
  return html`<label class="field">${label}
    <input type="number" class="short" required min="1" max=${most} ?autofocus=${focus}
      .value=${live(String(filled[name] ?? ""))} @input=${(event) => act.fill({ [name]: event.target.value })}></label>`;
}

/** A line of text. */
export function textField(label, filled, name, act, { required = false, focus = false, least = 0 } = {}) {
  return html`<label class="field"><span>${label} ${required ? nothing : html`<span class="soft">(may stay empty)</span>`}</span>
    <input maxlength="200" minlength=${least || nothing} ?required=${required} ?autofocus=${focus}
      .value=${live(filled[name] ?? "")} @input=${(event) => act.fill({ [name]: event.target.value })}></label>`;
}

/** One out of a list of [value, words]; without a first choice one must be made. */
export function choiceField(label, filled, name, choices, act, { focus = false, required = true } = {}) {
  const chosen = String(filled[name] ?? "");
  return html`<label class="field">${label}
    <select ?required=${required} ?autofocus=${focus} @change=${(event) => act.fill({ [name]: event.target.value })}>
      <option value="" ?selected=${!chosen}>choose …</option>
      ${choices.map(([value, words]) => option(value, words, String(value) === chosen))}
    </select></label>`;
}

/** One line of a list. */
export function option(value, words, selected) {
  return html`<option value=${value} ?selected=${selected}>${words}</option>`;
}

/** People as choices; those who work on the day of the plan come first. */
export function peopleOf({ plan, staff }, without) {
  const working = new Set(plan?.shifts.map((shift) => shift.staff.id));
  return staff.filter(({ id }) => id !== without)
    .sort((a, b) => working.has(b.id) - working.has(a.id) || a.name.localeCompare(b.name));
}
