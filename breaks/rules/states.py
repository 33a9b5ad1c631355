"""The states of a break, its allowed moves, its kinds and reasons (DOMAIN.md 3.1, 3.5)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices


class BreakState(TextChoices):
    DRAFT = "draft"
    PUBLISHED = "published"
    WARNED = "warned"
    REQUESTED = "requested"
    CLOSING = "closing"
    ON_BREAK = "on_break"
    OVERRUN = "overrun"
    ENDED = "ended"
    CANCELLED = "cancelled"
    MISSED = "missed"


class BreakKind(TextChoices):
    LUNCH = "lunch"
    SHORT = "short"
    SCREEN_REST = "screen_rest"
    TASK = "task"
    UNPLANNED = "unplanned"


class EndReason(TextChoices):
    """Why a running break ended otherwise than by its person (B10, B17, 3.9 no. 30)."""

    MANAGER = "manager"
    SHIFT_END = "shift_end"
    BRANCH_CLOSED = "branch_closed"
    INTERRUPTED = "interrupted"


class PressureAnswer(TextChoices):
    """What a manager does about a long line before a break; silence is `timeout` and keeps it."""

    KEEP = "keep"
    RELIEF = "relief"
    POSTPONE = "postpone"
    TIMEOUT = "timeout"


S = BreakState
RUNNING = (S.ON_BREAK, S.OVERRUN)
# what does not take place
NOT_TAKEN = (S.CANCELLED, S.MISSED)
ENDED = (S.ENDED, *NOT_TAKEN)
# announced and not yet begun
COMING = (S.PUBLISHED, S.WARNED, S.CLOSING)
NOT_STARTED = (S.DRAFT, *COMING, S.REQUESTED)
# on the screens as a warning, which a receipt can prove
SHOWN = (S.WARNED, S.CLOSING)
# what a client may have been told about
SPOKEN_OF = (*SHOWN, *RUNNING)
# how an unplanned break waits for its start
ASKED = (S.REQUESTED, S.CLOSING)

# DOMAIN.md 3.5, with every name a pair of states has; B1 and B13 create the break
BREAK_MOVES: dict[tuple[BreakState, BreakState], str] = {
    (S.DRAFT, S.PUBLISHED): "B2",
    (S.PUBLISHED, S.WARNED): "B3",
    (S.WARNED, S.CLOSING): "B4",
    (S.CLOSING, S.ON_BREAK): "B5, B5f",
    (S.WARNED, S.PUBLISHED): "B6",
    (S.CLOSING, S.PUBLISHED): "B6",
    (S.DRAFT, S.CANCELLED): "B7",
    (S.PUBLISHED, S.CANCELLED): "B7, B18",
    (S.WARNED, S.CANCELLED): "B7, B18",
    (S.CLOSING, S.CANCELLED): "B7, B18",
    (S.ON_BREAK, S.ENDED): "B8, B17",
    (S.ON_BREAK, S.OVERRUN): "B9",
    (S.OVERRUN, S.ENDED): "B10, B17",
    # pushed past the end of the shift by the person's own break before it (collisions)
    (S.PUBLISHED, S.MISSED): "B12",
    (S.WARNED, S.MISSED): "B12",
    (S.CLOSING, S.MISSED): "B12",
    (S.REQUESTED, S.CLOSING): "B14",
    (S.REQUESTED, S.ON_BREAK): "B15",
    (S.REQUESTED, S.CANCELLED): "B16",
}
# what changes the times of a break and leaves its state
BREAK_STAYS: dict[BreakState, str] = {
    S.PUBLISHED: "B6",
    S.WARNED: "B3g",
    S.ON_BREAK: "B11",
}


@dataclass(frozen=True)
class Refusal:
    """Why not: a stable code, a sentence, and the facts a person needs."""

    code: str
    message: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Reason:
    """A reason of an unplanned break (DOMAIN.md 3.1): its class, length and public label.

    `immediate` reasons are never blocked and flip the counter at once; `insistent` ones do when
    somebody outside demands it.
    """

    immediate: bool
    minutes: int
    label: str
    max_wait_minutes: int | None = None
    insistent: bool = False


REASONS = {
    "goods_delivery": Reason(False, 10, "goods delivery"),
    "cash_delivery": Reason(False, 10, "short break", insistent=True),
    "internal_task": Reason(False, 10, "internal task"),
    "short_rest": Reason(False, 5, "short break", 5),
    "restroom": Reason(False, 5, "short break", 5),
    "urgent_call": Reason(False, 5, "short break", 2),
    # DOMAIN.md 6: after the present sentence; screens show the return time and no reason at all
    "cool_down": Reason(True, 5, ""),
    "medical": Reason(True, 15, "short break"),
    "system_outage": Reason(True, 15, "technical problem"),
    "security": Reason(True, 15, "safety reason"),
    "evacuation": Reason(True, 15, "safety reason"),
}

COOL_DOWN = "cool_down"
# what ends even a lawful rest, which then begins anew (3.9 no. 30)
INTERRUPTING = ("evacuation", "security")
# the rest itself, told like any short break
RESUMED_REST = "short_rest"


def break_may(here: str, there: str) -> bool:
    """Whether a break may move from one state to the other."""
    return (here, there) in BREAK_MOVES
