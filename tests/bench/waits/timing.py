"""How long one forecast of a whole branch takes, on one core."""

from statistics import median
from time import perf_counter
from typing import Any

from forecast.laws import prior
from forecast.roll import outlook
from forecast.waits import Counter, Pause, Serving, Snapshot, Waiting

LOOPS = 100
# counters, tickets, and the milliseconds that may be taken
SIZES = ((8, 100, 15.0), (20, 300, 50.0))


def crowded(counters: int, tickets: int) -> Snapshot:
    """A branch in full swing: everybody serves, every counter has two breaks to come."""
    return Snapshot(
        tuple(
            Counter(
                n,
                frozenset({0}),
                Serving(0, float(n % 7)),
                pauses=(Pause(2 * n, 10.0 + 5 * n, 15.0), Pause(2 * n + 1, 120.0 + 5 * n, 30.0)),
            )
            for n in range(1, counters + 1)
        ),
        tuple(Waiting(n, 0) for n in range(tickets)),
        {0: prior()},
        patience=60.0,
        newcomers=(0,),
    )


def timed() -> dict[str, Any]:
    """The median time of a forecast by size; the first, which draws its numbers, apart."""
    rows = []
    for counters, tickets, wanted in SIZES:
        seen, took = crowded(counters, tickets), []
        for _ in range(LOOPS + 1):
            began = perf_counter()
            outlook(seen)
            took.append(1000 * (perf_counter() - began))
        row = {
            "counters": counters,
            "tickets": tickets,
            "snapshot_ms": round(median(took[1:]), 2),
            "first_ms": round(took[0], 2),
            "wanted_ms": wanted,
        }
        print(row, flush=True)
        rows.append(row)
    return {"scenario": "snapshot", "loops": LOOPS, "sizes": rows}
