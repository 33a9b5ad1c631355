"""A client at the counter in the last minutes before a break: serve, or first after it (2.4)."""

from datetime import datetime

from django.db import transaction

from branches.errors import Invalid, Refused
from branches.events import record
from branches.models import Branch, Staff
from breaks.actions.desk import take_ticket
from breaks.actions.owed import note_given, owe_service
from breaks.actions.settle import settle
from breaks.models import Break, Promise
from breaks.queries import break_of_session, promise_of, terms_of_break
from breaks.rules.choices import may_serve_anyway
from breaks.rules.promises import PromiseKind
from breaks.rules.states import SHOWN
from queueapp.actions.moves import locked_session
from queueapp.models import CounterSession, Ticket
from queueapp.queries import service_estimate
from queueapp.rules import Source, TicketState

# an urgent need is a class of its own: nobody of the same class is overtaken (3.6.2)
URGENT = 1


@transaction.atomic
def late_arrival(
    session_id: int,
    *,
    by: Staff,
    now: datetime,
    real_now: datetime,
    queue_id: int | None = None,
    code: str | None = None,
    urgent: bool = False,
    in_person: bool = False,
) -> tuple[Ticket, str]:
    """Give the client at the desk a number and the answer: `before` or `after` the break (F38).

    `code` names a number the client has already. An urgent one is served anyway, up to S + slip,
    if the law allows it (2.3 case 2).
    """
    branch, session = locked_session(session_id)
    break_ = break_of_session(session)
    if break_ is None or break_.state not in SHOWN:
        raise Refused("no_break_concerns", "No break of yours is announced now.")
    ticket = _present(session, code) if code else None
    if ticket is None:
        queue = _queue_of(session, queue_id)
        ticket = take_ticket(
            queue, source=Source.TELLER, now=now, real_now=real_now, in_person=in_person
        )
    outcome = _outcome(ticket)
    if urgent and outcome != "before" and _serve_anyway(ticket, break_, branch, now=now):
        settle(branch, now=now)
        outcome = _outcome(ticket)
    record(
        branch,
        "ticket.late_arrival",
        now=now,
        by=by,
        subject=ticket,
        code=ticket.code,
        outcome=outcome,
        urgent=urgent,
        card="late_arrival",
    )
    ticket.refresh_from_db()
    return ticket, outcome


def _present(session: CounterSession, code: str) -> Ticket:
    """The waiting number of that code at a queue of the counter."""
    waiting = session.branch.tickets.filter(state=TicketState.WAITING, code=code.upper())
    ticket = waiting.filter(queue__in=session.counter.queues.all()).first()
    if ticket is None:
        raise Invalid("unknown_ticket", "No such number waits for your counter.")
    return ticket


def _queue_of(session: CounterSession, queue_id: int | None) -> int:
    """The queue of the counter that is asked for; it must be named where there are several."""
    mine = list(session.counter.queues.values_list("pk", flat=True))
    if queue_id is None and len(mine) == 1:
        return mine[0]
    if queue_id is None:
        raise Invalid("queue_missing", "Say for which queue.", queues=mine)
    if queue_id not in mine:
        raise Invalid("unknown_queue", "Your counter does not serve this queue.", queues=mine)
    return queue_id


def _outcome(ticket: Ticket) -> str:
    """What the client is told: service before the break, elsewhere, or first after it."""
    kind = promise_of(ticket).kind
    return {PromiseKind.AFTER: "after", PromiseKind.OTHER_COUNTER: "other_counter"}.get(
        PromiseKind(kind), "before"
    )


def _serve_anyway(ticket: Ticket, break_: Break, branch: Branch, *, now: datetime) -> bool:
    """Promise service before the break beyond the slack, if there is still time for it."""
    break_.refresh_from_db()
    slip = terms_of_break(break_, branch).minutes("start.max_slip_min")
    timely = may_serve_anyway(
        break_.state,
        break_.starts_at,
        now,
        slip=slip,
        latest_at=break_.latest_at,
        estimate=service_estimate(ticket.queue),
    )
    if timely:
        ticket.priority = max(ticket.priority, URGENT)
        ticket.save(update_fields=["priority"])
        before = {"kind": PromiseKind.BEFORE, "break_ref": break_, "returns_at": None}
        promise, _ = Promise.objects.update_or_create(
            ticket=ticket, defaults={**before, "fixed_at": now}
        )
        note_given(branch, [promise], now=now)
        owe_service(branch, [promise], {break_.pk: break_}, now=now)
    return timely
