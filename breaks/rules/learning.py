"""What a branch's record teaches its forecast, and how far its ranges can be trusted.

Plain values in and out; what was learned is kept as JSON. Lengths are minutes, half-hours count
from 0 at midnight to 47.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from breaks.rules.calibration import Held, Kept, altogether
from breaks.rules.waits import LearningState
from forecast.intervals import HOLDS_FROM, HOLDS_TO, correction, is_drifting, score
from forecast.laws import PRIOR_MEAN, Habits, Law, Service, believed, law_of_lengths, learn, prior
from forecast.waits import Overtakers, Surprises

# so many finished services of a branch are needed before its ranges are said to be steady
SERVICES_NEEDED = 60
# what is older than so many days teaches nothing any more
RECORD_DAYS = 28
LEARN_EVERY = timedelta(minutes=30)
# the nightly correction goes by the ranges told in so many days, and needs so many of them
CORRECTED_BY_DAYS = 10
CORRECTED_FROM = 50
# fewer clients who gave up show no patience yet, fewer breaks no length of their own
LEFT_NEEDED = 5
BREAKS_NEEDED = 5
SURPRISE_MINUTES = 10.0
# before anything was seen: one staffed day without an unplanned break
CALM_MINUTES = 480.0
# nobody's patience is reckoned shorter, however many left on a bad day
LEAST_PATIENCE = 5.0
# the breaks whose lengths are kept, the newest
LENGTHS_KEPT = 200
# a client sent on or back from a missed call is called before every class (T5, T7)
IN_FRONT = 99


@dataclass(frozen=True)
class Record:
    """What happened in a branch in the last weeks.

    `overtakers` counts, by queue and priority, who was issued in which half-hour of the day on
    `days` days with `halves` half-hours each; `breaks` are the lengths of unplanned ones.
    """

    services: Mapping[int, Sequence[Service]] = field(default_factory=dict)
    finished: int = 0
    left: int = 0
    waited_minutes: float = 0.0
    overtakers: Mapping[tuple[int, int], Mapping[int, int]] = field(default_factory=dict)
    days: int = 0
    halves: int = 0
    breaks: Sequence[float] = ()
    staffed_minutes: float = 0.0


def facts_of(record: Record, estimates: Mapping[int, int | None]) -> dict[str, Any]:
    """What the record teaches, as JSON; `estimates` has the fixed minutes of every queue."""
    habits = {
        queue: learn(record.services.get(queue, ()), before=believed(minutes or PRIOR_MEAN))
        for queue, minutes in estimates.items()
    }
    return {
        # how fast a person is stands apart, and only where the policy wants it
        "queues": {str(q): replace(h, tellers={}).as_json() for q, h in habits.items()},
        "speeds": {str(teller): speed for teller, speed in _speeds(habits, record).items()},
        "patience": _patience(record),
        "overtakers": [_overtaker(*key, seen, record) for key, seen in record.overtakers.items()],
        "surprises": _surprises(record),
    }


def _speeds(habits: Mapping[int, Habits], record: Record) -> dict[int, float]:
    """How much longer (above 1) each person's services are, over all queues they served."""
    logs: dict[int, float] = {}
    counts: dict[int, int] = {}
    for queue, services in record.services.items():
        for teller in (s.teller for s in services if s.teller is not None):
            shift = habits[queue].tellers.get(teller, 0.0) if queue in habits else 0.0
            logs[teller] = logs.get(teller, 0.0) + shift
            counts[teller] = counts.get(teller, 0) + 1
    return {teller: round(math.exp(total / counts[teller]), 4) for teller, total in logs.items()}


def _patience(record: Record) -> float | None:
    """The mean minutes after which a waiting client gives up (all waits by those who left)."""
    if record.left < LEFT_NEEDED:
        return None
    return max(LEAST_PATIENCE, record.waited_minutes / record.left)


def _overtaker(queue: int, priority: int, seen: Mapping[int, int], record: Record) -> Any:
    """Clients of a class a day by half-hour, each drawn to the mean as if one day more showed it;
    `usual` is that of a half-hour in which nobody came.
    """
    mean = sum(seen.values()) / max(1, record.days * record.halves)
    halves = {str(h): (n + mean) / (record.days + 1) for h, n in seen.items()}
    usual = mean / (record.days + 1)
    return {"queue": queue, "priority": priority, "usual": usual, "halves": halves}


def _surprises(record: Record) -> dict[str, Any] | None:
    if not record.breaks:
        return None
    lengths = [round(minutes, 1) for minutes in record.breaks[-LENGTHS_KEPT:]]
    return {
        "per_minute": len(record.breaks) / (record.staffed_minutes + CALM_MINUTES),
        "lengths": lengths if len(lengths) >= BREAKS_NEEDED else [],
    }


def laws_at(
    facts: Mapping[str, Any], estimates: Mapping[int, int | None], half_hour: int
) -> dict[int, Law]:
    """The service law of every queue in a half-hour; a prior where nothing was learned yet."""
    known = facts.get("queues", {})
    return {
        queue: Habits.from_json(known[str(queue)]).law(half_hour)
        if str(queue) in known
        else prior(minutes or PRIOR_MEAN)
        for queue, minutes in estimates.items()
    }


def overtakers_at(facts: Mapping[str, Any], half_hour: int) -> tuple[Overtakers, ...]:
    """Who is to be expected in a half-hour before those of lower priority."""
    return tuple(
        Overtakers(
            row["queue"], row["priority"], row["halves"].get(str(half_hour), row["usual"]) / 30
        )
        for row in facts.get("overtakers", ())
    )


def surprises_in(facts: Mapping[str, Any]) -> Surprises | None:
    """How often people leave for a break that nobody knew of, and for how long."""
    found = facts.get("surprises")
    if not found:
        return None
    lengths = found["lengths"]
    law = law_of_lengths(lengths) if lengths else prior(SURPRISE_MINUTES)
    return Surprises(found["per_minute"], law)


def speeds_in(facts: Mapping[str, Any]) -> dict[int, float]:
    """By person: how much longer (above 1) or shorter their services are."""
    return {int(teller): speed for teller, speed in facts.get("speeds", {}).items()}


@dataclass(frozen=True)
class Widening:
    """How much of its width a range gains at each end, far from a break and within 30 minutes."""

    far: float = 0.0
    near: float = 0.0


def corrected(kept: Sequence[Kept], before: Widening) -> Widening:
    """The correction by which these ranges would have held (normalised conformal, SCIENCE.md 6).

    Far from breaks and near them apart; too few near ones share the others' correction, and by
    too few of all nothing changes. No wait and no end are no range that could be corrected.
    """
    scores = [(k.near, score(k.low, k.high, k.actual)) for k in kept if 0 < k.high < math.inf]
    if len(scores) < CORRECTED_FROM:
        return before
    near = [s for is_near, s in scores if is_near]
    far = [s for is_near, s in scores if not is_near]
    if len(far) < CORRECTED_FROM:
        far = [s for _, s in scores]
    wide = correction(far)
    return Widening(wide, correction(near) if len(near) >= CORRECTED_FROM else wide)


def widened_at_once(last: Sequence[Kept], before: Widening) -> Widening:
    """Where too few of the last clients were called in time every range is widened now."""
    if not too_few(last):
        return before
    found = corrected(last, before)
    return Widening(max(before.far, found.far), max(before.near, found.near))


def held_of(kept: Sequence[Kept]) -> Held:
    """How many of these were called sooner than told, inside, and later."""
    return altogether(k.held for k in kept)


def too_few(last: Sequence[Kept]) -> bool:
    """Whether so few clients are called inside the range told that ranges must widen (70 %)."""
    coverage = held_of(last).coverage
    share = coverage.value
    return share is not None and is_drifting(share, coverage.whole) and share < HOLDS_FROM


def too_many(last: Sequence[Kept]) -> bool:
    """Whether ranges hold for so many that they say less than they could (90 %).

    To whom no wait was forecast the narrowest range was told: of them it says nothing.
    """
    coverage = held_of([k for k in last if k.high > 0]).coverage
    share = coverage.value
    return share is not None and is_drifting(share, coverage.whole) and share > HOLDS_TO


def mended(coverage: float | None) -> str:
    """What is done about ranges that drift: `widened` at once, or `narrowed` overnight."""
    return "widened" if coverage is not None and coverage < HOLDS_FROM else "narrowed"


def state_of(finished: int, last: Sequence[Kept]) -> LearningState:
    """Whether a branch's ranges can be trusted: too little seen, off, or as it should be; `last`
    came of the first ranges told to the last clients called.
    """
    if finished < SERVICES_NEEDED:
        return LearningState.LEARNING
    if too_few(last) or too_many(last):
        return LearningState.DRIFTING
    return LearningState.STEADY
