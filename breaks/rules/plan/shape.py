"""Whether a break may be planned at all: P1 to P3."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from breaks.rules.plan.day import MINUTE, Day, Planned
from breaks.rules.states import BreakKind, Refusal
from breaks.rules.terms import Terms, lunch_window


def shape_objections(
    break_: Planned, day: Day, terms: Terms, *, zone: ZoneInfo
) -> Iterator[Refusal]:
    """Each of P1 to P3 that the break does not keep (B1)."""
    yield from _whole_minutes(break_, terms)
    yield from _overlap(break_, day)
    yield from _inside_shift(break_, terms, zone)


def _whole_minutes(break_: Planned, terms: Terms) -> Iterator[Refusal]:
    """P1: whole minutes, at least one, and not longer than the policy allows."""
    if break_.starts_at.second or break_.starts_at.microsecond:
        yield Refusal("whole_minutes", "Screens show whole minutes: start on one.", {})
    longest = terms["length.max_min"]
    if break_.length < MINUTE:
        yield Refusal("length_too_short", "A break lasts a minute at least.", {"min_minutes": 1})
    elif break_.length > longest * MINUTE:
        message = f"A break lasts 1 to {longest} minutes."
        yield Refusal("length_too_long", message, {"max_minutes": longest})


def _overlap(break_: Planned, day: Day) -> Iterator[Refusal]:
    """P2: one person, one break at a time; and nobody is on break who sits in for somebody."""
    for other in day.breaks:
        if other.staff_id == break_.staff_id and other.id != break_.id and _meet(break_, other):
            facts = {"starts_at": other.starts_at, "returns_at": other.returns_at}
            yield Refusal("overlap", "This person already has a break then.", facts)
            return
    for relief in day.reliefs:
        mine = relief.staff_id == break_.staff_id and relief.ends_at > break_.starts_at
        if mine and relief.starts_at < break_.returns_at:
            facts = {"starts_at": relief.starts_at, "ends_at": relief.ends_at}
            yield Refusal("relief_overlap", "This person sits in for somebody then.", facts)
            return


def _meet(one: Planned, other: Planned) -> bool:
    return other.starts_at < one.returns_at and one.starts_at < other.returns_at


def _inside_shift(break_: Planned, terms: Terms, zone: ZoneInfo) -> Iterator[Refusal]:
    """P3, 3.9 no. 9: inside the shift, outside its edges, lunch inside its window."""
    seat = break_.seat
    if seat is None or break_.starts_at < seat.starts_at or break_.returns_at > seat.ends_at:
        span = {"shift_starts_at": seat.starts_at, "shift_ends_at": seat.ends_at} if seat else {}
        yield Refusal("outside_shift", "The break does not lie inside a shift.", span)
        return
    first = seat.starts_at + terms.minutes("edge.first_min")
    last = seat.ends_at - terms.minutes("edge.last_min")
    if not (first <= break_.starts_at and break_.returns_at <= last):
        message = "The break is too near the beginning or the end of the shift."
        yield Refusal("edge", message, {"earliest": first, "latest": last - break_.length})
    yield from _lunch_window(break_, terms, zone)


def _lunch_window(break_: Planned, terms: Terms, zone: ZoneInfo) -> Iterator[Refusal]:
    if break_.kind != BreakKind.LUNCH:
        return
    opens, closes = (_on_day(break_, wall, zone) for wall in lunch_window(terms["window.lunch"]))
    if not (opens <= break_.starts_at and break_.returns_at <= closes):
        facts = {"earliest": opens, "latest": closes - break_.length}
        yield Refusal("lunch_window", f"Lunch lies inside {terms['window.lunch']}.", facts)


def _on_day(break_: Planned, wall: timedelta, zone: ZoneInfo) -> datetime:
    """A wall clock distance from midnight on the break's own local day."""
    midnight = datetime.combine(break_.starts_at.astimezone(zone).date(), datetime.min.time())
    return (midnight + wall).replace(tzinfo=zone)
