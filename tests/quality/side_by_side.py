"""The product's sums of a day beside those of the slow computation."""

from datetime import date, datetime

from branches.models import Branch, Event
from quality.queries.day import COLUMNS, day_of, roster_of
from quality.rules.figures.fold import fold
from quality.rules.figures.shapes import Noted, Roster
from quality.rules.figures.sums import Scope, Sums, counts, sums
from tests.quality.slow_figures import Slow

SCOPES = ("branch", "counter", "person")


def differences(events: list[Noted], roster: Roster) -> list[str]:
    """Every measure of the branch, a counter or a person on which the two do not agree."""
    return _beside(sums(counts(fold(events, roster))), Slow(events, roster).run())


def differences_at(branch: Branch, day: date, now: datetime) -> list[str]:
    """The same of a day in the database: the product reads what it needs, the other one all."""
    rows = Event.objects.filter(branch=branch).order_by("number").values_list(*COLUMNS)
    slow = Slow([Noted(*row) for row in rows], roster_of(branch, day, now=now)).run()
    return _beside(sums(counts(day_of(branch, day, now=now))), slow)


def _beside(quick: dict[Scope, Sums], slow: dict[Scope, dict[str, float]]) -> list[str]:
    found = []
    for scope in sorted({s for s in (*quick, *slow) if s[0] in SCOPES}):
        ours, theirs = quick.get(scope, {}), slow.get(scope, {})
        for measure in sorted({*ours, *theirs}):
            a, b = ours.get(measure, 0), theirs.get(measure, 0)
            if abs(a - b) > 1e-3:
                found.append(f"{' '.join(scope)} {measure}: {a}, slowly {b}")
    return found
