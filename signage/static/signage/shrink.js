// Names and numbers that are longer than their place: smaller, step by step, until they are whole.

// in parts of the size they are drawn in; the sheets know `data-shrunk`
const SIZES = [1, 0.85, 0.72, 0.6, 0.5, 0.42];
// how many of them a name takes before it would rather stand alone
const BESIDE = 3;

/** Draw a node as large as it is whole; whether any size was small enough. */
export function shrink(node, isWhole, sizes = SIZES) {
  return sizes.some((size) => {
    setSize(node, size);
    return isWhole();
  });
}

function setSize(node, size) {
  if (size === 1) {
    delete node.dataset.shrunk;
    return;
  }
  node.dataset.shrunk = "yes";
  node.style.setProperty("--shrunk", String(size));
}

/** Whether all of a node's content has room in it. */
export function isWhole(node) {
  return node.scrollHeight <= node.clientHeight + 1 && node.scrollWidth <= node.clientWidth + 1;
}

/** A function that shrinks a name in the head line when it, the window or what stands beside it is
 * another: first smaller, then above what stands beside it. */
export function headLine(name, line) {
  let last = null;
  return (beside) => {
    const key = [name.textContent, beside, window.innerWidth, window.innerHeight].join("|");
    if (key === last) return;
    last = key;
    delete line.dataset.wraps;
    if (shrink(name, () => isWhole(name), SIZES.slice(0, BESIDE))) return;
    line.dataset.wraps = "yes";
    shrink(name, () => isWhole(name));
  };
}
