// The proof that a warning was really on the glass: painted, visible, uncovered, then posted.

import { backOff } from "./socket.js";

const RETRY_MS = 1000;

function keyOf(notice) {
  return [notice.break, notice.revision, notice.starts_at].join("|");
}

/** Whether a node can be seen: it has a size, lies in the window, and nothing covers it. */
export function isSeen(node) {
  if (document.visibilityState !== "visible" || !node.isConnected) return false;
  const box = node.getBoundingClientRect();
  const inside = box.top >= -1 && box.left >= -1;
  const whole = box.bottom <= window.innerHeight + 1 && box.right <= window.innerWidth + 1;
  if (box.width < 1 || box.height < 1 || !inside || !whole) return false;
  const style = getComputedStyle(node);
  if (style.visibility !== "visible" || Number(style.opacity) < 0.5) return false;
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return top !== null && node.contains(top);
}

function twoFrames() {
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}

/** Posts one receipt for each (break, revision, start), again and again until it is taken. */
export class Receipts {
  constructor({ token, live }) {
    this.url = "/api/v1/boards/" + encodeURIComponent(token) + "/receipts/";
    this.token = token;
    this.live = live;
    // what is being proven or was proven; forgotten when the board stops asking for it
    this.done = new Map();
    this.wanted = new Map();
    setInterval(() => this._retry(), RETRY_MS);
  }

  /** `shown` are pairs of notice and node that stand in the document now. */
  painted(shown) {
    const asking = (this.live.board ? this.live.board.notices : []).filter((n) => n.needs_receipt);
    const asked = new Set(asking.map(keyOf));
    this._forget(asked);
    this.wanted.clear();
    for (const [notice, node] of shown) {
      if (notice.needs_receipt && asked.has(keyOf(notice))) this.wanted.set(keyOf(notice), [notice, node]);
    }
    this._retry();
  }

  _forget(asked) {
    for (const key of this.done.keys()) if (!asked.has(key)) this.done.delete(key);
  }

  _retry() {
    if (this.live.restored || this.live.unpaired) return;
    for (const [key, [notice, node]] of this.wanted) {
      const state = this.done.get(key) || { busy: false, taken: false, tries: 0, next: 0 };
      this.done.set(key, state);
      if (!state.busy && !state.taken && performance.now() >= state.next) this._prove(notice, node, state);
    }
  }

  _prove(notice, node, state) {
    state.busy = true;
    twoFrames()
      .then(() => (isSeen(node) ? this._post(notice, state) : false))
      .catch(() => false)
      .then((taken) => {
        state.busy = false;
        state.taken = taken;
        // not seen is looked at again on the next beat; not taken waits longer each time
        state.next = performance.now() + (state.tries ? backOff(state.tries) : 0);
      });
  }

  _post(notice, state) {
    state.tries += 1;
    const body = {
      break: notice.break,
      revision: notice.revision,
      starts_at: notice.starts_at,
      painted_at: new Date(this.live.now()).toISOString(),
      // what this machine's own clock reads, right or wrong (3.9 no. 29)
      device_clock: new Date().toISOString(),
    };
    return fetch(this.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: "Device " + this.token },
      body: JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
    })
      .then((answer) => (answer.ok ? answer.json() : { notice_at: null }))
      // a kiosk's painting may count only later, when every display is dark (3.9 no. 21)
      .then((said) => said.notice_at !== null);
  }
}
