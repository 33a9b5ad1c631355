// The native dialog, opened and closed by the page's state; Esc closes it by itself.

import { html, nothing } from "./html.js";

/**
 * One dialog. Its content is drawn only while `open`; digits press the buttons that carry them.
 * `problem` is a refusal to show inside, for an open dialog covers the page.
 */
export function dialog(name, title, content, { open, problem, close }) {
  return html`<dialog
    class="dialog"
    data-name=${name}
    data-open=${open ? "yes" : "no"}
    aria-labelledby="dialog-${name}"
    @close=${() => close(name)}
    @keydown=${pressDigit}
  >
    ${open ? inside(name, title, content, problem) : nothing}
  </dialog>`;
}

function inside(name, title, content, problem) {
  return html`<h2 id="dialog-${name}" class="dialog-title">${title}</h2>
    ${content()} ${problem ? html`<p class="notice notice-bad" role="alert">${problem}</p>` : nothing}`;
}

/** After drawing: open and close what the state says. */
export function syncDialogs(root) {
  for (const element of root.querySelectorAll("dialog")) {
    const wanted = element.dataset.open === "yes";
    if (wanted && !element.open) element.showModal();
    if (!wanted && element.open) element.close();
  }
}

/** The button that leaves a dialog as it was. */
export function leaveButton(close, word = "Cancel") {
  return html`<button type="button" class="button" @click=${close}>${word}</button>`;
}

/** Read a submitted form as an object of its fields. */
export function fieldsOf(event) {
  event.preventDefault();
  return Object.fromEntries(new FormData(event.currentTarget));
}

function pressDigit(event) {
  if (event.target.matches("input:not([type=radio]), select, textarea")) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const button = event.currentTarget.querySelector(`[data-digit="${CSS.escape(event.key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.focus();
  button.click();
}
