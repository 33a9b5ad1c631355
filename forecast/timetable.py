"""When each counter is free, in every replication of a roll at once.

Arrays run over cells: cell = replication * counters + counter. A counter's pauses stand in order
under indices 0, 1, …; the last index is a pause that never comes.
"""

import math
from copy import copy
from functools import cache

import numpy as np
from numpy.typing import NDArray

from forecast.laws import SIZE, Floats
from forecast.waits import Counter, Pause, Serving, Snapshot, Surprises, Waiting

Indices = NDArray[np.intp]

# draws are kept for so many counters and so many services at each; then they come round again
SLOTS = ORDINALS = 64
# of whoever is served longer than anybody before, the rest is about this share of what has passed
LONG_TAIL = 0.25


class Timetable:
    """The counters of a snapshot as they come free, take pauses and return."""

    def __init__(self, snapshot: Snapshot, seed: int, replications: int) -> None:
        self.counters, self.laws = snapshot.counters, snapshot.laws
        self.rows, self.columns = replications, len(snapshot.counters)
        self.cells = np.arange(self.rows * self.columns)
        self.row_of = self.cells // max(self.columns, 1)
        self.draws, self.doubts = _draws(seed, replications), _doubts(seed, replications)
        self.first_draw = self._first_draw()
        self.factors: dict[int, Floats] = {}
        self._lay_pauses(snapshot.surprises, seed)
        self.ordinal = np.zeros_like(self.cells)
        self.busy, self.passed = self._begin(), np.zeros_like(self.cells)
        # when each counter first comes back from a pause
        self.back = np.full(len(self.cells), np.nan)
        # when an ordinary client can be called, and how many pauses have passed by then
        self.ready, self.ready_passed = self._behind(self.cells, self.busy, self.passed)
        self.columns_of: dict[tuple[int, int | None], Indices] = {}

    def soonest(self, ticket: Waiting) -> tuple[Floats, Indices, Indices]:
        """When a ticket can be called in every replication (infinite: never), the cell of the
        counter that is free first, and how many of its pauses have passed then.
        """
        columns = self._columns(ticket.queue, ticket.only)
        if not len(columns):
            nowhere = np.zeros(self.rows, dtype=np.intp)
            return np.full(self.rows, np.inf), nowhere, nowhere
        ready, passed = self.ready, self.ready_passed
        if ticket.id in self.spoken_of:
            ready, passed = self._as_told(ticket.id)
        table = ready.reshape(self.rows, self.columns)
        best = (table if len(columns) == self.columns else table[:, columns]).argmin(axis=1)
        cells = self.cells[:: self.columns] + columns[best]
        return ready[cells], cells, passed[cells]

    def serve(self, cells: Indices, starts: Floats, passed: Indices, queue: int) -> None:
        """Serve a client of a queue at each of the cells."""
        ordinal = self.ordinal[cells]
        self.ordinal[cells] = ordinal + 1
        drawn = self.draws[self.first_draw[cells] + ordinal % (ORDINALS - 1) * self.rows]
        busy = starts + self.laws[queue].table[drawn] * self._factor(queue)[cells]
        self.busy[cells], self.passed[cells] = busy, passed
        self.ready[cells], self.ready_passed[cells] = self._behind(cells, busy, passed)

    def may_call(self, cells: Indices, ticket: Waiting) -> NDArray[np.bool_]:
        """Which of these cells belong to counters that may call a ticket."""
        return np.isin(cells % max(self.columns, 1), self._columns(ticket.queue, ticket.only))

    def aside(self) -> "Timetable":
        """The same counters at the same instant, for a question that changes nothing."""
        twin = copy(self)
        for name in ("busy", "passed", "ready", "ready_passed", "ordinal", "back"):
            setattr(twin, name, getattr(self, name).copy())
        return twin

    def returns(self) -> dict[int, float]:
        """When each counter that pauses is expected back: the median, in minutes."""
        back = self.back.reshape(self.rows, self.columns)
        return {
            counter.id: float(np.median(self._back(counter, column, back[:, column])))
            for column, counter in enumerate(self.counters)
            if counter.pauses or counter.opens_at > 0
        }

    def limits(self) -> dict[int, float]:
        """By which instant a call counts as before a pause."""
        return {
            p.id: p.at if p.counts_until is None else p.counts_until
            for c in self.counters
            for p in c.pauses
        }

    def pauses_before(self, ticket: Waiting) -> list[int]:
        """The pauses of the counters that may call a ticket."""
        columns = self._columns(ticket.queue, ticket.only)
        return [p.id for n in columns for p in self.counters[n].pauses]

    def _columns(self, queue: int, only: int | None) -> Indices:
        """The counters that may call a client of a queue, or of `only` that one."""
        if (queue, only) not in self.columns_of:
            mine = [
                n
                for n, c in enumerate(self.counters)
                if (queue in c.queues if only is None else c.id == only)
            ]
            self.columns_of[queue, only] = np.array(mine, dtype=np.intp)
        return self.columns_of[queue, only]

    def _factor(self, queue: int) -> Floats:
        """By how much services of a queue differ from their law, by cell."""
        if queue not in self.factors:
            speeds = np.tile([c.speed for c in self.counters], self.rows)
            doubt = np.exp(self.laws[queue].doubt * self.doubts)
            self.factors[queue] = speeds * doubt[self.row_of]
        return self.factors[queue]

    def _behind(
        self, cells: Indices, busy: Floats, passed: Indices, take: Floats | None = None
    ) -> tuple[Floats, Indices]:
        """When the counters are free for clients, once the pauses that are due have passed."""
        until = self.take if take is None else take
        ready, passed, size = busy.copy(), passed.copy(), len(self.cells)
        due = np.flatnonzero(ready > until[passed * size + cells])
        while len(due):
            here = passed[due] * size + cells[due]
            ready[due] = np.maximum(self.at[here], ready[due]) + self.length[here]
            first = due[passed[due] == self.first_known[cells[due]]]
            if take is None:
                self.back[cells[first]] = ready[first]
            passed[due] += 1
            due = due[ready[due] > until[passed[due] * size + cells[due]]]
        return ready, passed

    def _as_told(self, ticket: int) -> tuple[Floats, Indices]:
        """When each counter is free for a ticket that was told before or after a pause of it."""
        take = self.take.reshape(-1, self.rows, self.columns).copy()
        rows = np.arange(self.rows)
        for column, counter in enumerate(self.counters):
            for pause in counter.pauses:
                place = self.place[pause.id]
                if ticket in pause.before:
                    take[place, rows, column] = np.inf
                elif ticket in pause.after:
                    earlier = np.arange(len(take))[:, None] <= place[None, :]
                    take[:, :, column][earlier] = -np.inf
        return self._behind(self.cells, self.busy, self.passed, take.ravel())

    def _lay_pauses(self, surprises: Surprises | None, seed: int) -> None:
        """Lay every counter's pauses in order, with one that nobody knows of among them."""
        most = max((len(c.pauses) for c in self.counters), default=0) + (surprises is not None)
        shape = (most + 1, self.rows, self.columns)
        at, length, take = np.zeros(shape), np.zeros(shape), np.full(shape, np.inf)
        self.place: dict[int, Indices] = {}
        first_known = np.full((self.rows, self.columns), -1, dtype=np.intp)
        for column, counter in enumerate(self.counters):
            laid = _laid(counter, surprises, seed, self.rows)
            order = np.argsort(laid[:, 0], axis=0, kind="stable")
            for n, pause in enumerate(counter.pauses):
                self.place[pause.id] = np.argmax(order == n, axis=0)
            if counter.pauses:
                first_known[:, column] = self.place[counter.pauses[0].id]
            for into, n in ((at, 0), (length, 1), (take, 2)):
                into[: len(laid), :, column] = np.take_along_axis(laid[:, n], order, axis=0)
        self.at, self.length, self.take = at.ravel(), length.ravel(), take.ravel()
        self.first_known = first_known.ravel()
        pauses = [p for c in self.counters for p in c.pauses]
        self.spoken_of = {n for p in pauses for n in (*p.before, *p.after)}

    def _first_draw(self) -> Indices:
        """Where the draws of each cell begin; they belong to the counter's number."""
        taken: list[int] = []
        for counter in self.counters:
            slot = counter.id % SLOTS
            while slot in taken and len(taken) < SLOTS:
                slot = (slot + 1) % SLOTS
            taken.append(slot)
        slots = np.array(taken, dtype=np.intp)[None, :]
        return (np.arange(self.rows)[:, None] + slots * ORDINALS * self.rows).ravel()

    def _begin(self) -> Floats:
        """When each counter is done with the client in hand, or back."""
        free = np.zeros((self.rows, self.columns))
        for column, counter in enumerate(self.counters):
            free[:, column] = max(0.0, counter.opens_at)
            if counter.serving:
                free[:, column] += self._rest(counter.serving, column)
        return free.ravel()

    def _rest(self, serving: Serving, column: int) -> Floats:
        """How much longer the client in hand takes: the law, cut off at what has passed."""
        cells = self.cells[column :: self.columns]
        share = (self.draws[self.first_draw[cells] + (ORDINALS - 1) * self.rows] + 0.5) / SIZE
        table, factor = self.laws[serving.queue].table, self._factor(serving.queue)[cells]
        past = np.searchsorted(table, serving.elapsed / factor, side="right") / SIZE
        at = ((past + (1 - past) * share) * SIZE).astype(np.intp)
        rest = table[np.minimum(at, SIZE - 1)] * factor - serving.elapsed
        longer = -np.log1p(-share) * max(LONG_TAIL * serving.elapsed, 1.0)
        beyond = past >= 1 - 2 / SIZE
        # a law of one length ends when it says
        sure = bool(table[0] == table[-1])
        return np.maximum(np.where(beyond & (not sure), longer, rest), 0.0)

    def _back(self, counter: Counter, column: int, back: Floats) -> Floats:
        """When a counter is back, also where nobody was called beyond its pause."""
        if counter.opens_at > 0 or not counter.pauses:
            return np.full(self.rows, counter.opens_at)
        pause = counter.pauses[0]
        busy = self.busy[self.cells[column :: self.columns]]
        return np.where(np.isnan(back), np.maximum(pause.at, busy) + pause.length, back)


def _laid(
    counter: Counter, surprises: Surprises | None, seed: int, rows: int
) -> NDArray[np.float64]:
    """Begin, length and last call of a counter's pauses, by pause and replication."""
    known = [[p.at, p.length, _takes_until(p)] for p in counter.pauses]
    laid = np.repeat(np.array(known, dtype=float).reshape(-1, 3, 1), rows, axis=2)
    if surprises is None or surprises.per_minute <= 0:
        return laid
    draws = _uniforms(seed, rows, counter.id % SLOTS)
    begins = -np.log1p(-draws[0]) / surprises.per_minute
    lengths = surprises.length.table[(draws[1] * SIZE).astype(np.intp)]
    return np.concatenate([laid, np.array([begins, lengths, begins])[None]])


def _takes_until(pause: Pause) -> float:
    """The last instant at which an ordinary client is called: ahead of the start, not at it."""
    return math.nextafter(pause.at, -math.inf) if pause.takes_until is None else pause.takes_until


def strata(rng: np.random.Generator, many: int, replications: int) -> Floats:
    """`many` rows of uniform draws, each spread evenly over its replications."""
    ranks = rng.random((many, replications)).argsort(axis=1)
    return (ranks + rng.random((many, replications))) / replications


@cache
def _draws(seed: int, replications: int) -> NDArray[np.intp]:
    """Which quantile each service of each counter has, by slot, ordinal and replication."""
    rng = np.random.default_rng([seed, 1])
    return (strata(rng, SLOTS * ORDINALS, replications) * SIZE).astype(np.intp).ravel()


@cache
def _doubts(seed: int, replications: int) -> Floats:
    """How far off the learned means are in each replication, in standard deviations."""
    rng = np.random.default_rng([seed, 2])
    return rng.permutation(np.sort(rng.standard_normal((101, replications)), axis=1).mean(axis=0))


@cache
def _uniforms(seed: int, replications: int, slot: int) -> Floats:
    return strata(np.random.default_rng([seed, 3, slot]), 2, replications)
