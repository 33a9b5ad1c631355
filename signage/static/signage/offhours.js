// What a display shows while the branch is closed: a clock that moves, nothing, or the day's picture.

import { say } from "./dom.js";
import { setup, t } from "./i18n.js";
import { clock, day } from "./times.js";

const MINUTE = 60000;
// where the clock stands, in per cent of the free width and height: a new place every minute
const PLACES = [[10, 15], [70, 60], [35, 85], [85, 20], [5, 70], [55, 5], [25, 45], [90, 90], [45, 25]];

export class OffHours {
  constructor(node) {
    this.node = node;
    this.mode = setup.off_hours || "clock";
  }

  /** Cover the picture while nobody can be called and nothing is announced; whether it is covered. */
  draw(board, now) {
    const off = this.mode !== "on" && isClosed(board, now);
    this.node.hidden = !off;
    if (off && this.mode === "clock") this._tell(board.branch, now);
    if (off) this.node.dataset.mode = this.mode;
    return off;
  }

  _tell(branch, now) {
    const zone = branch.time_zone;
    const [x, y] = PLACES[Math.floor(now / MINUTE) % PLACES.length];
    const { style } = this.node;
    style.setProperty("--x", String(x));
    style.setProperty("--y", String(y));
    this._say("name", branch.name);
    this._say("clock", clock(now, zone));
    this._say("opens", opens(branch, now));
    this._say("note", (branch.closure && branch.closure.note) || "");
  }

  _say(part, text) {
    say(this.node.querySelector("#off-" + part), text);
  }
}

function isClosed({ branch, calls, notices }, now) {
  if (branch.open || calls.length > 0 || notices.length > 0) return false;
  // an opening that was not heard of, for want of a connection
  return !branch.opens_at || now < Date.parse(branch.opens_at);
}

/** "Opens: Monday 23 November, 08:00"; of the same day the time is enough. */
function opens({ opens_at: at, time_zone: zone }, now) {
  if (!at) return "";
  const [date, time] = [day(Date.parse(at), zone), clock(Date.parse(at), zone)];
  return date === day(now, zone) ? t("Opens: {time}", { time }) : t("Opens: {day}, {time}", { day: date, time });
}
