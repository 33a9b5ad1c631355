"""Clients yet to come who will be called before others, in every replication of a roll at once."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache

import numpy as np

from forecast.laws import SIZE, Floats, Law
from forecast.timetable import Calls, Indices, Timetable, strata
from forecast.waits import Overtakers, Snapshot

# nobody who would come later than this is reckoned with: the rates are those of this half-hour
HORIZON = 120.0
# draws of arrivals are kept for so many clients of a stream
MOST = 256


@dataclass(frozen=True)
class Stream:
    """Those of one priority whom the same counters call: so many a minute, of one law."""

    priority: int
    columns: tuple[int, ...]
    per_minute: float
    law: Law


def streams_of(snapshot: Snapshot) -> list[Stream]:
    """The clients yet to come, put together where they are alike for everybody else."""
    alike: dict[tuple[int, tuple[int, ...]], list[Overtakers]] = {}
    for some in snapshot.overtakers:
        columns = tuple(n for n, c in enumerate(snapshot.counters) if some.queue in c.queues)
        if columns and some.per_minute > 0:
            alike.setdefault((some.priority, columns), []).append(some)
    return [
        Stream(priority, columns, sum(o.per_minute for o in mine), _mixed(mine, snapshot))
        for (priority, columns), mine in alike.items()
    ]


def _mixed(overtakers: Sequence[Overtakers], snapshot: Snapshot) -> Law:
    """The law of the service of whoever of them comes next."""
    laws = [snapshot.laws[o.queue] for o in overtakers]
    if len(laws) == 1:
        return laws[0]
    shares = np.array([o.per_minute for o in overtakers])
    shares /= shares.sum()
    minutes = np.concatenate([law.table for law in laws])
    order = minutes.argsort()
    up_to = (shares / SIZE).repeat(SIZE)[order].cumsum()
    at = np.searchsorted(up_to, (np.arange(SIZE) + 0.5) / SIZE)
    return Law(minutes[order][at], float(shares @ [law.doubt for law in laws]))


class Comers:
    """The streams of a snapshot, and when the next client of each comes."""

    def __init__(self, streams: Sequence[Stream], times: Timetable, seed: int) -> None:
        """The timetable has the laws of the streams as its last ones."""
        self.streams, self.times = streams, times
        self.first_law = times.laws - len(streams)
        self.rates = np.array([s.per_minute for s in streams])
        self.barred = np.array([times.barred(s.columns) for s in streams])
        self.some_barred = bool(self.barred.any())
        self.arrivals = _arrivals(seed, len(streams), times.rows)
        self.come = np.zeros((times.rows, len(streams)), dtype=np.intp)
        self.next = self.arrivals[0] / self.rates
        # the same without those who would find a counter idle, until the ticket was called
        self.heads, self.any_idle = self.next.copy(), False

    def aside(self, times: Timetable) -> "Comers":
        """The same at the same instant, for a question that changes nothing."""
        twin = copy(self)
        twin.times = times
        for name in ("come", "next", "heads"):
            setattr(twin, name, getattr(self, name).copy())
        return twin

    def behind(self, columns: Sequence[int], priority: int) -> Floats:
        """By stream, infinite where it does not go before such a ticket at one of its counters."""
        mine = set(columns)
        ahead = [s.priority > priority and not mine.isdisjoint(s.columns) for s in self.streams]
        return np.where(ahead, 0.0, np.inf)

    def called(
        self, rows: Indices, behind: Floats | None, found: Calls, *, alike: bool
    ) -> tuple[Indices, Indices, tuple[Floats, Indices, Indices, Indices]]:
        """Which of the tickets whose calls were found must let somebody by; at which of them
        somebody is called now; and when, at which cell, behind how many pauses and by which law.

        Who comes to a counter that has been idle, or is called later than the ticket, takes
        nothing from it, and is asked about again with the next one: those further behind may
        keep that counter busy. Where all are alike nobody does.
        """
        free = found[0]
        until = np.where(free < np.inf, np.minimum(free, HORIZON), -np.inf)
        heads = self.heads.take(rows, axis=0)
        if behind is not None:
            heads += behind
        first, comes = _least(heads)
        asked = (comes <= until).nonzero()[0]
        mine, first = rows[asked], first[asked]
        if alike and not self.some_barred:
            called = (free[asked], found[1][asked], found[2][asked], self._next(mine, first))
            return asked, asked, called
        barred = self.barred.take(first, axis=0)
        starts, cells, passed = self.times.soonest(mine, barred, None)
        goes = (comes[asked] <= starts) & (starts <= free[asked])
        if goes.all():
            return asked, asked, (starts, cells, passed, self._next(mine, first))
        self.any_idle = True
        self.heads[mine, first] = heads[asked, first] = np.inf
        others = _least(heads.take(asked, axis=0))[1] <= until[asked]
        laws = self._next(mine[goes], first[goes])
        return asked[goes | others], asked[goes], (starts[goes], cells[goes], passed[goes], laws)

    def _next(self, rows: Indices, streams: Indices) -> Indices:
        """The next of these streams, by replication, are called: their laws."""
        come = self.come[rows, streams] + 1
        self.come[rows, streams] = come
        comes = self.arrivals[come, rows, streams] / self.rates[streams]
        self.next[rows, streams] = self.heads[rows, streams] = comes
        return self.first_law + streams

    def ask_again(self, rows: Indices) -> None:
        """Another ticket is next in these replications."""
        if self.any_idle:
            self.heads[rows] = self.next.take(rows, axis=0)


def _least(heads: Floats) -> tuple[Indices, Floats]:
    """Where the least of each row stands, and how much it is."""
    first = heads.argmin(axis=1)
    return first, heads.ravel()[np.arange(0, heads.size, heads.shape[1]) + first]


@cache
def _arrivals(seed: int, streams: int, replications: int) -> Floats:
    """When the clients of streams of one a minute come; the last never does."""
    arrivals = np.zeros((MOST, replications, streams))
    for n in range(streams):
        draws = strata(np.random.default_rng([seed, 5, n]), MOST, replications)
        arrivals[:, :, n] = -np.log1p(-draws).cumsum(axis=0)
    arrivals[-1] = np.inf
    return arrivals
