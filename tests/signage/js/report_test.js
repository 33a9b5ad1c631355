// The socket by itself, what a screen reports, and the word of its mark.

import { markWord } from "/static/signage/mark.js";
import { report } from "/static/signage/report.js";
import { backOff, Socket } from "/static/signage/socket.js";
import { answer, board, equal, test, within } from "./world.js";

test("the wait before a try doubles from half a second to half a minute, with jitter", async () => {
  for (const [n, full] of [[0, 500], [1, 1000], [4, 8000], [6, 30000], [400, 30000]]) {
    for (let k = 0; k < 50; k += 1) within(backOff(n), 0.6 * full, full);
  }
  equal(backOff(3) === backOff(3), false);
});

test("a socket that is lost comes back, and later and later", async (world) => {
  const socket = new Socket("/ws/x", () => null);
  socket.open();
  const at = [];
  for (let n = 0; n < 8; n += 1) {
    const count = world.sockets.length;
    world.socket.drop();
    const from = world.time;
    while (world.sockets.length === count) await world.pass(50);
    at.push(world.time - from);
  }
  within(at[0], 250, 600);
  within(at[7], 17000, 30100);
});

test("a connection in silence is dropped after ten seconds, also one that never opened", async (world) => {
  const socket = new Socket("/ws/x", () => null);
  socket.open();
  setInterval(() => socket.check(), 500);
  await world.pass(9000);
  equal(world.sockets.length, 1);
  await world.pass(2500);
  equal(world.sockets.length, 2);
  equal(world.sockets[0].readyState, 3);
});

test("a late word of a dropped connection is not heard", async (world) => {
  const heard = [];
  const socket = new Socket("/ws/x", (message) => heard.push(message));
  socket.open();
  const first = world.socket;
  socket.renew();
  first.hear({ type: "board" });
  first.drop();
  await world.pass(5000);
  equal([heard, world.sockets.length], [[], 2]);
});

test("what is no message is passed over", async (world) => {
  const heard = [];
  const socket = new Socket("/ws/x", (message) => heard.push(message));
  socket.open();
  world.socket.onmessage({ data: "{half" });
  world.socket.hear({ type: "heartbeat" });
  equal(heard.length, 1);
});

function told(world) {
  return world.asked.filter(([url]) => url.endsWith("/state/")).map(([, options]) => JSON.parse(options.body));
}

test("a screen reports its state every half minute", async (world) => {
  world.answers = () => answer("", { status: 204 });
  const live = { unpaired: false, painted: { version: 5, at: Date.parse("2027-03-03T09:00:00Z") } };
  report({ live, sound: { state: "blocked" } });
  await world.pass(5000);
  equal(told(world).length, 1);
  const { device_clock, ...said } = told(world)[0];
  equal(said, {
    width: window.innerWidth,
    height: window.innerHeight,
    sound: "blocked",
    build: "b1",
    painted_version: 5,
    painted_at: "2027-03-03T09:00:00.000Z",
  });
  equal(typeof device_clock, "string");
  await world.pass(60000);
  equal(told(world).length, 3);
});

test("a change of the sound is told at once, and a house without the door is asked no faster", async (world) => {
  world.answers = () => answer("", { status: 204 });
  const sound = { state: "blocked" };
  report({ live: { unpaired: false, painted: null }, sound });
  await world.pass(5000);
  sound.state = "on";
  await world.pass(1500);
  equal(told(world).map((each) => each.sound), ["blocked", "on"]);
  world.answers = () => answer("", { status: 404 });
  await world.pass(120000);
  within(told(world).length, 5, 7);
});

test("the mark says how fresh the picture is", async () => {
  const at = Date.parse("2027-03-03T09:42:00Z");
  const say = (status, last = at) => markWord(status, board(5), last);
  equal(say("online"), "Live");
  equal(say("updating"), "Updating… last 10:42");
  equal(say("stale"), "Not up to date: last 10:42");
  equal(say("offline"), "No connection: last 10:42");
  equal(say("offline", null), "No connection");
  equal(markWord("updating", null, null), "Connecting…");
  equal(markWord("unpaired", null, null), "This screen is not paired");
});
