"""The daily sums of the indicators, written from the log; the months are the sums of their days.

A roll-up tells nobody anything new about the branch, so it records no event of its own.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from branches.clock import business_day
from branches.locks import lock_counting
from branches.models import Branch
from branches.timers import each_branch
from quality.models import Tally
from quality.queries.day import day_of, days_touched, first_day, is_over, span_of
from quality.rules.figures.sums import Scope, Sums, added, counts, sums

A_DAY = timedelta(days=1)
# a branch that missed more days than this catches up in several turns
MOST_DAYS = 31
# older days are not counted anew, whatever is still said of them
ANEW = timedelta(days=45)


def roll_up(branch: Branch, day: date, *, now: datetime) -> dict[Scope, Sums]:
    """Count a day and lay its sums, and those of its month, over what was there (K1 to K21).

    Idempotent: a second time writes the same. Of a day that is not over as far as it went.
    """
    return roll_up_days(branch, [day], now=now)[day]


@transaction.atomic
def roll_up_days(
    branch: Branch, days: Collection[date], *, now: datetime
) -> dict[date, dict[Scope, Sums]]:
    """Several days at once; each month is summed once. Seconds long, so without the branch lock."""
    lock_counting(branch.pk)
    found = {day: sums(counts(day_of(branch, day, now=now))) for day in sorted(days)}
    for day, rows in found.items():
        _write(branch, "day", day, rows, now=now)
    for month in {day.replace(day=1) for day in days}:
        _write(branch, "month", month, _sum_of_days(branch, month), now=now)
    return found


def _sum_of_days(branch: Branch, month: date) -> dict[Scope, Sums]:
    after = (month.replace(day=28) + 4 * A_DAY).replace(day=1)
    rows = branch.tallies.filter(span="day", since__gte=month, since__lt=after)
    by_scope: dict[Scope, list[Sums]] = {}
    for scope, key, counted in rows.values_list("scope", "key", "counts"):
        by_scope.setdefault((scope, key), []).append(counted)
    return {scope: added(each) for scope, each in by_scope.items()}


def _write(
    branch: Branch, span: str, since: date, rows: dict[Scope, Sums], *, now: datetime
) -> None:
    known = branch.tallies.filter(span=span, since=since)
    gone = [
        pk for pk, *scope in known.values_list("pk", "scope", "key") if tuple(scope) not in rows
    ]
    known.filter(pk__in=gone).delete()
    Tally.objects.bulk_create(
        [
            Tally(
                branch=branch,
                span=span,
                since=since,
                scope=scope,
                key=key,
                counts=dict(counted),
                made_at=now,
            )
            for (scope, key), counted in rows.items()
        ],
        update_conflicts=True,
        unique_fields=["branch", "span", "since", "scope", "key"],
        update_fields=["counts", "made_at"],
    )


def roll_up_due(now: datetime) -> int:
    """Count every day that ended and was not counted, and those of which more was said since; how
    many.
    """
    failed = "the figures of branch %s could not be counted"
    done = each_branch(lambda branch: _catch_up(branch, now=now), or_say=failed)
    return sum(len(days) for _, days in done)


def _catch_up(branch: Branch, *, now: datetime) -> list[date]:
    """The days counted: what ended since the last time, and earlier ones that changed."""
    new = list(_days_due(branch, now=now))
    if not new:
        return []
    since = span_of(branch, new[0])[0]
    changed = (d for d in days_touched(branch, since, now=now) if new[0] - ANEW <= d < new[0])
    days = [*_counted(branch, changed), *new]
    roll_up_days(branch, days, now=now)
    return days


def _days_due(branch: Branch, *, now: datetime) -> Iterable[date]:
    today = business_day(branch, now)
    # a day counted while it went on is counted again when it has ended
    rows = branch.tallies.filter(span="day", scope="branch", since__lt=today)
    newest = rows.order_by("-since").only("branch", "since", "made_at")[:MOST_DAYS]
    first = next((row.since for row in newest if not _is_open(branch, row)), None)
    begin = first + A_DAY if first else first_day(branch)
    for n in range(MOST_DAYS):
        day = begin + n * A_DAY if begin else today
        if day >= today or not is_over(branch, day, now=now):
            return
        yield day


def _is_open(branch: Branch, row: Tally) -> bool:
    """Whether the day was counted before it was over."""
    return not is_over(branch, row.since, now=row.made_at)


def _counted(branch: Branch, days: Iterable[date]) -> list[date]:
    """Those of the days that have been counted before."""
    rows = branch.tallies.filter(span="day", scope="branch", since__in=[*days])
    return list(rows.values_list("since", flat=True))
