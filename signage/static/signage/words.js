// What the public screens say of a wait, of a break and of a promise, in English; every phrase in
// one function. `tickets.py` has the same words for the client's page.

import { isAhead, shown } from "./times.js";

function after(promise, zone, now) {
  const turn = promise.fixed ? "Your turn comes" : "Your turn is expected";
  const when = promise.probably ? " probably before the break, at the latest after it" : " after the break";
  if (!isAhead(promise.returns_at, now)) return turn + when + ". Please ask at the counter for the time.";
  return turn + when + ", from " + shown(promise.returns_at, zone, now) + ".";
}

/** The promise in a sentence; a provisional one says "expected" (C1). */
export function promiseWords(promise, zone, now) {
  if (promise.kind === "after") return after(promise, zone, now);
  if (promise.kind === "before") {
    return promise.fixed
      ? "You will be served before the break."
      : "You are expected to be served before the break.";
  }
  if (promise.kind === "other_counter") {
    return promise.fixed
      ? "Another counter will serve you: the break does not hold you up."
      : "Another counter is expected to serve you: the break does not hold you up.";
  }
  return "No break lies before your turn.";
}

/** A told range of minutes (UX.md 1.1); nothing where the server could name none. */
export function waitWords(wait) {
  if (!wait || wait.low === null || (wait.high === null && wait.low === 0)) return "";
  if (wait.high === null) return wait.low + " min or more";
  if (wait.low === 0) return "up to " + wait.high + " min";
  return "about " + wait.low + "–" + wait.high + " min";
}

/** A break that is coming or `running`, and whether a told range holds it already; a return that
 * has passed is told to nobody (E0). */
export function breakWords(row, zone, now, counted) {
  const where = "Counter " + row.counter + ": ";
  const back = isAhead(row.returns_at, now) ? shown(row.returns_at, zone, now) : null;
  const tail = counted ? ", already counted in" : "";
  if (!row.running) return where + "break " + shown(row.starts_at, zone, now) + (back ? "–" + back : "") + tail;
  if (back) return where + "on break, back at " + back + tail;
  return where + "on break" + (tail || ", please ask at the counter");
}
