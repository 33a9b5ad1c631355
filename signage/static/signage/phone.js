// The client's page keeps itself fresh: a socket says that something changed, the ticket's door
// says whether it concerns this ticket, and the server writes the page again, so that its words
// stand in one place.

import { Socket } from "./socket.js";
import { clock } from "./times.js";

const CHECK_MS = 30000;
const ALONE_MS = 8000;
const SILENT_MS = 10000;
const LATE_MS = 30000;
const SPREAD_MS = 700;
const VERBS = {
  hold: ["POST", "hold/"],
  release: ["DELETE", "hold/"],
  revive: ["POST", "revival/"],
  leave: ["DELETE", ""],
  counter: ["POST", "counter/"],
  call_back: ["POST", "call-back/"],
};

const page = document.body;
const find = (id) => document.getElementById(id);
const address = "/api/v1/tickets/" + encodeURIComponent(page.dataset.token) + "/";
const socket = new Socket("/ws/ticket/" + encodeURIComponent(page.dataset.token), hear);

let etag = null;
let heard = performance.now();
let checked = performance.now();
let asked = performance.now();
let planned = false;
let busy = false;
let proven = "";
let provenAt = 0;
// the last range of minutes that this page said it has shown
let said = "";
// the last instant at the branch that the socket told
let told = null;

function hear(message) {
  if (message.type === "error") return;
  heard = performance.now();
  if (message.type === "heartbeat") told = Date.parse(message.now);
  if (message.type === "changed") planCheck();
}

/** Many hints become one question, spread so that not all phones ask at once. */
function planCheck() {
  if (planned) return;
  planned = true;
  setTimeout(() => {
    planned = false;
    check();
  }, SPREAD_MS * Math.random());
}

function check() {
  const headers = etag ? { "If-None-Match": etag } : {};
  return fetch(address, { headers, cache: "no-store", credentials: "omit" })
    .then((answer) => {
      if (answer.status === 304) return seen();
      if (!answer.ok) throw new Error("status " + answer.status);
      etag = answer.headers.get("ETag");
      return renew();
    })
    .catch(() => null);
}

function seen() {
  checked = performance.now();
  if (told !== null) find("checked").textContent = clock(told, page.dataset.timeZone);
  judge();
}

/** Fetch the page as a document and take over its ticket. */
function renew() {
  asked = performance.now();
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("GET", location.href);
    request.responseType = "document";
    request.timeout = 10000;
    request.onload = () => (request.status === 200 ? done(request.response) : fail(request.status));
    request.onerror = fail;
    request.ontimeout = fail;
    request.send();
  }).then(takeOver);
}

function takeOver(fresh) {
  const old = find("ticket");
  const now = document.adoptNode(fresh.getElementById("ticket"));
  find("checked").textContent = fresh.getElementById("checked").textContent;
  seen();
  if (now.outerHTML === old.dataset.source) return;
  now.dataset.source = now.outerHTML;
  const called = now.dataset.state === "called" && now.dataset.called !== old.dataset.called;
  const asking = old.querySelector(".sure:not([hidden])");
  keepTyped(old.querySelector("input"), now.querySelector("input"));
  old.parentNode.replaceChild(now, old);
  document.title = fresh.title;
  wire();
  if (asking && now.dataset.state === old.dataset.state) open(now, true);
  if (called && navigator.vibrate) navigator.vibrate([400, 150, 400, 150, 800]);
}

/** What is being typed goes over to the new picture. */
function keepTyped(old, now) {
  if (!old || !now) return;
  now.value = old.value;
  if (document.activeElement === old) setTimeout(() => now.focus());
}

function wire() {
  const buttons = document.querySelector(".buttons");
  buttons.hidden = false;
  for (const button of buttons.querySelectorAll("button")) {
    button.addEventListener("click", () => press(button.dataset.do));
  }
}

function press(verb) {
  if (verb === "ask" || verb === "stay") return open(find("ticket"), verb === "ask");
  if (!busy) send(verb);
}

function open(ticket, yes) {
  const sure = ticket.querySelector(".sure");
  if (!sure) return;
  sure.hidden = !yes;
  ticket.querySelector("[data-do=ask]").hidden = yes;
  ticket.querySelector(yes ? "[data-do=stay]" : "[data-do=ask]").focus();
}

function send(verb) {
  const [method, where] = VERBS[verb];
  setBusy(true);
  const headers = { "Content-Type": "application/json" };
  const contact = find("ticket").querySelector("input");
  const body = verb === "call_back" && contact ? JSON.stringify({ contact: contact.value }) : null;
  const options = { method, headers, body, credentials: "omit" };
  fetch(address + where, options)
    .then((answer) => (answer.ok ? tell("") : answer.json().then((said) => tell(said.detail))))
    .catch(() => tell(page.dataset.failed))
    .then(renew)
    .catch(() => null)
    .then(() => setBusy(false));
}

function setBusy(on) {
  busy = on;
  for (const button of document.querySelectorAll(".buttons button")) button.disabled = on;
}

function tell(words) {
  find("problem").textContent = words || "";
  find("problem").hidden = !words;
}

/** Say honestly when this page has not been checked for a while. */
function judge() {
  const late = performance.now() - checked > LATE_MS + CHECK_MS / 2;
  page.classList.toggle("late", late);
  find("mark").textContent = late ? page.dataset.late : find("mark").dataset.checked;
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
  const now = performance.now();
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
  const alone = performance.now() - heard > SILENT_MS;
  // the clock alone changes a page too: a time that passes
  if (performance.now() - asked > (alone ? ALONE_MS : CHECK_MS)) renew().catch(() => null);
  judge();
}

wire();
socket.open();
setInterval(watch, 1000);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") renew().catch(() => null);
});
