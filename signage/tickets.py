"""What a client's own page says about the ticket: state, place, promise, what may be done.

The words for a promise stand here for the page and in `words.js` for the kiosk.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from branches.rules import whole_minute_up
from breaks.models import Promise
from breaks.rules.promises import PromiseKind
from breaks.rules.states import RUNNING, BreakState
from queueapp.models import Ticket
from queueapp.rules import TicketState, revival_ends

SPOKEN_OF = (BreakState.WARNED, BreakState.CLOSING, *RUNNING)
IN_LINE = (TicketState.WAITING, TicketState.HELD)


@dataclass(frozen=True)
class May:
    """Which of its verbs the client's page offers."""

    leave: bool
    hold: bool
    release: bool
    revive: bool


def promise_words(promise: Promise, *, now: datetime, zone: ZoneInfo) -> str:
    """The promise in a sentence; a provisional one says "expected" (C1)."""
    words = {
        PromiseKind.BEFORE: _before,
        PromiseKind.OTHER_COUNTER: _other_counter,
        PromiseKind.AFTER: _after,
    }.get(PromiseKind(promise.kind))
    return words(promise, now, zone) if words else "No break lies before your turn."


def _before(promise: Promise, now: datetime, zone: ZoneInfo) -> str:
    if promise.fixed_at:
        return "You will be served before the break."
    return "You are expected to be served before the break."


def _other_counter(promise: Promise, now: datetime, zone: ZoneInfo) -> str:
    if promise.fixed_at:
        return "Another counter will serve you: the break does not hold you up."
    return "Another counter is expected to serve you: the break does not hold you up."


def _after(promise: Promise, now: datetime, zone: ZoneInfo) -> str:
    turn = "Your turn comes" if promise.fixed_at else "Your turn is expected"
    back = promise.returns_at
    if back is None or back <= now:
        return f"{turn} after the break. Please ask at the counter for the time."
    return f"{turn} after the break, from {clock_time(back, zone)}."


def expected_words(promise: Promise, *, now: datetime, zone: ZoneInfo) -> str:
    """When the turn is forecast, as a clock time; nothing once that time has passed."""
    expected = promise.expected_at
    return f"about {clock_time(expected, zone)}" if expected and expected > now else ""


def clock_time(instant: datetime, zone: ZoneInfo) -> str:
    """The minute that clients read, rounded up (A5)."""
    return f"{whole_minute_up(instant).astimezone(zone):%H:%M}"


def may_of(ticket: Ticket, promise: Promise, *, now: datetime, revive_minutes: int) -> May:
    """What the client may do now (T5, T8 to T10)."""
    break_ = promise.break_ref
    concerned = break_ is not None and break_.state in SPOKEN_OF
    until = revives_until(ticket, revive_minutes)
    return May(
        leave=ticket.state in (*IN_LINE, TicketState.CALLED),
        hold=ticket.state == TicketState.WAITING and concerned,
        release=ticket.state == TicketState.HELD,
        revive=until is not None and now <= until,
    )


def revives_until(ticket: Ticket, revive_minutes: int) -> datetime | None:
    """Until when a missed client may come back, once (T5)."""
    if ticket.state != TicketState.NO_SHOW or ticket.first or ticket.ended_at is None:
        return None
    return revival_ends(ticket.ended_at, revive_minutes)
