// Letters for a far seat leave no room for all zones at once: they have the glass by turns.

import { setup } from "./i18n.js";

// from here on, in per cent of the short side, the zones no longer stand side by side
const LARGE_FROM = 1.25;
const TURN_MS = 8000;
// no multiple of a table's pages: each of them has its turn
const PANEL_MS = 25000;

const page = document.body;

/** Whether this screen shows one zone at a time. */
export const isLarge = (setup.unit || 1) > LARGE_FROM && setup.preset !== "strip";

/** Give the glass to the zone whose turn it is; what is announced comes back after each other one. */
export function nextScene(notices) {
  // beside a playlist waits and breaks share a place
  page.dataset.panel = Math.floor(performance.now() / PANEL_MS) % 2 ? "today" : "waits";
  if (!isLarge) return;
  const scenes = zones().reduce((all, zone) => all.concat(notices ? ["notices", zone] : [zone]), []);
  page.dataset.scene = scenes[Math.floor(performance.now() / TURN_MS) % scenes.length];
}

function zones() {
  if (setup.preset === "counter_top") return ["calls"];
  const media = page.classList.contains("has-media") ? ["media"] : [];
  return ["calls", "waits", "today"].concat(media);
}
