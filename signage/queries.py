"""What the public pages ask."""

from datetime import datetime

from branches.clock import business_day
from breaks.models import Break
from breaks.queries import is_relieved
from breaks.rules.states import COMING, RUNNING
from queueapp.models import Ticket


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
