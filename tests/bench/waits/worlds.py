"""The branches whose days are played: SCIENCE.md chapter 2, and one of the same with real days."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from forecast.simulator import (
    Client,
    Desk,
    Leave,
    arrivals,
    crowd,
    exponential,
    lognormal,
    together,
)
from tests.bench.waits.trace import KINDS as REAL_KINDS
from tests.bench.waits.trace import RealDays

Breaks = Literal["waves", "staggered", "planned", "mixed", "unplanned"]
Plan = Sequence[tuple[float, float]]

OPEN_MINUTES = 480.0
# arrivals by quarter of an hour
EDGES = np.arange(0.0, OPEN_MINUTES + 1, 15.0)
DAY_CV = 0.10
MEAN, CV, PATIENCE = 5.0, 0.9, 60.0
LUNCH, COFFEE = 30.0, 15.0
# days are numbered; those before this one are for learning
TRAINING = 20


@dataclass(frozen=True)
class Day:
    """One day as it will be: who comes, and who leaves when."""

    clients: list[Client]
    desks: tuple[Desk, ...]


@dataclass(frozen=True)
class World:
    """A branch with as many days as are asked for; `day` makes the one of a number."""

    name: str
    counters: int
    breaks: Breaks
    source: Literal["simulated", "trace"]
    day: Callable[[int], Day]

    def training(self) -> Iterator[Day]:
        """The days from which a branch learns."""
        return map(self.day, range(TRAINING))

    def testing(self, count: int) -> Iterator[Day]:
        """The days that are measured."""
        return map(self.day, range(TRAINING, TRAINING + count))


def clock(hour: int, minute: int = 0) -> float:
    """Minutes after nine."""
    return 60.0 * (hour - 9) + minute


def leaves(desk: int, plan: Plan, known_from: float = -math.inf) -> tuple[Leave, ...]:
    """A teller's breaks of a day, numbered through the branch."""
    return tuple(Leave(10 * desk + n, at, long, known_from) for n, (at, long) in enumerate(plan))


def day_of(first: float, lunch: float, second: float) -> Plan:
    """Coffee, lunch, coffee."""
    return ((first, COFFEE), (lunch, LUNCH), (second, COFFEE))


def in_waves(counters: int) -> list[Plan]:
    """Everybody leaves in two waves, lunch around noon; the second leaves a little after the
    first is back (P6).
    """
    waves = (
        day_of(clock(10, 30), clock(12), clock(15)),
        day_of(clock(10, 55), clock(12, 40), clock(15, 25)),
    )
    return [waves[n % 2] for n in range(counters)]


def staggered(counters: int) -> list[Plan]:
    """One after the other, evenly over the hours in which breaks may lie."""
    if counters == 3:
        lunches = (clock(11, 30), clock(12, 30), clock(13, 30))
        firsts = (clock(10), clock(10, 45), clock(11, 30))
        seconds = (clock(14, 30), clock(15, 15), clock(16))
        return [day_of(*row) for row in zip(firsts, lunches, seconds, strict=True)]
    return [
        day_of(clock(10, 15 * n), clock(11, 15 + 25 * n), clock(14, 15 * n))
        for n in range(counters)
    ]


def planned() -> list[Plan]:
    """A plan for eight counters by SCIENCE.md chapter 4: least squared shortfall, two away."""
    return [
        day_of(clock(10), clock(12, 45), clock(14, 45)),
        day_of(clock(10), clock(12, 45), clock(15, 15)),
        day_of(clock(10, 15), clock(13, 15), clock(15)),
        day_of(clock(10, 15), clock(13, 15), clock(15, 30)),
        day_of(clock(10, 30), clock(13, 45), clock(15, 15)),
        day_of(clock(10, 30), clock(13, 45), clock(15, 30)),
        day_of(clock(10, 45), clock(14, 15), clock(15, 45)),
        day_of(clock(10, 45), clock(14, 15), clock(15, 45)),
    ]


def rates(counters: float, load: float, mean: float = MEAN) -> np.ndarray:
    """Arrivals a minute by quarter of an hour: a peak at noon, two and a half times the rest."""
    middles = (EDGES[:-1] + EDGES[1:]) / 2
    shape = 1 + 1.5 * np.exp(-(((middles - clock(12)) / 40) ** 2))
    return shape / shape.mean() * counters * load / mean


def busy(rng: np.random.Generator) -> float:
    """By how much this day is busier than others."""
    return float(lognormal(1.0, DAY_CV)(rng, 1)[0])


def one_line(counters: int, load: float, plans: Sequence[Plan]) -> Callable[[int], Day]:
    """One queue and interchangeable counters."""
    desks = tuple(Desk(n + 1, leaves=leaves(n + 1, plan)) for n, plan in enumerate(plans))
    per_minute = rates(counters, load)

    def day(number: int) -> Day:
        rng = np.random.default_rng([counters, number])
        times = arrivals(rng, list(EDGES), list(per_minute * busy(rng)))
        return Day(crowd(rng, times, lognormal(MEAN, CV), patience=PATIENCE), desks)

    return day


def unannounced(counters: int, load: float) -> Callable[[int], Day]:
    """Breaks of about twelve minutes whenever they fall, known when they have begun."""
    line = one_line(counters, load, [()] * counters)

    def plan(rng: np.random.Generator) -> Plan:
        begins = np.cumsum(exponential(100.0)(rng, 12))
        lengths = lognormal(12.0, 0.5)(rng, 12)
        return [(float(at), float(long)) for at, long in zip(begins, lengths, strict=True)]

    def day(number: int) -> Day:
        rng = np.random.default_rng([99, counters, number])
        desks = (Desk(n + 1, leaves=leaves(n + 1, plan(rng), math.inf)) for n in range(counters))
        return Day(line(number).clients, tuple(desks))

    return day


# payments, accounts, advice: mean minutes, and the share of the clients
KINDS: Mapping[int, tuple[float, float]] = {0: (3.5, 0.55), 1: (6.5, 0.30), 2: (13.0, 0.15)}
# what each of eight counters serves
SKILLS = ({0}, {0}, {0, 1}, {0, 1}, {0, 1}, {1, 2}, {1, 2}, {0, 1, 2})
FAVOURED = 0.12


def mixed(load: float) -> Callable[[int], Day]:
    """Three queues, counters that serve some of them, and clients with priority in each."""
    plans = enumerate(staggered(len(SKILLS)), 1)
    desks = tuple(
        Desk(n, frozenset(skills), leaves(n, plan))
        for (n, plan), skills in zip(plans, SKILLS, strict=True)
    )
    average = sum(mean * share for mean, share in KINDS.values())
    per_minute = rates(len(SKILLS), load, average)

    def day(number: int) -> Day:
        rng = np.random.default_rng([77, number])
        today, crowds = per_minute * busy(rng), []
        for queue, (mean, share) in KINDS.items():
            for priority, part in ((0, 1 - FAVOURED), (1, FAVOURED)):
                times = arrivals(rng, list(EDGES), list(today * share * part))
                needs = lognormal(mean, CV)
                crowds.append(
                    crowd(rng, times, needs, queue=queue, priority=priority, patience=PATIENCE)
                )
        return Day(together(*crowds), desks)

    return day


def real(
    counters: int, share: float, plans: Sequence[Plan], days: RealDays, *, by_kind: bool = False
) -> Callable[[int], Day]:
    """The arrivals and service times of a real bank, thinned to a share of them.

    One line; with `by_kind` every kind of service has a queue, and every counter serves all.
    """
    queues = frozenset(range(len(REAL_KINDS))) if by_kind else frozenset({0})
    desks = tuple(Desk(n, queues, leaves(n, plan)) for n, plan in enumerate(plans, 1))

    def day(number: int) -> Day:
        rng = np.random.default_rng([55, counters, number])
        calls = days.thinned(number, TRAINING, share, rng)
        bears = exponential(PATIENCE)(rng, len(calls.at))
        kinds = calls.kind if by_kind else np.zeros_like(calls.kind)
        rows = zip(calls.at, calls.service, kinds, bears, strict=True)
        clients = [Client(float(a), float(s), int(k), 0, float(b)) for a, s, k, b in rows]
        return Day(clients, desks)

    return day


def worlds(data: Path) -> dict[str, Callable[[], World]]:
    """Every scenario by its name."""

    def simulated(
        name: str, counters: int, breaks: Breaks, day: Callable[[int], Day]
    ) -> tuple[str, Callable[[], World]]:
        return name, lambda: World(name, counters, breaks, "simulated", day)

    def traced(
        name: str, counters: int, breaks: Breaks, share: float, plans: list[Plan]
    ) -> tuple[str, Callable[[], World]]:
        def world() -> World:
            day = real(counters, share, plans, RealDays.read(data), by_kind=True)
            return World(name, counters, breaks, "trace", day)

        return name, world

    return dict(
        [
            simulated("waves4", 4, "waves", one_line(4, 0.67, in_waves(4))),
            simulated("waves8", 8, "waves", one_line(8, 0.73, in_waves(8))),
            simulated("staggered8", 8, "staggered", one_line(8, 0.73, staggered(8))),
            simulated("planned8", 8, "planned", one_line(8, 0.73, planned())),
            simulated("staggered3", 3, "staggered", one_line(3, 0.66, staggered(3))),
            simulated("mixed", 8, "mixed", mixed(0.72)),
            simulated("unplanned", 8, "unplanned", unannounced(8, 0.73)),
            traced("trace_waves4", 4, "waves", 0.67, in_waves(4)),
            traced("trace_waves8", 8, "waves", 1.30, in_waves(8)),
            traced("trace_staggered8", 8, "staggered", 1.30, staggered(8)),
        ]
    )
