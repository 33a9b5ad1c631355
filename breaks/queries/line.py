"""A branch at one instant, as the forecast sees it (C2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from branches.models import Branch
from breaks.models import Break, Override, Promise, Relief
from breaks.queries.breaks import open_breaks
from breaks.queries.cover import waits_for_cover, waits_until
from breaks.queries.reliefs import queues_at, sits_in_here, standing
from breaks.rules.overrides import PROMISE_WITHDRAWN
from breaks.rules.promises import Coming, PromiseKind
from breaks.rules.states import COMING, ENDED, RUNNING, BreakState
from breaks.rules.terms import Terms, terms_of
from forecast.places import Client, Pause, Place, Server, roll
from queueapp.models import Counter, CounterSession, Queue, Ticket
from queueapp.queries import active_sessions, in_house, queues_and_estimates
from queueapp.rules import AT_COUNTER, PRESENT, CounterState, TicketState

# who sits in needs a moment to take the seat; who has not by then is not reckoned with
SEAT_TAKEN_WITHIN = timedelta(minutes=2)


def _seat_due(relief: Relief, break_: Break) -> datetime:
    """Until when somebody who sits in during a break is expected to take the seat."""
    return max(relief.starts_at, break_.started_at or relief.starts_at) + SEAT_TAKEN_WITHIN


@dataclass
class Line:
    """A branch at one instant: who sits where, who waits, which breaks are known (C2)."""

    branch: Branch
    terms: Terms
    now: datetime
    # breaks that ended since then are read too, for who tells of them
    ended_since: datetime | None = None

    @cached_property
    def counters(self) -> dict[int, Counter]:
        """Every counter with its queues, by its id: sessions, breaks and reliefs share them."""
        return {c.pk: c for c in self.branch.counters.prefetch_related("queues")}

    @cached_property
    def sessions(self) -> list[CounterSession]:
        """Who sits where."""
        rows = list(active_sessions(self.branch).select_related("staff", "shift"))
        for session in rows:
            session.counter = self.counters[session.counter_id]
        return rows

    @cached_property
    def _clients_here(self) -> list[Ticket]:
        """Everybody with a number, each with its queue and with what it was told: one question."""
        queues = {queue.pk: queue for queue in self.queues}
        rows = list(in_house(self.branch).select_related("promise"))
        for ticket in rows:
            ticket.queue = queues[ticket.queue_id]
        return rows

    @cached_property
    def tickets(self) -> list[Ticket]:
        """Who waits, in the order of calls."""
        return [t for t in self._clients_here if t.state in PRESENT]

    @cached_property
    def _breaks_read(self) -> list[Break]:
        """The open breaks and those ended since, with their reliefs, each at its counter."""
        rows = list(open_breaks(self.branch, ended_since=self.ended_since))
        for break_ in rows:
            self._place(break_)
            for relief in break_.reliefs.all():
                self._place(relief)
        return rows

    def _place(self, row: Break | Relief) -> None:
        if row.counter_id:
            row.counter = self.counters[row.counter_id]

    @cached_property
    def breaks(self) -> list[Break]:
        """The breaks announced, asked for or running."""
        return [b for b in self._breaks_read if b.state not in ENDED]

    @cached_property
    def ended(self) -> list[Break]:
        """The breaks that ended or were cancelled since `ended_since`."""
        return [b for b in self._breaks_read if b.state in ENDED]

    @cached_property
    def by_id(self) -> dict[int | None, Break]:
        """The same breaks by their number."""
        return {b.pk: b for b in self.breaks}

    @cached_property
    def queues(self) -> dict[Queue, timedelta]:
        """The queues by letter, each with its service estimate (C2)."""
        return queues_and_estimates(self.branch)

    @cached_property
    def estimates(self) -> dict[int, timedelta]:
        """The service estimate of every queue, by its number (C2)."""
        return {queue.pk: estimate for queue, estimate in self.queues.items()}

    @cached_property
    def here(self) -> dict[int, Ticket]:
        """The client at each session's counter."""
        rows = (t for t in self._clients_here if t.state in AT_COUNTER)
        return {t.session_id: t for t in rows if t.session_id}

    def note_call(self, ticket: Ticket) -> None:
        """Be the line after one of it was called to a counter."""
        self.tickets = [t for t in self.tickets if t.pk != ticket.pk]
        self.here[ticket.session_id or 0] = ticket

    @cached_property
    def promises(self) -> dict[int, Promise]:
        """What each ticket in line was told."""
        told = (getattr(ticket, "promise", None) for ticket in self.tickets)
        return {promise.ticket_id: promise for promise in told if promise}

    @cached_property
    def withdrawn(self) -> set[tuple[int | None, int | None]]:
        """Whose promise a manager took back, and of which break it spoke (3.4)."""
        rows = Override.objects.filter(rule=PROMISE_WITHDRAWN, ticket__in=self.tickets)
        return set(rows.values_list("ticket_id", "break_ref_id"))

    def session_of(self, break_: Break) -> CounterSession | None:
        """Where the person of a break sits."""
        return next((s for s in self.sessions if s.staff_id == break_.staff_id), None)

    @cached_property
    def relieved_here(self) -> set[int]:
        """The breaks during which somebody sits in at the very counter: nothing closes."""
        return {b.pk for b in self.breaks if sits_in_here(b)}

    @cached_property
    def coming(self) -> list[Coming]:
        """The breaks that have not begun, each at the counter where it will be taken."""
        found = []
        for break_ in self.breaks:
            session = self.session_of(break_)
            if break_.pk in self.relieved_here:
                continue
            if session and break_.state in (*COMING, BreakState.REQUESTED):
                queues = queues_at(session.counter)
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
        return [*map(self._server, self.usable), *map(self._relief, self.reliefs)]

    @cached_property
    def usable(self) -> list[CounterSession]:
        """Who sits at a counter that is in service."""
        return [s for s in self.sessions if s.counter.state != CounterState.OUT_OF_SERVICE]

    @cached_property
    def reliefs(self) -> list[Relief]:
        """Who will sit in at a counter where nobody sits yet, the first one at each; not who did
        not come.
        """
        first: dict[int, Relief] = {}
        seated = {s.counter_id for s in self.usable}
        for relief in (r for b in self.breaks for r in standing(b)):
            broken = relief.counter.state == CounterState.OUT_OF_SERVICE
            free = relief.counter_id not in seated and not broken
            if free and self._is_expected(relief.starts_at):
                first.setdefault(relief.counter_id, relief)
        return list(first.values())

    def _is_expected(self, sits_in_from: datetime) -> bool:
        """Whether somebody who does not sit in yet is still expected to."""
        return self.now <= sits_in_from + SEAT_TAKEN_WITHIN

    def _relief(self, relief: Relief) -> Server:
        free_at = max(relief.starts_at, self.now)
        return Server(relief.counter_id, queues_at(relief.counter), free_at)

    def _server(self, session: CounterSession) -> Server:
        running, coming = self.absences(session)
        pauses = tuple(map(self._pause, coming))
        free_at = self.back_at(running) if running else self.free_at(session)
        queues = queues_at(session.counter)
        returning = running.pk if running else None
        return Server(session.counter_id, queues, free_at, pauses, returning)

    def absences(self, session: CounterSession) -> tuple[Break | None, list[Break]]:
        """The break a person is on, and those to come, while nobody sits in at the counter.

        Whoever sits in takes the seat: where it is still that of the person on break nobody came.
        """
        mine = [b for b in self.breaks if b.staff_id == session.staff_id and not self._bridged(b)]
        running = next((b for b in mine if b.state in RUNNING), None)
        return running, [b for b in mine if b.state in (*COMING, BreakState.REQUESTED)]

    def _bridged(self, break_: Break) -> bool:
        """Whether somebody is expected to sit in at the very counter of a break."""
        begins = break_.started_at or max(break_.starts_at, self.now)
        return break_.pk in self.relieved_here and self._is_expected(begins)

    def _pause(self, break_: Break) -> Pause:
        return Pause(
            break_.pk,
            self.leaves_at(break_),
            break_.length,
            self.slack(break_),
            self.promised(break_),
            self.told_after(break_),
        )

    def told_after(self, break_: Break) -> frozenset[int]:
        """Who is not called before a break: held, come after it was asked for, or put off."""
        # while a break waits its counter calls everybody
        asked = None if waits_for_cover(break_, self.now) else break_.requested_at
        return frozenset(
            t.pk
            for t in self.tickets
            if t.state == TicketState.HELD
            or (asked and t.issued_at > asked)
            or (t.pk, break_.pk) in self.withdrawn
        )

    def slack(self, break_: Break) -> timedelta:
        """How far past S a promised service may end: ahead of the latest lawful start (A4)."""
        if not break_.planned:
            return timedelta(0)
        slack = self.terms_of(break_).minutes("start.promise_slack_min")
        if break_.latest_at is None:
            return slack
        return min(slack, break_.latest_at - timedelta.resolution - break_.starts_at)

    def last_call(self, break_: Break, queue: int) -> datetime | None:
        """The last instant at which the law lets a client of a queue be called before a break, by
        the estimate of the service (A4); None where no law counts.
        """
        if break_.latest_at is None:
            return None
        return break_.latest_at - timedelta.resolution - self.estimates[queue]

    def may_call(self, break_: Break, queue: int) -> bool:
        """Whether a client of a queue may still be called before a break (A4)."""
        last = self.last_call(break_, queue)
        return last is None or self.now <= last

    def leaves_at(self, break_: Break) -> datetime:
        """When the person of a coming break is expected to go: at its start. One that waits for
        cover goes when the first colleague of its queues is expected back, at the latest when it
        waits no longer (3.9 no. 8), and at any time where nobody can name one.
        """
        if not waits_for_cover(break_, self.now):
            return break_.starts_at
        away = [b for b in self.breaks if b.state in RUNNING and self._share(b, break_)]
        instants = [*map(self.back_at, away), waits_until(break_)]
        known = [t for t in instants if t and t > self.now]
        return min(known, default=self.now)

    def _share(self, one: Break, other: Break) -> bool:
        """Whether the persons of two breaks serve a common queue."""
        seats = [s for s in map(self.session_of, (one, other)) if s]
        here = [queues_at(seat.counter) for seat in seats]
        return len(here) == 2 and bool(here[0] & here[1])

    def time_away(self, break_: Break) -> tuple[datetime, datetime]:
        """From when until when the person of a break is away, as far as can be known."""
        if break_.state in RUNNING:
            return break_.started_at or break_.starts_at, self.back_at(break_)
        begins = max(self.leaves_at(break_), self.now)
        return begins, begins + break_.length

    def seats_due(self) -> list[datetime]:
        """Until when those who sit in during running breaks are expected to take their seats."""
        running = [b for b in self.breaks if b.state in RUNNING]
        return [_seat_due(relief, b) for b in running for relief in standing(b)]

    def deserted(self, break_: Break) -> bool:
        """Whether somebody who was to sit in during a running break has not come."""
        if break_.state not in RUNNING:
            return False
        seats = {(s.counter_id, s.staff_id) for s in self.sessions}
        due = [r for r in standing(break_) if _seat_due(r, break_) < self.now < r.ends_at]
        return any((r.counter_id, r.staff_id) not in seats for r in due)

    def terms_of(self, break_: Break) -> Terms:
        """The numbers under which a break was published, else those in force."""
        kept = break_.policy.get("values")
        return self.terms if kept is None else terms_of(kept)

    def promised(self, break_: Break) -> frozenset[int]:
        """Who was firmly promised service before a break."""
        return frozenset(
            ticket_id
            for ticket_id, p in self.promises.items()
            if p.break_ref_id == break_.pk and p.kind == PromiseKind.BEFORE and p.fixed_at
        )

    def winds_down(self, staff_id: int) -> bool:
        """Whether a person winds down for a break, also for one that waits for cover."""
        mine = [b for b in self.breaks if b.staff_id == staff_id]
        return any(b.state == BreakState.CLOSING for b in mine)

    def break_of(self, staff_id: int) -> Break | None:
        """The running break of a person, else the next one."""
        mine = [b for b in self.breaks if b.staff_id == staff_id]
        return next((b for b in mine if b.state in RUNNING), mine[0] if mine else None)

    def clients_before(self, break_: Break) -> list[str]:
        """The codes of everybody who is served before a break begins, the one at the counter
        first.
        """
        session = self.session_of(break_)
        client = self.here.get(session.pk) if session else None
        promised = [t.code for t in self.tickets if self._waits_before(t, break_)]
        return [*([client.code] if client else []), *promised]

    def last_ticket(self, break_: Break) -> str | None:
        """The code of the last number served before a break (C2)."""
        before = self.clients_before(break_)
        return before[-1] if before else None

    def _waits_before(self, ticket: Ticket, break_: Break) -> bool:
        told = self.promises.get(ticket.pk)
        before = told is not None and told.kind == PromiseKind.BEFORE
        mine = told is not None and told.break_ref_id == break_.pk
        return before and mine and ticket.state == TicketState.WAITING

    def back_at(self, running: Break) -> datetime:
        """When the person of a running break is expected; never before now."""
        known = running.shown_return_at or running.returns_at
        return max(known, self.now)

    def free_at(self, session: CounterSession) -> datetime:
        """When the client at a session's counter is forecast done; now where nobody is."""
        ticket = self.here.get(session.pk)
        if ticket is None:
            return self.now
        since = ticket.served_at or ticket.called_at or self.now
        return since + self.estimates[ticket.queue_id]
