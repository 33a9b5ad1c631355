// What a manager does about one break, from the plan or from the floor.

import { dayAfter, hhmm, instantOf, wallOf } from "./times.js";

/** Relief, conversion, a later return, the end of an overrun, answers. */
export function breakWork({ state, run, send, open }) {
  const zone = () => state.branch.zone;
  const wall = (day, text) => (text?.trim() ? instantOf(day, wallOf(text), zone()) : undefined);
  const about = () => `breaks/${state.form.break_.id}/`;
  const post = (busy, break_, rest, body) => run(busy, () => send("POST", `breaks/${break_.id}/${rest}/`, body));

  function assignRelief() {
    const { break_, staff, counter, from, to } = state.form;
    const starts = wall(break_.day, from);
    const ends = wall(to && from && wallOf(to) <= wallOf(from) ? dayAfter(break_.day) : break_.day, to);
    return run("relief", () => send("POST", `${about()}relief/`, {
      staff: Number(staff), counter: Number(counter), starts_at: starts, ends_at: ends,
    }));
  }

  function askRelief(break_, pressure = false) {
    const counter = break_.counter?.id ?? "";
    open("relief", { break_, pressure, staff: "", counter, from: "", to: "" });
  }

  return {
    askRelief: (break_) => askRelief(break_),
    assignRelief,
    cancelRelief: (break_) => run("no relief", () => send("DELETE", `breaks/${break_.id}/relief/`)),
    askConversion: (break_) => open("convert", { break_, reason: "short_rest", minutes: break_.length_minutes }),
    convert: () => run("convert", () => send("POST", `${about()}conversion/`, {
      reason: state.form.reason, minutes: Number(state.form.minutes),
    })),
    askLonger: (break_) => open("longer", { break_, minutes: 10 }),
    longer: () => run("longer", () => send("POST", `${about()}extension/`, { minutes: Number(state.form.minutes) })),
    askRemark: (break_) => open("end", { break_, remark: "", since: "" }),
    endBreak: () => run("end", () => {
      const { remark, since } = state.form;
      return send("POST", `${about()}end/`, { remark, ended_at: wall(state.today, since) });
    }),
    // ---- answers to what the floor asks
    answer: (break_, grant) => post(`answer ${break_.id}`, break_, "answer", { grant }),
    spoken: (break_) => post(`spoken ${break_.id}`, break_, "spoken", {}),
    keep: (break_) => post(`keep ${break_.id}`, break_, "pressure", { answer: "keep" }),
    putOff: (break_, minutes) => post(`put off ${break_.id}`, break_, "pressure", { answer: "postpone", minutes }),
    askReliefInstead: (break_) => askRelief(break_, true),
    answerByRelief: () => {
      const { staff, counter } = state.form;
      return run("relief", () => send("POST", `${about()}pressure/`, {
        answer: "relief", staff: Number(staff), counter: Number(counter),
      }));
    },
    confirmReturn: (break_, minutes) => post(`confirm ${break_.id}`, break_, "confirmation", minutes ? { minutes } : {}),
    backAt: (break_) => hhmm(break_.shown_return_at ?? break_.returns_at, zone()),
  };
}
