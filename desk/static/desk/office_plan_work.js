// What a manager does to the plan of a day. Wall times become instants of the branch's zone here.

import { Problem } from "./api.js";
import { hhmm, instantOf, wallOf } from "./times.js";

const LENGTHS = { lunch: "length.lunch_min", short: "length.short_min", screen_rest: "length.short_min" };

/** The verbs of the "Today" tab. */
export function planWork({ state, path, run, send, say, draw }) {
  const startOf = (form) => instantOf(state.day, wallOf(form.start), state.branch.zone);
  const usual = (kind) => state.policy?.terms[LENGTHS[kind]] ?? 15;

  function open(dialog, form) {
    Object.assign(state, { dialog, form, note: null });
    draw();
  }

  function openAs(dialog, break_) {
    const start = hhmm(break_.starts_at, state.branch.zone);
    open(dialog, { break_, start, length: break_.length_minutes, alternative: break_.alternative, reason: "" });
  }

  async function publish() {
    state.violations = [];
    try {
      const { breaks } = await send("POST", path(`plans/${state.day}/publication/`), {});
      say(breaks.length ? "The day is published: screens show it now." : "There was nothing to publish.", "good");
    } catch (error) {
      if (!(error instanceof Problem) || !error.facts.violations) throw error;
      state.violations = error.facts.violations;
    }
  }

  return {
    newBreak: (staff = "") => open("draft", {
      staff, kind: "lunch", start: "12:00", length: usual("lunch"), alternative: "",
    }),
    editBreak: (break_) => openAs("edit", break_),
    moveBreak: (break_) => openAs("move", break_),
    cancelBreak: (break_) => openAs("cancel", break_),
    fill(change) {
      if (change.kind) change.length = usual(change.kind);
      Object.assign(state.form, change);
      draw();
    },
    draft: () => run("draft", () => send("POST", path("breaks/"), {
      staff: Number(state.form.staff), kind: state.form.kind, starts_at: startOf(state.form),
      length_minutes: Number(state.form.length), alternative: state.form.alternative,
    })),
    edit: () => run("edit", () => send("PATCH", `breaks/${state.form.break_.id}/`, {
      starts_at: startOf(state.form), length_minutes: Number(state.form.length),
      alternative: state.form.alternative,
    })),
    move: () => run("move", () => send("PATCH", `breaks/${state.form.break_.id}/`, {
      starts_at: startOf(state.form), length_minutes: Number(state.form.length), reason: state.form.reason,
    })),
    cancel: () => run("cancel", () => send("DELETE", `breaks/${state.form.break_.id}/`, {
      reason: state.form.reason.trim() || "draft removed",
    })),
    publish: () => run("publish", publish),
  };
}
