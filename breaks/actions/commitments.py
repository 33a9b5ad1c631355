"""What is owed to a client by a time (DOMAIN.md 3.6.3): made, kept, broken, released.

`open_commitment`, `renegotiate`, `keep`, `break_commitment` and `release` are parts of the verb
that causes them: they run under the branch lock it holds. How each ends is an event (K9).
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from branches.errors import Refused
from branches.events import record
from branches.locks import lock_branch_of
from branches.models import Branch, Staff
from breaks.models import Break, Commitment
from breaks.queries.commitments import open_commitments
from breaks.rules.commitments import CommitmentKind, CommitmentState, ToldBy, judged
from queueapp.models import Ticket

_WORDS = {CommitmentState.KEPT_LATE: CommitmentState.KEPT}


def open_commitment(
    branch: Branch,
    kind: CommitmentKind,
    *,
    due_at: datetime,
    now: datetime,
    ticket: Ticket | None = None,
    break_: Break | None = None,
    owner: Staff | None = None,
    told_by: ToldBy = ToldBy.SCREEN,
    contact: str = "",
) -> Commitment:
    """Owe something by `due_at`; what is owed to the ticket or by the break already is taken on.

    One of a kind is open per ticket (without a ticket: per break); asked again it is
    renegotiated, and who is told of another break is owed it by that one.
    """
    same = open_commitments(branch, kind, ticket=ticket, break_=None if ticket else break_)
    known = same.first() if ticket or break_ else None
    if known is None:
        return Commitment.objects.create(
            branch=branch,
            kind=kind,
            ticket=ticket,
            break_ref=break_,
            owner=owner or (break_.staff if break_ else None),
            made_at=now,
            due_at=due_at,
            original_due_at=due_at,
            told_by=told_by,
            contact=contact,
        )
    if break_ and known.break_ref_id != break_.pk:
        known.break_ref = break_
        known.save(update_fields=["break_ref"])
    return renegotiate(known, due_at, now=now)


def renegotiate(commitment: Commitment, due_at: datetime, *, now: datetime) -> Commitment:
    """Another due time, while the old one has not passed (3.6.3); afterwards it only is late."""
    if commitment.state == CommitmentState.OPEN and now <= commitment.due_at != due_at:
        commitment.due_at = due_at
        commitment.save(update_fields=["due_at"])
    return commitment


def keep(commitment: Commitment, *, now: datetime, by: Staff | None = None) -> Commitment:
    """It was done: kept by its due time, else kept late (3.6.3)."""
    return _end(commitment, judged(commitment.due_at, now), now=now, by=by)


def break_commitment(commitment: Commitment, *, now: datetime) -> Commitment:
    """It was not done, and cannot be any more (K9)."""
    return _end(commitment, CommitmentState.BROKEN, now=now)


def release(commitment: Commitment, *, now: datetime, by: Staff | None = None) -> Commitment:
    """The client does not want it any more, or what it spoke of does not happen."""
    return _end(commitment, CommitmentState.RELEASED, now=now, by=by)


def _end(
    commitment: Commitment, state: CommitmentState, *, now: datetime, by: Staff | None = None
) -> Commitment:
    """End an open commitment, and say so in the log; one that has ended stays as it ended."""
    rows = Commitment.objects.filter(pk=commitment.pk, state=CommitmentState.OPEN)
    ended = rows.update(state=state, ended_at=now)
    commitment.refresh_from_db(fields=["state", "ended_at"])
    if ended:
        kind, told = f"commitment.{_WORDS.get(state, state)}", _told(commitment)
        record(commitment.branch, kind, now=now, by=by, subject=commitment, **told)
    return commitment


@transaction.atomic
def keep_commitment(commitment_id: int, *, by: Staff, now: datetime) -> Commitment:
    """A person says that it was done: the client was called back. A second time changes nothing."""
    commitment = _locked(commitment_id)
    if commitment.state == CommitmentState.OPEN:
        keep(commitment, now=now, by=by)
    return _refuse_unless(commitment, CommitmentState.KEPT, CommitmentState.KEPT_LATE)


@transaction.atomic
def release_commitment(commitment_id: int, *, by: Staff, now: datetime) -> Commitment:
    """The client gave it up. A second time changes nothing."""
    commitment = _locked(commitment_id)
    if commitment.state == CommitmentState.OPEN:
        release(commitment, now=now, by=by)
    return _refuse_unless(commitment, CommitmentState.RELEASED)


def _locked(commitment_id: int) -> Commitment:
    lock_branch_of(Commitment, commitment_id)
    rows = Commitment.objects.select_related("branch", "ticket", "owner", "break_ref")
    return rows.get(pk=commitment_id)


def _told(commitment: Commitment) -> dict[str, Any]:
    ticket = commitment.ticket.code if commitment.ticket else None
    return {"kind_of": commitment.kind, "state": commitment.state, "ticket": ticket}


def _refuse_unless(commitment: Commitment, *wanted: CommitmentState) -> Commitment:
    if commitment.state not in wanted:
        said = CommitmentState(commitment.state).label.lower()
        message = f"This was {said} already."
        raise Refused("commitment_ended", message, state=commitment.state)
    return commitment
