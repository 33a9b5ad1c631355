"""In whose figures a count is: the counter's, the person's, the reason's, the hour's."""

from datetime import datetime

from quality.rules.figures.shapes import Count, Day, Pause, Visit


def hour_of(day: Day, at: datetime | None) -> int | None:
    """The hour on the clock of the branch."""
    return at.astimezone(day.roster.zone).hour if at else None


def of_pause(day: Day, pause: Pause, measure: str, number: float = 1, *events: int) -> Count:
    """A count of a break, by its start. A cool-down is the branch's alone (DOMAIN.md 6)."""
    events = events or (pause.started_by,)
    if pause.cools_down:
        return Count(measure, number, events=events)
    hour = hour_of(day, pause.started_at)
    reason = pause.reason or pause.kind
    return Count(measure, number, pause.counter, pause.staff, reason, hour, events)


def of_visit(day: Day, visit: Visit, measure: str, number: float = 1) -> Count:
    """A count of a ticket, by its issue; its counter and person are those of its first call."""
    hour = hour_of(day, visit.issued_at)
    return Count(measure, number, visit.counter, visit.staff, "", hour, tuple(visit.events[:1]))


def planned(day: Day) -> list[Pause]:
    """PB: planned breaks that began."""
    return [p for p in day.began if p.planned]


def unplanned(day: Day) -> list[Pause]:
    """UB: unplanned breaks that began, without cool-downs and those marked as outage."""
    return [p for p in day.began if not p.planned and not p.cools_down and not p.outage]


def all_breaks(day: Day) -> list[Pause]:
    """SB: PB and UB."""
    return [*planned(day), *unplanned(day)]


def tenths(value: float) -> int:
    """The bucket of a value: its tenths, rounded half up."""
    return int((value * 10 + 0.5) // 1)
