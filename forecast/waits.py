"""When each waiting client will be called: a range and probabilities, the known breaks counted in.

The branch as plain values in, waits out; no Django, no clock. Times are minutes from the instant
of the snapshot (negative: past), lengths are minutes. The roll itself stands in `forecast.roll`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from forecast.laws import Law


@dataclass(frozen=True)
class Pause:
    """A known break of a counter: it begins at `at`, or when the client then in hand is done.

    A shift's end is a pause of infinite length. `takes_until` is the last instant at which a
    client who was promised nothing is still called (default: `at`); `counts_until` the last
    instant of a call that counts as "before the break" (default: `at`). Who is in `before` was
    promised to be served first and always is; who is in `after` is not called before it.
    """

    id: int
    at: float
    length: float = math.inf
    takes_until: float | None = None
    counts_until: float | None = None
    before: frozenset[int] = frozenset()
    after: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Serving:
    """The client at a counter: of which queue, and how long ago it was called there."""

    queue: int
    elapsed: float


@dataclass(frozen=True)
class Counter:
    """A staffed counter: its queues, when it is free, and its pauses in order.

    `opens_at` is when it comes back from a running break, or opens (default: it is open).
    `speed` multiplies every service there (1.2: a fifth slower than usual).
    """

    id: int
    queues: frozenset[int]
    serving: Serving | None = None
    opens_at: float = 0.0
    pauses: tuple[Pause, ...] = ()
    speed: float = 1.0


@dataclass(frozen=True)
class Waiting:
    """A waiting ticket, in call order; `only` names the one counter that may call it."""

    id: int
    queue: int
    priority: int = 0
    only: int | None = None


@dataclass(frozen=True)
class Overtakers:
    """Clients yet to come who will be called before those of lower priority: so many a minute."""

    queue: int
    priority: int
    per_minute: float


@dataclass(frozen=True)
class Surprises:
    """Breaks nobody knows of yet: so many per minute and counter, of this length."""

    per_minute: float
    length: Law


@dataclass(frozen=True)
class Snapshot:
    """A branch at one instant.

    `laws` has the service law of every queue that is served. `patience` is the mean time after
    which a waiting client gives up unseen (None: nobody does). `newcomers` are the queues for
    which the wait of somebody who would join now is asked.
    """

    counters: tuple[Counter, ...]
    waiting: tuple[Waiting, ...]
    laws: Mapping[int, Law]
    patience: float | None = None
    overtakers: tuple[Overtakers, ...] = ()
    surprises: Surprises | None = None
    newcomers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Wait:
    """How long until a client is called: P10, median, P90 (infinite: by nobody known now), and
    how probable a call before each pause of a counter that may call the client is.
    """

    low: float
    median: float
    high: float
    before: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Outlook:
    """The forecast of a snapshot: waits by ticket, waits of newcomers by queue, and the expected
    return of every counter that pauses now or will (minutes; median).
    """

    tickets: Mapping[int, Wait]
    newcomers: Mapping[int, Wait]
    returns: Mapping[int, float]
