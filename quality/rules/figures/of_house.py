"""Screens, closed counters and cover: K2a, K5a, K19."""

from collections.abc import Iterable
from datetime import datetime

from quality.rules.figures.shapes import Count, Day, Span
from quality.rules.figures.stretches import Stretch, by_hour, overlap, stretches
from queueapp.rules import CounterState


def opening(day: Day) -> list[Span]:
    """The opening hours, as far as they are known to have passed."""
    spans = ((a, min(b, day.roster.until)) for a, b in day.roster.opening)
    return [(a, b) for a, b in spans if a < b]


def k2a(day: Day) -> Iterable[Count]:
    """K2a: opening minutes in which a zone has a screen online."""
    zones = {*day.roster.screens, *(zone for zone, _, _ in day.screens)}
    for zone in sorted(zones):
        for span, online in _shown(day, zone):
            for opens in opening(day):
                for hour, length in by_hour(overlap(span, opens), day.roster.zone):
                    yield Count("k2a.den", length, hour=hour)
                    if online:
                        yield Count("k2a.num", length, hour=hour)


def _shown(day: Day, zone: str) -> Iterable[tuple[Span, bool]]:
    """Spans of a zone with and without a screen, from when it was first known."""
    since: datetime | None = None
    online = False
    if zone in day.roster.screens:
        since, online = day.roster.starts_at, day.roster.screens[zone]
    for _, at, now in (s for s in day.screens if s[0] == zone):
        if since:
            yield (since, at), online
        since, online = at, now
    if since and since < day.roster.until:
        yield (since, day.roster.until), online


def k5a(day: Day) -> Iterable[Count]:
    """K5a: minutes on break with nobody sitting in, of scheduled counter-minutes."""
    for stint in day.roster.shifts:
        counter = stint.counter or _seat_of(day, stint.staff)
        span = (stint.starts_at, min(stint.ends_at, day.roster.until))
        if counter:
            for hour, length in by_hour(span, day.roster.zone):
                yield Count("k5a.den", length, counter, stint.staff, hour=hour)
    for stretch in stretches(day):
        for turn in stretch.turns.values():
            pause = day.pauses.get(turn.pause or 0)
            if turn.state == CounterState.ON_BREAK and pause:
                whose = None if pause.cools_down else pause.staff
                reason = "" if pause.cools_down else pause.reason or pause.kind
                events = (pause.started_by,)
                for hour, length in by_hour(stretch.span, day.roster.zone):
                    yield Count("k5a.num", length, turn.counter, whose, reason, hour, events)


def _seat_of(day: Day, staff: int) -> int | None:
    return next((s.seat.counter for s in day.sittings if s.seat.staff == staff), None)


def k19(day: Day) -> Iterable[Count]:
    """K19: opening minutes with fewer counters open than the floor; announced closures apart."""
    served = {q for desk in day.roster.desks.values() for q in desk.queues}
    for stretch in stretches(day):
        for queue, floor in day.roster.floors.items():
            if queue in served and len(stretch.serving(queue, day)) < floor:
                measure = "k19.full" if _announced(day, stretch, queue) else "k19.num"
                numbers = tuple(sorted({t.number for t in stretch.turns.values() if t.number}))
                for opens in opening(day):
                    span = overlap(stretch.span, opens)
                    for hour, length in by_hour(span, day.roster.zone):
                        yield Count(measure, length, hour=hour, events=numbers)


def _announced(day: Day, stretch: Stretch, queue: int) -> bool:
    """Whether planned breaks alone closed the queue's last counter: a full closure."""
    away = stretch.on_break(queue, day)
    pauses = [day.pauses.get(t.pause or 0) for t in away]
    none_left = not stretch.serving(queue, day)
    return none_left and bool(away) and all(p is not None and p.planned for p in pauses)
