"""The day changes: the branch closes early (3.9 no. 14), a shift gets other hours (no. 9)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from branches.actions import close_early, reopen
from branches.clock import business_day, zone_of
from branches.errors import Invalid
from branches.events import record
from branches.locks import lock_branch, lock_branch_of
from branches.models import Branch, Staff
from branches.queries import closed_early
from branches.rules import next_opening
from breaks.actions.commitments import renegotiate
from breaks.actions.moves import save_times
from breaks.actions.plan import take_back
from breaks.actions.rest import lay_rest
from breaks.actions.running import end_by_closing
from breaks.actions.settle import settle
from breaks.models import Break
from breaks.queries import open_commitments, terms_of_break
from breaks.rules.commitments import CommitmentKind
from breaks.rules.states import ENDED, NOT_STARTED, RUNNING, EndReason, Refusal
from queueapp.actions import move_shift
from queueapp.models import Shift

BRANCH_CLOSED = "branch_closed"
SHIFT_CHANGED = "shift_changed"


@transaction.atomic
def close_branch(
    branch_id: int,
    *,
    by: Staff,
    now: datetime,
    call_back_at: datetime | None = None,
    note: str = "",
) -> Branch:
    """Close for today (3.9 no. 14): no numbers, no breaks; who waits may ask to be called back.

    Without a time the call back is due when the doors next open.
    """
    branch = lock_branch(branch_id)
    again = branch.call_back_at if closed_early(branch, now) else None
    due = call_back_at or again or next_opening(branch.opening_hours, now, zone_of(branch))
    if due <= now:
        raise Invalid("in_the_past", "The time of the call back has passed.", earliest=now)
    branch = close_early(branch_id, by=by, now=now, call_back_at=due, note=note)
    for break_ in _breaks_of_today(branch, now):
        if break_.state in RUNNING:
            end_by_closing(break_, branch, EndReason.BRANCH_CLOSED, now=now)
        else:
            call_off(break_, branch, BRANCH_CLOSED, by=by, now=now)
    for owed in open_commitments(branch, CommitmentKind.CALL_BACK).filter(break_ref=None):
        renegotiate(owed, due, now=now)
    settle(branch, now=now)
    return branch


def _breaks_of_today(branch: Branch, now: datetime) -> list[Break]:
    rows = branch.breaks.filter(day__lte=business_day(branch, now)).exclude(state__in=ENDED)
    return list(rows.select_related("staff", "counter", "shift").order_by("starts_at", "pk"))


@transaction.atomic
def reopen_branch(branch_id: int, *, by: Staff, now: datetime) -> Branch:
    """Take the early closing back; the breaks it cancelled stay cancelled."""
    branch = reopen(branch_id, by=by, now=now)
    settle(branch, now=now)
    return branch


def call_off(break_: Break, branch: Branch, reason: str, *, by: Staff, now: datetime) -> None:
    """Cancel a break that cannot be any more (B7, B16)."""
    card = "branch_closes_early" if reason == BRANCH_CLOSED else "break_moved"
    take_back(break_, branch, by=by, now=now, reason=reason, card=card)


@transaction.atomic
def change_shift(
    shift_id: int,
    *,
    by: Staff,
    now: datetime,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> tuple[Shift, Refusal | None]:
    """Give a shift other hours on its day (3.9 no. 9), and lay the lawful rest for them.

    Breaks not begun that no longer fit are cancelled, a running one ends with the shift. Also
    says why the rest is no longer lawful, if so.
    """
    branch = lock_branch_of(Shift, shift_id)
    shift = Shift.objects.select_related("staff", "counter", "branch").get(pk=shift_id)
    old = shift.starts_at, shift.ends_at
    new = starts_at or old[0], ends_at or old[1]
    if new == old:
        return shift, None
    _refuse_past(shift, new[1], now)
    move_shift(branch, shift, starts_at=new[0], ends_at=new[1])
    _fit_breaks(shift, branch, by=by, now=now)
    law = lay_rest(shift, branch, now=now)
    # of a day that has no breaks yet nothing is at risk
    risk = law if shift.breaks.exists() else None
    _record(branch, shift, old, risk, by=by, now=now)
    settle(branch, now=now)
    return shift, risk


def _refuse_past(shift: Shift, ends_at: datetime, now: datetime) -> None:
    """What has been worked is history: a shift ends now at the earliest."""
    if min(ends_at, shift.ends_at) < now:
        message = "A shift cannot end in the past, nor change once it is over."
        raise Invalid("in_the_past", message, earliest=now)


def _fit_breaks(shift: Shift, branch: Branch, *, by: Staff, now: datetime) -> None:
    for break_ in shift.breaks.exclude(state__in=ENDED).select_related("staff", "counter"):
        break_.shift = shift
        if break_.state in NOT_STARTED and not _fits(break_, shift):
            call_off(break_, branch, SHIFT_CHANGED, by=by, now=now)
        elif break_.state in RUNNING:
            # the clock ends it with the shift
            save_times(break_, terms=terms_of_break(break_, branch), now=now)


def _fits(break_: Break, shift: Shift) -> bool:
    return shift.starts_at <= break_.starts_at and break_.returns_at <= shift.ends_at


def _record(
    branch: Branch,
    shift: Shift,
    old: tuple[datetime, datetime],
    risk: Refusal | None,
    *,
    by: Staff,
    now: datetime,
) -> None:
    was = {"old_starts_at": old[0].isoformat(), "old_ends_at": old[1].isoformat()}
    new = {"starts_at": shift.starts_at.isoformat(), "ends_at": shift.ends_at.isoformat()}
    times: dict[str, Any] = {**was, **new, "staff": shift.staff_id}
    record(branch, "shift.changed", now=now, by=by, subject=shift, **times)
    if risk:
        facts: dict[str, Any] = {"code": risk.code, "message": risk.message}
        alarm = "rest_at_risk"
        record(branch, "break.rest_at_risk", now=now, subject=shift, alarm=alarm, **facts)
