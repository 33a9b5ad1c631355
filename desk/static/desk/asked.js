// What is asked of the person at the desk now: plain facts in, a list of questions out.

import { ownBreak } from "./own_break.js";

const MINUTE = 60_000;
const CONFIRM_EVERY = 5 * MINUTE;
const AHEAD = 15 * MINUTE;

/** The questions that wait for the person, the most pressing first. */
export function askedOf(state, now) {
  const { desk, mine } = state;
  const break_ = ownBreak(state);
  return [
    confirmation(break_, now) && { kind: "confirm", id: "confirm" },
    reminder(break_, now) && { kind: "return", id: "return" },
    ...reliefs(mine, now).map((relief) => ({ kind: "relief", id: `relief ${relief.id}`, relief })),
    ...callBacks(mine, now).map((owed) => ({ kind: "call_back", id: `owed ${owed.id}`, owed })),
    desk?.may.consent?.ok && { kind: "consent", id: "consent" },
  ].filter(Boolean);
}

/** U3: the shown return of an unplanned break is confirmed every five minutes. */
function confirmation(break_, now) {
  if (!break_ || break_.planned || break_.state !== "on_break" || now >= Date.parse(break_.returns_at)) return false;
  return now >= Date.parse(break_.confirmed_at ?? break_.started_at) + CONFIRM_EVERY;
}

function reminder(break_, now) {
  return break_?.state === "on_break" && break_.return_reminded_at && now < Date.parse(break_.returns_at);
}

function reliefs(mine, now) {
  const current = ({ starts_at: from, ends_at: to }) => now >= Date.parse(from) - AHEAD && now < Date.parse(to);
  return mine?.reliefs.filter(current) ?? [];
}

function callBacks(mine, now) {
  return mine?.owed.filter(({ kind, due_at: due }) => kind === "call_back" && now >= Date.parse(due) - AHEAD) ?? [];
}
