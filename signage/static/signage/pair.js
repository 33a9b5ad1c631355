// A screen that belongs to nobody: it shows a code, asks now and then whether somebody typed it,
// and goes to its own page. Its secret is kept, so that a power cut changes nothing.

import { say } from "./dom.js";
import { setup, t, translatePage } from "./i18n.js";
import { backOff } from "./socket.js";

const STORE = "intermezzo:pairing";
const DOOR = "/api/v1/pairings/";
const REQUEST_MS = 10000;
const USUAL_MS = 3000;
// the house is asked for a code again after so long when too many screens wait
const CROWDED_MS = 30000;
// how often a page at a lost address looks whether the address is good again
const LOST_LOOK_MS = 30000;

const find = (id) => document.getElementById(id);
const real = () => performance.now();
const lost = document.body.hasAttribute("data-lost");

let pairing = null;
let failures = 0;
let lookedAt = real();

function keep(secret) {
  try {
    if (secret) localStorage.setItem(STORE, secret);
    else localStorage.removeItem(STORE);
  } catch (error) {
    // without a store a reload only shows another code
  }
}

function kept() {
  try {
    return localStorage.getItem(STORE);
  } catch (error) {
    return null;
  }
}

/** Ask a door; what is not an answer of the house is an error. */
function ask(path, method) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), REQUEST_MS);
  const done = (value) => {
    clearTimeout(timer);
    return value;
  };
  return fetch(path, { method, cache: "no-store", credentials: "omit", signal: stop.signal }).then(done, (error) => {
    done();
    throw error;
  });
}

function show(state, word) {
  find("state").dataset.state = state;
  say(find("state-word"), word);
}

function showCode(code) {
  say(find("first"), code ? code.slice(0, 3) : "···");
  say(find("second"), code ? code.slice(3) : "···");
  find("code").setAttribute("aria-label", code ? code.split("").join(" ") : "–");
  find("qr").hidden = !code;
  if (code) find("qr").src = "/pair/qr.svg?code=" + code;
}

function countdown() {
  if (!pairing) return say(find("left"), "");
  const seconds = Math.max(0, Math.ceil((pairing.until - real()) / 1000));
  const time = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
  return say(find("left"), t("New code in {time}", { time }));
}

function take(secret, said) {
  const until = real() + 1000 * said.expires_in_s;
  pairing = { secret, code: said.code, until, every: 1000 * said.interval_s };
  keep(secret);
  showCode(said.code);
  show("waiting", t("Waiting for the code to be typed"));
}

function drop() {
  pairing = null;
  keep(null);
  showCode("");
}

/** How long until the next question. */
function step() {
  const secret = pairing ? pairing.secret : kept();
  return secret ? look(secret) : begin();
}

function begin() {
  return ask(DOOR, "POST").then((answer) => {
    if (answer.status === 429) {
      show("waiting", t("Many screens are being paired. Trying again…"));
      return CROWDED_MS;
    }
    if (!answer.ok) throw new Error("status " + answer.status);
    return answer.json().then((said) => {
      take(said.secret, said);
      return pairing.every;
    });
  });
}

function look(secret) {
  return ask(DOOR + encodeURIComponent(secret) + "/", "GET").then((answer) => {
    if (answer.status === 404) {
      drop();
      return 0;
    }
    if (!answer.ok) throw new Error("status " + answer.status);
    return answer.json().then((said) => follow(secret, said));
  });
}

function follow(secret, said) {
  if (said.state === "waiting") {
    if (!pairing || pairing.code !== said.code) take(secret, said);
    else show("waiting", t("Waiting for the code to be typed"));
    return pairing.every;
  }
  show("done", t("Paired. One moment…"));
  // no way back to a page that is over
  location.replace(said.address);
  return REQUEST_MS;
}

/** The address of this page may become good again: the house was set back, or a row restored. */
function lookBehind() {
  if (!lost || real() - lookedAt < LOST_LOOK_MS) return;
  lookedAt = real();
  ask(location.href, "HEAD")
    .then((answer) => answer.ok && location.reload())
    .catch(() => null);
}

function round() {
  lookBehind();
  step()
    .then((wait) => {
      failures = 0;
      return wait;
    })
    .catch(() => {
      failures += 1;
      show("cut", t("No connection. Trying again…"));
      return Math.max(USUAL_MS, backOff(failures));
    })
    .then((wait) => setTimeout(round, wait));
}

function tick() {
  // a code whose time is over is not shown, whatever the house says next
  if (pairing && real() >= pairing.until) drop();
  countdown();
}

translatePage();
say(find("office"), setup.office);
setInterval(tick, 500);
round();
