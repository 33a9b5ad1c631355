"""Sitting down, winding down, pausing, getting up."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from branches.errors import Refused
from branches.events import record
from branches.locks import lock_branch_of
from branches.models import Staff
from queueapp.actions.moves import locked_session, move_counter, put_first, refuse_with_client
from queueapp.models import Counter, CounterSession, Shift, Ticket
from queueapp.queries import at_counter, session_at, session_of, shift_at
from queueapp.rules import PRESENT, CounterState, in_shift


@transaction.atomic
def open_session(
    counter_id: int, *, staff: Staff, now: datetime, sits_in: bool = False
) -> CounterSession:
    """Sit down at a counter (Q1, Q6). A second press returns the session already open.

    Who sits in for somebody on break needs no shift of their own.
    """
    branch = lock_branch_of(Counter, counter_id)
    counter = Counter.objects.get(pk=counter_id)
    mine = session_of(staff.pk)
    shift = shift_at(staff, branch, now)
    if mine and mine.counter_id == counter.pk:
        return _of_today(mine, shift)
    _refuse_seat(counter, mine)
    if shift and not in_shift(shift.starts_at, shift.ends_at, now):
        shift = None
    if shift is None and not sits_in:
        raise Refused("not_in_shift", "You have no shift here at this time.")
    session = CounterSession.objects.create(
        branch=branch, counter=counter, staff=staff, shift=shift, opened_at=now
    )
    move_counter(counter, CounterState.OPEN)
    record(branch, "session.opened", now=now, by=staff, subject=session, counter=counter.label)
    return session


def _of_today(session: CounterSession, shift: Shift | None) -> CounterSession:
    """A session left open overnight goes on under the new day's shift."""
    if shift and session.shift_id != shift.pk:
        session.shift = shift
        session.save(update_fields=["shift"])
    return session


def _refuse_seat(counter: Counter, mine: CounterSession | None) -> None:
    if counter.state == CounterState.OUT_OF_SERVICE:
        message = f"Counter {counter.label} is out of service."
        raise Refused("counter_state", message, counter=counter.label, state=counter.state)
    if mine:
        message = f"You already sit at counter {mine.counter.label}."
        raise Refused("already_at_counter", message, counter=mine.counter.label)
    other = session_at(counter)
    if other:
        message = f"{other.staff.name} sits at counter {counter.label}."
        raise Refused("counter_taken", message, counter=counter.label)


@transaction.atomic
def close_session(session_id: int, *, by: Staff, now: datetime) -> CounterSession:
    """Leave the counter (Q7, Q8): refused while a client is called or served there."""
    branch, session = locked_session(session_id, open_only=False)
    if session.closed_at:
        return session
    refuse_with_client(at_counter(session))
    session.closed_at, session.only_tickets = now, None
    session.save(update_fields=["closed_at", "only_tickets"])
    _move_working(session.counter, CounterState.CLOSED)
    _free_bound(session.counter)
    record(branch, "session.closed", now=now, by=by, subject=session)
    return session


def _free_bound(counter: Counter) -> None:
    """Nobody waits for a counter at which nobody sits: whoever serves the queue may call them."""
    waiting = Ticket.objects.filter(counter_wanted=counter, state__in=PRESENT)
    waiting.update(counter_wanted=None)


# The facts that the floor above pushes down. They record no event of their own: the verb that
# causes them does.


def wind_down_session(session: CounterSession, only: Iterable[int]) -> None:
    """The counter calls just the tickets in `only` any more (Q2)."""
    move_counter(session.counter, CounterState.CLOSING)
    limit_calls(session, only)


def limit_calls(session: CounterSession, only: Iterable[int] | None) -> None:
    """Name the tickets a counter may still call; None lifts the limit."""
    wanted = None if only is None else sorted(only)
    if session.only_tickets != wanted:
        session.only_tickets = wanted
        session.save(update_fields=["only_tickets"])


def pause_session(session: CounterSession) -> Ticket | None:
    """The counter calls nobody (Q3, Q4); a client at it goes on, as first, to whoever is free."""
    ticket = at_counter(session)
    if ticket:
        put_first(ticket)
    limit_calls(session, None)
    _move_working(session.counter, CounterState.ON_BREAK)
    return ticket


def _move_working(counter: Counter, state: CounterState) -> None:
    """A broken counter stays out of service, whatever the person does (Q9)."""
    if counter.state != CounterState.OUT_OF_SERVICE:
        move_counter(counter, state)


def resume_session(session: CounterSession) -> None:
    """The counter calls clients again (Q5, Q6)."""
    limit_calls(session, None)
    move_counter(session.counter, CounterState.OPEN)


@transaction.atomic
def set_out_of_service(counter_id: int, out: bool, *, by: Staff, now: datetime) -> Counter:
    """Take a broken counter out, or back in: open where somebody sits, else closed (Q9, E2)."""
    branch = lock_branch_of(Counter, counter_id)
    counter = Counter.objects.get(pk=counter_id)
    if out == (counter.state == CounterState.OUT_OF_SERVICE):
        return counter
    session = session_at(counter)
    ticket = at_counter(session) if session else None
    if ticket:
        put_first(ticket)
    back = CounterState.OPEN if session else CounterState.CLOSED
    move_counter(counter, CounterState.OUT_OF_SERVICE if out else back)
    if out:
        _free_bound(counter)
    kind, sent_on = "counter.out" if out else "counter.back", ticket.code if ticket else None
    record(branch, kind, now=now, by=by, subject=counter, sent_on=sent_on)
    return counter
