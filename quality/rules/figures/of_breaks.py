"""How breaks were announced, begun and ended: K1 to K4a, K6, K10, K16, K18, K20."""

from collections.abc import Iterable
from datetime import timedelta

from breaks.rules.states import EndReason, PressureAnswer
from quality.rules.figures.counting import (
    all_breaks,
    hour_of,
    of_pause,
    planned,
    tenths,
    unplanned,
)
from quality.rules.figures.shapes import MINUTE, Count, Day, Noted, Pause
from quality.rules.figures.stretches import by_hour, overlap, stretches
from queueapp.rules import CALLING

# decision 7 of DOMAIN.md 8: ten for every planned break
NOTICE = timedelta(minutes=10)
FIRST_WARNING = timedelta(minutes=15)
ON_THE_WAY = timedelta(seconds=30)
PUNCTUAL = timedelta(minutes=5)
TOLERANCE = timedelta(minutes=2)
BY_A_PERSON = ("", EndReason.MANAGER)


def owes_notice(pause: Pause) -> bool:
    """Whether clients had to be told: not of a break that closed nothing, told to nobody (N3)."""
    return not (pause.relieved and pause.notice_at is None)


def k1(day: Day) -> Iterable[Count]:
    """K1: notice of ten minutes before the shown start, and no start before it."""
    for pause in filter(owes_notice, planned(day)):
        yield of_pause(day, pause, "k1.den")
        shown, began, told = pause.shown_at, pause.started_at, pause.notice_at
        if shown and began and told and shown - told >= NOTICE and began >= shown:
            yield of_pause(day, pause, "k1.num")


def k1a(day: Day) -> Iterable[Count]:
    """K1a: the first warning by S−15 min + 30 s, of those published before S−15."""
    for pause in filter(owes_notice, planned(day)):
        shown, known = pause.shown_at, pause.published_at
        if shown is None or known is None or known >= shown - FIRST_WARNING:
            continue
        yield of_pause(day, pause, "k1a.den")
        if pause.notice_at and pause.notice_at <= shown - FIRST_WARNING + ON_THE_WAY:
            yield of_pause(day, pause, "k1a.num")


def k2(day: Day) -> Iterable[Count]:
    """K2: published before the shift began."""
    begins = {stint.id: stint.starts_at for stint in day.roster.shifts}
    for pause in planned(day):
        yield of_pause(day, pause, "k2.den")
        begin = begins.get(pause.shift or 0)
        if begin and pause.published_at and pause.published_at < begin:
            yield of_pause(day, pause, "k2.num")


def k3(day: Day) -> Iterable[Count]:
    """K3: begun within five minutes of the shown start; outage left out."""
    for pause in planned(day):
        if pause.outage or pause.shown_at is None or pause.started_at is None:
            continue
        slip = pause.started_at - pause.shown_at
        yield of_pause(day, pause, "k3.den")
        yield of_pause(day, pause, f"k3.slip.{tenths(slip / MINUTE)}")
        if timedelta() <= slip <= PUNCTUAL:
            yield of_pause(day, pause, "k3.num")


def k4(day: Day) -> Iterable[Count]:
    """K4: back by the return first shown + 2 min, of those a person ended; outage left out."""
    for pause, late in _returned(day):
        if pause.outage or pause.end_reason not in BY_A_PERSON:
            continue
        yield of_pause(day, pause, "k4.den", 1, pause.ended_by)
        if late <= TOLERANCE:
            yield of_pause(day, pause, "k4.num", 1, pause.ended_by)


def k4a(day: Day) -> Iterable[Count]:
    """K4a: minutes after the return first shown."""
    for pause, late in _returned(day):
        yield of_pause(day, pause, "k4a.den", 1, pause.ended_by)
        if late > timedelta():
            yield of_pause(day, pause, "k4a.num", late / MINUTE, pause.ended_by)


def _returned(day: Day) -> Iterable[tuple[Pause, timedelta]]:
    """The breaks that ended, each with E − R; R as first shown at A."""
    for pause in all_breaks(day):
        if pause.ended_at and pause.first_return_at:
            yield pause, pause.ended_at - pause.first_return_at


def k6(day: Day) -> Iterable[Count]:
    """K6: unplanned of all; cool-downs beside the hours served, for the branch alone."""
    for pause in all_breaks(day):
        yield of_pause(day, pause, "k6.den")
    for pause in unplanned(day):
        yield of_pause(day, pause, "k6.num")
    for pause in day.began:
        if pause.cools_down:
            yield of_pause(day, pause, "k6.cool.num")
    for stretch in stretches(day):
        for turn in stretch.turns.values():
            if turn.state in CALLING:
                # behind midnight the hours are the next day's
                span = overlap(stretch.span, (day.roster.starts_at, day.roster.ends_at))
                for hour, length in by_hour(span, day.roster.zone):
                    # whose pauses they were nobody reads from this
                    yield Count("k6.service.hours", length / 60, hour=hour)


def k10(day: Day) -> Iterable[Count]:
    """K10: how far from the return first shown; new times told meanwhile."""
    for pause, late in _returned(day):
        off = abs(late)
        yield of_pause(day, pause, "k10.den", 1, pause.ended_by)
        yield of_pause(day, pause, f"k10.off.{tenths(off / MINUTE)}", 1, pause.ended_by)
        if off <= TOLERANCE:
            yield of_pause(day, pause, "k10.num", 1, pause.ended_by)
        if pause.new_times:
            yield of_pause(day, pause, "k10.new_times", pause.new_times)


def k16(day: Day) -> Iterable[Count]:
    """K16: a voice script ticked as said; of unplanned breaks, one with an apology."""
    for pause in all_breaks(day):
        yield of_pause(day, pause, "k16.den")
        if pause.voice:
            yield of_pause(day, pause, "k16.num", 1, *pause.voice)
    for pause in unplanned(day):
        yield of_pause(day, pause, "k16.apology.den")
        if pause.apologies:
            yield of_pause(day, pause, "k16.apology.num", 1, *pause.apologies)


def k18(day: Day) -> Iterable[Count]:
    """K18: soft rules broken on purpose, per break, by rule."""
    for pause in all_breaks(day):
        yield of_pause(day, pause, "k18.den")
    for event in day.overrides:
        yield _about(day, event, "k18.num", event.facts["break"])
        yield _about(day, event, f"k18.rule.{event.facts['rule']}", event.facts["break"])


def _about(day: Day, event: Noted, measure: str, break_: int | None, number: float = 1) -> Count:
    """A count of an event about a break: in the figures of whose break it was."""
    pause = day.pauses.get(break_ or 0)
    hour = hour_of(day, event.at)
    if pause is None or pause.cools_down:
        return Count(measure, number, hour=hour, events=(event.number,))
    reason = pause.reason or pause.kind
    return Count(measure, number, pause.counter, pause.staff, reason, hour, (event.number,))


def k20(day: Day) -> Iterable[Count]:
    """K20: seconds until somebody answered the pressure proposal, and how often nobody did."""
    for event in day.pressures:
        yield _about(day, event, "k20.den", event.subject_id)
        if event.data["answer"] == PressureAnswer.TIMEOUT:
            yield _about(day, event, "k20.num", event.subject_id)
        else:
            yield _about(day, event, f"k20.seconds.{event.data['seconds']}", event.subject_id)
