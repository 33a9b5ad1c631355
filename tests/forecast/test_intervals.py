"""The nightly correction: a share of the ranges that was too small becomes the wished one."""

import math

import numpy as np
import pytest

from forecast.intervals import LEAST, MOST, correction, is_drifting, score, widened


@pytest.mark.parametrize(
    ("actual", "expected"), [(10, 0), (20, 0), (15, -0.5), (25, 0.5), (5, 0.5), (12, -0.2)]
)
def test_the_score_is_by_how_much_of_its_width_a_range_missed(
    actual: float, expected: float
) -> None:
    assert score(10, 20, actual) == pytest.approx(expected)


def test_a_point_is_scored_as_a_minute() -> None:
    assert score(10, 10, 12) == 2


def test_the_correction_makes_the_wished_share_hold() -> None:
    """Ranges of one sigma to each side hold 68 %; corrected by their own past they hold 80 %."""
    actual = np.random.default_rng(1).normal(20, 5, 4000)
    by = correction([score(15, 25, a) for a in actual[:2000]])
    low, high = widened(15, 25, by)
    assert np.mean((actual[2000:] >= low) & (actual[2000:] <= high)) == pytest.approx(0.8, abs=0.02)
    assert high - low == pytest.approx(2 * 1.2816 * 5, rel=0.05)


def test_ranges_that_were_too_wide_are_narrowed_but_never_to_nothing() -> None:
    assert correction([-0.5] * 300) == LEAST
    assert correction([]) == 0
    assert correction([9.0] * 10) == MOST
    low, high = widened(10, 20, LEAST)
    assert 10 < low < high < 20


def test_a_corrected_range_never_begins_in_the_past() -> None:
    assert widened(1, 11, 0.5) == (0, 16)
    assert widened(5, math.inf, 0.5) == (5, math.inf)


@pytest.mark.parametrize(
    ("share", "counted", "drifts"),
    [
        (0.69, 200, True),
        (0.70, 200, False),
        (0.90, 200, False),
        (0.91, 200, True),
        (0.2, 99, False),
        (0.2, 100, True),
        (None, 0, False),
    ],
)
def test_drift_is_a_share_outside_70_to_90_percent(
    share: float | None, counted: int, drifts: bool
) -> None:
    assert is_drifting(share, counted) is drifts
