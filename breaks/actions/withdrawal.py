"""A promise is taken back: by a manager, with grounds, an apology and a record (3.4, C1)."""

from datetime import datetime

from django.db import transaction

from branches.errors import Refused
from branches.events import record
from branches.models import Branch, Staff
from breaks.actions.commitments import break_commitment
from breaks.actions.moves import refuse
from breaks.actions.overrides import record_override
from breaks.actions.settle import settle
from breaks.models import Break, Promise
from breaks.queries import open_commitments, promise_of, return_of, was_withdrawn
from breaks.rules.commitments import CommitmentKind
from breaks.rules.overrides import PROMISE_WITHDRAWN, Grounds, judge_grounds
from breaks.rules.promises import PromiseKind
from breaks.rules.states import COMING
from queueapp.actions.moves import locked_ticket
from queueapp.models import Ticket
from queueapp.rules import PRESENT

WORTH_KEEPING = (PromiseKind.BEFORE, PromiseKind.OTHER_COUNTER)


@transaction.atomic
def withdraw_promise(
    ticket_id: int, *, by: Staff, grounds: Grounds | None, now: datetime, address: str | None = None
) -> Ticket:
    """Tell a client who was promised service before a break that it comes after it (C1, 3.4).

    Soft rule `promise_withdrawn`: without grounds refused (422), with them recorded for good.
    """
    branch, ticket = locked_ticket(ticket_id)
    promise = promise_of(ticket)
    if was_withdrawn(ticket, promise.break_ref_id):
        return ticket
    break_ = _break_promised(ticket, promise)
    stated = _grounds(grounds)
    told = PromiseKind(promise.kind)
    back = return_of(break_, now)
    _tell_after(ticket, break_, back, now=now)
    facts = {"returns_at": back, "break": break_.pk}
    record_override(
        branch,
        PROMISE_WITHDRAWN,
        stated,
        by=by,
        now=now,
        break_=break_,
        ticket=ticket,
        before={"promise": told, "break": break_.pk},
        after={"promise": PromiseKind.AFTER, **facts},
        address=address,
    )
    _withdrawn(branch, ticket, break_, told, by=by, now=now)
    settle(branch, now=now)
    return ticket


def _break_promised(ticket: Ticket, promise: Promise) -> Break:
    """The break ahead of which, or beside which, the client was promised service."""
    break_ = promise.break_ref
    ahead = break_ is not None and break_.state in COMING
    if break_ is None or not ahead or promise.kind not in WORTH_KEEPING:
        message = f"{ticket.code} was promised nothing that could be taken back."
        raise Refused("no_promise", message, ticket=ticket.code)
    if ticket.state not in PRESENT:
        raise Refused("ticket_state", f"{ticket.code} is not waiting.", state=ticket.state)
    return break_


def _grounds(grounds: Grounds | None) -> Grounds:
    if grounds is None:
        message = "A promise is taken back only with a reason that is recorded."
        raise Refused(PROMISE_WITHDRAWN, message, status=422, overridable=True)
    refuse(judge_grounds(grounds), status=422)
    return grounds


def _tell_after(ticket: Ticket, break_: Break, back: datetime | None, *, now: datetime) -> None:
    told = {"kind": PromiseKind.AFTER, "break_ref": break_, "returns_at": back, "fixed_at": now}
    Promise.objects.update_or_create(ticket=ticket, defaults=told)


def _withdrawn(
    branch: Branch, ticket: Ticket, break_: Break, told: PromiseKind, *, by: Staff, now: datetime
) -> None:
    """What was owed is broken (K9), and the client is owed an apology."""
    for owed in open_commitments(branch, CommitmentKind.SERVED_BEFORE, ticket=ticket):
        break_commitment(owed, now=now)
    record(
        branch,
        "promise.withdrawn",
        now=now,
        by=by,
        subject=ticket,
        code=ticket.code,
        was=told,
        break_id=break_.pk,
        apology=True,
    )
