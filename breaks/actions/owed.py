"""What clients are owed because of breaks: service before one, and the return from it (K9)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from branches.events import record
from branches.models import Branch
from breaks.actions.commitments import (
    break_commitment,
    keep,
    open_commitment,
    release,
    renegotiate,
)
from breaks.models import Break, Commitment, Promise
from breaks.queries.commitments import open_commitments
from breaks.queries.policy import terms_of_break
from breaks.rules.commitments import CommitmentKind
from breaks.rules.promises import PromiseKind
from breaks.rules.states import COMING, COOL_DOWN, NOT_TAKEN
from breaks.rules.steps import service_due
from breaks.rules.terms import Terms
from queueapp.actions import put_in_front
from queueapp.models import Ticket
from queueapp.rules import AT_COUNTER, PRESENT, TicketState

STILL_OWED = (*PRESENT, TicketState.CALLED)
SERVED = (TicketState.SERVING, TicketState.DONE)


def owe_service(
    branch: Branch,
    promises: Sequence[Promise],
    breaks: Mapping[int | None, Break],
    *,
    now: datetime,
) -> None:
    """Who was firmly promised service before a break is owed it until S + slip + 10 (3.9 no. 2)."""
    firm = [p for p in promises if p.kind == PromiseKind.BEFORE and p.break_ref_id in breaks]
    owed = [_service_owed(branch, p, breaks[p.break_ref_id], now=now) for p in firm]
    Commitment.objects.bulk_create(owed, ignore_conflicts=True)


def note_given(branch: Branch, promises: Sequence[Promise], *, now: datetime) -> None:
    """What clients were firmly told about a break is an event: ticket, kind and break (K7, K8)."""
    if promises:
        given = [[p.ticket_id, str(p.kind), p.break_ref_id] for p in promises]
        record(branch, "promise.given", now=now, promises=given)


def _service_owed(branch: Branch, promise: Promise, break_: Break, *, now: datetime) -> Commitment:
    due_at = _service_due(break_, branch)
    return Commitment(
        branch=branch,
        kind=CommitmentKind.SERVED_BEFORE,
        ticket_id=promise.ticket_id,
        break_ref=break_,
        owner=break_.staff,
        made_at=now,
        due_at=due_at,
        original_due_at=due_at,
    )


def _service_due(break_: Break, branch: Branch) -> datetime:
    return service_due(break_.starts_at, terms_of_break(break_, branch))


def settle_services(branch: Branch, *, now: datetime) -> None:
    """Close what was owed to clients who are served, who gave up, or whom nobody served in time."""
    owed = open_commitments(branch, CommitmentKind.SERVED_BEFORE)
    # empty most of the day: no joins for no rows
    for commitment in owed.select_related(None).prefetch_related("ticket", "break_ref"):
        ticket, break_ = commitment.ticket, commitment.break_ref
        if break_ and break_.state in NOT_TAKEN:
            # there is nothing to be served before
            release(commitment, now=now)
            continue
        if break_ and break_.state in COMING:
            # a break that moves later gives more time, and takes none
            later = max(commitment.due_at, _service_due(break_, branch))
            renegotiate(commitment, later, now=now)
        if ticket and ticket.state in SERVED:
            keep(commitment, now=ticket.served_at or now)
        elif ticket and ticket.state not in STILL_OWED:
            release(commitment, now=now)
        elif ticket and now >= commitment.due_at and ticket.state not in AT_COUNTER:
            _broken(branch, commitment, ticket, now=now)


def _broken(branch: Branch, commitment: Commitment, ticket: Ticket, *, now: datetime) -> None:
    break_commitment(commitment, now=now)
    record(branch, "promise.broken", now=now, subject=ticket, code=ticket.code, apology=True)


def break_promises(
    branch: Branch, break_: Break, tickets: Sequence[Ticket], *, now: datetime
) -> None:
    """A4: the law begins the break before these were served: first elsewhere, with an apology.

    One event each.
    """
    owed = {c.ticket_id: c for c in open_commitments(branch, CommitmentKind.SERVED_BEFORE)}
    for ticket in tickets:
        commitment = owed.get(ticket.pk) or open_commitment(
            branch,
            CommitmentKind.SERVED_BEFORE,
            due_at=now,
            now=now,
            ticket=ticket,
            break_=break_,
        )
        put_in_front(ticket)
        _broken(branch, commitment, ticket, now=now)


def owe_return(branch: Branch, break_: Break, terms: Terms, *, now: datetime) -> None:
    """Clients were told when the counter opens again: by R + 2 at the latest (K4, TR-5)."""
    cool = break_.reason == COOL_DOWN
    kind = CommitmentKind.COOL_DOWN_RETURN if cool else CommitmentKind.RETURN_TIME
    due_at = break_.returns_at + terms.minutes("overrun.tolerance_min")
    open_commitment(branch, kind, due_at=due_at, now=now, break_=break_)


def keep_return(branch: Branch, break_: Break, *, now: datetime) -> None:
    """The person is back: in time, or late."""
    kinds = (CommitmentKind.RETURN_TIME, CommitmentKind.COOL_DOWN_RETURN)
    for kind in kinds:
        for commitment in open_commitments(branch, kind, break_=break_):
            keep(commitment, now=now)
