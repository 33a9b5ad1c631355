// The day's table: as many rows as fit, and never a page without any.

import { Table } from "/static/signage/table.js";
import { equal, test } from "./world.js";

const NINE = Date.parse("2027-03-03T08:00:00Z");
const ZONE = "Europe/Budapest";

function row(hour) {
  const [starts, returns] = [hour, hour + 1].map((h) => "2027-03-03T" + String(h).padStart(2, "0") + ":00:00Z");
  return { counter: "1", state: "published", revision: 1, starts_at: starts, returns_at: returns };
}

const rows = (count) => Array.from({ length: count }, (_, n) => row(10 + n));

/** A table with room for two rows. */
function tableFor(said) {
  const frame = document.createElement("section");
  const [list, pages, none] = ["ul", "p", "p"].map((tag) => document.createElement(tag));
  frame.append(list, pages, none);
  document.body.append(frame);
  list.style.overflow = "hidden";
  const table = new Table({ list, pages, none });
  const seen = () => Array.from(list.children).filter((each) => !each.hidden).length;
  try {
    table.draw(rows(1), ZONE, NINE, true);
    list.style.height = 2 * list.children[0].getBoundingClientRect().height + "px";
    said({ table, frame, seen });
  } finally {
    frame.remove();
  }
}

test("a table that became short while it was away shows its rows on each page", async () => {
  tableFor(({ table, frame, seen }) => {
    table.draw(rows(6), ZONE, NINE, true);
    equal(table.starts.length, 3);
    frame.hidden = true;
    table.draw(rows(2), ZONE, NINE, true);
    frame.hidden = false;
    table.draw(rows(2), ZONE, NINE, true);
    equal(table.starts, [0]);
    equal(seen(), 2);
  });
});
