"""The manager's verbs: draft, publish the day, move, cancel (B1, B2, B6, B7)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from branches.clock import business_day, zone_of
from branches.errors import Invalid, Refused
from branches.events import record
from branches.locks import lock_branch
from branches.models import Branch, Staff
from breaks.actions.advance import warn
from breaks.actions.moves import (
    locked_break,
    move_break,
    one_break_at_a_time,
    refuse,
    save_times,
)
from breaks.actions.settle import settle
from breaks.actions.unplanned import reopen_counter
from breaks.models import Break
from breaks.queries import (
    plan_day,
    planned,
    seat_of,
    shift_around,
    terms_for,
    waiting_breaks_of,
)
from breaks.rules.plan import Numbers, Planned, judge_break, judge_draft
from breaks.rules.states import COMING, SHOWN, BreakKind, BreakState, Refusal
from breaks.rules.terms import Terms
from queueapp.models import Counter, CounterSession

PLANNED_KINDS = [k for k in BreakKind if k != BreakKind.UNPLANNED]


@transaction.atomic
def draft_break(
    branch_id: int,
    *,
    staff_id: int,
    kind: str,
    starts_at: datetime,
    length_minutes: int,
    by: Staff,
    now: datetime,
    counter_id: int | None = None,
    alternative: str = "",
) -> Break:
    """Plan a break of a person (B1); P1 to P3 hold from the first."""
    branch = lock_branch(branch_id)
    _refuse_strangers(branch, staff_id, kind)
    ends_at = starts_at + timedelta(minutes=length_minutes)
    shift = shift_around(branch, staff_id, starts_at, ends_at)
    break_ = Break(
        branch=branch,
        staff_id=staff_id,
        shift=shift,
        counter=_counter(branch, counter_id) or (shift.counter if shift else None),
        day=shift.day if shift else business_day(branch, starts_at),
        kind=kind,
        state=BreakState.DRAFT,
        starts_at=starts_at,
        length_minutes=length_minutes,
        returns_at=ends_at,
        alternative=alternative,
    )
    _refuse_draft(break_)
    with one_break_at_a_time():
        break_.save()
    record(branch, "break.drafted", now=now, by=by, subject=break_)
    return break_


def _refuse_strangers(branch: Branch, staff_id: int, kind: str) -> None:
    if kind not in PLANNED_KINDS:
        raise Invalid("unknown_kind", "There is no such kind of break.", kinds=PLANNED_KINDS)
    if not branch.memberships.filter(staff_id=staff_id).exists():
        raise Invalid("unknown_staff", "Nobody with this number works at this branch.")


def _counter(branch: Branch, counter_id: int | None) -> Counter | None:
    if counter_id is None:
        return None
    counter = branch.counters.filter(pk=counter_id).first()
    if counter is None:
        raise Invalid("unknown_counter", "This branch has no such counter.")
    return counter


def _as_planned(break_: Break) -> Planned:
    return planned(break_, seat_of(break_.shift) if break_.shift else None)


def _refuse_draft(break_: Break) -> None:
    branch = break_.branch
    day = plan_day(branch, break_.day)
    refusal = judge_draft(_as_planned(break_), day, terms_for(branch), zone=zone_of(branch))
    _refuse_plan_of_one(refusal)


def _refuse_plan_of_one(refusal: Refusal | None) -> None:
    """What is asked can never be (422), unless it is another break that is in the way (409)."""
    refuse(refusal, status=409 if refusal and refusal.code == "overlap" else 422)


@transaction.atomic
def change_draft(
    break_id: int,
    *,
    by: Staff,
    now: datetime,
    starts_at: datetime | None = None,
    length_minutes: int | None = None,
    counter_id: int | None = None,
    alternative: str | None = None,
) -> Break:
    """Change a break that nobody has seen yet."""
    branch, break_ = locked_break(break_id)
    if break_.state != BreakState.DRAFT:
        raise Refused("break_state", "Only a draft is changed so.", state=break_.state)
    break_.lay_out(starts_at or break_.starts_at, length_minutes)
    break_.counter = _counter(branch, counter_id) or break_.counter
    break_.alternative = break_.alternative if alternative is None else alternative
    break_.shift = shift_around(branch, break_.staff_id, break_.starts_at, break_.returns_at)
    break_.day = break_.shift.day if break_.shift else business_day(branch, break_.starts_at)
    _refuse_draft(break_)
    fields = ["starts_at", "returns_at", "length_minutes", "counter", "alternative", "shift", "day"]
    with one_break_at_a_time():
        break_.save(update_fields=fields)
    record(branch, "break.redrafted", now=now, by=by, subject=break_)
    return break_


@transaction.atomic
def publish_plan(
    branch_id: int,
    day: date,
    *,
    by: Staff,
    now: datetime,
    new: Sequence[Mapping[str, Any]] = (),
) -> list[Break]:
    """Publish all drafts of a day, or none (P8); `new` are drafted first.

    A refusal (422) lists every violation; its code is the first one's.
    """
    branch = lock_branch(branch_id)
    _draft_all(branch, day, new, by=by, now=now)
    drafts = list(branch.breaks.filter(day=day, state=BreakState.DRAFT).order_by("starts_at"))
    terms = terms_for(branch)
    _refuse_plan(branch, day, drafts, terms, now=now)
    for break_ in drafts:
        _publish(break_, branch, terms, by=by, now=now)
    settle(branch, now=now)
    return drafts


def _draft_all(
    branch: Branch, day: date, new: Sequence[Mapping[str, Any]], *, by: Staff, now: datetime
) -> None:
    """Draft every new break of the day; the refusal lists each that cannot be planned (B1)."""
    violations = []
    for values in new:
        try:
            with transaction.atomic():
                _draft_on(branch, day, values, by=by, now=now)
        except Refused as refused:
            facts = {"staff_id": values["staff_id"], "starts_at": values["starts_at"]}
            said = {"code": refused.code, "message": refused.message}
            violations.append({**refused.facts, **facts, **said})
    _refuse_all(violations)


def _draft_on(
    branch: Branch, day: date, values: Mapping[str, Any], *, by: Staff, now: datetime
) -> None:
    break_ = draft_break(branch.pk, by=by, now=now, **values)
    if break_.day != day:
        raise Invalid("other_day", f"This break belongs to {break_.day}.", day=break_.day)


def _refuse_all(violations: Sequence[Mapping[str, Any]]) -> None:
    if violations:
        first = violations[0]
        message = f"Nothing was published: {first['message']}"
        raise Invalid(first["code"], message, violations=list(violations))


def _refuse_plan(
    branch: Branch, day: date, drafts: Sequence[Break], terms: Terms, *, now: datetime
) -> None:
    whole, zone = plan_day(branch, day), zone_of(branch)
    verdicts = [
        (b, judge_break(_as_planned(b), whole, Numbers(terms), zone=zone, now=now)) for b in drafts
    ]
    _refuse_all([_violation(b, v) for b, v in verdicts if v])


def _violation(break_: Break, refusal: Refusal) -> dict[str, Any]:
    who = {"break_id": break_.pk, "staff": break_.staff.name, "starts_at": break_.starts_at}
    return {**refusal.facts, **who, "code": refusal.code, "message": refusal.message}


def _publish(break_: Break, branch: Branch, terms: Terms, *, by: Staff, now: datetime) -> None:
    break_.revision, break_.published_at = 1, now
    break_.alternative = break_.alternative or branch.alternative
    fields = ("revision", "published_at", "alternative")
    move_break(break_, BreakState.PUBLISHED, *fields, terms=terms, now=now)
    starts_at = break_.starts_at.isoformat()
    record(branch, "break.published", now=now, by=by, subject=break_, starts_at=starts_at)
    _warn_at_once(break_, branch, terms, now=now)


def _warn_at_once(break_: Break, branch: Branch, terms: Terms, *, now: datetime) -> None:
    """N1: a break published or moved inside its warning time is announced at once."""
    if break_.next_step_at and break_.next_step_at <= now:
        warn(break_, branch, terms, now)


@transaction.atomic
def reschedule_break(
    break_id: int,
    *,
    by: Staff,
    now: datetime,
    starts_at: datetime | None = None,
    length_minutes: int | None = None,
    reason: str = "",
) -> Break:
    """Move an announced break (B6, N4): a new revision, and the warning starts again."""
    branch, break_ = locked_break(break_id)
    if break_.state not in COMING or not break_.planned:
        raise Refused("break_state", "This break cannot be moved now.", state=break_.state)
    old = break_.starts_at
    new, minutes = starts_at or old, length_minutes or break_.length_minutes
    if (new, minutes) == (old, break_.length_minutes):
        return break_
    break_.lay_out(new, minutes)
    terms = terms_for(branch)
    _refuse_move(break_, branch, terms, later=new >= old, now=now)
    with one_break_at_a_time():
        _republish(break_, old, terms, now=now)
    times: dict[str, Any] = {"old": old.isoformat(), "starts_at": new.isoformat(), "reason": reason}
    record(branch, "break.rescheduled", now=now, by=by, subject=break_, card="break_moved", **times)
    _warn_at_once(break_, branch, terms, now=now)
    settle(branch, now=now)
    return break_


def _refuse_move(
    break_: Break, branch: Branch, terms: Terms, *, later: bool, now: datetime
) -> None:
    if break_.starts_at < now:
        raise Invalid("in_the_past", "This start has passed.", earliest=now)
    # as it stood, the break itself is part of this day; no rule holds it against itself
    day, zone = plan_day(branch, break_.day), zone_of(branch)
    refusal = judge_break(_as_planned(break_), day, Numbers(terms), zone=zone, now=now, later=later)
    _refuse_plan_of_one(refusal)


def _republish(break_: Break, old: datetime, terms: Terms, *, now: datetime) -> None:
    break_.revision += 1
    break_.notice_at = break_.warned_at = break_.slip_told_at = None
    break_.moved_from, break_.moved_at = old, now
    fields = (
        "revision",
        "notice_at",
        "warned_at",
        "slip_told_at",
        "moved_from",
        "moved_at",
        "starts_at",
        "returns_at",
        "length_minutes",
    )
    if break_.state == BreakState.CLOSING:
        reopen_counter(break_, now=now)
    if break_.state == BreakState.PUBLISHED:
        save_times(break_, *fields, terms=terms, now=now)
    else:
        move_break(break_, BreakState.PUBLISHED, *fields, terms=terms, now=now)


def follow_seat(branch: Branch, session: CounterSession, *, now: datetime) -> None:
    """A person who sits down elsewhere takes the announced breaks along (P1).

    What was announced for another counter is announced again: a new revision, a new proof.
    """
    terms = terms_for(branch)
    for break_ in waiting_breaks_of(session.staff_id):
        if break_.branch_id != branch.pk or break_.counter_id == session.counter_id:
            continue
        break_.counter = session.counter
        break_.save(update_fields=["counter"])
        if break_.state in COMING and break_.planned:
            _republish(break_, break_.starts_at, terms, now=now)
            _warn_at_once(break_, branch, terms, now=now)


@transaction.atomic
def cancel_break(break_id: int, *, by: Staff, now: datetime, reason: str) -> Break:
    """Take a break back before it begins (B7): the line goes, the counter calls on."""
    branch, break_ = locked_break(break_id)
    if break_.state == BreakState.CANCELLED:
        return break_
    break_.remark = reason
    was_shown = break_.state in SHOWN
    move_break(break_, BreakState.CANCELLED, "remark", terms=terms_for(branch), now=now)
    if was_shown:
        reopen_counter(break_, now=now)
    record(branch, "break.cancelled", now=now, by=by, subject=break_, reason=reason)
    settle(branch, now=now)
    return break_
