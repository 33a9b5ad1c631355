"""What the public pages ask."""

from datetime import datetime

from django.db.models import QuerySet

from branches.clock import business_day
from breaks.models import Break
from breaks.rules.states import COMING, RUNNING
from queueapp.models import Ticket
from queueapp.queries import in_line
from queueapp.rules import TicketState


def ahead_of(ticket: Ticket) -> int:
    """How many waiting clients of its queue are called before a ticket."""
    line = [t for t in in_line(ticket.branch) if t.queue_id == ticket.queue_id]
    places = [t.pk for t in line]
    before = line[: places.index(ticket.pk)] if ticket.pk in places else []
    return sum(t.state == TicketState.WAITING for t in before)


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
