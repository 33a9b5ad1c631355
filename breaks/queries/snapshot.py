"""A branch at one instant as the forecast of waits takes it: minutes from now, plain values."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from breaks.models import Break, Relief, WaitLearning
from breaks.queries.cover import waits_for_cover
from breaks.queries.line import Line
from breaks.queries.reliefs import is_relieved, queues_at
from breaks.rules.learning import IN_FRONT
from breaks.rules.states import COMING, RUNNING, BreakState
from breaks.rules.waits import Ahead, Edition, LearningState, Range, range_of, widened_in_order
from forecast.laws import Law
from forecast.roll import outlook
from forecast.waits import (
    Counter,
    Outlook,
    Overtakers,
    Pause,
    Serving,
    Snapshot,
    Surprises,
    Wait,
    Waiting,
)
from queueapp.models import Counter as QueueCounter
from queueapp.models import CounterSession, Queue, Shift, Ticket
from queueapp.rules import CounterState, TicketState

NOTHING_AHEAD = Ahead()
# who waits longer than a day is told "1440 min or more"
MOST_TOLD = 1440.0
# no ticket has this number
NEWCOMER = 0
# whose shift begins later concerns nobody who waits now
ROSTER_AHEAD = timedelta(hours=4)


@dataclass(frozen=True)
class Learned:
    """What the forecast knows of a branch besides its line: laws by queue, and habits."""

    laws: Mapping[int, Law]
    # the mean minutes after which a waiting client gives up unseen
    patience: float | None = None
    overtakers: tuple[Overtakers, ...] = ()
    surprises: Surprises | None = None
    # by person: how much longer (above 1) or shorter their services are
    speeds: Mapping[int, float] | None = None


def snapshot_of(line: Line, learned: Learned) -> Snapshot:
    """The branch as the roll plays it forward (SCIENCE.md 2).

    Held tickets are not waiting and are told nothing; counters out of service are none.
    """
    read = _Reading(line, learned)
    return Snapshot(
        counters=(*map(read.counter, line.usable), *map(read.opening, read.openings())),
        waiting=tuple(map(_place, waiting_of(line))),
        laws=learned.laws,
        patience=learned.patience,
        overtakers=learned.overtakers,
        surprises=learned.surprises,
        newcomers=tuple(learned.laws),
    )


def outlook_of(line: Line, learned: Learned) -> Outlook:
    """The waits of a branch. How sure a call before a break is goes by the counters where somebody
    sits: who is only rostered, or is to sit in, may stay away, and a promise holds all the same.
    """
    whole = snapshot_of(line, learned)
    found, sitting = outlook(whole), {s.counter_id for s in line.usable}
    seated = tuple(c for c in whole.counters if c.id in sitting)
    if seated == whole.counters or not line.coming:
        return found
    sure = outlook(replace(whole, counters=seated))
    return replace(
        found,
        tickets=_as_sure(found.tickets, sure.tickets),
        newcomers=_as_sure(found.newcomers, sure.newcomers),
    )


def _as_sure(waits: Mapping[int, Wait], sure: Mapping[int, Wait]) -> dict[int, Wait]:
    return {n: replace(wait, before=sure[n].before) for n, wait in waits.items()}


def waiting_of(line: Line) -> list[Ticket]:
    """Who waits to be called, in call order."""
    return [t for t in line.tickets if t.state == TicketState.WAITING]


def _place(ticket: Ticket) -> Waiting:
    """A ticket's place; whoever was sent on or came back goes before every class (T5, T7)."""
    priority = IN_FRONT if ticket.first else ticket.priority
    return Waiting(ticket.pk, ticket.queue_id, priority, ticket.counter_wanted_id)


class _Reading:
    """One reading of a line as the forecast's values."""

    def __init__(self, line: Line, learned: Learned) -> None:
        self.line, self.learned, self.speeds = line, learned, learned.speeds or {}
        self.waiting = frozenset(t.pk for t in waiting_of(line))
        self.roster = _next_shifts(line)

    def counter(self, session: CounterSession) -> Counter:
        running, coming = self.line.absences(session)
        pauses = [*(self._pause(b, session) for b in coming), *self._end_of_shift(session)]
        return Counter(
            session.counter_id,
            queues_at(session.counter),
            self._serving(session),
            self._opens_at(running) if running else 0.0,
            tuple(sorted(pauses, key=lambda p: p.at)),
            self.speeds.get(session.staff_id, 1.0),
        )

    def _opens_at(self, running: Break) -> float:
        """When a person on break is expected; never, while nobody knows (E0)."""
        if running.shown_return_at is None:
            return math.inf
        return self._minutes(self.line.back_at(running))

    def openings(self) -> Iterable[tuple[QueueCounter, datetime, datetime]]:
        """The counters where nobody sits and somebody will: who sits in, whose shift begins."""
        taken = {s.counter_id for s in self.line.sessions}
        planned: list[Relief | Shift] = [*self.line.reliefs, *self.roster.values()]
        for row in planned:
            counter = row.counter
            if counter and counter.pk not in taken:
                taken.add(counter.pk)
                yield counter, row.starts_at, row.ends_at

    def opening(self, planned: tuple[QueueCounter, datetime, datetime]) -> Counter:
        """A counter that is open from then on, until then."""
        counter, begins, ends = planned
        pauses = (Pause(-counter.pk, self._minutes(ends)),)
        return Counter(
            counter.pk, queues_at(counter), None, max(0.0, self._minutes(begins)), pauses
        )

    def _serving(self, session: CounterSession) -> Serving | None:
        client = self.line.here.get(session.pk)
        if client is None:
            return None
        # laws are learned from the call on (`breaks.queries.record`), the way there included
        since = client.called_at or self.line.now
        return Serving(client.queue_id, max(0.0, -self._minutes(since)))

    def _end_of_shift(self, session: CounterSession) -> list[Pause]:
        """The counter closes with the shift, for good or until the next one there begins; who
        stays on longer is not known to leave.
        """
        shift = session.shift
        if shift is None or shift.ends_at <= self.line.now:
            return []
        following, ends_at = self.roster.get(session.counter_id), self._minutes(shift.ends_at)
        begins_at = self._minutes(following.starts_at) if following else math.inf
        return [Pause(-session.counter_id, ends_at, max(0.0, begins_at - ends_at))]

    def _pause(self, break_: Break, session: CounterSession) -> Pause:
        at, length = self._minutes(self.line.leaves_at(break_)), float(break_.length_minutes)
        counts_until = self._counts_until(break_, session)
        after = self.line.told_after(break_) & self.waiting
        before, takes_until = self.line.promised(break_) - after, None
        if waits_for_cover(break_, self.line.now):
            counts_until = at
        elif not break_.planned:
            # who was there when it was asked for comes first, nobody else comes before it
            before, takes_until = self.waiting - after, -math.inf
        elif break_.state == BreakState.CLOSING:
            before, takes_until = before | self._callable(session, after), counts_until
        return Pause(break_.pk, at, length, takes_until, counts_until, before, after)

    def _callable(self, session: CounterSession, after: frozenset[int]) -> frozenset[int]:
        """Whom a counter that winds down still calls: whoever stands before somebody promised."""
        return frozenset(session.only_tickets or ()) & self.waiting - after

    def _counts_until(self, break_: Break, session: CounterSession) -> float:
        """The latest call that counts as before the break, by the longest service there (C1)."""
        latest = [self._latest_call(break_, q) for q in session.counter.queues.all()]
        return min(latest, default=self._minutes(break_.starts_at))

    def _latest_call(self, break_: Break, queue: Queue) -> float:
        at, slack = self._minutes(break_.starts_at), _length(self.line.slack(break_))
        if queue.estimate_minutes:
            return at + slack - queue.estimate_minutes
        lawful = self.line.last_call(break_, queue.pk)
        until = self._minutes(lawful) if lawful else math.inf
        return min(at, at + slack - self.learned.laws[queue.pk].mean, until)

    def _minutes(self, instant: datetime) -> float:
        return (instant - self.line.now).total_seconds() / 60


def _next_shifts(line: Line) -> dict[int, Shift]:
    """The first shift that will begin at each counter in the next hours, of who sits nowhere yet.

    Whose shift has begun and who is not there is not reckoned with.
    """
    shifts = Shift.objects.filter(branch=line.branch, counter__isnull=False)
    shifts = shifts.exclude(counter__state=CounterState.OUT_OF_SERVICE)
    shifts = shifts.exclude(staff__in=[s.staff_id for s in line.sessions])
    soon = shifts.filter(starts_at__gt=line.now, starts_at__lte=line.now + ROSTER_AHEAD)
    rows = soon.select_related("counter").prefetch_related("counter__queues")
    latest_first = rows.order_by("-starts_at", "-pk")
    return {shift.counter_id: shift for shift in latest_first if shift.counter_id}


def _length(length: timedelta) -> float:
    return length.total_seconds() / 60


def breaks_ahead(line: Line) -> dict[int, Ahead]:
    """The announced and running breaks that take a counter away from each queue, by queue.

    Not those during which somebody sits in; nor one that is only asked for, which is between the
    teller and the manager (B13).
    """
    away: dict[int, dict[int, tuple[datetime, datetime]]] = {}
    coming: dict[int, list[tuple[datetime, int]]] = {}
    for break_ in line.breaks:
        session = line.session_of(break_)
        if session is None or break_.state not in (*COMING, *RUNNING) or is_relieved(break_):
            continue
        for queue in queues_at(session.counter):
            away.setdefault(queue, {})[break_.pk] = line.time_away(break_)
            if break_.state in COMING:
                coming.setdefault(queue, []).append((break_.starts_at, break_.pk))
    return {q: Ahead(breaks, tuple(sorted(coming.get(q, ())))) for q, breaks in away.items()}


def new_edition(line: Line, found: Outlook, learning: WaitLearning, *, number: int) -> Edition:
    """What the branch tells from now on: every range corrected by its record, and rounded once."""
    tell, waiting = _Telling(line, learning), waiting_of(line)
    tickets: dict[int, Range | None] = {}
    queues: dict[int, Range | None] = {}
    for queue, newcomer in found.newcomers.items():
        mine = {t.pk: found.tickets[t.pk] for t in waiting if t.queue_id == queue}
        told = tell({NEWCOMER: newcomer, **mine}, queue)
        queues[queue] = told.pop(NEWCOMER)
        tickets |= told
    return Edition(
        number,
        line.branch.version,
        line.now,
        LearningState(learning.state),
        {queue: range_ for queue, range_ in queues.items() if range_},
        {ticket: range_ for ticket, range_ in tickets.items() if range_},
        frozenset(tickets),
    )


class _Telling:
    """Turns the forecast waits of a queue into told ranges."""

    def __init__(self, line: Line, learning: WaitLearning) -> None:
        self.now, self.ahead = line.now, breaks_ahead(line)
        keys = {b.pk: line.terms_of(b)["promise.before_percent"] for b in line.breaks}
        self.sure = {n: percent / 100 for n, percent in keys.items()}
        self.far, self.near = learning.widen_far, learning.widen_near

    def __call__(self, waits: Mapping[int, Wait], queue: int) -> dict[int, Range | None]:
        ahead = self.ahead.get(queue, NOTHING_AHEAD)
        ends = widened_in_order(waits, self.near if ahead.is_near(self.now) else self.far)
        return {n: self._range(wait, ends[n], ahead) for n, wait in waits.items()}

    def _range(self, wait: Wait, ends: tuple[float, float], ahead: Ahead) -> Range | None:
        low, high = ends
        shown = min(low, MOST_TOLD), math.inf if high > MOST_TOLD else high
        told = range_of(wait, shown, ahead, now=self.now)
        reasons = (n for n in told.because if self._lengthens(n, wait)) if told else ()
        return replace(told, because=tuple(reasons)) if told else None

    def _lengthens(self, break_id: int, wait: Wait) -> bool:
        """Whether a break can make a wait longer: not where a counter is free, nor where the call
        is before it as surely as a promise needs.
        """
        return wait.median > 0 and wait.before.get(break_id, 0.0) < self.sure[break_id]
