// The house's clock as this page knows it, and instants as the clocks of a branch show them.

const MINUTE = 60_000;
const DAY = 86_400_000;
const formats = new Map();

/** The server's clock: last heard instant plus the time since, at the house's speed. */
class HouseClock {
  #told = Date.now();
  #heardAt = performance.now();
  #speed = 1;
  /** Whether the server was heard at all; before that the machine's own clock stands in. */
  heard = false;

  /** Take an instant (ISO 8601) and a speed from an answer of the server. */
  hear(now, speed = this.#speed) {
    this.#told = Date.parse(now);
    this.#heardAt = performance.now();
    this.#speed = speed ?? 1;
    this.heard = true;
  }

  /** The house's instant in milliseconds. */
  now() {
    return this.#told + (performance.now() - this.#heardAt) * this.#speed;
  }
}

export const clock = new HouseClock();

function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...options }));
  }
  return formats.get(key);
}

/** "12:30": the instant on a clock of the branch. */
export function hhmm(instant, zone) {
  return format(zone, { hour: "2-digit", minute: "2-digit" }).format(new Date(instant));
}

/** "12:30:05": the same with seconds. */
export function hhmmss(instant, zone) {
  const options = { hour: "2-digit", minute: "2-digit", second: "2-digit" };
  return format(zone, options).format(new Date(instant));
}

/** "12:30", or "12:30:05" where the seconds say something. */
export function exactly(instant, zone) {
  return new Date(instant).getUTCSeconds() ? hhmmss(instant, zone) : hhmm(instant, zone);
}

/** "Monday 22 November": a local day "2027-11-22" in words. */
export function dayInWords(day) {
  const options = { weekday: "long", day: "numeric", month: "long" };
  return format("UTC", options).format(new Date(`${day}T12:00:00Z`));
}

function parts(instant, zone) {
  const options = {
    year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", second: "2-digit",
  };
  const found = format(zone, options).formatToParts(new Date(instant));
  return Object.fromEntries(found.map(({ type, value }) => [type, value]));
}

/** "2027-11-22": the local day of an instant. */
export function dayOf(instant, zone) {
  const { year, month, day } = parts(instant, zone);
  return `${year}-${month}-${day}`;
}

/** The local day that lies `count` days after another. */
export function dayAfter(day, count = 1) {
  return new Date(Date.parse(`${day}T12:00:00Z`) + count * DAY).toISOString().slice(0, 10);
}

function offsetAt(instant, zone) {
  const { year, month, day, hour, minute, second } = parts(instant, zone);
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  return wall - Math.floor(instant / 1000) * 1000;
}

/**
 * The instant (ISO 8601, UTC) at which clocks in `zone` show `wall` ("12:30") on `day`.
 * When clocks go back the first of two is meant; a time that is jumped over moves on by the jump.
 */
export function instantOf(day, wall, zone) {
  const asUtc = Date.parse(`${day}T${wall}:00Z`);
  const before = offsetAt(asUtc - DAY, zone);
  const after = offsetAt(asUtc + DAY, zone);
  const first = asUtc - before;
  const second = asUtc - after;
  const jumped = offsetAt(first, zone) !== before && offsetAt(second, zone) !== after;
  const instant = jumped || offsetAt(first, zone) === before ? first : second;
  return new Date(instant).toISOString().replace(".000Z", "Z");
}

/** "09:05" from what a person types for it ("9:05", "0905", "9.05", "9"); "" when it is no time. */
export function wallOf(text) {
  const found = /^(\d{1,2})(?:[:.]?(\d{2}))?$/.exec(text.trim());
  if (!found || found[1] > 23 || (found[2] ?? 0) > 59) return "";
  return `${found[1].padStart(2, "0")}:${found[2] ?? "00"}`;
}

/** A wall time some minutes later or earlier on the same day. */
export function wallMoved(wall, minutes) {
  const [hours, rest] = wall.split(":").map(Number);
  const moved = Math.min(Math.max(hours * 60 + rest + minutes, 0), 24 * 60 - 5);
  return `${String(Math.floor(moved / 60)).padStart(2, "0")}:${String(moved % 60).padStart(2, "0")}`;
}

/** Whole minutes between two instants, rounded down. */
export function minutesBetween(earlier, later) {
  return Math.floor((new Date(later) - new Date(earlier)) / MINUTE);
}

/** "4:32" or "1:04:32": a length in milliseconds; less than nothing counts as nothing. */
export function countdown(length) {
  const seconds = Math.max(0, Math.floor(length / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${Math.floor(seconds / 60) % 60}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest.padStart(5, "0")}` : rest;
}

/** "25 min" or "1 h 05 min": a length in minutes. */
export function minutesInWords(minutes) {
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

export { MINUTE };
