"""The closed form of SCIENCE.md 2: one figure for one ticket, without a draw ("fluid on starts").

The branch is a stream of starts of service: a counter that serves starts one client every mean
service time, one that comes back from a break starts one at once. A ticket with n clients ahead
is called when the stream has let n + 1 pass, less those who give up meanwhile.
"""

import math
from collections.abc import Iterator, Sequence

from forecast.laws import Law
from forecast.waits import Counter, Snapshot, Waiting

# how often the clients who give up are reckoned anew from the wait found
ROUNDS = 2


def closed_wait(snapshot: Snapshot, ticket: int | None = None, *, queue: int = 0) -> float:
    """The wait of a ticket in minutes, or of who would join `queue` now; infinite: nobody calls.

    Clients of other queues count as ahead where the same counters call them.
    """
    position = next((n for n, t in enumerate(snapshot.waiting) if t.id == ticket), None)
    mine = Waiting(0, queue) if position is None else snapshot.waiting[position]
    counters = [c for c in snapshot.counters if _may_call(c, mine)]
    ahead = [t for t in snapshot.waiting[:position] if any(_may_call(c, t) for c in counters)]
    if any(_is_idle(c) for c in counters) and not ahead:
        return 0.0
    mean, spread = _service([snapshot.laws[t.queue] for t in [*ahead, mine]])
    steps = sorted(s for c in counters for s in _steps(c, mean, spread))
    wait = _reached(steps, 1 + len(ahead))
    for _ in range(ROUNDS if snapshot.patience else 0):
        wait = _reached(steps, 1 + len(ahead) * _staying(wait, snapshot.patience or math.inf))
    return wait


def _may_call(counter: Counter, ticket: Waiting) -> bool:
    if ticket.only is not None:
        return counter.id == ticket.only
    return ticket.queue in counter.queues


def _is_idle(counter: Counter) -> bool:
    gone = bool(counter.pauses) and counter.pauses[0].at <= 0
    return counter.serving is None and counter.opens_at <= 0 and not gone


def _service(laws: Sequence[Law]) -> tuple[float, float]:
    """The mean service of a mix, and the mean time that one in progress still takes."""
    mean = sum(law.mean for law in laws) / len(laws)
    square = sum(law.square for law in laws) / len(laws)
    return mean, square / (2 * mean)


def _steps(counter: Counter, mean: float, rest: float) -> Iterator[tuple[float, float, float]]:
    """When the stream changes: instant, by how much its rate, and how many start at once."""
    rate, came = 1 / (mean * counter.speed), max(counter.opens_at, 0.0)
    returned = counter.opens_at > 0
    in_hand = counter.serving is not None
    for pause in counter.pauses:
        begins = max(pause.at, came)
        if begins > came:
            yield came, rate, float(returned)
            yield begins, -rate, 0.0
            in_hand = True
        came, returned = begins + in_hand * rest * counter.speed + pause.length, True
    if math.isfinite(came):
        yield came, rate, float(returned)


def _reached(steps: Sequence[tuple[float, float, float]], wanted: float) -> float:
    """When the stream has let so many start."""
    now = rate = started = 0.0
    for at, change, at_once in steps:
        if rate > 0 and started + rate * (at - now) >= wanted:
            break
        started, now = started + rate * (at - now) + at_once, at
        rate = max(0.0, rate + change)
        if started >= wanted:
            return now
    return now + (wanted - started) / rate if rate > 1e-12 else math.inf


def _staying(wait: float, patience: float) -> float:
    """The share of those ahead who are still there when it is their turn."""
    x = wait / patience
    if x <= 0:
        return 1.0
    return 0.0 if math.isinf(x) else -math.expm1(-x) / x
