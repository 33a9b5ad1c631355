"""Ranges that hold: the nightly correction of P10 to P90 by what really happened.

Normalised conformal prediction (Romano, Patterson, Candès 2019, "Conformalized quantile
regression"; here the score is divided by the range's width): the score of an outcome is by how
much of its range's width it missed the nearer end, negative inside. Widening every range at both
ends by the right quantile of yesterday's scores makes the wished share of today's hold.
"""

import math
from collections.abc import Collection

WISHED = 0.8
# the last 200 clients tell whether the ranges drift
DRIFT_COUNTED = 200
DRIFT_NEEDED = 100
HOLDS_FROM, HOLDS_TO = 0.70, 0.90
# a range of no width is reckoned as one minute wide
NARROWEST = 1.0
# a correction is never wilder than this
MOST, LEAST = 2.0, -0.25


def score(low: float, high: float, actual: float) -> float:
    """By how much of its width (minutes) a range missed the outcome; negative inside."""
    width = max(high - low, NARROWEST)
    return max(low - actual, actual - high) / width


def correction(scores: Collection[float], wished: float = WISHED) -> float:
    """By how much of its width every range is to be widened at each end, so that the wished share
    holds; 0 while nothing was scored.
    """
    if not scores:
        return 0.0
    rank = math.ceil((len(scores) + 1) * wished)
    found = sorted(scores)[min(rank, len(scores)) - 1]
    return min(MOST, max(LEAST, found))


def widened(low: float, high: float, by: float) -> tuple[float, float]:
    """A range widened at each end by a share of its width; it never begins in the past."""
    if math.isinf(high):
        return low, high
    more = by * max(high - low, NARROWEST)
    return max(0.0, low - more), max(high + more, 0.0)


def is_drifting(share: float | None, counted: int) -> bool:
    """Whether the share of the last clients called inside their range is off (70 to 90 %)."""
    if share is None or counted < DRIFT_NEEDED:
        return False
    return not HOLDS_FROM <= share <= HOLDS_TO
