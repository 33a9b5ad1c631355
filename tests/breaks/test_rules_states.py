"""The states of a break: every pair against the table of DOMAIN.md 3.5, and the reasons of 3.1."""

from itertools import product

import pytest

from breaks.rules.states import ENDED, NOT_STARTED, REASONS, RUNNING, BreakState, break_may

# a move B6 out of closing goes through published; B3g and B11 change times, not the state
MOVES = {
    "draft": {"published", "cancelled"},
    # missed: pushed past the end of the shift (3.2, collisions)
    "published": {"warned", "cancelled", "missed"},
    "warned": {"closing", "published", "cancelled", "missed"},
    "requested": {"closing", "on_break", "cancelled"},
    "closing": {"on_break", "published", "cancelled", "missed"},
    "on_break": {"overrun", "ended"},
    "overrun": {"ended"},
    "ended": set(),
    "cancelled": set(),
    "missed": set(),
}


@pytest.mark.parametrize(("here", "there"), [*product(MOVES, repeat=2)])
def test_every_pair_of_break_states(here: str, there: str) -> None:
    """B1 to B16."""
    assert break_may(here, there) is (there in MOVES[here])


def test_the_table_knows_every_state() -> None:
    assert set(MOVES) == set(BreakState.values)


def test_each_state_is_ahead_running_or_over() -> None:
    assert {*NOT_STARTED, *RUNNING, *ENDED} == set(BreakState)
    assert len(NOT_STARTED) + len(RUNNING) + len(ENDED) == len(BreakState)
    assert {state for state in MOVES if not MOVES[state]} == set(ENDED)


@pytest.mark.parametrize(
    ("reason", "immediate", "minutes", "longest_wait"),
    [
        ("goods_delivery", False, 10, None),
        ("cash_delivery", False, 10, None),
        ("internal_task", False, 10, None),
        ("short_rest", False, 5, 5),
        ("restroom", False, 5, 5),
        ("urgent_call", False, 5, 2),
        ("cool_down", True, 5, None),
        ("medical", True, 15, None),
        ("system_outage", True, 15, None),
        ("security", True, 15, None),
        ("evacuation", True, 15, None),
    ],
)
def test_the_reasons_of_unplanned_breaks(
    reason: str, immediate: bool, minutes: int, longest_wait: int | None
) -> None:
    known = REASONS[reason]
    assert (known.immediate, known.minutes) == (immediate, minutes)
    assert known.max_wait_minutes == longest_wait


def test_only_the_delivery_of_cash_is_pressed_for_from_outside() -> None:
    """3.1: who brings it may demand that the counter closes at once."""
    assert [name for name, reason in REASONS.items() if reason.insistent] == ["cash_delivery"]


@pytest.mark.parametrize("reason", ["short_rest", "restroom", "urgent_call", "medical"])
def test_no_label_tells_a_personal_reason(reason: str) -> None:
    assert REASONS[reason].label == "short break"


def test_cash_is_shown_as_a_short_break() -> None:
    """DOMAIN.md 8, decision 4."""
    assert REASONS["cash_delivery"].label == "short break"
