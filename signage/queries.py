"""What the public pages ask."""

from datetime import datetime

from django.db.models import QuerySet

from branches.clock import business_day
from breaks.models import Break
from breaks.rules.states import COMING, RUNNING
from queueapp.models import Ticket


def breaks_before(ticket: Ticket, now: datetime) -> QuerySet[Break]:
    """Today's announced and running breaks at the counters that serve the ticket's queue."""
    days = (ticket.day, business_day(ticket.branch, now))
    rows = Break.objects.filter(
        branch=ticket.branch_id,
        state__in=[*COMING, *RUNNING],
        day__in=days,
        counter__queues=ticket.queue_id,
    )
    return rows.select_related("counter").order_by("starts_at", "id")
