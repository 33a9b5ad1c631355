"""Breaks nobody could announce: asked for at the counter (B13 to B16, U1, U2, U5)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from branches.clock import business_day
from branches.errors import Refused
from branches.events import record
from branches.models import Branch, Staff
from branches.rules import whole_minute_up
from breaks.actions.begin import go_on_break, refuse_leaving
from breaks.actions.moves import (
    locked_break,
    move_break,
    one_break_at_a_time,
    refuse,
    seat_of_break,
)
from breaks.actions.owed import keep_return, note_given, owe_service
from breaks.actions.settle import settle
from breaks.models import Break, Promise
from breaks.queries import Line, terms_for, waiting_breaks_of
from breaks.queries.reliefs import queues_at
from breaks.rules.promises import PromiseKind
from breaks.rules.start import judge_request, needs_manager
from breaks.rules.states import (
    ASKED,
    COOL_DOWN,
    INTERRUPTING,
    REASONS,
    RESUMED_REST,
    RUNNING,
    BreakKind,
    BreakState,
    EndReason,
)
from breaks.rules.terms import Terms
from queueapp.actions import release_ticket, resume_session, wind_down_session
from queueapp.actions.moves import locked_session
from queueapp.models import CounterSession, Ticket
from queueapp.rules import CounterState, TicketState


@transaction.atomic
def request_break(
    session_id: int,
    *,
    by: Staff,
    reason: str,
    now: datetime,
    minutes: int | None = None,
    at_once: bool = False,
) -> Break:
    """Ask for an unplanned break (B13). A second press returns the one asked for.

    The state tells what follows: `on_break` (nobody present, or an immediate reason), `closing`
    (those present come first), `requested` (the manager decides within three minutes). `at_once`
    says that somebody outside insists (the escort of cash).
    """
    branch, session = locked_session(session_id)
    asked = _already_asked(session)
    if asked and not _gives_way(asked, reason):
        return asked
    terms = terms_for(branch)
    minutes = minutes if minutes is not None else _default_minutes(reason, terms)
    refuse(judge_request(reason, minutes, terms), status=422)
    if asked:
        _make_way(asked, branch, terms, by=by, now=now)
    break_ = new_break(session, branch, reason, minutes, now=now)
    place_request(break_, session, branch, terms, at_once=at_once, by=by, now=now)
    settle(branch, now=now)
    break_.refresh_from_db()
    return break_


def place_request(
    break_: Break,
    session: CounterSession,
    branch: Branch,
    terms: Terms,
    *,
    by: Staff,
    now: datetime,
    at_once: bool = False,
    granted: bool = False,
) -> None:
    """What follows from a request: at once (U2, B15), after those present, or the manager's word.

    `granted` says that the manager has given it already.
    """
    if is_immediate(break_.reason, at_once=at_once):
        go_on_break(break_, session, branch, terms, by=by, now=now)
    else:
        _ask(break_, session, branch, terms, granted=granted, by=by, now=now)


def is_immediate(reason: str, *, at_once: bool) -> bool:
    """Whether a reason flips the counter at once (3.1)."""
    known = REASONS[reason]
    return known.immediate or (known.insistent and at_once)


def _default_minutes(reason: str, terms: Terms) -> int:
    if reason == COOL_DOWN:
        return int(terms["cooldown.default"])
    return REASONS[reason].minutes if reason in REASONS else 1


def _already_asked(session: CounterSession) -> Break | None:
    """The break the person is away on, or has asked for."""
    rows = Break.objects.filter(staff_id=session.staff_id, branch_id=session.branch_id)
    running = rows.filter(state__in=RUNNING).first()
    return running or rows.filter(kind=BreakKind.UNPLANNED, state__in=ASKED).first()


def _gives_way(asked: Break, reason: str) -> bool:
    """Whether a rest is dropped for a reason that is never blocked (3.1): one that has not begun
    for any of them, a lawful one under way only when everybody must go (3.9 no. 30)."""
    if asked.state not in RUNNING:
        return reason in REASONS and REASONS[reason].immediate
    return reason in INTERRUPTING and asked.reason not in INTERRUPTING


def _make_way(asked: Break, branch: Branch, terms: Terms, *, by: Staff, now: datetime) -> None:
    if asked.state in RUNNING:
        _interrupt(asked, branch, terms, by=by, now=now)
    else:
        _cancel(asked, branch, "break.withdrawn", by=by, now=now)


def _interrupt(break_: Break, branch: Branch, terms: Terms, *, by: Staff, now: datetime) -> None:
    """3.9 no. 30: what was rested does not count; the rest begins anew afterwards."""
    break_.ended_at, break_.end_reason = now, EndReason.INTERRUPTED
    break_.rest_short = bool(break_.protected_minutes)
    fields = ("ended_at", "end_reason", "rest_short")
    move_break(break_, BreakState.ENDED, *fields, terms=terms, now=now)
    keep_return(branch, break_, now=now)
    reason = EndReason.INTERRUPTED
    record(branch, "break.ended", now=now, by=by, subject=break_, end_reason=reason)


def resumed_rest(break_: Break, *, now: datetime) -> Break | None:
    """The lawful rest that an evacuation cut short, laid out anew and whole (3.9 no. 30)."""
    if break_.reason not in INTERRUPTING or break_.end_reason:
        return None
    cut = Break.objects.filter(staff_id=break_.staff_id, end_reason=EndReason.INTERRUPTED)
    old = cut.filter(ended_at=break_.started_at, protected_minutes__gt=0).first()
    if old is None:
        return None
    return Break.objects.create(
        branch_id=old.branch_id,
        staff=break_.staff,
        shift=break_.shift,
        counter=break_.counter,
        day=break_.day,
        kind=BreakKind.UNPLANNED,
        reason=RESUMED_REST,
        state=BreakState.REQUESTED,
        starts_at=now,
        length_minutes=old.length_minutes,
        returns_at=now + old.length,
        requested_at=now,
        revision=1,
        protected_minutes=old.protected_minutes,
    )


def new_break(
    session: CounterSession, branch: Branch, reason: str, minutes: int, *, now: datetime
) -> Break:
    return Break(
        branch=branch,
        staff=session.staff,
        shift=session.shift,
        counter=session.counter,
        day=session.shift.day if session.shift else business_day(branch, now),
        kind=BreakKind.UNPLANNED,
        reason=reason,
        state=BreakState.REQUESTED,
        starts_at=now,
        length_minutes=minutes,
        returns_at=now + timedelta(minutes=minutes),
        requested_at=now,
        revision=1,
    )


def _ask(
    break_: Break,
    session: CounterSession,
    branch: Branch,
    terms: Terms,
    *,
    granted: bool,
    by: Staff,
    now: datetime,
) -> None:
    """U1: start when nobody is present; else those present first, or the manager decides."""
    present, done_at = _present(session, branch, terms, now=now)
    _refuse_clash(break_, done_at)
    if not present:
        refuse_leaving(session, branch, now=now)
        if granted or _is_short(break_, timedelta(0), terms):
            go_on_break(break_, session, branch, terms, by=by, now=now)
            return
    break_.lay_out(whole_minute_up(done_at))
    _keep_requested(break_, branch, terms, by=by, now=now)
    if granted or _is_short(break_, done_at - now, terms):
        defer_break(break_, branch, terms, by=by, now=now)


def _is_short(break_: Break, wait: timedelta, terms: Terms) -> bool:
    return not needs_manager(break_.reason, break_.length_minutes, wait, terms)


def _keep_requested(
    break_: Break, branch: Branch, terms: Terms, *, by: Staff, now: datetime
) -> None:
    break_.next_step_at = now + terms.minutes("unplanned.answer_min")
    with one_break_at_a_time():
        break_.save()
    record_request(break_, branch, terms, by=by, now=now)


def record_request(
    break_: Break, branch: Branch, terms: Terms, *, by: Staff, now: datetime
) -> None:
    """B13; more than three in a shift is a flag for the reports and nothing else (3.1)."""
    before = Break.objects.filter(shift=break_.shift_id, kind=BreakKind.UNPLANNED)
    taken = before.exclude(reason=COOL_DOWN).exclude(state=BreakState.CANCELLED).count()
    often = bool(break_.shift_id) and taken > terms["unplanned.soft_max"]
    facts: dict[str, Any] = {"reason": break_.reason, "over_soft_max": often}
    record(branch, "break.requested", now=now, by=by, subject=break_, **facts)


def _refuse_clash(break_: Break, done_at: datetime) -> None:
    """A rest that would run into the person's next announced break is that break."""
    ends_at = whole_minute_up(done_at) + break_.length
    for other in waiting_breaks_of(break_.staff_id):
        ahead = other.returns_at > break_.starts_at or other.state != BreakState.DRAFT
        if ahead and other.starts_at < ends_at:
            message = "Your next break begins before this one would end."
            raise Refused("overlap", message, starts_at=other.starts_at)


def _present(
    session: CounterSession, branch: Branch, terms: Terms, *, now: datetime
) -> tuple[list[Ticket], datetime]:
    """Everybody issued before the request, and when the last of them is forecast done."""
    line = Line(branch, terms, now)
    queues = queues_at(session.counter)
    waiting = [t for t in line.tickets if t.queue_id in queues and t.state == TicketState.WAITING]
    here, places = line.here.get(session.pk), line.places()
    ends = [places[t.pk].ends_at for t in waiting if t.pk in places]
    return [*([here] if here else []), *waiting], max([now, line.free_at(session), *ends])


def defer_break(
    break_: Break, branch: Branch, terms: Terms, *, by: Staff | None, now: datetime
) -> None:
    """B14: those present are promised service before the break, whoever comes later is after."""
    move_break(break_, BreakState.CLOSING, terms=terms, now=now)
    session = seat_of_break(break_)
    if session:
        waiting = _promise_present(break_, session, branch, now=now)
        if session.counter.state == CounterState.OPEN:
            wind_down_session(session, waiting)
    record(branch, "break.deferred", now=now, by=by, subject=break_, card="unplanned_deferrable")


def _promise_present(
    break_: Break, session: CounterSession, branch: Branch, *, now: datetime
) -> list[int]:
    """Fix the promise `before` for every ticket issued before the request; their ids."""
    waiting = Ticket.objects.filter(
        branch=branch,
        queue__in=session.counter.queues.all(),
        state=TicketState.WAITING,
        issued_at__lte=break_.requested_at,
    )
    ids = list(waiting.values_list("pk", flat=True))
    # served before this break is served before any later one, so it improves every promise
    promise = {"kind": PromiseKind.BEFORE, "returns_at": None, "fixed_at": now}
    Promise.objects.bulk_create(
        [Promise(ticket_id=pk, break_ref=break_, **promise) for pk in ids],
        update_conflicts=True,
        unique_fields=["ticket"],
        update_fields=["kind", "break_ref", "returns_at", "fixed_at"],
    )
    told = list(Promise.objects.filter(ticket__in=ids))
    note_given(branch, told, now=now)
    owe_service(branch, told, {break_.pk: break_}, now=now)
    return ids


@transaction.atomic
def withdraw_break(break_id: int, *, by: Staff, now: datetime) -> Break:
    """The person gives the request up before leaving (B16)."""
    branch, break_ = locked_break(break_id)
    return _drop(break_, branch, "break.withdrawn", by=by, now=now)


@transaction.atomic
def answer_request(break_id: int, *, grant: bool, by: Staff, now: datetime) -> Break:
    """The manager lets a requested break go ahead after those present, or refuses it (B16)."""
    branch, break_ = locked_break(break_id)
    if break_.state != BreakState.REQUESTED:
        raise Refused("no_request", "Nothing is asked of you here any more.", state=break_.state)
    if not grant:
        return _drop(break_, branch, "break.refused", by=by, now=now)
    defer_break(break_, branch, terms_for(branch), by=by, now=now)
    settle(branch, now=now)
    break_.refresh_from_db()
    return break_


def _drop(break_: Break, branch: Branch, kind: str, *, by: Staff, now: datetime) -> Break:
    if break_.state == BreakState.CANCELLED:
        return break_
    if break_.planned or break_.state not in ASKED:
        raise Refused("no_request", "There is no request to give up.", state=break_.state)
    _cancel(break_, branch, kind, by=by, now=now)
    settle(branch, now=now)
    return break_


def _cancel(break_: Break, branch: Branch, kind: str, *, by: Staff, now: datetime) -> None:
    break_.ended_at = now
    move_break(break_, BreakState.CANCELLED, "ended_at", terms=terms_for(branch), now=now)
    reopen_counter(break_, now=now)
    record(branch, kind, now=now, by=by, subject=break_)


def reopen_counter(break_: Break, *, now: datetime) -> None:
    """What waited for this break waits no more: calls go on (Q5), held clients are back (T9)."""
    session = seat_of_break(break_)
    if session and session.counter.state == CounterState.CLOSING:
        resume_session(session)
    if session:
        release_held(session, now=now)


def release_held(session: CounterSession, *, now: datetime) -> None:
    """Put the held clients of an open counter's queues back in line, in issue order (E3, T9)."""
    queues = session.counter.queues.all()
    held = Ticket.objects.filter(branch=session.branch_id, queue__in=queues)
    for ticket in held.filter(state=TicketState.HELD).order_by("issued_at", "id"):
        release_ticket(ticket.pk, now=now)
