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

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RealDay:
    """The arrivals of one day (minutes after nine) and their service times (minutes); who left
    before being served has that of somebody else of the day.
    """

    at: Floats
    service: Floats


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
    ) -> tuple[Floats, Floats]:
        """A share of a day's arrivals with their service times.

        Once all days were used they come again, thinned otherwise.
        """
        days, n = (
            (self.january, number) if number < training else (self.february, number - training)
        )
        day = days[n % len(days)]
        kept = rng.random(len(day.at)) < share
        return day.at[kept], day.service[kept]


@cache
def _read(path: Path) -> RealDays:
    calls: dict[date, list[tuple[float, float]]] = defaultdict(list)
    with path.open(newline="") as lines:
        for row in csv.DictReader(lines):
            day, second = date.fromisoformat(row["date"]), int(row["arrived_s"])
            if day.weekday() in WORKDAYS and OPENS <= second < CLOSES:
                calls[day].append(((second - OPENS) / 60, float(row["service_s"] or 0) / 60))
    days = {day: _day(rows) for day, rows in sorted(calls.items()) if len(rows) >= FEWEST}
    return RealDays(
        [d for day, d in days.items() if day.month == 1],
        [d for day, d in days.items() if day.month == 2],
    )


def _day(calls: list[tuple[float, float]]) -> RealDay:
    at, service = np.array(sorted(calls)).T
    served = service >= SHORTEST_S / 60
    rng = np.random.default_rng(len(calls))
    service[~served] = rng.choice(service[served], int((~served).sum()))
    return RealDay(at, service)
