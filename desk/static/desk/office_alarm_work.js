// What rings at the branch, and the manager's two answers to it.

import { ask } from "./api.js";

// these stand above every page of the office with their buttons, so no toast tells them again
const RINGS = new Set(["security", "medical", "silent", "help"]);

/** Whether an alarm of the socket is a call for help. */
export function isCall({ kind }) {
  return RINGS.has(kind);
}

/** The verbs of the office about calls for help. */
export function alarmWork({ state, path, run, send }) {
  state.ringing = [];
  async function look() {
    state.ringing = (await ask(path("alarms/"))).alarms;
  }

  const change = (name, rest) => run(name, async () => {
    await send("POST", rest);
    await look();
  });
  return {
    lookAtRinging: look,
    acknowledge: ({ id }) => change(`alarm ${id}`, `alarms/${id}/acknowledgement/`),
    resolve: ({ id }) => change(`alarm ${id}`, `alarms/${id}/resolution/`),
  };
}
