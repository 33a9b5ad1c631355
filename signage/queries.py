"""What the public pages ask."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from branches.clock import business_day
from branches.models import Branch
from breaks.models import Break
from breaks.queries import is_relieved
from breaks.rules.states import COMING, RUNNING
from quality.queries.reports import Asked, report
from quality.rules.figures.table import BY_KEY
from queueapp.models import Ticket
from signage.tickets import phrases_in

FOUR_WEEKS = timedelta(days=28)
DAY = timedelta(days=1)
PUBLIC = ("k1", "k4", "k9")


def breaks_before(ticket: Ticket, now: datetime) -> list[Break]:
    """Today's announced and running breaks at the counters that serve the ticket's queue; those
    during which somebody sits in close nothing and concern no client (F25).
    """
    days = (ticket.day, business_day(ticket.branch, now))
    rows = Break.objects.filter(
        branch=ticket.branch_id,
        state__in=[*COMING, *RUNNING],
        day__in=days,
        counter__queues=ticket.queue_id,
    )
    rows = rows.select_related("counter").order_by("starts_at", "id")
    rows = rows.prefetch_related("counter__queues", "reliefs__counter__queues")
    return [b for b in rows if not is_relieved(b)]


def is_called(branch: Branch, code: str, counter: str, *, now: datetime) -> bool:
    """Whether a number was called today, and the branch has such a counter: only that is spoken."""
    if not branch.counters.filter(label=counter).exists():
        return False
    today = branch.tickets.filter(day=business_day(branch, now), code=code)
    return today.filter(called_at__isnull=False).exists()


@dataclass(frozen=True)
class Told:
    """One share as the lobby reads it: whole per cent."""

    name: str
    percent: str


def last_weeks(branch: Branch, now: datetime) -> tuple[date, date]:
    """The four weeks up to yesterday at the branch."""
    until = business_day(branch, now) - DAY
    return until - FOUR_WEEKS + DAY, until


def public_shares(branch: Branch, since: date, until: date, language: str) -> list[Told]:
    """The shares that rest on twenty cases or more."""
    asked = Asked((branch.pk,), since, until)
    rows = report(asked, [BY_KEY[key] for key in PUBLIC])
    say = phrases_in(language)
    return [
        # never rounded up to a hundred
        Told(say[f"figure_{row.reading.figure.key}"], f"{int(row.reading.value)}\u00a0%")
        for row in rows
        if row.reading.value is not None and not row.reading.few
    ]
