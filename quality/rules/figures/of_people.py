"""Shifts and rest: K5, K17."""

from collections.abc import Iterable
from datetime import timedelta

from breaks.rules.rest import REST_KINDS, RestPart
from quality.rules.figures.counting import all_breaks, hour_of, of_pause
from quality.rules.figures.shapes import MINUTE, Count, Day, Pause, Stint

LONG_SHIFT = timedelta(hours=4)


def worked(day: Day) -> Iterable[tuple[Stint, int]]:
    """The shifts that are over and whose person sat somewhere, with the first counter."""
    for stint in day.roster.shifts:
        if stint.ends_at <= day.roster.until:
            for sitting in day.sittings:
                ends = sitting.ends_at or day.roster.until
                inside = sitting.starts_at < stint.ends_at and ends > stint.starts_at
                if sitting.seat.staff == stint.staff and inside:
                    yield stint, sitting.seat.counter
                    break


def k5(day: Day) -> Iterable[Count]:
    """K5: breaks and their minutes, per person-shift of more than four hours."""
    for stint, counter in worked(day):
        if stint.ends_at - stint.starts_at <= LONG_SHIFT:
            continue
        hour = hour_of(day, stint.starts_at)
        yield Count("k5.den", 1, counter, stint.staff, hour=hour)
        for pause in all_breaks(day):
            if pause.shift == stint.id:
                yield from _length(day, pause)


def _length(day: Day, pause: Pause) -> Iterable[Count]:
    yield of_pause(day, pause, "k5.num")
    if pause.started_at and pause.ended_at:
        length = (pause.ended_at - pause.started_at) / MINUTE
        yield of_pause(day, pause, "k5.minutes", length)
        yield of_pause(day, pause, "k5.ended")


def k17(day: Day) -> Iterable[Count]:
    """K17: the lawful rest taken whole, inside its window, of shifts for which the law asks one."""
    for stint, counter in worked(day):
        rests = [_part(p) for p in day.began if p.shift == stint.id and _is_rest(p)]
        if stint.law is None or not stint.law.law(rests).rests:
            continue
        hour = hour_of(day, stint.starts_at)
        events = tuple(p.started_by for p in day.began if p.shift == stint.id and _is_rest(p))
        yield Count("k17.den", 1, counter, stint.staff, hour=hour, events=events)
        if stint.law.judge(rests, zone=day.roster.zone) is None:
            yield Count("k17.num", 1, counter, stint.staff, hour=hour, events=events)


def _is_rest(pause: Pause) -> bool:
    """Whether the law counts it: taken to its end, and rest or what makes up for it."""
    counts = pause.kind in REST_KINDS or pause.protected_minutes > 0
    return pause.ended_at is not None and counts


def _part(pause: Pause) -> RestPart:
    assert pause.started_at and pause.ended_at
    return RestPart(pause.id, pause.kind, pause.started_at, pause.ended_at - pause.started_at)
