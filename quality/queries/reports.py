"""Figures of any span of days, from the daily and monthly sums alone (DOMAIN.md 5)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from branches.models import Branch, Staff
from breaks.rules.states import COOL_DOWN
from quality.models import Tally
from quality.rules.figures.figure import Figure
from quality.rules.figures.likely import Reading, is_in, measures_of, read, unread
from quality.rules.figures.steps import Step, begin_of, months_and_days
from quality.rules.figures.table import BY_KEY, INDICATORS
from queueapp.models import Counter

SCOPES = ("branch", "counter", "person", "reason", "hour")
# DOMAIN.md 6: cool-downs are seen per week and branch, never in anything smaller
COOL_DOWNS = ("k6.cool", "k9.cool_down_return")
# a complaint is about a branch and a counter; of a person only the tickets would be counted
OF_NO_PERSON = ("K13", "K13b")
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Asked:
    """What a report is about: branches, days (both ends counted), scope, perhaps one key of it."""

    branches: tuple[int, ...]
    since: date
    until: date
    scope: str = "branch"
    key: str | None = None

    @property
    def length(self) -> timedelta:
        """How long the span is."""
        return self.until - self.since + timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """One figure of one key of the scope: a counter, a person, a reason, an hour, the branch."""

    key: str
    label: str
    reading: Reading


def report(asked: Asked, figures: Sequence[Figure] = INDICATORS) -> list[Row]:
    """The figures of each key of the scope, in the order of the list; all branches as one. Of
    days that nobody has counted no figure is 0 either.
    """
    sums = sums_by(asked, "key", figures)
    reads = read if sums or _rows(asked, True).exists() else unread
    if asked.scope == "branch" and not sums:
        sums = {"": {}}
    labels = labels_of(asked.scope, sums)
    shown = [figure for figure in figures if _may_show(figure, asked)]
    measures = {measure for each in sums.values() for measure in each}
    told = [f for f in shown if asked.scope == "branch" or is_in(f, measures)]
    return [
        Row(key, label, reads(figure, sums[key]))
        for key, label in labels.items()
        for figure in told
    ]


def compare(asked: Asked, figure: Figure) -> dict[int, Reading]:
    """One figure of each branch, side by side."""
    sums = sums_by(asked, "branch_id", [figure])
    counted = set(_rows(asked, True).values_list("branch_id", flat=True))
    shown = counted if _may_show(figure, asked) else set()
    return {
        pk: (read if pk in shown else unread)(figure, sums.get(pk, {})) for pk in asked.branches
    }


def trend(asked: Asked, figure: Figure, step: Step) -> list[tuple[date, Reading]]:
    """One figure by day, week or month, each step by its first day; all branches as one."""
    if figure.key in COOL_DOWNS and step == Step.DAY:
        step = Step.WEEK
    if not _may_show(figure, asked):
        return []
    steps: dict[date, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    whole_months = step == Step.MONTH
    for day, sums in sums_by(asked, "since", [figure], months=whole_months).items():
        for measure, number in sums.items():
            steps[begin_of(step, day)][measure] += number
    return [(day, read(figure, sums)) for day, sums in sorted(steps.items())]


def parts_of(asked: Asked, beginnings: Sequence[str]) -> dict[str, float]:
    """The sums of all measures that begin so: complaints by cause, overrides by rule."""
    found: dict[str, float] = {}
    for _, measure, number in _picked(asked, "scope", [], [f"{b}%" for b in beginnings], True):
        found[measure] = found.get(measure, 0.0) + number
    return found


def sums_by(
    asked: Asked, group: str, figures: Sequence[Figure] = INDICATORS, *, months: bool = True
) -> dict[Any, dict[str, float]]:
    """The sums of measures over the span by a column of the tallies: key, branch_id, since.

    Whole months are read as months (unless days are wanted), so that a year is twelve rows.
    """
    found: dict[Any, dict[str, float]] = {}
    rows = _few_measures if len(figures) < len(INDICATORS) else _all_measures
    for value, counts in rows(asked, group, figures, months):
        sums = found.setdefault(value, {})
        for measure, number in counts.items():
            sums[measure] = sums.get(measure, 0.0) + number
    return found


def _all_measures(
    asked: Asked, group: str, _: Sequence[Figure], months: bool
) -> Iterator[tuple[Any, dict[str, float]]]:
    return _rows(asked, months).values_list(group, "counts").iterator()


def _few_measures(
    asked: Asked, group: str, figures: Sequence[Figure], months: bool
) -> Iterator[tuple[Any, dict[str, float]]]:
    """The wanted measures alone, picked and summed by the database."""
    names, beginnings = [], []
    for figure in figures:
        whole, part = measures_of(figure)
        names += whole
        beginnings += [f"{start}%" for start in part]
    for value, measure, number in _picked(asked, group, names, beginnings, months):
        yield value, {measure: number}


def _picked(
    asked: Asked, group: str, names: Sequence[str], beginnings: Sequence[str], months: bool
) -> Iterator[tuple[Any, str, float]]:
    query, values = _rows(asked, months).values_list(group, "counts").query.sql_with_params()
    wanted = (
        "SELECT t.g, m.key, sum(m.value::float8)"
        f" FROM ({query}) AS t(g, counts), jsonb_each_text(t.counts) AS m"
        " WHERE m.key = ANY(%s) OR m.key LIKE ANY(%s) GROUP BY 1, 2"
    )
    with connection.cursor() as cursor:
        cursor.execute(wanted, [*values, list(names), list(beginnings)])
        yield from cursor.fetchall()


def _rows(asked: Asked, months: bool) -> QuerySet[Tally]:
    """The tallies of the span: whole months as months, what is left as days."""
    days = [(asked.since, asked.until)]
    whole, days = months_and_days(asked.since, asked.until) if months else ([], days)
    when = Q(span="month", since__in=whole)
    for ends in days:
        when |= Q(span="day", since__range=ends)
    rows = Tally.objects.filter(when, branch_id__in=asked.branches, scope=asked.scope)
    return rows if asked.key is None else rows.filter(key=asked.key)


def _may_show(figure: Figure, asked: Asked) -> bool:
    """Cool-downs are told for whole weeks and branches only, complaints of no person."""
    if figure.code in OF_NO_PERSON and asked.scope == "person":
        return False
    if figure.key not in COOL_DOWNS:
        return True
    return asked.scope == "branch" and asked.length >= A_WEEK


def labels_of(scope: str, keys: Iterable[object]) -> dict[str, str]:
    """What the keys of a scope are called, in the order in which they are read."""
    found = {str(key) for key in keys} - ({COOL_DOWN} if scope == "reason" else set())
    name = _NAMES.get(scope, _as_written)(found)
    order = (lambda key: int(key)) if scope == "hour" else lambda key: (name.get(key, key), key)
    return {key: name.get(key, key) for key in sorted(found, key=order)}


def label_of(asked: Asked) -> str:
    """What the key asked for is called; "–" where its branches have counted nothing of it."""
    rows = Tally.objects.filter(branch_id__in=asked.branches, scope=asked.scope, key=asked.key)
    if asked.key is None or not rows.exists():
        return "–"
    return labels_of(asked.scope, [asked.key]).get(asked.key, "–")


def _as_written(keys: Iterable[str]) -> dict[str, str]:
    return {key: key.replace("_", " ") for key in keys}


def _hours(keys: Iterable[str]) -> dict[str, str]:
    return {key: f"{int(key):02}:00" for key in keys}


def _counters(keys: Iterable[str]) -> dict[str, str]:
    rows = Counter.objects.filter(pk__in=[int(key) for key in keys])
    return {str(pk): label for pk, label in rows.values_list("pk", "label")}


def _people(keys: Iterable[str]) -> dict[str, str]:
    rows = Staff.objects.filter(pk__in=[int(key) for key in keys])
    return {str(pk): name for pk, name in rows.values_list("pk", "name")}


_NAMES = {"hour": _hours, "counter": _counters, "person": _people}


@dataclass(frozen=True)
class Repeated:
    """K13a, the half of it that is a ratio: the complaints of 4 weeks against the 12 before."""

    recent: Reading
    before: Reading

    @property
    def doubled(self) -> bool:
        """Whether there are complaints, at twice the rate of before or more."""
        if not self.recent.value or self.before.value is None:
            return False
        return self.recent.value >= 2 * self.before.value


def complaints_of(branch: Branch, day: date) -> Repeated:
    """K13 of the four weeks that end with `day`, and of the twelve weeks before them (K13a)."""
    since = day - 4 * A_WEEK + timedelta(days=1)
    return Repeated(
        _complaints(branch, since, day),
        _complaints(branch, since - 12 * A_WEEK, since - timedelta(days=1)),
    )


def _complaints(branch: Branch, since: date, until: date) -> Reading:
    return report(Asked((branch.pk,), since, until), [BY_KEY["k13"]])[0].reading
