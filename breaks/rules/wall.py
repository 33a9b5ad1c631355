"""A time on the wall laid out on a day, also in the nights in which clocks change (3.9)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class LaidOut:
    """An instant (UTC), and whether the clock never showed the time that was asked for."""

    instant: datetime
    moved: bool


def lay_out(day: date, wall: time, zone: ZoneInfo) -> LaidOut:
    """The instant at which the clocks of `zone` show `wall` on `day`.

    A time that the spring skips is moved on by the hour that is lost (3.9 no. 11); of a time that
    the autumn shows twice the first is meant (3.9 no. 12).
    """
    instant = datetime.combine(day, wall.replace(fold=0), tzinfo=zone).astimezone(UTC)
    return LaidOut(instant, moved=instant.astimezone(zone).time() != wall)
