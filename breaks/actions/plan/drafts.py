"""Planning a break that nobody has seen yet (B1)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from branches.clock import business_day, zone_of
from branches.errors import Invalid, Refused
from branches.events import record
from branches.locks import lock_branch
from branches.models import Branch, Staff
from breaks.actions.moves import locked_break, one_break_at_a_time
from breaks.actions.plan.judging import (
    Asker,
    allow,
    as_planned,
    misplaced_rest,
    write_overrides,
)
from breaks.actions.relief import ask_to_sit_in
from breaks.actions.sitting import carry_reliefs
from breaks.models import Break
from breaks.queries import plan_day, shift_around, terms_for
from breaks.rules.overrides import Grounds
from breaks.rules.plan import shape_objections
from breaks.rules.states import BreakKind, BreakState, Refusal
from queueapp.models import Counter

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
    relief: Mapping[str, Any] | None = None,
    override: Grounds | None = None,
    address: str | None = None,
) -> Break:
    """Plan a break of a person (B1); P1 to P3 hold from the first.

    `relief` names who sits in, and at which counter.
    """
    branch = lock_branch(branch_id)
    refuse_strangers(branch, staff_id, kind)
    break_ = new_break(
        branch,
        staff_id=staff_id,
        kind=kind,
        starts_at=starts_at,
        length_minutes=length_minutes,
        counter=counter_of(branch, counter_id),
        alternative=alternative,
    )
    asker = Asker(by, now, override, address)
    broken = allow(draft_objections(break_), override)
    save_draft(break_, asker, relief=relief)
    write_overrides(break_, broken, asker)
    return break_


def new_break(
    branch: Branch,
    *,
    staff_id: int,
    kind: str,
    starts_at: datetime,
    length_minutes: int,
    counter: Counter | None = None,
    alternative: str = "",
) -> Break:
    """A draft that is not saved yet, in the shift around it."""
    ends_at = starts_at + timedelta(minutes=length_minutes)
    shift = shift_around(branch, staff_id, starts_at, ends_at)
    return Break(
        branch=branch,
        staff_id=staff_id,
        shift=shift,
        counter=counter or (shift.counter if shift else None),
        day=shift.day if shift else business_day(branch, starts_at),
        kind=kind,
        state=BreakState.DRAFT,
        starts_at=starts_at,
        length_minutes=length_minutes,
        returns_at=ends_at,
        alternative=alternative,
    )


def save_draft(break_: Break, asker: Asker, *, relief: Mapping[str, Any] | None = None) -> None:
    """Write a new draft, and who sits in for its person."""
    branch = break_.branch
    with one_break_at_a_time():
        break_.save()
    if relief:
        who = (relief["staff_id"], relief["counter_id"])
        span = (relief.get("starts_at"), relief.get("ends_at"))
        ask_to_sit_in(break_, branch, *who, by=asker.by, now=asker.now, span=span)
    record(branch, "break.drafted", now=asker.now, by=asker.by, subject=break_)


def refuse_strangers(branch: Branch, staff_id: int, kind: str) -> None:
    """Only people of the branch, and only breaks that can be planned."""
    if kind not in PLANNED_KINDS:
        raise Invalid("unknown_kind", "There is no such kind of break.", kinds=PLANNED_KINDS)
    if not branch.memberships.filter(staff_id=staff_id).exists():
        raise Invalid("unknown_staff", "Nobody with this number works at this branch.")


def counter_of(branch: Branch, counter_id: int | None) -> Counter | None:
    """The counter of the branch that was named, if any was."""
    if counter_id is None:
        return None
    counter = branch.counters.filter(pk=counter_id).first()
    if counter is None:
        raise Invalid("unknown_counter", "This branch has no such counter.")
    return counter


def draft_objections(break_: Break) -> list[Refusal]:
    """What of P1 to P3 speaks against a draft.

    A lunch outside its window is held against the law at once: no grounds help there (P7).
    """
    found = objections_to_shape(break_)
    outside = any(refusal.code == "lunch_window" for refusal in found)
    law = misplaced_rest(break_, break_.branch, terms_for(break_.branch)) if outside else None
    return [*found, law] if law else found


def objections_to_shape(break_: Break) -> list[Refusal]:
    """What of P1 to P3 speaks against a draft, and nothing else."""
    branch = break_.branch
    terms, day = terms_for(branch), plan_day(branch, break_.day)
    return list(shape_objections(as_planned(break_), day, terms, zone=zone_of(branch)))


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
    override: Grounds | None = None,
    address: str | None = None,
) -> Break:
    """Change a break that nobody has seen yet; who sits in moves along."""
    branch, break_ = locked_break(break_id)
    if break_.state != BreakState.DRAFT:
        raise Refused("break_state", "Only a draft is changed so.", state=break_.state)
    old = (break_.starts_at, break_.returns_at)
    break_.lay_out(starts_at or break_.starts_at, length_minutes)
    break_.counter = counter_of(branch, counter_id) or break_.counter
    break_.alternative = break_.alternative if alternative is None else alternative
    break_.shift = shift_around(branch, break_.staff_id, break_.starts_at, break_.returns_at)
    break_.day = break_.shift.day if break_.shift else business_day(branch, break_.starts_at)
    carry_reliefs(break_, old, now=now)
    broken = allow(draft_objections(break_), override)
    fields = ["starts_at", "returns_at", "length_minutes", "counter", "alternative", "shift", "day"]
    with one_break_at_a_time():
        break_.save(update_fields=fields)
    write_overrides(break_, broken, Asker(by, now, override, address))
    record(branch, "break.redrafted", now=now, by=by, subject=break_)
    return break_
