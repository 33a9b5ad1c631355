// When a page loads itself anew, and that it never does so into an error page.

import { Live } from "/static/signage/live.js";
import { Renewal } from "/static/signage/renewal.js";
import { answer, beat, board, equal, pageOf, test } from "./world.js";

const OWN = { build: "b1", device: 7, revision: 2 };

/** A page whose server answers with another, and how often it was loaded anew. */
function page(world, answering, idle = () => true) {
  const renewal = new Renewal({ idle, own: OWN, reload: () => (renewal.reloads += 1) });
  renewal.reloads = 0;
  world.answers = (url) => (url.endsWith(".js") ? answer("") : answering());
  setInterval(() => renewal.check(), 500);
  return renewal;
}

const next = () => answer(pageOf({ build: "b2", device: 7, revision: 2 }));

test("another build renews the page within five seconds", async (world) => {
  const renewal = page(world, next);
  renewal.seeBuild("b1");
  await world.pass(10000);
  equal(renewal.reloads, 0);
  renewal.seeBuild("b2");
  await world.pass(5500);
  equal(renewal.reloads, 1);
  // every part came fresh before
  equal(world.count("live.js"), 1);
});

test("the page waits until the server answers with the new one", async (world) => {
  let answering = () => null;
  const renewal = page(world, () => answering());
  renewal.seeBuild("b2");
  const bad = [
    () => answer("Bad gateway", { status: 502 }),
    () => answer("<h1>Please log in to this network</h1>"),
    () => answer(pageOf({ build: "b2" }), { status: 404 }),
    () => answer(pageOf(OWN)),
  ];
  for (const each of bad) {
    answering = each;
    await world.pass(60000);
    equal(renewal.reloads, 0, String(each));
  }
  // the page that came is the new one
  answering = () => (renewal.reloads ? answer(pageOf(OWN)) : next());
  await world.pass(20000);
  equal(renewal.reloads, 1);
});

test("a part that cannot be had holds the page back", async (world) => {
  const renewal = page(world, next);
  const whole = world.answers;
  world.answers = (url) => (url.endsWith(".js") ? answer("", { status: 500 }) : whole(url));
  renewal.seeBuild("b2");
  await world.pass(30000);
  equal(renewal.reloads, 0);
});

test("a build that goes back again is no reason", async (world) => {
  const renewal = page(world, next);
  renewal.seeBuild("b2");
  renewal.seeBuild("b1");
  await world.pass(30000);
  equal(renewal.reloads, 0);
});

test("a build that was just left is not followed back", async (world) => {
  const renewal = page(world, () => answer(pageOf({ build: "b0", device: 7, revision: 2 })));
  sessionStorage.setItem("intermezzo:left", JSON.stringify({ build: "b0", at: Date.now() }));
  renewal.seeBuild("b0");
  await world.pass(60000);
  equal(renewal.reloads, 0);
  world.freeze(600000);
  renewal.seeBuild("b0");
  await world.pass(10000);
  equal(renewal.reloads, 1);
});

test("another layout renews the page, one of other screens does not", async (world) => {
  const renewal = page(world, () => answer(pageOf({ build: "b1", device: 7, revision: 3 })));
  renewal.seeLayouts({ 7: 2, 8: 5 });
  await world.pass(10000);
  equal(renewal.reloads, 0);
  renewal.seeLayouts({ 7: 3, 8: 5 });
  await world.pass(1500);
  equal(renewal.reloads, 1);
});

test("a layout that nobody made is the first", async (world) => {
  const renewal = page(world, () => answer(pageOf({ build: "b1", device: 7, revision: 1 })));
  renewal.seeLayouts({});
  await world.pass(1500);
  equal(renewal.reloads, 1);
});

test("nobody is disturbed", async (world) => {
  let idle = false;
  const renewal = page(world, next, () => idle);
  renewal.seeBuild("b2");
  await world.pass(30000);
  equal(renewal.reloads, 0);
  idle = true;
  await world.pass(1000);
  equal(renewal.reloads, 1);
});

test("a page of many hours is renewed at three by the clock of the branch", async (world) => {
  const renewal = page(world, () => answer(pageOf(OWN)));
  const night = Date.parse("2027-03-03T02:59:30Z");
  renewal.seeNight(night, "Europe/Budapest");
  world.freeze(7 * 3600000);
  // three o'clock in London is four in Budapest
  renewal.seeNight(night + 60000, "Europe/Budapest");
  await world.pass(10000);
  equal(renewal.reloads, 0);
  renewal.seeNight(night, "Europe/Budapest");
  await world.pass(10000);
  equal(renewal.reloads, 1);
});

test("a board tells the page of a build and of its layout", async (world) => {
  world.answers = () => answer(board(5, { build: "b2", layouts: { 7: 4 } }));
  const live = new Live({ token: "tok", onBoard: () => null, onStatus: () => null });
  live.start();
  await world.pass(10);
  equal(live.renewal.reasons, { build: true, layout: true, old: false });
  world.socket.hear(beat(5));
  equal(live.renewal.reasons.build, false);
});

test("a page that stood still for more than a minute wants to be renewed", async (world) => {
  world.answers = () => answer(board(5));
  const live = new Live({ token: "tok", onBoard: () => null, onStatus: () => null });
  live.start();
  await world.pass(10);
  world.freeze(20000);
  await world.pass(600);
  equal(live.renewal.reasons.old, false);
  world.freeze(61000);
  await world.pass(600);
  equal(live.renewal.reasons.old, true);
});

test("a screen without languages of its own turns with those of its branch", async (world) => {
  const own = Object.assign({ follows: ["en"] }, OWN);
  const renewal = page(world, () => answer(pageOf(Object.assign({}, own, { follows: ["hu", "en"] }))));
  renewal.own = own;
  renewal.seeLayouts({ 7: 2 }, ["en"]);
  await world.pass(10000);
  equal(renewal.reloads, 0);
  renewal.seeLayouts({ 7: 2 }, ["hu", "en"]);
  await world.pass(2000);
  equal(renewal.reloads, 1);
  renewal.own = OWN;
  renewal.seeLayouts({ 7: 2 }, ["tr"]);
  await world.pass(60000);
  equal(renewal.reloads, 1);
});
