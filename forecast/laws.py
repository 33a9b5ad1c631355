"""How long a service takes: a law per queue and half-hour, learned from finished services.

A law is a table of quantiles, so that it may have any shape. While little was seen the shape is
log-normal (SCIENCE.md 2) and the mean is held near a prior; `doubt` says how far it may be off.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SIZE = 512
SHAPE = 129
# SCIENCE.md 2: the coefficient of variation of a service where nothing was seen
PRIOR_CV = 0.9
PRIOR_MEAN = 5.0
# a prior weighs as much as so many services; a half-hour, or a person, must show as many
PRIOR_WEIGHT = 10
HALF_HOUR_WEIGHT = 40
TELLER_WEIGHT = 30
# half-hours and persons are reckoned in turns, so often
ROUNDS = 2
# how far the log of the mean may be off before anything was seen
PRIOR_DOUBT = 0.35
# from so many services on their own shape is believed
SHAPE_NEEDED = 150
# what is shorter or longer was a slip of the key
SHORTEST, LONGEST = 0.1, 180.0


@dataclass(frozen=True, eq=False)
class Law:
    """A service law: `SIZE` quantiles in minutes, and the standard deviation of the log mean."""

    table: Floats
    doubt: float = 0.0

    @cached_property
    def mean(self) -> float:
        """The mean in minutes."""
        return float(self.table.mean())

    @cached_property
    def square(self) -> float:
        """The mean of the square, in minutes squared."""
        return float((self.table**2).mean())

    def quantile(self, share: float) -> float:
        """The length in minutes that a share of the services does not exceed."""
        return float(self.table[min(int(share * SIZE), SIZE - 1)])

    def share_within(self, minutes: float) -> float:
        """The share of the services that last at most so many minutes."""
        return float(np.searchsorted(self.table, minutes, side="right")) / SIZE


@dataclass(frozen=True)
class Service:
    """A finished service: its half-hour of the day (0 to 47), its minutes, and who served."""

    half_hour: int
    minutes: float
    teller: int | None = None


@dataclass(frozen=True)
class Habits:
    """What was learned of a queue's services, in logs of minutes."""

    mu: float
    sigma: float
    seen: int = 0
    halves: Mapping[int, float] = field(default_factory=dict)
    tellers: Mapping[int, float] = field(default_factory=dict)
    shape: Sequence[float] = ()

    @property
    def doubt(self) -> float:
        """The standard deviation of the log of the mean."""
        return PRIOR_DOUBT * math.sqrt(PRIOR_WEIGHT / (PRIOR_WEIGHT + self.seen))

    def law(self, half_hour: int) -> Law:
        """The law of services that begin in a half-hour of the day."""
        logs = self.mu + self.halves.get(half_hour, 0.0) + self.sigma * self._standard()
        return Law(np.exp(logs), self.doubt)

    def speed(self, teller: int | None) -> float:
        """How much longer (above 1) or shorter this person's services are."""
        return math.exp(self.tellers.get(teller, 0.0)) if teller is not None else 1.0

    def _standard(self) -> Floats:
        if not self.shape:
            return _normal()
        seen_at = (np.arange(len(self.shape)) + 0.5) / len(self.shape)
        return np.interp((np.arange(SIZE) + 0.5) / SIZE, seen_at, self.shape)

    def as_json(self) -> dict[str, Any]:
        """The habits as plain values."""
        return {
            "mu": self.mu,
            "sigma": self.sigma,
            "seen": self.seen,
            "halves": {str(h): shift for h, shift in self.halves.items()},
            "tellers": {str(t): shift for t, shift in self.tellers.items()},
            "shape": list(self.shape),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Habits":
        """The habits that `as_json` wrote."""
        numbered = {
            key: {int(n): float(shift) for n, shift in values[key].items()}
            for key in ("halves", "tellers")
        }
        shape = tuple(float(z) for z in values["shape"])
        return cls(values["mu"], values["sigma"], values["seen"], shape=shape, **numbered)


def believed(mean: float = PRIOR_MEAN, cv: float = PRIOR_CV) -> Habits:
    """What is believed of a queue before anything was seen: log-normal, `mean` in minutes."""
    variance = math.log1p(cv * cv)
    return Habits(math.log(mean) - variance / 2, math.sqrt(variance))


def prior(mean: float = PRIOR_MEAN, cv: float = PRIOR_CV) -> Law:
    """The law of a queue of which nothing was seen."""
    return believed(mean, cv).law(0)


def fixed(minutes: float) -> Law:
    """The law of services that all last the same."""
    return Law(np.full(SIZE, float(minutes)))


def law_of_lengths(minutes: Iterable[float]) -> Law:
    """The law of a sample as it is, without prior or shape: for lengths of breaks."""
    seen = np.sort(np.asarray(list(minutes), dtype=float))
    at = (np.arange(len(seen)) + 0.5) / len(seen)
    return Law(np.interp((np.arange(SIZE) + 0.5) / SIZE, at, seen))


def learn(services: Sequence[Service], *, before: Habits | None = None) -> Habits:
    """What finished services teach about a queue, starting from what was believed `before`.

    Half-hours and persons are shifts of the log, drawn towards none while little was seen, and
    as far as they differ by no more than chance.
    """
    start = before or believed()
    kept = [s for s in services if SHORTEST <= s.minutes <= LONGEST]
    if not kept:
        return start
    logs = np.log([s.minutes for s in kept])
    weight = PRIOR_WEIGHT + len(kept)
    mu = (PRIOR_WEIGHT * start.mu + float(logs.sum())) / weight
    halves, tellers = _effects(kept, logs - mu)
    # where persons are told apart the law is that of one of them
    rest = logs - mu - np.array([halves[s.half_hour] + tellers[s.teller] for s in kept])
    spread = PRIOR_WEIGHT * start.sigma**2 + float((rest**2).sum())
    sigma = math.sqrt(spread / weight)
    named = {t: shift for t, shift in tellers.items() if t is not None}
    habits = Habits(mu, sigma, len(kept), halves, named, _shape(rest / sigma))
    return replace(habits, mu=mu + _missing(rest, habits)) if habits.shape else habits


def _missing(rest: Floats, habits: Habits) -> float:
    """By how much the log of the law's mean falls short of that of the services: a table has no
    room for the very longest.
    """
    table = replace(habits, mu=0.0, halves={}).law(0).table
    return math.log(float(np.exp(rest).mean()) / float(table.mean()))


def _effects(
    services: Sequence[Service], logs: Floats
) -> tuple[dict[int, float], dict[int | None, float]]:
    """The shifts of half-hours and of persons, found in turns: who serves differs by half-hour."""
    half_hours, persons = [s.half_hour for s in services], [s.teller for s in services]
    halves = dict.fromkeys(half_hours, 0.0)
    for _ in range(ROUNDS):
        tellers = _shifts(persons, logs - np.array([halves[h] for h in half_hours]), TELLER_WEIGHT)
        of_person = np.array([tellers[p] for p in persons])
        halves = _shifts(half_hours, logs - of_person, HALF_HOUR_WEIGHT)
    return halves, tellers


def _shifts(keys: Sequence[Any], rest: Floats, least: int) -> dict[Any, float]:
    """The mean of `rest` by key, drawn towards 0 as if so many more had shown none: `least`, or
    what the spread of the means beyond chance tells (DerSimonian and Laird 1986).
    """
    known, place = np.unique(np.array([-1 if k is None else k for k in keys]), return_inverse=True)
    counts = np.bincount(place)
    means = np.bincount(place, weights=rest) / counts
    between, chances = float((counts * means**2).sum()), len(known) - 1
    noise = (float((rest**2).sum()) - between) / max(1, len(rest) - len(known))
    beyond, among = between - chances * noise, counts.sum() - (counts**2).sum() / counts.sum()
    weight = math.inf
    if beyond > 0 and among > 0:
        weight = max(least, noise * among / beyond)
    shifts = means * counts / (counts + weight)
    return {None if k < 0 else k: m for k, m in zip(known.tolist(), shifts.tolist(), strict=True)}


def _shape(standard: Floats) -> tuple[float, ...]:
    """The shape of the standardised logs, once enough were seen to believe it."""
    if len(standard) < SHAPE_NEEDED:
        return ()
    at = (np.arange(SHAPE) + 0.5) / SHAPE
    return tuple(round(z, 4) for z in np.quantile(standard, at).tolist())


@cache
def _normal() -> Floats:
    inverse = NormalDist().inv_cdf
    return np.array([inverse((n + 0.5) / SIZE) for n in range(SIZE)])
