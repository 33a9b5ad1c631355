"""What goes with announcing a break: the numbers it keeps, and a warning that is due at once."""

from datetime import datetime
from typing import Any

from branches.models import Branch
from breaks.actions.advance import warn
from breaks.models import Break
from breaks.rules.states import BreakState
from breaks.rules.terms import KEYS, Terms


def kept_numbers(terms: Terms) -> dict[str, Any]:
    """What a break keeps of the policy at its publication: all that differs from the defaults.

    A later change of the policy does not alter a published break (3.1).
    """
    own = {key: value for key, value in terms.values.items() if _differs(key, value)}
    return {"values": own}


def _differs(key: str, value: Any) -> bool:
    default = KEYS[key].default if key in KEYS else None
    return list(value) != list(default) if isinstance(default, tuple) else value != default


def warn_at_once(break_: Break, branch: Branch, terms: Terms, *, now: datetime) -> None:
    """N1: a break published or moved inside its warning time is announced at once."""
    due = break_.next_step_at is not None and break_.next_step_at <= now
    if break_.state == BreakState.PUBLISHED and due:
        warn(break_, branch, terms, now)
