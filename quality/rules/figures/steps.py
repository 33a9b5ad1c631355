"""Days, weeks and months of a report. Plain dates."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

DAY = timedelta(days=1)


class Step(StrEnum):
    """How far apart the points of a trend are."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def begin_of(step: Step, day: date) -> date:
    """The first day of the step that a day belongs to; weeks begin on Monday."""
    if step == Step.MONTH:
        return day.replace(day=1)
    return day - day.weekday() * DAY if step == Step.WEEK else day


def next_month(day: date) -> date:
    """The first day of the month after that of a day."""
    return (day.replace(day=1) + 31 * DAY).replace(day=1)


def months_and_days(since: date, until: date) -> tuple[list[date], list[tuple[date, date]]]:
    """A span, both ends counted, as whole months (their first days) and the days beside them."""
    months = [m for m in _months(since, until) if m >= since and next_month(m) - DAY <= until]
    if not months:
        return [], [(since, until)]
    behind = next_month(months[-1])
    beside = [(since, months[0] - DAY), (behind, until)]
    return months, [(first, last) for first, last in beside if first <= last]


def _months(since: date, until: date) -> Iterator[date]:
    month = since.replace(day=1)
    while month <= until:
        yield month
        month = next_month(month)
