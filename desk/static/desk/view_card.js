// The card beside the ticket: what to do and what to say, in the person's language and the client's.

import { cardWords } from "./card_words.js";
import { shownCard, unsaid } from "./desk_card_work.js";
import { html, nothing, repeat } from "./html.js";
import { badge } from "./marks.js";
import { clock, countdown } from "./times.js";
import { leaveFocus } from "./view_ticket.js";

/** The card that lies open, and the buttons that open others. */
export function cardPanel(state, act) {
  if (!state.console) return nothing;
  const words = cardWords(state.console.language);
  const card = shownCard(state);
  return html`<section class="panel card" data-situation=${card?.situation ?? "none"} lang=${state.console.language}
    aria-label=${card?.title ?? words.cards}>
    ${card ? open(card, state, act, words) : nothing} ${tools(state, act, words)}</section>`;
}

function open(card, state, act, words) {
  return html`${head(card, state, act, words)}
    <div class="card-step" aria-live="polite"><p class="card-text">${card.step.text}</p></div>
    ${clockLine(card, words)}
    <ul class="card-scripts">${repeat(card.scripts, ({ id }) => id, (each) => script(each, card, state, act, words))}</ul>
    <p class="card-answers row">${card.step.answers.map((answer) => answerButton(answer, card, state, act, words))}</p>`;
}

function head(card, { console: { cards } }, act, words) {
  const actor = words.actors[card.step.actor];
  return html`<header class="card-head"><h2 class="card-title">${card.title}</h2>
    <span class="card-facts">${card.ticket ? html`<b>${card.ticket}</b>` : nothing} ${actor ? badge(actor, "warn") : nothing}
      <span class="soft">${card.number}. ${words.step}</span>
      ${cards.length > 1 ? press(`${words.other} (${cards.length})`, "c", () => act.otherCard()) : nothing}
      ${press(words.aside, "q", () => act.leaveCard())}</span></header>`;
}

function press(word, key, onClick, look = "small quiet") {
  return html`<button type="button" class="button ${look}" aria-keyshortcuts=${key}
    @mousedown=${leaveFocus} @click=${onClick}>${word} <kbd>${key.toUpperCase()}</kbd></button>`;
}

// what is to come is counted down; what has passed is said
function clockLine({ deadline }, words) {
  if (!deadline) return nothing;
  const left = Date.parse(deadline) - clock.now();
  return html`<p class="card-clock">${left > 0
    ? html`<b class="digits">${countdown(left)}</b> ${words.left}`
    : badge(words.over, "bad")}</p>`;
}

function script(each, card, { busy }, act, words) {
  const isFirst = unsaid(card) === each;
  return html`<li class="script" data-said=${each.said ? "yes" : "no"}>
    ${each.objection ? heard(each.objection) : nothing}
    ${Object.entries(each.lines).map(([language, line]) => html`<p class="script-line" lang=${language}>${line}</p>`)}
    ${each.said
      ? html`<span class="script-said">${badge(words.was_said, "good")}</span>`
      : html`<button type="button" class="button small script-said" aria-disabled=${Boolean(busy)}
          @mousedown=${leaveFocus} @click=${() => act.tickSaid(each.id)}>${words.said} ${isFirst ? html`<kbd>A</kbd>` : nothing}</button>`}
  </li>`;
}

function heard(objection) {
  return Object.entries(objection).map(([language, line]) => html`<p class="script-heard" lang=${language}>“${line}”</p>`);
}

const KEYS = { yes: "1", no: "2", next: "Enter" };

function answerButton(answer, card, { busy }, act, words) {
  const word = answer === "next" && card.step.is_end ? words.done : words[answer];
  return html`<button type="button" class="button answer ${answer === "no" ? "" : "primary"}" data-answer=${answer}
    aria-disabled=${Boolean(busy)} aria-keyshortcuts=${KEYS[answer]}
    @mousedown=${leaveFocus} @click=${() => act.answerCard(answer)}>${word} <kbd>${KEYS[answer]}</kbd></button>`;
}

function tools(state, act, words) {
  return html`<p class="card-tools row">
    ${press(words.objections, "o", () => act.openCard("objection_replies"), "small")}
    ${manager(state, act, words)}
    ${press(words.cards, "k", () => act.openDialog("cards"), "small")}</p>`;
}

/** The call for the manager: a button, or who was called and is coming. */
function manager({ console: { alarms }, me }, act, words) {
  const call = alarms.find(({ kind, raised_by: who }) => kind === "help" && who.id === me.staff.id);
  if (!call) return press(words.manager, "m", () => act.callManager(), "small");
  const coming = call.acknowledged_by ? html`<b>${call.acknowledged_by.name}</b> ${words.coming}`
    : html`${words.called}${call.asked ? html`: <b>${call.asked.name}</b>` : nothing}`;
  return html`<span class="manager-called">${coming} <b class="digits">${countdown(clock.now() - Date.parse(call.raised_at))}</b></span>
    <button type="button" class="button small" @mousedown=${leaveFocus} @click=${() => act.resolve(call)}>${words.here}</button>`;
}

/** The dialog with every card that can be opened by hand. */
export function cardsForm({ console: lying, busy }, act) {
  return html`<ul class="choices cards-list" lang=${lying?.language ?? "en"}>
    ${(lying?.buttons ?? []).map(({ situation, title }, i) => html`<li>
      <button type="button" class="choice" data-digit=${digit(i)} aria-disabled=${Boolean(busy)}
        @click=${() => act.openCard(situation)}><kbd>${digit(i)}</kbd> ${title}</button></li>`)}
  </ul>`;
}

// past nine the letters go on
function digit(i) {
  return "123456789abcdefg"[i];
}
