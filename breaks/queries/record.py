"""What happened at a branch in the last weeks, as far as it teaches the forecast of waits.

A service is all the time that a client takes a counter: from the call to the end, with the way
there, and on to the next call where the next client was waiting already. A client who did not come
takes time too. Nobody is named; who served is read only where the policy learns from it.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import (
    Cast,
    Coalesce,
    Extract,
    ExtractHour,
    ExtractMinute,
    Floor,
    Greatest,
    Lead,
)

from branches.clock import zone_of
from branches.models import Branch
from breaks.rules.learning import IN_FRONT, RECORD_DAYS, Record
from breaks.rules.states import BreakKind
from forecast.laws import Service
from queueapp.models import Ticket
from queueapp.rules import TicketState

# who calls the next client later than this was doing something else
LONGEST_TURN = timedelta(minutes=3)
PUT_IN_FRONT = ("ticket.transferred", "ticket.revived")
MINUTE = timedelta(minutes=1)


def record_of(branch: Branch, *, per_teller: bool, now: datetime) -> Record:
    """The record of the last 28 days (DESIGN.md 1: what a branch tells is measured)."""
    since = now - timedelta(days=RECORD_DAYS)
    tickets = branch.tickets.filter(issued_at__gt=since, issued_at__lte=now)
    return Record(
        **_services(branch, since, per_teller=per_teller),
        **_waits(tickets),
        **_overtakers(branch, tickets, since),
        **_surprises(branch, since, now),
    )


def half_hour_of(branch: Branch, instant: datetime) -> int:
    """The half-hour of the local day, 0 to 47."""
    wall = instant.astimezone(zone_of(branch))
    return wall.hour * 2 + wall.minute // 30


def _services(branch: Branch, since: datetime, *, per_teller: bool) -> dict[str, Any]:
    """The services by queue, with the calls to which nobody came; and how many were finished."""
    rows = _calls(branch, since)
    services: dict[int, list[Service]] = {}
    finished = 0
    # numbers, not instants: reading those takes ten times as long
    for queue, state, teller, half_hour, seconds in rows.values_list(
        "queue_id", "state", "session__staff_id", "half", "seconds"
    ):
        if seconds is None:
            continue
        service = Service(half_hour, float(seconds) / 60, teller if per_teller else None)
        services.setdefault(queue, []).append(service)
        finished += state == TicketState.DONE
    return {"services": services, "finished": finished}


def _calls(branch: Branch, since: datetime) -> QuerySet[Any]:
    """Every call with its half-hour and the seconds it took the counter; none while it lasts."""

    def following(field: str) -> Window:
        return Window(Lead(field), partition_by=F("session_id"), order_by=F("called_at").asc())

    rows = branch.tickets.filter(session__isnull=False, called_at__gt=since)
    rows = rows.annotate(next_at=following("called_at"), next_issued=following("issued_at"))
    in_turn = Q(
        next_issued__lte=F("ended_at"),
        next_at__gte=F("ended_at"),
        next_at__lte=ExpressionWrapper(F("ended_at") + LONGEST_TURN, DateTimeField()),
    )
    # the counter could call again at the next call, where somebody was waiting for it
    free_at = Case(When(in_turn, then=F("next_at")), default=F("ended_at"))
    taken = ExpressionWrapper(free_at - F("called_at"), DurationField())
    half = _half_hour("called_at", branch)
    return rows.annotate(half=half, seconds=Extract(taken, "epoch")).order_by("called_at", "pk")


def _half_hour(field: str, branch: Branch) -> Any:
    """The half-hour of the local day in SQL."""
    zone = zone_of(branch)
    second = Floor(ExtractMinute(field, tzinfo=zone) / 30.0)
    return ExtractHour(field, tzinfo=zone) * 2 + Cast(second, IntegerField())


def _waits(tickets: QuerySet[Ticket]) -> dict[str, Any]:
    """Who gave up waiting, and how long everybody waited until called or gone."""
    until = Coalesce("called_at", "ended_at")
    waited = ExpressionWrapper(until - F("issued_at"), DurationField())
    gone = Q(state=TicketState.LEFT, called_at__isnull=True)
    found = tickets.aggregate(left=Count("pk", filter=gone), waited=Sum(waited))
    return {"left": found["left"], "waited_minutes": (found["waited"] or 0 * MINUTE) / MINUTE}


def _overtakers(branch: Branch, tickets: QuerySet[Ticket], since: datetime) -> dict[str, Any]:
    """Who came before others: priority numbers, and clients sent on or back, by half-hour."""
    rows = tickets.annotate(half=_half_hour("issued_at", branch))
    found: dict[tuple[int, int], dict[int, int]] = {}
    classes = rows.filter(priority__gt=0).values_list("queue_id", "priority", "half")
    for queue, priority, at, n in classes.annotate(n=Count("pk")).order_by("queue_id", "half"):
        found.setdefault((queue, priority), {})[at] = n
    for queue, instant in _put_in_front(branch, since):
        seen = found.setdefault((queue, IN_FRONT), {})
        at = half_hour_of(branch, instant)
        seen[at] = seen.get(at, 0) + 1
    open_ = rows.aggregate(days=Count("day", distinct=True), halves=Count("half", distinct=True))
    return {"overtakers": found, **open_}


def _put_in_front(branch: Branch, since: datetime) -> list[tuple[int, datetime]]:
    """The queue and the instant of every client sent on (T7) or back from a missed call (T5)."""
    events = branch.events.filter(kind__in=PUT_IN_FRONT, at__gt=since)
    told = list(events.order_by("number").values_list("subject_id", "at"))
    queues = dict(Ticket.objects.filter(pk__in={t for t, _ in told}).values_list("pk", "queue_id"))
    return [(queues[ticket], at) for ticket, at in told if ticket in queues]


def _surprises(branch: Branch, since: datetime, now: datetime) -> dict[str, Any]:
    """The minutes of unplanned breaks that nobody had planned before, and of staffed counters."""
    taken = branch.breaks.filter(started_at__gt=since, ended_at__isnull=False)
    away = ExpressionWrapper(F("ended_at") - F("started_at"), DurationField())
    unplanned = taken.filter(kind=BreakKind.UNPLANNED, converted_from=None).order_by("started_at")
    seated = ExpressionWrapper(
        Coalesce("closed_at", Value(now)) - Greatest("opened_at", Value(since)), DurationField()
    )
    sat = branch.sessions.exclude(closed_at__lte=since).filter(opened_at__lte=now)
    staffed = sat.aggregate(all=Sum(seated))["all"] or 0 * MINUTE
    absent = taken.aggregate(all=Sum(away))["all"] or 0 * MINUTE
    return {
        "breaks": [length / MINUTE for length in unplanned.values_list(away, flat=True)],
        "staffed_minutes": max(0.0, (staffed - absent) / MINUTE),
    }
