"""After whatever changed who serves, waits or pauses: promises, callable tickets, due starts.

Every verb of this floor ends here, inside its own transaction and under the branch lock.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from branches.errors import Refused
from branches.events import record
from branches.models import Branch
from breaks.actions.begin import asks_for_cover, begin_break, refuse_leaving
from breaks.actions.moves import save_times, seat_of_break
from breaks.actions.owed import note_given, owe_service, settle_services
from breaks.models import Break, Promise
from breaks.queries import Line, promises_now, terms_for, terms_of_break
from breaks.queries.clients import held_until
from breaks.queries.cover import waits_for_cover
from breaks.queries.reliefs import queues_at
from breaks.rules.promises import (
    InLine,
    PromiseKind,
    Told,
    callable_before,
    improved,
    is_kept,
)
from breaks.rules.states import COMING, RUNNING, SPOKEN_OF, BreakState
from queueapp.actions import call_ticket, extend_hold, resume_session, wind_down_session
from queueapp.actions.moves import session_left
from queueapp.models import CounterSession, Ticket
from queueapp.rules import CALLING, PRESENT, CounterState, TicketState

# what is compared is the bare number: reading `break_ref` itself would ask for every break again
PROMISE_VALUES = ("kind", "break_ref_id", "returns_at", "fixed_at")


def settle(branch: Branch, *, now: datetime, line: Line | None = None) -> None:
    """Bring promises up to date, then start every break whose last obligation has ended, or let
    it wait for cover.

    `line`: the branch as it is now, where a verb has read it already.
    """
    settle_services(branch, now=now)
    line = line or Line(branch, terms_for(branch), now)
    refresh_promises(line)
    changed = [b for b in line.breaks if _begins_or_waits(b, branch, now=now)]
    if changed:
        refresh_promises(Line(branch, line.terms, now))


def refresh_promises(line: Line) -> None:
    """Tell every ticket in line where it stands (C1, C2) and closing counters whom to call."""
    if not line.breaks:
        _forget_promises(line.branch)
        return
    told = promises_now(line)
    changed, firm = [], []
    for ticket in line.tickets:
        promise = line.promises.setdefault(ticket.pk, Promise(ticket=ticket))
        was = _firm(promise)
        if _retell(promise, told[ticket.pk], line, held=ticket.state == TicketState.HELD):
            changed.append(promise)
        if _firm(promise) not in (None, was):
            firm.append(promise)
    _write(changed)
    note_given(line.branch, firm, now=line.now)
    owe_service(line.branch, firm, line.by_id, now=line.now)
    for session in line.sessions:
        _limit_calls(session, line)
    _keep_holds(line)


def call_in_line(line: Line, session_id: int, ticket_id: int | None = None) -> Ticket:
    """Call the next client of a line to a counter, or the one named (T2); the caller settles."""
    ticket = call_ticket(
        session_in(line, session_id),
        line.branch,
        line.tickets,
        here=line.here.get(session_id),
        now=line.now,
        ticket_id=ticket_id,
        arrival_window_s=line.terms["call.arrival_window_s"],
    )
    line.note_call(ticket)
    return ticket


def session_in(line: Line, session_id: int) -> CounterSession:
    """Who sits at a counter in a line; `session_closed` for who has left it."""
    session = next((s for s in line.sessions if s.pk == session_id), None)
    if session is None:
        raise session_left()
    return session


def _firm(promise: Promise) -> tuple[str, int | None] | None:
    """What a promise binds the house to; None while it only forecasts."""
    return (promise.kind, promise.break_ref_id) if promise.fixed_at else None


def _forget_promises(branch: Branch) -> None:
    """Where no break is known nobody waits for one."""
    told = Promise.objects.filter(ticket__branch=branch, ticket__state__in=PRESENT)
    told.exclude(kind=PromiseKind.NONE).update(
        kind=PromiseKind.NONE, break_ref=None, returns_at=None, fixed_at=None
    )


def _retell(promise: Promise, new: Told, line: Line, *, held: bool) -> bool:
    """Lay the new forecast over a promise; whether anything of it changed."""
    before = [getattr(promise, f) for f in PROMISE_VALUES]
    old_break = line.by_id.get(promise.break_ref_id)
    fixed = promise.fixed_at is not None and _binds(promise, old_break)
    old = Told(PromiseKind(promise.kind), promise.break_ref_id, promise.returns_at)
    if is_kept(old, new, held=held) and not _is_taken_back(promise, old_break):
        return False
    stands = improved(old, new, fixed=fixed)
    promise.kind, promise.break_ref_id = stands.kind, stands.break_id
    promise.returns_at = stands.returns_at
    promise.fixed_at = _fixed_at(promise, line.by_id.get(stands.break_id), fixed, line.now)
    return before != [getattr(promise, f) for f in PROMISE_VALUES]


def _is_taken_back(promise: Promise, open_break: Break | None) -> bool:
    """Whether the break that a promise speaks of was cancelled: nothing is kept for it any more."""
    spoken_of = open_break or promise.break_ref
    return spoken_of is not None and spoken_of.state == BreakState.CANCELLED


def _binds(promise: Promise, break_: Break | None) -> bool:
    """Whether a fixed promise still speaks of something: its break is ahead or running."""
    if break_ is None:
        return False
    return break_.state in COMING or (
        break_.state in RUNNING and promise.kind != PromiseKind.BEFORE
    )


def _fixed_at(
    promise: Promise, break_: Break | None, fixed: bool, now: datetime
) -> datetime | None:
    """A promise is fixed from the warning of its break on (B3)."""
    if fixed:
        return promise.fixed_at
    return now if break_ and break_.state in SPOKEN_OF else None


def _write(promises: list[Promise]) -> None:
    """Write promises in one statement for the new ones, and one for those now told the same."""
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for promise in promises:
        if promise.pk:
            alike[tuple(getattr(promise, f) for f in PROMISE_VALUES)].append(promise.pk)
    Promise.objects.bulk_create([p for p in promises if p.pk is None])
    for values, pks in alike.items():
        told = dict(zip(PROMISE_VALUES, values, strict=True))
        Promise.objects.filter(pk__in=pks).update(**told)


def _limit_calls(session: CounterSession, line: Line) -> None:
    """From the last call on, the counter calls up to the last number promised before a break of
    its person (B4); one that waits for cover calls everybody meanwhile (U5).
    """
    mine = [b for b in line.breaks if b.staff_id == session.staff_id]
    closing = [b for b in mine if b.state == BreakState.CLOSING and _closes(b, line)]
    if closing and session.counter.state in CALLING:
        told = _as_told(line)
        wind_down_session(session, {n for b in closing for n in _callable(b, told, line)})


def _closes(break_: Break, line: Line) -> bool:
    """Whether the counter winds down for a break: not while it waits for cover, and not before
    its start when somebody sits in at this very counter."""
    if break_.pk in line.relieved_here:
        return line.now >= break_.starts_at
    return not waits_for_cover(break_, line.now) or _nears_law(break_, line)


def _nears_law(break_: Break, line: Line) -> bool:
    """A4: whether a service could end past the latest lawful start of a break."""
    session = line.session_of(break_)
    queues = queues_at(session.counter) if session else ()
    return not all(line.may_call(break_, queue) for queue in queues)


def _callable(break_: Break, told: list[InLine], line: Line) -> list[int]:
    """B4, and A4: from the latest lawful start less one service of its queue on, nobody."""
    lawful = [t for t in told if line.may_call(break_, t.queue)]
    return callable_before(lawful, break_.pk)


def _as_told(line: Line) -> list[InLine]:
    """The waiting tickets in call order with what each was told."""
    told = ((t, line.promises[t.pk]) for t in line.tickets if t.state == TicketState.WAITING)
    return [InLine(t.pk, t.queue_id, p.kind, p.break_ref_id) for t, p in told]


def _keep_holds(line: Line) -> None:
    """A held place lasts fifteen minutes past the return, also when the return moves (T8)."""
    for ticket in line.tickets:
        promise = line.promises.get(ticket.pk)
        break_ = line.by_id.get(promise.break_ref_id) if promise else None
        if ticket.state == TicketState.HELD and break_:
            extend_hold(ticket, held_until(break_, line.terms, now=line.now))


def _begins_or_waits(break_: Break, branch: Branch, *, now: datetime) -> bool:
    """Whether a closing break began, for nothing stood in its way at or after S (B5), or began or
    ceased to wait for cover (U5).
    """
    if break_.state == BreakState.CLOSING:
        # the start of the person's earlier break may have pushed this one on
        break_.refresh_from_db(
            fields=["state", "starts_at", "returns_at", "revision", "next_step_at"]
        )
    if break_.state != BreakState.CLOSING:
        return False
    terms = terms_of_break(break_, branch)
    changed = False
    if now >= break_.starts_at and terms["start.auto_when_idle"] and came_to_work(break_):
        try:
            begin_break(break_, branch, terms, by=None, now=now)
        except Refused:
            changed = _note_cover(break_, branch, now=now)
        else:
            return True
    # a step that is due is done by the clock, not put off by whoever settles first
    if break_.next_step_at is None or break_.next_step_at > now:
        save_times(break_, terms=terms, now=now)
    return changed


def came_to_work(break_: Break) -> bool:
    """Whether the person sits here, or sat here in this shift: nobody rests who never came."""
    seat = seat_of_break(break_)
    return seat is not None or bool(break_.shift and break_.shift.sessions.exists())


def _note_cover(break_: Break, branch: Branch, *, now: datetime) -> bool:
    """U5: the manager hears of it once, and the counter serves on until enough are back, whoever
    stands there; whether something changed.
    """
    session = seat_of_break(break_)
    if session is None or not asks_for_cover(break_, now):
        return False
    lacking = _lacking(session, branch, now=now)
    if (lacking is None) == (break_.cover_told_at is None):
        return False
    break_.cover_told_at = now if lacking else None
    break_.save(update_fields=["cover_told_at"])
    if lacking:
        _serve_on(session)
        facts: dict[str, Any] = {"code": lacking.code, "alarm": "no_cover"}
        record(branch, "break.no_cover", now=now, subject=break_, **facts)
    return True


def _lacking(session: CounterSession, branch: Branch, *, now: datetime) -> Refused | None:
    """Why too few colleagues would stay; None when enough do."""
    try:
        refuse_leaving(session, branch, now=now)
    except Refused as refused:
        return refused
    return None


def _serve_on(session: CounterSession) -> None:
    if session.counter.state == CounterState.CLOSING:
        resume_session(session)
