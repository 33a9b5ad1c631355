"""The start itself: the last guards, the counter and the break flipped together (B5, B5f, B15)."""

from collections import Counter as Tally
from datetime import datetime
from typing import Any

from django.db.models import Q

from branches.errors import Refused
from branches.events import record
from branches.models import Branch, Staff
from breaks.actions.moves import move_break, push_next, refuse, seat_of_break
from breaks.actions.owed import break_promises, owe_return
from breaks.actions.sitting import follow_break
from breaks.models import Break
from breaks.queries import (
    client_of,
    promised_before,
    running_break,
    terms_by_queue,
    terms_for,
)
from breaks.queries.cover import waits_until
from breaks.queries.reliefs import is_relieved, sits_in_here
from breaks.rules.plan import judge_leaving, judge_role_leaving
from breaks.rules.start import forced_by_law, judge_start, return_shown
from breaks.rules.states import COOL_DOWN, RUNNING, BreakState
from breaks.rules.terms import Terms
from queueapp.actions import mark_no_show, pause_session
from queueapp.models import CounterSession, Ticket
from queueapp.queries import at_counter
from queueapp.rules import CounterState

COVER_RULES = ("coverage_floor", "max_on_break")


def begin_break(
    break_: Break, branch: Branch, terms: Terms, *, by: Staff | None, now: datetime
) -> None:
    """The break begins (B5, B15): guards A1, A2, U5, then the full length from now (A5).

    From the latest lawful start on only the client at the counter holds it back (A4, B5f).
    """
    session = seat_of_break(break_)
    running = running_break(break_.staff_id)
    if running:
        raise Refused("on_break", "The break before this one has not ended.", break_id=running.pk)
    forced = forced_by_law(break_.latest_at, now)
    owed = [t for b in _due_before(break_) for t in promised_before(b)]
    refuse(
        judge_start(
            planned=break_.planned,
            starts_at=break_.starts_at,
            client=client_of(session),
            promised=[t.code for t in owed],
            now=now,
            forced=forced,
        )
    )
    if session and asks_for_cover(break_, now):
        refuse_leaving(session, branch, now=now)
    absent = at_counter(session) if session else None
    if absent:
        mark_no_show(absent.pk, now=now, due_at=absent.next_step_at)
    if forced and owed:
        _force(break_, branch, owed, now=now)
    go_on_break(break_, session, branch, terms, by=by, now=now)


def _force(break_: Break, branch: Branch, owed: list[Ticket], *, now: datetime) -> None:
    """A4, B5f: the law begins the break; whoever was promised service goes first elsewhere."""
    break_.forced_by_law = True
    break_.save(update_fields=["forced_by_law"])
    break_promises(branch, break_, owed, now=now)
    facts: dict[str, Any] = {"tickets": [t.code for t in owed], "alarm": "forced"}
    record(branch, "break.forced", now=now, subject=break_, due_at=break_.latest_at, **facts)


def _due_before(break_: Break) -> list[Break]:
    """The break, and what the person still owes before an earlier one that was put off (A2)."""
    owed = Break.objects.filter(staff_id=break_.staff_id, state=BreakState.CLOSING)
    return list(owed.filter(starts_at__lte=break_.starts_at))


def asks_for_cover(break_: Break, now: datetime) -> bool:
    """Whether P4 to P6 are asked again at this instant (U5; 3.9 no. 8, for ten minutes)."""
    until = waits_until(break_)
    if sits_in_here(break_) or (until is not None and now >= until):
        return False
    return not (break_.planned and break_.overrides.filter(rule__in=COVER_RULES).exists())


def refuse_leaving(session: CounterSession, branch: Branch, *, now: datetime) -> None:
    """U5: a break that can wait starts only if enough colleagues stay (P4 to P6)."""
    _refuse_last_of_role(session, branch, now=now)
    by_queue = terms_by_queue(branch)
    for queue in session.counter.queues.all():
        others = CounterSession.objects.filter(counter__queues=queue, closed_at=None)
        others = others.exclude(pk=session.pk)
        out = others.filter(staff__breaks__state__in=RUNNING).distinct().count()
        open_now = others.filter(counter__state=CounterState.OPEN).count()
        refuse(judge_leaving(open_now, out, others.count() + 1, by_queue[queue.pk]))


def _refuse_last_of_role(session: CounterSession, branch: Branch, *, now: datetime) -> None:
    """P5: whoever has the role and stays in the house: on duty, or sitting somewhere."""
    floors = terms_for(branch)["cover.role_floor"]
    mine = {*session.staff.skills} & {*floors}
    if not mine:
        return
    sessions = branch.sessions.filter(closed_at=None).exclude(pk=session.pk)
    some_open = sessions.filter(counter__state=CounterState.OPEN).exists()
    on_duty = Q(shifts__branch=branch, shifts__starts_at__lte=now, shifts__ends_at__gt=now)
    here = Staff.objects.filter(on_duty | Q(sessions__in=sessions)).distinct()
    here = here.exclude(pk=session.staff_id).exclude(breaks__state__in=RUNNING)
    others = Tally(skill for person in here for skill in person.skills)
    refuse(judge_role_leaving(mine, others, floors, some_stay_open=some_open))


def go_on_break(
    break_: Break,
    session: CounterSession | None,
    branch: Branch,
    terms: Terms,
    *,
    by: Staff | None,
    now: datetime,
) -> Ticket | None:
    """Flip the counter and the break together; a client at the counter goes on as first (U2)."""
    sent_on = pause_session(session) if session else None
    planned = (break_.starts_at, break_.returns_at)
    break_.started_at, break_.returns_at = now, now + break_.length
    follow_break(break_, planned, now=now)
    break_.shown_return_at = break_.first_return_at = return_shown(now, break_.length)
    fields = ("started_at", "returns_at", "shown_return_at", "first_return_at")
    move_break(break_, BreakState.ON_BREAK, *fields, terms=terms, now=now)
    push_next(break_, break_.returns_at, branch=branch, now=now, terms=terms)
    owe_return(branch, break_, terms, now=now)
    _record_start(break_, branch, sent_on, by=by, now=now)
    return sent_on


def _record_start(
    break_: Break, branch: Branch, sent_on: Ticket | None, *, by: Staff | None, now: datetime
) -> None:
    slip = max(0.0, (now - break_.starts_at).total_seconds() / 60)
    record(
        branch,
        "break.started",
        now=now,
        by=by,
        subject=break_,
        planned=break_.planned,
        slip_minutes=round(slip, 1) if break_.planned else None,
        notice_minutes=_notice_minutes(break_),
        sent_on=sent_on.code if sent_on else None,
        relieved=is_relieved(break_),
        **_spoken_at_start(break_),
    )


def _spoken_at_start(break_: Break) -> dict[str, Any]:
    """The card that opens at the desk, and whether clients are owed an apology."""
    if break_.planned:
        return {"apology": True} if break_.forced_by_law else {}
    # the log names no cool-down pause: its card is opened by the break itself (DOMAIN.md 6)
    card = {} if break_.reason == COOL_DOWN else {"card": "unplanned_immediate"}
    return {**card, "apology": True}


def _notice_minutes(break_: Break) -> float | None:
    """How long before the shown start the notice was proven (K1)."""
    if break_.notice_at is None:
        return None
    return round((break_.starts_at - break_.notice_at).total_seconds() / 60, 1)
