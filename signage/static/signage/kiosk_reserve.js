// The reserve of a kiosk: laid in while the server is there, used while it is away, and told to the
// server when it is back.

import { Store } from "./kiosk_store.js";
import { backOff } from "./socket.js";
import { dayAt } from "./times.js";

const REQUEST_MS = 10000;
const LOOK_MS = 1000;
// a queue of which no more is given is not asked for at every look
const RESTOCK_MS = 20000;
const FIRST_MS = 500;
const BATCH = 50;

export class Reserve {
  constructor({ token, live, onChange }) {
    this.token = token;
    this.live = live;
    this.onChange = onChange;
    this.store = new Store();
    this.busy = false;
    this.restockAt = performance.now() + FIRST_MS * (1 + 2 * Math.random());
    this.reportAt = 0;
    this.tries = 0;
    this.batch = BATCH;
    setInterval(() => this._look(), LOOK_MS);
  }

  /** How many numbers of a queue are left to be given out by this kiosk alone. */
  left(queue) {
    return this.store.free(queue, this.live.now()).length;
  }

  /** How many numbers the server has not heard of. */
  get unsent() {
    return this.store.slips.taken.length;
  }

  /** The codes that the server would not take. */
  get refused() {
    return this.store.slips.refused.map((slip) => slip.code);
  }

  /** Give out a number without the server; null when there is none. */
  take(queue, language) {
    const slip = this.store.take(queue, language, this.live.now());
    if (slip) this.reportAt = performance.now() + backOff(this.tries);
    return slip;
  }

  /** The server is there again: what it has not heard of is told at once. */
  wake() {
    this.tries = 0;
    this.reportAt = 0;
    this._look();
  }

  _look() {
    if (this.busy || !this.live.board || this.live.status === "unpaired") return;
    const now = performance.now();
    if (this._hasNews() && now >= this.reportAt) this._run(this._report());
    else if (this.live.status === "online" && now >= this.restockAt && this._isLow()) this._run(this._restock());
  }

  _run(work) {
    this.busy = true;
    work
      .catch(() => {
        this.tries += 1;
        this.reportAt = performance.now() + backOff(this.tries);
      })
      .then(() => {
        this.busy = false;
        this.onChange();
      });
  }

  _hasNews() {
    return this.unsent > 0 || this.store.givenUp().length > 0;
  }

  _isLow() {
    const { stock } = this.store;
    const { queues, branch } = this.live.board;
    if (!stock || stock.day !== dayAt(this.live.now(), branch.time_zone)) return true;
    const half = stock.wanted / 2;
    return queues.some((queue) => (stock.queues[queue.id] || []).length <= half);
  }

  _restock() {
    this.restockAt = performance.now() + RESTOCK_MS;
    const { stock } = this.store;
    const held = stock
      ? Object.keys(stock.queues).map((id) => ({ queue: Number(id), count: stock.queues[id].length }))
      : [];
    return this._post("reservations", { day: stock ? stock.day : null, held }).then(({ ok, said }) => {
      if (ok) this.store.add(said);
    });
  }

  _report() {
    const tickets = this.store.slips.taken.slice(0, this.batch);
    const unknown = this.store.givenUp().slice(0, this.batch);
    const bare = ({ queue, number, token, taken_at, language }) => ({ queue, number, token, taken_at, language });
    return this._post("offline-tickets", { tickets: tickets.map(bare), unknown }).then(({ ok, status, said }) => {
      if (ok) return this._reported(tickets, said);
      // one slip that cannot be read must not keep the others back
      if (status === 422 && this.batch > 1) this.batch = 1;
      else if (status === 422) this._drop(tickets, unknown);
      throw new Error("status " + status);
    });
  }

  _reported(tickets, said) {
    this.tries = 0;
    this.batch = BATCH;
    for (const slip of tickets) {
      const told = said.tickets.find((each) => each.token === slip.token);
      if (told) this.store.settle(slip, told.refused);
    }
    for (const { key, outcome } of said.unknown) {
      if (outcome !== "under_way") this.store.answered(key);
    }
    if (said.unknown.some(({ outcome }) => outcome === "under_way")) throw new Error("under way");
  }

  _drop(tickets, unknown) {
    for (const slip of tickets) this.store.settle(slip, "invalid");
    if (tickets.length === 0) for (const key of unknown) this.store.answered(key);
  }

  /** An answer with its status; fails when there is none, or none worth reading. */
  _post(door, body) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), REQUEST_MS);
    const headers = { "Content-Type": "application/json", Authorization: "Device " + this.token };
    const options = { method: "POST", headers, body: JSON.stringify(body), credentials: "omit", signal: stop.signal };
    return fetch("/api/v1/kiosk/" + door + "/", options)
      .then((answer) => answer.json().then((said) => ({ ok: answer.ok, status: answer.status, said })))
      .finally(() => clearTimeout(timer));
  }
}
