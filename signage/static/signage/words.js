// A ticket's promise in words, for the kiosk; `tickets.py` has the same for the client's page.

import { isAhead, shown } from "./times.js";

function after(promise, zone, now) {
  const turn = promise.fixed ? "Your turn comes" : "Your turn is expected";
  if (!isAhead(promise.returns_at, now)) {
    return turn + " after the break. Please ask at the counter for the time.";
  }
  return turn + " after the break, from " + shown(promise.returns_at, zone, now) + ".";
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

/** When the turn is forecast, as a clock time; nothing once that time has passed. */
export function expectedWords(ticket, zone, now) {
  return isAhead(ticket.expected_at, now) ? "about " + shown(ticket.expected_at, zone, now) : "";
}
