// The numbers of the policy in words: [key, what it means, unit, kind when it is no whole number].

const minutes = "min";

export const POLICY = [
  ["Notice", [
    ["notice.warn_lead_min", "Clients are warned this long before the start", minutes],
    ["notice.floor_min", "A planned break is known at least this long before", minutes],
    ["notice.full_close_min", "… when no other counter stays open", minutes],
    ["notice.last_call_lead_min", "Only promised clients are called in the last", minutes],
    ["notice.gong_at_min", "A sound at these minutes before the start", minutes, "list"],
    ["notice.proof", "What proves that clients were told", "", ["display_ack", "phone_or_kiosk", "voice_tick"]],
  ]],
  ["Length and place in the day", [
    ["length.lunch_min", "Lunch", minutes],
    ["length.short_min", "Short break", minutes],
    ["length.max_min", "Longest break", minutes],
    ["window.lunch", "Lunch lies inside", "clock", "text"],
    ["edge.first_min", "No break in the first minutes of a shift", minutes],
    ["edge.last_min", "No break in the last minutes of a shift", minutes],
  ]],
  ["Cover", [
    ["cover.floor_open", "Open counters per queue at every minute", "counters"],
    ["cover.max_on_break", "On break at once per queue; empty: half of the staffed", "people", "optional"],
    ["cover.full_close_allowed", "Every counter may pause at once", "", "choice"],
    ["cover.stagger_gap_min", "Gap between one return and the next start", minutes],
  ]],
  ["Start", [
    ["start.promise_slack_min", "A promised client may still end this long after the start", minutes],
    ["start.max_slip_min", "The start may slip by", minutes],
    ["start.expire_min", "A break not begun after this is missed", minutes],
    ["start.auto_when_idle", "The clock starts the break when the counter is idle", "", "yes"],
  ]],
  ["Calls and held places", [
    ["call.arrival_window_s", "Time to walk to the counter", "s"],
    ["call.revive_min", "Who missed the call may come back within", minutes],
    ["hold.valid_min", "A held place stays valid after the return for", minutes],
  ]],
  ["Moves and pressure", [
    ["postpone.step_min", "A break is postponed by at most", minutes],
    ["postpone.max", "Postponed at most", "times"],
    ["pressure.per_counter", "Pressure begins at waiting clients per counter", "clients"],
    ["pressure.wait_min", "Pressure begins at a wait of", minutes],
  ]],
  ["Overrun", [
    ["overrun.remind_min", "Reminder before the return", minutes],
    ["overrun.tolerance_min", "Overrun begins after the return by", minutes],
    ["overrun.manager_min", "The manager hears of it after", minutes],
    ["overrun.repromise_min", "A new time on the screens is this far ahead", minutes],
    ["overrun.repromise_max", "New times at most", "times"],
  ]],
  ["Unplanned breaks", [
    ["unplanned.defer_wait_min", "Those present are served first if it takes at most", minutes],
    ["unplanned.approval_over_min", "The manager decides on breaks over", minutes],
    ["unplanned.answer_min", "The manager answers within", minutes],
    ["unplanned.soft_max", "Per shift before a report marks it", "breaks"],
    ["cooldown.min", "Cool down at least", minutes],
    ["cooldown.default", "Cool down usually", minutes],
    ["cooldown.max", "Cool down at most", minutes],
  ]],
  ["Screens and records", [
    ["display.stale_s", "A screen is stale after", "s"],
    ["display.offline_s", "A screen is offline after", "s"],
    ["retention.ticket_days", "Tickets are kept", "days"],
    ["retention.case_days", "Cases are kept", "days"],
  ]],
];

const KIND_OF = new Map(POLICY.flatMap(([, rows]) => rows.map(([key, , , kind]) => [key, kind ?? "number"])));
const YES_NO = { true: true, false: false, "": null };

/** What a key means, in words. */
export function meaningOf(key) {
  const found = POLICY.flatMap(([, rows]) => rows).find(([name]) => name === key);
  return found ? found[1] : key;
}

/** The value of a key as it is typed. */
export function textOf(value) {
  if (value === null || value === undefined) return "";
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** What was typed as the value the server wants; what cannot be read goes as it is, to be refused. */
export function valueOf(key, text) {
  const kind = KIND_OF.get(key);
  if (kind === "yes" || kind === "choice") return YES_NO[text];
  if (kind === "text" || Array.isArray(kind)) return text.trim();
  if (kind === "optional" && text.trim() === "") return null;
  if (kind === "list") return text.split(/[\s,]+/).filter(Boolean).map(numberOf);
  return numberOf(text);
}

function numberOf(text) {
  const number = Number(text);
  return text.trim() === "" || Number.isNaN(number) ? text : number;
}
