// The verbs of a teller: their keys, what they are called, and whether they may happen now.

import { exactly } from "./times.js";
import { refusalInWords } from "./refusals.js";

/** The line of big keys, in the order of a client's visit. */
export const VERBS = [
  { verb: "call", key: "n", label: "Call next", primary: true },
  { verb: "start_service", key: "s", label: "Start service" },
  { verb: "finish", key: "f", label: "Finish" },
  { verb: "recall", key: "r", label: "Recall" },
  { verb: "no_show", key: "x", label: "No-show" },
  { verb: "transfer", key: "t", label: "Transfer" },
];

/** Keys of what has no place in that line. */
export const DESK_KEYS = { u: "request_break", e: "extend_break", g: "give_number", l: "late_arrival" };

const RESTING = { ok: false, message: "You are on a break: B when you are back." };
// the server judges a number when it is asked for
const ALWAYS = new Set(["give_number"]);
const RUNNING = new Set(["on_break", "overrun"]);

/** Whether the break of the desk has begun. */
export function isRunning(break_) {
  return RUNNING.has(break_?.state);
}

/** What key B means now. */
export function breakVerb(desk) {
  return isRunning(desk.break) ? "end_break" : "start_break";
}

/** Whether a verb may happen: the server's word; "call next" finishes a running service first. */
export function verdict(desk, verb) {
  // the server would take a call for the end of the break; a slip of the finger must not
  if (verb === "call" && desk.break?.state === "on_break") return RESTING;
  if (ALWAYS.has(verb)) return { ok: true };
  const asked = verb === "call" && desk.ticket?.state === "serving" ? "finish" : verb;
  return desk.may[asked] ?? { ok: false, message: "" };
}

/** Why not, and from when: "" for what may happen. */
export function whyNot(desk, verb) {
  const judged = verdict(desk, verb);
  if (judged.ok) return "";
  const zone = desk.session.branch.time_zone;
  return refusalInWords(judged, zone);
}

/** From when a verb may happen ("12:30"), where a clock decides it; else "". */
export function fromWhen(desk, verb) {
  const { ok, allowed_at: at } = verdict(desk, verb);
  return !ok && at ? `from ${exactly(at, desk.session.branch.time_zone)}` : "";
}

/** What a verb is called at this moment. */
export function labelOf({ verb, label }, desk) {
  return verb === "call" && desk.ticket?.state === "serving" ? "Finish and call next" : label;
}
