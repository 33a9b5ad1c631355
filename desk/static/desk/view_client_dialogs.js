// The dialogs about clients: transfer, a number given out at the desk, a late arrival, an outage.

import { leaveButton } from "./dialogs.js";
import { html, live, nothing } from "./html.js";
import { waitWords } from "../signage/words.js";

/** Send the client at the counter on. */
export function transferForm({ desk, busy }, act) {
  const others = desk.counters.filter(({ id }) => id !== desk.session.counter.id);
  const places = [
    ...desk.queues.map((queue) => [{ queue: queue.id }, `${queue.letter} · ${queue.name}`]),
    ...others.map((counter) => [{ counter: counter.id }, `Counter ${counter.label}`]),
  ];
  return html`<p class="soft">The client keeps the place in line and is called there first.</p>
    <ul class="choices">
      ${places.map(([where, words], i) => html`<li>
        <button type="button" class="choice" data-digit=${i < 9 ? i + 1 : ""}
          aria-disabled=${Boolean(busy)} @click=${() => act.transfer(where)}>
          ${i < 9 ? html`<kbd>${i + 1}</kbd>` : ""} ${words}</button>
      </li>`)}
    </ul>
    <p class="row end">${leaveButton(() => act.closeDialog("transfer"))}</p>`;
}

/** A number for a client who stands here. */
export function numberForm(state, act) {
  const { desk, asked, busy } = state;
  const queue = queueIn(desk.queues, asked.queue, desk);
  return html`<form @submit=${(event) => { event.preventDefault(); act.giveNumber(queue); }}>
    ${queueChoice(desk.queues, queue, act)} ${inPerson(asked, act)}
    <p class="row end">${leaveButton(() => act.closeDialog("number"))}
      <button class="button primary" aria-disabled=${Boolean(busy)}>Give the number</button></p></form>`;
}

/** A client in the last minutes before the break: before it, elsewhere, or first after it. */
export function lateForm(state, act) {
  const { desk, asked, busy } = state;
  const mine = desk.queues.filter(({ id }) => desk.session.counter.queues.includes(id));
  const queue = queueIn(mine, asked.queue, desk);
  return html`<form @submit=${(event) => { event.preventDefault(); act.lateArrival(queue); }}>
    <p class="soft">The client gets an answer at once: before your break, at another counter, or first after it.</p>
    ${mine.length > 1 ? queueChoice(mine, queue, act) : nothing}
    <label class="field">Number, if the client has one already
      <input class="short" maxlength="8" autocomplete="off" placeholder="A012" .value=${live(asked.code ?? "")}
        @input=${(event) => act.asked({ code: event.target.value })}></label>
    <label class="inline"><input type="checkbox" .checked=${live(Boolean(asked.urgent))}
      @change=${(event) => act.asked({ urgent: event.target.checked })}>
      Urgent: serve anyway, as long as the law leaves time for it</label>
    ${inPerson(asked, act)}
    <p class="row end">${leaveButton(() => act.closeDialog("late"))}
      <button class="button primary" aria-disabled=${Boolean(busy)}>Give the answer</button></p></form>`;
}

/** The counter breaks down, or is back (Q9). */
export function outageForm({ desk, busy }, act) {
  return html`<p>Screens show that counter ${desk.session.counter.label} is out of service.
      A client at the counter is called first elsewhere. You stay logged in here.</p>
    <p class="row end">${leaveButton(() => act.closeDialog("outage"))}
      <button type="button" class="button danger" autofocus aria-disabled=${Boolean(busy)}
        @click=${() => act.outage(true)}>Out of service</button></p>`;
}

// what the counter serves itself comes to mind first
function queueIn(queues, asked, desk) {
  const own = queues.find(({ id }) => desk.session.counter.queues.includes(id));
  return Number(asked ?? own?.id ?? queues[0]?.id);
}

function queueChoice(queues, chosen, act) {
  return html`<fieldset class="reasons"><legend class="field">For</legend>
    ${queues.map(({ id, letter, name, wait }, i) => html`<label class="reason">
      <input type="radio" name="queue" value=${id} data-digit=${i < 9 ? i + 1 : ""} ?autofocus=${id === chosen}
        .checked=${live(id === chosen)} @change=${() => act.asked({ queue: id })}>
      ${i < 9 ? html`<kbd>${i + 1}</kbd>` : nothing} <span>${letter} · ${name} <small class="queue-wait soft">${waitWords(wait)}</small></span></label>`)}
  </fieldset>`;
}

function inPerson(asked, act) {
  return html`<label class="inline"><input type="checkbox" .checked=${live(Boolean(asked.inPerson))}
    @change=${(event) => act.asked({ inPerson: event.target.checked })}>
    Tell in person: the client has no phone, or cannot see the screens</label>`;
}
