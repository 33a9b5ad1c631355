"""The one function that writes the state of a break, and what always goes with a move."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from branches.errors import Refused
from branches.events import record
from branches.locks import lock_branch_of
from branches.models import Branch
from branches.rules import whole_minute_up
from breaks.actions.sitting import follow_break
from breaks.models import Break
from breaks.queries import clash_of, waiting_breaks_of
from breaks.queries.reliefs import is_relieved
from breaks.rules.states import ENDED, RUNNING, SHOWN, BreakState, Refusal, break_may
from breaks.rules.steps import Facts, next_step
from breaks.rules.terms import Terms
from queueapp.models import CounterSession
from queueapp.queries import at_counter, service_estimate, session_of
from queueapp.rules import TicketState

ROLLING = timedelta(minutes=2)


def locked_break(break_id: int) -> tuple[Branch, Break]:
    """The break, read again under the lock of its branch."""
    branch = lock_branch_of(Break, break_id)
    return branch, Break.objects.select_related("staff", "counter", "shift").get(pk=break_id)


@contextmanager
def one_break_at_a_time() -> Iterator[None]:
    """Write a break's times: what the database refuses for P2 is a 409 `overlap`.

    The rules see the branch's own day; a person's break at another branch only the database sees.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "no_overlapping_breaks_of_a_person" not in str(error):
            raise
        raise Refused("overlap", "This person already has a break then.") from None


def move_break(break_: Break, state: BreakState, *fields: str, terms: Terms, now: datetime) -> None:
    """Write the next state, the named fields and the next step; refuse a move not allowed."""
    if not break_may(break_.state, state):
        here = BreakState(break_.state).label.lower()
        message = f"This break is {here}: that cannot be done now."
        raise Refused("break_state", message, state=break_.state)
    break_.state = state
    save_times(break_, "state", *fields, terms=terms, now=now)


def save_times(break_: Break, *fields: str, terms: Terms, now: datetime) -> None:
    """Write the named fields and the instant at which the clock next acts."""
    break_.next_step_at = next_step(facts_of(break_), terms, now=now)
    if break_.pk is None:
        break_.save()
    else:
        break_.save(update_fields=[*dict.fromkeys([*fields, "next_step_at"])])


def facts_of(break_: Break) -> Facts:
    """The break as the clock's rules see it."""
    closing, running = break_.state == BreakState.CLOSING, break_.state in RUNNING
    session = session_of(break_.staff_id) if closing else None
    ticket = at_counter(session) if session else None
    called = ticket is not None and ticket.state == TicketState.CALLED
    shift = break_.shift if running else None
    return Facts(
        state=break_.state,
        starts_at=break_.starts_at,
        returns_at=break_.returns_at,
        shown_return_at=break_.shown_return_at,
        notice_at=break_.notice_at,
        requested_at=break_.requested_at,
        called_until=ticket.next_step_at if ticket and called else None,
        slip_told=break_.slip_told_at is not None,
        return_reminded=break_.return_reminded_at is not None,
        overrun_told=break_.overrun_told_at is not None,
        proof_waived=break_.state == BreakState.WARNED and needs_no_proof(break_),
        latest_at=break_.latest_at,
        estimates=services_of(break_) if closing and break_.latest_at else (),
        risk_told=break_.risk_told_at is not None,
        pressure_at=None if break_.pressure_answer else break_.pressure_at,
        confirmed_at=None if break_.planned else break_.confirmed_at or break_.started_at,
        grace_until=break_.grace_until,
        shift_ends_at=shift.ends_at if shift else None,
    )


def needs_no_proof(break_: Break) -> bool:
    """N3: no proof is waited for when the law allowed none, or when nothing closes (relief)."""
    return break_.short_notice or is_relieved(break_)


def services_of(break_: Break) -> tuple[timedelta, ...]:
    """The estimates of the queues of the break's counter (A4)."""
    queues = break_.counter.queues.all() if break_.counter else ()
    return tuple(map(service_estimate, queues))


def seat_of_break(break_: Break) -> CounterSession | None:
    """Where the person sits, if it is at the branch of the break."""
    session = session_of(break_.staff_id)
    return session if session and session.branch_id == break_.branch_id else None


def shift_start(
    break_: Break, starts_at: datetime, *, branch: Branch, now: datetime, terms: Terms
) -> None:
    """Let the shown start roll to `starts_at`; the person's next breaks move along.

    A start that would leave the shift is missed, and the manager hears that a rest is at risk.
    """
    ends_at = starts_at + break_.length
    if break_.shift and ends_at > break_.shift.ends_at:
        miss(break_, branch=branch, now=now, terms=terms)
        return
    push_next(break_, ends_at, branch=branch, now=now, terms=terms)
    # a start that rolls minute by minute is told as one move from where it first was
    if break_.moved_at is None or now - break_.moved_at > ROLLING:
        break_.moved_from = break_.starts_at
    break_.moved_at = now
    old = (break_.starts_at, break_.returns_at)
    break_.lay_out(starts_at)
    follow_break(break_, old, now=now)
    fields = ("starts_at", "returns_at", "moved_from", "moved_at")
    save_times(break_, *fields, terms=terms, now=now)


def push_next(
    break_: Break, ends_at: datetime, *, branch: Branch, now: datetime, terms: Terms
) -> None:
    """Move the person's next break behind `ends_at` if it would overlap (collisions, N4)."""
    other = clash_of(waiting_breaks_of(break_.staff_id), break_, ends_at)
    if other is None:
        return
    if not other.planned:
        _give_up_request(other, branch=branch, now=now, terms=terms)
        return
    starts_at = whole_minute_up(ends_at)
    if other.latest_at and starts_at > other.latest_at:
        tell_risk(other, branch, terms, now=now)
    if other.state in SHOWN:
        move_break(other, BreakState.PUBLISHED, terms=terms, now=now)
    if other.state == BreakState.PUBLISHED:
        other.revision += 1
        other.notice_at = other.slip_told_at = other.cover_told_at = None
        other.save(update_fields=["revision", "notice_at", "slip_told_at", "cover_told_at"])
    shift_start(other, starts_at, branch=branch, now=now, terms=terms)
    if other.state not in ENDED:
        record(branch, "break.pushed", now=now, subject=other, starts_at=starts_at.isoformat())


def _give_up_request(break_: Break, *, branch: Branch, now: datetime, terms: Terms) -> None:
    """A rest that was only asked for yields to the announced break that overtakes it."""
    break_.ended_at = now
    move_break(break_, BreakState.CANCELLED, "ended_at", terms=terms, now=now)
    record(branch, "break.withdrawn", now=now, subject=break_, overtaken=True)


def miss(break_: Break, *, branch: Branch, now: datetime, terms: Terms) -> None:
    """The break cannot be taken any more (B12, collisions): its line goes, the rest is at risk."""
    target = BreakState.CANCELLED if break_.state == BreakState.DRAFT else BreakState.MISSED
    break_.ended_at = now
    move_break(break_, target, "ended_at", terms=terms, now=now)
    at_risk = bool(break_.protected_minutes)
    record(branch, "break.missed", now=now, subject=break_, rest_at_risk=at_risk, alarm="missed")
    if at_risk:
        tell_risk(break_, branch, terms, now=now)


def tell_risk(break_: Break, branch: Branch, terms: Terms, *, now: datetime) -> None:
    """The manager hears, once, that a lawful rest may be lost (3.4)."""
    if break_.risk_told_at is None:
        break_.risk_told_at = now
        save_times(break_, "risk_told_at", terms=terms, now=now)
        latest = break_.latest_at.isoformat() if break_.latest_at else None
        facts: dict[str, Any] = {"latest_at": latest, "alarm": "rest_at_risk"}
        record(branch, "break.rest_at_risk", now=now, subject=break_, **facts)


def cut_notice(
    break_: Break, branch: Branch, terms: Terms, *, now: datetime, due: datetime | None = None
) -> None:
    """N3: the law leaves no ten minutes any more; flagged once, and the manager must cover."""
    if break_.short_notice:
        return
    break_.short_notice = True
    save_times(break_, "short_notice", terms=terms, now=now)
    facts: dict[str, Any] = {"card": "forgot_to_warn", "step": "s6", "alarm": "short_notice"}
    record(branch, "break.short_notice", now=now, subject=break_, due_at=due, apology=True, **facts)


def refuse(refusal: Refusal | None, *, status: int = 409) -> None:
    """Turn a rule's verdict into the exception the doors understand."""
    if refusal:
        raise Refused(refusal.code, refusal.message, status=status, **refusal.facts)
