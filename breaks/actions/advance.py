"""What the clock alone does to a break: each step under the branch lock, late or twice alike."""

from datetime import datetime, timedelta
from typing import Any

from branches.events import record
from branches.models import Branch, Tick
from breaks.actions.moves import (
    cut_notice,
    miss,
    move_break,
    needs_no_proof,
    push_next,
    save_times,
    seat_of_break,
    shift_start,
    tell_risk,
)
from breaks.actions.pressure import ask_about_pressure, note_silence
from breaks.actions.running import end_by_closing
from breaks.actions.settle import came_to_work, settle
from breaks.actions.unplanned import defer_break, reopen_counter
from breaks.models import Break
from breaks.queries import terms_of_break
from breaks.rules.start import new_time, proven_start, within_law
from breaks.rules.states import BreakState, EndReason
from breaks.rules.steps import GRACE, PRESSURE_ANSWER, RISK_LEAD, overrun_from
from breaks.rules.terms import Terms
from queueapp.actions import wind_down_session
from queueapp.rules import CounterState

# for how long after a restart a late step is put down to the outage
REMEMBERED = timedelta(minutes=5)


def advance(break_: Break, branch: Branch, *, now: datetime) -> None:
    """Do the step of a break that is due; nothing when it has been done already."""
    step = _ADVANCE.get(BreakState(break_.state))
    if step:
        _note_outage(break_, now)
        step(break_, branch, terms_of_break(break_, branch), now)
        settle(branch, now=now)


def _note_outage(break_: Break, now: datetime) -> None:
    """3.9 no. 13: a step that was due while the house stood still; a running break gets grace."""
    # of two beats that come back at once the one that looked first is noted by the other
    tick = Tick.objects.filter(restarted_at__gt=now - REMEMBERED).first()
    restarted = tick.restarted_at if tick else None
    due = break_.next_step_at
    if restarted is None or due is None or due >= restarted or break_.outage:
        return
    break_.outage = True
    if break_.state == BreakState.ON_BREAK:
        break_.grace_until = restarted + GRACE
    break_.save(update_fields=["outage", "grace_until"])


def warn(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    """The first warning (B3): screens show the notice, promises are fixed."""
    due = break_.next_step_at
    break_.warned_at = now
    ask_about_pressure(break_, branch, terms, now=now)
    move_break(break_, BreakState.WARNED, "warned_at", terms=terms, now=now)
    facts: dict[str, Any] = {"revision": break_.revision, "card": "planned_break_notice"}
    record(branch, "break.warned", now=now, subject=break_, due_at=due, **facts)


def _guard_or_last_call(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    asked = None if break_.pressure_answer else break_.pressure_at
    if asked and now >= asked + PRESSURE_ANSWER:
        note_silence(break_, branch, terms, now=now)
    if break_.notice_at is None and not needs_no_proof(break_):
        _guard_notice(break_, branch, terms, now)
    elif now >= break_.starts_at - terms.minutes("notice.last_call_lead_min"):
        _last_call(break_, branch, terms, now)


def _guard_notice(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    """N3, B3g: no screen has proven the notice, so the start rolls; the revision stays.

    Not past the latest lawful start: then the notice is short and the manager covers.
    """
    due, old = break_.next_step_at, break_.starts_at
    new, short = within_law(proven_start(old, now, terms), break_.latest_at)
    if short:
        cut_notice(break_, branch, terms, due=due, now=now)
    if new == old:
        # to the second at S-10 ten minutes are still ahead; the next look comes in a minute
        return
    shift_start(break_, new, branch=branch, now=now, terms=terms)
    if break_.state == BreakState.WARNED:
        _tell_roll(break_, branch, old=old, due=due, now=now)


def _tell_roll(
    break_: Break, branch: Branch, *, old: datetime, due: datetime | None, now: datetime
) -> None:
    facts: dict[str, Any] = {"old": old.isoformat(), "starts_at": break_.starts_at.isoformat()}
    facts |= {"card": "forgot_to_warn", "apology": True, "alarm": "no_notice"}
    record(branch, "break.rolled", now=now, subject=break_, due_at=due, **facts)


def _last_call(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    """B4: from here on only those promised before the break are callable."""
    due = break_.next_step_at
    move_break(break_, BreakState.CLOSING, terms=terms, now=now)
    session = seat_of_break(break_)
    if session and session.counter.state == CounterState.OPEN and not needs_no_proof(break_):
        wind_down_session(session, [])
    record(branch, "break.last_call", now=now, subject=break_, due_at=due, card="last_call")


def _slip(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    """Try the start; else A3, A4 and B12: alarms at S+10 and before T_law, the end at S+30."""
    settle(branch, now=now)
    break_.refresh_from_db()
    if break_.state != BreakState.CLOSING:
        return
    if _is_lost(break_, terms, now):
        miss(break_, branch=branch, now=now, terms=terms)
        reopen_counter(break_, now=now)
        return
    if now >= break_.starts_at + terms.minutes("start.max_slip_min"):
        _tell_slip(break_, branch, terms, now)
    if break_.latest_at and now >= break_.latest_at - RISK_LEAD and now > break_.starts_at:
        tell_risk(break_, branch, terms, now=now)
    save_times(break_, terms=terms, now=now)


def _is_lost(break_: Break, terms: Terms, now: datetime) -> bool:
    """B12: not begun by S+30; a lawful rest is waited for while its person is at work."""
    if now < break_.starts_at + terms.minutes("start.expire_min"):
        return False
    over = break_.shift is not None and now >= break_.shift.ends_at
    return over or not break_.protected_minutes or not came_to_work(break_)


def _tell_slip(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    if break_.slip_told_at is None:
        break_.slip_told_at = now
        save_times(break_, "slip_told_at", terms=terms, now=now)
        due = break_.starts_at + terms.minutes("start.max_slip_min")
        record(branch, "break.slip_alarm", now=now, subject=break_, due_at=due, alarm="slip")


def _while_away(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    """The reminder at R-2, the confirmations of U3, B9 at R+2, B17 at the shift's end."""
    if _shift_is_over(break_, now):
        end_by_closing(break_, branch, EndReason.SHIFT_END, now=now)
        return
    if now >= overrun_from(break_.returns_at, break_.grace_until, terms):
        _remind(break_, branch, terms, now)
        _overrun(break_, branch, terms, now)
        return
    if now >= break_.returns_at - terms.minutes("overrun.remind_min"):
        _remind(break_, branch, terms, now)
    elif not break_.planned:
        _ask_to_confirm(break_, branch, now)
    save_times(break_, terms=terms, now=now)


def _shift_is_over(break_: Break, now: datetime) -> bool:
    return break_.shift is not None and now >= break_.shift.ends_at


def _remind(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    if break_.return_reminded_at is None:
        due = break_.next_step_at
        break_.return_reminded_at = now
        save_times(break_, "return_reminded_at", terms=terms, now=now)
        facts: dict[str, Any] = {"card": "break_overrun"}
        record(branch, "break.return_reminder", now=now, subject=break_, due_at=due, **facts)


def _ask_to_confirm(break_: Break, branch: Branch, now: datetime) -> None:
    """U3: every five minutes somebody says that the return still holds, or gives another."""
    due = break_.next_step_at
    facts: dict[str, Any] = {"card": "unplanned_immediate", "alarm": "confirm"}
    record(branch, "break.confirm_return", now=now, subject=break_, due_at=due, **facts)


def _overrun(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    """B9, E0: a new clock time; the counter stays closed (E2)."""
    due = overrun_from(break_.returns_at, break_.grace_until, terms)
    _new_time(break_, branch, terms, now)
    fields = ("shown_return_at", "new_times")
    move_break(break_, BreakState.OVERRUN, *fields, terms=terms, now=now)
    facts: dict[str, Any] = {"card": "break_overrun", "apology": True}
    record(branch, "break.overrun", now=now, subject=break_, due_at=due, **facts)


def _new_time(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    break_.shown_return_at = new_time(now, break_.new_times, terms)
    if break_.shown_return_at:
        break_.new_times += 1
        push_next(break_, break_.shown_return_at, branch=branch, now=now, terms=terms)


def _overrun_on(break_: Break, branch: Branch, terms: Terms, now: datetime) -> None:
    """The manager's alarm at R+5, and a next time when the shown one has passed (E0)."""
    if _shift_is_over(break_, now):
        end_by_closing(break_, branch, EndReason.SHIFT_END, now=now)
        return
    late = now >= break_.returns_at + terms.minutes("overrun.manager_min")
    if late and break_.overrun_told_at is None:
        break_.overrun_told_at = now
        record(branch, "break.overrun_alarm", now=now, subject=break_, alarm="overrun")
    if break_.shown_return_at and now >= break_.shown_return_at:
        _new_time(break_, branch, terms, now)
        facts: dict[str, Any] = {"told": break_.new_times, "apology": True}
        record(branch, "break.new_time", now=now, subject=break_, **facts)
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
    BreakState.ON_BREAK: _while_away,
    BreakState.OVERRUN: _overrun_on,
}
