"""Whether enough people stay while a break lasts: P4 to P6b, minute by minute."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from breaks.rules.plan.day import MINUTE, Day, Numbers, Planned, minutes_of, reach
from breaks.rules.reliefs import SittingIn
from breaks.rules.states import Refusal
from breaks.rules.terms import Terms


def closes_fully(break_: Planned, day: Day) -> bool:
    """Whether a queue of the break's counter is left with no open counter at some minute."""
    whole = day.having(break_)
    return any(not whole.left(queue, t) for queue, t in minutes_of(break_, whole))


def cover_objections(
    break_: Planned, day: Day, numbers: Numbers, *, granted: bool
) -> Iterator[Refusal]:
    """P4: the floor at every minute of [S, R+5), counting those who sit in; or a full closure.

    `granted` is a manager's leave to close where the policy gives none; clients are told what
    else they can do in either case (3.9 no. 17).
    """
    whole = day.having(break_)
    short, closed_at = _shortages(break_, whole, numbers)
    if short:
        queue, at = short[0]
        below = len({instant for _, instant in short})
        yield _below_floor(
            len(whole.left(queue, at)), numbers.of(queue)["cover.floor_open"], at, below
        )
    if closed_at and not break_.alternative and (granted or not short):
        message = "Every counter pauses then: say what clients can do meanwhile."
        yield Refusal("alternative_missing", message, {"at": closed_at})


def _shortages(
    break_: Planned, whole: Day, numbers: Numbers
) -> tuple[list[tuple[int, datetime]], datetime | None]:
    """The minutes below the floor that no leave to close excuses, and the first full closure."""
    short, closed_at = [], None
    for queue, instant in minutes_of(break_, whole):
        terms, left = numbers.of(queue), whole.left(queue, instant)
        if len(left) >= terms["cover.floor_open"]:
            continue
        if not left:
            closed_at = closed_at or instant
        if left or not terms.full_close_allowed(len(whole.staffed(queue, instant))):
            short.append((queue, instant))
    return short, closed_at


def _below_floor(left: int, floor: int, at: datetime, below: int) -> Refusal:
    message = f"{left} open counters would be left, the floor is {floor}."
    facts = {"open": left, "floor": floor, "at": at, "minutes_below": below}
    return Refusal("coverage_floor", message, facts)


def role_objections(break_: Planned, day: Day, floors: Mapping[str, int]) -> Iterator[Refusal]:
    """P5: the floor of each role the person has, while any counter of the branch stays open.

    Hard. Where every counter closes it does not apply: a full closure has its own rules.
    """
    whole, skills = day.having(break_), break_.seat.skills if break_.seat else ()
    for instant in reach(break_, whole):
        missing = _missing_role(whole, {s: n for s, n in floors.items() if s in skills}, instant)
        if missing:
            yield missing
            return


def _missing_role(day: Day, floors: Mapping[str, int], instant: datetime) -> Refusal | None:
    for skill, floor in floors.items():
        here = len(day.skilled(skill, instant))
        if here < floor and day.serving(instant):
            message = f"A counter stays open, and {_people(floor, skill)} must be in the house."
            facts = {"role": skill, "here": here, "floor": floor, "at": instant}
            return Refusal("role_floor", message, facts)
    return None


def _people(number: int, skill: str) -> str:
    return f"{number} {skill.replace('_', ' ')}"


def role_lost(before: Day, after: Day, floors: Mapping[str, int]) -> Refusal | None:
    """P5 for the others: whether a change of the plan opens a counter in somebody's absence.

    Who moved or cancelled a break may keep a counter open while the last of a role is away.
    """
    for other in after.breaks:
        if _first_role(other, after, floors) and not _first_role(other, before, floors):
            return _first_role(other, after, floors)
    return None


def _first_role(break_: Planned, day: Day, floors: Mapping[str, int]) -> Refusal | None:
    return next(role_objections(break_, day, floors), None)


def crowd_objections(break_: Planned, day: Day, numbers: Numbers) -> Iterator[Refusal]:
    """P6: not more people of a queue on break at once than the policy allows."""
    whole = day.having(break_)
    for queue, instant in minutes_of(break_, whole):
        most = numbers.of(queue).max_on_break(len(whole.staffed(queue, instant)))
        if break_.on_break(instant) and whole.out(queue, instant) > most:
            message = f"{most} may be on break at once."
            yield Refusal("max_on_break", message, {"max": most, "at": instant})
            return


def stagger_objections(break_: Planned, day: Day, numbers: Numbers) -> Iterator[Refusal]:
    """P6b: after a time with as many on break as may be, the next leaves a gap after a return.

    Asked of the break itself, and of whoever leaves soon after it.
    """
    whole, without = day.having(break_), day.without(break_.id)
    for queue in sorted(break_.seat.queues) if break_.seat else ():
        terms = numbers.of(queue)
        gap = terms.minutes("cover.stagger_gap_min")
        for leaver in (break_, *without.breaks):
            returned = _freed_by(leaver, whole, queue, terms)
            if returned and (leaver is break_ or not _freed_by(leaver, without, queue, terms)):
                yield _too_soon(returned, gap // MINUTE)
                return


def _freed_by(leaver: Planned, day: Day, queue: int, terms: Terms) -> datetime | None:
    """The return less than the gap before the leaver's start that made room for it."""
    gap = terms.minutes("cover.stagger_gap_min")
    if leaver.staff_id not in day.staffed(queue, leaver.starts_at):
        return None
    others = [b for b in day.breaks if b.staff_id != leaver.staff_id]
    returns = [b.returns_at for b in others if leaver.starts_at - gap < b.returns_at]
    for returned in sorted(t for t in returns if t <= leaver.starts_at):
        before = returned - MINUTE
        if day.out(queue, before) >= terms.max_on_break(len(day.staffed(queue, before))):
            return returned
    return None


def _too_soon(returned: datetime, gap: int) -> Refusal:
    message = f"The next one leaves {gap} minutes after somebody came back."
    facts: dict[str, Any] = {"gap_minutes": gap, "returned_at": returned}
    return Refusal("stagger", message, facts | {"earliest": returned + gap * MINUTE})


def judge_sitting_in(relief: SittingIn, before: Day, numbers: Numbers) -> Refusal | None:
    """P4 for the place a relief leaves: the queues of their own counter keep their floor."""
    after = replace(before, reliefs=[*before.reliefs, relief])
    queues = sorted({queue for seat in before.seats for queue in seat.queues})
    for instant in filter(after.is_open, relief.minutes()):
        for queue in queues:
            floor, left = numbers.of(queue)["cover.floor_open"], len(after.left(queue, instant))
            if left < floor and left < len(before.left(queue, instant)):
                return _below_floor(left, floor, instant, 1)
    return None


def judge_cover_now(break_: Planned, day: Day, numbers: Numbers) -> Refusal | None:
    """Whether a break that stands has its cover, reserve and reliefs counted (3.9 no. 24)."""
    whole = day.having(break_)
    for queue, instant in minutes_of(break_, whole):
        left, floor = whole.left(queue, instant), numbers.of(queue)["cover.floor_open"]
        if len(left) < floor:
            return _below_floor(len(left), floor, instant, 1)
    return None
