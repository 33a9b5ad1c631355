"""One day played with every forecast made at the instant a client joins."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from forecast.closed import closed_wait
from forecast.roll import outlook
from forecast.simulator import SERVED, Happened, Sight, simulate
from forecast.waits import Wait
from tests.bench.waits.guesses import last_waits, les, position
from tests.bench.waits.house import Learned, snapshot
from tests.bench.waits.worlds import Day

NEAR = 30.0
# promises are fixed so long before a break (B3)
FIXED = 15.0


@dataclass(frozen=True)
class Told:
    """A client who had to wait and was served: the real wait, the forecast, and every guess by
    its name (minutes).

    `near`: a break known then begins within half an hour at a counter of the queue; `before` the
    same of any break, known or not.
    """

    actual: float
    wait: Wait
    guesses: Mapping[str, float]
    near: bool
    before: bool


@dataclass(frozen=True)
class Asked:
    """A client waiting a quarter of an hour before a break: how sure a call before it was, when
    others guessed the call (minutes), and whether it came before.
    """

    probability: float
    guesses: Mapping[str, float]
    kept: bool


@dataclass
class Played:
    """What one day gave, and how long the forecasts took (ms)."""

    told: list[Told] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    took: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class _Guess:
    client: int
    now: float
    wait: Wait
    guesses: dict[str, float]
    near: bool
    before: bool


class _Watching:
    """Makes the forecasts while the day is played."""

    def __init__(self, day: Day, known: Learned, every: int) -> None:
        self.day, self.known, self.every, self.met = day, known, every, 0
        self.guesses: list[_Guess] = []
        self.asked: list[tuple[int, float, float, dict[str, float]]] = []
        self.took: list[float] = []

    def look(self, sight: Sight) -> None:
        """Forecast for who joined and must wait, or for all who wait before a break."""
        if sight.joined is None:
            self._ask(sight)
        elif sight.joined in sight.waiting:
            self.met += 1
            if self.met % self.every == 0:
                self._guess(sight, sight.joined)

    def _forecast(self, sight: Sight) -> dict[int, Wait]:
        seen = snapshot(sight, self.day.clients, self.known)
        began = perf_counter()
        waits = outlook(seen).tickets
        self.took.append(1000 * (perf_counter() - began))
        return dict(waits)

    def _guess(self, sight: Sight, client: int) -> None:
        seen = snapshot(sight, self.day.clients, self.known)
        mine = [d for d in sight.desks if self.day.clients[client].queue in d.desk.queues]
        known = [x.at for d in mine for x in d.coming]
        planned = [x.at for d in mine for x in d.desk.leaves]
        self.guesses.append(
            _Guess(
                client,
                sight.now,
                self._forecast(sight)[client],
                {**self._position(sight, client), "closed": closed_wait(seen, client)},
                any(0 <= at - sight.now <= NEAR for at in known),
                any(0 <= at - sight.now <= NEAR for at in planned),
            )
        )

    def _position(self, sight: Sight, client: int) -> dict[str, float]:
        mean = self.known.means[self.day.clients[client].queue]
        return position(sight, client, self.day.clients).guesses(mean, self.known.mean)

    def _ask(self, sight: Sight) -> None:
        until = sight.now + FIXED
        leaves = {x.id for d in sight.desks for x in d.coming if abs(x.at - until) < 1e-6}
        waits = self._forecast(sight) if leaves and sight.waiting else {}
        for client, wait in waits.items():
            sure = [p for leave, p in wait.before.items() if leave in leaves]
            if sure:
                guesses = self._position(sight, client)
                self.asked.append((client, until, sure[0], guesses))


def play(day: Day, known: Learned, *, every: int = 1) -> Played:
    """One day with its forecasts; of `every` so many who wait one is asked."""
    watching = _Watching(day, known, every)
    happened = simulate(day.clients, day.desks, watch=watching.look, looks=_looks(day))
    told = list(_told(watching.guesses, happened))
    return Played(told, list(_asked(watching.asked, happened)), watching.took)


def _looks(day: Day) -> Sequence[float]:
    """A quarter of an hour before each announced break."""
    starts = {x.at for d in day.desks for x in d.leaves if x.known_from <= x.at - FIXED}
    return sorted(at - FIXED for at in starts if at >= FIXED)


def _told(guesses: Sequence[_Guess], happened: Happened) -> Iterator[Told]:
    calls = last_waits(happened)
    for g in guesses:
        visit = happened.visits[g.client]
        if visit.outcome == SERVED and visit.wait is not None:
            guessed = {**g.guesses, "les": les(calls, visit.queue, g.now)}
            yield Told(visit.wait, g.wait, guessed, g.near, g.before)


def _asked(
    asked: Sequence[tuple[int, float, float, dict[str, float]]], happened: Happened
) -> Iterator[Asked]:
    for client, until, sure, guesses in asked:
        visit = happened.visits[client]
        if visit.called is not None:
            yield Asked(sure, guesses, visit.called <= until)
