"""How long one forecast of a whole branch takes, on one core."""

from dataclasses import replace
from statistics import median
from time import process_time
from typing import Any

from forecast.laws import prior
from forecast.roll import outlook
from forecast.waits import Counter, Overtakers, Pause, Serving, Snapshot, Waiting

LOOPS = 60
# counters, tickets, and the milliseconds that may be taken
SIZES = ((8, 100, 15.0), (20, 300, 50.0))
# how many clients a minute are sent on or come back, by queue, and go before everybody
IN_FRONT = (0.01, 0.02, 0.03, 0.04, 0.05, 0.1)
# how many a minute have precedence in the first queue
FAVOURED = 0.3


def crowded(counters: int, tickets: int) -> Snapshot:
    """A branch in full swing: everybody serves, every counter has two breaks to come."""
    queues = range(len(IN_FRONT))
    return Snapshot(
        tuple(
            Counter(
                n,
                frozenset(queues),
                Serving(0, float(n % 7)),
                pauses=(Pause(2 * n, 10.0 + 5 * n, 15.0), Pause(2 * n + 1, 120.0 + 5 * n, 30.0)),
            )
            for n in range(1, counters + 1)
        ),
        # half of all wait in the first queue
        tuple(Waiting(n, n % len(queues) if n % 2 else 0) for n in range(1, tickets + 1)),
        {queue: prior(3.0 + queue) for queue in queues},
        patience=60.0,
        newcomers=tuple(queues),
    )


def with_classes(seen: Snapshot) -> Snapshot:
    """The same where clients will come who are called before others."""
    in_front = (Overtakers(queue, 99, often) for queue, often in enumerate(IN_FRONT))
    return replace(seen, overtakers=(*in_front, Overtakers(0, 1, FAVOURED)))


def with_skills(seen: Snapshot) -> Snapshot:
    """The same where a counter serves the first queue and two more, not all the same ones."""
    more = len(IN_FRONT) - 1
    queues = (frozenset({0, 1 + c.id % more, 1 + (c.id + 1) % more}) for c in seen.counters)
    staffed = zip(seen.counters, queues, strict=True)
    return replace(seen, counters=tuple(replace(c, queues=mine) for c, mine in staffed))


def timed() -> dict[str, Any]:
    """The median time of a forecast by size, of the processor (others may be busy beside it)."""
    rows = []
    for counters, tickets, wanted in SIZES:
        seen = crowded(counters, tickets)
        first, plain = _took(seen)
        row = {
            "counters": counters,
            "tickets": tickets,
            "snapshot_ms": plain,
            "snapshot_ms_classes": _took(with_classes(seen))[1],
            "snapshot_ms_classes_skills": _took(with_classes(with_skills(seen)))[1],
            "first_ms": first,
            "wanted_ms": wanted,
        }
        print(row, flush=True)
        rows.append(row)
    return {"scenario": "snapshot", "loops": LOOPS, "sizes": rows}


def _took(seen: Snapshot) -> tuple[float, float]:
    """The first forecast, which draws its numbers, and the median of those after it (ms)."""
    took = []
    for _ in range(LOOPS + 1):
        began = process_time()
        outlook(seen)
        took.append(1000 * (process_time() - began))
    return round(took[0], 2), round(median(took[1:]), 2)
