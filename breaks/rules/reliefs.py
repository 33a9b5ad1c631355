"""Whether those who sit in keep a counter's work going while its person is on break (P4)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class SittingIn:
    """A person at a counter for others' queues, in [starts_at, ends_at)."""

    staff_id: int
    queues: frozenset[int]
    starts_at: datetime
    ends_at: datetime
    counter_id: int | None = None
    skills: frozenset[str] = frozenset()

    def lasts(self, instant: datetime) -> bool:
        return self.starts_at <= instant < self.ends_at

    def minutes(self) -> Iterator[datetime]:
        """Every minute of it."""
        instant = self.starts_at
        while instant < self.ends_at:
            yield instant
            instant += timedelta(minutes=1)

    def serves(self, queue: int, instant: datetime) -> bool:
        """Whether the person calls clients of the queue at `instant`."""
        return queue in self.queues and self.lasts(instant)


def covered(
    reliefs: Sequence[SittingIn], queues: Collection[int], starts_at: datetime, ends_at: datetime
) -> bool:
    """Whether every one of `queues` is served without a gap from S to R: then nothing closes.

    A counter without queues has nothing to close, and nothing to relieve.
    """
    return bool(queues) and all(_without_gap(reliefs, q, starts_at, ends_at) for q in queues)


def _without_gap(
    reliefs: Sequence[SittingIn], queue: int, starts_at: datetime, ends_at: datetime
) -> bool:
    reached = starts_at
    for relief in sorted(reliefs, key=lambda r: r.starts_at):
        if queue in relief.queues and relief.starts_at <= reached:
            reached = max(reached, relief.ends_at)
    return reached >= ends_at
