"""Days, weeks and months of a report."""

from datetime import date

import pytest

from quality.rules.figures.steps import Step, begin_of, months_and_days


@pytest.mark.parametrize(
    ("since", "until", "months", "days"),
    [
        ("2027-03-01", "2027-03-31", ["2027-03-01"], []),
        ("2027-03-02", "2027-03-31", [], [("2027-03-02", "2027-03-31")]),
        ("2027-03-01", "2027-03-30", [], [("2027-03-01", "2027-03-30")]),
        (
            "2027-02-27",
            "2027-04-02",
            ["2027-03-01"],
            [("2027-02-27", "2027-02-28"), ("2027-04-01", "2027-04-02")],
        ),
        ("2026-12-01", "2027-01-31", ["2026-12-01", "2027-01-01"], []),
    ],
)
def test_a_span_is_whole_months_and_the_days_beside_them(
    since: str, until: str, months: list[str], days: list[tuple[str, str]]
) -> None:
    day = date.fromisoformat
    assert months_and_days(day(since), day(until)) == (
        [day(m) for m in months],
        [(day(a), day(b)) for a, b in days],
    )


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    sunday = date(2027, 3, 7)
    assert begin_of(Step.DAY, sunday) == sunday
    assert begin_of(Step.WEEK, sunday) == date(2027, 3, 1)
    assert begin_of(Step.WEEK, date(2027, 3, 8)) == date(2027, 3, 8)
    assert begin_of(Step.MONTH, sunday) == date(2027, 3, 1)
