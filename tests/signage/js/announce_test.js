// What is left of a notice when the server is not heard: what the calendar says, and no number that
// may not hold.

import { breakModel, noticeModel } from "/static/signage/announce.js";
import { equal, test } from "./world.js";

const NOW = Date.parse("2027-03-03T11:20:00Z");
const LAST = "Last number before the break: A004";

function notice(others) {
  const ways = others.length ? "Other counters: " + others.join(", ") + " · Meanwhile: ATM" : "Meanwhile: ATM";
  return {
    break: 1,
    phase: "warned",
    counter: "W1",
    starts_at: "2027-03-03T11:30:00Z",
    returns_at: "2027-03-03T12:00:00Z",
    other_counters: others,
    lines: ["Counter: W1 · Break: 12:30", "Back at: 13:00", "Reason: lunch", ways, LAST, "Next update: 12:25"],
    say: { en: "A004 is served before the break." },
  };
}

test("the last number is told while it may hold, and not where other counters may have closed", async () => {
  const said = (others, fresh, known) => {
    const model = noticeModel(notice(others), NOW, fresh, known);
    return [model.wait, model.ways, model.said !== ""];
  };
  equal(said([], true, true), [LAST + " · Next update: 12:25", "Meanwhile: ATM", true]);
  equal(said([], false, true), [LAST, "Meanwhile: ATM", true]);
  equal(said([], false, false), ["", "Meanwhile: ATM", false]);
  equal(said(["W2", "W3"], false, true), ["", "Meanwhile: ATM", true]);
});

test("a break that waits for a colleague names no time; unheard, nobody knows whether it still does", async () => {
  const row = { counter: "W1", state: "closing", waits: true, starts_at: "2027-03-03T11:10:00Z", returns_at: null };
  const told = (fresh) => {
    const { times, known, word } = breakModel(row, "Europe/Budapest", NOW, fresh, false);
    return [times, known, word];
  };
  equal(told(true), ["when a colleague is back", "", "Break ahead"]);
  equal(told(false), ["12:10–?", "please ask at the counter", "Break ahead"]);
});
