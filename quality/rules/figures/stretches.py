"""Stretches of a day in which nothing opened or closed, and what of them was closed by breaks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from quality.rules.figures.shapes import MINUTE, Day, Moment, Span, Turn, Visit
from queueapp.rules import CALLING, PRESENT, CounterState

HOUR = timedelta(hours=1)
# a counter that winds down still serves whom it promised to


@dataclass(frozen=True)
class Stretch:
    """Between two changes: what each counter was."""

    starts_at: datetime
    ends_at: datetime
    turns: Mapping[int, Turn]

    @property
    def span(self) -> Span:
        """From when to when."""
        return self.starts_at, self.ends_at

    def serving(self, queue: int, day: Day) -> list[Turn]:
        """The counters of a queue that serve."""
        return [t for t in self._of(queue, day) if t.state in CALLING]

    def on_break(self, queue: int, day: Day) -> list[Turn]:
        """The counters of a queue that a break closes, with nobody sitting in."""
        return [t for t in self._of(queue, day) if t.state == CounterState.ON_BREAK]

    def _of(self, queue: int, day: Day) -> list[Turn]:
        desks = day.roster.desks
        return [t for t in self.turns.values() if queue in desks[t.counter].queues]


def stretches(day: Day) -> list[Stretch]:
    """The day cut at every change of a counter, up to where it is known."""
    until, now, found = day.roster.until, dict[int, Turn](), list[Stretch]()
    since = day.roster.starts_at
    for turn in day.turns:
        if turn.at > since:
            found.append(Stretch(since, min(turn.at, until), dict(now)))
            since = turn.at
        now[turn.counter] = turn
    if since < until:
        found.append(Stretch(since, until, dict(now)))
    return [s for s in found if s.starts_at < s.ends_at]


def turns_before(day: Day, number: int) -> dict[int, Turn]:
    """What each counter was when an event happened, without what it changed."""
    return {turn.counter: turn for turn in day.turns if turn.number < number}


def closures(day: Day) -> tuple[dict[int, list[Span]], dict[int, list[Span]]]:
    """When breaks closed the last serving counter of each queue, and when each counter."""
    queues = {q for desk in day.roster.desks.values() for q in desk.queues}
    by_queue: dict[int, list[Span]] = {queue: [] for queue in queues}
    by_counter: dict[int, list[Span]] = {counter: [] for counter in day.roster.desks}
    for stretch in stretches(day):
        span = stretch.span
        for queue in queues:
            if not stretch.serving(queue, day) and stretch.on_break(queue, day):
                by_queue[queue].append(span)
        for turn in stretch.turns.values():
            if turn.state == CounterState.ON_BREAK:
                by_counter[turn.counter].append(span)
    return by_queue, by_counter


def waits(visit: Visit, until: datetime) -> Iterator[tuple[Span, Moment]]:
    """When a ticket waited or was held, with the queue and counter it waited for."""
    ends = [moment.at for moment in visit.states[1:]] + [until]
    for moment, end in zip(visit.states, ends, strict=True):
        if moment.state in PRESENT and moment.at < end:
            yield (moment.at, end), moment


def closed_minutes(visits: Mapping[int, Visit], day: Day) -> dict[int, float]:
    """By ticket the minutes of its wait in which breaks closed whatever could have served it."""
    by_queue, by_counter = closures(day)
    found = {}
    for visit in visits.values():
        total = 0.0
        for wait, moment in waits(visit, day.roster.until):
            shut = by_queue.get(moment.queue, [])
            if moment.wanted:
                shut = by_counter.get(moment.wanted, [])
            total += sum(minutes(overlap(wait, span)) for span in shut)
        found[visit.id] = total
    return found


def overlap(one: Span, other: Span) -> Span:
    """What two spans share; of no length where they do not meet."""
    starts = max(one[0], other[0])
    return starts, max(starts, min(one[1], other[1]))


def minutes(span: Span) -> float:
    """The length of a span in minutes."""
    return (span[1] - span[0]) / MINUTE


def by_hour(span: Span, zone: ZoneInfo) -> Iterator[tuple[int, float]]:
    """A span's minutes by the hour of the clock on the wall."""
    here, end = span
    while here < end:
        wall = here.astimezone(zone)
        # elapsed time, so that the night of the changing clock has its hours
        step = timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond)
        then = min(end, here + HOUR - step)
        yield wall.hour, minutes((here, then))
        here = then
