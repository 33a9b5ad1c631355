// Not at a counter yet: which one?

import { html, nothing } from "./html.js";
import { badge } from "./marks.js";
import { isGivenBack } from "./own_break.js";
import { COUNTER_STATES } from "./words.js";
import { leaveFocus } from "./view_ticket.js";

const TAKEN = new Set(["open", "closing"]);

/** The counters of the branch as large buttons; a counter's own number is its key. */
export function seatPanel(state, act) {
  return html`<main class="seat">
    <h1>Where do you sit today?</h1>
    ${state.me.branches.length > 1 ? branchChoice(state, act) : nothing}
    ${state.counters.length
      ? html`<ul class="counters">${state.counters.map((each) => seat(each, state, act))}</ul>`
      : html`<p class="soft">This branch has no counters yet: a manager adds them.</p>`}
  </main>`;
}

function branchChoice({ me, branch }, act) {
  return html`<p><label class="inline">Branch
    <select @change=${(event) => act.chooseBranch(Number(event.target.value))}>
      ${me.branches.map(({ id, name }) => html`<option value=${id} ?selected=${id === branch.id}>${name}</option>`)}
    </select></label></p>`;
}

function seat(counter, state, act) {
  const why = whyNotHere(counter, state);
  const [word, tone] = COUNTER_STATES[counter.state] ?? [counter.state, "plain"];
  const letters = state.queues.filter((queue) => counter.queues.includes(queue.id));
  return html`<li><button type="button" class="counter" aria-disabled=${Boolean(state.busy) || Boolean(why)}
    aria-busy=${state.busy === `open ${counter.id}`} title=${why}
    @mousedown=${leaveFocus} @click=${() => act.open(counter)}>
    <span class="counter-label">${counter.label}</span>
    <span class="counter-queues">${letters.map((queue) => `${queue.letter} ${queue.name}`).join(", ")}</span>
    ${badge(word, tone)} <span class="verb-why">${why || (isGivenBack(counter, state) ? "Given back to you when you sit down." : "")}</span>
  </button></li>`;
}

/** Why a counter cannot be chosen; "" when it can. */
export function whyNotHere(counter, state) {
  if (isGivenBack(counter, state)) return "";
  return TAKEN.has(counter.state) ? "Somebody sits here." : "";
}
