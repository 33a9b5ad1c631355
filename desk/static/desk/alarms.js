// What calls for the manager: the alarms of the floor by kind, and those a socket tells the moment
// they begin.

const KEPT = 4;
const OF_A_STATE = { requested: "request", overrun: "overrun" };
// what the floor lists as long as it lasts
const LISTED = new Set([
  "rest_at_risk", "short_notice", "no_cover", "slip", "no_notice", "pressure", "request", "overrun", "confirm",
]);

/** What waits for the manager now: alarms of the floor, each once, with requests and overruns. */
export function troubles(floor) {
  if (!floor) return [];
  const seated = floor.counters.map(({ break: about }) => about).filter((about) => about && about.state in OF_A_STATE);
  const own = seated.map((about) => ({ kind: OF_A_STATE[about.state], break: about, message: "", at: null }));
  const found = new Map();
  for (const alarm of [...floor.alarms, ...own]) {
    const id = idOf(alarm.kind, alarm.break?.id);
    if (!found.has(id)) found.set(id, { ...alarm, id });
  }
  return [...found.values()];
}

function idOf(kind, about) {
  return `${kind} ${about}`;
}

// a sentence for what the floor does not tell, or not yet
const SENTENCES = {
  case_handover: "A case was handed over and nobody accepted it.",
  case_new: "A case has been new for a day: nobody has clarified it.",
  case_overdue: "A case was not answered by the promised time.",
  case_reopened: "A client says that an answer does not suit: the case is yours.",
  case_review: "Complaints repeat themselves: somebody should look at why.",
  confirm: "Does the return time that screens show still hold?",
  forced: "The law began a break before promised clients were served.",
  missed: "A break was missed.",
  no_cover: "A break cannot begin: too few would stay.",
  no_notice: "No screen has shown a break.",
  overrun: "Somebody has not come back from a break.",
  pressure: "Many clients wait before a break.",
  relief: "Nobody sits in any more for a break.",
  request: "Somebody asks for a break.",
  rest_at_risk: "A lawful rest is at risk.",
  short_notice: "A break starts with short notice: cover it, and say sorry.",
  slip: "A break cannot begin: somebody stands in the way.",
};

/** Keep an alarm of the socket, the newest first; the same one again takes the place of the old. */
export function withAlarm(toasts, { kind, break: about, case: matter, shift, at, version }) {
  const whose = (matter && `case ${matter}`) ?? (shift && `shift ${shift}`) ?? version;
  const id = idOf(kind, about ?? whose);
  return [{ id, kind, about, matter, at, version }, ...toasts.filter((each) => each.id !== id)].slice(0, KEPT);
}

/**
 * The toasts after a look at the floor: what was answered goes, what began since the last look and
 * came by no socket is added. `known` are the ids seen before; null on the first look.
 */
export function withTroubles(toasts, found, known, floor) {
  const listed = new Set(found.map(({ id }) => id));
  const left = toasts.filter((each) => !LISTED.has(each.kind) || !each.about || each.version > floor.version || listed.has(each.id));
  const here = new Set(left.map(({ id }) => id));
  const fresh = known ? found.filter(({ id }) => !known.has(id) && !here.has(id)) : [];
  const added = fresh.map(({ id, kind, break: about, at }) => ({ id, kind, about: about?.id, at: at ?? floor.now, version: 0 }));
  return [...added, ...left].slice(0, KEPT);
}

/** The sentence of a toast: the floor's own where it has one. */
export function sentenceOf({ kind, about }, floor, plan) {
  const told = floor?.alarms.find((alarm) => alarm.kind === kind && alarm.break?.id === about);
  if (told) return told.message;
  const whose = plan?.breaks.find(({ id }) => id === about)?.staff.name;
  return [whose && `${whose}:`, SENTENCES[kind] ?? "Something calls for you."].filter(Boolean).join(" ");
}
