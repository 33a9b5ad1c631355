// Clock times and days of the branch as the language of the page writes them, and distances.

const MINUTE = 60000;
const HALF_DAY = ["fil"];
const WITH_DOT = ["tr"];
const BETWEEN = "–";
const formats = new Map();

function spoken() {
  return document.documentElement.lang || "en";
}

function formatter(language, zone, options) {
  const key = [language, zone, options.hour, options.year].join();
  if (!formats.has(key)) {
    const all = Object.assign({ timeZone: zone }, options);
    // English is that of Europe: the day before its month
    formats.set(key, new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, all));
  }
  return formats.get(key);
}

/** Hours and minutes on the branch's wall, as numbers. */
export function wall(instant, zone) {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return formatter("en", zone, options).format(instant).split(":").map(Number);
}

/** The wall clock of the branch at an instant (milliseconds): 13:00, in Turkish 13.00, in Filipino
 * 1:00 PM (UX.md 1.2). `filling.py` writes the same. */
export function clock(instant, zone) {
  const [hours, minutes] = wall(instant, zone);
  const language = spoken();
  const past = String(minutes).padStart(2, "0");
  if (HALF_DAY.includes(language)) return (hours % 12 || 12) + ":" + past + "\u00a0" + halfOf(hours);
  return String(hours).padStart(2, "0") + (WITH_DOT.includes(language) ? "." : ":") + past;
}

/** The calendar day of the branch at an instant, as 2027-03-03. */
export function dayAt(instant, zone) {
  const options = { year: "numeric", month: "2-digit", day: "2-digit" };
  return formatter("en", zone, options).format(instant).split("/").reverse().join("-");
}

function halfOf(hours) {
  return hours < 12 ? "AM" : "PM";
}

/** A start or return as screens show it: the whole minute, rounded up (A5). */
export function shown(iso, zone) {
  return clock(Math.ceil(Date.parse(iso) / MINUTE) * MINUTE, zone);
}

/** From one shown time to another: 13:00–13:30, in Filipino 1:00–1:30 PM. */
export function span(from, to, zone) {
  const [first, last] = [shown(from, zone), shown(to, zone)];
  const half = first.slice(-3);
  const same = HALF_DAY.includes(spoken()) && last.endsWith(half);
  return (same ? first.slice(0, -half.length) : first) + BETWEEN + last;
}

/** Whether the clocks change before an instant that lies ahead (3.9 no. 12): a time alone would not
 * say how far it is. */
export function isBehindChange(iso, zone, now) {
  const at = Date.parse(iso);
  if (!(now < at)) return false;
  const minutes = ([hours, past]) => hours * 60 + past;
  const passed = Math.floor(at / MINUTE) - Math.floor(now / MINUTE);
  return (minutes(wall(at, zone)) - minutes(wall(now, zone)) - passed) % 1440 !== 0;
}

/** Whole minutes from `now` to an ISO instant, rounded up; zero or less when it has passed. */
export function minutesTo(iso, now) {
  return Math.ceil((Date.parse(iso) - now) / MINUTE);
}

/** Whether an ISO instant lies after `now`. */
export function isAhead(iso, now) {
  return iso !== null && Date.parse(iso) > now;
}

/** The calendar day of the branch at an instant. */
export function day(instant, zone) {
  const options = { weekday: "long", day: "numeric", month: "long" };
  return formatter(spoken(), zone, options).format(instant);
}
