// The stage: a new call owns it for eight seconds; calls of one moment own it one after the other.

import { el, icon, painter, say, sized } from "./dom.js";
import { languageNow, t } from "./i18n.js";

const STAGE_MS = 8000;
const NEXT_SHOWN = 3;

function keyOf(call) {
  return [call.code, call.counter, call.called_at, call.recalls].join("|");
}

export class Stage {
  /** `onCall(call, stillOpen)` hears of each call when it comes on. */
  constructor({ live, node, onCall }) {
    this.live = live;
    this.node = node;
    this.onCall = onCall;
    this.queue = [];
    this.call = null;
    // the calls of the last board; null before the first
    this.seen = null;
    this.code = node.querySelector("#stage-code");
    this.counter = node.querySelector("#stage-counter");
    this.paintNext = painter(node.querySelector("#stage-next"), (calls) => calls.map(nextCall));
  }

  /** New calls wait for the stage; what was there when the page began is only listed. */
  hear(board) {
    const calls = board.calls.filter((call) => call.state === "called");
    if (this.seen && !this.live.restored) {
      this.queue = this.queue.concat(calls.filter((call) => !this.seen.has(keyOf(call))).reverse());
    }
    this.seen = new Set(calls.map(keyOf));
    if (this.call === null) this._next();
  }

  /** Say what is on the stage in the language whose turn it is. */
  draw() {
    if (this.call === null) return;
    say(this.code, this.call.code);
    say(this.counter, this.call.counter);
    sized(this.counter);
    const calls = this._open().slice(0, NEXT_SHOWN);
    this.paintNext(calls.map(({ code, counter }) => ({ code, counter })), languageNow());
  }

  /** The waiting calls that are still to be answered. */
  _open() {
    return this.queue.filter((call) => this.seen.has(keyOf(call)));
  }

  _next() {
    this.queue = this._open();
    this.call = this.queue.shift() || null;
    this.node.hidden = this.call === null;
    if (this.call === null) return;
    const key = keyOf(this.call);
    this.draw();
    // the same node pulses anew for each call
    this.node.dataset.turn = this.node.dataset.turn === "a" ? "b" : "a";
    this.onCall(this.call, () => this.seen.has(key));
    setTimeout(() => this._next(), STAGE_MS);
  }
}

function nextCall({ code, counter }) {
  return el(
    "li",
    "",
    el("b", "code", code),
    icon("arrow"),
    el("span", "label", t("Counter")),
    " ",
    el("b", "", counter),
  );
}
