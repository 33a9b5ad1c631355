"""Calling and serving a client."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from branches.errors import Refused
from branches.events import record
from branches.models import Branch
from queueapp.actions.moves import (
    client_here,
    locked_session,
    locked_ticket,
    move_ticket,
    refuse_with_client,
)
from queueapp.models import CounterSession, Ticket
from queueapp.queries import as_waiting, at_counter, service_estimate
from queueapp.rules import CALLING, MAX_RECALLS, SLOW_FACTOR, TicketState, next_ticket

# Calling, serving and finishing work on a session that the floor above has locked and read: its
# verbs do more in the same transaction.


def call_ticket(
    session: CounterSession,
    branch: Branch,
    in_line: Collection[Ticket],
    *,
    here: Ticket | None,
    now: datetime,
    arrival_window_s: int,
    ticket_id: int | None = None,
) -> Ticket:
    """Call the next client in line, or the one named (T2), while nobody is `here`.

    A second press returns the one called. What is refused is refused before anything is written.
    """
    if here and here.state == TicketState.CALLED and ticket_id in (None, here.pk):
        return here
    refuse_with_client(here)
    ticket = _whom_to_call(in_line, session, ticket_id)
    ticket.session, ticket.called_at, ticket.recalls = session, now, 0
    ticket.next_step_at = now + timedelta(seconds=arrival_window_s)
    move_ticket(ticket, TicketState.CALLED, "session", "called_at", "recalls", "next_step_at")
    counter = session.counter.label
    record(branch, "ticket.called", now=now, by=session.staff, subject=ticket, counter=counter)
    return ticket


def _whom_to_call(
    in_line: Collection[Ticket], session: CounterSession, ticket_id: int | None
) -> Ticket:
    """The ticket a session may call now, or the refusal that says why there is none."""
    if session.counter.state not in CALLING:
        raise Refused("counter_not_open", f"Counter {session.counter.label} calls nobody now.")
    tickets = {t.pk: t for t in in_line}
    waiting = as_waiting(tickets.values())
    if ticket_id is not None:
        waiting = [t for t in waiting if t.id == ticket_id]
    queues = {q.pk for q in session.counter.queues.all()}
    mine = partial(next_ticket, waiting, counter_id=session.counter_id, queue_ids=queues)
    chosen = mine(only=session.only_tickets)
    if chosen:
        return tickets[chosen.id]
    beyond = mine(only=None)
    if beyond:
        code = tickets[beyond.id].code
        message = f"{code} is not called here before the break: only promised numbers are finished."
        raise Refused("not_promised", message, ticket=code)
    raise Refused("nobody_waiting", "Nobody is waiting for this counter.")


@transaction.atomic
def recall_ticket(session_id: int, *, now: datetime) -> Ticket:
    """Call the same client again, at most twice; it does not prolong the arrival window (T4)."""
    branch, session = locked_session(session_id)
    ticket = client_here(session, TicketState.CALLED)
    if ticket.recalls >= MAX_RECALLS:
        raise Refused("recall_limit", f"{ticket.code} was recalled twice.", ticket=ticket.code)
    ticket.recalls += 1
    ticket.save(update_fields=["recalls"])
    record(branch, "ticket.recalled", now=now, by=session.staff, subject=ticket)
    return ticket


def start_service(session: CounterSession, branch: Branch, *, now: datetime) -> Ticket:
    """The called client is here (T3). A second press returns the client being served."""
    here = at_counter(session)
    if here and here.state == TicketState.SERVING:
        return here
    ticket = client_here(session, TicketState.CALLED)
    ticket.served_at = now
    # when the service is slow, unless it ends before
    ticket.next_step_at = now + SLOW_FACTOR * service_estimate(ticket.queue)
    move_ticket(ticket, TicketState.SERVING, "served_at", "next_step_at")
    record(branch, "ticket.serving", now=now, by=session.staff, subject=ticket)
    return ticket


def finish_service(
    session: CounterSession, branch: Branch, *, now: datetime, ticket_id: int | None = None
) -> Ticket:
    """The client at the counter is done (T6); one who is named, only if it is that one."""
    ticket = client_here(session, TicketState.SERVING)
    if ticket_id not in (None, ticket.pk):
        raise Refused("other_client", f"{ticket.code} is at your counter.", ticket=ticket.code)
    ticket.ended_at, ticket.next_step_at = now, None
    move_ticket(ticket, TicketState.DONE, "ended_at", "next_step_at")
    record(branch, "ticket.done", now=now, by=session.staff, subject=ticket)
    return ticket


@transaction.atomic
def note_slow_service(ticket_id: int, *, now: datetime, due_at: datetime | None = None) -> Ticket:
    """A service takes more than twice its estimate: told once, with its card (3.9 no. 27)."""
    branch, ticket = locked_ticket(ticket_id)
    if ticket.state != TicketState.SERVING or ticket.next_step_at is None:
        return ticket
    ticket.next_step_at = None
    ticket.save(update_fields=["next_step_at"])
    card = "talkative_client"
    record(branch, "ticket.slow", now=now, subject=ticket, due_at=due_at, card=card)
    return ticket
