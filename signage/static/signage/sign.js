// The sign on the glass or at a counter: today's breaks of the branch or of one counter.

import { Banner } from "./banner.js";
import { say } from "./dom.js";
import { Live } from "./live.js";
import { markWord } from "./mark.js";
import { Table } from "./table.js";
import { clock, day } from "./times.js";
import { stateNow } from "./wordings.js";

const page = document.body;
const find = (id) => document.getElementById(id);
const { token, zone, counter } = page.dataset;
const live = new Live({ token, onBoard: draw, onStatus });
const isMine = (row) => !counter || row.counter === counter;
const banner = new Banner({
  live,
  token,
  zone,
  list: find("notices"),
  told: find("told"),
  wanted: isMine,
});
const table = new Table({
  list: find("breaks"),
  pages: find("pages"),
  none: find("no-breaks"),
  // so that a sheet on the same glass can be compared with it (P8)
  revisions: true,
});

function onStatus(status, lastHeard) {
  page.dataset.status = status;
  say(find("mark-word"), markWord(status, live.board, lastHeard));
  draw();
}

function draw() {
  if (!live.board) return;
  const { branch, breaks } = live.board;
  const now = live.now();
  const fresh = live.status === "online" || live.status === "updating";
  say(find("branch"), branch.name);
  say(find("clock"), clock(now, branch.time_zone));
  say(find("day"), day(now, branch.time_zone));
  drawState(fresh);
  banner.draw(now, fresh);
  table.draw(breaks.filter(isMine), branch.time_zone, now, fresh);
}

function drawState(fresh) {
  const mine = live.board.counters.find((row) => row.label === counter);
  find("state").hidden = !counter;
  say(find("state"), fresh && mine ? stateNow(live.board.branch, mine.state) : "Please ask the staff");
}

setInterval(draw, 500);
live.start();
