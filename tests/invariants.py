"""What must hold at any instant of any day, written once.

Used by the random days, by the stories and wherever a whole day has been driven.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from branches.models import Branch, Event
from branches.rules import Role
from breaks.models import Break, Override, Promise
from breaks.queries.reliefs import is_relieved
from breaks.rules.commitments import CommitmentKind, CommitmentState
from breaks.rules.overrides import LEAST_REMARK, SOFT
from breaks.rules.promises import RANK, PromiseKind
from breaks.rules.states import COMING, ENDED, REASONS, RUNNING, BreakState
from queueapp.models import Counter, Ticket
from queueapp.rules import AT_COUNTER, CounterState, TicketState
from signage.boards import board_for

# reasons that flip the counter at once, always or when somebody outside insists
AT_ONCE = [code for code, reason in REASONS.items() if reason.immediate or reason.insistent]
PROVEN = timedelta(minutes=10)


def check_now(branch: Branch, now: datetime) -> None:
    """Everything that one look at the database can tell."""
    running_breaks_are_lawful(branch.breaks.filter(state__in=RUNNING))
    nobody_stands_at_a_paused_counter(branch)
    promises_are_kept_or_told(branch)
    the_lawful_rest_is_whole(branch)
    overrides_are_complete(branch)
    numbers_have_no_gap(branch)
    versions_grow_by_one(branch)
    no_return_time_has_passed(branch, now)


def running_breaks_are_lawful(breaks: Iterable[Break]) -> None:
    """A1, A5, N2, N3: not before the shown start, ten minutes of proven notice, not cut."""
    for break_ in breaks:
        assert break_.started_at
        if break_.planned:
            assert break_.started_at >= break_.starts_at, f"{break_.pk} began early"
            _was_noticed(break_)
            whole = break_.length + timedelta(minutes=break_.extended_minutes)
            assert break_.returns_at - break_.started_at == whole, f"{break_.pk} was cut"


def _was_noticed(break_: Break) -> None:
    """Proven ten minutes ahead; flagged where the law left no time, told to nobody where somebody
    sits in."""
    if break_.short_notice or is_relieved(break_):
        return
    assert break_.notice_at, f"{break_.pk} began without proof"
    assert break_.starts_at - break_.notice_at >= PROVEN, f"{break_.pk}: short notice"


def nobody_stands_at_a_paused_counter(branch: Branch) -> None:
    """A2, K7a: a counter on break has nobody called to it or served at it."""
    started = Event.objects.filter(branch=branch, kind="break.started", data__planned=True)
    assert not started.exclude(data__sent_on=None).exists(), "a client was sent on for a lunch"
    here = branch.tickets.filter(state__in=AT_COUNTER)
    faces = here.filter(session__counter__state=CounterState.ON_BREAK)
    assert not faces.exists(), f"shut in the face of {[t.code for t in faces]}"


def promises_are_kept_or_told(branch: Branch) -> None:
    """2.5 no. 5: whoever saw "before" is served before, or a record says why not."""
    owed = Promise.objects.filter(ticket__branch=branch, ticket__state=TicketState.WAITING)
    broken = owed.filter(
        kind=PromiseKind.BEFORE, fixed_at__isnull=False, break_ref__state__in=RUNNING
    )
    assert not broken.exclude(break_ref__reason__in=AT_ONCE).exists(), "promised and left waiting"
    told = Event.objects.filter(branch=branch, kind="promise.broken")
    codes = {e.data["code"] for e in told if e.data["apology"]}
    lost = branch.commitments.filter(kind=CommitmentKind.SERVED_BEFORE)
    for commitment in lost.filter(state=CommitmentState.BROKEN).select_related("ticket"):
        assert commitment.ticket and commitment.ticket.code in codes, "broken without a word"


def the_lawful_rest_is_whole(branch: Branch) -> None:
    """E4, K17: what the law protects was taken whole, or the person or an alarm said otherwise."""
    for break_ in branch.breaks.filter(protected_minutes__gt=0, state__in=ENDED):
        if break_.state == BreakState.ENDED and not break_.rest_short:
            assert break_.started_at and break_.ended_at
            rested = break_.ended_at - break_.started_at
            assert rested >= timedelta(minutes=break_.protected_minutes), f"{break_.pk}: cut"
        if break_.state == BreakState.MISSED:
            assert break_.risk_told_at, f"{break_.pk} was missed and nobody heard"


def overrides_are_complete(branch: Branch) -> None:
    """3.4: who, in which role, why, and what was changed."""
    for override in branch.overrides.all():
        assert override.rule in SOFT and override.role != Role.TELLER
        assert override.reason and len(override.remark) >= LEAST_REMARK


def numbers_have_no_gap(branch: Branch) -> None:
    """T1: the series of each letter and day is 1, 2, 3, …, beside what kiosks held in reserve."""
    series: dict[tuple[str, str], list[int]] = {}
    for code, day in branch.tickets.filter(reserved=None).values_list("code", "day"):
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
        withdrawn = set(Override.objects.values_list("ticket_id", flat=True))
        for promise in promises:
            if promise.ticket_id in withdrawn:
                continue
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
