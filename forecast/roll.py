"""The Monte-Carlo roll of SCIENCE.md 2: the branch played forward many times at once.

Every replication draws how long the clients in service still take and how long each counter's
next services will be; tickets are then called in their order, each by the counter that is free
first. A counter finishes the client in hand and takes its whole break. One pass gives all tickets.

The draws belong to a counter and the ordinal of the service there, not to a client: in one queue
every replication is a fixed timetable of free counters, and under the same seed one client more
ahead never shortens a wait and one counter more never lengthens it. Across queues, with promises,
or where numbers of counters are equal modulo 64, that holds on the whole, not draw by draw.
"""

from collections.abc import Sequence
from copy import copy
from functools import cache

import numpy as np

from forecast.laws import Floats
from forecast.timetable import Indices, Timetable, strata
from forecast.waits import Outlook, Overtakers, Snapshot, Wait, Waiting

REPLICATIONS = 200
# nobody who would come later than this is reckoned with
HORIZON = 240.0
# draws of patience are kept for so many tickets, those of arrivals for so many clients to come
TICKETS, COMERS = 1024, 256


def outlook(snapshot: Snapshot, *, seed: int = 0, replications: int = REPLICATIONS) -> Outlook:
    """The waits of a snapshot, in minutes; the same for the same seed.

    `replications` is a multiple of ten.
    """
    return _Roll(snapshot, seed, replications).outlook()


class _Roll:
    """One pass over the tickets of a snapshot, all replications at once."""

    def __init__(self, snapshot: Snapshot, seed: int, replications: int) -> None:
        self.snapshot, self.rows = snapshot, replications
        self.times = Timetable(snapshot, seed, replications)
        self.patience = _exponentials(seed, TICKETS, replications)
        self.comers = [_Comers(o, n, seed, replications) for n, o in enumerate(snapshot.overtakers)]

    def outlook(self) -> Outlook:
        """Call everybody, then ask when those would be called who joined now."""
        order = _in_order(self.snapshot)
        newcomers = [Waiting(0, queue) for queue in self.snapshot.newcomers]
        waits = self._waits([self._call(t) for t in order], order)
        joining = self._waits([self._join(t) for t in newcomers], newcomers)
        return Outlook(
            dict(zip((t.id for t in order), waits, strict=True)),
            dict(zip(self.snapshot.newcomers, joining, strict=True)),
            self.times.returns(),
        )

    def _call(self, ticket: Waiting) -> Floats:
        """When the ticket is called in every replication, if it stays; it is served there."""
        starts, cells, passed = self._next(ticket)
        # whoever is called by nobody takes nobody's time
        leaves = np.full(self.rows, np.inf)
        if self.snapshot.patience is not None:
            leaves = self.patience[ticket.id % TICKETS] * self.snapshot.patience
        stays = np.flatnonzero(starts < leaves)
        self.times.serve(cells[stays], starts[stays], passed[stays], ticket.queue)
        return starts

    def _next(self, ticket: Waiting) -> tuple[Floats, Indices, Indices]:
        """Who is free first for a ticket once everybody with precedence was called."""
        ahead = [c for c in self.comers if c.priority > ticket.priority]
        found = self.times.soonest(ticket)
        while any(c.is_called(self.times, found[0], ticket) for c in ahead):
            found = self.times.soonest(ticket)
        return found

    def _join(self, newcomer: Waiting) -> Floats:
        """When somebody would be called who joined now; of those who would not join, nothing."""
        if not self.comers:
            return self._next(newcomer)[0]
        aside = copy(self)
        aside.times, aside.comers = self.times.aside(), [c.aside() for c in self.comers]
        return aside._next(newcomer)[0]

    def _waits(self, calls: Sequence[Floats], tickets: Sequence[Waiting]) -> list[Wait]:
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


class _Comers:
    """Clients yet to come who are called before those of lower priority."""

    def __init__(self, overtakers: Overtakers, n: int, seed: int, replications: int) -> None:
        self.priority, self.ticket = overtakers.priority, Waiting(0, overtakers.queue)
        gaps = _exponentials(seed + 7919 * (n + 1), COMERS, replications)
        self.arrivals = gaps.cumsum(axis=0) / max(overtakers.per_minute, 1e-9)
        self.come = np.zeros(replications, dtype=np.intp)

    def aside(self) -> "_Comers":
        """These clients for a question that changes nothing."""
        twin = copy(self)
        twin.come = self.come.copy()
        return twin

    def is_called(self, times: Timetable, before: Floats, ticket: Waiting) -> bool:
        """Serve the next of them wherever they come in time to a counter that the ticket waits
        for, ahead of it; whether any did. What they do elsewhere concerns other tickets.
        """
        rows = np.arange(len(self.come))
        arrives = self.arrivals[self.come, rows]
        free, cells, passed = times.soonest(self.ticket)
        soon = (arrives <= np.minimum(before, HORIZON)) & np.isfinite(free)
        due = np.flatnonzero(soon & times.may_call(cells, ticket) & (self.come < COMERS - 1))
        self.come[due] += 1
        starts = np.maximum(free, arrives)
        times.serve(cells[due], starts[due], passed[due], self.ticket.queue)
        return bool(len(due))


def _in_order(snapshot: Snapshot) -> list[Waiting]:
    """The order of calls; who is not called before a break stands behind those who are."""
    pauses = [p for c in snapshot.counters for p in c.pauses]
    barred = {n for p in pauses if p.before for n in p.after}
    return sorted(snapshot.waiting, key=lambda t: t.id in barred)


@cache
def _exponentials(seed: int, many: int, replications: int) -> Floats:
    """Rows of exponential draws of mean 1, each row spread evenly over its replications."""
    return -np.log1p(-strata(np.random.default_rng([seed, 4]), many, replications))
