"""Calls for help: raised, acknowledged, resolved; put to the next one by the clock (D9, F54)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from branches.errors import Forbidden, Refused
from branches.events import record
from branches.locks import lock_branch, lock_branch_of
from branches.models import Branch, Staff
from branches.queries import manages
from quality.actions.phone import ring
from quality.models import Alarm
from quality.queries.alarms import managers_in_order
from quality.rules.alarms import HELP_WITHIN, AlarmKind, first_look, next_asked
from queueapp.models import CounterSession
from queueapp.queries import session_of


@transaction.atomic
def raise_alarm(branch_id: int, *, kind: AlarmKind, by: Staff, now: datetime) -> Alarm:
    """Call for help from where the person sits, or from anywhere in the branch (FIL-31, HU-23).

    Nothing is asked back, and no public screen changes. A second press is the alarm that rings,
    for as long as the clock still carries it on.
    """
    branch = lock_branch(branch_id)
    session = session_of(by.pk)
    here = session if session and session.branch_id == branch.pk else None
    return _raise(branch, kind, here, by, now=now)


def call_manager(
    branch: Branch, session: CounterSession | None, staff: Staff, *, now: datetime
) -> Alarm:
    """A card asks for the manager by itself; part of the verb that moves the card."""
    return _raise(branch, AlarmKind.HELP, session, staff, now=now)


def _raise(
    branch: Branch, kind: AlarmKind, session: CounterSession | None, by: Staff, *, now: datetime
) -> Alarm:
    # once it was heard, or everybody was asked, another press is another call
    rings = Alarm.objects.filter(branch=branch, raised_by=by, kind=kind)
    ringing = rings.exclude(next_step_at=None).first()
    if ringing:
        return ringing
    helps = kind == AlarmKind.HELP
    alarm = Alarm.objects.create(
        branch=branch,
        counter=session.counter if session else None,
        kind=kind,
        raised_by=by,
        raised_at=now,
        asked_id=next_asked(managers_in_order(branch, now), None) if helps else None,
        next_step_at=first_look(kind, now),
    )
    _tell(alarm, "alarm.raised", now=now, by=by, rings=True)
    return alarm


@transaction.atomic
def acknowledge_alarm(alarm_id: int, *, by: Staff, now: datetime) -> Alarm:
    """A manager has heard it and comes (D9). The first one stands; a second changes nothing."""
    alarm = _locked(alarm_id)
    if not manages(by, alarm.branch):
        raise Forbidden("An alarm is acknowledged by a manager.")
    if alarm.acknowledged_at is None and alarm.resolved_at is None:
        alarm.acknowledged_by, alarm.acknowledged_at = by, now
        fields = ["acknowledged_by", "acknowledged_at"]
        if alarm.kind != AlarmKind.HELP:
            # a call for help goes on until somebody stands there (F54)
            alarm.next_step_at = None
            fields.append("next_step_at")
        alarm.save(update_fields=fields)
        _tell(alarm, "alarm.acknowledged", now=now, by=by)
    return alarm


@transaction.atomic
def resolve_alarm(alarm_id: int, *, by: Staff, now: datetime, note: str = "") -> Alarm:
    """It is over. A call for help ends also by whoever called; danger only by a manager (D9)."""
    alarm = _locked(alarm_id)
    own_call = alarm.kind == AlarmKind.HELP and alarm.raised_by_id == by.pk
    if not own_call and not manages(by, alarm.branch):
        raise Forbidden("This alarm is resolved by a manager.")
    if alarm.kind != AlarmKind.HELP and alarm.acknowledged_at is None:
        raise Refused("not_acknowledged", "Acknowledge the alarm first.")
    if alarm.resolved_at is None:
        alarm.resolved_by, alarm.resolved_at, alarm.note = by, now, note
        alarm.next_step_at = None
        alarm.save(update_fields=["resolved_by", "resolved_at", "note", "next_step_at"])
        _tell(alarm, "alarm.resolved", now=now, by=by)
    return alarm


def advance_alarm(alarm: Alarm, *, now: datetime) -> None:
    """What the clock does to an alarm that is due; the branch is locked (D9, F54)."""
    due = alarm.next_step_at
    if alarm.kind == AlarmKind.HELP:
        _ask_next(alarm, due, now)
        return
    # one that was heard has no clock any more
    alarm.next_step_at = None
    alarm.save(update_fields=["next_step_at"])
    _escalate(alarm, due, now)


def _ask_next(alarm: Alarm, due: datetime | None, now: datetime) -> None:
    """F54: the next manager in order; after the last one all of them, once."""
    alarm.asked_id = next_asked(managers_in_order(alarm.branch, now), alarm.asked_id)
    alarm.next_step_at = now + HELP_WITHIN if alarm.asked_id else None
    alarm.save(update_fields=["asked", "next_step_at"])
    if alarm.asked_id is None:
        _escalate(alarm, due, now)
    else:
        _tell(alarm, "alarm.passed_on", now=now, due_at=due, rings=True)


def _escalate(alarm: Alarm, due: datetime | None, now: datetime) -> None:
    """D9: to all managers, and to the phone of the branch where one is configured."""
    alarm.escalated_at = now
    alarm.save(update_fields=["escalated_at"])
    _tell(alarm, "alarm.escalated", now=now, due_at=due, rings=True)
    phone, branch = alarm.branch.alarm_phone, alarm.branch.name
    if phone:
        place = f", counter {alarm.counter.label}" if alarm.counter else ""
        text = f"{branch}{place}: alarm ({alarm.kind}), nobody has answered."
        transaction.on_commit(lambda: ring(phone, text), robust=True)


def _tell(
    alarm: Alarm,
    kind: str,
    *,
    now: datetime,
    by: Staff | None = None,
    due_at: datetime | None = None,
    rings: bool = False,
) -> None:
    """Write it down; what rings reaches the managers' sockets as an alarm."""
    told: dict[str, Any] = {"alarm": alarm.kind} if rings else {}
    record(
        alarm.branch,
        kind,
        now=now,
        by=by,
        subject=alarm,
        due_at=due_at,
        kind_of=alarm.kind,
        counter=alarm.counter_id,
        asked=alarm.asked_id,
        **told,
    )


def _locked(alarm_id: int) -> Alarm:
    lock_branch_of(Alarm, alarm_id)
    return Alarm.objects.select_related("branch", "counter", "raised_by").get(pk=alarm_id)
