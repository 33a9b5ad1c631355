"""The counter's verbs as doors use them: the first floor's verb, then promises and breaks.

Each is one transaction that begins with the branch lock; whatever it may have changed for others
is settled at its end.
"""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from branches.errors import Refused
from branches.locks import lock_branch_of
from branches.models import Branch, Staff
from breaks.actions.plan import follow_seat
from breaks.actions.running import finish_break
from breaks.actions.settle import call_in_line, session_in, settle
from breaks.actions.told import note_issue
from breaks.actions.unplanned import release_held, withdraw_break
from breaks.models import Promise
from breaks.queries import (
    Line,
    asked_break,
    break_of_session,
    kept_until,
    promised_before,
    relief_now,
    relieves,
    running_break,
    terms_for,
)
from breaks.rules.states import BreakState
from queueapp import actions as queue_actions
from queueapp.actions.moves import client_here, locked_session, locked_ticket
from queueapp.models import Counter, CounterSession, Queue, Ticket
from queueapp.queries import at_counter, may_serve, session_at, session_of
from queueapp.rules import CounterState, TicketState


@transaction.atomic
def open_session(counter_id: int, *, staff: Staff, now: datetime) -> CounterSession:
    """Sit down at a counter (Q1): who had left it before the break comes back so (E1).

    A relief sits down at the counter of the break, which goes on (Q6), and gets up again for the
    person who comes back.
    """
    branch = lock_branch_of(Counter, counter_id)
    _come_back(staff, branch, now=now)
    relief = relief_now(staff.pk, branch, now=now)
    sits_in = relief is not None and relief.counter_id == counter_id
    _make_room(counter_id, staff, sits_in=sits_in, now=now)
    session = queue_actions.open_session(counter_id, staff=staff, now=now, sits_in=sits_in)
    if not sits_in:
        follow_seat(branch, session, now=now)
    # a counter that opens has room for whoever was held because of another one (T9)
    release_held(session, now=now)
    settle(branch, now=now)
    return session


def _come_back(staff: Staff, branch: Branch, *, now: datetime) -> None:
    """Sitting down ends the break of a person who sits nowhere (E1)."""
    running = running_break(staff.pk)
    if running is None or running.branch_id != branch.pk or session_of(staff.pk):
        return
    finish_break(running, branch, by=staff, now=now)


def _make_room(counter_id: int, staff: Staff, *, sits_in: bool, now: datetime) -> None:
    """The seat of a person on break is a relief's (Q6), and the relief's is the person's own."""
    counter = Counter.objects.get(pk=counter_id)
    sitter = session_at(counter)
    if sitter is None or sitter.staff_id == staff.pk:
        return
    away = sits_in and running_break(sitter.staff_id) is not None
    if not away and not relieves(sitter, staff):
        return
    client = at_counter(sitter)
    if client:
        message = f"{sitter.staff.name} finishes {client.code} first."
        raise Refused("counter_taken", message, counter=counter.label, ticket=client.code)
    queue_actions.close_session(sitter.pk, by=staff, now=now)


@transaction.atomic
def close_session(session_id: int, *, by: Staff, now: datetime) -> CounterSession:
    """Leave the counter (Q7); a running break ends with it, a promised client does not."""
    branch, session = locked_session(session_id, open_only=False)
    if session.closed_at is None:
        _refuse_owed(session)
        _end_breaks(session, branch, by=by, now=now)
    session = queue_actions.close_session(session_id, by=by, now=now)
    settle(branch, now=now)
    return session


def _refuse_owed(session: CounterSession) -> None:
    """Nobody leaves while clients wait who were promised service at this counter (A2)."""
    break_ = break_of_session(session)
    owed = promised_before(break_) if break_ and break_.state == BreakState.CLOSING else []
    if owed:
        codes = [t.code for t in owed]
        message = f"{', '.join(codes)} was promised service before the break."
        raise Refused("promised_waiting", message, tickets=codes)


def _end_breaks(session: CounterSession, branch: Branch, *, by: Staff, now: datetime) -> None:
    """Who goes home comes back from no break, and waits for none that was asked for."""
    running, asked = running_break(session.staff_id), asked_break(session.staff_id)
    if running:
        # who goes home says with it that the rest may end
        finish_break(running, branch, by=by, now=now, confirmed=True)
    if asked:
        withdraw_break(asked.pk, by=by, now=now)


@transaction.atomic
def take_ticket(
    queue_id: int,
    *,
    source: str,
    now: datetime,
    real_now: datetime,
    language: str = "en",
    priority: int = 0,
    in_person: bool = False,
) -> Ticket:
    """Give out a number together with its promise (T1, C1), and write what wait was told."""
    branch = lock_branch_of(Queue, queue_id)
    ticket = queue_actions.issue_ticket(
        queue_id,
        source=source,
        now=now,
        language=language,
        priority=priority,
        in_person=in_person,
    )
    note_issue(ticket, now=now, real_now=real_now)
    settle(branch, now=now)
    return ticket


@transaction.atomic
def call_next(session_id: int, *, now: datetime, ticket_id: int | None = None) -> Ticket:
    """Call the next client (T2); the first call after a break ends it (E1)."""
    branch, session = locked_session(session_id)
    running = running_break(session.staff_id)
    if running:
        finish_break(running, branch, by=session.staff, now=now)
    if running or session.counter.state != CounterState.OPEN:
        # whom a counter that winds down may call is up to date before it is asked
        settle(branch, now=now)
    line = Line(branch, terms_for(branch), now)
    ticket = call_in_line(line, session_id, ticket_id)
    settle(branch, now=now, line=line)
    return ticket


@transaction.atomic
def finish_and_call(session_id: int, *, ticket_id: int, now: datetime) -> Ticket | None:
    """The client of a ticket is done and the next one is called, in one step (T6, T2).

    The client is named, for a desk that is behind shows another one: `other_client`. None where
    nobody may be called: the client is done all the same.
    """
    branch = lock_branch_of(CounterSession, session_id)
    line = Line(branch, terms_for(branch), now)
    # of the line only the seats: who is here, and how long a service takes, is read after this one
    session = session_in(line, session_id)
    queue_actions.finish_service(session, branch, ticket_id=ticket_id, now=now)
    if session.counter.state != CounterState.OPEN or line.winds_down(session.staff_id):
        # what waited only for this client begins before anybody else is called (B5)
        settle(branch, now=now, line=line)
        line = Line(branch, line.terms, now)
    ticket = None
    with suppress(Refused):
        ticket = call_in_line(line, session_id)
    settle(branch, now=now, line=line)
    return ticket


@transaction.atomic
def recall_ticket(session_id: int, *, now: datetime) -> Ticket:
    """Call the same client again (T4)."""
    return queue_actions.recall_ticket(session_id, now=now)


@transaction.atomic
def start_service(session_id: int, *, now: datetime) -> Ticket:
    """The called client is here (T3)."""
    branch, session = locked_session(session_id)
    ticket = queue_actions.start_service(session, branch, now=now)
    settle(branch, now=now)
    return ticket


@transaction.atomic
def finish_service(session_id: int, *, now: datetime, ticket_id: int | None = None) -> Ticket:
    """The client is done (T6); a break that waited only for this begins (B5).

    With a ticket only its client: `other_client` for a desk that is behind.
    """
    branch, session = locked_session(session_id)
    ticket = queue_actions.finish_service(session, branch, ticket_id=ticket_id, now=now)
    settle(branch, now=now)
    return ticket


@transaction.atomic
def mark_no_show(session_id: int, *, now: datetime) -> Ticket:
    """The teller gives the called client up, not before the arrival window has passed (T4)."""
    branch, session = locked_session(session_id)
    ticket = client_here(session, TicketState.CALLED)
    if ticket.next_step_at and now < ticket.next_step_at:
        message = f"{ticket.code} is on the way."
        raise Refused("arrival_window", message, allowed_at=ticket.next_step_at)
    ticket = queue_actions.mark_no_show(ticket.pk, now=now)
    settle(branch, now=now)
    return ticket


@transaction.atomic
def revive_ticket(ticket_id: int, *, now: datetime) -> Ticket:
    """A no-show came back (T5)."""
    branch, ticket = locked_ticket(ticket_id)
    minutes, until = terms_for(branch)["call.revive_min"], kept_until(ticket)
    ticket = queue_actions.revive_ticket(
        ticket_id, now=now, revive_minutes=minutes, kept_until=until
    )
    settle(branch, now=now)
    return ticket


@transaction.atomic
def transfer_ticket(
    session_id: int,
    *,
    now: datetime,
    queue_id: int | None = None,
    counter_id: int | None = None,
) -> Ticket:
    """Send the client at the counter on, as first (T7)."""
    branch, session = locked_session(session_id)
    here = at_counter(session)
    if here is None:
        raise Refused("no_client", "Nobody is at this counter.")
    ticket = queue_actions.transfer_ticket(
        here.pk, now=now, by=session.staff, queue_id=queue_id, counter_id=counter_id
    )
    if not may_serve(session.counter, ticket):
        # what this counter promised is the other one's to keep, where the client is first
        Promise.objects.filter(ticket=ticket).delete()
    settle(branch, now=now)
    return ticket


@transaction.atomic
def leave_queue(ticket_id: int, *, now: datetime, by: Staff | None = None) -> Ticket:
    """The client goes (T10)."""
    branch, _ = locked_ticket(ticket_id)
    ticket = queue_actions.leave_queue(ticket_id, now=now, by=by)
    settle(branch, now=now)
    return ticket


@transaction.atomic
def set_out_of_service(counter_id: int, out: bool, *, by: Staff, now: datetime) -> Counter:
    """Take a broken counter out, or back in (Q9)."""
    branch = lock_branch_of(Counter, counter_id)
    counter = queue_actions.set_out_of_service(counter_id, out, by=by, now=now)
    session = session_at(counter)
    if session and running_break(session.staff_id):
        queue_actions.pause_session(session)
    settle(branch, now=now)
    return counter
