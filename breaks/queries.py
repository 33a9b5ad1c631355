"""What can be asked about breaks, promises and the policy in force."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from branches.clock import business_day, zone_of
from branches.errors import NotFound
from branches.models import Branch, Device, Staff
from branches.queries import access_branch
from branches.rules import DeviceKind, Role, opening_spans
from breaks.models import Break, BreakPolicy, Promise
from breaks.rules.plan import Day, Planned, Seat
from breaks.rules.promises import Coming, PromiseKind
from breaks.rules.start import AtCounter
from breaks.rules.states import COMING, ENDED, NOT_STARTED, RUNNING, BreakState
from breaks.rules.terms import Terms, terms_of
from forecast.waits import Client, Pause, Place, Server, roll
from queueapp.models import CounterSession, Queue, Shift, Ticket
from queueapp.queries import active_sessions, at_counter, in_line, service_estimate, shifts_on
from queueapp.rules import AT_COUNTER, CounterState, TicketState


def policy_rows(branch: Branch) -> list[BreakPolicy]:
    """The newest version of the organisation's policy and of the branch's own, in that order."""
    own = Q(branch=branch) | Q(branch=None, organisation=branch.organisation_id)
    newest = BreakPolicy.objects.filter(own).order_by("branch_id", "-version").distinct("branch_id")
    return sorted(newest, key=lambda row: row.branch_id is not None)


def terms_for(branch: Branch) -> Terms:
    """The numbers in force at a branch: defaults, organisation, branch."""
    return terms_of(*(row.values for row in policy_rows(branch)))


def access_break(staff: Staff, break_id: int, *, role: Role = Role.TELLER) -> Break:
    """The break, if the person has at least `role` at its branch."""
    rows = Break.objects.select_related("branch", "staff", "counter", "shift")
    break_ = rows.filter(pk=break_id).first()
    if break_ is None:
        raise NotFound("break")
    access_branch(staff, break_.branch_id, role=role)
    return break_


def breaks_on(branch: Branch, day: date) -> QuerySet[Break]:
    """The breaks of a day, by start."""
    rows = branch.breaks.filter(day=day).select_related("staff", "counter", "shift")
    return rows.order_by("starts_at", "id")


def open_breaks(branch: Branch) -> QuerySet[Break]:
    """The breaks that are announced, asked for or running, by start."""
    rows = branch.breaks.exclude(state__in=[*ENDED, BreakState.DRAFT])
    return rows.select_related("staff", "counter", "shift").order_by("starts_at", "id")


def running_break(staff_id: int) -> Break | None:
    """The break a person is on."""
    return Break.objects.filter(staff_id=staff_id, state__in=RUNNING).first()


def break_of_session(session: CounterSession) -> Break | None:
    """The running break of the person at a counter, else the next one today."""
    rows = Break.objects.filter(staff_id=session.staff_id, branch_id=session.branch_id)
    rows = rows.exclude(state__in=[*ENDED, BreakState.DRAFT]).select_related("counter", "staff")
    return rows.filter(state__in=RUNNING).first() or rows.order_by("starts_at", "id").first()


def promise_of(ticket: Ticket) -> Promise:
    """What a ticket was told; nothing yet is a promise of the kind `none`."""
    rows = Promise.objects.select_related("break_ref", "break_ref__counter")
    return rows.filter(ticket=ticket).first() or Promise(ticket=ticket)


def promised_before(break_: Break) -> list[Ticket]:
    """The waiting tickets that were promised service before a break, in call order."""
    rows = Ticket.objects.filter(
        promise__break_ref=break_, promise__kind=PromiseKind.BEFORE, state=TicketState.WAITING
    )
    return list(rows.order_by("-first", "-priority", "issued_at", "id"))


def last_ticket(break_: Break) -> str | None:
    """The code of the last number served before a break (C2)."""
    promised = promised_before(break_)
    if promised:
        return promised[-1].code
    client = _client_before(break_)
    return client.code if client else None


def clients_before(break_: Break) -> list[str]:
    """The codes of everybody who is served before a break begins, the one at the counter first."""
    client = _client_before(break_)
    return [*([client.code] if client else []), *(t.code for t in promised_before(break_))]


def _client_before(break_: Break) -> Ticket | None:
    session = CounterSession.objects.filter(staff_id=break_.staff_id, closed_at=None).first()
    return at_counter(session) if session else None


def client_of(session: CounterSession | None) -> AtCounter | None:
    """Who stands at, or walks to, a counter, as the rules see it."""
    ticket = at_counter(session) if session else None
    if ticket is None:
        return None
    return AtCounter(ticket.code, ticket.state == TicketState.SERVING, ticket.next_step_at)


def screens_online(branch: Branch, zone: str | None, terms: Terms, *, real_now: datetime) -> bool:
    """Whether a display that could prove a notice was seen lately (real time)."""
    since = real_now - timedelta(seconds=terms["display.offline_s"])
    screens = branch.devices.filter(kind=DeviceKind.DISPLAY, retired_at=None)
    if zone is not None:
        screens = screens.filter(zone=zone)
    return screens.filter(last_seen_at__gte=since).exists()


def proves(device: Device, break_: Break) -> bool:
    """Whether a device's painting proves a break's notice: a screen of the counter's zone (N2)."""
    shows = device.kind in (DeviceKind.DISPLAY, DeviceKind.SIGN)
    return shows and (break_.counter is None or break_.counter.zone == device.zone)


def seat_of(shift: Shift) -> Seat:
    """A shift as the planning rules see it."""
    queues = frozenset(q.pk for q in shift.counter.queues.all()) if shift.counter else frozenset()
    return Seat(shift.staff_id, queues, shift.starts_at, shift.ends_at, shift.counter_id)


def planned(break_: Break, seat: Seat | None) -> Planned:
    """A break as the planning rules see it; a running one lasts until its return."""
    starts, length = break_.starts_at, break_.length
    if break_.started_at:
        starts, length = break_.started_at, break_.returns_at - break_.started_at
    alternative = break_.alternative or break_.branch.alternative
    return Planned(break_.pk or 0, break_.staff_id, break_.kind, starts, length, seat, alternative)


def plan_day(branch: Branch, day: date) -> Day:
    """A branch's day for the rules P1 to P6: seats, breaks that stand, opening hours."""
    seats = {shift.pk: seat_of(shift) for shift in shifts_on(branch, day)}
    rows = breaks_on(branch, day).exclude(state__in=ENDED)
    breaks = [planned(b, seats.get(b.shift_id or 0)) for b in rows]
    opening = opening_spans(branch.opening_hours, day, zone_of(branch))
    return Day(list(seats.values()), breaks, opening)


def shift_around(
    branch: Branch, staff_id: int, starts_at: datetime, ends_at: datetime
) -> Shift | None:
    """The shift in which a break lies, else another of that day that the refusal can name."""
    shifts = Shift.objects.filter(branch=branch, staff_id=staff_id).select_related("counter")
    whole = shifts.filter(starts_at__lte=starts_at, ends_at__gte=ends_at).first()
    return whole or shifts.filter(day=business_day(branch, starts_at)).first()


@dataclass
class Line:
    """A branch at one instant: who sits where, who waits, which breaks are known (C2)."""

    branch: Branch
    terms: Terms
    now: datetime
    sessions: list[CounterSession] = field(init=False)
    tickets: list[Ticket] = field(init=False)
    breaks: list[Break] = field(init=False)

    def __post_init__(self) -> None:
        self.sessions = list(active_sessions(self.branch))
        self.tickets = in_line(self.branch)
        self.breaks = list(open_breaks(self.branch))

    @cached_property
    def estimates(self) -> dict[int, timedelta]:
        """The service estimate of every queue (C2)."""
        return {q.pk: service_estimate(q) for q in Queue.objects.filter(branch=self.branch)}

    @cached_property
    def here(self) -> dict[int, Ticket]:
        """The client at each session's counter."""
        rows = self.branch.tickets.filter(state__in=AT_COUNTER).select_related("queue")
        return {t.session_id: t for t in rows if t.session_id}

    @cached_property
    def promises(self) -> dict[int, Promise]:
        """What each ticket in line was told."""
        rows = Promise.objects.filter(ticket__in=self.tickets)
        return {p.ticket_id: p for p in rows}

    def session_of(self, break_: Break) -> CounterSession | None:
        """Where the person of a break sits."""
        return next((s for s in self.sessions if s.staff_id == break_.staff_id), None)

    @cached_property
    def coming(self) -> list[Coming]:
        """The breaks that have not begun, each at the counter where it will be taken."""
        found = []
        for break_ in self.breaks:
            session = self.session_of(break_)
            if session and break_.state in (*COMING, BreakState.REQUESTED):
                queues = frozenset(q.pk for q in session.counter.queues.all())
                found.append(Coming(break_.pk, session.counter_id, queues, break_.starts_at))
        return found

    def places(self) -> dict[int, Place]:
        """The forecast place of every ticket in line, by ticket id (C2)."""
        return dict(roll(self._servers(), self._clients(), now=self.now))

    def _clients(self) -> list[Client]:
        return [
            Client(t.pk, t.queue_id, self.estimates[t.queue_id], t.counter_wanted_id)
            for t in self.tickets
        ]

    def _servers(self) -> list[Server]:
        usable = [s for s in self.sessions if s.counter.state != CounterState.OUT_OF_SERVICE]
        return [self._server(s) for s in usable]

    def _server(self, session: CounterSession) -> Server:
        mine = [b for b in self.breaks if b.staff_id == session.staff_id]
        running = next((b for b in mine if b.state in RUNNING), None)
        pauses = tuple(self._pause(b) for b in mine if b.state in (*COMING, BreakState.REQUESTED))
        free_at = self._back_at(running) if running else self._free_at(session)
        queues = frozenset(q.pk for q in session.counter.queues.all())
        returning = running.pk if running else None
        return Server(session.counter_id, queues, free_at, pauses, returning)

    def _pause(self, break_: Break) -> Pause:
        slack = self.terms.minutes("start.promise_slack_min") if break_.planned else timedelta(0)
        asked = break_.requested_at
        late = {
            t.pk
            for t in self.tickets
            if t.state == TicketState.HELD or (asked and t.issued_at > asked)
        }
        return Pause(
            break_.pk,
            break_.starts_at,
            break_.length,
            slack,
            self._promised(break_),
            frozenset(late),
        )

    def _promised(self, break_: Break) -> frozenset[int]:
        """Who was firmly promised service before a break."""
        return frozenset(
            ticket_id
            for ticket_id, p in self.promises.items()
            if p.break_ref_id == break_.pk and p.kind == PromiseKind.BEFORE and p.fixed_at
        )

    def _back_at(self, running: Break) -> datetime:
        known = running.shown_return_at or running.returns_at
        return max(known, self.now)

    def _free_at(self, session: CounterSession) -> datetime:
        ticket = self.here.get(session.pk)
        if ticket is None:
            return self.now
        since = ticket.served_at or ticket.called_at or self.now
        return since + self.estimates[ticket.queue_id]


def promise_facts(promise: Promise) -> dict[str, Any]:
    """A promise as doors and events tell it."""
    break_ = promise.break_ref
    counter = break_.counter.label if break_ and break_.counter else None
    return {
        "kind": promise.kind,
        "fixed": promise.fixed_at is not None,
        "returns_at": promise.returns_at,
        "break": promise.break_ref_id,
        "counter": counter,
    }


def clash_of(breaks: Iterable[Break], break_: Break, ends_at: datetime) -> Break | None:
    """The first of a person's later breaks that starts before `ends_at`."""
    later = (b for b in breaks if b.pk != break_.pk and b.starts_at >= break_.starts_at)
    return next((b for b in later if b.starts_at < ends_at), None)


def waiting_breaks_of(staff_id: int) -> list[Break]:
    """The breaks of a person that have not begun, by start."""
    rows = Break.objects.filter(staff_id=staff_id, state__in=NOT_STARTED).select_related("shift")
    return list(rows.order_by("starts_at"))
