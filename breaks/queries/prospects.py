"""What every ticket in line may be promised now: its place by the closed form, weighed by how sure
the forecast is (C1, C2; SCIENCE.md 5).
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import takewhile

from breaks.models import Break
from breaks.queries.cover import has_waited
from breaks.queries.learned import laws_of
from breaks.queries.line import Line
from breaks.queries.reliefs import queues_at
from breaks.queries.waits import edition_of, joins_as_newcomer
from breaks.rules.promises import PromiseKind, Told, by_chance, promise_for
from breaks.rules.states import RUNNING, BreakState
from breaks.rules.waits import Edition, range_for
from queueapp.models import CounterSession, Ticket
from queueapp.rules import CALLING, TicketState


def promises_now(line: Line) -> dict[int, Told]:
    """What each ticket in line is to be told of the breaks known, by ticket id.

    A queue with a fixed estimate is certain by definition and keeps C2 to the minute. In others
    nobody is sure of a call before a break while no fresh forecast says so.
    """
    places = line.places()
    told = {t.pk: promise_for(t.queue_id, places.get(t.pk), line.coming) for t in line.tickets}
    edition = edition_of(line.branch, now=line.now)
    learned = [t for t in line.tickets if not t.queue.estimate_minutes]
    told |= {t.pk: _weighed(t, told[t.pk], edition, line) for t in learned}
    told |= dict(_taken_besides(line, told))
    return {n: _while_it_waits(promise, line) for n, promise in told.items()}


def _while_it_waits(told: Told, line: Line) -> Told:
    """A promise about a break that waits for cover (U5): nobody knows when it begins, and one who
    was newly promised service before it would hold it back once the colleague is there.
    """
    break_ = line.by_id.get(told.break_id)
    if break_ is None or not has_waited(break_, line.now) or told.kind == PromiseKind.OTHER_COUNTER:
        return told
    return Told(PromiseKind.AFTER, told.break_id)


def _weighed(ticket: Ticket, told: Told, edition: Edition | None, line: Line) -> Told:
    """A promise with the forecast's certainty laid over it."""
    break_ = line.by_id.get(told.break_id)
    # what a manager took back is not given again by a forecast (3.4), nor by one that was made
    # while the client could still be called
    if break_ is None or not _may_be_promised(ticket, break_, line):
        return told
    return by_chance(
        told,
        {break_.pk: 0.0, **_chances(ticket, edition, line)},
        line.terms_of(break_)["promise.before_percent"] / 100,
        returns_at=max(break_.starts_at, line.now) + break_.length,
        bridged=any(_bridges(s, ticket, break_, line) for s in line.sessions),
    )


def _chances(ticket: Ticket, edition: Edition | None, line: Line) -> Mapping[int, float]:
    """How probable a call before each break is; of whom others came before since the forecast was
    made nothing is known until the next one.
    """
    queue = joins_as_newcomer(ticket)
    if edition is None or not _is_foreseen(ticket, edition, line):
        return {}
    found = range_for(edition, ticket=ticket.pk, queue=queue, issued_at=ticket.issued_at)
    return found.before if found else {}


def _is_foreseen(ticket: Ticket, edition: Edition, line: Line) -> bool:
    """Whether a forecast speaks of a client: of those who joined since it was made at the same
    counters only the first is called when a newcomer would be.
    """
    if ticket.pk in edition.in_line:
        return True
    served = [queues_at(s.counter) for s in line.usable]
    rivals = {q for queues in served if ticket.queue_id in queues for q in queues}
    ahead = takewhile(lambda t: t.pk != ticket.pk, line.tickets)
    waiting = (t for t in ahead if t.state == TicketState.WAITING and t.queue_id in rivals)
    return all(t.pk in edition.in_line for t in waiting)


def _may_be_promised(ticket: Ticket, break_: Break, line: Line) -> bool:
    """Whether a client may be newly promised service before a break: no manager took that back
    (3.4), and the law lets the client be called (A4).
    """
    withdrawn = (ticket.pk, break_.pk) in line.withdrawn
    return not withdrawn and line.may_call(break_, ticket.queue_id)


def _bridges(session: CounterSession, ticket: Ticket, break_: Break, line: Line) -> bool:
    """Whether a counter goes on calling a client while a break lasts."""
    if session.staff_id == break_.staff_id or session.counter.state not in CALLING:
        return False
    if ticket.counter_wanted_id not in (None, session.counter_id):
        return False
    mine = [b for b in line.breaks if b.staff_id == session.staff_id]
    away = any(b.state in RUNNING or _meet(b, break_) for b in mine)
    return ticket.queue_id in queues_at(session.counter) and not away


def _meet(one: Break, other: Break) -> bool:
    return one.starts_at < other.returns_at and other.starts_at < one.returns_at


def _taken_besides(line: Line, told: dict[int, Told]) -> Iterator[tuple[int, Told]]:
    """Whom closing counters take besides those promised, one at a time (SCIENCE.md 5)."""
    taken = {n for n, promise in told.items() if promise.kind == PromiseKind.BEFORE}
    taken |= {n for b in line.breaks for n in line.promised(b)}
    for break_, session in _free_before_a_break(line, told):
        mine = (t for t in line.tickets if t.pk not in taken and _may_be_taken(t, session))
        first = next(mine, None)
        # before a fixed estimate the closed form has spoken; nobody is called past that client
        if first and not first.queue.estimate_minutes and _is_done_in_time(first, break_, line):
            taken.add(first.pk)
            yield first.pk, Told(PromiseKind.BEFORE, break_.pk)


def _free_before_a_break(
    line: Line, told: dict[int, Told]
) -> Iterator[tuple[Break, CounterSession]]:
    """The closing counters at which nobody stands and for which nobody promised waits."""
    for break_ in line.breaks:
        session = line.session_of(break_)
        closing = break_.planned and break_.state == BreakState.CLOSING
        if not closing or session is None or session.counter.state not in CALLING:
            continue
        if session.pk not in line.here and not _owes(break_, line, told):
            yield break_, session


def _owes(break_: Break, line: Line, told: dict[int, Told]) -> bool:
    """Whether somebody who was promised service before a break still waits for it."""
    new = any(t.kind == PromiseKind.BEFORE and t.break_id == break_.pk for t in told.values())
    return new or bool(line.promised(break_))


def _may_be_taken(ticket: Ticket, session: CounterSession) -> bool:
    mine = ticket.counter_wanted_id in (None, session.counter_id)
    waits = ticket.state == TicketState.WAITING
    return waits and mine and ticket.queue_id in queues_at(session.counter)


def _is_done_in_time(ticket: Ticket, break_: Break, line: Line) -> bool:
    """Whether a service that begins now is over soon after S, as surely as wished (A4)."""
    terms = line.terms_of(break_)
    until = break_.starts_at + min(line.slack(break_), terms.minutes("promise.take_slack_min"))
    law = laws_of(line.branch, line.now)[ticket.queue_id]
    share = law.share_within((until - line.now) / timedelta(minutes=1))
    sure = share >= terms["promise.take_percent"] / 100
    return sure and line.now < break_.starts_at and _may_be_promised(ticket, break_, line)
