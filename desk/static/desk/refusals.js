// A refusal in words: which rule, the fact, and what would be allowed instead.

import { exactly, hhmm } from "./times.js";
import { count } from "./words.js";

// the rules by the codes of the server, as a person would name them
export const RULES = {
  alternative_missing: "A way for clients while all counters pause",
  arrival_window: "Time to walk to the counter",
  client_at_counter: "The client at the counter comes first",
  client_called: "Time to walk to the counter",
  clients_before_request: "Who was here first",
  consent_required: "Putting off a second time",
  coverage_floor: "Open counters",
  edge: "First and last minutes of a shift",
  extension_limit: "Coming back later",
  length_too_long: "Length of a break",
  length_too_short: "Length of a break",
  lunch_window: "Lunch window",
  max_on_break: "People on break at once",
  not_promised: "Last call",
  notice_too_short: "Notice to clients",
  outside_shift: "Inside the shift",
  overlap: "One break at a time",
  pharmacist_absence: "Pharmacist in the house",
  postpone_limit: "Putting off",
  postpone_spent: "Putting off",
  promise_withdrawn: "Promises to clients",
  promised_waiting: "Promises to clients",
  relief_overlap: "One place at a time",
  rest_law: "Lawful rest",
  rest_protected: "Lawful rest",
  rest_short: "Lawful rest",
  return_passed: "Return times that have passed",
  role_floor: "People of a role in the house",
  stagger: "Gap between two breaks",
  start_before_shown: "Shown start",
};

// what a person can do, where no number says it
const WAYS = {
  alternative_missing: "Write it into the draft, or plan the break when another counter is open.",
  consent_required: "Ask the employee: she agrees at her own desk, beside the break. Then move it again.",
  coverage_floor: "Another time, somebody who sits in, or a reason that is kept.",
  postpone_spent: "It stays where it is; it can be cancelled for another one.",
  relief_overlap: "Choose another person or other times.",
  rest_protected: "Cancel it together with a lawful break that takes its place.",
};

/** "Notice to clients": the name of a rule; "" for a code that is no rule. */
export function ruleName(code) {
  return RULES[code] ?? "";
}

/**
 * What would be allowed instead, out of the facts of a refusal; "" when nothing is said. Numbers
 * that the sentence of the refusal names already are not said twice.
 */
export function allowedInstead(facts, zone) {
  const said = [start(facts, zone), ...SAYINGS.map((say) => say(facts, zone)), WAYS[facts.code]];
  return said.filter(Boolean).join(" ");
}

/** From when, and until when. */
function start({ allowed_at: at, earliest, latest }, zone) {
  if (at) return `Allowed from ${exactly(at, zone)}.`;
  if (earliest && latest) {
    const none = Date.parse(earliest) > Date.parse(latest);
    return none ? "No time of that day is allowed." : `Allowed: ${exactly(earliest, zone)} to ${exactly(latest, zone)}.`;
  }
  if (earliest) return `${exactly(earliest, zone)} at the earliest.`;
  return latest ? `${exactly(latest, zone)} at the latest.` : "";
}

const SAYINGS = [
  ({ floor, open, message }) => (
    floor !== undefined && open !== undefined && !message ? `${count(open, "open counter")} left, ${floor} needed.` : ""
  ),
  ({ floor, role, here, message }) => (
    role && !message ? `${here} of the role ${role.replaceAll("_", " ")} left, ${floor} needed.` : ""
  ),
  ({ max, max_minutes: minutes, message }) => (max !== undefined && minutes === undefined && !message ? `At most ${max}.` : ""),
  ({ at, minutes_below: below }, zone) => at && `From ${hhmm(at, zone)} on${below ? `, ${below} min in all` : ""}.`,
  lengths,
  ({ starts_at: from, returns_at: back, ends_at: end, staff_id: own }, zone) => (
    from && (back || end) && !own ? `That one lasts ${hhmm(from, zone)} to ${hhmm(back ?? end, zone)}.` : ""
  ),
  ({ shift_starts_at: from, shift_ends_at: to }, zone) => from && `The shift lasts ${hhmm(from, zone)} to ${hhmm(to, zone)}.`,
  ({ returned_at: at }, zone) => at && `Somebody comes back at ${hhmm(at, zone)}.`,
  ({ protected_minutes: kept }) => kept && `${kept} min of it are lawful rest.`,
  ({ alternative }) => alternative && `Meanwhile: ${alternative}.`,
];

function lengths({ min_minutes: least, max_minutes: most, minutes, message }) {
  const named = most !== undefined && message?.includes(String(most));
  if (named || minutes !== undefined) return "";
  if (least !== undefined && most !== undefined) return `Allowed: ${least} to ${most} min.`;
  if (least !== undefined) return `At least ${least} min.`;
  return most !== undefined ? `At most ${most} min.` : "";
}

/** A refusal as one text: the rule, the sentence, then what would be allowed. */
export function inWords(error, zone) {
  const facts = error.facts ?? {};
  const wrong = Object.entries(facts.errors ?? {}).map(([field, said]) => `${field}: ${[].concat(said).join(" ")}`);
  return refusalInWords({ ...facts, message: error.message }, zone, wrong);
}

/** The same of a verdict or a violation: a code, a message and facts in one object. */
export function refusalInWords(facts, zone, wrong = []) {
  const rule = ruleName(facts.code);
  const said = [facts.message, ...wrong, allowedInstead(facts, zone)].filter(Boolean).join(" ");
  return rule ? `${rule}: ${said}` : said;
}
