"""Which alarms ring at a branch, and who hears of them in what order (D9, F54, F64)."""

from datetime import datetime

from django.db.models import Q, QuerySet

from branches.errors import NotFound
from branches.models import Branch, Staff
from branches.queries import access_branch, manages
from branches.rules import Role
from quality.models import Alarm
from quality.rules.alarms import in_order
from queueapp.models import Shift


def access_alarm(staff: Staff, alarm_id: int) -> Alarm:
    """The alarm, if the person manages its branch or has raised it."""
    rows = Alarm.objects.select_related("branch", "counter", "raised_by", "asked")
    alarm = rows.filter(pk=alarm_id).first()
    if alarm is None:
        raise NotFound("alarm")
    branch = access_branch(staff, alarm.branch_id)
    if alarm.raised_by_id != staff.pk and not manages(staff, branch):
        raise NotFound("alarm")
    return alarm


def ringing(staff: Staff, branch: Branch) -> QuerySet[Alarm]:
    """The alarms of a branch that nobody has resolved: all for a manager, the own for others."""
    rows = Alarm.objects.filter(branch=branch, resolved_at=None)
    if not manages(staff, branch):
        rows = rows.filter(raised_by=staff)
    names = ("counter", "raised_by", "asked", "acknowledged_by")
    return rows.select_related(*names).order_by("raised_at", "pk")


def managers_in_order(branch: Branch, now: datetime) -> list[int]:
    """The managers of a branch as they are asked: those on duty or at a counter first (F54)."""
    rows = branch.memberships.filter(role=Role.MANAGER).order_by("pk")
    managers = list(rows.values_list("staff_id", flat=True))
    on_duty = Shift.objects.filter(branch=branch, starts_at__lte=now, ends_at__gt=now)
    seated = branch.sessions.filter(closed_at=None).values("staff")
    here = Q(pk__in=on_duty.values("staff")) | Q(pk__in=seated)
    present = Staff.objects.filter(here, pk__in=managers).values_list("pk", flat=True)
    return in_order(managers, list(present))
