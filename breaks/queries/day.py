"""A branch's day as the planning rules see it."""

from dataclasses import replace
from datetime import date, datetime

from branches.clock import business_day, zone_of
from branches.models import Branch
from branches.rules import opening_spans
from breaks.models import Break
from breaks.queries.breaks import breaks_on
from breaks.queries.policy import terms_by_queue, terms_for
from breaks.queries.reliefs import queues_at, reliefs_of, sitting_in
from breaks.rules.plan import Day, Numbers, Planned, Seat
from breaks.rules.states import ENDED
from queueapp.models import Shift
from queueapp.queries import shifts_on


def seat_of(shift: Shift) -> Seat:
    """A shift as the planning rules see it."""
    queues = queues_at(shift.counter) if shift.counter else frozenset()
    span, skills = (shift.starts_at, shift.ends_at), frozenset(shift.staff.skills)
    return Seat(shift.staff_id, queues, *span, shift.counter_id, skills)


def planned(break_: Break, seat: Seat | None) -> Planned:
    """A break as the planning rules see it; once begun it lasts until its return or its end."""
    starts, length = break_.starts_at, break_.length
    if break_.started_at:
        starts, until = break_.started_at, break_.ended_at or break_.returns_at
        length = until - starts
    if seat and break_.counter and break_.counter_id != seat.counter_id:
        seat = replace(seat, queues=queues_at(break_.counter))
    alternative = break_.alternative or break_.branch.alternative
    return Planned(break_.pk or 0, break_.staff_id, break_.kind, starts, length, seat, alternative)


def plan_day(branch: Branch, day: date) -> Day:
    """A branch's day for the rules P1 to P6: seats, breaks that stand, opening hours, reliefs."""
    seats = {shift.pk: seat_of(shift) for shift in shifts_on(branch, day)}
    rows = list(breaks_on(branch, day).exclude(state__in=ENDED))
    breaks = [planned(b, seats.get(b.shift_id or 0)) for b in rows]
    # whoever is rostered to no counter sits, as far as is known, where the break is planned
    seats |= {
        b.shift_id: p.seat
        for b, p in zip(rows, breaks, strict=True)
        if p.seat and p.seat.counter_id is None and b.shift_id
    }
    opening = opening_spans(branch.opening_hours, day, zone_of(branch))
    reliefs = [r for r in reliefs_of(branch) if r.break_ref.day == day]
    sitting = [sitting_in(r, skills=r.staff.skills) for r in reliefs]
    return Day(list(seats.values()), breaks, opening, sitting)


def numbers_for(branch: Branch) -> Numbers:
    """The numbers in force at a branch, and of its queues that have some of their own."""
    return Numbers(terms_for(branch), terms_by_queue(branch))


def shift_around(
    branch: Branch, staff_id: int, starts_at: datetime, ends_at: datetime
) -> Shift | None:
    """The shift in which a break lies, else another of that day that the refusal can name."""
    shifts = Shift.objects.filter(branch=branch, staff_id=staff_id).select_related("counter")
    whole = shifts.filter(starts_at__lte=starts_at, ends_at__gte=ends_at).first()
    return whole or shifts.filter(day=business_day(branch, starts_at)).first()
