"""Who sits in while a person is on break: asked, called off (P4, 3.9 no. 24)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from branches.errors import Invalid, Refused
from branches.events import record
from branches.models import Branch, Staff
from branches.queries import role_at
from breaks.actions.announce import warn_at_once
from breaks.actions.moves import locked_break, move_break, needs_no_proof, refuse, save_times
from breaks.actions.settle import settle
from breaks.actions.sitting import forget_old, one_place_at_a_time, refuse_clash
from breaks.models import Break, Relief
from breaks.queries import numbers_for, plan_day, planned, seat_of, terms_of_break
from breaks.queries.reliefs import sitting_in, standing
from breaks.rules.plan import SLIP_RESERVE, judge_cover_now, judge_sitting_in
from breaks.rules.states import ENDED, RUNNING, BreakState
from queueapp.models import Counter


@transaction.atomic
def assign_relief(
    break_id: int,
    *,
    staff_id: int,
    counter_id: int,
    by: Staff,
    now: datetime,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Relief:
    """Somebody of the branch sits in from S to R and five minutes more (P4), or as asked.

    409 where the person is on a break of their own then, sits in elsewhere (`relief_overlap`), or
    the counter has somebody (`counter_taken`); 422 where their own queue would have nobody.
    """
    branch, break_ = locked_break(break_id)
    span = (starts_at, ends_at)
    relief = ask_to_sit_in(break_, branch, staff_id, counter_id, by=by, now=now, span=span)
    settle(branch, now=now)
    return relief


def ask_to_sit_in(
    break_: Break,
    branch: Branch,
    staff_id: int,
    counter_id: int,
    *,
    by: Staff,
    now: datetime,
    span: tuple[datetime | None, datetime | None] = (None, None),
) -> Relief:
    """The same inside another verb's transaction."""
    if break_.state in ENDED:
        raise Refused("break_state", "This break is over.", state=break_.state)
    relief = Relief(
        break_ref=break_,
        staff=_colleague(break_, branch, staff_id),
        counter=_counter(branch, counter_id),
        starts_at=span[0] or (now if break_.state in RUNNING else break_.starts_at),
        ends_at=span[1] or _back_at(break_, now) + SLIP_RESERVE,
    )
    _refuse_times(relief, now)
    forget_old(relief, now=now)
    refuse_clash(relief, now=now)
    _refuse_place(relief, break_, branch)
    with one_place_at_a_time():
        relief.save()
    _times_anew(break_, branch, now=now)
    record(branch, "relief.assigned", now=now, by=by, subject=break_, **_told(relief))
    return relief


def _back_at(break_: Break, now: datetime) -> datetime:
    """When the person is expected back; from now on where the break has run over."""
    back = break_.shown_return_at or break_.returns_at
    return max(back, now) if break_.state in RUNNING else break_.returns_at


def _told(relief: Relief) -> dict[str, Any]:
    return {
        "staff": relief.staff_id,
        "counter": relief.counter.label,
        "counter_id": relief.counter_id,
        "starts_at": relief.starts_at.isoformat(),
        "ends_at": relief.ends_at.isoformat(),
    }


def _colleague(break_: Break, branch: Branch, staff_id: int) -> Staff:
    staff = Staff.objects.filter(pk=staff_id).first()
    if staff is None or role_at(staff, branch) is None:
        raise Invalid("unknown_staff", "Nobody with this number works at this branch.")
    if staff.pk == break_.staff_id:
        raise Invalid("own_relief", "Nobody sits in for themselves.")
    return staff


def _counter(branch: Branch, counter_id: int) -> Counter:
    counter = branch.counters.filter(pk=counter_id).first()
    if counter is None:
        raise Invalid("unknown_counter", "This branch has no such counter.")
    return counter


def _refuse_times(relief: Relief, now: datetime) -> None:
    if relief.starts_at >= relief.ends_at:
        raise Invalid("relief_times", "A relief ends after it starts.")
    if relief.ends_at <= now:
        raise Invalid("in_the_past", "This relief would be over already.", earliest=now)


def _refuse_place(relief: Relief, break_: Break, branch: Branch) -> None:
    """The counter is free, and the relief's own place is not left below its floor (P4)."""
    day, asked = plan_day(branch, break_.day), sitting_in(relief)
    taken = day.taken(asked, for_whom=break_.staff_id)
    if taken:
        message = f"Somebody sits at counter {relief.counter.label} then."
        raise Refused("counter_taken", message, counter=relief.counter.label, at=taken)
    refuse(judge_sitting_in(asked, day, numbers_for(branch)), status=422)


@transaction.atomic
def cancel_relief(break_id: int, *, by: Staff, now: datetime) -> Break:
    """Whoever was to sit in cannot (3.9 no. 24): the break stays, the manager is told what is
    missing, and where the counter closes after all clients learn of it."""
    branch, break_ = locked_break(break_id)
    reliefs = standing(break_)
    if not reliefs:
        raise Refused("no_relief", "Nobody sits in for this break.")
    call_off(break_, now=now)
    for relief in reliefs:
        record(branch, "relief.cancelled", now=now, by=by, subject=break_, **_told(relief))
    _tell_missing(break_, branch, now=now)
    _times_anew(break_, branch, now=now)
    settle(branch, now=now)
    return break_


def call_off(break_: Break, *, now: datetime) -> None:
    """Nobody sits in for this break any more; it was taken back, or the relief fell ill."""
    break_.reliefs.filter(cancelled_at=None).update(cancelled_at=now)


def _tell_missing(break_: Break, branch: Branch, *, now: datetime) -> None:
    if break_.state in ENDED:
        return
    seat = seat_of(break_.shift) if break_.shift else None
    day = plan_day(branch, break_.day)
    missing = judge_cover_now(planned(break_, seat), day, numbers_for(branch))
    if missing:
        facts = {"open": missing.facts["open"], "floor": missing.facts["floor"], "alarm": "relief"}
        record(branch, "relief.missing", now=now, subject=break_, **facts)


def _times_anew(break_: Break, branch: Branch, *, now: datetime) -> None:
    """A relief that comes or goes decides whether the break is announced at all, and when."""
    if break_.state in ENDED or break_.state == BreakState.DRAFT:
        return
    terms = terms_of_break(break_, branch)
    unproven = break_.planned and break_.notice_at is None and not needs_no_proof(break_)
    if break_.state == BreakState.CLOSING and unproven:
        # what was announced to nobody while somebody sat in is announced now (N3)
        move_break(break_, BreakState.PUBLISHED, terms=terms, now=now)
    else:
        save_times(break_, terms=terms, now=now)
    warn_at_once(break_, branch, terms, now=now)
