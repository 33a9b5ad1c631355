"""A client's place: given out, kept, moved on, given up."""

from datetime import date, datetime

from django.db import connection, transaction

from branches.clock import business_day, zone_of
from branches.errors import Invalid, Refused
from branches.events import record
from branches.locks import lock_branch
from branches.models import Branch, Staff
from branches.queries import closed_early, gives_numbers
from branches.rules import next_closing
from queueapp.actions.moves import locked_ticket, move_ticket, put_first
from queueapp.models import Queue, Ticket
from queueapp.rules import HIGHEST_NUMBER, TicketState, code_of, revival_ends

# a queue that comes up to the numbers that kiosks hold goes on behind them
NEXT_NUMBER = """
    INSERT INTO queueapp_queueday AS d (queue_id, day, last_number) VALUES (%s, %s, 1)
    ON CONFLICT (queue_id, day) DO UPDATE SET last_number = CASE WHEN EXISTS (
        SELECT 1 FROM queueapp_reservednumber AS r
        WHERE r.queue_id = d.queue_id AND r.day = d.day AND r.number = d.last_number + 1
    ) THEN %s ELSE d.last_number + 1 END
    RETURNING last_number
"""


@transaction.atomic
def issue_ticket(
    queue_id: int,
    *,
    source: str,
    now: datetime,
    language: str = "en",
    priority: int = 0,
    in_person: bool = False,
) -> Ticket:
    """Give out the next number of a queue (T1): no gap and no double."""
    queue = Queue.objects.get(pk=queue_id)
    branch = lock_branch(queue.branch_id)
    _refuse_closed(branch, now)
    day = business_day(branch, now)
    number = _next_number(queue, day)
    ticket = Ticket.objects.create(
        branch=branch,
        queue=queue,
        day=day,
        number=number,
        code=code_of(queue.letter, number),
        source=source,
        language=language,
        priority=priority,
        in_person=in_person,
        issued_at=now,
    )
    mind_closing(branch, now)
    record(branch, "ticket.issued", now=now, subject=ticket, code=ticket.code)
    return ticket


def _refuse_closed(branch: Branch, now: datetime) -> None:
    """No numbers outside opening hours, nor after an early closing, which says why (3.9 no. 14)."""
    if closed_early(branch, now):
        message = f"{branch.name} closed early today. {branch.closure_note}".strip()
        note, instead = branch.closure_note, branch.alternative
        raise Refused("branch_closed", message, note=note, alternative=instead)
    if not gives_numbers(branch, now):
        raise Refused("branch_closed", f"{branch.name} gives out no numbers now.")


def mind_closing(branch: Branch, now: datetime) -> None:
    """The first number of a day sets the alarm for its end (T11)."""
    if branch.next_step_at is None:
        branch.next_step_at = next_closing(branch.opening_hours, now, zone_of(branch))
        branch.save(update_fields=["next_step_at"])


def _next_number(queue: Queue, day: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER, [queue.pk, day, HIGHEST_NUMBER + 1])
        return int(cursor.fetchone()[0])


@transaction.atomic
def mark_no_show(ticket_id: int, *, now: datetime, due_at: datetime | None = None) -> Ticket:
    """The called client did not come within the arrival window (T4)."""
    branch, ticket = locked_ticket(ticket_id)
    if ticket.state != TicketState.CALLED:
        return ticket
    ticket.ended_at, ticket.next_step_at = now, None
    move_ticket(ticket, TicketState.NO_SHOW, "ended_at", "next_step_at")
    record(branch, "ticket.no_show", now=now, subject=ticket, due_at=due_at)
    return ticket


@transaction.atomic
def revive_ticket(
    ticket_id: int, *, now: datetime, revive_minutes: int, kept_until: datetime | None = None
) -> Ticket:
    """A no-show came back in time and is next, once (T5)."""
    branch, ticket = locked_ticket(ticket_id)
    if ticket.state == TicketState.WAITING and ticket.revived:
        return ticket
    if ticket.state != TicketState.NO_SHOW or ticket.ended_at is None:
        raise Refused("not_a_no_show", f"{ticket.code} was not missed.", ticket=ticket.code)
    until = revival_ends(ticket.ended_at, revive_minutes, kept_until)
    if now > until or ticket.revived:
        raise Refused("revival_over", f"{ticket.code} came back too late.", until=until)
    ticket.revived = True
    ticket.save(update_fields=["revived"])
    put_first(ticket)
    record(branch, "ticket.revived", now=now, subject=ticket)
    return ticket


@transaction.atomic
def transfer_ticket(
    ticket_id: int,
    *,
    now: datetime,
    by: Staff | None = None,
    queue_id: int | None = None,
    counter_id: int | None = None,
) -> Ticket:
    """Send the client at the counter on, as first, to a queue or a counter (T7)."""
    branch, ticket = locked_ticket(ticket_id)
    if queue_id and not branch.queues.filter(pk=queue_id).exists():
        raise Invalid("unknown_queue", "This branch has no such queue.")
    if counter_id and not branch.counters.filter(pk=counter_id).exists():
        raise Invalid("unknown_counter", "This branch has no such counter.")
    _refuse_nowhere(branch, queue_id, counter_id)
    ticket.counter_wanted_id = counter_id
    ticket.queue_id = queue_id or ticket.queue_id
    ticket.save(update_fields=["counter_wanted", "queue"])
    put_first(ticket)
    record(branch, "ticket.transferred", now=now, by=by, subject=ticket)
    return ticket


def _refuse_nowhere(branch: Branch, queue_id: int | None, counter_id: int | None) -> None:
    """Nobody is sent to where nobody sits: the client would wait for nothing."""
    seats = branch.sessions.filter(closed_at=None)
    if counter_id:
        seats = seats.filter(counter_id=counter_id)
    if queue_id:
        seats = seats.filter(counter__queues=queue_id)
    if not seats.exists():
        raise Refused("nobody_there", "Nobody sits at a counter that could serve the client there.")


@transaction.atomic
def hold_ticket(ticket_id: int, *, until: datetime, now: datetime) -> Ticket:
    """Keep the client's place while a break lasts (T8)."""
    branch, ticket = locked_ticket(ticket_id)
    if ticket.state == TicketState.HELD:
        return ticket
    ticket.next_step_at = until
    move_ticket(ticket, TicketState.HELD, "next_step_at")
    record(branch, "ticket.held", now=now, subject=ticket, until=until.isoformat())
    return ticket


def extend_hold(ticket: Ticket, until: datetime) -> None:
    """Let a held place last longer; no event of its own, the verb that moved the return has one."""
    if ticket.next_step_at is None or ticket.next_step_at < until:
        ticket.next_step_at = until
        ticket.save(update_fields=["next_step_at"])


@transaction.atomic
def release_ticket(ticket_id: int, *, now: datetime) -> Ticket:
    """A held client is back in line, in issue order (T9)."""
    branch, ticket = locked_ticket(ticket_id)
    if ticket.state == TicketState.WAITING:
        return ticket
    ticket.next_step_at = None
    move_ticket(ticket, TicketState.WAITING, "next_step_at")
    record(branch, "ticket.released", now=now, subject=ticket)
    return ticket


@transaction.atomic
def want_counter(ticket_id: int, counter_id: int | None, *, now: datetime) -> Ticket:
    """The client will be served at this counter only, or at any of the queue; the place in line
    stays, and a held one is taken up again (T9).
    """
    branch, ticket = locked_ticket(ticket_id)
    if ticket.state == TicketState.WAITING and ticket.counter_wanted_id == counter_id:
        return ticket
    if ticket.state == TicketState.HELD:
        ticket.next_step_at = None
        move_ticket(ticket, TicketState.WAITING, "next_step_at")
    if ticket.state != TicketState.WAITING:
        raise Refused("ticket_state", f"{ticket.code} is not waiting.", state=ticket.state)
    ticket.counter_wanted_id = counter_id
    ticket.save(update_fields=["counter_wanted"])
    kind = "ticket.counter_changed"
    record(branch, kind, now=now, subject=ticket, code=ticket.code, counter=counter_id)
    return ticket


@transaction.atomic
def leave_queue(ticket_id: int, *, now: datetime, by: Staff | None = None) -> Ticket:
    """The client goes (T10)."""
    return _end_ticket(ticket_id, TicketState.LEFT, "ticket.left", now=now, by=by)


@transaction.atomic
def expire_ticket(ticket_id: int, *, now: datetime, due_at: datetime | None = None) -> Ticket:
    """Nobody will call this ticket any more (T11)."""
    return _end_ticket(ticket_id, TicketState.EXPIRED, "ticket.expired", now=now, due_at=due_at)


def _end_ticket(
    ticket_id: int,
    state: TicketState,
    kind: str,
    *,
    now: datetime,
    by: Staff | None = None,
    due_at: datetime | None = None,
) -> Ticket:
    branch, ticket = locked_ticket(ticket_id)
    if ticket.state == state:
        return ticket
    ticket.ended_at, ticket.next_step_at = now, None
    move_ticket(ticket, state, "ended_at", "next_step_at")
    record(branch, kind, now=now, by=by, subject=ticket, due_at=due_at)
    return ticket


def put_in_front(ticket: Ticket) -> None:
    """A waiting client is called before all others of the queue; seniority stays (T7)."""
    ticket.first = True
    ticket.save(update_fields=["first"])
