// What concerns the person beyond the client at the counter: the rest of the day, whom to sit in
// for, what is owed, and what was changed in spite of a rule.

import { ask } from "./api.js";
import { clock, dayOf } from "./times.js";

const EVERY = 60_000;
const PAUSE = 4_000;

/** The verbs of the desk about oneself. */
export function mineWork(desk) {
  const { state, run, send } = desk;
  Object.assign(state, { mine: null, mineAt: -EVERY, mineVersion: -1 });

  async function look() {
    Object.assign(state, { mineAt: performance.now(), mineVersion: state.heardVersion });
    const { id, time_zone: zone } = state.branch;
    const path = (rest) => ask(`branches/${id}/${rest}`);
    const [plan, { overrides }, { commitments }, { reliefs }] = await Promise.all([
      path(`plans/${dayOf(clock.now(), zone)}/`), path("overrides/"), path("commitments/?state=open"), path("reliefs/"),
    ]);
    if (state.branch.id === id) state.mine = ownOf(state.me.staff.id, { plan, overrides, commitments, reliefs });
  }

  const changed = async (rest) => {
    await send("POST", rest);
    await look();
  };

  return {
    /** Look again where something happened, not oftener than the server likes to be asked. */
    mineIsDue() {
      const since = performance.now() - state.mineAt;
      const news = state.heardVersion !== state.mineVersion;
      return Boolean(state.branch) && clock.heard && (since > EVERY || (news && since > PAUSE));
    },
    lookAtMine: look,
    kept: ({ id }) => run(`kept ${id}`, () => changed(`commitments/${id}/kept/`)),
    givenUp: ({ id }) => run(`given up ${id}`, () => changed(`commitments/${id}/release/`)),
  };
}

function ownOf(me, { plan, overrides, commitments, reliefs }) {
  const mine = (row) => row.staff?.id === me;
  const whose = new Map(plan.breaks.map((each) => [each.id, each.staff.name]));
  return {
    day: plan.day,
    law: plan.people.filter(mine),
    breaks: plan.breaks.filter(mine).filter(({ state }) => state !== "draft"),
    overrides: overrides.filter(mine),
    owed: commitments.filter(({ owner }) => owner?.id === me),
    reliefs: reliefs.filter(mine).map((each) => ({ ...each, whose: whose.get(each.break) ?? "a colleague" })),
  };
}
