// What a person does about the own break: start, ask, confirm, prolong, come back, agree.

import { Problem } from "./api.js";
import { ownBreak } from "./own_break.js";

/** The verbs of the desk about the break. */
export function breakWork({ state, run, send, here, look, say, openDialog }) {
  const about = (rest) => `breaks/${ownBreak(state).id}/${rest}/`;

  async function change(method, body) {
    const answer = await send(method, here("break/"), body);
    await look();
    const before = answer?.clients_before_request ?? [];
    if (before.length) {
      const who = before.length === 1 ? "1 client came" : `${before.length} clients came`;
      say(`${who} before your request: ${before.join(", ")}. Your break begins after ${before.at(-1)}.`);
    }
  }

  // what the desk did not know yet: the lawful rest is not whole
  async function end(body) {
    try {
      await change("DELETE", body);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "rest_short" || state.dialog === "early") throw error;
      await look();
      return () => openDialog("early");
    }
  }

  async function confirmReturn(minutes) {
    await send("POST", about("confirmation"), minutes ? { minutes } : {});
    await look();
  }

  return {
    startBreak: () => run("start_break", () => change("POST")),
    withdraw: () => run("withdraw", () => change("DELETE")),
    request: (body) => run("request_break", () => change("POST", body)),
    endBreak: (body) => run("end_break", () => end(body)),
    extend: (minutes) => run("extend_break", async () => {
      await send("POST", about("extension"), { minutes });
      await look();
    }),
    confirmReturn: (minutes) => run("confirm_return", () => confirmReturn(minutes)),
    spoken: () => run("spoken", async () => {
      await send("POST", about("spoken"));
      await look();
    }),
    consent: () => run("consent", async () => {
      await send("POST", about("consent"));
      await look();
    }),
  };
}
