"""When a line before a break is long enough to ask the manager (DOMAIN.md 3.1, HU-5)."""

from dataclasses import dataclass
from datetime import timedelta

from breaks.rules.terms import Terms


@dataclass(frozen=True)
class Crowd:
    """How many wait for how many counters that call, and how long the last of them will wait."""

    waiting: int
    counters: int
    longest_wait: timedelta = timedelta(0)


def judge_crowd(crowd: Crowd, terms: Terms) -> bool:
    """More than five per counter, or a wait of more than twenty minutes."""
    per_counter = crowd.waiting > terms["pressure.per_counter"] * max(crowd.counters, 1)
    return per_counter or crowd.longest_wait > terms.minutes("pressure.wait_min")
