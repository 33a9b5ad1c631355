// How a screen uses its glass: preset, unit, safe area, and the care that nothing burns in.
//
// All texts of a screen hang on --u. It is one per cent of the short side, or as many as the
// legibility rule found for the farthest seat (UX.md 1.1).

import { setup } from "./i18n.js";

const SHIFT_MS = 180000;
// the whole picture stands at each of these for three minutes: never more than 8 px from the last
const SHIFTS = [[0, 0], [4, 2], [4, -2], [0, -4], [-4, -2], [-4, 2], [0, 4], [2, 0]];

const page = document.body;
let step = -1;

/** Lay the page out as its screen is set up; call once. */
export function frame() {
  const { preset = "landscape", unit, overscan = 2.5, still } = setup;
  page.dataset.preset = preset;
  // a strip lies over other pictures: what is behind the body must be told as well
  document.documentElement.dataset.preset = preset;
  if (still) page.dataset.still = "yes";
  if (unit) page.style.setProperty("--unit", String(unit));
  page.style.setProperty("--overscan", String(overscan));
  window.addEventListener("resize", shape);
  shape();
}

function shape() {
  const tall = window.innerHeight > window.innerWidth;
  page.dataset.shape = tall || page.dataset.preset === "portrait" ? "tall" : "wide";
}

/** Move the picture a little every three minutes, and the name to the other corner at times. */
export function shift() {
  const now = Math.floor(performance.now() / SHIFT_MS);
  if (now === step) return;
  step = now;
  const [x, y] = SHIFTS[step % SHIFTS.length];
  page.style.setProperty("--shift-x", x + "px");
  page.style.setProperty("--shift-y", y + "px");
  page.dataset.corner = Math.floor(step / 4) % 2 ? "right" : "left";
}
