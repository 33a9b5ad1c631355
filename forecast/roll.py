"""The Monte-Carlo roll of SCIENCE.md 2: the branch played forward many times at once.

Every replication draws how long the clients in service still take and how long each counter's
next services will be; tickets are then called in their order, each by the counter that is free
first, and behind whoever is expected to go before it. A counter finishes the client in hand and
takes its whole break. One pass gives all tickets; a step serves one client in every replication.

The draws belong to a counter and the ordinal of the service there, not to a client: in one queue
every replication is a fixed timetable of free counters, and under the same seed one client more
ahead never shortens a wait and one counter more never lengthens it, whoever is to come. Across
queues, with promises, or where numbers of counters are equal modulo 64, that holds on the whole,
not draw by draw.
"""

from collections.abc import Sequence
from copy import copy
from functools import cache

import numpy as np
from numpy.typing import NDArray

from forecast.comers import Comers, streams_of
from forecast.laws import Floats
from forecast.timetable import Indices, Timetable, strata
from forecast.waits import Outlook, Snapshot, Wait, Waiting

REPLICATIONS = 200
# draws of patience are kept for so many tickets
TICKETS = 1024


def outlook(snapshot: Snapshot, *, seed: int = 0, replications: int = REPLICATIONS) -> Outlook:
    """The waits of a snapshot, in minutes; the same for the same seed.

    `replications` is a multiple of ten.
    """
    return _Roll(snapshot, seed, replications).outlook()


class _Roll:
    """One pass over the tickets of a snapshot, all replications at once."""

    def __init__(self, snapshot: Snapshot, seed: int, replications: int) -> None:
        self.snapshot, self.rows = snapshot, replications
        streams = streams_of(snapshot)
        self.times = Timetable(snapshot, seed, replications, [s.law for s in streams])
        self.comers = Comers(streams, self.times, seed)
        self.patience = _exponentials(seed, TICKETS, replications)

    def outlook(self) -> Outlook:
        """Call everybody, then ask when those would be called who joined now."""
        order = _in_order(self.snapshot)
        newcomers = [Waiting(0, queue) for queue in self.snapshot.newcomers]
        waits = self._waits(self._calls(order), order)
        joining = self._waits(self._joining(newcomers), newcomers)
        return Outlook(
            dict(zip((t.id for t in order), waits, strict=True)),
            dict(zip(self.snapshot.newcomers, joining, strict=True)),
            self.times.returns(),
        )

    def _joining(self, newcomers: Sequence[Waiting]) -> list[Floats]:
        """When those would be called who joined now; whom the same counters call, at once."""
        kinds = [self.times.may_call(t.queue, t.only) for t in newcomers]
        one_of = dict(zip(kinds, newcomers, strict=True))
        calls = {kind: self._aside()._calls([t])[0] for kind, t in one_of.items()}
        return [calls[kind] for kind in kinds]

    def _aside(self) -> "_Roll":
        """The same at the same instant, for a question that changes nothing."""
        twin = copy(self)
        twin.times = self.times.aside()
        twin.comers = self.comers.aside(twin.times)
        return twin

    def _calls(self, tickets: Sequence[Waiting]) -> Floats:
        """When each ticket is called in every replication, if it stays; it is served there."""
        starts = np.full((len(tickets), self.rows), np.inf)
        if not tickets or not self.times.columns:
            return starts
        line = _Line(tickets, self)
        rows, places = np.arange(self.rows), np.zeros(self.rows, dtype=np.intp)
        while len(rows):
            places[rows] += self._step(rows, places[rows], line, starts)
            if places.max() == len(tickets):
                rows = (places < len(tickets)).nonzero()[0]
        return starts

    def _step(
        self, rows: Indices, places: Indices, line: "_Line", starts: Floats
    ) -> NDArray[np.bool_]:
        """Serve one client in each of these replications, the ticket at its place or somebody who
        goes before it; whether it was the ticket.
        """
        here = places * self.rows + rows
        free, cells, passed = self.times.soonest(rows, line.barred(places), line.told(places))
        # of a ticket that lets somebody by it is put down anew at the next step
        starts.ravel()[here] = free
        served, laws = free < line.leaves.ravel()[here], line.laws[places]
        called = np.ones(len(rows), dtype=bool)
        if self.comers.streams:
            found, alike = (free, cells, passed), line.alike
            asked, due, comers = self.comers.called(rows, line.behind(places), found, alike=alike)
            called[asked] = served[asked] = False
            served[due] = True
            for into, theirs in zip((free, cells, passed, laws), comers, strict=True):
                into[due] = theirs
            self.comers.ask_again(rows[called])
        those = served.nonzero()[0]
        self.times.serve(cells[those], free[those], passed[those], laws[those])
        return called

    def _waits(self, calls: Sequence[Floats] | Floats, tickets: Sequence[Waiting]) -> list[Wait]:
        """The waits of tickets from their calls by replication."""
        starts = np.array(calls).reshape(len(tickets), self.rows)
        ranks, tenth = np.sort(starts, axis=1), self.rows // 10
        places = (tenth, 5 * tenth, 9 * tenth)
        lows, medians, highs = ((ranks[:, n - 1] + ranks[:, n]) / 2 for n in places)
        limits = self.times.limits()
        shares = {p: (starts <= until).mean(axis=1).tolist() for p, until in limits.items()}
        before = (self.times.pauses_before(t) for t in tickets)
        return [
            Wait(
                float(lows[n]), float(medians[n]), float(highs[n]), {p: shares[p][n] for p in mine}
            )
            for n, mine in enumerate(before)
        ]


class _Line:
    """Tickets in the order of their calls; what is asked of them goes by their places there."""

    def __init__(self, tickets: Sequence[Waiting], roll: _Roll) -> None:
        times, numbers = roll.times, dict[tuple[tuple[int, ...], int], int]()
        kinds = [(times.may_call(t.queue, t.only), t.priority) for t in tickets]
        self._kinds = np.array([numbers.setdefault(kind, len(numbers)) for kind in kinds])
        self._barred = np.array([times.barred(columns) for columns, _ in numbers])
        self._behind = np.array([roll.comers.behind(*kind) for kind in numbers])
        self._told = np.array([times.told.get(t.id, 0) for t in tickets])
        self._all_call, self._all_go = not self._barred.any(), not self._behind.any()
        self._silent = not self._told.any()
        # all counters call all of them, and nobody was told of a break
        self.alike = self._all_call and self._silent
        self.laws = np.array([times.law_of[t.queue] for t in tickets])
        self.leaves = np.full((len(tickets), roll.rows), np.inf)
        if roll.snapshot.patience is not None:
            draws = roll.patience[[t.id % TICKETS for t in tickets]]
            self.leaves = draws * roll.snapshot.patience

    def barred(self, places: Indices) -> Floats | None:
        """By counter, infinite where it does not call the ticket (None: all call all)."""
        return None if self._all_call else self._barred.take(self._kinds[places], axis=0)

    def told(self, places: Indices) -> Indices | None:
        """Who they are of those who were told something (None: nobody was)."""
        return None if self._silent else self._told[places]

    def behind(self, places: Indices) -> Floats | None:
        """By stream, infinite where it does not go before the ticket (None: all go)."""
        return None if self._all_go else self._behind.take(self._kinds[places], axis=0)


def _in_order(snapshot: Snapshot) -> list[Waiting]:
    """The order of calls; who is not called before a break stands behind those who are."""
    pauses = [p for c in snapshot.counters for p in c.pauses]
    barred = {n for p in pauses if p.before for n in p.after}
    return sorted(snapshot.waiting, key=lambda t: t.id in barred)


@cache
def _exponentials(seed: int, many: int, replications: int) -> Floats:
    """Rows of exponential draws of mean 1, each row spread evenly over its replications."""
    return -np.log1p(-strata(np.random.default_rng([seed, 4]), many, replications))
