"""Staggered breaks of a day, as the manager's publication door takes them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

LUNCH = timedelta(minutes=30)
SHORT = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)
# so long after a return the next one leaves, for breaks begin late
BETWEEN = timedelta(minutes=5)
LUNCH_WINDOW = ("11:30", "14:30")


def at(day: date, wall: str, zone: ZoneInfo) -> datetime:
    """The instant at which the clocks of a branch read `wall` on a day."""
    return datetime.fromisoformat(f"{day}T{wall}").replace(tzinfo=zone).astimezone(UTC)


def spread(count: int, opens: datetime, closes: datetime, length: timedelta) -> list[datetime]:
    """Starts on whole minutes, evenly from the opening of a window to its close.

    At most half of the people are away at once; a window too short for all holds fewer starts.
    """
    room = (closes - opens - length) // MINUTE
    if count < 1 or room < 0:
        return []
    closest = -(-(length + BETWEEN) // MINUTE // max(1, count // 2))
    gap = max(room // max(count - 1, 1), closest)
    return apart(min(count, room // gap + 1), opens, gap * MINUTE)


def apart(count: int, first: datetime, gap: timedelta) -> list[datetime]:
    """Starts with the same gap between them."""
    return [first + n * gap for n in range(count)]


def breaks_for(
    people: Sequence[Mapping[str, Any]], kind: str, starts: Sequence[datetime], length: timedelta
) -> list[dict[str, Any]]:
    """One break for each person, in order; people beyond the last start get none."""
    return [
        {
            "staff": person["id"],
            "kind": kind,
            "starts_at": start.isoformat(),
            "length_minutes": length // MINUTE,
        }
        for person, start in zip(people, starts, strict=False)
    ]
