"""What a client's own page says about the ticket, in six languages: place, wait, promise.

The phrases of waits and promises stand also in `words.js`, for the kiosk and the lobby.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop

from branches.clock import zone_of
from branches.rules import whole_minute_up
from breaks.models import Break, Promise
from breaks.queries.cover import return_told_at, waits_for_cover
from breaks.rules.promises import PromiseKind
from breaks.rules.states import RUNNING
from quality.playbook.filling import clock_words, fill, moment_words, span_words
from quality.playbook.reading import ENGLISH
from queueapp.models import Ticket
from queueapp.rules import TicketState
from signage.catalogues import said, server_words
from signage.notices import minutes_until

Phrases = Mapping[str, str]
# numbers and times stand where no suffix is needed; a placeholder that is not known leaves its
# phrase out
PHRASES: Phrases = {
    "your_number": gettext_noop("Your number"),
    "your_turn": gettext_noop("Your turn: counter {counter}"),
    "it_is_your_turn": gettext_noop("It is your turn"),
    "counter": gettext_noop("Counter"),
    "come_by": gettext_noop("Please come by {due}."),
    "served_at": gettext_noop("You are being served at counter {counter}."),
    "next": gettext_noop("You are next."),
    "no_counter": gettext_noop("No counter is open now"),
    "wait": gettext_noop("Wait"),
    "place_kept": gettext_noop("Your place is kept."),
    "may_leave": gettext_noop("You may leave."),
    "kept_until": gettext_noop("Your place is kept until {due}."),
    "missed": gettext_noop("You were called and missed your turn."),
    "missed_at": gettext_noop("You were called to counter {counter} and missed your turn."),
    "come_back": gettext_noop("You can come back until {revive}: you are then called next."),
    "new_number": gettext_noop("Please take a new number."),
    "thanks": gettext_noop("Thank you for your visit."),
    "call_you_back": gettext_noop("We call you back: {call_back}"),
    "left": gettext_noop("You left the queue."),
    "no_longer": gettext_noop("This number is no longer called."),
    "ask_staff": gettext_noop("Please ask the staff or take a new one."),
    "close_early": gettext_noop("We close early today."),
    "can_call_back": gettext_noop("We can call you back: {offer}."),
    "for_what": gettext_noop("For"),
    "meanwhile": gettext_noop("Meanwhile"),
    "contact": gettext_noop("Phone or e-mail"),
    "here": gettext_noop("I am here"),
    "here_again": gettext_noop("I am here: call me again"),
    "sure": gettext_noop("Give up number {ticket}? It cannot be undone."),
    "yes_leave": gettext_noop("Yes, leave"),
    "late": gettext_noop("No connection. Please watch the screens. Last checked at"),
    "failed": gettext_noop("That did not get through. Please try again."),
    "no_other_counter": gettext_noop("No other open counter could serve you now."),
    "return_unknown": gettext_noop(
        "Nobody knows yet when the break ends: please ask at the counter."
    ),
    "range_more": gettext_noop("{low} min or more"),
    "range_about": gettext_noop("about {low}–{high} min"),
    "range_up_to": gettext_noop("up to {high} min"),
    "in_minutes": gettext_noop("in {minutes} min"),
    "break_from": gettext_noop("break {starts}"),
    "break_back": gettext_noop("on break, back at {returns}"),
    "break_now": gettext_noop("on break"),
    "cover": gettext_noop("when a colleague is back"),
    "counted": gettext_noop("already counted in"),
    "ask_counter": gettext_noop("please ask at the counter"),
    "before_fixed": gettext_noop("You will be served before the break."),
    "before": gettext_noop("You are expected to be served before the break."),
    "other_fixed": gettext_noop("Another counter will serve you: the break does not hold you up."),
    "other": gettext_noop(
        "Another counter is expected to serve you: the break does not hold you up."
    ),
    "no_break": gettext_noop("No break lies before your turn."),
    "withdrawn": gettext_noop("We are sorry: we cannot keep our promise."),
    "after_fixed": gettext_noop("Your turn comes after the break"),
    "after": gettext_noop("Your turn is expected after the break"),
    "probably_fixed": gettext_noop(
        "Your turn comes probably before the break, at the latest after it"
    ),
    "probably": gettext_noop(
        "Your turn is expected probably before the break, at the latest after it"
    ),
    "turn_from": gettext_noop(", from {back}."),
    "turn_ask": gettext_noop(". Please ask at the counter for the time."),
    "figure_k1": gettext_noop("Breaks announced in time"),
    "figure_k4": gettext_noop("Back by the time shown"),
    "figure_k9": gettext_noop("Promises kept"),
    "last_4_weeks": gettext_noop("Last 4 weeks"),
    "too_few_cases": gettext_noop("Too few cases yet to say."),
    "checked": gettext_noop("Checked at {checked}, and again every {seconds} s"),
    "refused": gettext_noop("This is no longer possible. Here is what is possible now."),
    "sound_off": gettext_noop("Sound on call: off"),
    "sound_on": gettext_noop("Sound on call: on"),
    "sound_blocked": gettext_noop("The browser blocks the sound: touch here"),
    "sound_note": gettext_noop("It sounds while this page is open and the screen is on."),
    "wake": gettext_noop("Wake my phone when it is my turn"),
    "wake_stop": gettext_noop("Do not wake my phone"),
    "wake_note": gettext_noop("We wake your phone before your turn. Please watch the screens too."),
    "wake_denied": gettext_noop("This browser does not let us wake your phone."),
    "keep": gettext_noop("Keep or share this page"),
    "keep_how": gettext_noop("Open this address on another phone, or scan the code."),
    "share": gettext_noop("Share"),
    "woken_near": gettext_noop("Please stay near."),
}


@cache
def phrases_in(language: str) -> Phrases:
    """Every phrase of the page in a language."""
    return {name: said(english, language) for name, english in PHRASES.items()}


def page_phrases(language: str, facts: Mapping[str, str]) -> Phrases:
    """The phrases of the page filled; one of which a fact is missing is empty."""
    return {name: fill(text, facts) for name, text in phrases_in(language).items()}


def place_words(ahead: int, language: str = ENGLISH) -> str:
    """How many clients are called before this one."""
    if not ahead:
        return phrases_in(language)["next"]
    counted = server_words(language).ngettext(
        "{n} client is before you.", "{n} clients are before you.", ahead
    )
    return fill(counted, {"n": str(ahead)})


def wait_words(low: int | None, high: int | None, language: str = ENGLISH) -> str:
    """A told range of minutes (UX.md 1.1); empty where nobody could name one."""
    say = phrases_in(language)
    if low is None or (high is None and low == 0):
        return ""
    if high is None:
        return fill(say["range_more"], {"low": str(low)})
    name = "range_about" if low else "range_up_to"
    return fill(say[name], {"low": str(low), "high": str(high)})


def words_of_break(
    break_: Break, now: datetime, zone: ZoneInfo, *, counted: bool, language: str
) -> str:
    """A break as `break_words` says it; one that waits for a colleague has no time yet (U5)."""
    back = return_told_at(break_, now)
    starts = "" if break_.state in RUNNING else clock_time(break_.starts_at, zone, now, language)
    if waits_for_cover(break_, now):
        starts = phrases_in(language)["cover"]
    returns = clock_time(back, zone, now, language) if back else ""
    return break_words(starts, returns, counted=counted, language=language)


def break_words(starts: str, returns: str, *, counted: bool, language: str = ENGLISH) -> str:
    """A break of the counter it stands beside: when it `starts` (empty: it runs) and `returns`
    (empty: nobody knows), and whether the told range of minutes holds it already.
    """
    say = phrases_in(language)
    tail = f", {say['counted']}" if counted else ""
    if starts:
        span = span_words(starts, returns) if returns else starts
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


@dataclass(frozen=True)
class Woken:
    """What a phone shows that is woken: number, counter and words, and no name."""

    title: str
    body: str
    path: str
    language: str

    def as_message(self) -> dict[str, str]:
        """As the phone's own script reads it."""
        return asdict(self)


def woken_words(ticket: Ticket, ahead: int, *, now: datetime, language: str) -> Woken:
    """What the client of a called ticket, or of one that has come near, reads on a woken phone."""
    say, due, zone = phrases_in(language), ticket.next_step_at, zone_of(ticket.branch)
    if ticket.state == TicketState.CALLED and ticket.session:
        told = fill(say["your_turn"], {"counter": ticket.session.counter.label})
        by = clock_time(due, zone, now, language) if due and due > now else ""
        more = fill(say["come_by"], {"due": by})
    else:
        told, more = place_words(ahead, language), say["woken_near"]
    return Woken(f"{ticket.code} · {told}", more, f"/t/{ticket.token}", language)
