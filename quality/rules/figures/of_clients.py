"""What breaks did to clients in line, and how long these waited: K7 to K8a, K11, K12."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from quality.rules.figures.counting import of_pause, of_visit, tenths
from quality.rules.figures.of_breaks import NOTICE
from quality.rules.figures.shapes import MINUTE, Count, Day, Moment, Pause, Visit
from quality.rules.figures.stretches import closed_minutes, turns_before
from queueapp.rules import PRESENT, CounterState, TicketState

DELAYED = 5
LONG = timedelta(minutes=20)
LOST = (TicketState.LEFT, TicketState.NO_SHOW, TicketState.EXPIRED)


def k7(day: Day) -> Iterable[Count]:
    """K7: who waited when a break began and had nobody else, unserved as promised or untold."""
    for visit in day.visits.values():
        yield of_visit(day, visit, "k7.den")
    for pause in day.began:
        for visit in _stranded(day, pause):
            yield of_pause(day, pause, "k7.num", 1, pause.started_by, *visit.events[:1])


def _stranded(day: Day, pause: Pause) -> Iterable[Visit]:
    if pause.relieved:
        return
    turns = turns_before(day, pause.started_by)
    elsewhere = {t.counter for t in turns.values() if t.state == CounterState.OPEN} - {
        pause.counter
    }
    for visit in day.in_line.values():
        here = _moment(visit, pause.started_by)
        stuck = here and _waits_for(day, here, pause) and not _served(day, here, elsewhere)
        if stuck and (_unkept(visit, pause) or _told_late(visit, pause)):
            yield visit


def _moment(visit: Visit, number: int) -> Moment | None:
    """A ticket's state right after an event."""
    past = [m for m in visit.states if m.number <= number]
    return past[-1] if past else None


def _waits_for(day: Day, here: Moment, pause: Pause) -> bool:
    """Whether a ticket waits for the break's counter, or is held there by somebody else."""
    waiting = here.state == TicketState.WAITING
    held = here.state == TicketState.HELD and here.put_aside
    return (waiting or held) and _concerns(day, here, pause)


def _concerns(day: Day, here: Moment, pause: Pause) -> bool:
    if here.wanted:
        return here.wanted == pause.counter
    desk = day.roster.desks.get(pause.counter or 0)
    return desk is not None and here.queue in desk.queues


def _served(day: Day, here: Moment, open_: set[int]) -> bool:
    """Whether another open counter serves the ticket: none where it waits for one counter."""
    if here.wanted:
        return False
    return any(here.queue in day.roster.desks[counter].queues for counter in open_)


def _unkept(visit: Visit, pause: Pause) -> bool:
    """Whether service before this break was promised, firmly, and not given."""
    told = [p for p in visit.promises if p[0] < pause.started_by]
    return bool(told) and told[-1][1:] == ("before", pause.id)


def _told_late(visit: Visit, pause: Pause) -> bool:
    """In line before the notice, which came less than ten minutes ahead; a break nobody
    announced has told of itself when it began."""
    began, shown = pause.started_at, pause.shown_at
    if began is None or shown is None:
        return False
    notice = pause.notice_at or began
    return visit.issued_at < notice and min(began, shown) - notice < NOTICE


def k7a(day: Day) -> Iterable[Count]:
    """K7a: who was called to the counter, or served at it, when its break began."""
    for pause in day.began:
        for face in pause.faces:
            events = day.in_line[face].events[:1]
            yield of_pause(day, pause, "k7a.num", 1, pause.started_by, *events)


def k7b(day: Day) -> Iterable[Count]:
    """K7b: who waited five minutes or more while breaks closed the queue."""
    closed = closed_minutes(day.visits, day)
    for visit in day.visits.values():
        yield of_visit(day, visit, "k7b.den")
        if closed[visit.id] >= DELAYED:
            yield of_visit(day, visit, "k7b.num")


def k8(day: Day) -> Iterable[Count]:
    """K8: sent to another counter because of a break, of who waited when it was announced."""
    for pause in day.began:
        for visit in _told_of(day, pause):
            yield of_pause(day, pause, "k8.den", 1, *visit.events[:1])
            other = any(p[1:] == ("other_counter", pause.id) for p in visit.promises)
            if other or pause.id in visit.sent_on_by:
                yield of_pause(day, pause, "k8.num", 1, *visit.events[:1])


def _told_of(day: Day, pause: Pause) -> Iterable[Visit]:
    """Who waited at the proof of notice, or at the start of a break that had none."""
    for visit in day.in_line.values():
        proven = pause.notice_at
        here = _at(visit, proven) if proven else _moment(visit, pause.started_by)
        if here and here.state in PRESENT and _concerns(day, here, pause):
            yield visit


def _at(visit: Visit, instant: datetime) -> Moment | None:
    past = [m for m in visit.states if m.at <= instant]
    return past[-1] if past else None


def k8a(day: Day) -> Iterable[Count]:
    """K8a: held, changed or asked for a call, of who was firmly promised service after a break."""
    for visit in day.visits.values():
        if any(kind == "after" for _, kind, _ in visit.promises):
            yield of_visit(day, visit, "k8a.den")
            if visit.chose:
                yield of_visit(day, visit, "k8a.num")


def k11(day: Day) -> Iterable[Count]:
    """K11: from issue to the first call."""
    for visit in day.visits.values():
        if visit.called_at:
            wait = visit.called_at - visit.issued_at
            yield of_visit(day, visit, "k11.den")
            yield of_visit(day, visit, f"k11.wait.{tenths(wait / MINUTE)}")
            if wait > LONG:
                yield of_visit(day, visit, "k11.num")


def k12(day: Day) -> Iterable[Count]:
    """K12: lost, of who waited while breaks closed the queue; and of all others beside it."""
    closed = closed_minutes(day.visits, day)
    for visit in day.visits.values():
        where = "k12" if closed[visit.id] > 0 else "k12.out"
        yield of_visit(day, visit, f"{where}.den")
        if visit.states[-1].state in LOST:
            yield of_visit(day, visit, f"{where}.num")
