// A state is never told by colour alone: a small shape and its word.

import { html } from "./html.js";

const SHAPES = {
  good: html`<svg viewBox="0 0 12 12"><circle cx="6" cy="6" r="5"></circle></svg>`,
  warn: html`<svg viewBox="0 0 12 12"><path d="M6 .8 11.6 11H.4Z"></path></svg>`,
  rest: html`<svg viewBox="0 0 12 12"><path d="M2 1h3v10H2zM7 1h3v10H7z"></path></svg>`,
  bad: html`<svg viewBox="0 0 12 12"><path d="M6 0 12 6 6 12 0 6Z"></path></svg>`,
  quiet: html`<svg viewBox="0 0 12 12">
    <path d="M6 0a6 6 0 1 1 0 12A6 6 0 0 1 6 0Zm0 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z"></path>
  </svg>`,
  plain: html`<svg viewBox="0 0 12 12"><path d="M1 1h10v10H1z"></path></svg>`,
};

/** A word with the shape and colour of its tone. */
export function badge(word, tone) {
  return html`<span class="badge tone-${tone}"
    ><span class="shape" aria-hidden="true">${SHAPES[tone] ?? SHAPES.plain}</span>${word}</span
  >`;
}
