"""Taking a break back before it begins (B7); a lawful rest only for another one (3.4)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from branches.clock import zone_of
from branches.errors import Refused
from branches.events import record
from branches.models import Branch, Staff
from breaks.actions.announce import warn_at_once
from breaks.actions.commitments import release
from breaks.actions.moves import locked_break, move_break, refuse
from breaks.actions.plan.drafts import new_break, save_draft
from breaks.actions.plan.judging import Asker, allow, as_planned, write_overrides
from breaks.actions.plan.publication import announce
from breaks.actions.relief import call_off
from breaks.actions.rest import lay_rest
from breaks.actions.settle import settle
from breaks.actions.unplanned import reopen_counter
from breaks.models import Break
from breaks.queries import (
    absence_objection,
    numbers_for,
    open_commitments,
    plan_day,
    terms_for,
    terms_of_break,
)
from breaks.queries.rest import duty_of, rest_parts, rests_of
from breaks.rules.commitments import CommitmentKind
from breaks.rules.overrides import Grounds
from breaks.rules.plan import objections, role_lost
from breaks.rules.states import COMING, BreakState, Refusal


@transaction.atomic
def cancel_break(
    break_id: int,
    *,
    by: Staff,
    now: datetime,
    reason: str,
    replacement: Mapping[str, Any] | None = None,
    override: Grounds | None = None,
    address: str | None = None,
) -> Break:
    """Take a break back before it begins (B7): the line goes, the counter calls on.

    The lawful part of a shift's rest is cancelled only together with a lawful, noticed and
    covered `replacement` (`starts_at`, `length_minutes`), else 409 `rest_protected`.
    """
    branch, break_ = locked_break(break_id)
    if break_.state == BreakState.CANCELLED:
        return break_
    asker = Asker(by, now, override, address)
    if replacement is None:
        _refuse_protected(break_)
    known, before = break_.state in COMING, _rest_of(break_, branch)
    _refuse_lost_role(break_, branch)
    take_back(break_, branch, by=by, now=now, reason=reason)
    if replacement is not None:
        _replace(break_, branch, replacement, asker)
    if break_.shift:
        after = lay_rest(break_.shift, branch, now=now)
        refuse(after if known and before is None else None, status=422)
    settle(branch, now=now)
    break_.refresh_from_db()
    return break_


def _refuse_protected(break_: Break) -> None:
    if break_.protected_minutes and break_.latest_at and break_.state in COMING:
        message = "This break is lawful rest: name another one that takes its place."
        facts: dict[str, Any] = {"protected_minutes": break_.protected_minutes}
        raise Refused("rest_protected", message, latest=break_.latest_at, **facts)


def _rest_of(break_: Break, branch: Branch) -> Refusal | None:
    """What the shift's breaks do not give of the law as they stand."""
    duty = duty_of(break_.shift, terms_for(branch)) if break_.shift else None
    if duty is None or break_.shift is None:
        return None
    return duty.judge(rest_parts(rests_of(break_.shift)), zone=zone_of(branch))


def _refuse_lost_role(break_: Break, branch: Branch) -> None:
    """P5: whoever stays keeps a counter open, maybe while the last of a role is away."""
    if break_.state in COMING:
        day = plan_day(branch, break_.day)
        floors = terms_for(branch)["cover.role_floor"]
        refuse(role_lost(day, day.without(break_.pk), floors), status=422)


def take_back(
    break_: Break, branch: Branch, *, by: Staff, now: datetime, reason: str, **facts: Any
) -> None:
    """Cancel a break that has not begun (B7, B16): its line goes, its counter calls on.

    Nobody sits in for it any more, and nobody is owed service before it.
    """
    was_shown = break_.state not in (BreakState.DRAFT, BreakState.PUBLISHED)
    break_.remark, break_.ended_at = reason, now
    terms = terms_of_break(break_, branch)
    move_break(break_, BreakState.CANCELLED, "remark", "ended_at", terms=terms, now=now)
    call_off(break_, now=now)
    if was_shown:
        reopen_counter(break_, now=now)
    for owed in open_commitments(branch, CommitmentKind.SERVED_BEFORE, break_=break_):
        release(owed, now=now)
    record(branch, "break.cancelled", now=now, by=by, subject=break_, reason=reason, **facts)


def _replace(break_: Break, branch: Branch, replacement: Mapping[str, Any], asker: Asker) -> None:
    """Plan and publish what takes the place of a cancelled break, under all rules at once."""
    new = new_break(
        branch,
        staff_id=break_.staff_id,
        kind=break_.kind,
        starts_at=replacement["starts_at"],
        length_minutes=replacement.get("length_minutes") or break_.length_minutes,
        counter=break_.counter,
        alternative=break_.alternative,
    )
    # another way to put the same rest off: the next time takes the employee's consent as well
    new.postponed = break_.postponed + (new.starts_at > break_.starts_at)
    numbers = numbers_for(branch)
    how: dict[str, Any] = {"zone": zone_of(branch), "now": asker.now}
    granted = asker.grounds is not None
    day = plan_day(branch, new.day)
    found = list(objections(as_planned(new), day, numbers, granted=granted, **how))
    absent = absence_objection(branch, [new.day], moved=as_planned(new))
    broken = allow([*found, absent] if absent else found, asker.grounds)
    save_draft(new, asker)
    announce(new, branch, numbers.branch, now=asker.now)
    write_overrides(new, broken, asker)
    break_.replaced_by = new
    break_.save(update_fields=["replaced_by"])
    starts_at = new.starts_at.isoformat()
    told: dict[str, Any] = {"starts_at": starts_at, "replaces": break_.pk}
    record(branch, "break.published", now=asker.now, by=asker.by, subject=new, **told)
    warn_at_once(new, branch, numbers.branch, now=asker.now)
