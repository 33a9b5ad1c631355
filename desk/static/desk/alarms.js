// What calls for the manager: the alarms of the floor by kind, and those a socket tells the moment
// they begin.

const KEPT = 4;
const RUNNING_OVER = { requested: "request", overrun: "overrun" };

/** What waits for the manager now: alarms of the floor, each once, with requests and overruns. */
export function troubles(floor) {
  if (!floor) return [];
  const seated = floor.counters.map(({ break: about }) => about).filter((about) => about && about.state in RUNNING_OVER);
  const own = seated.map((about) => ({ kind: RUNNING_OVER[about.state], break: about, message: "", at: null }));
  const all = [...floor.alarms, ...own].map((alarm) => ({ ...alarm, id: `${alarm.kind} ${alarm.break?.id}` }));
  return [...new Map(all.reverse().map((alarm) => [alarm.id, alarm])).values()].reverse();
}

// a sentence for what the floor does not tell, or not yet
const SENTENCES = {
  missed: "A break was missed.",
  no_cover: "A break cannot begin: too few would stay.",
  overrun: "Somebody has not come back from a break.",
  pressure: "Many clients wait before a break.",
  relief: "Nobody sits in any more for a break.",
  rest_at_risk: "A lawful rest is at risk.",
  slip: "A break cannot begin: somebody stands in the way.",
};

/** Keep an alarm of the socket, the newest first; the same one again takes the place of the old. */
export function withAlarm(toasts, { kind, break: about = null, at, version }) {
  const id = `${kind} ${about ?? version}`;
  return [{ id, kind, about, at }, ...toasts.filter((each) => each.id !== id)].slice(0, KEPT);
}

/** The sentence of a toast: the floor's own where it has one. */
export function sentenceOf({ kind, about }, floor, plan) {
  const told = floor?.alarms.find((alarm) => alarm.kind === kind && alarm.break?.id === about);
  if (told) return told.message;
  const whose = plan?.breaks.find(({ id }) => id === about)?.staff.name;
  return [whose && `${whose}:`, SENTENCES[kind] ?? "Something calls for you."].filter(Boolean).join(" ");
}
