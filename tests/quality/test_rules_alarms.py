"""Whom a call for help is put to, and when the clock looks at it, as pure rules."""

import pytest

from quality.rules.alarms import first_look, in_order, next_asked
from tests.people import at


@pytest.mark.parametrize(
    ("managers", "asked", "then"),
    [([7, 8], None, 7), ([7, 8], 7, 8), ([7, 8], 8, None), ([], None, None), ([7], 9, None)],
)
def test_the_next_manager_is_asked(managers: list[int], asked: int | None, then: object) -> None:
    """F54."""
    assert next_asked(managers, asked) == then


def test_those_present_are_asked_first_and_otherwise_the_order_of_membership_holds() -> None:
    assert in_order([1, 2, 3, 4], [4, 2]) == [2, 4, 1, 3]


@pytest.mark.parametrize(("kind", "looked"), [("help", at("10:02")), ("silent", at("10:00:30"))])
def test_the_clock_looks_at_an_alarm(kind: str, looked: object) -> None:
    assert first_look(kind, at("10:00")) == looked
