// Clock times of the branch, and distances in minutes.

const MINUTE = 60000;
const formats = new Map();

function formatter(zone) {
  if (!formats.has(zone)) {
    const options = { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    formats.set(zone, new Intl.DateTimeFormat("en-GB", options));
  }
  return formats.get(zone);
}

/** The wall clock of the branch at an instant (milliseconds). */
export function clock(instant, zone) {
  return formatter(zone).format(instant);
}

/** A start or return as screens show it: the whole minute, rounded up (A5). Told `now`, it adds
 * how far it is where the clocks change before it (3.9 no. 12). */
export function shown(iso, zone, now) {
  const at = Math.ceil(Date.parse(iso) / MINUTE) * MINUTE;
  const far = distance(iso, zone, now);
  return clock(at, zone) + (far ? " (" + far + ")" : "");
}

/** How far it is to a time behind a change of the clocks; nothing on other nights. */
export function distance(iso, zone, now) {
  const at = Date.parse(iso);
  return now < at && clocksChange(at, now, zone) ? "in " + minutesTo(iso, now) + " min" : "";
}

function clocksChange(at, now, zone) {
  const wall = (instant) => clock(instant, zone).split(":").reduce((h, m) => h * 60 + Number(m), 0);
  const passed = Math.floor(at / MINUTE) - Math.floor(now / MINUTE);
  return (wall(at) - wall(now) - passed) % 1440 !== 0;
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
  return new Date(instant).toLocaleDateString("en-GB", {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
  });
}
