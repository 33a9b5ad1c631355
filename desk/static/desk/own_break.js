// The own break, at a counter or away from any while somebody sits in there.

import { isRunning } from "./verbs.js";

const MINUTE = 60_000;
const MOST_EXTENSION = 5;

/** The next or running break of the person; away from a counter only a running one is known. */
export function ownBreak({ desk, mine }) {
  return (desk ? desk.break : mine?.breaks.find(isRunning)) ?? null;
}

/** How much of the lawful rest is left, and when it is whole (E4); null when nothing is. */
export function restLeft(break_, now) {
  if (break_?.state !== "on_break" || !break_.protected_minutes) return null;
  const whole = Date.parse(break_.started_at) + break_.protected_minutes * MINUTE;
  if (now >= whole) return null;
  return { minutes: Math.ceil((whole - now) / MINUTE), wholeAt: new Date(whole).toISOString() };
}

/** By how many minutes the person may still prolong the break (B11); 0 for not at all. */
export function mayProlong(break_, now) {
  const before = break_?.state === "on_break" && now < Date.parse(break_.returns_at);
  return before && !break_.extended_minutes ? MOST_EXTENSION : 0;
}

/** Whether a counter is taken by whoever sits in for the person: it is given back on coming back. */
export function isGivenBack(counter, { desk, mine }) {
  if (desk || counter.state === "closed") return false;
  const begun = mine?.breaks.filter((each) => each.started_at) ?? [];
  return begun.some(({ reliefs = [] }) => reliefs.some((relief) => relief.counter.id === counter.id));
}
