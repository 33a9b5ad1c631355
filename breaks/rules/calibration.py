"""How well what clients were told held: shares with their counts and intervals. Plain values."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

Place = TypeVar("Place", int, date)
# 95 % of such intervals hold the true share
Z = 1.96
# how far ahead, in minutes, the next break was when a range was told: at most so far, or farther;
# the place in this row stands for it, and -1 for no break
APPROACH = (15, 30, 60)
NO_STEP = -1
NEAR, FAR, NO_BREAK = "near", "far", "none"
DISTANCES = {NO_STEP: NO_BREAK, 0: NEAR, 1: NEAR, 2: FAR, len(APPROACH): FAR}


@dataclass(frozen=True)
class Share:
    """So many of so many. Without any there is no share."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None where nothing was counted."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval: where the true share lies in 95 of 100 cases (Wilson 1927)."""
        if not self.whole:
            return None
        n, share = self.whole, self.part / self.whole
        middle = share + Z * Z / (2 * n)
        half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        scale = 1 + Z * Z / n
        return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


@dataclass(frozen=True)
class Held:
    """Clients called sooner than they were told, within the range, and later."""

    early: int = 0
    inside: int = 0
    late: int = 0

    @property
    def called(self) -> int:
        """Everybody who was told a range and called."""
        return self.early + self.inside + self.late

    @property
    def coverage(self) -> Share:
        """Who was called inside the range told (told ranges are to hold for 80 %)."""
        return Share(self.inside, self.called)

    @property
    def in_time(self) -> Share:
        """Who was called by the end of the range told (nine in ten should be)."""
        return Share(self.early + self.inside, self.called)


@dataclass(frozen=True)
class Clients:
    """Clients who were told their first range on a day, in a local hour and so far ahead of a
    break (the place in `APPROACH`), and how they were called.
    """

    day: date
    hour: int
    step: int
    held: Held


def altogether(parts: Iterable[Held]) -> Held:
    """The sum of several counts."""
    found = list(parts)
    return Held(
        sum(h.early for h in found), sum(h.inside for h in found), sum(h.late for h in found)
    )


def by_place(counts: Iterable[tuple[Place, Held]]) -> dict[Place, Held]:
    """The sums of the counts that belong to the same place, in the order of the places."""
    found: dict[Place, list[Held]] = {}
    for place, held in counts:
        found.setdefault(place, []).append(held)
    return {place: altogether(found[place]) for place in sorted(found)}


def by_distance(approach: Mapping[int, Held]) -> dict[str, Held]:
    """Counts near a break (within 30 minutes), farther from one, and where none was known."""
    return {
        name: altogether(h for step, h in approach.items() if DISTANCES[step] == name)
        for name in (NEAR, FAR, NO_BREAK)
    }


@dataclass(frozen=True)
class Said:
    """Clients to whom a call before a break was said to be so probable, and for how many it came
    true; `tenth` counts from 0 (below 10 %) to 9.
    """

    tenth: int
    probability: float
    came: Share


@dataclass(frozen=True)
class Kept:
    """A range told and what came of it, in minutes from telling.

    `low` and `high` are the forecast's own P10 and P90, `actual` is when the client was called,
    `held` how that lay to the range as shown, `near` whether a break was to begin within 30.
    """

    low: float
    high: float
    actual: float
    held: Held
    near: bool


def held_by(low: int, high: int | None, actual: float) -> Held:
    """How one client was called to the range told; without an upper bound nobody is late."""
    if actual < low:
        return Held(early=1)
    return Held(inside=1) if high is None or actual <= high else Held(late=1)
