"""How often people of a branch took a few minutes to calm down: counted, never told of anybody."""

from collections import Counter
from datetime import date, timedelta

from branches.models import Branch
from breaks.rules.states import COOL_DOWN


def cool_downs_by_week(branch: Branch, since: date, until: date) -> dict[date, int]:
    """Cool-down pauses that began, by the Monday of their week (DOMAIN.md 6), empty weeks too.

    `since` and `until` are days, both included; whole weeks are counted.
    """
    first, last = _monday(since), _monday(until)
    began = branch.breaks.filter(reason=COOL_DOWN, started_at__isnull=False)
    days = began.filter(day__gte=first, day__lt=last + timedelta(days=7))
    counted = Counter(_monday(day) for day in days.values_list("day", flat=True))
    weeks = range((last - first).days // 7 + 1)
    return {monday: counted[monday] for monday in (first + timedelta(days=7 * n) for n in weeks)}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
