// The dialogs of the office: planning, moving and cancelling breaks; the others stand beside.

import { dialog } from "./dialogs.js";
import { choiceField, form, minutesField, option, peopleOf, textField, wallField } from "./fields.js";
import { html, nothing } from "./html.js";
import { dayInWords, hhmm, instantOf, wallOf } from "./times.js";
import { convertForm, endForm, longerForm, reliefForm } from "./view_break_verbs.js";
import { closureForm, overrideForm, republishForm, shiftForm } from "./view_day_dialogs.js";
import { KINDS, nameOf, PLANNED_KINDS } from "./words.js";

/** Every dialog; one at most is open. */
export function officeDialogs(state, act) {
  const one = (name, title, content) => dialog(name, title, () => content(state, act), {
    open: state.dialog === name, problem: state.note?.tone === "bad" && state.note.text, close: act.closeDialog,
  });
  const about = state.form?.break_;
  const who = about ? `${nameOf(about)} of ${about.staff.name}` : "";
  const person = about?.staff.name ?? "";
  return html`
    ${one("draft", state.day && `New break, ${dayInWords(state.day)}`, draftForm)}
    ${one("edit", who, editForm)}
    ${one("move", `Move: ${who}`, moveForm)}
    ${one("cancel", `${about?.state === "draft" ? "Remove" : "Cancel"}: ${who}`, cancelForm)}
    ${one("end", `End the break of ${person}`, endForm)}
    ${one("relief", `Who sits in for ${person}?`, reliefForm)}
    ${one("convert", `Unplanned instead: ${who}`, convertForm)}
    ${one("longer", `${person} comes back later`, longerForm)}
    ${one("shift", `Shift of ${state.form?.shift?.staff.name ?? ""}`, shiftForm)}
    ${one("closure", "Close the branch early", closureForm)}
    ${one("republish", "Publish under the present numbers", republishForm)}
    ${one("override", "Do it all the same?", overrideForm)}`;
}

function draftForm(state, act) {
  const { form: filled } = state;
  return form(state, act, "draft", act.draft, "Save the draft", html`
    ${choiceField("Person", filled, "staff", peopleOf(state).map(({ id, name }) => [id, name]), act, { focus: !filled.staff })}
    <label class="field">Kind
      <select @change=${(event) => act.fill({ kind: event.target.value })}>
        ${PLANNED_KINDS.map((kind) => option(kind, KINDS[kind], kind === filled.kind))}
      </select></label>
    ${startField(state, act, Boolean(filled.staff))} ${lengthField(filled, act)} ${alternativeField(filled, act)}`);
}

function editForm(state, act) {
  return form(state, act, "edit", act.edit, "Save the draft", html`
    ${startField(state, act, true)} ${lengthField(state.form, act)} ${alternativeField(state.form, act)}`);
}

function moveForm(state, act) {
  const { form: filled, branch } = state;
  const { protected_minutes: kept, latest_at: latest } = filled.break_;
  return form(state, act, "move", act.move, "Move it", html`
    <p class="soft">Screens show the new times at once, and “moved from” for ten minutes.
      Promises already given stay. ${kept && latest
        ? html`${kept} min are lawful rest: it must begin by <b>${hhmm(latest, branch.zone)}</b>.` : nothing}</p>
    ${startField(state, act, true)} ${lengthField(filled, act)} ${textField("Reason", filled, "reason", act, { required: true })}`);
}

function cancelForm(state, act) {
  const { form: filled, branch, day } = state;
  const draft = filled.break_.state === "draft";
  const text = draft ? "The draft goes; screens never showed it." : "Screens take the break away at once.";
  const instead = filled.instead !== undefined;
  return form(state, act, "cancel", act.cancel, draft ? "Remove it" : instead ? "Cancel and replace it" : "Cancel the break", html`
    <p class="soft">${text}</p>
    ${instead ? html`<p>This break is lawful rest: <b>${filled.break_.protected_minutes} min</b> that nobody may take away.
        Name the break that takes its place${until(filled.break_, branch.zone)}; it is published at once.</p>
      ${wallField(`Its start, by the clocks of ${branch.name} (24 hours)`, filled, "instead", act, { focus: true })}
      ${jump(day, branch.zone, wallOf(filled.instead))} ${lengthField(filled, act)}` : nothing}
    ${textField("Reason", filled, "reason", act, { required: !draft, focus: !instead })}`);
}

function until({ latest_at: latest }, zone) {
  return latest ? html`, beginning by <b>${hhmm(latest, zone)}</b>` : nothing;
}

function startField({ day, branch, form: filled }, act, focus) {
  return html`${wallField(`Start, by the clocks of ${branch.name} (24 hours)`, filled, "start", act, { focus })}
    ${jump(day, branch.zone, wallOf(filled.start))}`;
}

// in the night when clocks go forward an hour is missing
function jump(day, zone, wall) {
  if (!wall) return nothing;
  const shown = hhmm(instantOf(day, wall, zone), zone);
  return shown === wall ? nothing : html`<p class="soft">There is no ${wall} on that day: ${shown} is meant.</p>`;
}

function lengthField(filled, act) {
  return minutesField("Length in minutes", filled, "length", act);
}

function alternativeField(filled, act) {
  return textField("What clients can do meanwhile, if every counter pauses", filled, "alternative", act);
}
