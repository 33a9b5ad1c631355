"""The closed form against the roll: near on the whole, exact where nothing is random."""

import math

import pytest

from forecast.closed import closed_wait
from forecast.laws import Law, fixed
from forecast.roll import outlook
from forecast.waits import Snapshot, Waiting
from tests.forecast.test_roll import FIVE, Pause, branch, counter


@pytest.mark.parametrize("waiting", [3, 8, 20])
@pytest.mark.parametrize("patience", [None, 60.0])
def test_it_is_near_the_median_of_the_roll(waiting: int, patience: float | None) -> None:
    noon = branch(
        counter(1, Pause(1, 12, 30), serving=2),
        counter(2, Pause(2, 42, 30), serving=5),
        counter(3, serving=1),
        counter(4, opens_at=9.0),
        waiting=waiting,
        law=Law(FIVE.table),
        patience=patience,
    )
    found = outlook(noon)
    for ticket in (waiting // 2 + 1, waiting):
        median = found.tickets[ticket].median
        assert closed_wait(noon, ticket) == pytest.approx(median, rel=0.15, abs=1.2)
    assert closed_wait(noon, queue=1) == pytest.approx(found.newcomers[1].median, rel=0.15, abs=1.2)


def test_without_breaks_it_is_the_rule_of_the_queue() -> None:
    """QL = (Q + 1) / (s mu): five ahead, two counters, services of four minutes."""
    busy = branch(counter(1, serving=1), counter(2, serving=2), waiting=5, law=fixed(4))
    assert closed_wait(busy, queue=1) == pytest.approx(12)


def test_nobody_waits_for_an_idle_counter_and_everybody_for_none() -> None:
    assert closed_wait(branch(counter(1)), queue=1) == 0
    assert closed_wait(branch(counter(1, Pause(-1, -2))), queue=1) == math.inf
    assert closed_wait(Snapshot((), (Waiting(1, 1),), {1: fixed(4)}), 1) == math.inf
