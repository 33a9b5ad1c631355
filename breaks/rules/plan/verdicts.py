"""All that speaks against a break in a day, rule by rule (B1, B2, B6, P8)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from breaks.rules.plan.cover import (
    cover_objections,
    crowd_objections,
    role_objections,
    stagger_objections,
)
from breaks.rules.plan.day import Day, Numbers, Planned
from breaks.rules.plan.notice import judge_notice
from breaks.rules.plan.shape import shape_objections
from breaks.rules.states import Refusal
from breaks.rules.terms import Terms


def objections(
    break_: Planned,
    day: Day,
    numbers: Numbers,
    *,
    zone: ZoneInfo,
    now: datetime,
    later: bool = False,
    granted: bool = False,
) -> Iterator[Refusal]:
    """Everything that speaks against publishing the break in this day (B2, B6).

    A break that only moves `later` keeps the notice it had (N4). `granted` is a manager's leave
    to break soft rules: a full closure then still needs its notice and its alternative.
    """
    terms = numbers.branch
    yield from shape_objections(break_, day, terms, zone=zone)
    notice = None if later else judge_notice(break_, day, terms, now=now)
    if notice:
        yield notice
    yield from cover_objections(break_, day, numbers, granted=granted)
    yield from role_objections(break_, day, terms["cover.role_floor"])
    yield from crowd_objections(break_, day, numbers)
    yield from stagger_objections(break_, day, numbers)


# what another time of the day would mend
CROWDED = frozenset({"coverage_floor", "role_floor", "max_on_break", "stagger"})
STEP = timedelta(minutes=5)
FARTHEST = timedelta(hours=4)


def free_start(
    break_: Planned, day: Day, numbers: Numbers, *, zone: ZoneInfo, now: datetime
) -> datetime | None:
    """The next start, in steps of five minutes, to which no rule objects; None within 4 hours."""
    starts = (break_.starts_at + n * STEP for n in range(1, FARTHEST // STEP + 1))
    for starts_at in starts:
        if (
            judge_break(replace(break_, starts_at=starts_at), day, numbers, zone=zone, now=now)
            is None
        ):
            return starts_at
    return None


def judge_draft(break_: Planned, day: Day, terms: Terms, *, zone: ZoneInfo) -> Refusal | None:
    """The first of P1 to P3 that forbids planning the break, or None (B1)."""
    return next(shape_objections(break_, day, terms, zone=zone), None)


def judge_break(
    break_: Planned,
    day: Day,
    numbers: Numbers,
    *,
    zone: ZoneInfo,
    now: datetime,
    later: bool = False,
) -> Refusal | None:
    """The first rule that forbids publishing the break in this day, or None (B2, B6)."""
    return next(objections(break_, day, numbers, zone=zone, now=now, later=later), None)
