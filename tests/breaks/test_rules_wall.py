"""Times on the wall in the nights in which clocks change (3.9 no. 11 and 12, F49)."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from breaks.rules.wall import lay_out
from tests.people import BUDAPEST

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


@pytest.mark.parametrize(
    ("day", "wall", "instant", "shown", "moved"),
    [
        (SPRING, "01:59", "00:59", "01:59", False),
        (SPRING, "02:00", "01:00", "03:00", True),
        (SPRING, "02:30", "01:30", "03:30", True),
        (SPRING, "02:59", "01:59", "03:59", True),
        (SPRING, "03:00", "01:00", "03:00", False),
        (AUTUMN, "01:59", "23:59", "01:59", False),
        # shown twice: the first, summer time still
        (AUTUMN, "02:00", "00:00", "02:00", False),
        (AUTUMN, "02:30", "00:30", "02:30", False),
        (AUTUMN, "03:00", "02:00", "03:00", False),
        (date(2027, 3, 3), "12:30", "11:30", "12:30", False),
    ],
)
def test_a_wall_time_on_a_day(day: date, wall: str, instant: str, shown: str, moved: bool) -> None:
    laid = lay_out(day, time.fromisoformat(wall), BUDAPEST)
    assert (laid.instant.tzinfo, f"{laid.instant:%H:%M}") == (UTC, instant)
    assert (f"{laid.instant.astimezone(BUDAPEST):%H:%M}", laid.moved) == (shown, moved)


def test_half_an_hour_later_the_clock_of_the_autumn_night_reads_earlier() -> None:
    """3.9 no. 12: lengths are elapsed time."""
    start = lay_out(AUTUMN, time(2, 30), BUDAPEST).instant
    assert start == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    back = datetime(2027, 10, 31, 1, 0, tzinfo=UTC).astimezone(BUDAPEST)
    assert (f"{back:%H:%M}", back.tzname()) == ("02:00", "CET")


def test_half_an_hour_may_be_lost_too() -> None:
    laid = lay_out(date(2027, 10, 3), time(2, 15), ZoneInfo("Australia/Lord_Howe"))
    assert (f"{laid.instant:%H:%M}", laid.moved) == ("15:45", True)
