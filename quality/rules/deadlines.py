"""By when a case is answered (DOMAIN.md 6, D1, D4, D6; FIL-28): instants and opening hours in, an
instant out.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from branches.rules import Hours, opening_spans

DAY = timedelta(days=1)
# D4: working hours in which a handover is accepted
ACCEPT_WITHIN = timedelta(hours=4)
# D6: how far one notice may move the promise
LONGEST_DELAY = timedelta(days=3)
# a branch without opening hours works on these days
WORKDAYS = range(5)
MOST_DAYS = 366


def answer_due(
    opened_at: datetime, days: int, hours: Hours, zone: ZoneInfo, *, working: bool
) -> datetime:
    """D1: `days` of 24 hours (or so many working days) later, at the closing time of that day.

    Where the branch does not open on that day, or never closes, the hour itself stands.
    """
    there = _working_days_on(opened_at, days, hours, zone) if working else opened_at + days * DAY
    spans = opening_spans(hours, there.astimezone(zone).date(), zone)
    return spans[-1][1] if spans else there


def _working_days_on(start: datetime, days: int, hours: Hours, zone: ZoneInfo) -> datetime:
    """The same time of the clock, so many days later on which the branch works."""
    there, left = start.astimezone(zone), days
    day = there.date()
    for _ in range(MOST_DAYS):
        if not left:
            break
        day += DAY
        left -= works_on(day, hours)
    return datetime.combine(day, there.time(), tzinfo=zone)


def works_on(day: date, hours: Hours) -> bool:
    """Whether a branch works on a local day; one without opening hours from Monday to Friday."""
    if not hours:
        return day.weekday() in WORKDAYS
    return bool(opening_spans(hours, day, ZoneInfo("UTC")))


def legal_due(opened_at: datetime, days: int) -> datetime | None:
    """The law's own deadline beside the promise: always calendar days, which is the stricter."""
    return opened_at + days * DAY if days else None


def working_after(
    start: datetime, hours: Hours, zone: ZoneInfo, length: timedelta = ACCEPT_WITHIN
) -> datetime:
    """When so much opening time has passed since `start` (D4); real time without opening hours."""
    first = start.astimezone(zone).date()
    left = length
    for n in range(MOST_DAYS if hours else 0):
        for opens, closes in opening_spans(hours, first + n * DAY, zone):
            begins = max(opens, start)
            if closes - begins >= left:
                return begins + left
            left -= max(closes - begins, timedelta())
    return start + length


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The midnight after a local day."""
    return datetime.combine(day + DAY, time(), tzinfo=zone)
