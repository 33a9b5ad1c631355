"""What a client's own page says about the ticket: state, place, promise, what may be done.

The words for a promise stand here for the page and in `words.js` for the kiosk.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from branches.rules import whole_minute_up
from breaks.models import Promise
from breaks.rules.promises import PromiseKind
from signage.notices import minutes_until


def promise_words(
    promise: Promise, *, now: datetime, zone: ZoneInfo, withdrawn: bool = False
) -> str:
    """The promise in a sentence; a provisional one says "expected" (C1), and one that was taken
    back begins with an apology.
    """
    if withdrawn:
        return f"We are sorry: we cannot keep our promise. {_after(promise, now, zone)}"
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
    return f"{turn} after the break, from {clock_time(back, zone, now)}."


def expected_words(expected: datetime | None, *, now: datetime, zone: ZoneInfo) -> str:
    """When the turn is forecast, as a clock time; nothing once that time has passed."""
    return f"about {clock_time(expected, zone, now)}" if expected and expected > now else ""


def clock_time(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    """The minute that clients read, rounded up (A5); how far it is where the clocks change
    before it (3.9 no. 12).
    """
    minutes = minutes_until(instant, now, zone)
    said = f"{whole_minute_up(instant).astimezone(zone):%H:%M}"
    return f"{said} (in {minutes} min)" if minutes else said


def day_and_time(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    """A clock time, with the day where it is not today's."""
    there = whole_minute_up(instant).astimezone(zone)
    if there.date() == now.astimezone(zone).date():
        return clock_time(instant, zone, now)
    return f"{there:%A} {there.day} {there:%B}, {there:%H:%M}"
