// Keeps the table of screens fresh, and asks how a layout would read while its figures are typed.

const EVERY_MS = 10_000;
const TYPED_MS = 300;
const VERDICTS = {
  good: ["✓", "Good", "good"],
  least: ["!", "Just readable", "warn"],
  small: ["✕", "Too small", "bad"],
  near: ["", "From nearer only", "quiet"],
};

const find = (id) => document.getElementById(id);

/** A page as a document: nothing in it runs. */
function documentAt(url) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.responseType = "document";
    request.timeout = EVERY_MS;
    request.onload = () => (request.status === 200 ? done(request.response) : fail(new Error(`status ${request.status}`)));
    request.onerror = request.ontimeout = () => fail(new Error("no answer"));
    request.send();
  });
}

async function refresh(url) {
  try {
    const fresh = (await documentAt(url)).getElementById("fresh");
    if (!fresh) throw new Error("another page");
    const old = find("fresh");
    // who is about to follow a link by the keyboard stays where they are
    if (!old.contains(document.activeElement)) old.replaceWith(document.adoptNode(fresh));
    find("fresh-word").textContent = "This table keeps itself fresh.";
    find("fresh-word").className = "fine soft";
  } catch {
    find("fresh-word").textContent = "The table is not up to date: the house does not answer.";
    find("fresh-word").className = "fine tone-bad";
  }
}

function mark(cell, verdict, far) {
  const [sign, word, tone] = VERDICTS[!far && verdict === "small" ? "near" : verdict];
  const span = document.createElement("span");
  span.className = `tone-${tone}`;
  span.textContent = `${sign} ${word}`.trim();
  cell.replaceChildren(span);
}

function told(seen) {
  if (seen.readable) return "Can be read from the farthest seat.";
  return `Cannot be read from the farthest seat. A screen of ${seen.needed_inches} inches would do, or a farthest seat at ${seen.needed_m} m.`;
}

function show(verdict, seen) {
  for (const reading of seen.readings) {
    const [, letters, angle, word, reach] = verdict.querySelector(`[data-size=${reading.key}]`).children;
    letters.textContent = `${reading.cap_mm} mm`;
    angle.textContent = `${reading.minutes}′`;
    mark(word, reading.verdict, reading.far);
    reach.textContent = `${reading.reaches_m} m`;
  }
  verdict.querySelector("table").hidden = false;
  const [hero] = seen.readings;
  find("ada-font").textContent = hero.ada_percent;
  find("hero-font").textContent = hero.font_percent;
  find("ada").hidden = false;
  const word = find("verdict-word");
  word.textContent = told(seen);
  word.className = seen.readable ? "tone-good" : "tone-bad";
}

async function judge(form, verdict) {
  const [diagonal, farthest] = [form.diagonal_inches.value, form.farthest_m.value];
  if (!diagonal || !farthest) return;
  const asked = new URLSearchParams({ diagonal_inches: diagonal, farthest_m: farthest, preset: form.preset.value });
  const answer = await fetch(`${verdict.dataset.door}?${asked}`);
  if (answer.ok) show(verdict, await answer.json());
}

const table = document.querySelector("[data-table]");
if (table) setInterval(() => document.hidden || refresh(table.dataset.table), EVERY_MS);

const verdict = find("verdict");
if (verdict) {
  let typing = 0;
  find("lay-out").addEventListener("input", (event) => {
    if (!["diagonal_inches", "farthest_m", "preset"].includes(event.target.name)) return;
    clearTimeout(typing);
    typing = setTimeout(() => judge(find("lay-out"), verdict), TYPED_MS);
  });
}
