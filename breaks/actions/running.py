"""What the clock and the person do to a break: warn, last call, start, overrun, end."""

from datetime import datetime
from typing import Any

from django.db import transaction

from branches.errors import Refused
from branches.events import record
from branches.models import Branch, Staff
from breaks.actions.moves import (
    locked_break,
    miss,
    move_break,
    push_next,
    save_times,
    seat_of_break,
    shift_start,
)
from breaks.actions.settle import begin_break, settle
from breaks.actions.unplanned import defer_break, release_held, reopen_counter
from breaks.models import Break, Promise
from breaks.queries import break_of_session, running_break, terms_for
from breaks.rules.promises import PromiseKind
from breaks.rules.start import guarded_start, new_time
from breaks.rules.states import RUNNING, BreakState
from breaks.rules.terms import Terms
from queueapp.actions import call_ticket, resume_session, wind_down_session
from queueapp.actions.moves import locked_session
from queueapp.models import CounterSession
from queueapp.rules import PRESENT, CounterState


@transaction.atomic
def start_break(session_id: int, *, by: Staff, now: datetime) -> Break:
    """The person starts the announced break (B5). A second press returns the running one."""
    branch, session = locked_session(session_id)
    break_ = break_of_session(session)
    if break_ is None or break_.state == BreakState.REQUESTED:
        raise Refused("no_break", "You have no break to start now.")
    if break_.state in RUNNING:
        return break_
    terms = terms_for(branch)
    if break_.state != BreakState.CLOSING:
        message = "The break does not start before the time the screens show."
        raise Refused("start_before_shown", message, allowed_at=break_.starts_at)
    begin_break(break_, branch, terms, by=by, now=now)
    settle(branch, now=now)
    return break_


@transaction.atomic
def end_break(session_id: int, *, by: Staff, now: datetime) -> Break:
    """The person is back (B8, B10); whoever was told "after" is called first (T2, E3)."""
    branch, session = locked_session(session_id)
    break_ = running_break(session.staff_id)
    if break_ is None:
        raise Refused("not_on_break", "You are not on a break.")
    waited = _waited_for(break_)
    finish_break(break_, branch, by=by, now=now)
    settle(branch, now=now)
    if waited:
        _call_first(session, branch, now=now)
    return break_


def _waited_for(break_: Break) -> bool:
    """Whether somebody in line was told "after this break"."""
    told = Promise.objects.filter(break_ref=break_, kind=PromiseKind.AFTER)
    return told.filter(ticket__state__in=PRESENT).exists()


def _call_first(session: CounterSession, branch: Branch, *, now: datetime) -> None:
    """The system calls the first client to the counter that came back."""
    window = terms_for(branch)["call.arrival_window_s"]
    try:
        call_ticket(session.pk, now=now, arrival_window_s=window)
    except Refused:
        # somebody else called the client meanwhile
        return
    settle(branch, now=now)


@transaction.atomic
def end_break_for(break_id: int, *, by: Staff, now: datetime, remark: str) -> Break:
    """The manager ends an overrun with a remark (E1); a break in time is the person's own."""
    branch, break_ = locked_break(break_id)
    if break_.state == BreakState.ENDED:
        return break_
    if break_.state != BreakState.OVERRUN:
        message = "A manager ends only a break that has run over."
        raise Refused("not_overrun", message, state=break_.state)
    break_.remark = remark
    finish_break(break_, branch, by=by, now=now)
    settle(branch, now=now)
    return break_


def finish_break(break_: Break, branch: Branch, *, by: Staff | None, now: datetime) -> None:
    """End a running break and open the counter again, held clients back in line (E3, T9).

    A press that was already under way when the break began (409 `on_break`) does not end it.
    """
    if break_.started_at and now < break_.started_at:
        raise Refused("on_break", "Your break has just begun.", started_at=break_.started_at)
    terms = terms_for(branch)
    break_.ended_at = now
    move_break(break_, BreakState.ENDED, "ended_at", "remark", terms=terms, now=now)
    session = seat_of_break(break_)
    if session and session.counter.state == CounterState.ON_BREAK:
        resume_session(session)
        release_held(session, now=now)
    over = (now - break_.returns_at).total_seconds() / 60
    record(
        branch,
        "break.ended",
        now=now,
        by=by,
        subject=break_,
        overrun_minutes=round(max(0.0, over), 1),
    )


# What the clock alone does. Each takes the break under the branch lock and may run late or twice.


def advance(break_: Break, branch: Branch, *, now: datetime) -> None:
    """Do the step of a break that is due; nothing when it has been done already."""
    step = _ADVANCE.get(BreakState(break_.state))
    if step:
        step(break_, branch, terms_for(branch), now)
        settle(branch, now=now)


def warn(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    """The first warning (B3): screens show the notice, promises are fixed."""
    due = break_.next_step_at
    break_.warned_at = now
    move_break(break_, BreakState.WARNED, "warned_at", terms=terms, now=now)
    record(branch, "break.warned", now=now, subject=break_, due_at=due, revision=break_.revision)


def _guard_or_last_call(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    if break_.notice_at is None:
        _guard_notice(break_, branch, terms, now)
    else:
        _last_call(break_, branch, terms, now)


def _guard_notice(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    """N3, B3g: no screen has proven the notice, so the start rolls; the revision stays."""
    due, old = break_.next_step_at, break_.starts_at
    new = guarded_start(old, now, terms)
    if new == old:
        # to the second at S-10 ten minutes are still ahead; the next look comes in a minute
        return
    shift_start(break_, new, branch=branch, now=now, terms=terms)
    if break_.state == BreakState.WARNED:
        _tell_roll(break_, branch, old=old, due=due, now=now)


def _tell_roll(
    break_: Break, branch: Branch, *, old: datetime, due: datetime | None, now: datetime
) -> None:
    times: dict[str, Any] = {"old": old.isoformat(), "starts_at": break_.starts_at.isoformat()}
    record(
        branch, "break.rolled", now=now, subject=break_, due_at=due, card="forgot_to_warn", **times
    )


def _last_call(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    """B4: from here on only those promised before the break are callable."""
    due = break_.next_step_at
    move_break(break_, BreakState.CLOSING, terms=terms, now=now)
    session = seat_of_break(break_)
    if session and session.counter.state == CounterState.OPEN:
        wind_down_session(session, [])
    record(branch, "break.last_call", now=now, subject=break_, due_at=due)


def _slip(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    """Try the start; else A3 and B12: tell the manager at S+10 once, give up at S+30."""
    settle(branch, now=now)
    break_.refresh_from_db()
    if break_.state != BreakState.CLOSING:
        return
    if now >= break_.starts_at + terms.minutes("start.expire_min"):
        _give_up(break_, branch, terms, now)
    elif now >= break_.starts_at + terms.minutes("start.max_slip_min"):
        _tell_slip(break_, branch, terms, now)


def _tell_slip(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    if break_.slip_told_at is None:
        break_.slip_told_at = now
        save_times(break_, "slip_told_at", terms=terms, now=now)
        due = break_.starts_at + terms.minutes("start.max_slip_min")
        record(branch, "break.slip_alarm", now=now, subject=break_, due_at=due)


def _give_up(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    miss(break_, branch=branch, now=now, terms=terms)
    reopen_counter(break_, now=now)


def _remind_or_overrun(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    due = break_.next_step_at
    if break_.return_reminded_at is None:
        break_.return_reminded_at = now
        save_times(break_, "return_reminded_at", terms=terms, now=now)
        record(branch, "break.return_reminder", now=now, subject=break_, due_at=due)
    if now >= break_.returns_at + terms.minutes("overrun.tolerance_min"):
        _overrun(break_, branch, terms, now)


def _overrun(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    """B9, E0: a new clock time; the counter stays closed (E2)."""
    due = break_.returns_at + terms.minutes("overrun.tolerance_min")
    _new_time(break_, branch, terms, now)
    fields = ("shown_return_at", "new_times")
    move_break(break_, BreakState.OVERRUN, *fields, terms=terms, now=now)
    record(branch, "break.overrun", now=now, subject=break_, due_at=due)


def _new_time(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    break_.shown_return_at = new_time(now, break_.new_times, terms)
    if break_.shown_return_at:
        break_.new_times += 1
        push_next(break_, break_.shown_return_at, branch=branch, now=now, terms=terms)


def _overrun_on(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    """The manager's alarm at R+5, and a next time when the shown one has passed (E0)."""
    late = now >= break_.returns_at + terms.minutes("overrun.manager_min")
    if late and break_.overrun_told_at is None:
        break_.overrun_told_at = now
        record(branch, "break.overrun_alarm", now=now, subject=break_)
    if break_.shown_return_at and now >= break_.shown_return_at:
        _new_time(break_, branch, terms, now)
        record(branch, "break.new_time", now=now, subject=break_, told=break_.new_times)
    fields = ("overrun_told_at", "shown_return_at", "new_times")
    save_times(break_, *fields, terms=terms, now=now)


def _serve_present(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    """U1: no answer in three minutes means that those present are served first (B14)."""
    record(branch, "break.request_unanswered", now=now, subject=break_, due_at=break_.next_step_at)
    defer_break(break_, branch, terms, by=None, now=now)


_ADVANCE = {
    BreakState.PUBLISHED: warn,
    BreakState.WARNED: _guard_or_last_call,
    BreakState.REQUESTED: _serve_present,
    BreakState.CLOSING: _slip,
    BreakState.ON_BREAK: _remind_or_overrun,
    BreakState.OVERRUN: _overrun_on,
}
