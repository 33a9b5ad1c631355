// The cards on the console: what lies open, and the verbs of a walk.

import { ask, command, Problem } from "./api.js";
import { inWords } from "./refusals.js";

/** The card that is shown: the one chosen, else the newest. */
export function shownCard({ console: lying, cardId }) {
  const whole = lying?.cards.filter(({ step }) => step) ?? [];
  return whole.find(({ id }) => id === cardId) ?? whole[0] ?? null;
}

/** The first sentence of a card that was not ticked yet. */
export function unsaid(card) {
  return card?.scripts.find(({ said }) => !said) ?? null;
}

/** The verbs of the desk about cards and calls for help. */
export function cardWork({ state, run, send, here, say, draw, openDialog }) {
  Object.assign(state, { console: null, consoleVersion: -1, cardId: 0 });
  const path = (rest) => `branches/${state.branch.id}/${rest}`;

  async function look() {
    const { id } = state.branch;
    state.consoleVersion = state.heardVersion;
    const found = await ask(path(state.cardId ? `cards/?card=${state.cardId}` : "cards/"));
    if (state.branch.id !== id) return;
    const before = new Set(state.console?.cards.map((card) => card.id));
    state.console = found;
    // what has just opened comes on top of what was chosen
    const fresh = found.cards.find((card) => !before.has(card.id));
    if (state.cardId && fresh && fresh.id !== state.cardId) {
      state.cardId = 0;
      await look();
    }
  }

  const change = (name, work) => run(name, async () => {
    await work();
    await look();
  });

  // an alarm waits for nothing: not for a running command, not for an answer
  async function alarm(kind) {
    const body = { kind };
    const way = state.desk ? here("alarm/") : path("alarms/");
    try {
      await command("POST", way, body);
      if (kind !== "silent" && kind !== "help") say("Alarm: every manager has been told.", "good");
      await look();
    } catch (error) {
      say(error instanceof Problem ? inWords(error, state.branch.time_zone) : "The alarm could not be sent: call out.", "bad");
    }
    draw();
  }

  return {
    /** News of the branch may be news of the cards. */
    cardsAreDue: () => Boolean(state.branch) && state.consoleVersion !== state.heardVersion,
    lookAtCards: look,
    openCard(situation, minutes) {
      if (situation === "cool_down_pause" && !minutes) {
        openDialog("request");
        Object.assign(state.asked, { reason: "cool_down" });
        return draw();
      }
      return change("card", async () => {
        const card = await send("POST", path("cards/"), { situation, ...(minutes ? { minutes } : {}) });
        state.cardId = card.id;
      });
    },
    answerCard(answer) {
      const card = shownCard(state);
      if (!card?.step.answers.includes(answer)) return false;
      change("card", () => send("POST", `cards/${card.id}/answer/`, { step: card.step.id, answer }));
      return true;
    },
    tickSaid(script) {
      const card = shownCard(state);
      const one = script ?? unsaid(card)?.id;
      if (!one) return false;
      change("card", () => send("POST", `cards/${card.id}/said/`, { script: one }));
      return true;
    },
    leaveCard() {
      const card = shownCard(state);
      if (!card) return false;
      change("card", () => send("DELETE", `cards/${card.id}/`));
      return true;
    },
    otherCard() {
      const cards = state.console?.cards ?? [];
      if (cards.length < 2) return false;
      change("card", async () => {
        state.cardId = cards[(cards.indexOf(shownCard(state)) + 1) % cards.length].id;
      });
      return true;
    },
    alarm,
    callManager: () => alarm("help"),
    acknowledge: ({ id }) => change(`alarm ${id}`, () => send("POST", `alarms/${id}/acknowledgement/`)),
    resolve: ({ id }) => change(`alarm ${id}`, () => send("POST", `alarms/${id}/resolution/`)),
  };
}

/** What a single key means for the cards; whether it meant something. */
export function cardKey(key, act) {
  const keys = {
    1: () => act.answerCard("yes"),
    2: () => act.answerCard("no"),
    enter: () => act.answerCard("next"),
    a: () => act.tickSaid(),
    q: () => act.leaveCard(),
    c: () => act.otherCard(),
    o: () => (act.openCard("objection_replies"), true),
    m: () => (act.callManager(), true),
    k: () => (act.openDialog("cards"), true),
  };
  return keys[key]?.() ?? false;
}
