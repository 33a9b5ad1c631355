// A kiosk that is cut off: no number twice, none lost, and none left behind as a ghost.

import { Reserve } from "/static/signage/kiosk_reserve.js";
import { Rest } from "/static/signage/kiosk_rest.js";
import { Store } from "/static/signage/kiosk_store.js";
import { Takes } from "/static/signage/kiosk_take.js";
import { answer, equal, test } from "./world.js";

const NINE = Date.parse("2027-03-03T09:00:00Z");
const DAY = [["2027-03-03T07:00:00Z", "2027-03-03T16:00:00Z"]];

function numbers(from, count) {
  const all = Array.from({ length: count }, (_, n) => from - n);
  return all.map((number) => ({ number, code: "A" + number, token: "t" + number, qr: {} }));
}

function stock(from, count, day = "2027-03-03") {
  return { day, spans: DAY, wanted: 4, queues: [{ queue: 1, numbers: numbers(from, count) }] };
}

function stocked(count = 4) {
  const store = new Store();
  store.add(stock(999, count));
  return store;
}

/** A kiosk with a reserve, its connection in the hands of the test. */
function kiosk(world, { status = "online" } = {}) {
  stocked();
  const board = { branch: { time_zone: "Europe/Budapest" }, queues: [{ id: 1 }] };
  const live = { board, status, now: () => NINE + world.time };
  const reserve = new Reserve({ token: "tok", live, onChange: () => null });
  return { live, reserve, takes: new Takes({ token: "tok", live, reserve }) };
}

function bodies(world, door) {
  return world.asked.filter(([url]) => url.includes(door)).map(([, options]) => JSON.parse(options.body));
}

function keys(world) {
  return world.asked.filter(([url]) => url.includes("/tickets/")).map(([, { headers }]) => headers["Idempotency-Key"]);
}

/** What the server says to a report of whatever it holds. */
function accepted({ tickets, unknown }, refused = null) {
  return {
    tickets: tickets.map((each) => Object.assign({ refused, code: "A" + each.number }, each)),
    unknown: unknown.map((key) => ({ key, outcome: "left" })),
  };
}

test("a number is written down before it is shown, and a page that crashed gives out the next", async () => {
  const first = stocked().take(1, "hu", NINE);
  equal([first.code, first.language, first.taken_at], ["A999", "hu", "2027-03-03T09:00:00.000Z"]);
  equal([1, 2, 3].map(() => new Store().take(1, "en", NINE).code), ["A998", "A997", "A996"]);
  equal(new Store().take(1, "en", NINE), null);
});

test("what cannot be written down is not given out", async () => {
  const store = stocked();
  const whole = Storage.prototype.setItem;
  Storage.prototype.setItem = () => {
    throw new Error("full");
  };
  const slip = store.take(1, "en", NINE);
  Storage.prototype.setItem = whole;
  equal(slip, null);
  equal(new Store().take(1, "en", NINE).code, "A999");
});

test("no number is given out of another queue, of another day or behind the doors", async () => {
  const store = stocked();
  equal(store.take(2, "en", NINE), null);
  equal(store.take(1, "en", Date.parse("2027-03-03T16:00:00Z")), null);
  store.add(stock(899, 2, "2027-03-04"));
  equal(store.free(1, NINE).map((each) => each.code), ["A899", "A898"]);
});

test("a slip that was settled is gone, also when the page broke off between its two writes", async () => {
  const store = stocked(2);
  const slip = store.take(1, "en", NINE);
  const old = localStorage.getItem("intermezzo:slips:7");
  store.settle(slip, null);
  equal([store.slips.taken.length, store.free(1, NINE).length], [0, 1]);
  // the second write was lost: it is reported again, and its number is not given out again
  localStorage.setItem("intermezzo:slips:7", old);
  const again = new Store();
  equal([again.slips.taken.length, again.take(1, "en", NINE).code], [1, "A998"]);
});

test("with the server there a number is the server's, in the language of the client", async (world) => {
  const { takes } = kiosk(world);
  world.answers = () => answer({ code: "A001" }, { status: 201 });
  equal((await takes.take(1, "bg")).ticket.code, "A001");
  equal(bodies(world, "/tickets/")[0], { queue: 1, language: "bg" });
  equal(new Store().givenUp(), []);
});

test("without any answer the same key is tried again before the reserve is asked", async (world) => {
  const { takes } = kiosk(world);
  const taken = takes.take(1, "en");
  await world.pass(5000);
  equal((await taken).slip.code, "A999");
  const asked = keys(world);
  equal([asked.length, new Set(asked).size], [2, 1]);
  equal(new Store().givenUp(), [asked[0]]);
});

test("a server that is known to be away is not waited for", async (world) => {
  const { takes } = kiosk(world, { status: "offline" });
  equal((await takes.take(1, "en")).slip.code, "A999");
  equal(keys(world).length, 0);
});

test("a server that answers is not taken for one that is away", async (world) => {
  const { takes } = kiosk(world);
  let busy = 3;
  world.answers = () => (busy-- > 0 ? answer({ code: "request_in_progress" }, { status: 409 }) : answer({ code: "A001" }));
  const taken = takes.take(1, "en");
  await world.pass(10000);
  equal((await taken).ticket.code, "A001");
});

test("a refusal is told and takes nothing from the reserve", async (world) => {
  const { takes, reserve } = kiosk(world);
  world.answers = () => answer({ code: "branch_closed" }, { status: 409 });
  const refusal = await takes.take(1, "en").catch((error) => error.refusal.code);
  equal([refusal, reserve.left(1), new Store().givenUp().length], ["branch_closed", 4, 0]);
});

test("what was given out is reported until it is heard, once", async (world) => {
  const { live, reserve } = kiosk(world, { status: "offline" });
  reserve.take(1, "hu");
  reserve.take(1, "en");
  await world.pass(60000);
  equal(reserve.unsent, 2);
  const tries = world.count("offline-tickets");
  equal(tries > 2 && tries < 12, true);
  world.answers = (url, { body }) => answer(accepted(JSON.parse(body)));
  live.status = "online";
  reserve.wake();
  await world.pass(10);
  equal([reserve.unsent, new Store().slips.taken.length], [0, 0]);
  const [{ tickets }] = bodies(world, "offline-tickets").slice(-1);
  equal(tickets.map((each) => [each.number, each.language]), [[999, "hu"], [998, "en"]]);
  await world.pass(60000);
  equal(world.count("offline-tickets"), tries + 1);
});

test("a number perhaps given out is asked after by its key, also after a crash", async (world) => {
  stocked().ask("lost key", 1);
  const { reserve } = kiosk(world);
  world.answers = (url, { body }) => answer(accepted(JSON.parse(body)));
  reserve.wake();
  await world.pass(10);
  equal(bodies(world, "offline-tickets")[0].unknown, ["lost key"]);
  equal(new Store().slips.asked, []);
});

test("a request still under way is asked after again", async (world) => {
  stocked().ask("slow key", 1);
  const { reserve } = kiosk(world);
  let outcome = "under_way";
  world.answers = () => answer({ tickets: [], unknown: [{ key: "slow key", outcome }] });
  reserve.wake();
  await world.pass(10);
  equal(new Store().givenUp(), ["slow key"]);
  outcome = "left";
  await world.pass(5000);
  equal(new Store().givenUp(), []);
});

test("a refused number is shown to the staff and keeps no other back", async (world) => {
  const { reserve } = kiosk(world);
  reserve.take(1, "en");
  world.answers = (url, { body }) => answer(accepted(JSON.parse(body), "wrong_day"));
  reserve.wake();
  await world.pass(10);
  equal([reserve.refused, reserve.unsent, reserve.left(1)], [["A999"], 0, 3]);
});

test("a reserve is filled when half of it is used, and anew on another day", async (world) => {
  const { live, reserve } = kiosk(world);
  const asked = [];
  let day = "2027-03-03";
  world.answers = (url, { body }) => {
    if (url.includes("offline")) return answer(accepted(JSON.parse(body)));
    asked.push(JSON.parse(body));
    return answer(day === "2027-03-03" ? stock(899, 2) : stock(999, 4, day));
  };
  await world.pass(30000);
  equal(asked, []);
  reserve.take(1, "en");
  reserve.take(1, "en");
  await world.pass(30000);
  equal(asked, [{ day: "2027-03-03", held: [{ queue: 1, count: 2 }] }]);
  equal(reserve.left(1), 4);
  day = "2027-03-04";
  live.now = () => NINE + 24 * 3600 * 1000;
  await world.pass(30000);
  equal(asked.length, 2);
});

test("a page closes only after a warning of twenty seconds, and as late as its client likes", async (world) => {
  const told = [];
  const rest = new Rest({
    onWarn: (seconds) => told.push(["warn", seconds, world.time]),
    onTick: () => null,
    onEnd: () => told.push(["end", world.time]),
  });
  await world.pass(300000);
  equal(told, []);
  rest.start();
  for (let n = 0; n < 12; n += 1) {
    await world.pass(40000);
    equal([told.length, rest.isEnding], [n + 1, true]);
    rest.extend();
    equal(rest.isEnding, false);
  }
  await world.pass(120000);
  const [[, seconds, warned], [what, ended]] = told.slice(-2);
  equal([what, told.length, seconds >= 20, ended - warned >= 20000], ["end", 14, true, true]);
  rest.extend();
  await world.pass(120000);
  equal(told.length, 14);
});
