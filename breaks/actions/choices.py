"""What a client chooses while a break concerns the number (F21): keep the place, another counter,
a call back. What may be chosen is judged by the same rules that the client's page shows.
"""

from datetime import datetime

from django.db import transaction

from branches.errors import Invalid
from branches.events import record
from branches.models import Branch
from breaks.actions.commitments import open_commitment, release
from breaks.actions.moves import refuse
from breaks.actions.settle import settle
from breaks.models import Break, Commitment, Promise
from breaks.queries import (
    break_told_of,
    open_commitments,
    soonest_counter,
    standing_of,
    terms_for,
)
from breaks.queries.clients import held_until
from breaks.rules.choices import Standing, judge_call_back, judge_counter, judge_hold
from breaks.rules.commitments import CommitmentKind, ToldBy
from queueapp import actions as queue_actions
from queueapp.actions.moves import locked_ticket
from queueapp.models import Ticket
from queueapp.rules import PRESENT, TicketState


@transaction.atomic
def hold_ticket(ticket_id: int, *, now: datetime) -> Ticket:
    """Keep the client's place until fifteen minutes after the return (T8)."""
    branch, ticket = locked_ticket(ticket_id)
    break_ = break_told_of(ticket)
    if ticket.state == TicketState.HELD:
        return ticket
    refuse(judge_hold(standing_of(ticket, branch, now=now)))
    assert break_
    until = held_until(break_, terms_for(branch), now=now)
    ticket = queue_actions.hold_ticket(ticket_id, until=until, now=now)
    settle(branch, now=now)
    return ticket


@transaction.atomic
def release_ticket(ticket_id: int, *, now: datetime) -> Ticket:
    """The held client is here (T9)."""
    branch, _ = locked_ticket(ticket_id)
    ticket = queue_actions.release_ticket(ticket_id, now=now)
    settle(branch, now=now)
    return ticket


@transaction.atomic
def change_counter(ticket_id: int, *, now: datetime, counter_id: int | None = None) -> Ticket:
    """Be served elsewhere while a break lasts (3.9 no. 3); the place in line stays.

    Without a counter named: a client of one counter is anybody's of the queue, another is sent
    to whoever is free first. What was promised speaks of the old counter and is forecast anew.
    """
    branch, ticket = locked_ticket(ticket_id)
    if counter_id and not branch.counters.filter(pk=counter_id).exists():
        raise Invalid("unknown_counter", "This branch has no such counter.")
    if counter_id and _waits_for(ticket, counter_id):
        return ticket
    standing = standing_of(ticket, branch, now=now)
    refuse(judge_counter(standing, counter_id))
    wanted = counter_id or _any_counter(ticket, branch, standing, now=now)
    _forget(branch, ticket, now=now)
    ticket = queue_actions.want_counter(ticket_id, wanted, now=now)
    settle(branch, now=now)
    return ticket


def _waits_for(ticket: Ticket, counter_id: int) -> bool:
    return ticket.state == TicketState.WAITING and ticket.counter_wanted_id == counter_id


def _any_counter(
    ticket: Ticket, branch: Branch, standing: Standing, *, now: datetime
) -> int | None:
    if ticket.counter_wanted_id:
        return None
    return soonest_counter(ticket, branch, standing.counters, now=now)


def _forget(branch: Branch, ticket: Ticket, *, now: datetime) -> None:
    """The client gives up what the old place promised."""
    Promise.objects.filter(ticket=ticket).delete()
    for owed in open_commitments(branch, CommitmentKind.SERVED_BEFORE, ticket=ticket):
        release(owed, now=now)


@transaction.atomic
def call_back(ticket_id: int, *, now: datetime, contact: str = "") -> Ticket:
    """Go home and be called when the counter is back: the number ends, a call is owed at R.

    After an early closing the time is the one that the branch has told (3.9 no. 14).
    """
    branch, ticket = locked_ticket(ticket_id)
    standing = standing_of(ticket, branch, now=now)
    if ticket.state not in PRESENT and _owed(branch, ticket):
        return ticket
    refuse(judge_call_back(standing))
    break_ = None if standing.sent_home else break_told_of(ticket)
    if ticket.state in PRESENT:
        ticket = queue_actions.leave_queue(ticket_id, now=now)
    _owe_call(branch, ticket, break_, standing, contact, now=now)
    settle(branch, now=now)
    return ticket


def _owed(branch: Branch, ticket: Ticket) -> bool:
    return open_commitments(branch, CommitmentKind.CALL_BACK, ticket=ticket).exists()


def _owe_call(
    branch: Branch,
    ticket: Ticket,
    break_: Break | None,
    standing: Standing,
    contact: str,
    *,
    now: datetime,
) -> Commitment:
    due_at = (standing.call_back_at if standing.sent_home else standing.returns_at) or now
    owed = open_commitment(
        branch,
        CommitmentKind.CALL_BACK,
        due_at=due_at,
        now=now,
        ticket=ticket,
        break_=break_,
        told_by=ToldBy.PHONE,
        contact=contact,
    )
    at = due_at.isoformat()
    record(branch, "ticket.call_back", now=now, subject=ticket, code=ticket.code, call_back_at=at)
    return owed
