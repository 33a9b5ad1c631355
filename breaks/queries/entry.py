"""Until when who comes in now is still served before a break (DOMAIN.md 2.4, F40)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from breaks.models import Break
from breaks.queries.line import Line
from breaks.queries.reliefs import queues_at
from breaks.rules.entry import entry_ends, last_entry
from breaks.rules.states import COMING, RUNNING
from queueapp.models import Counter
from queueapp.queries import may_serve
from queueapp.rules import TicketState


@dataclass(frozen=True)
class Entry:
    """The last entry before a break, and the instant from which it is told no more."""

    last_at: datetime
    ends_at: datetime


def entry_before(break_: Break, line: Line) -> Entry | None:
    """The last entry before an announced break; None: new numbers come after it.

    A counter of several queues reckons with the longest of their estimates.
    """
    # the line's own, which knows its queues
    counter = line.counters.get(break_.counter_id or 0)
    if counter is None or not break_.planned or break_.state not in COMING:
        return None
    estimate = _estimate(counter, line)
    waiting = _waiting(counter, line)
    last = last_entry(break_.starts_at, estimate, _busy_until(break_, line), waiting)
    ends = entry_ends(last, estimate, waiting) if last else None
    # what is told to the minute is told while the minute lies ahead
    return Entry(last, ends) if last and ends and ends > line.now else None


def _estimate(counter: Counter, line: Line) -> timedelta:
    mine = [line.estimates[queue] for queue in queues_at(counter)]
    return max(mine, default=timedelta(0))


def _waiting(counter: Counter, line: Line) -> int:
    """How many wait whom this counter may have to serve."""
    waiting = (t for t in line.tickets if t.state == TicketState.WAITING)
    return sum(1 for ticket in waiting if may_serve(counter, ticket))


def _busy_until(break_: Break, line: Line) -> datetime:
    """When the person is free of the client at the counter, and back from an earlier break."""
    session = line.session_of(break_)
    free_at = line.free_at(session) if session else line.now
    away = [b.returns_at for b in line.breaks if _earlier(b, break_)]
    return max([line.now, free_at, *away])


def _earlier(other: Break, break_: Break) -> bool:
    return other.staff_id == break_.staff_id and other.state in RUNNING
