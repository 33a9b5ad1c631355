"""Real days of a bank, thinned: their arrivals between nine and five, and their service times.

`bank1999.csv` is the call desk of an anonymous bank (Technion; Brown et al., JASA 2005); its
waits are not used.
"""

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

OPENS, CLOSES = 9 * 3600, 17 * 3600
# Sunday to Thursday
WORKDAYS = {6, 0, 1, 2, 3}
# whole mornings or afternoons are missing on days with fewer calls
FEWEST = 500
# somebody who hung up at once was no service
SHORTEST_S = 6
# ordinary, new client, stock, internet, and two more
KINDS = ("PS", "NW", "NE", "TT", "IN", "PE")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RealDay:
    """The arrivals of one day (minutes after nine), their service times (minutes) and kinds; who
    left before being served has the time of somebody else of the day and kind.
    """

    at: Floats
    service: Floats
    kind: NDArray[np.intp]


@dataclass(frozen=True)
class RealDays:
    """The workdays of January for learning, those of February for the measurement."""

    january: Sequence[RealDay]
    february: Sequence[RealDay]

    @classmethod
    def read(cls, path: Path) -> "RealDays":
        """The days of the file; read once."""
        return _read(path)

    def thinned(
        self, number: int, training: int, share: float, rng: np.random.Generator
    ) -> RealDay:
        """A share of a day's arrivals; more than all of them: with a share of the next day's.

        Once all days were used they come again, thinned otherwise.
        """
        days, n = (
            (self.january, number) if number < training else (self.february, number - training)
        )
        first = _kept(days[n % len(days)], min(share, 1.0), rng)
        return _merged(first, _kept(days[(n + 1) % len(days)], max(share - 1.0, 0.0), rng))


def _kept(day: RealDay, share: float, rng: np.random.Generator) -> RealDay:
    kept = rng.random(len(day.at)) < share
    return RealDay(day.at[kept], day.service[kept], day.kind[kept])


def _merged(one: RealDay, other: RealDay) -> RealDay:
    at = np.concatenate([one.at, other.at])
    order = np.argsort(at, kind="stable")
    service = np.concatenate([one.service, other.service])
    return RealDay(at[order], service[order], np.concatenate([one.kind, other.kind])[order])


@cache
def _read(path: Path) -> RealDays:
    calls: dict[date, list[tuple[float, float, int]]] = defaultdict(list)
    with path.open(newline="") as lines:
        for row in csv.DictReader(lines):
            day, second = date.fromisoformat(row["date"]), int(row["arrived_s"])
            if day.weekday() in WORKDAYS and OPENS <= second < CLOSES:
                minutes = float(row["service_s"] or 0) / 60
                calls[day].append(((second - OPENS) / 60, minutes, KINDS.index(row["kind"])))
    days = {day: _day(rows) for day, rows in sorted(calls.items()) if len(rows) >= FEWEST}
    return RealDays(
        [d for day, d in days.items() if day.month == 1],
        [d for day, d in days.items() if day.month == 2],
    )


def _day(calls: list[tuple[float, float, int]]) -> RealDay:
    rows = np.array(sorted(calls))
    at, service, kind = rows[:, 0], rows[:, 1], rows[:, 2].astype(np.intp)
    served = service >= SHORTEST_S / 60
    rng = np.random.default_rng(len(calls))
    for n in np.flatnonzero(~served):
        alike = served & (kind == kind[n])
        service[n] = rng.choice(service[alike if alike.any() else served])
    return RealDay(at, service, kind)
