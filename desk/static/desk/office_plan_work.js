// What a manager does to the plan of a day. Wall times become instants of the branch's zone here.

import { Problem } from "./api.js";
import { hhmm, instantOf, wallOf } from "./times.js";

const LENGTHS = { lunch: "length.lunch_min", short: "length.short_min", screen_rest: "length.short_min" };
const USUAL_LENGTH = 15;
const KNOWN = new Set(["published", "warned", "closing"]);

/** The verbs of the "Today" tab. */
export function planWork(office) {
  return { ...forms(office), ...drafting(office), ...changing(office), ...publishing(office) };
}

function forms({ state, open, draw }) {
  const usual = (kind) => state.policy?.terms[LENGTHS[kind]] ?? USUAL_LENGTH;
  const openFor = (dialog) => (break_) => {
    const start = hhmm(break_.starts_at, state.branch.zone);
    const { length_minutes: length, alternative } = break_;
    open(dialog, { break_, start, length, alternative, reason: "", ...(dialog === "cancel" ? replacement(break_) : {}) });
  };
  return {
    newBreak: (staff = "") => open("draft", {
      staff, kind: "lunch", start: "12:00", length: usual("lunch"), alternative: "",
    }),
    editBreak: openFor("edit"),
    moveBreak: openFor("move"),
    cancelBreak: openFor("cancel"),
    fill(change) {
      if (change.kind) change.length = usual(change.kind);
      Object.assign(state.form, change);
      draw();
    },
  };
}

// lawful rest is cancelled only for another one (3.4)
function replacement({ state, protected_minutes: kept, latest_at: latest }) {
  return kept && latest && KNOWN.has(state) ? { instead: "" } : {};
}

function timesOf({ day, branch, form }, start = form.start) {
  return {
    starts_at: instantOf(form.break_?.day ?? day, wallOf(start), branch.zone),
    length_minutes: Number(form.length),
  };
}

function drafting({ state, path, run, send }) {
  const draft = () => {
    const { staff, kind, alternative } = state.form;
    return send("POST", path("breaks/"), { staff: Number(staff), kind, alternative, ...timesOf(state) });
  };
  const edit = () => {
    const { break_, alternative } = state.form;
    return send("PATCH", `breaks/${break_.id}/`, { alternative, ...timesOf(state) });
  };
  return { draft: () => run("draft", draft), edit: () => run("edit", edit) };
}

function changing({ state, run, send }) {
  const move = () => {
    const { break_, reason } = state.form;
    return send("PATCH", `breaks/${break_.id}/`, { reason, ...timesOf(state) });
  };
  // a draft that nobody saw needs no reason of its own
  async function cancel() {
    const { break_, reason, instead } = state.form;
    const body = { reason: break_.state === "draft" ? reason.trim() || "draft removed" : reason };
    if (instead) body.replacement = timesOf(state, instead);
    try {
      await send("DELETE", `breaks/${break_.id}/`, body);
    } catch (error) {
      // it was not known here that the break is lawful rest
      if (error instanceof Problem && error.code === "rest_protected") state.form.instead ??= "";
      throw error;
    }
  }
  return { move: () => run("move", move), cancel: () => run("cancel", cancel) };
}

function publishing({ state, path, run, send, say, open }) {
  async function publish(body = {}) {
    Object.assign(state, { violations: [], publication: null });
    try {
      const { breaks } = await send("POST", path(`plans/${state.day}/publication/`), body);
      say(breaks.length ? "The day is published: screens show it now." : "There was nothing to publish.", "good");
    } catch (error) {
      if (!(error instanceof Problem) || !error.facts.violations) throw error;
      Object.assign(state, { violations: error.facts.violations, publication: { sent: state.sent } });
      state.dialog = "";
    }
  }
  return {
    publish: () => run("publish", publish),
    askRepublish: () => open("republish", {}),
    republish: () => run("republish", () => publish({ republish: true })),
  };
}
