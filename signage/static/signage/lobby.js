// The lobby display: who is called, how many wait and how long who comes now would, today's breaks,
// and the notices that prove it.

import { Banner } from "./banner.js";
import { Calls } from "./calls.js";
import { say } from "./dom.js";
import { frame, shift } from "./frame.js";
import { Gong } from "./gong.js";
import { setup, translatePage } from "./i18n.js";
import { Live } from "./live.js";
import { isCut, markWord } from "./mark.js";
import { Media } from "./media.js";
import { OffHours } from "./offhours.js";
import { report } from "./report.js";
import { isLarge, nextScene } from "./scenes.js";
import { headLine } from "./shrink.js";
import { Sound } from "./sound.js";
import { Stage } from "./stage.js";
import { Table } from "./table.js";
import { clock, day } from "./times.js";
import { Waits } from "./waits.js";

const DENSE_FROM = 5;
// how many notices at once where there is less room than on a wall
const AT_ONCE = { counter_top: 1, strip: 1 };

const page = document.body;
const find = (id) => document.getElementById(id);
const { token, zone } = page.dataset;

frame();
// nobody on the stage is cut off when the page is loaded anew
const live = new Live({ token, onBoard, onStatus, idle: () => stage.call === null });
const banner = new Banner({
  live,
  token,
  zone,
  list: find("notices"),
  told: find("told"),
  atOnce: isLarge ? 1 : AT_ONCE[setup.preset],
});
const calls = new Calls({ hero: find("hero"), history: find("history") });
const waits = new Waits({ list: find("queues"), pages: find("queue-pages") });
const table = new Table({ list: find("breaks"), pages: find("pages"), none: find("no-breaks") });
const offHours = new OffHours(find("off"));
const media = new Media({ live, token, node: find("media") });
const sound = new Sound({ setup, token, live, onState: showSound, onBusy: (yes) => media.duck(yes) });
const gong = new Gong({ ring: () => sound.gong(), node: find("notices") });
const stage = new Stage({ live, node: find("stage"), onCall });
const fitName = headLine(find("branch"), document.querySelector(".top"));
let lastHeard = null;
let room = null;

function onBoard(board) {
  stage.hear(board);
  draw();
}

function onCall({ code, counter }, stillOpen) {
  sound.call({ code, counter, stillOpen });
}

function showSound(state) {
  find("sound").hidden = state !== "blocked";
}

function onStatus(status, heard) {
  page.dataset.status = status;
  lastHeard = heard;
  draw();
}

function draw() {
  const { board, status } = live;
  const known = !isCut(status);
  const fresh = status === "online" || status === "updating";
  translatePage();
  shift();
  say(find("mark-word"), markWord(status, board, lastHeard));
  find("live-calls").hidden = !known;
  find("no-calls").hidden = known;
  if (!board) return;
  const now = live.now();
  drawPlace(board.branch, now);
  stage.draw();
  // behind the veil of a closed branch nothing plays, and no video is heard at night
  media.hold(offHours.draw(board, now) || stage.call !== null);
  page.classList.toggle("has-media", media.draw(now));
  // the notices take their room first; the rest fits itself into what is left
  drawNotices(board, now, fresh);
  calls.draw(board.calls);
  drawSide(board, now, { known, fresh });
}

/** Waits, and breaks below them; where hardly a whole row has room there, both by turns. */
function drawSide(board, now, { known, fresh }) {
  const { branch, breaks, notices, queues } = board;
  const { innerWidth, innerHeight } = window;
  const media = page.classList.contains("has-media");
  const here = [notices.length, queues.length, breaks.length, innerWidth, innerHeight, media].join();
  const paint = () => {
    waits.draw(queues, branch.time_zone, now, { known, fresh });
    table.draw(breaks, branch.time_zone, now, fresh);
  };
  if (here !== room) page.classList.remove("shares");
  room = here;
  paint();
  if (!table.isCramped || page.classList.contains("shares")) return;
  page.classList.add("shares");
  paint();
}

function drawPlace({ name, open, time_zone: timeZone }, now) {
  say(find("clock"), clock(now, timeZone));
  say(find("day"), day(now, timeZone));
  say(find("branch"), name);
  fitName([find("mark-word").textContent.length, find("sound").hidden].join());
  find("closed").hidden = open;
}

function drawNotices(board, now, fresh) {
  nextScene(board.notices.some(banner.isMine));
  const notices = banner.draw(now, fresh);
  gong.hear(board.notices.filter(banner.isMine), board.branch.gong_at_min || [], now, fresh);
  find("side").classList.toggle("dense", notices > 0 || board.queues.length >= DENSE_FROM);
}

find("sound").addEventListener("click", () => sound.enable());
document.addEventListener("visibilitychange", draw);
window.addEventListener("resize", draw);
setInterval(draw, 500);
live.start();
report({ live, sound });
