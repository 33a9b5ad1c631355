"""What people do to a break that begins or runs: start, prolong, confirm, end."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from branches.errors import Invalid, Refused
from branches.events import record
from branches.models import Branch, Staff
from branches.rules import whole_minute_up
from breaks.actions.begin import begin_break, go_on_break
from breaks.actions.moves import (
    locked_break,
    move_break,
    push_next,
    refuse,
    save_times,
    seat_of_break,
)
from breaks.actions.owed import keep_return
from breaks.actions.settle import call_in_line, settle
from breaks.actions.sitting import follow_break
from breaks.actions.unplanned import release_held, resumed_rest
from breaks.models import Break, Promise
from breaks.queries import Line, break_of_session, running_break, terms_for, terms_of_break
from breaks.rules.promises import PromiseKind
from breaks.rules.start import judge_confirmation, judge_extension, judge_return
from breaks.rules.states import ENDED, RUNNING, BreakState, EndReason
from breaks.rules.terms import Terms
from queueapp.actions import close_session, resume_session
from queueapp.actions.moves import locked_session
from queueapp.rules import PRESENT, CounterState

MINUTE = timedelta(minutes=1)


@transaction.atomic
def start_break(session_id: int, *, by: Staff, now: datetime) -> Break:
    """The person starts the announced break (B5). A second press returns the running one."""
    branch, session = locked_session(session_id)
    break_ = break_of_session(session)
    if break_ is None or break_.state == BreakState.REQUESTED:
        raise Refused("no_break", "You have no break to start now.")
    if break_.state in RUNNING:
        return break_
    if break_.state != BreakState.CLOSING:
        message = "The break does not start before the time the screens show."
        raise Refused("start_before_shown", message, allowed_at=break_.starts_at)
    begin_break(break_, branch, terms_of_break(break_, branch), by=by, now=now)
    settle(branch, now=now)
    return break_


@transaction.atomic
def end_break(
    session_id: int, *, by: Staff, now: datetime, confirm: bool = False, reason: str = ""
) -> Break:
    """The person is back (B8, B10); whoever was told "after" is called first (T2, E3).

    Before the lawful minimum only with the person's own word and a reason (E4, 409 `rest_short`).
    """
    branch, session = locked_session(session_id, open_only=False)
    break_ = running_break(session.staff_id)
    if break_ is None:
        raise Refused("not_on_break", "You are not on a break.")
    if _ends_early(break_, now) and confirm and not reason.strip():
        raise Invalid("rest_reason", "Say why you come back before the lawful rest is over.")
    waited = _waited_for(break_)
    break_.remark = reason
    finish_break(break_, branch, by=by, now=now, confirmed=confirm)
    settle(branch, now=now)
    if waited and session.closed_at is None and running_break(session.staff_id) is None:
        _call_first(session.pk, branch, now=now)
    return break_


def _ends_early(break_: Break, now: datetime) -> bool:
    """Whether the lawful minimum of a rest is not reached (E4)."""
    began = break_.started_at or now
    return judge_return(began, break_.protected_minutes, confirmed=False, now=now) is not None


def _waited_for(break_: Break) -> bool:
    """Whether somebody in line was told "after this break"."""
    told = Promise.objects.filter(break_ref=break_, kind=PromiseKind.AFTER)
    return told.filter(ticket__state__in=PRESENT).exists()


def _call_first(session_id: int, branch: Branch, *, now: datetime) -> None:
    """The system calls the first client to the counter that came back."""
    line = Line(branch, terms_for(branch), now)
    try:
        call_in_line(line, session_id)
    except Refused:
        # nobody whom this counter may call is left
        return
    settle(branch, now=now, line=line)


@transaction.atomic
def end_break_for(
    break_id: int, *, by: Staff, now: datetime, remark: str, ended_at: datetime | None = None
) -> Break:
    """The manager ends an overrun with a remark (E1); a break in time is the person's own.

    `ended_at` dates the end back, by no more than the break has run over.
    """
    branch, break_ = locked_break(break_id)
    if break_.state == BreakState.ENDED:
        return break_
    if break_.state != BreakState.OVERRUN:
        message = "A manager ends only a break that has run over."
        raise Refused("not_overrun", message, state=break_.state)
    if ended_at and not break_.returns_at <= ended_at <= now:
        message = "The end can be dated back to the return time at most."
        raise Invalid("ended_at", message, earliest=break_.returns_at, latest=now)
    break_.remark, break_.end_reason = remark, EndReason.MANAGER
    finish_break(break_, branch, by=by, now=now, ended_at=ended_at)
    settle(branch, now=now)
    return break_


def finish_break(
    break_: Break,
    branch: Branch,
    *,
    by: Staff | None,
    now: datetime,
    confirmed: bool = False,
    ended_at: datetime | None = None,
) -> None:
    """End a running break and open the counter again, held clients back in line (E3, T9).

    A press that was already under way when the break began (409 `on_break`) does not end it. A
    rest that was interrupted begins anew (3.9 no. 30).
    """
    if break_.started_at and now < break_.started_at:
        raise Refused("on_break", "Your break has just begun.", started_at=break_.started_at)
    _mind_the_rest(break_, confirmed=confirmed, now=now)
    _end(break_, branch, by=by, now=now, ended_at=ended_at or now)
    session = seat_of_break(break_)
    rest = resumed_rest(break_, now=now)
    if rest:
        go_on_break(rest, session, branch, terms_for(branch), by=by, now=now)
    elif session and session.counter.state == CounterState.ON_BREAK:
        resume_session(session)
        release_held(session, now=now)


def _mind_the_rest(break_: Break, *, confirmed: bool, now: datetime) -> None:
    """E4: an early return is the person's own, and is remembered as such."""
    if break_.started_at is None:
        return
    began, whole = break_.started_at, break_.protected_minutes
    refuse(judge_return(began, whole, confirmed=confirmed, now=now))
    break_.rest_short = judge_return(began, whole, confirmed=False, now=now) is not None


def _end(
    break_: Break, branch: Branch, *, by: Staff | None, now: datetime, ended_at: datetime
) -> None:
    break_.ended_at = ended_at
    fields = ("ended_at", "remark", "end_reason", "rest_short")
    move_break(break_, BreakState.ENDED, *fields, terms=terms_for(branch), now=now)
    keep_return(branch, break_, now=ended_at)
    over = (ended_at - break_.returns_at).total_seconds() / 60
    told: dict[str, Any] = {"end_reason": break_.end_reason} if break_.end_reason else {}
    record(
        branch,
        "break.ended",
        now=now,
        by=by,
        subject=break_,
        overrun_minutes=round(max(0.0, over), 1),
        rest_short=break_.rest_short,
        card="return_from_break",
        **told,
    )


def end_by_closing(break_: Break, branch: Branch, reason: EndReason, *, now: datetime) -> None:
    """B17: the shift or the branch's day is over, and the counter with it (Q8)."""
    break_.end_reason, break_.rest_short = reason, _ends_early(break_, now)
    _end(break_, branch, by=None, now=now, ended_at=now)
    session = seat_of_break(break_)
    if session:
        close_session(session.pk, by=session.staff, now=now)


@transaction.atomic
def extend_break(break_id: int, *, minutes: int, by: Staff, now: datetime) -> Break:
    """Let the return come later (B11): before R only, by the person once and by five minutes."""
    branch, break_ = locked_break(break_id)
    _refuse_not_running(break_)
    own = break_.staff_id == by.pk
    _extend(break_, branch, minutes, by=by, now=now)
    shown = break_.returns_at.isoformat()
    record(
        branch,
        "break.extended",
        now=now,
        by=by,
        subject=break_,
        minutes=minutes,
        returns_at=shown,
        own=own,
    )
    settle(branch, now=now)
    return break_


def _extend(break_: Break, branch: Branch, minutes: int, *, by: Staff, now: datetime) -> None:
    """Add minutes to a running break, within the bounds of B11 and the longest length."""
    own, returns_at = break_.staff_id == by.pk, break_.returns_at
    refuse(judge_extension(minutes, break_.extended_minutes, returns_at, own=own, now=now))
    if minutes <= 0:
        message = "Clients count on the time that is shown: come back early, and open then."
        raise Refused("not_later", message, status=422, earliest=returns_at)
    terms = terms_of_break(break_, branch)
    break_.extended_minutes += minutes
    longest = terms["length.max_min"]
    if break_.length_minutes + break_.extended_minutes > longest:
        message = f"A break lasts at most {longest} minutes."
        raise Refused("length_too_long", message, status=422, max_minutes=longest)
    _prolong(break_, branch, terms, returns_at + timedelta(minutes=minutes), now=now)


def _refuse_not_running(break_: Break) -> None:
    if break_.state != BreakState.ON_BREAK:
        raise Refused("not_on_break", "This break does not run now.", state=break_.state)


def _prolong(
    break_: Break, branch: Branch, terms: Terms, returns_at: datetime, *, now: datetime
) -> None:
    """Move R, and with it what screens show and the person's next break (collisions)."""
    _refuse_beyond(break_, returns_at)
    push_next(break_, returns_at, branch=branch, now=now, terms=terms)
    old = (break_.starts_at, break_.returns_at)
    break_.returns_at = returns_at
    follow_break(break_, old, now=now)
    break_.shown_return_at = whole_minute_up(returns_at)
    # the reminder belongs to the return
    break_.return_reminded_at = None
    fields = ("returns_at", "shown_return_at", "return_reminded_at", "extended_minutes")
    save_times(break_, *fields, terms=terms, now=now)


def _refuse_beyond(break_: Break, returns_at: datetime) -> None:
    """B11: the shift, and a colleague who waits for this one to come back."""
    if break_.shift and returns_at > break_.shift.ends_at:
        message = "The break would outlast the shift."
        raise Refused("outside_shift", message, status=422, latest=break_.shift.ends_at)
    refuse_waiting_colleague(break_, returns_at)


def refuse_waiting_colleague(break_: Break, returns_at: datetime) -> None:
    """P4, P6: nobody stays away longer into the break of a colleague of the same queues."""
    if break_.counter is None:
        return
    others = Break.objects.filter(branch=break_.branch_id, starts_at__lt=returns_at)
    others = others.filter(starts_at__gte=break_.returns_at - timedelta(minutes=1))
    others = others.filter(counter__queues__in=break_.counter.queues.all())
    other = others.exclude(state__in=[*ENDED, BreakState.DRAFT]).exclude(pk=break_.pk).first()
    if other:
        message = "A colleague's break begins before that."
        raise Refused("coverage_floor", message, status=422, latest=other.starts_at)


@transaction.atomic
def confirm_return(break_id: int, *, by: Staff, now: datetime, minutes: int | None = None) -> Break:
    """U3: the return that screens show still holds, or lies `minutes` from now.

    Another time is an extension (B11): later than the shown one, before that has passed.
    """
    branch, break_ = locked_break(break_id)
    refuse(judge_confirmation(break_.state, planned=break_.planned))
    if minutes is not None:
        added = now + timedelta(minutes=minutes) - break_.returns_at
        _extend(break_, branch, -(-added // MINUTE), by=by, now=now)
    break_.confirmed_at = now
    save_times(break_, "confirmed_at", terms=terms_of_break(break_, branch), now=now)
    shown = break_.returns_at.isoformat()
    record(branch, "break.confirmed", now=now, by=by, subject=break_, returns_at=shown)
    settle(branch, now=now)
    return break_
