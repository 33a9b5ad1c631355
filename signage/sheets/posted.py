"""The breaks that are posted: announced, of a counter that closes, and of nobody by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from branches.models import Branch
from branches.rules import whole_minute_up
from breaks.models import Break
from breaks.queries import is_relieved
from breaks.rules.start import return_shown_at
from breaks.rules.states import COMING, RUNNING, BreakKind, BreakState

STANDING = (*COMING, *RUNNING)
Span = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class Posted:
    """One break as it is posted; instants are UTC, no return means that nobody knows it."""

    id: int
    day: date
    counter: str
    starts_at: datetime
    returns_at: datetime | None
    revision: int
    alternative: str
    running: bool

    @property
    def span(self) -> Span:
        """From and till on whole minutes, as it is read."""
        back = self.returns_at
        return whole_minute_up(self.starts_at), whole_minute_up(back) if back else None


def posted(
    branch: Branch, first: date, last: date, *, now: datetime, counter: str = ""
) -> list[Posted]:
    """The posted breaks of the days from `first` to `last`, of one counter or of all, by start."""
    rows = announced(branch, first, last)
    mine = (b for b in rows if not counter or _label(b) == counter)
    return [as_posted(b, branch, now) for b in mine if is_posted(b)]


def posted_before(branch: Branch, day: date, *, counter: str = "") -> list[Posted]:
    """What of a day's posted breaks is over: it belongs to the day's regular schedule still."""
    rows = announced(branch, day, day, states=(BreakState.ENDED,))
    mine = (b for b in rows if not counter or _label(b) == counter)
    return [_over(b, branch) for b in mine if not is_relieved(b)]


def announced(
    branch: Branch, first: date, last: date, *, states: Sequence[str] = STANDING
) -> QuerySet[Break]:
    """The planned breaks of some days in some states, by start, with their reliefs."""
    rows = branch.breaks.filter(day__range=(first, last), state__in=states)
    rows = rows.exclude(kind=BreakKind.UNPLANNED).select_related("counter")
    rows = rows.prefetch_related("counter__queues", "reliefs__counter__queues")
    return rows.order_by("starts_at", "id")


def is_posted(break_: Break) -> bool:
    """What closes a counter and is announced; where somebody sits in nothing closes (F25)."""
    return break_.planned and break_.state in STANDING and not is_relieved(break_)


def as_posted(break_: Break, branch: Branch, now: datetime) -> Posted:
    """A break as it is posted at `now`; a return that has passed is told to nobody (E0).

    A sheet tells the plan: one that waits for cover is on it as it was announced.
    """
    return Posted(
        id=break_.pk,
        day=break_.day,
        counter=_label(break_),
        starts_at=break_.started_at or break_.starts_at,
        returns_at=return_shown_at(break_, now),
        revision=break_.revision,
        alternative=break_.alternative or branch.alternative,
        running=break_.state in RUNNING,
    )


def _over(break_: Break, branch: Branch) -> Posted:
    return Posted(
        id=break_.pk,
        day=break_.day,
        counter=_label(break_),
        starts_at=break_.started_at or break_.starts_at,
        returns_at=break_.ended_at,
        revision=break_.revision,
        alternative=break_.alternative or branch.alternative,
        running=False,
    )


def _label(break_: Break) -> str:
    return break_.counter.label if break_.counter else ""
