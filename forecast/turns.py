"""The calls of a branch in the order of time, where clients yet to come will go before others.

Ticket by ticket, as `forecast.roll` calls them, nobody must come later: a counter that is idle for
the clients it serves would be kept for one who has not come. Here the next counter that is free
calls whoever then stands first, in all replications side by side.
"""

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from forecast.laws import Floats
from forecast.timetable import Indices, Timetable
from forecast.waits import Overtakers, Waiting

# nobody who would come later than this is reckoned with, nor more than so many of a priority
HORIZON, MOST = 240.0, 96

Flags = NDArray[np.bool_]


class Turns:
    """Everybody who waits or will come, in the order in which they have precedence.

    Arrays run over replications and people; `leaves` has when each ticket gives up, and that of
    newcomers (minus infinity) says that they are only asked about.
    """

    def __init__(
        self,
        times: Timetable,
        tickets: Sequence[Waiting],
        leaves: Floats,
        overtakers: Sequence[Overtakers],
        *,
        patience: float | None,
        seed: int,
    ) -> None:
        self.times, self.rows, self.columns = times, times.rows, times.columns
        crowds = [
            _Crowd(p, overtakers, self.rows, patience, seed)
            for p in sorted({o.priority for o in overtakers})
        ]
        self._line_up(tickets, leaves, crowds)
        self._by_what_was_told(tickets)
        self.open = np.ones_like(self.arrives, dtype=bool)
        self.starts = np.full_like(self.arrives, np.inf)
        self.left = np.full(self.rows, len(tickets))

    def calls(self) -> Floats:
        """When every ticket is called (infinite: never), by ticket and replication."""
        while self._step():
            pass
        return self.starts[:, self.is_ticket].T

    def _line_up(
        self, tickets: Sequence[Waiting], leaves: Floats, crowds: Sequence["_Crowd"]
    ) -> None:
        """Lay out who comes when, serves whom, gives up when: tickets, and crowds among them."""
        self.queues = sorted({t.queue for t in tickets} | {q for c in crowds for q in c.queues})
        kinds = [*((q, None) for q in self.queues), *sorted(_wishes(tickets))]
        self.may = np.zeros((len(kinds), self.columns), dtype=bool)
        for n, kind in enumerate(kinds):
            self.may[n, self.times.columns_for(*kind)] = True
        blank = np.zeros(self.rows)
        people = [
            (blank, np.full(self.rows, kinds.index((t.queue, t.only))), leave, t.queue, True)
            for t, leave in zip(tickets, leaves, strict=True)
        ]
        for crowd in crowds:
            place = next((n for n, t in enumerate(tickets) if t.priority < crowd.priority), None)
            raise NotImplementedError
