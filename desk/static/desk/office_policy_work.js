// What a manager changes in the numbers: of the branch, of a queue, or of the whole organisation.
// Only what a level says itself is sent, with the version that was looked at.

import { ask, Problem } from "./api.js";
import { inMeanings, meaningOf, valueOf } from "./policy_keys.js";

const PAGE = 20;

/** The verbs of the "Policy" tab. */
export function policyWork({ state, path, run, send, say, draw, refresh }) {
  Object.assign(state, {
    level: "branch", numbers: null, lockEdits: {}, presets: null, presetWish: null, history: null, shown: PAGE,
  });

  const unsaved = () => Object.keys(state.edits).length + Object.keys(state.lockEdits).length;

  function pathOf(level) {
    if (level === "organisation") return "organisation/policy/";
    return level === "branch" ? path("policy/") : `queues/${level}/policy/`;
  }

  async function look() {
    const { level, shown } = state;
    const [policy, numbers, history, presets] = await Promise.all([
      ask(path("policy/")),
      level === "branch" ? null : ask(pathOf(level)),
      ask(path(`policy/history/?limit=${shown}`)),
      state.presets ?? ask("presets/").then((said) => said.presets),
    ]);
    // what was typed meanwhile belongs to the numbers it was typed over
    if (level !== state.level || unsaved()) return;
    Object.assign(state, { policy, numbers: numbers ?? policy, history, presets });
  }

  async function save() {
    const { level, numbers } = state;
    const values = { ...numbers.values };
    for (const [key, text] of Object.entries(state.edits)) {
      if (text === null) delete values[key];
      else values[key] = valueOf(key, text);
    }
    const body = { values, version: numbers.version };
    if (Object.keys(state.lockEdits).length) body.locks = locksOf(numbers);
    await tell(async () => {
      state.numbers = await send("PUT", pathOf(level), body);
      if (level === "branch") state.policy = state.numbers;
      drop();
      say(`Saved as version ${state.numbers.version}. It is in force from now on for what is not yet published.`, "good");
    });
  }

  function locksOf({ locks }) {
    const wanted = new Set(locks);
    for (const [key, locked] of Object.entries(state.lockEdits)) wanted[locked ? "add" : "delete"](key);
    return [...wanted];
  }

  /** Do `work`; a refusal that names a key is told beside its field, a lost race is looked at. */
  async function tell(work) {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === "policy_changed") await lookAgain();
      else if (error.facts.key) refuse(error);
      else throw error;
    }
  }

  // these changes stay typed, now over the numbers the other person saved
  async function lookAgain() {
    state.numbers = await ask(pathOf(state.level));
    if (state.level === "branch") state.policy = state.numbers;
    say("Not saved: somebody else changed these numbers meanwhile. Your changes are still here; look at them and save again.", "warn");
  }

  // the server names the key; a person reads its meaning, beside the field
  function refuse({ code, message, facts: { key, low, high } }) {
    const ranged = code === "policy_value" && Number.isFinite(low) && Number.isFinite(high);
    const said = ranged ? `between ${low} and ${high}` : inMeanings(message);
    state.wrong = { key, said };
    say(ranged ? `Not saved. “${meaningOf(key)}”: ${said}.` : `Not saved. ${said}`, "bad");
  }

  function drop() {
    Object.assign(state, { edits: {}, lockEdits: {}, wrong: null });
  }

  async function choosePreset(confirm) {
    const code = state.presetWish ?? state.policy.preset?.code ?? "";
    await tell(async () => {
      const body = { code, confirm, version: state.policy.version };
      state.policy = await send("POST", path("preset/"), body);
      Object.assign(state, { numbers: state.policy, presetWish: null });
      say(confirm ? `Confirmed: ${state.policy.preset.title}.` : "The law is chosen. It protects from now on.", "good");
    });
  }

  return {
    lookAtPolicy: async () => { if (!unsaved()) await look(); },
    unsaved,
    chooseLevel(level) {
      if (unsaved()) say("Save or forget your changes first.", "warn");
      else Object.assign(state, { level, numbers: level === "branch" ? state.policy : null, note: null, wrong: null });
      refresh();
      draw();
    },
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
    lock(key, locked) {
      if (locked === state.numbers.locks.includes(key)) delete state.lockEdits[key];
      else state.lockEdits[key] = locked;
      draw();
    },
    dropEdits() {
      drop();
      state.note = null;
      refresh();
      draw();
    },
    savePolicy: () => unsaved() && run("policy", save),
    wishPreset(code) {
      state.presetWish = code;
      draw();
    },
    choosePreset: (confirm) => run("policy", () => choosePreset(confirm)),
    showMoreHistory() {
      state.shown += 3 * PAGE;
      refresh();
    },
  };
}
