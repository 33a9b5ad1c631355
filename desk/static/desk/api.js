// Questions and commands to the API. A command that gets lost is sent again with the same key.

const BASE = "/api/v1/";
const PATIENCE = 8_000;
const PAUSES = [500, 1_000, 2_000, 4_000];
const LOST = new Set([502, 503, 504]);

/** What the server refused: the sentence of RFC 9457, its code and its facts. */
export class Problem extends Error {
  constructor(status, facts) {
    super(facts.detail || facts.title || `The server answered ${status}.`);
    this.status = status;
    this.code = facts.code || "";
    this.facts = facts;
  }
}

/** No answer came; whether a command was carried out is not known. */
export class Unreachable extends Error {
  constructor() {
    super("The server does not answer.");
  }
}

/** GET a path below /api/v1/. */
export async function ask(path) {
  return factsOf(await reach(path, { headers: { Accept: "application/json" } }));
}

/**
 * Send an unsafe request until it is answered. `onWait(n)` hears of every repeat, `signal` ends
 * the trying.
 */
export async function command(method, path, body, { onWait = () => {}, signal } = {}) {
  const options = { method, headers: headersOf(newKey()) };
  if (body || method !== "DELETE") options.body = JSON.stringify(body ?? {});
  for (let tries = 0; ; tries += 1) {
    const answer = await reach(path, options).catch(() => null);
    if (answer && !isLost(answer)) return factsOf(answer);
    if (signal?.aborted) throw new Unreachable();
    onWait(tries + 1);
    await pause(tries, signal);
  }
}

async function reach(path, options) {
  try {
    const response = await fetch(BASE + path, {
      ...options, credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE),
    });
    const text = await response.text();
    return { status: response.status, facts: text ? parsed(text) : null };
  } catch {
    throw new Unreachable();
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

// the first sending may still be under way when the second arrives
function isLost({ status, facts }) {
  return LOST.has(status) || facts?.code === "request_in_progress";
}

function factsOf({ status, facts }) {
  if (status >= 400) throw new Problem(status, facts ?? {});
  return facts;
}

function headersOf(key) {
  return {
    Accept: "application/json",
    "Content-Type": "application/json",
    "X-CSRFToken": cookie("csrftoken"),
    "Idempotency-Key": key,
  };
}

function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

// randomUUID is missing where a branch's network has no TLS
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function pause(tries, signal) {
  const length = PAUSES[Math.min(tries, PAUSES.length - 1)] * (0.75 + Math.random() / 2);
  return new Promise((resolve) => {
    setTimeout(resolve, length);
    signal?.addEventListener("abort", resolve, { once: true });
  });
}
