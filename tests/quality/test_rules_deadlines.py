"""By when a case is answered, and until when a handover may be accepted (D1, D4)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from quality.rules.deadlines import answer_due, legal_due, working_after, works_on
from tests.people import BUDAPEST

# Monday 1 March 2027 to Sunday; open from Monday to Friday, on Wednesday until 20:00
HOURS = {day: [["08:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "thu", "fri")}
HOURS["wed"] = [["08:00", "20:00"]]


def on(day: int, clock: str, month: int = 3) -> datetime:
    wall = datetime.fromisoformat(f"2027-{month:02}-{day:02}T{clock}")
    return wall.replace(tzinfo=BUDAPEST).astimezone(UTC)


@pytest.mark.parametrize(
    ("opened", "days", "working", "due"),
    [
        # three times 24 hours, to the end of that branch day
        (on(1, "09:00"), 3, False, on(4, "17:00")),
        (on(1, "19:00"), 3, False, on(4, "17:00")),
        (on(7, "10:00"), 3, False, on(10, "20:00")),
        # Thursday and three days is Sunday: the branch is closed and the hour itself stands
        (on(4, "10:00"), 3, False, on(7, "10:00")),
        # Friday, Monday, Tuesday
        (on(4, "10:00"), 3, True, on(9, "17:00")),
        # opened on a Saturday: Monday, Tuesday, Wednesday
        (on(6, "10:00"), 3, True, on(10, "20:00")),
    ],
)
def test_a_case_is_due_at_the_closing_time_of_its_day(
    opened: datetime, days: int, working: bool, due: datetime
) -> None:
    assert answer_due(opened, days, HOURS, BUDAPEST, working=working) == due


def test_without_opening_hours_the_promise_is_exact_to_the_minute() -> None:
    assert answer_due(on(4, "10:07"), 3, {}, BUDAPEST, working=False) == on(7, "10:07")
    # and a working day is one from Monday to Friday
    assert answer_due(on(4, "10:07"), 3, {}, BUDAPEST, working=True) == on(9, "10:07")


def test_three_days_over_the_changing_of_the_clocks_are_three_times_24_hours() -> None:
    """The clocks go forward on Sunday 28 March 2027: 10:00 becomes 11:00 on the wall."""
    opened = on(26, "10:00")
    due = answer_due(opened, 3, {}, BUDAPEST, working=False)
    assert due == opened + timedelta(hours=72)
    assert due == on(29, "11:00")


def test_the_law_counts_calendar_days_or_says_nothing() -> None:
    assert legal_due(on(1, "09:00"), 30) == on(31, "10:00")
    assert legal_due(on(1, "09:00"), 0) is None


@pytest.mark.parametrize(
    ("handed", "until"),
    [
        # 08:30 to 12:00 is three and a half hours, the last half after lunch
        (on(1, "08:30"), on(1, "13:30")),
        (on(1, "12:30"), on(1, "17:00")),
        # half an hour of Friday is left, the rest on Monday
        (on(5, "16:30"), on(8, "11:30")),
        (on(6, "10:00"), on(8, "12:00")),
    ],
)
def test_a_handover_is_accepted_in_four_hours_of_opening_time(
    handed: datetime, until: datetime
) -> None:
    assert working_after(handed, HOURS, BUDAPEST) == until


def test_doors_that_never_close_work_around_the_clock() -> None:
    assert working_after(on(6, "22:00"), {}, BUDAPEST) == on(7, "02:00")


def test_hours_that_hold_no_opening_at_all_end_the_search() -> None:
    assert working_after(on(6, "22:00"), {"mon": []}, BUDAPEST) == on(7, "02:00")
    assert answer_due(on(4, "10:00"), 3, {"mon": []}, BUDAPEST, working=True).year == 2028


def test_a_day_is_worked_on_when_the_branch_opens() -> None:
    assert [works_on(date(2027, 3, n), HOURS) for n in (5, 6, 7)] == [True, False, False]
    assert [works_on(date(2027, 3, n), {"sat": [["09:00", "12:00"]]}) for n in (5, 6)] == [
        False,
        True,
    ]
