"""What a client's own page says about the ticket, in six languages: place, wait, promise.

The phrases stand in `ticket_phrases.yaml`; the English ones also in `words.js`, for the kiosk and
the lobby.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from branches.rules import whole_minute_up
from breaks.models import Promise
from breaks.rules.promises import PromiseKind
from quality.playbook.filling import clock_words, fill, moment_words
from quality.playbook.phrases import phrases
from quality.playbook.reading import ENGLISH
from signage.notices import minutes_until

PHRASES_FILE = Path(__file__).with_name("ticket_phrases.yaml")
Phrases = Mapping[str, str]


def phrases_in(language: str) -> Phrases:
    """Every phrase of the page in a language."""
    return phrases(language, PHRASES_FILE)


def page_phrases(language: str, facts: Mapping[str, str]) -> Phrases:
    """The phrases of the page filled; one of which a fact is missing is empty."""
    return {name: fill(text, facts) for name, text in phrases_in(language).items()}


def wait_words(low: int | None, high: int | None, language: str = ENGLISH) -> str:
    """A told range of minutes (UX.md 1.1); empty where nobody could name one."""
    say = phrases_in(language)
    if low is None or (high is None and low == 0):
        return ""
    if high is None:
        return fill(say["range_more"], {"low": str(low)})
    name = "range_about" if low else "range_up_to"
    return fill(say[name], {"low": str(low), "high": str(high)})


def break_words(starts: str, returns: str, *, counted: bool, language: str = ENGLISH) -> str:
    """A break of the counter it stands beside: when it `starts` (empty: it runs) and `returns`
    (empty: nobody knows), and whether the told range of minutes holds it already.
    """
    say = phrases_in(language)
    tail = f", {say['counted']}" if counted else ""
    if starts:
        span = f"{starts}–{returns}" if returns else starts
        return fill(say["break_from"], {"starts": span}) + tail
    if returns:
        return fill(say["break_back"], {"returns": returns}) + tail
    return say["break_now"] + (tail or f", {say['ask_counter']}")


def promise_words(
    promise: Promise,
    *,
    now: datetime,
    zone: ZoneInfo,
    withdrawn: bool = False,
    probably: bool = False,
    language: str = ENGLISH,
) -> str:
    """The promise in a sentence; a provisional one says "expected" (C1), one that was taken back
    begins with an apology, and "after" a break that is `probably` not waited for says so
    (SCIENCE.md 5).
    """
    say, kind = phrases_in(language), PromiseKind(promise.kind)
    fixed = "_fixed" if promise.fixed_at else ""
    if withdrawn:
        return f"{say['withdrawn']} {_after(say[f'after{fixed}'], promise, now, zone, language)}"
    if kind == PromiseKind.AFTER:
        turn = say[f"probably{fixed}" if probably else f"after{fixed}"]
        return _after(turn, promise, now, zone, language)
    known = {PromiseKind.BEFORE: "before", PromiseKind.OTHER_COUNTER: "other"}
    return say[f"{known[kind]}{fixed}"] if kind in known else say["no_break"]


def _after(turn: str, promise: Promise, now: datetime, zone: ZoneInfo, language: str) -> str:
    """A turn after a break, and from when; a return that has passed is told to nobody (E0)."""
    say, back = phrases_in(language), promise.returns_at
    if back is None or back <= now:
        return turn + say["turn_ask"]
    return turn + fill(say["turn_from"], {"back": clock_time(back, zone, now, language)})


def clock_time(instant: datetime, zone: ZoneInfo, now: datetime, language: str = ENGLISH) -> str:
    """The minute that clients read, rounded up (A5); how far it is where the clocks change
    before it (3.9 no. 12).
    """
    minutes = minutes_until(instant, now, zone)
    said = clock_words(whole_minute_up(instant).astimezone(zone), language)
    far = fill(phrases_in(language)["in_minutes"], {"minutes": str(minutes)})
    return f"{said} ({far})" if minutes else said


def day_and_time(instant: datetime, zone: ZoneInfo, now: datetime, language: str = ENGLISH) -> str:
    """A clock time, with the day where it is not today's."""
    there = whole_minute_up(instant).astimezone(zone)
    if there.date() == now.astimezone(zone).date():
        return clock_time(instant, zone, now, language)
    if language != ENGLISH:
        return moment_words(there, language)
    return f"{there:%A} {there.day} {there:%B}, {there:%H:%M}"
