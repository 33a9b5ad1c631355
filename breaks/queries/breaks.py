"""Which breaks there are, and which screens can prove one."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from branches.errors import NotFound
from branches.models import Branch, Device, Staff
from branches.queries import access_branch
from branches.rules import DeviceKind, Role
from breaks.models import Break
from breaks.rules.states import ENDED, NOT_STARTED, RUNNING, BreakKind, BreakState
from breaks.rules.terms import Terms
from queueapp.models import CounterSession

# what a break came from: a conversion (B18), or a break whose place it took (3.4)
LINKS = ("converted_from", "replaces")
PROVING = (DeviceKind.DISPLAY, DeviceKind.SIGN)


def access_break(staff: Staff, break_id: int, *, role: Role = Role.TELLER) -> Break:
    """The break, if the person has at least `role` at its branch."""
    rows = Break.objects.select_related("branch", "staff", "counter", "shift", *LINKS)
    break_ = rows.filter(pk=break_id).first()
    if break_ is None:
        raise NotFound("break")
    access_branch(staff, break_.branch_id, role=role)
    return break_


def breaks_on(branch: Branch, day: date) -> QuerySet[Break]:
    """The breaks of a day, by start."""
    rows = branch.breaks.filter(day=day).select_related("staff", "counter", "shift", *LINKS)
    rows = rows.prefetch_related("reliefs__counter__queues", "reliefs__staff", "counter__queues")
    return rows.order_by("starts_at", "id")


def open_breaks(branch: Branch, *, ended_since: datetime | None = None) -> QuerySet[Break]:
    """The breaks announced, asked for or running, by start; and those ended or cancelled since.

    Whoever needs their counters, and those of the reliefs, asks for them (`Line`).
    """
    told = ~Q(state__in=[*ENDED, BreakState.DRAFT])
    if ended_since:
        told |= Q(state__in=[BreakState.ENDED, BreakState.CANCELLED], ended_at__gt=ended_since)
    rows = branch.breaks.filter(told).select_related("staff", "shift")
    return rows.prefetch_related("reliefs").order_by("starts_at", "id")


def running_break(staff_id: int) -> Break | None:
    """The break a person is on."""
    return Break.objects.filter(staff_id=staff_id, state__in=RUNNING).first()


def asked_break(staff_id: int) -> Break | None:
    """The unplanned break that a person has asked for and not begun."""
    asked = Break.objects.filter(staff_id=staff_id, kind=BreakKind.UNPLANNED)
    return asked.filter(state__in=NOT_STARTED).first()


def break_of_session(session: CounterSession) -> Break | None:
    """The running break of the person at a counter, else the next one today."""
    rows = Break.objects.filter(staff_id=session.staff_id, branch_id=session.branch_id)
    rows = rows.exclude(state__in=[*ENDED, BreakState.DRAFT]).select_related("counter", "staff")
    return rows.filter(state__in=RUNNING).first() or rows.order_by("starts_at", "id").first()


def screens_online(branch: Branch, zone: str | None, terms: Terms, *, real_now: datetime) -> bool:
    """Whether a screen that could prove a notice was seen lately (real time)."""
    since = real_now - timedelta(seconds=terms["display.offline_s"])
    screens = branch.devices.filter(kind__in=PROVING, retired_at=None)
    if zone is not None:
        screens = screens.filter(zone=zone)
    return screens.filter(last_seen_at__gte=since).exists()


def proves(device: Device, break_: Break) -> bool:
    """Whether a device's painting proves a break's notice: a screen of the counter's zone (N2)."""
    return proves_zone(device, break_.counter.zone if break_.counter else device.zone)


def proves_zone(device: Device, zone: str) -> bool:
    """Whether a device's painting proves the notices of a zone's counters (N2)."""
    return device.kind in PROVING and device.zone == zone


def clash_of(breaks: Iterable[Break], break_: Break, ends_at: datetime) -> Break | None:
    """The first of a person's breaks behind this one that starts before `ends_at`.

    Behind one that runs is also what should have begun already.
    """
    others = (b for b in breaks if b.pk != break_.pk and b.starts_at < ends_at)
    return next((b for b in others if _comes_behind(b, break_)), None)


def _comes_behind(other: Break, break_: Break) -> bool:
    overdue = break_.state in RUNNING and other.state != BreakState.DRAFT
    return overdue or other.starts_at >= break_.starts_at


def waiting_breaks_of(staff_id: int) -> list[Break]:
    """The breaks of a person that have not begun, by start."""
    rows = Break.objects.filter(staff_id=staff_id, state__in=NOT_STARTED).select_related("shift")
    return list(rows.order_by("starts_at"))
