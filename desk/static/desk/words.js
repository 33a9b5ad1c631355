// One word per thing, as people at a counter say it.

import { exactly, hhmm } from "./times.js";

export const KINDS = {
  lunch: "Lunch",
  short: "Short break",
  screen_rest: "Screen rest",
  task: "Task away from the counter",
  unplanned: "Unplanned break",
};

/** What can be planned: every kind but the unplanned one. */
export const PLANNED_KINDS = ["lunch", "short", "screen_rest", "task"];

export const REASONS = {
  goods_delivery: "Goods delivery",
  cash_delivery: "Cash delivery",
  internal_task: "Internal task",
  short_rest: "Short rest",
  restroom: "Restroom",
  urgent_call: "Urgent call",
  cool_down: "Cool down",
  medical: "Medical",
  system_outage: "System outage",
  security: "Security",
  evacuation: "Evacuation",
};

// [word, what it means, tone]
export const BREAK_STATES = {
  draft: ["Draft", "Not published yet.", "plain"],
  published: ["Published", "In the day table of the screens.", "plain"],
  warned: ["Announced", "Clients are being told now.", "warn"],
  requested: ["Asked for", "It waits for the manager's answer.", "warn"],
  closing: ["Last call", "Only clients who were promised are called.", "warn"],
  on_break: ["On break", "", "rest"],
  overrun: ["Overrun", "The return time has passed.", "bad"],
  ended: ["Ended", "", "quiet"],
  cancelled: ["Cancelled", "", "quiet"],
  missed: ["Missed", "It did not begin in time.", "bad"],
};

export const COUNTER_STATES = {
  closed: ["Closed", "quiet"],
  open: ["Open", "good"],
  closing: ["Last call", "warn"],
  on_break: ["On break", "rest"],
  out_of_service: ["Out of service", "bad"],
};

export const TICKET_STATES = { called: "called", serving: "in service" };

// what a ticket was told about the next break: [word, tone]
export const PROMISES = {
  before: ["before the break", "good"],
  other_counter: ["another counter", "plain"],
  after: ["after the break", "rest"],
};

/** The name of a break: its kind, or the reason that was given for it. */
export function nameOf(break_) {
  return REASONS[break_.reason] ?? KINDS[break_.kind] ?? break_.kind;
}

/** What would be allowed instead, out of the facts of a refusal; "" when nothing is said. */
export function allowedInstead(facts, zone) {
  if (facts.allowed_at) return `Allowed from ${exactly(facts.allowed_at, zone)}.`;
  if (facts.earliest && facts.latest) {
    return `Allowed: a start from ${hhmm(facts.earliest, zone)} to ${hhmm(facts.latest, zone)}.`;
  }
  if (facts.earliest) return `Allowed: a start from ${hhmm(facts.earliest, zone)}.`;
  if (facts.latest) return `Allowed: a start up to ${hhmm(facts.latest, zone)}.`;
  if (facts.starts_at && facts.returns_at) {
    return `That one lasts ${hhmm(facts.starts_at, zone)} to ${hhmm(facts.returns_at, zone)}.`;
  }
  return facts.at ? `The first such minute is ${hhmm(facts.at, zone)}.` : "";
}

/** A refusal as one text: the sentence, then what would be allowed. */
export function inWords(error, zone) {
  const fields = Object.entries(error.facts?.errors ?? {});
  const wrong = fields.map(([field, said]) => `${field}: ${[].concat(said).join(" ")}`);
  return [error.message, ...wrong, allowedInstead(error.facts ?? {}, zone)].filter(Boolean).join(" ");
}

/** What the screens say of a break that has overrun. */
export function screensSay({ shown_return_at: at }, zone) {
  return at ? `Screens say ${hhmm(at, zone)}.` : "Screens ask clients to speak to staff.";
}

/** "1 client", "2 clients". */
export function count(n, one, many = `${one}s`) {
  return `${n} ${n === 1 ? one : many}`;
}
