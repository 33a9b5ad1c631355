"""What must hold at any instant of any day, written once.

Used by the random days, by the stories and wherever a whole day has been driven.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from branches.models import Branch, Event
from breaks.models import Break, Promise
from breaks.rules.promises import RANK, PromiseKind
from breaks.rules.states import COMING, REASONS, RUNNING
from queueapp.models import Counter, Ticket
from queueapp.rules import AT_COUNTER, CounterState, TicketState
from signage.boards import board_for

IMMEDIATE = [code for code, reason in REASONS.items() if reason.immediate]
PROVEN = timedelta(minutes=10)


def check_now(branch: Branch, now: datetime) -> None:
    """Everything that one look at the database can tell."""
    running_breaks_are_lawful(branch.breaks.filter(state__in=RUNNING))
    nobody_stands_at_a_paused_counter(branch)
    numbers_have_no_gap(branch)
    versions_grow_by_one(branch)
    no_return_time_has_passed(branch, now)


def running_breaks_are_lawful(breaks: Iterable[Break]) -> None:
    """A1, N2, N3: not before the shown start, ten minutes of proven notice."""
    for break_ in breaks:
        assert break_.started_at
        if break_.planned:
            assert break_.started_at >= break_.starts_at, f"{break_.pk} began early"
            assert break_.notice_at, f"{break_.pk} began without proof"
            assert break_.starts_at - break_.notice_at >= PROVEN, f"{break_.pk}: short notice"
        assert break_.returns_at - break_.started_at == break_.length, f"{break_.pk} was cut"


def nobody_stands_at_a_paused_counter(branch: Branch) -> None:
    """A2, K7a: a counter on break has nobody called to it or served at it."""
    started = Event.objects.filter(branch=branch, kind="break.started", data__planned=True)
    assert not started.exclude(data__sent_on=None).exists(), "a client was sent on for a lunch"
    here = branch.tickets.filter(state__in=AT_COUNTER)
    owed = Promise.objects.filter(ticket__branch=branch, ticket__state=TicketState.WAITING)
    broken = owed.filter(
        kind=PromiseKind.BEFORE, fixed_at__isnull=False, break_ref__state__in=RUNNING
    )
    assert not broken.exclude(break_ref__reason__in=IMMEDIATE).exists(), "promised and left waiting"
    faces = here.filter(session__counter__state=CounterState.ON_BREAK)
    assert not faces.exists(), f"shut in the face of {[t.code for t in faces]}"


def numbers_have_no_gap(branch: Branch) -> None:
    """T1: the series of each letter and day is 1, 2, 3, …"""
    series: dict[tuple[str, str], list[int]] = {}
    for code, day in branch.tickets.values_list("code", "day"):
        series.setdefault((code[0], str(day)), []).append(int(code[1:]))
    for letter, numbers in series.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), letter


def versions_grow_by_one(branch: Branch) -> None:
    """One event, one version."""
    numbers = list(Event.objects.filter(branch=branch).values_list("number", flat=True))
    branch.refresh_from_db(fields=["version"])
    assert sorted(numbers) == list(range(1, branch.version + 1))


def no_return_time_has_passed(branch: Branch, now: datetime) -> None:
    """E0: a screen never shows a return in the past, and never a personal reason."""
    board = board_for(branch.pk, now)
    for row in [*board["notices"], *board["breaks"]]:
        back = row["returns_at"]
        instant = datetime.fromisoformat(back) if isinstance(back, str) else back
        assert instant is None or instant >= now, row
    assert not any(code in str(board) for code in REASONS)


@dataclass
class Memory:
    """What was true a moment ago, to judge what became of it."""

    branch: Branch
    promises: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    counters: dict[int, str] = field(default_factory=dict)

    def remember(self) -> None:
        """Take the present as the past of the next step."""
        self.promises = self._fixed()
        self.counters = dict(Counter.objects.filter(branch=self.branch).values_list("pk", "state"))

    def _fixed(self) -> dict[int, tuple[str, int | None]]:
        waiting = Promise.objects.filter(
            ticket__branch=self.branch,
            ticket__state=TicketState.WAITING,
            fixed_at__isnull=False,
        )
        return {p.ticket_id: (p.kind, p.break_ref_id) for p in waiting}

    def no_promise_worsened(self) -> None:
        """C1: a firm promise only improves while its break is ahead."""
        ahead = set(self.branch.breaks.filter(state__in=COMING).values_list("pk", flat=True))
        promises = Promise.objects.filter(
            ticket__in=self.promises, ticket__state=TicketState.WAITING
        )
        for promise in promises:
            kind, break_id = self.promises[promise.ticket_id]
            if break_id in ahead:
                worse = RANK[PromiseKind(promise.kind)] < RANK[PromiseKind(kind)]
                assert not worse, f"{promise.ticket_id}: {kind} became {promise.kind}"

    def no_counter_was_opened(self) -> None:
        """E2: the clock alone never opens a counter that was on break or closed."""
        shut = (CounterState.ON_BREAK, CounterState.CLOSED)
        for counter in Counter.objects.filter(branch=self.branch, state=CounterState.OPEN):
            assert self.counters.get(counter.pk) not in shut, f"{counter.label} opened by itself"


def nobody_was_overtaken(ticket: Ticket, line: Iterable[Ticket]) -> None:
    """3.6.2: of one queue and class, no later number is called before an earlier present one.

    `line` is who was waiting when `ticket` was called.
    """
    for other in line:
        same = (other.queue_id, other.priority) == (ticket.queue_id, ticket.priority)
        if same and not ticket.first and other.counter_wanted_id is None and other.pk != ticket.pk:
            assert other.issued_at >= ticket.issued_at, f"{ticket.code} overtook {other.code}"
