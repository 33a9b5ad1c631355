// The board of a screen, how fresh it says it is, and how it comes back.

import { Live } from "/static/signage/live.js";
import { answer, beat, board, equal, GENERATED, test, within } from "./world.js";

/** A screen that was started, and what it showed. */
function screen(more = {}) {
  const shown = { boards: [], statuses: [] };
  const live = new Live(
    Object.assign(
      {
        token: "tok",
        onBoard: (each) => shown.boards.push(each.version),
        onStatus: (status) => shown.statuses.push(status),
      },
      more,
    ),
  );
  live.start();
  return { live, shown };
}

/** A screen at work: it has board 5, its socket is open and beats. */
async function online(world, about = board(5)) {
  world.answers = (url) => (url.startsWith("/healthz") ? answer({}) : answer(about, { etag: "e5" }));
  const { live, shown } = screen();
  await world.pass(10);
  world.socket.open();
  world.socket.hear(about);
  world.socket.hear(beat(about.version));
  equal(live.status, "online");
  return { live, shown };
}

/** Heartbeats every two seconds for so long. */
async function beats(world, seconds, version = 5) {
  for (let n = 0; n < seconds; n += 2) {
    await world.pass(2000);
    world.socket.hear(beat(version, { now: new Date(Date.parse(GENERATED) + 2000 * (n + 2)).toISOString() }));
  }
}

/** Nothing reaches the server, and the socket knows it. */
function cut(world) {
  world.answers = null;
  world.socket.drop();
}

test("a screen that starts asks and shows", async (world) => {
  world.answers = () => answer(board(5));
  const { live, shown } = screen();
  equal(live.status, "updating");
  await world.pass(10);
  equal(shown.boards, [5]);
  equal([world.count("/api/v1/boards/tok/"), world.sockets.length], [1, 1]);
});

test("an older board is ignored", async (world) => {
  const { live, shown } = await online(world);
  world.socket.hear(board(4));
  world.socket.hear(board(5, { generated_at: "2027-03-03T08:59:59Z" }));
  equal([live.board.version, live.board.generated_at], [5, GENERATED]);
  equal(shown.boards.filter((version) => version < 5), []);
});

test("a new forecast of the same version is shown", async (world) => {
  const { live } = await online(world);
  world.socket.hear(board(5, { generated_at: "2027-03-03T09:00:01Z" }));
  equal(live.board.generated_at, "2027-03-03T09:00:01Z");
});

test("a server that went back to an older day is believed the second time", async (world) => {
  const { live } = await online(world);
  world.answers = () => answer(board(2), { etag: "e2" });
  world.socket.hear(beat(2));
  await world.pass(600);
  equal(live.board.version, 5);
  world.socket.hear(beat(2));
  await world.pass(600);
  equal(live.board.version, 2);
  // the answer that was not believed was not remembered either
  const tags = world.asked.map(([, options]) => (options.headers || {})["If-None-Match"]);
  equal(tags.filter((tag) => tag === "e2"), []);
});

test("a gap in the versions is asked for", async (world) => {
  const { live } = await online(world);
  const before = world.count("/boards/");
  world.answers = () => answer(board(7));
  world.socket.hear(beat(7));
  await world.pass(400);
  equal(world.count("/boards/"), before, "too early");
  await world.pass(200);
  equal([world.count("/boards/"), live.board.version], [before + 1, 7]);
});

test("a board that comes in time is not asked for", async (world) => {
  await online(world);
  const before = world.count("/boards/");
  world.socket.hear(beat(6));
  world.socket.hear(board(6));
  await world.pass(1000);
  equal(world.count("/boards/"), before);
});

test("heartbeats of a server that is ahead do not keep a board alive", async (world) => {
  const { live } = await online(world);
  world.answers = () => answer({}, { status: 503 });
  await beats(world, 6, 6);
  equal(live.status, "updating");
  await beats(world, 26, 6);
  equal(live.status, "stale");
  world.socket.hear(board(6));
  equal(live.status, "online");
});

test("amber after five seconds, stale after thirty, offline after two minutes", async (world) => {
  const { live, shown } = await online(world);
  const from = world.time;
  cut(world);
  for (const [at, status] of [[4.4, "online"], [5.6, "updating"], [29.4, "updating"], [30.6, "stale"], [119.4, "stale"], [120.6, "offline"]]) {
    await world.pass(from + at * 1000 - world.time);
    equal(live.status, status, at + " s:");
  }
  equal(shown.statuses, ["updating", "online", "updating", "stale", "offline"]);
});

test("the policy of the branch says when", async (world) => {
  const { live } = await online(world, board(5, {}, { stale_s: 10, offline_s: 40 }));
  cut(world);
  await world.pass(10600);
  equal(live.status, "stale");
  await world.pass(30000);
  equal(live.status, "offline");
});

test("a network that swallows everything is noticed as well", async (world) => {
  const { live } = await online(world);
  world.silent = true;
  await world.pass(5600);
  equal(live.status, "updating");
  await world.pass(25000);
  equal(live.status, "stale");
});

test("a date that is put right changes nothing", async (world) => {
  const { live, shown } = await online(world);
  const now = live.now();
  for (const minutes of [5, -10, 5]) {
    world.date += minutes * 60000;
    await beats(world, 4);
  }
  equal([live.status, shown.statuses.length], ["online", 2]);
  within(live.now() - now, 0, 12500);
  cut(world);
  world.date += 300000;
  await world.pass(29000);
  equal(live.status, "updating");
  world.date -= 600000;
  await world.pass(2000);
  equal(live.status, "stale");
});

test("the clock is the server's, at its own speed, whatever the device reads", async (world) => {
  world.date += 300000;
  const { live } = await online(world);
  equal(live.now(), Date.parse(GENERATED));
  world.socket.hear(beat(5, { clock_speed: 60 }));
  await world.pass(1000);
  equal(live.now(), Date.parse(GENERATED) + 60000);
});

test("back within two seconds after a server that was away for minutes", async (world) => {
  const { live } = await online(world);
  cut(world);
  for (let n = 0; n < 60; n += 1) {
    await world.pass(3000);
    world.socket.drop();
  }
  equal(live.status, "offline");
  const sockets = world.sockets.length;
  world.answers = (url) => (url.startsWith("/healthz") ? answer({}) : answer(board(9)));
  await world.pass(2000);
  within(world.sockets.length, sockets + 1, sockets + 2);
  equal([live.board.version, live.status], [9, "updating"]);
  world.socket.open();
  world.socket.hear(board(9));
  equal(live.status, "online");
});

test("back within two seconds after a server that hung for minutes, and swallowed every question", async (world) => {
  const { live } = await online(world);
  world.silent = true;
  await world.pass(150000);
  equal(live.status, "offline");
  // a connection that has only just begun is waited for: this is about one that hangs
  while (performance.now() - live.socket.heard < 2000) await world.pass(500);
  world.silent = false;
  world.answers = (url) => (url.startsWith("/healthz") ? answer({}) : answer(board(9)));
  const last = world.socket;
  await world.pass(1200);
  // none of what hung is waited for: neither the socket nor its back-off
  equal(world.socket === last, false);
  world.socket.open();
  world.socket.hear(board(9));
  equal([live.board.version, live.status], [9, "online"]);
});

test("a proxy that answers for a server that is away brings nobody back", async (world) => {
  const { live } = await online(world);
  cut(world);
  world.answers = () => answer("Bad gateway", { status: 502 });
  await world.pass(31000);
  equal(live.status, "stale");
});

test("where only sockets are shut the screen asks, and knocks ever more rarely", async (world) => {
  const { live } = await online(world);
  for (let n = 0; n < 240; n += 1) {
    await world.pass(500);
    if (world.socket.readyState === 0) world.socket.drop();
    if (n === 0) world.socket.drop();
  }
  equal(live.status, "updating");
  within(world.sockets.length, 4, 14);
  within(world.count("/boards/"), 12, 18);
});

test("the network says that it is back", async (world) => {
  const { live } = await online(world);
  cut(world);
  await world.pass(31000);
  world.answers = () => answer(board(6));
  window.dispatchEvent(new Event("online"));
  await world.pass(20);
  equal([live.board.version, live.status], [6, "updating"]);
});

test("a page that stood still trusts nothing that it holds", async (world) => {
  const { live } = await online(world);
  const [socket, before] = [world.socket, world.count("/boards/")];
  world.freeze(20000);
  // what lay in the line meanwhile
  socket.hear(beat(5));
  equal(live.status, "stale");
  socket.hear(board(8));
  equal(live.board.version, 5);
  equal([world.sockets.length, world.count("/boards/")], [2, before + 1]);
  await world.pass(10);
  equal(live.status, "updating");
});

test("a machine that slept asks before it goes on", async (world) => {
  const { live } = await online(world);
  const before = world.count("/boards/");
  world.date += 3600000;
  world.answers = null;
  await world.pass(600);
  within(world.count("/boards/"), before + 1, before + 1);
  equal(live.status, "updating");
});

test("a retired screen says so and keeps nothing", async (world) => {
  const { live } = await online(world);
  await world.pass(600);
  equal(localStorage.length, 1);
  world.socket.hear({ type: "error", code: "not_found", status: 404 });
  equal([live.status, localStorage.length], ["unpaired", 0]);
});

test("a page that starts without a server shows what it has kept, never better than stale", async (world) => {
  await online(world);
  await world.pass(600);
  for (const id of Array.from(world.timers.keys())) world.timers.delete(id);
  world.answers = null;
  const { live, shown } = screen();
  await world.pass(1000);
  equal(shown.boards, []);
  await world.pass(1000);
  equal([shown.boards, live.status, live.restored], [[5], "stale", true]);
  within(live.now() - Date.parse(GENERATED), 600, 3000);
  world.answers = () => answer(board(3));
  await world.pass(2500);
  equal([live.board.version, live.restored], [3, false]);
});

test("what was kept for too long is not shown", async (world) => {
  await online(world);
  await world.pass(600);
  for (const id of Array.from(world.timers.keys())) world.timers.delete(id);
  world.answers = null;
  world.date += 13 * 3600000;
  const { shown } = screen();
  await world.pass(3000);
  equal(shown.boards, []);
});

test("what was painted is known two frames later", async (world) => {
  const { live } = await online(world);
  equal(live.painted, null);
  await world.pass(40);
  equal(live.painted.version, 5);
  world.socket.hear(board(6));
  await world.pass(40);
  equal(live.painted.version, 6);
});

test("a screen at rest asks every half minute and plans no more timers than it has", async (world) => {
  await online(world);
  const before = world.count("/boards/");
  await beats(world, 60);
  const timers = world.timers.size;
  await beats(world, 240);
  within(world.count("/boards/") - before, 9, 11);
  within(world.timers.size, 1, timers + 1);
  equal(world.sockets.length, 1);
});
