"""The shapes of a played day: the place, what happened there, a counter, numbers for its rows."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Model

from breaks.models import Break
from queueapp.models import CounterSession, Shift

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Place:
    """The branch as its days need it: ids of what was laid out, and its manners."""

    branch: int
    zone: ZoneInfo
    queue: int
    counters: tuple[int, ...]
    tellers: tuple[int, ...]
    manager: int
    screen: int
    # how many clients come, against the usual
    crowd: float = 1.0
    # how often breaks go wrong, against the usual
    sloppy: float = 1.0


@dataclass(frozen=True, slots=True)
class Happened:
    """One event before it has its number; `facts` is what its subject said of itself then."""

    at: datetime
    kind: str
    subject: Model | None
    facts: dict[str, Any]
    data: dict[str, Any]
    due_at: datetime | None = None
    by: int | None = None
    device: int | None = None


class Ids:
    """Numbers for rows that no database has given one."""

    def __init__(self, first: int = 1) -> None:
        self._next = count(first)

    def give(self, row: Row) -> Row:
        row.pk = next(self._next)
        return row


@dataclass
class Desk:
    """One counter of the day, who sits there, and from when on it is free."""

    counter: int
    staff: int
    shift: Shift
    session: CounterSession
    free_at: datetime
    breaks: list[Break] = field(default_factory=list)
