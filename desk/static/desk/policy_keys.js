// The numbers of the policy in words: [key, what it means, unit, kind when it is no whole number].
// What the branch says of its law has a panel of its own; the organisation's is a row like others.

const minutes = "min";

export const POLICY = [
  ["Law", [
    ["rest.preset", "Country's law of rest breaks", "", "preset"],
    ["rest.protected", "The lawful rest is taken away by nobody", "", "fixed"],
  ]],
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
    ["cover.role_floor", "People of a role on the premises, like pharmacist 1", "", "roles"],
    ["cover.max_on_break", "On break at once per queue; empty: half of the staffed", "people", "optional"],
    ["cover.full_close_allowed", "Every counter may pause at once", "", "choice"],
    ["cover.stagger_gap_min", "Gap between one return and the next start", minutes],
  ]],
  ["Start", [
    ["start.promise_slack_min", "A promised client may still end this long after the start", minutes],
    ["start.max_slip_min", "The start may slip by", minutes],
    ["start.expire_min", "A break not begun after this is missed", minutes],
    ["start.early", "A break starts before the time on the screens", "", "fixed"],
    ["start.auto_when_idle", "The clock starts the break when the counter is idle", "", "yes"],
  ]],
  ["Calls and held places", [
    ["call.arrival_window_s", "Time to walk to the counter", "s"],
    ["call.revive_min", "Who missed the call may come back within", minutes],
    ["hold.valid_min", "A held place stays valid after the return for", minutes],
  ]],
  ["Waits and promises", [
    ["promise.before_percent", "“Before the break” is promised at a probability of at least", "%"],
    ["promise.take_percent", "In the last call one client more is taken at a probability of at least", "%"],
    ["promise.take_slack_min", "… of being done at most this long after the start", minutes],
    ["forecast.per_teller", "The waits know how fast each person serves", "", "yes"],
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
  ["Complaints and questions", [
    ["case.answer_days", "A case is answered within", "days"],
    ["case.working_days", "… counting only days on which the branch opens", "", "yes"],
    ["case.legal_days", "The law's own deadline stands beside it; 0: none", "days"],
  ]],
  ["Screens and records", [
    ["display.stale_s", "A screen is stale after", "s"],
    ["display.offline_s", "A screen is offline after", "s"],
    ["retention.ticket_days", "Tickets are kept", "days"],
    ["retention.case_days", "Cases are kept", "days"],
  ]],
];

const ROW_OF = new Map(POLICY.flatMap(([, rows]) => rows.map((row) => [row[0], row])));
const EXTRA = { "rest.preset_confirmed": "Confirmed law" };
const YES_NO = { true: true, false: false, "": null };

/** What a key means, in words. */
export function meaningOf(key) {
  return ROW_OF.get(key)?.[1] ?? EXTRA[key] ?? key;
}

/** A sentence of the server with the keys in it said in words. */
export function inMeanings(sentence) {
  return sentence.replace(/\b[a-z]+\.[a-z_]+\b/g, (key) => {
    const meaning = meaningOf(key);
    return meaning === key ? key : `“${meaning}”`;
  });
}

/** The value of a key as it is typed. */
export function textOf(value) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "object") return Object.entries(value).map(([role, n]) => `${role.replaceAll("_", " ")} ${n}`).join(", ");
  return String(value);
}

/** The value of a key as a person reads it, with its unit. */
export function saidOf(key, value) {
  const [, , unit, kind] = ROW_OF.get(key) ?? [key, key, ""];
  if (kind === "optional" && value === null) return "half of the staffed";
  if (kind === "choice" && value === null) return "where one counter is staffed";
  if (typeof value === "boolean") return value ? "yes" : "no";
  const text = textOf(value).replaceAll("_", " ") || "none";
  return unit && typeof value === "number" ? `${text} ${unit}` : text;
}

/** What was typed as the value the server wants; what cannot be read goes as it is, to be refused. */
export function valueOf(key, text) {
  const kind = ROW_OF.get(key)?.[3] ?? "number";
  if (kind === "yes" || kind === "choice") return YES_NO[text];
  if (kind === "text" || kind === "preset" || Array.isArray(kind)) return text.trim();
  if (kind === "optional" && text.trim() === "") return null;
  if (kind === "list") return text.split(/[\s,]+/).filter(Boolean).map(numberOf);
  if (kind === "roles") return rolesOf(text);
  return numberOf(text);
}

// "pharmacist 1, cash dual control 2"
function rolesOf(text) {
  const roles = text.split(",").map((each) => each.trim()).filter(Boolean);
  const found = roles.map((each) => /^(.+?)[\s:=]+(\d+)$/.exec(each));
  if (found.some((each) => !each)) return text;
  return Object.fromEntries(found.map(([, role, n]) => [role.trim().toLowerCase().replace(/\s+/g, "_"), Number(n)]));
}

function numberOf(text) {
  const number = Number(text);
  return text.trim() === "" || Number.isNaN(number) ? text : number;
}
