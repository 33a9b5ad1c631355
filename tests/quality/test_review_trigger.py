"""K13a: the review that doubled complaints, or one cause again and again, call for."""

from datetime import timedelta

from quality.rules.figures.review import causes_repeated, rate_doubled
from tests.people import DAY


def days(*rows: tuple[int, int, int]) -> dict:  # type: ignore[type-arg]
    """(days ago, complaints, tickets)."""
    return {
        DAY - timedelta(days=ago): {"k13.num": complaints, "k13.den": tickets}
        for ago, complaints, tickets in rows
    }


def test_complaints_that_doubled_call_for_a_review() -> None:
    # the last 28 days are those up to 27 days ago: 2 in 1000; the 84 before them 3 in 3000
    due = rate_doubled(days((0, 1, 500), (27, 1, 500), (28, 1, 1500), (111, 2, 1500)), DAY)
    assert due and (due.kind, due.recent, due.before) == ("rate", 2.0, 1.0)
    # a day older than the sixteen weeks is in neither: 2 against 1 in 1500
    assert rate_doubled(days((0, 2, 1000), (28, 2, 1500), (112, 0, 9000)), DAY) is None


def test_without_anything_to_compare_nothing_is_called_for() -> None:
    assert rate_doubled(days((0, 5, 100)), DAY) is None
    assert rate_doubled(days((0, 5, 100), (40, 0, 100)), DAY) is None
    assert rate_doubled(days((0, 0, 100), (40, 2, 100)), DAY) is None
    assert rate_doubled({}, DAY) is None


def test_the_same_cause_three_times_at_one_counter_in_fourteen_days() -> None:
    def told(*ago: int) -> dict:  # type: ignore[type-arg]
        return {DAY - timedelta(days=n): {"k13.cause.tone": 1, "k13.den": 9} for n in ago}

    due = causes_repeated({"1": told(0, 5, 13), "2": told(0, 5, 14)}, DAY)
    assert [(t.counter, t.cause, t.number) for t in due] == [("1", "tone", 3)]
    mixed = {"1": told(0, 5) | {DAY - timedelta(days=9): {"k13.cause.error": 1}}}
    assert causes_repeated(mixed, DAY) == []
