"""A branch's day as plain values: who sits where, which breaks stand, who sits in for whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from breaks.rules.reliefs import SittingIn
from breaks.rules.terms import Terms

MINUTE = timedelta(minutes=1)
# P4 looks past the return by the time a start may slip
SLIP_RESERVE = timedelta(minutes=5)


@dataclass(frozen=True)
class Numbers:
    """The policy of a branch, and of those of its queues that have numbers of their own (3.1)."""

    branch: Terms
    queues: Mapping[int, Terms] = field(default_factory=dict)

    def of(self, queue: int) -> Terms:
        """The numbers of a queue: its own, else the branch's."""
        return self.queues.get(queue, self.branch)


@dataclass(frozen=True)
class Seat:
    """A rostered person with the queues of the counter planned for the shift."""

    staff_id: int
    queues: frozenset[int]
    starts_at: datetime
    ends_at: datetime
    counter_id: int | None = None
    # the roles of which a floor may be kept (P5)
    skills: frozenset[str] = frozenset()

    def lasts(self, instant: datetime) -> bool:
        return self.starts_at <= instant < self.ends_at


@dataclass(frozen=True)
class Planned:
    """A break as the plan sees it; `seat` is the person's shift around it, if there is one."""

    id: int
    staff_id: int
    kind: str
    starts_at: datetime
    length: timedelta
    seat: Seat | None
    alternative: str = ""

    @property
    def returns_at(self) -> datetime:
        return self.starts_at + self.length

    def away(self, instant: datetime) -> bool:
        """Whether the person may be away at `instant`, the reserve of P4 included."""
        return self.starts_at <= instant < self.returns_at + SLIP_RESERVE

    def on_break(self, instant: datetime) -> bool:
        return self.starts_at <= instant < self.returns_at


@dataclass(frozen=True)
class Day:
    """A branch's day: who sits where, which breaks stand, when the doors are open."""

    seats: Sequence[Seat]
    breaks: Sequence[Planned]
    opening: Sequence[tuple[datetime, datetime]] = field(default_factory=tuple)
    reliefs: Sequence[SittingIn] = field(default_factory=tuple)

    def having(self, break_: Planned) -> "Day":
        """The same day with this break as it is now meant."""
        return replace(self, breaks=[*self.without(break_.id).breaks, break_])

    def without(self, break_id: int) -> "Day":
        """The same day without a break."""
        return replace(self, breaks=[b for b in self.breaks if b.id != break_id])

    def is_open(self, instant: datetime) -> bool:
        return not self.opening or any(a <= instant < b for a, b in self.opening)

    def staffed(self, queue: int, instant: datetime) -> set[int]:
        """The people whose shift puts them at a counter of the queue at `instant`."""
        return {s.staff_id for s in self.seats if queue in s.queues and s.lasts(instant)}

    def left(self, queue: int, instant: datetime) -> set[int]:
        """Who serves the queue at `instant`: the rostered not away, and who sits in (P4)."""
        return self._here(self.staffed(queue, instant), instant) | self._sit_in(queue, instant)

    def out(self, queue: int, instant: datetime) -> int:
        """How many of the queue's people are on break with nobody sitting in for them (P6)."""
        staffed = self.staffed(queue, instant)
        out = {b.staff_id for b in self.breaks if b.on_break(instant)} & staffed
        return max(0, len(out) - len(self._sit_in(queue, instant) - staffed))

    def serving(self, instant: datetime) -> set[int]:
        """Who keeps any counter of the branch open at `instant` (P5)."""
        seated = {s.staff_id for s in self.seats if s.queues and s.lasts(instant)}
        sit_in = {r.staff_id for r in self.reliefs if r.lasts(instant)} - self._away(instant)
        return self._here(seated, instant) | sit_in

    def skilled(self, skill: str, instant: datetime) -> set[int]:
        """The people of a role who are in the house and not on break (P5)."""
        people: list[Seat | SittingIn] = [*self.seats, *self.reliefs]
        able = {p.staff_id for p in people if skill in p.skills and p.lasts(instant)}
        return able - self._away(instant)

    def taken(self, relief: SittingIn, *, for_whom: int) -> datetime | None:
        """The first minute at which somebody else sits at the counter of a relief.

        `for_whom` is the person on break, whose place it may be.
        """
        seats = [s for s in self.seats if s.counter_id == relief.counter_id]
        sit_in = [r for r in self.reliefs if r.counter_id == relief.counter_id]
        for instant in relief.minutes():
            seated = self._here({s.staff_id for s in seats if s.lasts(instant)}, instant)
            here = seated | {r.staff_id for r in sit_in if r.lasts(instant)}
            if here - {for_whom, relief.staff_id}:
                return instant
        return None

    def _away(self, instant: datetime) -> set[int]:
        return {b.staff_id for b in self.breaks if b.away(instant)}

    def _here(self, people: set[int], instant: datetime) -> set[int]:
        """Those of them who are neither away nor sitting in somewhere else."""
        elsewhere = {r.staff_id for r in self.reliefs if r.lasts(instant)}
        return people - self._away(instant) - elsewhere

    def _sit_in(self, queue: int, instant: datetime) -> set[int]:
        here = {r.staff_id for r in self.reliefs if r.serves(queue, instant)}
        return here - self._away(instant)


def reach(break_: Planned, day: Day) -> Iterable[datetime]:
    """Every open minute for which a break takes its person away, the reserve included."""
    if break_.seat is None:
        return
    instant, end = break_.starts_at, min(break_.returns_at + SLIP_RESERVE, break_.seat.ends_at)
    while instant < end:
        if day.is_open(instant):
            yield instant
        instant += MINUTE


def minutes_of(break_: Planned, day: Day) -> Iterable[tuple[int, datetime]]:
    """The same minutes for each queue of the person's counter."""
    queues = sorted(break_.seat.queues) if break_.seat else []
    return ((queue, instant) for instant in reach(break_, day) for queue in queues)
