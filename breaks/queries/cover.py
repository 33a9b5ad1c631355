"""A due break that too few colleagues would cover waits, and its counter serves on (U5)."""

from datetime import datetime

from breaks.models import Break
from breaks.rules.start import return_shown_at
from breaks.rules.states import BreakState
from breaks.rules.terms import terms_of


def waits_for_cover(break_: Break, now: datetime) -> bool:
    """Whether a break that is due waits for colleagues; an announced one for ten minutes at most
    (3.9 no. 8), none past its latest lawful start (A4).
    """
    until = waits_until(break_)
    return has_waited(break_, now) and (until is None or now < until)


def has_waited(break_: Break, now: datetime) -> bool:
    """Whether a break that is due has waited for colleagues and may begin at any time: nobody
    knows its return before it does.
    """
    due = break_.state == BreakState.CLOSING and break_.starts_at <= now
    return due and break_.cover_told_at is not None


def waits_until(break_: Break) -> datetime | None:
    """Until when a break waits for colleagues; None: as long as it takes."""
    if not break_.planned:
        return break_.latest_at
    # what was announced keeps the numbers of its publication
    terms = terms_of(break_.policy.get("values", {}))
    until = break_.starts_at + terms.minutes("start.max_slip_min")
    return min(until, break_.latest_at) if break_.latest_at else until


def return_told_at(break_: Break, now: datetime) -> datetime | None:
    """The return of a break as anybody may be told it; none while nobody knows its start (U5)."""
    return None if has_waited(break_, now) else return_shown_at(break_, now)
