// Small hands for the page: make elements, fill them, and touch the page only when it changes.

const SVG = "http://www.w3.org/2000/svg";

/** An element with a class and text or children. */
export function el(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}

/** An icon of the page's sprite; it always stands beside a word, so it is silent. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", "#i-" + name);
  svg.appendChild(use);
  return svg;
}

/** Put `children` in place of what a node holds. */
export function fill(node, children) {
  node.textContent = "";
  node.append(...children);
}

/** A function that redraws `node` only when the drawn values differ from the last ones. */
export function painter(node, draw) {
  let last = null;
  return (...values) => {
    const key = JSON.stringify(values);
    if (key === last) return false;
    last = key;
    fill(node, draw(...values));
    return true;
  };
}

/** Set a text only when it is another: a screen reader hears no repetition. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A node whose text is large: the more of it, the smaller its letters (the sheets know how). */
export function sized(node) {
  const { length } = node.textContent;
  const long = length > 5 ? "very" : length > 4 ? "more" : length > 2 ? "some" : "";
  if (long) node.dataset.long = long;
  else delete node.dataset.long;
  return node;
}

// a clock time or a number is shown large, a sentence is not
const SHORT = 8;

/** "Counter: 2 · Break: 12:30" as labels and values. */
export function phrases(text) {
  return text.split(" · ").map((part) => {
    const at = part.indexOf(": ");
    const value = at < 0 ? part : part.slice(at + 2);
    const size = value.length > SHORT ? "phrase long" : "phrase";
    if (at < 0) return el("span", size, el("b", "value", value));
    return el("span", size, el("span", "label", part.slice(0, at + 1)), " ", el("b", "value", value));
  });
}
