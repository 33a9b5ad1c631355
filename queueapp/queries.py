"""What can be asked about lines, desks and places."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
)

from branches.clock import business_day
from branches.errors import NotFound
from branches.models import Branch, Staff
from branches.queries import access_branch, refuse_stranger
from branches.rules import Role
from queueapp.models import (
    Counter,
    CounterSession,
    Queue,
    QueueDay,
    ReservedNumber,
    Shift,
    Ticket,
)
from queueapp.rules import (
    AT_COUNTER,
    CALLING,
    IN_HOUSE,
    PRESENT,
    TicketState,
    Waiting,
    reserve_left,
)

PERCENTILE = 0.75
SERVICES_SEEN = 20
SERVICES_NEEDED = 5
DEFAULT_ESTIMATE = timedelta(minutes=5)
# as `queueapp.rules.call_key` has it
CALL_ORDER = ("-first", "-priority", "issued_at", "id")


def access_session(staff: Staff, session_id: int, *, own: bool = True) -> CounterSession:
    """The person's own session (a manager's of the branch when `own` is false)."""
    session = CounterSession.objects.filter(pk=session_id).select_related("counter").first()
    if session is None:
        raise NotFound("session")
    refuse_stranger(staff, session.branch_id)
    if session.staff_id != staff.pk:
        if own:
            raise NotFound("session")
        access_branch(staff, session.branch_id, role=Role.MANAGER)
    return session


def access_queue(staff: Staff, queue_id: int, *, role: Role = Role.TELLER) -> Queue:
    """The queue, if the person has at least `role` at its branch: 404 for strangers."""
    queue = Queue.objects.select_related("branch__organisation").filter(pk=queue_id).first()
    if queue is None:
        raise NotFound("queue")
    access_branch(staff, queue.branch_id, role=role)
    return queue


@dataclass(frozen=True)
class Reserve:
    """Of the numbers that a kiosk may give out by itself today: how many more it can get of the
    queue where that are fewest, and how often it came for some.
    """

    left: int
    asked: int


def reserves_of(branch: Branch, now: datetime) -> dict[int, Reserve]:
    """What is left for each kiosk that came for numbers today, by its device."""
    day = business_day(branch, now)
    rows = ReservedNumber.objects.filter(queue__branch=branch, day=day).order_by()
    unused = Count("pk", filter=Q(ticket=None))
    kiosks = list(rows.values_list("device", "queue").annotate(unused=unused))
    lowest = dict(rows.values_list("queue").annotate(Min("number")))
    today = QueueDay.objects.filter(queue__branch=branch, day=day)
    last = dict(today.values_list("queue", "last_number"))
    asked = dict(rows.values_list("device").annotate(Count("reserved_at", distinct=True)))
    left: dict[int, list[int]] = {}
    for device, queue, count in kiosks:
        here = reserve_left(last=last.get(queue, 0), lowest=lowest[queue], unused=count)
        left.setdefault(device, []).append(here)
    return {device: Reserve(min(each), asked[device]) for device, each in left.items()}


def access_counter(staff: Staff, counter_id: int) -> Counter:
    """The counter, for anybody who works at its branch: 404 for strangers."""
    counter = Counter.objects.filter(pk=counter_id).first()
    if counter is None:
        raise NotFound("counter")
    access_branch(staff, counter.branch_id)
    return counter


def access_shift(staff: Staff, shift_id: int, *, role: Role = Role.TELLER) -> Shift:
    """The shift, if the person has at least `role` at its branch: 404 for strangers."""
    shift = Shift.objects.filter(pk=shift_id).first()
    if shift is None:
        raise NotFound("shift")
    access_branch(staff, shift.branch_id, role=role)
    return shift


def access_ticket(token: str) -> Ticket:
    """The ticket whose page `token` opens."""
    ticket = Ticket.objects.select_related("queue", "branch").filter(token=token).first()
    if ticket is None:
        raise NotFound("ticket")
    return ticket


def branch_of_ticket(token: str) -> int:
    """The branch whose news the page of a ticket listens to."""
    return access_ticket(token).branch_id


def counters_of(branch: Branch) -> QuerySet[Counter]:
    """The desks of a branch with the queues they serve, by label."""
    return branch.counters.prefetch_related("queues").order_by("label")


def active_sessions(branch: Branch) -> QuerySet[CounterSession]:
    """Who sits where now, by counter; whoever needs the counters themselves asks for them."""
    return branch.sessions.filter(closed_at=None).order_by("counter__label")


def session_of(staff_id: int) -> CounterSession | None:
    """Where a person sits now."""
    sessions = CounterSession.objects.filter(staff_id=staff_id, closed_at=None)
    return sessions.select_related("counter", "staff").first()


def session_at(counter: Counter) -> CounterSession | None:
    """Who sits at a counter now."""
    return counter.sessions.filter(closed_at=None).select_related("staff").first()


def at_counter(session: CounterSession) -> Ticket | None:
    """The client called to, or served at, the session's counter."""
    return session.tickets.filter(state__in=AT_COUNTER).select_related("queue").first()


def may_serve(counter: Counter, ticket: Ticket) -> bool:
    """Whether a counter may call a ticket: it serves the queue, and no other one is wanted."""
    if ticket.counter_wanted_id is not None:
        return ticket.counter_wanted_id == counter.pk
    return any(queue.pk == ticket.queue_id for queue in counter.queues.all())


def in_house(branch: Branch) -> QuerySet[Ticket]:
    """Everybody with a number who is here, at a counter or in line, in the order of calls."""
    return branch.tickets.filter(state__in=IN_HOUSE).order_by(*CALL_ORDER)


def in_line(branch: Branch) -> list[Ticket]:
    """The waiting and held tickets of a branch in the order of calls."""
    rows = branch.tickets.filter(state__in=PRESENT).select_related("queue")
    return list(rows.order_by(*CALL_ORDER))


def as_waiting(tickets: Collection[Ticket]) -> list[Waiting]:
    """The callable ones of `tickets` as the rules see them."""
    return [
        Waiting(t.pk, t.queue_id, t.issued_at, t.priority, t.first, t.counter_wanted_id)
        for t in tickets
        if t.state == TicketState.WAITING
    ]


def serving_counters(queue: Queue) -> QuerySet[Counter]:
    """The counters at which somebody calls clients of a queue right now."""
    return queue.counters.filter(state__in=CALLING)


def shifts_on(branch: Branch, day: date) -> list[Shift]:
    """The roster of a day with the desks planned for it."""
    shifts = branch.shifts.filter(day=day).select_related("staff", "counter")
    return list(shifts.prefetch_related("counter__queues").order_by("starts_at", "staff__name"))


def shift_at(staff: Staff, branch: Branch, now: datetime) -> Shift | None:
    """The shift a person works now, also one begun yesterday; else the next of the business day."""
    shifts = Shift.objects.filter(staff=staff, branch=branch, ends_at__gt=now)
    today = shifts.filter(day=business_day(branch, now)).order_by("starts_at")
    return shifts.filter(starts_at__lte=now).first() or today.first()


def service_estimate(queue: Queue) -> timedelta:
    """How long a service of the queue takes (C2): the fixed figure, or the 75th percentile.

    Of the last 20 services, at least one minute; five minutes until five were seen.
    """
    if queue.estimate_minutes:
        return timedelta(minutes=queue.estimate_minutes)
    return _percentile(list(_last_services(queue.pk)))


def queues_and_estimates(branch: Branch) -> dict[Queue, timedelta]:
    """The queues of a branch by letter, each with its estimate, asked for at once."""
    queues = branch.queues.annotate(services=ArraySubquery(_last_services(OuterRef("pk"))))
    return {
        q: timedelta(minutes=q.estimate_minutes) if q.estimate_minutes else _percentile(q.services)
        for q in queues.order_by("letter")
    }


def _last_services(queue: Any) -> QuerySet[Ticket, timedelta]:
    """How long the last services of a queue took."""
    done = Ticket.objects.filter(queue=queue, state=TicketState.DONE, served_at__isnull=False)
    length = ExpressionWrapper(F("ended_at") - F("served_at"), DurationField())
    return done.order_by("-ended_at").values_list(length, flat=True)[:SERVICES_SEEN]


def _percentile(lengths: Collection[timedelta]) -> timedelta:
    if len(lengths) < SERVICES_NEEDED:
        return DEFAULT_ESTIMATE
    at = int(PERCENTILE * (len(lengths) - 1) + 0.5)
    return max(timedelta(minutes=1), sorted(lengths)[at])
