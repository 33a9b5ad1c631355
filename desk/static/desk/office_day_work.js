// What a manager does about a day: hours of a shift, the early end, a rule broken with a reason.

import { dayAfter, hhmm, instantOf, wallOf } from "./times.js";
import { refusalInWords, inWords } from "./refusals.js";
import { nameOf } from "./words.js";

const GONE = new Set(["cancelled", "missed"]);
// the doors that take an override; elsewhere a refusal stands
const OVERRIDABLE = /^(breaks\/\d+\/|branches\/\d+\/(breaks|plans\/[^/]+\/publication)\/)$/;

/** The verbs about shifts and the early end of the day. */
export function dayWork({ state, path, run, send, say, open }) {
  async function changeShift() {
    const { shift, from, to } = state.form;
    const { day } = shift;
    const [starts, ends] = [wallOf(from), wallOf(to)];
    const before = new Set((state.plan?.breaks ?? []).filter(({ state: s }) => !GONE.has(s)).map(({ id }) => id));
    const changed = await send("PATCH", `shifts/${shift.id}/`, {
      starts_at: instantOf(day, starts, state.branch.zone),
      ends_at: instantOf(ends <= starts ? dayAfter(day) : day, ends, state.branch.zone),
    });
    say(...shiftInWords(changed, before, state.branch.zone));
  }

  async function closeEarly() {
    const { day, at, note } = state.form;
    const back = at.trim() ? instantOf(day, wallOf(at), state.branch.zone) : null;
    state.closure = await send("POST", path("closure/"), { call_back_at: back, note });
    say("The branch is closed for today: no numbers, no breaks. Who waits may still be served.", "good");
  }

  return {
    askShift: (shift) => open("shift", {
      shift, from: hhmm(shift.starts_at, state.branch.zone), to: hhmm(shift.ends_at, state.branch.zone),
    }),
    changeShift: () => run("shift", changeShift),
    askClosure: () => open("closure", {
      day: dayAfter(state.today), at: "", note: state.closure?.closed ? state.closure.note : "",
    }),
    closeEarly: () => run("closure", closeEarly),
    reopen: () => run("closure", async () => {
      state.closure = await send("DELETE", path("closure/"));
      say("The branch is open again. Breaks that were cancelled stay cancelled.", "good");
    }),
  };
}

/** What became of the breaks and of the lawful rest of a changed shift. */
function shiftInWords({ starts_at: from, ends_at: to, breaks, rest }, before, zone) {
  const lost = breaks.filter(({ id, state }) => before.has(id) && GONE.has(state));
  const said = [`The shift lasts ${hhmm(from, zone)} to ${hhmm(to, zone)}.`];
  if (lost.length) {
    said.push(`Cancelled: ${lost.map((each) => `${nameOf(each).toLowerCase()} at ${hhmm(each.starts_at, zone)}`).join(", ")}.`);
  }
  if (rest) said.push(refusalInWords(rest, zone));
  return [said.join(" "), rest || lost.length ? "warn" : "good"];
}

/** Breaking a soft rule with a reason: the refused request is sent once more with its grounds. */
export function overrideWork({ state, run, send, say, draw }) {
  const zone = state.branch.zone;

  /** Whether a refusal was turned into the question "all the same?". */
  function offerOverride(error, sent) {
    if (!error.facts?.overridable || !sent || sent.body?.override || !OVERRIDABLE.test(sent.path)) return false;
    ask(sent, [inWords(error, zone)]);
    return true;
  }

  function ask(sent, said) {
    const back = { dialog: state.dialog, form: state.form };
    Object.assign(state, { overridden: { sent, said, back }, dialog: "override", form: { reason: "", remark: "" }, note: null });
    draw();
  }

  return {
    offerOverride,
    publishAllTheSame() {
      const { violations, publication } = state;
      const said = [...new Set(violations.map((each) => `${each.staff}: ${refusalInWords(each, zone)}`))];
      ask(publication.sent, said);
    },
    override: () => run("override", async () => {
      const { sent } = state.overridden;
      const { reason, remark } = state.form;
      await send(sent.method, sent.path, { ...sent.body, override: { reason, remark: remark.trim() } });
      state.violations = [];
      say("Done. The rule, your name and the reason are in the records.", "good");
    }),
    /** Back to what was being done when the rule said no. */
    leaveOverride() {
      const { back, said } = state.overridden;
      Object.assign(state, { ...back, note: back.dialog ? { text: said.join(" "), tone: "bad" } : null });
    },
  };
}
