"""The second floor: the policy, the breaks, the proofs that they were shown, what was told."""

from breaks.models.breaks import (
    Break,
    BreakPolicy,
    Commitment,
    Override,
    Promise,
    Receipt,
    Relief,
    TsTzRange,
)
from breaks.models.waits import WaitForecast, WaitLearning, WaitTold

__all__ = [
    "Break",
    "BreakPolicy",
    "Commitment",
    "Override",
    "Promise",
    "Receipt",
    "Relief",
    "TsTzRange",
    "WaitForecast",
    "WaitLearning",
    "WaitTold",
]
