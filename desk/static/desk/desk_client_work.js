// What a person does for clients beside the line of keys: numbers, late arrivals, seats, outages.

import { promiseWords, waitWords } from "../signage/words.js";
import { clock, exactly, hhmm } from "./times.js";
import { ownBreak, restLeft } from "./own_break.js";
import { whyNotHere } from "./view_seat.js";
import { count } from "./words.js";

/** The verbs of the desk about clients and the counter. */
export function clientWork({ state, run, send, here, take, adopt, say, refuse, openDialog }) {
  const move = async (method, path, body) => adopt(await send(method, here(path), body));
  const zone = () => state.branch.time_zone;

  async function giveNumber(queue) {
    const ticket = await send("POST", "tickets/", { queue, in_person: Boolean(state.asked.inPerson) });
    await take(state.desk.session.id);
    const before = ticket.ahead ? `${count(ticket.ahead, "client")} before it` : "nobody before it";
    const wait = waitWords(ticket.wait);
    say(`${ticket.code}, ${ticket.queue.name}: ${before}${wait && `, wait ${wait}`}. ${promiseWords(ticket.promise, zone(), clock.now())}`, "good");
  }

  async function lateArrival(queue) {
    const { code = "", urgent = false, inPerson = false } = state.asked;
    const body = { queue, urgent, in_person: inPerson, ...(code.trim() ? { ticket: code.trim() } : {}) };
    const ticket = await send("POST", here("late-arrival/"), body);
    await take(state.desk.session.id);
    say(answerInWords(ticket, urgent, zone()), ticket.outcome === "after" ? "warn" : "good");
  }

  async function openCounter(counter) {
    adopt(await send("POST", "sessions/", { counter: counter.id }));
  }

  return {
    callTicket: (ticket) => run("call", () => move("POST", "call/", { ticket: ticket.id })),
    revive: (ticket) => run("revive", () => move("POST", "revival/", { ticket: ticket.id })),
    transfer: (where) => run("transfer", () => move("POST", "transfer/", where)),
    giveNumber: (queue) => run("number", () => giveNumber(queue)),
    lateArrival: (queue) => run("late", () => lateArrival(queue)),
    outage: (out) => run("outage", async () => {
      await send(out ? "POST" : "DELETE", `counters/${state.desk.session.counter.id}/outage/`);
      await take(state.desk.session.id);
    }),
    open(counter) {
      const why = whyNotHere(counter, state);
      if (why) return refuse(why);
      if (!state.desk && restLeft(ownBreak(state), clock.now())) return openDialog("early");
      run(`open ${counter.id}`, () => openCounter(counter));
    },
    // the own counter is left first: nobody sits at two
    sitIn: ({ counter, starts_at: from, whose }) => {
      if (clock.now() < Date.parse(from)) return refuse(`Allowed from ${exactly(from, zone())}: ${whose} sits there until then.`);
      run(`open ${counter.id}`, async () => {
        if (state.desk) await send("DELETE", here(""));
        state.desk = null;
        await openCounter(counter);
      });
    },
  };
}

/** What the client is told who came in the last minutes. */
function answerInWords({ code, outcome, break: break_, choices }, urgent, zone) {
  if (outcome === "before") return `${code}: you serve this client before your break.`;
  if (outcome === "other_counter") return `${code}: another counter serves this client; your break does not matter.`;
  const back = break_?.returns_at ? `, from ${hhmm(break_.returns_at, zone)}` : "";
  const late = urgent ? "It is too late to serve this client before your break. " : "";
  const ways = WAYS.filter(([name]) => choices?.[name]?.ok).map(([, words]) => words);
  const instead = ways.length ? ` The client may ${ways.join(", or ")}.` : "";
  return `${late}${code}: after your break${back}.${instead}`;
}

const WAYS = [
  ["hold", "keep the place and come back"], ["counter", "go to another counter"], ["call_back", "be called back"],
];
