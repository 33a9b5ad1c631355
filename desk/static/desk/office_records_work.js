// What the office looks at beside the plan and the floor: the early closing, debts, records, people.

import { ask } from "./api.js";

const SKILL = /^[a-z][a-z0-9_]{0,39}$/;

/** What each tab asks for, and its verbs. */
export function recordsWork({ state, path, run, send, say, draw }) {
  Object.assign(state, { closure: null, commitments: null, overrides: null, skillEdits: {} });
  const looks = {
    today: async () => { state.closure = await ask(path("closure/")); },
    floor: async () => { state.commitments = (await ask(path("commitments/?state=open"))).commitments; },
    records: async () => { state.overrides = (await ask(path("overrides/"))).overrides; },
    people: async () => { state.staff = await ask(path("staff/")); },
  };
  const owed = (busy, rest) => ({ id }) => run(`${busy} ${id}`, async () => {
    await send("POST", `commitments/${id}/${rest}/`);
    await looks.floor();
  });

  async function saveSkills(person, skills) {
    const changed = await send("PATCH", path(`staff/${person.id}/`), { skills });
    state.staff = state.staff.map((each) => (each.id === person.id ? { ...each, skills: changed.skills } : each));
    delete state.skillEdits[person.id];
    say(`Saved: ${person.name}.`, "good");
  }

  return {
    lookAround: (tab) => looks[tab]?.(),
    kept: owed("kept", "kept"),
    givenUp: owed("given up", "release"),
    editSkills(person, text) {
      state.skillEdits[person.id] = text;
      draw();
    },
    saveSkills(person) {
      const skills = skillsIn(state.skillEdits[person.id] ?? "");
      const wrong = skills.filter((skill) => !SKILL.test(skill));
      if (wrong.length) {
        say(`Not saved: ${wrong.join(", ")}. A skill is written with Latin letters and digits, a letter first.`, "bad");
        return draw();
      }
      return run(`skills ${person.id}`, () => saveSkills(person, skills));
    },
  };
}

/** "Pharmacist, cash dual control" as the words the policy counts by. */
export function skillsIn(text) {
  const words = text.split(",").map((word) => word.trim().toLowerCase().replaceAll(/[\s-]+/g, "_"));
  return [...new Set(words.filter(Boolean))];
}
