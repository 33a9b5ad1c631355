"""The only place that reads a clock.

With `CLOCK_CONTROL` (demo and tests, never production) an offset and a speed kept in the
database move it for every process at once.
"""

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from django.conf import settings

from branches.models import ClockSetting


class HasZone(Protocol):
    """Whatever lives in a time zone: a branch."""

    time_zone: str


def real_now() -> datetime:
    """The machine's own instant (UTC): for the liveness of devices, never for the domain."""
    return datetime.now(UTC)


def now() -> datetime:
    """The instant of the house (UTC). Doors read it once and pass it down."""
    real = real_now()
    setting = moved()
    return real if setting is None else setting.at(real)


def speed() -> float:
    """How many seconds of the house pass in one real second."""
    setting = moved()
    return 1.0 if setting is None else setting.speed


def moved() -> ClockSetting | None:
    """The row that moves the clock, if it may be moved and was."""
    return ClockSetting.objects.first() if settings.CLOCK_CONTROL else None


def zone_of(branch: HasZone) -> ZoneInfo:
    """The zone in which the branch reads its clocks."""
    return ZoneInfo(branch.time_zone)


def business_day(branch: HasZone, now: datetime) -> date:
    """The local day to which `now` belongs at the branch."""
    return now.astimezone(zone_of(branch)).date()
