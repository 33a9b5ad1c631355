"""Counters and tickets: states, allowed moves, who is called next. Plain values only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices

MAX_RECALLS = 2
# a service this many times as long as its estimate is slow (3.9 no. 27)
SLOW_FACTOR = 2
# how long before the shift a counter may be opened, and after closing time tickets live on
EARLY_OPENING = timedelta(minutes=30)
CLOSING_GRACE = timedelta(minutes=60)
# what kiosks keep for a cut connection is taken from the top of the three figures downwards
HIGHEST_NUMBER = 999
RESERVE = 30
# so many unused numbers a day lie with one kiosk at most: one that lost its store asks again
MOST_UNUSED = 4 * RESERVE
# who came for more so often on one day has hardly had so many cuts
MOST_ASKED = 5
# the series that runs upwards keeps so much room ahead
ROOM_AHEAD = 200


class CounterState(TextChoices):
    CLOSED = "closed"
    OPEN = "open"
    CLOSING = "closing"
    ON_BREAK = "on_break"
    OUT_OF_SERVICE = "out_of_service"


class TicketState(TextChoices):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    DONE = "done"
    NO_SHOW = "no_show"
    LEFT = "left"
    EXPIRED = "expired"


class Source(TextChoices):
    KIOSK = "kiosk"
    PHONE = "phone"
    TELLER = "teller"


# a counter in such a state calls clients
CALLING = (CounterState.OPEN, CounterState.CLOSING)
AT_COUNTER = (TicketState.CALLED, TicketState.SERVING)
PRESENT = (TicketState.WAITING, TicketState.HELD)
IN_HOUSE = (*PRESENT, *AT_COUNTER)
ENDED = (TicketState.DONE, TicketState.LEFT, TicketState.EXPIRED)

# DOMAIN.md 3.6.1; Q9 goes from every state to out_of_service and back to open, or to closed
# where nobody sits (E2)
COUNTER_MOVES: dict[tuple[CounterState, CounterState], str] = {
    (CounterState.CLOSED, CounterState.OPEN): "Q1",
    (CounterState.OPEN, CounterState.CLOSING): "Q2",
    (CounterState.CLOSING, CounterState.ON_BREAK): "Q3",
    (CounterState.OPEN, CounterState.ON_BREAK): "Q4",
    (CounterState.CLOSING, CounterState.OPEN): "Q5",
    (CounterState.ON_BREAK, CounterState.OPEN): "Q6",
    (CounterState.OPEN, CounterState.CLOSED): "Q7",
    (CounterState.CLOSING, CounterState.CLOSED): "Q7",
    (CounterState.ON_BREAK, CounterState.CLOSED): "Q8",
    (CounterState.CLOSED, CounterState.OUT_OF_SERVICE): "Q9",
    (CounterState.OPEN, CounterState.OUT_OF_SERVICE): "Q9",
    (CounterState.CLOSING, CounterState.OUT_OF_SERVICE): "Q9",
    (CounterState.ON_BREAK, CounterState.OUT_OF_SERVICE): "Q9",
    (CounterState.OUT_OF_SERVICE, CounterState.OPEN): "Q9",
    (CounterState.OUT_OF_SERVICE, CounterState.CLOSED): "Q9",
}

# DOMAIN.md 3.6.2; T1 creates the ticket in waiting
TICKET_MOVES: dict[tuple[TicketState, TicketState], str] = {
    (TicketState.WAITING, TicketState.CALLED): "T2",
    (TicketState.CALLED, TicketState.SERVING): "T3",
    (TicketState.CALLED, TicketState.NO_SHOW): "T4",
    (TicketState.NO_SHOW, TicketState.WAITING): "T5",
    (TicketState.SERVING, TicketState.DONE): "T6",
    (TicketState.SERVING, TicketState.WAITING): "T7",
    (TicketState.CALLED, TicketState.WAITING): "T7",
    (TicketState.WAITING, TicketState.HELD): "T8",
    (TicketState.HELD, TicketState.WAITING): "T9",
    (TicketState.WAITING, TicketState.LEFT): "T10",
    (TicketState.HELD, TicketState.LEFT): "T10",
    (TicketState.CALLED, TicketState.LEFT): "T10",
    (TicketState.WAITING, TicketState.EXPIRED): "T11",
    (TicketState.HELD, TicketState.EXPIRED): "T11",
}


@dataclass(frozen=True)
class Waiting:
    """A waiting ticket as the rules see it. `first`: put in front by T5 or T7."""

    id: int
    queue_id: int
    issued_at: datetime
    priority: int = 0
    first: bool = False
    counter_id: int | None = None


def ticket_may(here: str, there: str) -> bool:
    """Whether a ticket may move from one state to the other."""
    return (here, there) in TICKET_MOVES


def counter_may(here: str, there: str) -> bool:
    """Whether a counter may move from one state to the other."""
    return (here, there) in COUNTER_MOVES


def call_key(ticket: Waiting) -> tuple[bool, int, datetime, int]:
    """The order of calls: put in front, then priority, then issue order."""
    return (not ticket.first, -ticket.priority, ticket.issued_at, ticket.id)


def next_ticket(
    waiting: Sequence[Waiting],
    *,
    counter_id: int,
    queue_ids: Collection[int],
    only: Collection[int] | None,
) -> Waiting | None:
    """Whom a counter calls next; `only` lists the callable tickets of a closing counter (B4)."""
    mine = [
        t
        for t in waiting
        if (t.queue_id in queue_ids if t.counter_id is None else t.counter_id == counter_id)
        and (only is None or t.id in only)
    ]
    return min(mine, key=call_key, default=None)


def in_shift(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether a counter may be opened under a shift at `now` (Q1)."""
    return starts_at - EARLY_OPENING <= now < ends_at


def revival_ends(
    no_show_at: datetime, revive_minutes: int, kept_until: datetime | None = None
) -> datetime:
    """Until when a no-show may return out of turn (T5); not before a held place would have
    lapsed (3.9 no. 23, 26).
    """
    until = no_show_at + timedelta(minutes=revive_minutes)
    return max(until, kept_until) if kept_until else until


def code_of(letter: str, number: int) -> str:
    """What the client reads: the letter of the queue and three figures."""
    return f"{letter}{number:03d}"


def numbers_to_reserve(*, last: int, lowest: int | None, held: int, unused: int) -> range:
    """The numbers a kiosk gets for a queue's day, downwards from the lowest one reserved so far.

    `last` is the last number of the usual series, `held` how many unused ones the kiosk says it
    has, `unused` how many were laid aside for it and never came back. None where the two series
    would come near to each other.
    """
    top = HIGHEST_NUMBER if lowest is None else lowest - 1
    count = max(0, min(RESERVE - held, reserve_left(last=last, lowest=lowest, unused=unused)))
    return range(top, top - count, -1)


def reserve_left(*, last: int, lowest: int | None, unused: int) -> int:
    """How many more numbers of a queue's day one kiosk can have laid aside (see above)."""
    top = HIGHEST_NUMBER if lowest is None else lowest - 1
    return max(0, min(MOST_UNUSED - unused, top - (last + ROOM_AHEAD)))


def wastes_numbers(left: int, asked: int) -> bool:
    """Whether a manager should look after a kiosk: it came for more again and again, or came back
    and little is left of its day, as with one that forgets what it has.
    """
    return asked > MOST_ASKED or (asked > 1 and left < MOST_UNUSED / 3)


def seniority(taken_at: datetime, *, reserved_at: datetime, now: datetime) -> datetime:
    """Since when a client waits who took a number while the kiosk was cut off: no clock of a kiosk
    puts anybody ahead of the hour at which the number was laid aside, or behind now.
    """
    return min(max(taken_at, reserved_at), now)


def expires_now(closed_at: datetime, now: datetime, *, somebody_serves: bool) -> bool:
    """Whether a ticket left over at closing time ends (T11): not while a counter serves on."""
    return now >= closed_at and (not somebody_serves or now >= closed_at + CLOSING_GRACE)
