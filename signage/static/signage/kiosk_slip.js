// The number on the glass and on paper: what was promised, how long, which breaks, and the code that
// opens the client's page.

import { el, fill, say } from "./dom.js";
import { setup, t } from "./i18n.js";
import { breaksOf } from "./kiosk_choices.js";
import { clock, day } from "./times.js";
import { wayNow } from "./wordings.js";
import { promiseWords, waitWords } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
// modules of white around a code
const QUIET = 4;
const PICTURE_MS = 1500;
const PRINTER_MS = 12000;
const find = (id) => document.getElementById(id);

function svg(tag, facts) {
  const node = document.createElementNS(SVG, tag);
  for (const name of Object.keys(facts)) node.setAttribute(name, facts[name]);
  return node;
}

/** The dark modules of one row, given in hexadecimal, as strokes of a path. */
function strokes(row, y) {
  const bits = row.replace(/./g, (digit) => parseInt(digit, 16).toString(2).padStart(4, "0"));
  let path = "";
  for (const run of bits.match(/1+|0+/g) || []) path += (run[0] === "1" ? "h" : "m") + run.length + (run[0] === "1" ? "" : " 0");
  return "M0 " + (y + 0.5) + path;
}

/** A code out of its rows: needs no server. */
function drawn({ size, rows }) {
  const whole = size + 2 * QUIET;
  const digits = Math.ceil(size / 4);
  const lines = rows.match(new RegExp(".{" + digits + "}", "g"));
  const box = svg("svg", { viewBox: [-QUIET, -QUIET, whole, whole].join(" "), class: "qr", "shape-rendering": "crispEdges" });
  box.append(svg("rect", { x: -QUIET, y: -QUIET, width: whole, height: whole, fill: "#fff" }));
  box.append(svg("path", { d: lines.map(strokes).join(""), stroke: "#000" }));
  return box;
}

function picture(ticket) {
  const node = el("img", "qr");
  node.alt = t("QR code of your number's page");
  node.src = "/t/" + encodeURIComponent(ticket.token) + "/qr.svg";
  return node;
}

/** A ticket of the server, as the page and the paper tell it. */
export function ofTicket(ticket, live) {
  const now = live.now();
  const zone = ticket.branch.time_zone;
  const at = Math.max(now, Date.parse(ticket.now));
  return {
    token: ticket.token,
    code: ticket.code,
    promise: promiseWords(ticket.promise, zone, at),
    kind: ticket.promise.kind,
    rows: [
      ["wait", t("Wait"), waitWords(ticket.wait)],
      ["ahead", t("Waiting before you"), ticket.ahead === 0 ? t("nobody") : String(ticket.ahead)],
      ["queue", t("For"), ticket.queue.name],
      // whoever waits for the end of a break learns what else can be done (3.9 no. 17)
      ["meanwhile", t("Meanwhile"), ticket.promise.kind === "after" ? wayNow(live.board.branch, ticket.branch.alternative) : ""],
    ].filter(([, , words]) => words),
    breaks: breaksOf(ticket.queue.letter, live.board, ticket.wait, at).map(([, words]) => words),
    branch: ticket.branch.name,
    taken: day(at, zone) + ", " + clock(at, zone),
    code_of_page: () => picture(ticket),
    online: true,
  };
}

/** A number of the reserve: honest about what nobody can tell now. */
export function ofSlip(slip, queue, branch, now) {
  const taken = clock(now, branch.time_zone);
  return {
    token: slip.token,
    code: slip.code,
    promise: t("Wait and breaks cannot be told now. The times on the board hold."),
    kind: "unknown",
    rows: [
      ["queue", t("For"), queue],
      ["since", t("Your place counts from"), taken],
    ],
    breaks: [],
    branch: branch.name,
    taken: day(now, branch.time_zone) + ", " + taken,
    code_of_page: () => drawn(slip.qr),
    online: false,
  };
}

/** Put a number on the glass. */
export function paintSlip(about) {
  say(find("code"), about.code);
  say(find("promise"), about.promise);
  find("promise").className = "promise " + about.kind;
  fill(find("rows"), rowsOf(about));
  fill(find("counted"), about.breaks.map((words) => el("li", "", words)));
  fill(find("scan"), [about.code_of_page(), el("p", "", scanWords(about))]);
  say(find("paper-word"), "");
}

function rowsOf({ rows }) {
  return rows.reduce((nodes, [id, label, words]) => {
    const value = el("dd", "", words);
    value.id = id;
    return nodes.concat(el("dt", "", label), value);
  }, []);
}

function scanWords({ online }) {
  return online
    ? t("Scan it to follow your place on your phone.")
    : t("Scan it: your page opens when the connection is back.");
}

/** What somebody hears of their number. */
export function spokenSlip({ code, promise, rows, breaks }) {
  const told = rows.map(([, label, words]) => label + ": " + words);
  // figure by figure: a number is compared with the board, not counted
  return [t("Your number: {code}", { code: code.split("").join(" ") }), promise].concat(told, breaks).join(". ");
}

/** Hand out paper, if this kiosk has any; a word on what became of it, or nothing. */
export function handOut(about, token) {
  if (setup.paper === "page") return printPage(about).then(() => t("Please take your paper."));
  if (setup.paper !== "network") return Promise.resolve("");
  const printed = about.online ? printAway(about, token) : Promise.resolve(false);
  return printed.then((done) => (done ? t("Please take your paper.") : t("No paper now: please scan the code or note your number.")));
}

/** By the printer of this device, in the print style of the page. */
function printPage(about) {
  const code = about.code_of_page();
  fill(find("paper"), [
    el("p", "paper-branch", about.branch),
    el("p", "paper-code", about.code),
    el("p", "paper-promise", about.promise),
    el("dl", "", ...rowsOf(about).map(unnamed)),
    el("ul", "", ...about.breaks.map((words) => el("li", "", words))),
    code,
    el("p", "paper-taken", about.taken),
  ]);
  return loaded(code).then(() => window.print());
}

/** The page has the same facts under the same names. */
function unnamed(node) {
  node.removeAttribute("id");
  return node;
}

function loaded(node) {
  if (!node.decode) return Promise.resolve();
  const late = new Promise((done) => setTimeout(done, PICTURE_MS));
  // without its picture the paper still says everything
  return Promise.race([node.decode().catch(() => null), late]);
}

/** By the printer of the branch's network; whether it took the number. */
function printAway(about, token) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PRINTER_MS);
  const headers = { "Content-Type": "application/json", Authorization: "Device " + token };
  const body = JSON.stringify({ ticket: about.token });
  return fetch("/api/v1/kiosk/prints/", { method: "POST", headers, body, credentials: "omit", signal: stop.signal })
    .then((answer) => answer.ok)
    .catch(() => false)
    .finally(() => clearTimeout(timer));
}
