"""What ordinary products tell, from the same sight: position times a constant, or the last wait."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forecast.simulator import Client, Happened, Sight


@dataclass(frozen=True)
class Position:
    """A client's place in the line of the own queue, and the counters now open for it."""

    ahead: int
    open: int
    head_waited: float

    def naive(self, mean: float) -> float:
        """Those ahead times the mean service, shared by the open counters."""
        return self.ahead * mean / max(self.open, 1)

    def ql(self, mean: float) -> float:
        """The same with the own place counted in (SCIENCE.md 1.2, QL)."""
        return (self.ahead + 1) * mean / max(self.open, 1)


def position(sight: Sight, client: int, clients: Sequence[Client]) -> Position:
    """Where a waiting client stands."""
    queue = clients[client].queue
    line = [n for n in sight.waiting if clients[n].queue == queue]
    ahead = line.index(client)
    at_work = [d for d in sight.desks if queue in d.desk.queues and d.away_until is None]
    waited = sight.now - clients[line[0]].at
    return Position(ahead, len(at_work), waited)


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
