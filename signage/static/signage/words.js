// What the public screens say of a wait, of a break and of a promise; every phrase whole, so that
// each language can turn it as it likes. `tickets.py` says the same on the client's page.

import { t } from "./i18n.js";
import { isAhead, isBehindChange, minutesTo, shown, span } from "./times.js";

/** How far it is to a time behind a change of the clocks; nothing on other nights. */
export function distance(iso, zone, now) {
  return isBehindChange(iso, zone, now) ? t("in {minutes} min", { minutes: minutesTo(iso, now) }) : "";
}

/** A shown time, and how far it is where the clocks change before it. */
function timeWords(iso, zone, now) {
  const far = distance(iso, zone, now);
  return shown(iso, zone) + (far ? " (" + far + ")" : "");
}

function spanWords(from, to, zone, now) {
  const far = distance(from, zone, now) || distance(to, zone, now);
  return far ? timeWords(from, zone, now) + "–" + timeWords(to, zone, now) : span(from, to, zone);
}

function afterAt(promise, time) {
  if (promise.probably) {
    return promise.fixed
      ? t("Your turn comes probably before the break, at the latest after it, from {time}.", { time })
      : t("Your turn is expected probably before the break, at the latest after it, from {time}.", { time });
  }
  return promise.fixed
    ? t("Your turn comes after the break, from {time}.", { time })
    : t("Your turn is expected after the break, from {time}.", { time });
}

/** A return that has passed is told to nobody (E0). */
function afterAsking(promise) {
  if (promise.probably) {
    return promise.fixed
      ? t("Your turn comes probably before the break, at the latest after it. Please ask at the counter for the time.")
      : t("Your turn is expected probably before the break, at the latest after it. Please ask at the counter for the time.");
  }
  return promise.fixed
    ? t("Your turn comes after the break. Please ask at the counter for the time.")
    : t("Your turn is expected after the break. Please ask at the counter for the time.");
}

/** The promise in a sentence; a provisional one says "expected" (C1). */
export function promiseWords(promise, zone, now) {
  const { kind, fixed, returns_at: back } = promise;
  if (kind === "after") {
    return isAhead(back, now) ? afterAt(promise, timeWords(back, zone, now)) : afterAsking(promise);
  }
  if (kind === "before") {
    return fixed
      ? t("You will be served before the break.")
      : t("You are expected to be served before the break.");
  }
  if (kind === "other_counter") {
    return fixed
      ? t("Another counter will serve you: the break does not hold you up.")
      : t("Another counter is expected to serve you: the break does not hold you up.");
  }
  return t("No break lies before your turn.");
}

/** A told range of minutes (UX.md 1.1); nothing where the server could name none. */
export function waitWords(wait) {
  if (!wait || wait.low === null || (wait.high === null && wait.low === 0)) return "";
  if (wait.high === null) return t("{low} min or more", wait);
  if (wait.low === 0) return t("up to {high} min", wait);
  return t("about {low}–{high} min", wait);
}

/** A break that is coming or `running`, or `waits` for a colleague, and whether a told range holds
 * it already; a return that has passed is told to nobody (E0). */
export function breakWords(row, zone, now, counted) {
  const { counter, starts_at: starts, returns_at: returns } = row;
  const known = isAhead(returns, now);
  if (row.running) return runningWords(counter, known ? timeWords(returns, zone, now) : null, counted);
  if (row.waits) return aheadWords(counter, whenCovered(), counted);
  const time = known ? spanWords(starts, returns, zone, now) : timeWords(starts, zone, now);
  return aheadWords(counter, time, counted);
}

/** When a break begins that waits for a colleague (U5). */
export function whenCovered() {
  return t("when a colleague is back");
}

function aheadWords(counter, time, counted) {
  return counted
    ? t("Counter {counter}: break {time}, already counted in", { counter, time })
    : t("Counter {counter}: break {time}", { counter, time });
}

function runningWords(counter, time, counted) {
  if (time) {
    return counted
      ? t("Counter {counter}: on break, back at {time}, already counted in", { counter, time })
      : t("Counter {counter}: on break, back at {time}", { counter, time });
  }
  return counted
    ? t("Counter {counter}: on break, already counted in", { counter })
    : t("Counter {counter}: on break, please ask at the counter", { counter });
}
