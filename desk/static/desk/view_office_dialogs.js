// The dialogs of the office: a new break, a change, a move, a cancellation, the end of an overrun.

import { dialog, leaveButton } from "./dialogs.js";
import { html, live, nothing } from "./html.js";
import { dayInWords, hhmm, instantOf, wallMoved, wallOf } from "./times.js";
import { KINDS, nameOf, PLANNED_KINDS } from "./words.js";

const WALL = String.raw`\s*([01]?\d|2[0-3])([:.]?[0-5]\d)?\s*`;

/** Every dialog; one at most is open. */
export function officeDialogs(state, act) {
  const one = (name, title, content) => dialog(name, title, content, {
    open: state.dialog === name, problem: state.note?.tone === "bad" && state.note.text, close: act.closeDialog,
  });
  const who = state.form?.break_ ? `${nameOf(state.form.break_)} of ${state.form.break_.staff.name}` : "";
  const draft = state.form?.break_?.state === "draft";
  return html`
    ${one("draft", state.day && `New break, ${dayInWords(state.day)}`, () => draftForm(state, act))}
    ${one("edit", who, () => editForm(state, act))}
    ${one("move", `Move: ${who}`, () => moveForm(state, act))}
    ${one("cancel", `${draft ? "Remove" : "Cancel"}: ${who}`, () => cancelForm(state, act, draft))}
    ${one("end", `End the break of ${state.form?.break_?.staff.name ?? ""}`, () => endForm(state, act))}`;
}

function form(state, act, name, send, word, fields) {
  const submit = (event) => { event.preventDefault(); send(); };
  return html`<form @submit=${submit}>${fields}
    <p class="row end">${leaveButton(() => act.closeDialog(name), "Back")}
      <button class="button primary" aria-disabled=${Boolean(state.busy)}>${word}</button></p></form>`;
}

function draftForm(state, act) {
  const { form: filled, staff } = state;
  return form(state, act, "draft", act.draft, "Save the draft", html`
    <label class="field">Person
      <select required ?autofocus=${!filled.staff} @change=${(event) => act.fill({ staff: event.target.value })}>
        <option value="" ?selected=${!filled.staff}>choose …</option>
        ${people(state, staff).map(({ id, name }) => option(id, name, id === Number(filled.staff)))}
      </select></label>
    <label class="field">Kind
      <select @change=${(event) => act.fill({ kind: event.target.value })}>
        ${PLANNED_KINDS.map((kind) => option(kind, KINDS[kind], kind === filled.kind))}
      </select></label>
    ${startField(state, act, Boolean(filled.staff))} ${lengthField(filled, act)} ${alternativeField(filled, act)}`);
}

function option(value, words, selected) {
  return html`<option value=${value} ?selected=${selected}>${words}</option>`;
}

// those who work that day come first
function people({ plan }, staff) {
  const working = new Set(plan?.shifts.map((shift) => shift.staff.id));
  return [...staff].sort((a, b) => working.has(b.id) - working.has(a.id) || a.name.localeCompare(b.name));
}

function editForm(state, act) {
  return form(state, act, "edit", act.edit, "Save the draft", html`
    ${startField(state, act, true)} ${lengthField(state.form, act)} ${alternativeField(state.form, act)}`);
}

function moveForm(state, act) {
  return form(state, act, "move", act.move, "Move it", html`
    <p class="soft">Screens show the new times at once, and “moved from” for ten minutes.
      Promises already given stay.</p>
    ${startField(state, act, true)} ${lengthField(state.form, act)} ${reasonField(state.form, act, true)}`);
}

function cancelForm(state, act, draft) {
  const text = draft ? "The draft goes; screens never showed it." : "Screens take the break away at once.";
  return form(state, act, "cancel", act.cancel, draft ? "Remove it" : "Cancel the break", html`
    <p class="soft">${text}</p> ${reasonField(state.form, act, !draft, true)}`);
}

function endForm(state, act) {
  const { form: filled } = state;
  return form(state, act, "end", act.endBreak, "End the break", html`
    <p class="soft">Only when the person is back at the counter and forgot to say so.</p>
    <label class="field">Remark
      <input required autofocus maxlength="200" .value=${live(filled.remark)}
        @input=${(event) => act.fill({ remark: event.target.value })}></label>`);
}

function startField({ day, branch, form: filled }, act, focus) {
  const step = { ArrowUp: 5, ArrowDown: -5 };
  const onKey = (event) => {
    const by = (step[event.key] ?? 0) * (event.shiftKey ? 3 : 1);
    const wall = wallOf(event.target.value);
    if (!by || !wall) return;
    event.preventDefault();
    act.fill({ start: wallMoved(wall, by) });
  };
  return html`<label class="field">Start, by the clocks of ${branch.name} (24 hours)
    <input class="short digits" required autocomplete="off" inputmode="numeric" placeholder="12:30"
      pattern=${WALL} title="A time such as 12:30; the arrow keys move it by 5 minutes"
      ?autofocus=${focus} .value=${live(filled.start)} @keydown=${onKey}
      @input=${(event) => act.fill({ start: event.target.value })}
      @change=${(event) => act.fill({ start: wallOf(event.target.value) || event.target.value })}></label>
    ${jump(day, branch.zone, wallOf(filled.start))}`;
}

// in the night when clocks go forward an hour is missing
function jump(day, zone, wall) {
  if (!wall) return nothing;
  const shown = hhmm(instantOf(day, wall, zone), zone);
  return shown === wall ? nothing : html`<p class="soft">There is no ${wall} on that day: ${shown} is meant.</p>`;
}

function lengthField(filled, act) {
  return html`<label class="field">Length in minutes
    <input type="number" class="short" required min="1" max="240" .value=${live(String(filled.length))}
      @input=${(event) => act.fill({ length: event.target.value })}></label>`;
}

function alternativeField(filled, act) {
  return html`<label class="field">What clients can do meanwhile, if every counter pauses
    <input maxlength="200" .value=${live(filled.alternative)}
      @input=${(event) => act.fill({ alternative: event.target.value })}></label>`;
}

function reasonField(filled, act, required, focus = false) {
  return html`<label class="field">Reason ${required ? nothing : html`<span class="soft">(may stay empty)</span>`}
    <input maxlength="200" ?required=${required} ?autofocus=${focus} .value=${live(filled.reason)}
      @input=${(event) => act.fill({ reason: event.target.value })}></label>`;
}
