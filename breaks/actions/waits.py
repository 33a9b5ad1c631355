"""The forecast of waits is made here, outside of every request and without the branch lock."""

from datetime import datetime

from django.db import transaction

from branches.events import nudge
from branches.models import Branch
from breaks.models import WaitForecast
from breaks.queries import Line, terms_for
from breaks.queries.learned import learned_from, learning_of
from breaks.queries.snapshot import new_edition, outlook_of, waiting_of
from breaks.queries.waits import joins_as_newcomer, stored_edition
from breaks.rules.waits import Edition, edition_facts, is_due, is_fresh, tells_otherwise

# of a row that has no forecast yet: no branch was ever at this version
NEVER = -1


@transaction.atomic
def make_forecast(branch: Branch, *, now: datetime) -> Edition | None:
    """Forecast every wait of a branch anew and keep it as its next edition (C2, SCIENCE.md 2).

    None when it is not due, or another forecaster has the branch in hand: however many events
    there were, they are one edition. Screens are nudged when they would show something else.
    """
    # the version is read first: what happens while we read makes the next edition due
    row = _taken(branch.pk, now=now)
    if row is None or not is_due(row.version, row.made_at, row.branch.version, now):
        return None
    branch, learning = row.branch, learning_of(row.branch)
    line = Line(branch, terms_for(branch), now)
    found = outlook_of(line, learned_from(learning, branch, now))
    old = stored_edition(row)
    edition = new_edition(line, found, learning, number=row.edition + 1)
    _store(row, edition)
    told = old if old and is_fresh(old.made_at, now) else None
    if tells_otherwise(edition, told, {t.pk: joins_as_newcomer(t) for t in waiting_of(line)}):
        transaction.on_commit(lambda: nudge(branch.pk), robust=True)
    return edition


def _taken(branch_id: int, *, now: datetime) -> WaitForecast | None:
    """The row of a branch, held until the transaction ends; None while somebody else holds it."""
    locked = WaitForecast.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    rows = locked.select_related("branch__organisation")
    row = rows.filter(pk=branch_id).first()
    if row is None:
        first = WaitForecast(branch_id=branch_id, version=NEVER, made_at=now)
        WaitForecast.objects.bulk_create([first], ignore_conflicts=True)
        row = rows.filter(pk=branch_id).first()
    return row


def _store(row: WaitForecast, edition: Edition) -> None:
    row.version, row.edition, row.made_at = edition.version, edition.number, edition.made_at
    row.facts = edition_facts(edition)
    row.save(update_fields=["version", "edition", "made_at", "facts"])
