"""The two functions that alone write a status, and the locked rows they work on."""

from branches.errors import Refused
from branches.locks import lock_branch_of
from branches.models import Branch
from queueapp.models import Counter, CounterSession, Ticket
from queueapp.queries import at_counter
from queueapp.rules import CounterState, TicketState, counter_may, ticket_may


def move_ticket(ticket: Ticket, state: TicketState, *fields: str) -> None:
    """Write a ticket's next state and the named fields, or refuse a move that is not allowed."""
    if not ticket_may(ticket.state, state):
        here = TicketState(ticket.state).label.lower()
        message = f"{ticket.code} is {here}: this cannot be done now."
        raise Refused("ticket_state", message, ticket=ticket.code, state=ticket.state)
    ticket.state = state
    ticket.save(update_fields=["state", *fields])


def move_counter(counter: Counter, state: CounterState) -> None:
    """Write a counter's next state; a counter already there stays as it is."""
    if counter.state == state:
        return
    if not counter_may(counter.state, state):
        message = f"Counter {counter.label} is {CounterState(counter.state).label.lower()}."
        raise Refused("counter_state", message, counter=counter.label, state=counter.state)
    counter.state = state
    counter.save(update_fields=["state"])


def locked_session(session_id: int, *, open_only: bool = True) -> tuple[Branch, CounterSession]:
    """The session, read again under the lock of its branch."""
    branch = lock_branch_of(CounterSession, session_id)
    session = CounterSession.objects.select_related("counter", "staff").get(pk=session_id)
    if open_only and session.closed_at:
        raise session_left()
    return branch, session


def session_left() -> Refused:
    """What is said to who presses a key of a counter that was left."""
    return Refused("session_closed", "You have left this counter.")


def locked_ticket(ticket_id: int) -> tuple[Branch, Ticket]:
    """The ticket, read again under the lock of its branch."""
    branch = lock_branch_of(Ticket, ticket_id)
    return branch, Ticket.objects.select_related("queue").get(pk=ticket_id)


def client_here(session: CounterSession, state: TicketState) -> Ticket:
    """The client at the counter in the state the verb needs."""
    ticket = at_counter(session)
    if ticket is None or ticket.state != state:
        raise Refused("no_client", f"No client is {state.label.lower()} at this counter.")
    return ticket


def refuse_with_client(ticket: Ticket | None) -> None:
    """Refuse while somebody is served at, or walks to, a counter."""
    if ticket is None:
        return
    if ticket.state == TicketState.SERVING:
        message = f"{ticket.code} is at your counter."
        raise Refused("client_at_counter", message, ticket=ticket.code)
    until = ticket.next_step_at
    message = f"{ticket.code} is on the way."
    raise Refused("client_called", message, ticket=ticket.code, until=until)


def put_first(ticket: Ticket) -> None:
    """Back in line, in front of the class (T5, T7); the issue time stays as seniority."""
    ticket.first, ticket.session, ticket.called_at = True, None, None
    ticket.served_at = ticket.ended_at = ticket.next_step_at = None
    fields = ("first", "session", "called_at", "served_at", "ended_at", "next_step_at")
    move_ticket(ticket, TicketState.WAITING, *fields)
