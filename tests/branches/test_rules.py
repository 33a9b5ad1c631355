"""Roles, opening hours and whole minutes, over plain values."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from branches.rules import (
    at_least,
    is_hours,
    is_open,
    last_closing,
    next_closing,
    opening_spans,
    opens_at,
    whole_minute_up,
)
from tests.people import BUDAPEST, at

WEEK = {day: [["09:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed")}


@pytest.mark.parametrize(
    ("role", "needed", "may"),
    [
        ("teller", "teller", True),
        ("teller", "manager", False),
        ("teller", "head_office", False),
        ("manager", "teller", True),
        ("manager", "manager", True),
        ("manager", "head_office", False),
        ("head_office", "teller", True),
        ("head_office", "manager", True),
        ("head_office", "head_office", True),
    ],
)
def test_a_role_may_what_those_below_it_may(role: str, needed: str, may: bool) -> None:
    assert at_least(role, needed) is may


@pytest.mark.parametrize(
    ("clock", "open_"),
    [
        ("08:59:59", False),
        ("09:00", True),
        ("11:59:59", True),
        ("12:00", False),
        ("12:59:59", False),
        ("13:00", True),
        ("16:59:59", True),
        ("17:00", False),
    ],
)
def test_doors_are_open_from_the_first_second_to_before_the_last(clock: str, open_: bool) -> None:
    assert is_open(WEEK, at(clock), BUDAPEST) is open_


@pytest.mark.parametrize(
    ("clock", "early", "opens"),
    [
        ("08:00", False, at("09:00")),
        ("10:00", False, None),
        ("12:00", False, at("13:00")),
        ("17:00", False, at("09:00", date(2027, 3, 8))),
        # closed early, it does not open again on this day
        ("10:00", True, at("09:00", date(2027, 3, 8))),
    ],
)
def test_closed_doors_open_at_their_next_hour(
    clock: str, early: bool, opens: datetime | None
) -> None:
    assert opens_at(WEEK, at(clock), BUDAPEST, early=early) == opens


def test_a_branch_without_hours_never_closes() -> None:
    assert is_open({}, at("03:00"), BUDAPEST)
    assert last_closing({}, at("03:00"), BUDAPEST) is None
    assert next_closing({}, at("03:00"), BUDAPEST) is None


def test_a_day_without_hours_is_a_closed_day() -> None:
    thursday = date(2027, 3, 4)
    assert not is_open(WEEK, at("10:00", thursday), BUDAPEST)


def test_a_day_closes_once_however_many_spans_it_has() -> None:
    tuesday, monday = date(2027, 3, 2), date(2027, 3, 8)
    assert last_closing(WEEK, at("12:30"), BUDAPEST) == at("17:00", tuesday)
    assert next_closing(WEEK, at("12:30"), BUDAPEST) == at("17:00")
    assert last_closing(WEEK, at("17:00"), BUDAPEST) == at("17:00")
    assert next_closing(WEEK, at("17:00"), BUDAPEST) == at("17:00", monday)


@pytest.mark.parametrize(
    ("day", "begins", "ends"),
    [
        # the gap: 02:30 does not exist and is 03:30 summer time (3.9 no. 11)
        (date(2027, 3, 28), datetime(2027, 3, 28, 1, 30, tzinfo=UTC), (2027, 3, 28, 2, 0)),
        # the fold: the first 02:30, summer time (3.9 no. 12)
        (date(2027, 10, 31), datetime(2027, 10, 31, 0, 30, tzinfo=UTC), (2027, 10, 31, 3, 0)),
    ],
)
def test_wall_clock_hours_in_the_night_of_the_change(
    day: date, begins: datetime, ends: tuple[int, ...]
) -> None:
    [span] = opening_spans({"sun": [["02:30", "04:00"]]}, day, BUDAPEST)
    assert span[0].astimezone(UTC) == begins
    assert span[1].astimezone(UTC) == datetime(*ends, tzinfo=UTC)  # type: ignore[misc]


def test_each_branch_reads_its_own_clock() -> None:
    noon_in_budapest = at("12:00")
    assert not is_open(WEEK, noon_in_budapest, BUDAPEST)
    assert is_open(WEEK, noon_in_budapest, ZoneInfo("Europe/Istanbul"))


@pytest.mark.parametrize(
    ("instant", "shown"),
    [("12:30", "12:30"), ("12:30:01", "12:31"), ("12:30:59", "12:31"), ("12:59:30", "13:00")],
)
def test_shown_times_are_whole_minutes_rounded_up(instant: str, shown: str) -> None:
    """A5."""
    assert whole_minute_up(at(instant)) == at(shown)


def test_a_microsecond_past_the_minute_is_past_it() -> None:
    assert whole_minute_up(at("12:30").replace(microsecond=1)) == at("12:31")


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ({}, True),
        ({"mon": []}, True),
        (WEEK, True),
        ({"mon": [["09:00", "24:00"]]}, False),
        ({"mon": [["09:00", "09:00"]]}, False),
        ({"mon": [["09:00", "12:00"], ["11:00", "13:00"]]}, False),
        ({"mon": [["9:00", "12:00"]]}, False),
        ({"mon": [["09:00"]]}, False),
        ({"mon": "09:00"}, False),
        ({"monday": []}, False),
        ([], False),
    ],
)
def test_what_opening_hours_look_like(value: object, good: bool) -> None:
    assert is_hours(value) is good
