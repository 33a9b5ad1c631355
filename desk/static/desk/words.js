// One word per thing, as people at a counter say it.

import { hhmm } from "./times.js";

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

// why a rule is broken on purpose
export const OVERRIDE_REASONS = {
  staff_ill: "Somebody is ill",
  rush: "Many clients",
  client_need: "A client's need",
  emergency: "Emergency",
  technical: "Technical problem",
  agreed: "Agreed with the person",
  other: "Another reason",
};

export const COMMITMENTS = {
  served_before: "Served before the break",
  return_time: "Back at the counter",
  call_back: "Call back",
  cool_down_return: "Back after cooling down",
  case_answer: "Answer to a case",
  other: "Something else",
};

export const ROLES = { teller: "Teller", manager: "Manager", head_office: "Head office" };

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

// what the house itself notes on a break that it took back
const NOTED = { branch_closed: "the branch closed early", shift_changed: "the shift was changed" };

/** What was noted on a break, in quotes where a person wrote it; "" for nothing. */
export function remarkOf({ remark }) {
  return NOTED[remark] ?? (remark ? `“${remark}”` : "");
}

/** What the screens say of a break that has overrun. */
export function screensSay({ shown_return_at: at }, zone) {
  return at ? `Screens say ${hhmm(at, zone)}.` : "Screens ask clients to speak to staff.";
}

/** Whether the told waits can be trusted; "" while they hold as they should. */
export function forecastWords({ state, services, services_needed: needed, coverage, counted, mended }) {
  if (state === "learning") return `Learning: the waits are still rough (${services} of ${needed} services seen).`;
  if (state !== "drifting") return "";
  const held = `The told ranges held for ${Math.round(coverage * 100)} % of the last ${counted} clients`;
  return mended === "widened" ? `${held}; they were widened.` : `${held}; they are narrowed overnight.`;
}

/** "1 client", "2 clients". */
export function count(n, one, many = `${one}s`) {
  return `${n} ${n === 1 ? one : many}`;
}
