"""What a break asks of the manager at an instant, in words: the alarms of the floor."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from breaks.models import Break
from breaks.queries.clients import promised_before
from breaks.queries.cover import waits_for_cover
from breaks.queries.reliefs import is_relieved
from breaks.rules.states import COMING, RUNNING, BreakState
from breaks.rules.steps import CONFIRMATION

# a living screen proves a warning in seconds
PAINTED_WITHIN = timedelta(seconds=30)
Worry = tuple[str, datetime | None, str]


def worries(break_: Break, *, now: datetime) -> Iterator[Worry]:
    """Kind, since when, and the sentence of everything that waits for a manager; the gravest
    first.
    """
    for worry in (_rest, _cover, _late_start, _notice, _pressure, _request, _late_return, _confirm):
        found = worry(break_, now)
        if found:
            yield found


def _rest(break_: Break, now: datetime) -> Worry | None:
    """A4, N3: the lawful rest may be lost, or is given at a price."""
    name = break_.staff.name
    if break_.state in COMING and break_.risk_told_at:
        return "rest_at_risk", break_.risk_told_at, f"The lawful rest of {name} is at risk."
    if break_.state in COMING and break_.short_notice:
        message = f"The break of {name} starts with short notice: cover it, and say sorry."
        return "short_notice", break_.warned_at, message
    return None


def _cover(break_: Break, now: datetime) -> Worry | None:
    if break_.cover_told_at and waits_for_cover(break_, now):
        message = f"{break_.staff.name} cannot leave: too few would stay."
        return "no_cover", break_.cover_told_at, message
    return None


def _late_start(break_: Break, now: datetime) -> Worry | None:
    """A3: ten minutes after the shown start somebody still stands in the way."""
    held = break_.state == BreakState.CLOSING and not waits_for_cover(break_, now)
    if not held or break_.slip_told_at is None:
        return None
    owed = ", ".join(t.code for t in promised_before(break_))
    why = f"{owed} was promised service" if owed else "a client is at the counter"
    return "slip", break_.slip_told_at, f"{break_.staff.name} cannot leave: {why}."


def _notice(break_: Break, now: datetime) -> Worry | None:
    """N3: told when the guard is near, not in the second in which a screen is asked."""
    unproven = break_.state == BreakState.WARNED and break_.notice_at is None
    if not unproven or break_.short_notice or is_relieved(break_):
        return None
    since = break_.warned_at
    if since is None or now - since < PAINTED_WITHIN:
        return None
    return "no_notice", since, f"No screen has shown the break of {break_.staff.name}."


def _pressure(break_: Break, now: datetime) -> Worry | None:
    if break_.state not in COMING or break_.pressure_at is None or break_.pressure_answer:
        return None
    message = (
        f"Many clients wait before the break of {break_.staff.name}: somebody sits in, it is put "
        "off, or it stays. No answer in two minutes keeps it."
    )
    return "pressure", break_.pressure_at, message


def _request(break_: Break, now: datetime) -> Worry | None:
    if break_.state != BreakState.REQUESTED:
        return None
    message = f"{break_.staff.name} asks for a break of {break_.length_minutes} minutes."
    return "request", break_.requested_at, message


def _late_return(break_: Break, now: datetime) -> Worry | None:
    if break_.state in RUNNING and break_.overrun_told_at:
        message = f"{break_.staff.name} has not come back from the break."
        return "overrun", break_.overrun_told_at, message
    return None


def _confirm(break_: Break, now: datetime) -> Worry | None:
    """U3: the shown return of an unplanned break is confirmed every five minutes."""
    since = break_.confirmed_at or break_.started_at
    if break_.planned or break_.state != BreakState.ON_BREAK or since is None:
        return None
    if now < since + CONFIRMATION or now >= break_.returns_at:
        return None
    message = f"Does the return time of {break_.staff.name} still hold?"
    return "confirm", since + CONFIRMATION, message
