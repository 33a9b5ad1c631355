"""When each counter is free, in every replication of a roll at once.

Arrays run over cells: cell = replication * counters + counter. A counter's pauses stand in order
under indices 0, 1, …; the last index is a pause that never comes.
"""

import math
from collections.abc import Sequence
from copy import copy
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forecast.laws import SIZE, Floats, Law
from forecast.waits import Counter, Pause, Serving, Snapshot, Surprises, Waiting

Indices = NDArray[np.intp]
# when clients are called, at which cells, and how many pauses have passed there
Calls = tuple[Floats, Indices, Indices]

# draws are kept for so many counters and so many services at each; behind them stand the next's
SLOTS = ORDINALS = 64
# of whoever is served longer than anybody before, the rest is about this share of what has passed
LONG_TAIL = 0.25


class Timetable:
    """The counters of a snapshot as they come free, take pauses and return."""

    def __init__(
        self, snapshot: Snapshot, seed: int, replications: int, more: Sequence[Law] = ()
    ) -> None:
        """Services go by the laws of the queues and, behind these, by `more`."""
        self.counters = snapshot.counters
        self.rows, self.columns = replications, len(snapshot.counters)
        self.cells = np.arange(self.rows * self.columns)
        self.row_of = self.cells // max(self.columns, 1)
        self.draws, self.doubts = _draws(seed, replications), _doubts(seed, replications)
        self.next_draw = self._first_draw()
        self.law_of = {queue: n for n, queue in enumerate(snapshot.laws)}
        laws = [*snapshot.laws.values(), *more]
        self.tables = np.concatenate([law.table for law in laws]) if laws else np.zeros(0)
        self.laws, self.factors = len(laws), self._factors(laws)
        self._lay_pauses(snapshot.surprises, seed)
        self.busy, self.passed = self._begin(), np.zeros_like(self.cells)
        # when each counter first comes back from a pause
        self.back = np.full(len(self.cells), np.nan)
        # when an ordinary client can be called, and how many pauses have passed by then
        self.ready, self.ready_passed = self._behind(self.cells, self.busy, self.passed)
        self.columns_by: dict[tuple[int, int | None], tuple[int, ...]] = {}

    def soonest(self, rows: Indices, barred: Floats | None, told: Indices | None) -> Calls:
        """When a client can be called in each of these replications (infinite: never), the cell
        of the counter that is free first, and how many of its pauses have passed then.

        `barred` is added to when counters are free: infinite for those that do not call the
        client. `told` says who it is, if it was told before or after a pause.
        """
        ready, passed = self._of(self.ready, rows), self._of(self.ready_passed, rows)
        if told is not None:
            ready, passed = self._as_told(rows, told, ready, passed)
        if barred is not None:
            ready = ready + barred
        best = ready.argmin(axis=1)
        here = self.cells[: ready.size : self.columns] + best
        return ready.ravel()[here], rows * self.columns + best, passed.ravel()[here]

    def serve(self, cells: Indices, starts: Floats, passed: Indices, law: Indices) -> None:
        """Serve a client at each of these cells, by its law."""
        at = self.next_draw[cells]
        self.next_draw[cells] = at + self.rows
        drawn = self.draws.take(at, mode="wrap")
        factor = self.factors[law * len(self.cells) + cells]
        busy = starts + self.tables[law * SIZE + drawn] * factor
        self.busy[cells], self.passed[cells] = busy, passed
        self.ready[cells], self.ready_passed[cells] = self._behind(cells, busy, passed)

    def barred(self, columns: Sequence[int]) -> Floats:
        """By counter: nothing for these columns, infinite for the others."""
        barred = np.full(self.columns, np.inf)
        barred[list(columns)] = 0.0
        return barred

    def aside(self) -> "Timetable":
        """The same counters at the same instant, for a question that changes nothing."""
        twin = copy(self)
        for name in ("busy", "passed", "ready", "ready_passed", "next_draw", "back"):
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
        columns = self.may_call(ticket.queue, ticket.only)
        return [p.id for n in columns for p in self.counters[n].pauses]

    def may_call(self, queue: int, only: int | None) -> tuple[int, ...]:
        """The counters that may call a client of a queue, or of `only` that one."""
        if (queue, only) not in self.columns_by:
            mine = [
                n
                for n, c in enumerate(self.counters)
                if (queue in c.queues if only is None else c.id == only)
            ]
            self.columns_by[queue, only] = tuple(mine)
        return self.columns_by[queue, only]

    def _factors(self, laws: Sequence[Law]) -> Floats:
        """By how much services differ from their law, by law and cell."""
        speeds = np.tile([c.speed for c in self.counters], self.rows)
        doubts = np.multiply.outer([law.doubt for law in laws], self.doubts)
        return (np.exp(doubts)[:, self.row_of] * speeds).ravel()

    def _of(self, cells: NDArray[Any], rows: Indices) -> NDArray[Any]:
        """What belongs to these replications, one row each."""
        table = cells.reshape(self.rows, self.columns)
        return table if len(rows) == self.rows else table.take(rows, axis=0)

    def _behind(
        self, cells: Indices, busy: Floats, passed: Indices, told: Indices | None = None
    ) -> tuple[Floats, Indices]:
        """When the counters are free for clients, once the pauses that are due have passed."""
        ready, passed = busy.copy(), passed.copy()
        due = (ready > self._until(cells, passed, told)).nonzero()[0]
        while len(due):
            here = passed[due] * len(self.cells) + cells[due]
            ready[due] = np.maximum(self.at[here], ready[due]) + self.length[here]
            if told is None:
                first = due[passed[due] == self.first_known[cells[due]]]
                self.back[cells[first]] = ready[first]
            passed[due] += 1
            whom = told if told is None else told[due]
            due = due[ready[due] > self._until(cells[due], passed[due], whom)]
        return ready, passed

    def _until(self, cells: Indices, passed: Indices, told: Indices | None) -> Floats:
        """The last instant of a call before the pause that is next."""
        here = passed * len(self.cells) + cells
        until = self.take[here]
        if told is None:
            return until
        told = told * self.names
        until = np.maximum(until, self.told_before[told + self.name[here]])
        return np.minimum(until, self.told_after[told + self.name_after[here]])

    def _as_told(
        self, rows: Indices, told: Indices, ready: Floats, passed: Indices
    ) -> tuple[Floats, Indices]:
        """When each counter is free for clients who were told before or after a pause of it."""
        ready, passed, columns = ready.copy(), passed.copy(), self.told_columns
        those = told.nonzero()[0][:, None]
        cells = rows[those] * self.columns + columns
        whom, shape = told[those].repeat(len(columns)), cells.shape
        cells = cells.ravel()
        found = self._behind(cells, self.busy[cells], self.passed[cells], whom)
        ready[those, columns], passed[those, columns] = (x.reshape(shape) for x in found)
        return ready, passed

    def _lay_pauses(self, surprises: Surprises | None, seed: int) -> None:
        """Lay every counter's pauses in order, with one that nobody knows of among them."""
        most = max((len(c.pauses) for c in self.counters), default=0) + (surprises is not None)
        shape = (most + 1, self.rows, self.columns)
        at, length, take = np.zeros(shape), np.zeros(shape), np.full(shape, np.inf)
        nobody = sum(len(c.pauses) for c in self.counters)
        name = np.full(shape, nobody, dtype=np.intp)
        first_name = 0
        first_known = np.full((self.rows, self.columns), -1, dtype=np.intp)
        for column, counter in enumerate(self.counters):
            laid = _laid(counter, surprises, seed, self.rows)
            order = np.argsort(laid[:, 0], axis=0, kind="stable")
            known = order < len(counter.pauses)
            name[: len(laid), :, column] = np.where(known, order + first_name, nobody)
            first_name += len(counter.pauses)
            if counter.pauses:
                first_known[:, column] = known.argmax(axis=0)
            for into, n in ((at, 0), (length, 1), (take, 2)):
                into[: len(laid), :, column] = np.take_along_axis(laid[:, n], order, axis=0)
        self.at, self.length, self.take = at.ravel(), length.ravel(), take.ravel()
        self.first_known = first_known.ravel()
        # of one that nobody knows of the next that somebody does
        following = np.concatenate([name[1:], np.full_like(name[:1], nobody)])
        self.name, self.name_after = name.ravel(), np.where(name == nobody, following, name).ravel()
        self._lay_promises(nobody)

    def _lay_promises(self, nobody: int) -> None:
        """Who is called before a pause whatever happens, and who not before it, nor any earlier
        there; by the client's number and the pause's.
        """
        spoken = sorted({n for c in self.counters for p in c.pauses for n in p.before | p.after})
        # who was told nothing has the number 0
        self.told, self.names = {ticket: n for n, ticket in enumerate(spoken, 1)}, nobody + 1
        before = np.full((len(spoken) + 1, self.names), -np.inf)
        after, name, spoken_at = -before, 0, []
        for column, counter in enumerate(self.counters):
            for n, pause in enumerate(counter.pauses):
                before[[self.told[t] for t in pause.before], name + n] = np.inf
                later = [self.told[t] for t in pause.after - pause.before]
                after[later, name : name + n + 1] = -np.inf
            name += len(counter.pauses)
            if any(p.before or p.after for p in counter.pauses):
                spoken_at.append(column)
        # until when each of them is called at least, and at most
        self.told_before, self.told_after = before.ravel(), after.ravel()
        self.told_columns = np.array(spoken_at, dtype=np.intp)

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
        share = (self.draws[self.next_draw[cells] + (ORDINALS - 1) * self.rows] + 0.5) / SIZE
        law = self.law_of[serving.queue]
        table = self.tables[law * SIZE : (law + 1) * SIZE]
        factor = self.factors[law * len(self.cells) + cells]
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
