// What a manager changes in the numbers of the branch. Only what differs from above is sent.

import { ask, Problem } from "./api.js";
import { meaningOf, valueOf } from "./policy_keys.js";

/** The verbs of the "Policy" tab. */
export function policyWork({ state, path, run, send, say, draw }) {
  async function save() {
    // somebody else may have saved meanwhile: these changes go on top of theirs
    const { values } = await ask(path("policy/"));
    for (const [key, text] of Object.entries(state.edits)) {
      if (text === null) delete values[key];
      else values[key] = valueOf(key, text);
    }
    try {
      state.policy = await send("PUT", path("policy/"), { values });
    } catch (error) {
      if (!(error instanceof Problem) || !error.facts.key) throw error;
      refuse(error);
      return;
    }
    state.edits = {};
    say(`Saved as version ${state.policy.version}. It is in force from now on.`, "good");
  }

  // the server names the key; a person reads its meaning, beside the field
  function refuse({ message, facts: { key, low, high } }) {
    const range = low === null || low === undefined ? message : `between ${low} and ${high}`;
    state.wrong = { key, said: range };
    say(`Not saved. “${meaningOf(key)}”: ${range}.`.replace("..", "."), "bad");
  }

  return {
    change(key, text) {
      state.edits[key] = text;
      draw();
    },
    forget(key) {
      delete state.edits[key];
      draw();
    },
    // a stored difference is taken away on saving, an unsaved one at once
    undo(key) {
      if (key in state.edits) delete state.edits[key];
      else state.edits[key] = null;
      draw();
    },
    dropEdits() {
      Object.assign(state, { edits: {}, wrong: null, note: null });
      draw();
    },
    savePolicy: () => Object.keys(state.edits).length && run("policy", save),
  };
}
