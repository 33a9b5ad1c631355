"""Spans of days as reports ask for them: steps of a trend, whole months and the days beside them."""

from datetime import date, timedelta
from enum import StrEnum

A_DAY = timedelta(days=1)


class Step(StrEnum):
    """How fine a trend is told."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def begin_of(step: Step, day: date) -> date:
    """The first day of the step that a day belongs to; weeks begin on Monday."""
    if step == Step.MONTH:
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if step == Step.WEEK else day


def months_and_days(since: date, until: date) -> tuple[list[date], list[tuple[date, date]]]:
    """The whole months of a span by their first days, and what is left at its two ends.

    Both ends of the span, and of what is left, belong to it.
    """
    first = since if since.day == 1 else _next_month(since)
    months = []
    while _next_month(first) - A_DAY <= until:
        months.append(first)
        first = _next_month(first)
    if not months:
        return [], [(since, until)] if since <= until else []
    edges = [(since, months[0] - A_DAY), (first, until)]
    return months, [(a, b) for a, b in edges if a <= b]


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
