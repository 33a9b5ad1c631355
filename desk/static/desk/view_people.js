// The people of the branch, and what only some of them may do (P5).

import { html, live, nothing } from "./html.js";
import { meaningOf } from "./policy_keys.js";
import { ROLES } from "./words.js";

/** The "People" tab. */
export function peopleTab(state, act) {
  const floors = Object.entries(state.policy?.terms["cover.role_floor"] ?? {});
  return html`<section class="panel" aria-labelledby="people-title">
    <h2 class="panel-title" id="people-title">People and what only some may do</h2>
    <p class="soft">${floors.length
      ? `While a counter is open the policy keeps in the house: ${floors.map(([role, n]) => `${n} ${words(role)}`).join(", ")}.`
      : `The policy keeps no floor of any role; it can, under “${meaningOf("cover.role_floor")}”.`}
      People count by the words below, separated by commas.</p>
    <div class="wide"><table class="table"><thead><tr><th>Person</th><th>At the branch</th><th>Skills</th><td></td></tr></thead>
      <tbody>${state.staff.map((each) => row(each, state, act))}</tbody></table></div></section>`;
}

function row(person, { skillEdits, busy }, act) {
  const stored = person.skills.map(words).join(", ");
  const text = skillEdits[person.id] ?? stored;
  const changed = text !== stored;
  const save = (event) => { event.preventDefault(); if (changed) act.saveSkills(person); };
  return html`<tr class=${changed ? "edited" : ""}><th scope="row">${person.name}
      <div class="soft plan-more">${person.username}</div></th>
    <td>${ROLES[person.role] ?? person.role}${person.position ? html`<div class="soft plan-more">${person.position}</div>` : nothing}</td>
    <td><form id="skills-${person.id}" @submit=${save}><input class="skills" aria-label="Skills of ${person.name}" autocomplete="off"
      maxlength="400" placeholder="pharmacist" .value=${live(text)}
      @input=${(event) => act.editSkills(person, event.target.value)}></form></td>
    <td class="right"><button form="skills-${person.id}" class="button small ${changed ? "primary" : ""}"
      aria-disabled=${Boolean(busy) || !changed} aria-label="Save the skills of ${person.name}">Save</button></td></tr>`;
}

function words(skill) {
  return skill.replaceAll("_", " ");
}
