// What a manager answers from the floor.

/** The verbs of the "Floor" tab. */
export function floorWork({ state, run, send, draw }) {
  return {
    answer: (break_, grant) => run(`answer ${break_.id}`, () => send("POST", `breaks/${break_.id}/answer/`, { grant })),
    askRemark(break_) {
      Object.assign(state, { dialog: "end", form: { break_, remark: "" }, note: null });
      draw();
    },
    endBreak: () => run("end", () => send("POST", `breaks/${state.form.break_.id}/end/`, {
      remark: state.form.remark,
    })),
  };
}
