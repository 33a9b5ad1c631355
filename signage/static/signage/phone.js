// The client's page keeps itself fresh: a socket says that something changed, and the server writes
// the page again, so that its words stand in one place.

import { Ring } from "./ring.js";
import { Socket } from "./socket.js";

const CHECK_MS = 30000;
const ALONE_MS = 8000;
const SILENT_MS = 10000;
const LATE_MS = 30000;
const LOST_MS = 120000;
const SPREAD_MS = 700;

const page = document.body;
const find = (id) => document.getElementById(id);
const token = page.dataset.token;
const address = "/api/v1/tickets/" + encodeURIComponent(token) + "/";
const socket = new Socket("/ws/ticket/" + encodeURIComponent(token), hear);
const ring = new Ring(find("ring"), find("ring-note"), token);
// a phone that slept counts too: one of its two clocks may have stood still
const born = Date.now() - performance.now();
const real = () => Math.max(performance.now(), Date.now() - born);

let heard = real();
let checked = real();
let asked = real();
// whether something has happened that this page does not show yet
let behind = false;
let planned = false;
let busy = false;
// what the client is asked about before it happens
let ask = new URLSearchParams(location.search).get("ask") || "";
let proven = "";
let provenAt = 0;
// the last range of minutes that this page said it has shown
let said = "";

function hear(message) {
  if (message.type === "error") return;
  heard = real();
  if (message.type === "changed" || message.version > Number(page.dataset.version)) planCheck();
  // the house lives and has no news: what stands here is true
  else if (!behind) checked = heard;
}

/** Many hints become one question, spread so that not all phones ask at once. */
function planCheck() {
  behind = true;
  if (planned) return;
  planned = true;
  setTimeout(() => {
    planned = false;
    renew();
  }, SPREAD_MS * Math.random());
}

/** Fetch the page as a document and take over its ticket; false when it did not come. */
function renew(where = "", body = null) {
  asked = real();
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const query = "?lang=" + document.documentElement.lang + (ask ? "&ask=" + ask : "");
    request.open(body ? "POST" : "GET", location.pathname.replace(/\/$/, "") + where + query);
    request.responseType = "document";
    request.timeout = 10000;
    request.onload = () => (request.status === 200 ? done(request.response) : fail(request.status));
    request.onerror = fail;
    request.ontimeout = fail;
    request.send(body);
  })
    .then(takeOver)
    .then(() => true)
    .catch(() => false);
}

function takeOver(fresh) {
  const old = find("ticket");
  const now = document.adoptNode(fresh.getElementById("ticket"));
  checked = real();
  behind = false;
  Object.assign(page.dataset, fresh.body.dataset);
  find("checked").textContent = fresh.getElementById("checked").textContent;
  judge();
  if (now.outerHTML === old.dataset.source) return;
  now.dataset.source = now.outerHTML;
  const called = now.dataset.state === "called" && now.dataset.called !== old.dataset.called;
  keepTyped(old.querySelector("[name=contact]"), now.querySelector("[name=contact]"));
  const pressed = old.contains(document.activeElement);
  old.parentNode.replaceChild(now, old);
  document.title = fresh.title;
  page.className = fresh.body.className;
  document.querySelector(".alone").hidden = fresh.querySelector(".alone").hidden;
  if (pressed && document.activeElement === page) now.focus();
  if (called) ring.call();
}

/** What is being typed goes over to the new picture. */
function keepTyped(old, now) {
  if (!old || !now) return;
  now.value = old.value;
  if (document.activeElement === old) setTimeout(() => now.focus());
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("#ticket button");
  if (!button) return;
  event.preventDefault();
  if (!busy) press(button);
});

/** A button of the form, sent as the form would send it. */
function press(button) {
  const before = ask;
  ask = button.name === "ask" ? button.value : "";
  const body = new URLSearchParams(new FormData(button.form));
  body.append(button.name, button.value);
  setBusy(true);
  renew(button.name === "ask" ? "" : "/choice/", button.name === "ask" ? null : body).then((came) => {
    setBusy(false);
    if (!came) ask = before;
    tell(came ? refusal() : page.dataset.failed);
  });
}

/** What the page says of a refusal, taken out of it: it stays when the page is written anew. */
function refusal() {
  const said = find("ticket").querySelector(".problem");
  if (said) said.remove();
  return said ? said.textContent : "";
}

function tell(words) {
  find("problem").textContent = words;
  find("problem").hidden = !words;
}

function setBusy(on) {
  busy = on;
  for (const button of document.querySelectorAll("#ticket button")) button.disabled = on;
}

/** Say honestly when this page has not been checked for a while. */
function judge() {
  const age = real() - checked;
  const late = find("late");
  page.classList.toggle("late", age > LATE_MS);
  page.classList.toggle("lost", age > LOST_MS);
  late.hidden = age <= LATE_MS;
  const words = late.hidden ? "" : page.dataset.late + " " + page.dataset.checked;
  if (late.textContent !== words) late.textContent = words;
  if (age > LATE_MS) expire(Date.parse(page.dataset.now) + age);
}

/** A return that passed unheard is told to nobody (E0). */
function expire(now) {
  for (const node of document.querySelectorAll("[data-until]")) {
    if (Date.parse(node.dataset.until) > now || node.textContent === node.dataset.over) continue;
    node.textContent = node.dataset.over;
    find("ticket").dataset.source = "";
  }
}

/** What stands on the glass now and matches; null when it cannot be seen. */
function painted(which) {
  const node = document.querySelector(which);
  const box = node && !document.hidden ? node.getBoundingClientRect() : null;
  return box && box.height > 0 && box.top >= 0 && box.bottom <= innerHeight ? node : null;
}

function post(where, body) {
  const headers = { "Content-Type": "application/json" };
  return fetch(address + where, { method: "POST", headers, body, credentials: "omit" });
}

/** The house keeps a ledger of the ranges that were really told, each once. */
function tellRange() {
  const row = painted("[data-low]");
  // who is called and comes back waits anew, and is told anew
  if (!find("ticket").querySelector("[data-low]")) said = "";
  if (!row) return;
  const { low, high } = row.dataset;
  const body = JSON.stringify({ low: Number(low), high: high ? Number(high) : null });
  if (body === said) return;
  said = body;
  // a refusal is an answer: another range is on its way
  post("waits/", body)
    .then((answer) => answer.status < 500 || Promise.reject(answer))
    .catch(() => setTimeout(() => { said = ""; }, ALONE_MS));
}

/** A warning that stands on the glass proves the notice while every screen is dark (N2). */
function prove() {
  const row = painted("[data-break]");
  if (!row) return;
  const { break: id, revision, starts } = row.dataset;
  const body = JSON.stringify({ break: id, revision, starts_at: starts });
  const now = real();
  if (body !== proven) provenAt = now + SILENT_MS;
  proven = body;
  // a screen of the lobby proves it within a second, as a rule
  if (now < provenAt) return;
  provenAt = now + CHECK_MS;
  post("receipts/", body).catch(() => null);
}

function watch() {
  socket.check();
  prove();
  tellRange();
  const alone = behind || real() - heard > SILENT_MS;
  // the clock alone changes a page too: a time that passes
  if (real() - asked > (alone ? ALONE_MS : CHECK_MS)) renew();
  judge();
}

/** What only some phones can: its script comes along only there. */
function offer() {
  const wake = find("wake");
  const able = window.isSecureContext && window.PushManager && navigator.serviceWorker;
  if (wake && able) {
    const script = document.createElement("script");
    script.type = "module";
    script.src = trusted(wake.dataset.script);
    document.head.appendChild(script);
  }
  if (navigator.share) {
    find("share").hidden = false;
    find("share").onclick = () => navigator.share({ url: location.href }).catch(() => null);
  }
}

const house = { createScriptURL: (url) => (new URL(url, location.href).origin === location.origin ? url : "") };
const policy = window.trustedTypes ? trustedTypes.createPolicy("phone", house) : house;

/** The address of a script of the house, as the page's policy wants it. */
export function trusted(url) {
  return policy.createScriptURL(url);
}

offer();
socket.open();
setInterval(watch, 1000);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") renew();
});
