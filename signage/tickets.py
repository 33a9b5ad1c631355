"""What a client's own page says about the ticket: place, wait, promise.

The words stand here for the page and in `words.js` for the kiosk and the lobby.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from branches.rules import whole_minute_up
from breaks.models import Promise
from breaks.rules.promises import PromiseKind
from signage.notices import minutes_until


def wait_words(low: int | None, high: int | None) -> str:
    """A told range of minutes (UX.md 1.1); empty where nobody could name one."""
    if low is None or (high is None and low == 0):
        return ""
    if high is None:
        return f"{low} min or more"
    return f"about {low}–{high} min" if low else f"up to {high} min"


def break_words(starts: str, returns: str, *, counted: bool) -> str:
    """A break of the counter it stands beside: when it `starts` (empty: it runs) and `returns`
    (empty: nobody knows), and whether the told range of minutes holds it already.
    """
    tail = ", already counted in" if counted else ""
    if starts:
        return f"break {starts}–{returns}{tail}" if returns else f"break {starts}{tail}"
    if returns:
        return f"on break, back at {returns}{tail}"
    return f"on break{tail or ', please ask at the counter'}"


def promise_words(
    promise: Promise,
    *,
    now: datetime,
    zone: ZoneInfo,
    withdrawn: bool = False,
    probably: bool = False,
) -> str:
    """The promise in a sentence; a provisional one says "expected" (C1), one that was taken back
    begins with an apology, and "after" a break that is `probably` not waited for says so
    (SCIENCE.md 5).
    """
    if withdrawn:
        return f"We are sorry: we cannot keep our promise. {_after(promise, now, zone)}"
    if probably and promise.kind == PromiseKind.AFTER:
        return _after(promise, now, zone, "probably before the break, at the latest after it")
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


def _after(promise: Promise, now: datetime, zone: ZoneInfo, when: str = "after the break") -> str:
    turn = "Your turn comes" if promise.fixed_at else "Your turn is expected"
    back = promise.returns_at
    if back is None or back <= now:
        return f"{turn} {when}. Please ask at the counter for the time."
    return f"{turn} {when}, from {clock_time(back, zone, now)}."


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
