"""What ordinary products tell, from the same sight: position times a constant, or the last wait."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forecast.simulator import Client, Happened, Sight


@dataclass(frozen=True)
class Position:
    """A client's place in the own queue, and in the line of all whom the same counters call; the
    counters now open for it, and how long the head of the queue has waited.
    """

    ahead: int
    ahead_in_line: int
    open: int
    head_waited: float

    def guesses(self, mean: float, of_all: float) -> dict[str, float]:
        """Those ahead times the mean service of the queue, or of all (minutes), shared by the
        open counters; QL counts the own place in (SCIENCE.md 1.2).
        """
        each, each_of_all = mean / max(self.open, 1), of_all / max(self.open, 1)
        return {
            "naive": self.ahead * each,
            "naive_line": self.ahead_in_line * each_of_all,
            "ql": (self.ahead + 1) * each,
            "ql_line": (self.ahead_in_line + 1) * each_of_all,
            "hol": self.head_waited,
        }


def position(sight: Sight, client: int, clients: Sequence[Client]) -> Position:
    """Where a waiting client stands."""
    queue = clients[client].queue
    mine = [d for d in sight.desks if queue in d.desk.queues]
    shared = frozenset().union(*(d.desk.queues for d in mine))
    before = sight.waiting[: sight.waiting.index(client)]
    own = [n for n in before if clients[n].queue == queue]
    return Position(
        len(own),
        sum(clients[n].queue in shared for n in before),
        sum(d.away_until is None for d in mine),
        sight.now - clients[own[0] if own else client].at,
    )


def last_waits(happened: Happened) -> Mapping[int, tuple[list[float], list[float]]]:
    """By queue, the instants of the calls in their order, and how long the called had waited."""
    calls: dict[int, list[tuple[float, float]]] = {}
    for v in happened.visits:
        if v.called is not None:
            calls.setdefault(v.queue, []).append((v.called, v.called - v.arrived))
    return {
        queue: ([at for at, _ in rows], [waited for _, waited in rows])
        for queue, rows in ((queue, sorted(rows)) for queue, rows in calls.items())
    }


def les(calls: Mapping[int, tuple[list[float], list[float]]], queue: int, now: float) -> float:
    """The wait of the client who entered service last (LES); none yet: no wait."""
    at, waited = calls.get(queue, ([], []))
    n = bisect_left(at, now)
    return waited[n - 1] if n else 0.0
