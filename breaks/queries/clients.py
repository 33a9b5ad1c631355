"""What a client was told, and what the client of a ticket may do."""

from collections import Counter as Tally
from datetime import datetime
from typing import Any

from branches.models import Branch
from branches.rules import whole_minute_up
from breaks.models import Break, Promise
from breaks.queries.cover import has_waited
from breaks.queries.line import Line
from breaks.queries.policy import terms_for
from breaks.rules.commitments import CommitmentKind, CommitmentState
from breaks.rules.overrides import PROMISE_WITHDRAWN
from breaks.rules.promises import PromiseKind
from breaks.rules.start import AtCounter
from breaks.rules.states import RUNNING, SPOKEN_OF
from breaks.rules.terms import Terms
from queueapp.models import CounterSession, Ticket
from queueapp.queries import CALL_ORDER, active_sessions, at_counter, in_line, may_serve, session_of
from queueapp.rules import CALLING, TicketState, revival_ends


def promise_of(ticket: Ticket) -> Promise:
    """What a ticket was told; nothing yet is a promise of the kind `none`."""
    rows = Promise.objects.select_related("break_ref", "break_ref__counter")
    return rows.filter(ticket=ticket).first() or Promise(ticket=ticket)


def promise_facts(promise: Promise, *, now: datetime) -> dict[str, Any]:
    """A promise as doors tell it; a return time that has passed is told to nobody (E0)."""
    break_, back = promise.break_ref, promise.returns_at
    counter = break_.counter.label if break_ and break_.counter else None
    return {
        "kind": promise.kind,
        "fixed": promise.fixed_at is not None,
        "returns_at": back if back and back >= now else None,
        "break": promise.break_ref_id,
        "counter": counter,
    }


def break_told_of(ticket: Ticket) -> Break | None:
    """The announced or running break that a ticket was told about."""
    break_ = promise_of(ticket).break_ref
    return break_ if break_ and break_.state in SPOKEN_OF else None


def return_of(break_: Break, now: datetime) -> datetime | None:
    """When the person of an announced or running break is back, on the whole minute above; None
    when nobody knows (E0, U5).
    """
    if has_waited(break_, now):
        return None
    if break_.state in RUNNING:
        known = break_.shown_return_at
    else:
        known = max(break_.starts_at, now) + break_.length
    return whole_minute_up(known) if known and known > now else None


def was_withdrawn(ticket: Ticket, break_id: int | None) -> bool:
    """Whether a manager took back what the ticket was promised about a break (3.4)."""
    rows = ticket.overrides.filter(rule=PROMISE_WITHDRAWN, break_ref=break_id)
    return break_id is not None and rows.exists()


def promised_before(break_: Break) -> list[Ticket]:
    """The waiting tickets that were promised service before a break, in call order."""
    rows = Ticket.objects.filter(
        promise__break_ref=break_, promise__kind=PromiseKind.BEFORE, state=TicketState.WAITING
    )
    return list(rows.order_by(*CALL_ORDER))


def last_ticket(break_: Break) -> str | None:
    """The code of the last number served before a break (C2)."""
    before = clients_before(break_)
    return before[-1] if before else None


def clients_before(break_: Break) -> list[str]:
    """The codes of everybody who is served before a break begins, the one at the counter first."""
    client = _client_before(break_)
    return [*([client.code] if client else []), *(t.code for t in promised_before(break_))]


def _client_before(break_: Break) -> Ticket | None:
    session = session_of(break_.staff_id)
    return at_counter(session) if session else None


def client_of(session: CounterSession | None) -> AtCounter | None:
    """Who stands at, or walks to, a counter, as the rules see it."""
    return as_client(at_counter(session) if session else None)


def as_client(ticket: Ticket | None) -> AtCounter | None:
    """A client at a counter as the rules see it."""
    if ticket is None:
        return None
    return AtCounter(ticket.code, ticket.state == TicketState.SERVING, ticket.next_step_at)


def ahead_of(ticket: Ticket) -> int:
    """How many are called before a waiting ticket (`ahead_in`); 0 for one that does not wait."""
    return ahead_in(ticket.branch).get(ticket.pk, 0) if ticket.state == TicketState.WAITING else 0


def ahead_in(branch: Branch) -> dict[int, int]:
    """How many are called before each waiting ticket, by ticket id.

    That is, by the counter that has the fewest to call before it: nobody is told to be next who is
    not. Where nobody sits who may call it, those of its queue count.
    """
    rows = active_sessions(branch).select_related("counter")
    seats = [session.counter for session in rows.prefetch_related("counter__queues")]
    found, at_seat, in_queue = {}, Tally[int](), Tally[int]()
    for ticket in in_line(branch):
        callers = [c for c in seats if may_serve(c, ticket)]
        if ticket.state == TicketState.WAITING:
            now = [c for c in callers if c.state in CALLING] or callers
            found[ticket.pk] = min((at_seat[c.pk] for c in now), default=in_queue[ticket.queue_id])
        at_seat.update(c.pk for c in callers)
        in_queue[ticket.queue_id] += 1
    return found


def expected_at(ticket: Ticket, *, now: datetime) -> datetime | None:
    """When the client's turn is forecast (C2), on the whole minute above; None when unknown."""
    if ticket.state != TicketState.WAITING:
        return None
    branch = ticket.branch
    line = Line(branch, terms_for(branch), now)
    place = line.places().get(ticket.pk)
    if place is None or not _return_known(line.by_id.get(place.after), now):
        return None
    return whole_minute_up(place.starts_at)


def _return_known(break_: Break | None, now: datetime) -> bool:
    """Whether a client who waits for a break can be told when it ends (E0)."""
    if break_ is None:
        return True
    if break_.state not in RUNNING:
        return not has_waited(break_, now)
    return break_.shown_return_at is not None and break_.shown_return_at > now


def held_until(break_: Break, terms: Terms, *, now: datetime) -> datetime:
    """Until when a place is kept because of a break: fifteen minutes past its return (T8)."""
    back = break_.shown_return_at or max(break_.returns_at, now)
    return back + terms.minutes("hold.valid_min")


def revive_until(ticket: Ticket, *, now: datetime) -> datetime | None:
    """Until when a no-show may come back (T5); None when that is over, or never was."""
    if ticket.state != TicketState.NO_SHOW or ticket.revived or ticket.ended_at is None:
        return None
    minutes = terms_for(ticket.branch)["call.revive_min"]
    until = revival_ends(ticket.ended_at, minutes, kept_until(ticket))
    return until if now <= until else None


def kept_until(ticket: Ticket) -> datetime | None:
    """Until when a client who left during a break was told the place is kept: an early return of
    the person takes nothing of it away (3.9 no. 23).
    """
    held = ticket.branch.events.filter(kind="ticket.held", at__gte=ticket.issued_at)
    last = held.filter(subject_id=ticket.pk).order_by("-number").first()
    return datetime.fromisoformat(last.data["until"]) if last else None


def call_back_of(ticket: Ticket) -> datetime | None:
    """By when a client who asked for it is called back."""
    owed = ticket.commitments.filter(kind=CommitmentKind.CALL_BACK, state=CommitmentState.OPEN)
    return owed.values_list("due_at", flat=True).first()
