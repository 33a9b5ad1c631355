// What a sign says of the place it stands at: the counter's state, who serves there, the hours, and
// until when one may still come in.

import { el, icon, painter } from "./dom.js";
import { t } from "./i18n.js";
import { isAhead, shown, span } from "./times.js";
import { serviceNow, stateNow } from "./wordings.js";

const SIGNS = {
  open: "check",
  closing: "hourglass",
  on_break: "pause",
  closed: "cut",
  out_of_service: "alert",
};
const COMING = ["published", "warned", "requested", "closing"];

export class Place {
  constructor({ counter, state, staff, hours, entries }) {
    this.counter = counter;
    this.paintState = painter(state, stateParts);
    this.paintStaff = painter(staff, staffParts);
    this.paintHours = painter(hours, lines);
    this.paintEntries = painter(entries, lines);
    this.entries = entries;
    this.staff = staff;
  }

  /** Draw it; what nobody can vouch for any more is left out. */
  draw(board, now, fresh) {
    const mine = board.counters.find((row) => row.label === this.counter);
    this.paintState(stateModel(board, mine, fresh));
    const staff = (fresh && mine && mine.staff) || null;
    this.staff.hidden = staff === null;
    this.paintStaff(staff);
    this.paintHours(hoursWords(board.branch));
    const entries = fresh ? entryWords(board, mine, now) : [];
    this.entries.hidden = entries.length === 0;
    this.paintEntries(entries);
  }
}

function stateModel({ branch }, mine, fresh) {
  const known = fresh && mine;
  return known ? [mine.state, stateNow(branch, mine.state)] : ["unknown", t("Please ask the staff")];
}

function stateParts([state, word]) {
  const chip = el("span", "chip " + state, icon(SIGNS[state] || "alert"), el("span", "", word));
  return [chip];
}

function staffParts(staff) {
  if (!staff) return [];
  const about = [staff.position, staff.organisation].filter(Boolean).join(" · ");
  return [el("b", "name", staff.name), el("span", "about", about)];
}

function lines(texts) {
  return texts.map(([label, value]) =>
    el("p", "", label ? el("span", "label", label + ":") : "", label ? " " : "", el("b", "", value)),
  );
}

function hoursWords({ hours, closure, time_zone: zone }) {
  if (closure) return [[t("Closed early today"), closure.note || "–"]];
  if (!hours) return [[t("Opening hours"), t("Day and night")]];
  const spans = hours.map(([from, to]) => span(from, to, zone));
  return [[t("Opening hours"), spans.join(", ") || t("Closed")]];
}

/** F40: until when one may come in and be served before a break that leaves a line to nobody. */
function entryWords(board, mine, now) {
  const here = board.queues.filter((queue) => !mine || mine.queues.includes(queue.letter));
  const told = new Map();
  for (const queue of here.filter((each) => each.pause)) {
    const entry = entryOf(queue.pause, board.branch.time_zone, now);
    told.set(entry.join("|"), { entry, names: ((told.get(entry.join("|")) || {}).names || []).concat(serviceNow(queue)) });
  }
  return Array.from(told.values()).map(({ entry: [label, value], names }) =>
    names.length === here.length ? [label, value] : [names.join(", ") + " · " + label, value],
  );
}

function entryOf(pause, zone, now) {
  if (COMING.includes(pause.state) && isAhead(pause.last_entry_at, now)) {
    return [t("Last entry"), shown(pause.last_entry_at, zone)];
  }
  return [t("New numbers"), t("after the break")];
}
