"""A due break that too few colleagues would cover waits, and its counter serves on (U5)."""

from datetime import datetime

from breaks.models import Break
from breaks.rules.start import return_shown_at
from breaks.rules.states import BreakState
from breaks.rules.terms import terms_of


def waits_for_cover(break_: Break, now: datetime) -> bool:
    """Whether a break that is due waits for colleagues; an announced one for ten minutes at most
    (3.9 no. 8).
    """
    due = break_.state == BreakState.CLOSING and break_.starts_at <= now
    if not due or break_.cover_told_at is None:
        return False
    until = waits_until(break_)
    return until is None or now < until


def waits_until(break_: Break) -> datetime | None:
    """Until when a break waits for colleagues; as long as it takes where it was asked for."""
    if not break_.planned:
        return None
    # what was announced keeps the numbers of its publication
    terms = terms_of(break_.policy.get("values", {}))
    return break_.starts_at + terms.minutes("start.max_slip_min")


def return_told_at(break_: Break, now: datetime) -> datetime | None:
    """The return of a break as anybody may be told it; none while nobody knows its start (U5)."""
    return None if waits_for_cover(break_, now) else return_shown_at(break_, now)
