// The sign on the glass or at a counter: today's breaks of the branch or of one counter, who serves
// there, the hours, and until when one may come in.

import { Banner } from "./banner.js";
import { say } from "./dom.js";
import { frame, shift } from "./frame.js";
import { translatePage } from "./i18n.js";
import { Live } from "./live.js";
import { markWord } from "./mark.js";
import { Place } from "./place.js";
import { report } from "./report.js";
import { headLine } from "./shrink.js";
import { Table } from "./table.js";
import { clock, day } from "./times.js";

const page = document.body;
const find = (id) => document.getElementById(id);
const { token, zone, counter } = page.dataset;
const isMine = (row) => !counter || row.counter === counter;
// a sign is read from nearby: one notice at a time leaves room for the day
const AT_ONCE = 1;

frame();
const live = new Live({ token, onBoard: draw, onStatus });
const banner = new Banner({
  live,
  token,
  zone,
  list: find("notices"),
  told: find("told"),
  wanted: isMine,
  atOnce: AT_ONCE,
});
const place = new Place({
  counter,
  state: find("state"),
  staff: find("staff"),
  hours: find("hours"),
  entries: find("entries"),
});
const table = new Table({
  list: find("breaks"),
  pages: find("pages"),
  none: find("no-breaks"),
  // so that a sheet on the same glass can be compared with it (P8)
  revisions: true,
});
const fitName = headLine(find("branch"), document.querySelector(".top"));
let lastHeard = null;

function onStatus(status, heard) {
  page.dataset.status = status;
  lastHeard = heard;
  draw();
}

function draw() {
  const { board, status } = live;
  translatePage();
  shift();
  say(find("mark-word"), markWord(status, board, lastHeard));
  if (!board) return;
  const { branch, breaks } = board;
  const now = live.now();
  const fresh = status === "online" || status === "updating";
  say(find("branch"), branch.name);
  fitName(find("mark-word").textContent.length);
  say(find("clock"), clock(now, branch.time_zone));
  say(find("day"), day(now, branch.time_zone));
  place.draw(board, now, fresh);
  banner.draw(now, fresh);
  table.draw(breaks.filter(isMine), branch.time_zone, now, fresh);
}

document.addEventListener("visibilitychange", draw);
window.addEventListener("resize", draw);
setInterval(draw, 500);
live.start();
report({ live });
