"""The bench of waits measures what it says: few days, and figures reckoned by hand."""

from dataclasses import replace

import pytest

from forecast.simulator import Client, Desk, Leave, Sight, simulate
from forecast.waits import Wait
from tests.bench.waits import BESIDE, measured
from tests.bench.waits.figures import figures, ranged
from tests.bench.waits.guesses import last_waits, les, position
from tests.bench.waits.house import Learned, snapshot
from tests.bench.waits.played import Asked, Played, Told
from tests.bench.waits.worlds import Day, worlds

GUESSES = {"naive": 5.0, "naive_line": 9.0, "ql": 6.0, "ql_line": 9.0, "les": 0.0, "hol": 0.0}
TOLD = Told(10.0, Wait(8.0, 9.0, 12.0), {**GUESSES, "closed": 10.0}, near=False, before=True)
FAR_OFF = replace(TOLD, guesses={**TOLD.guesses, "naive_line": 21.0, "ql_line": 22.0})


def test_two_days_of_waves_are_forecast_far_better_than_by_position() -> None:
    assert measured(worlds(BESIDE)["waves4"](), 2)["ratio"] > 1.5


def test_the_figures_are_those_of_hand() -> None:
    """Two clients who waited ten minutes, guessed 5 and 6 by their queue, 9 or 21 by the line."""
    asked = [Asked(p, {"ql": 14.0}, kept) for p, kept in ((0.95, True), (0.5, True), (0.2, False))]
    found = figures(ranged([], [Played([TOLD, FAR_OFF])]), asked, [1.0, 3.0])
    assert (found["mae_naive"], found["mae_ql"], found["mae_product"]) == (5.0, 4.0, 1.0)
    assert (found["ratio"], found["coverage80"], found["snapshot_ms"]) == (4.0, 1.0, 2.0)
    assert (found["promise_kept"], found["promise_recall"]) == (1.0, 0.5)
    assert found["promise_kept_naive"] == pytest.approx(2 / 3, abs=1e-4)


def test_a_day_is_corrected_by_the_days_before_alone() -> None:
    """Every wait is told too short by a fifth of the range: the next day's ranges are wider."""
    late = replace(TOLD, actual=12.8)
    days = [Played([late] * 60), Played([late] * 60)]
    first, second = (r.high for r in ranged([], days)[59:61])
    assert (first, second) == (12.0, pytest.approx(12.8))


def seen_at(now: float) -> tuple[Sight, Day]:
    """One counter with a break at 20 and three clients of two queues."""
    clients = [Client(0, 9), Client(1, 9), Client(2, 9, queue=1), Client(now, 9)]
    desk = Desk(1, frozenset({0, 1}), (Leave(7, 20, 15),))
    sights: list[Sight] = []
    simulate(clients, [desk], watch=sights.append)
    return sights[-1], Day(clients, (desk,))


def test_a_position_counts_the_own_queue_or_the_line() -> None:
    sight, day = seen_at(4)
    found = position(sight, 3, day.clients).guesses(mean=6, of_all=5)
    assert (found["naive"], found["naive_line"]) == (6, 10)
    assert (found["ql"], found["ql_line"], found["hol"]) == (12, 15, 3)


def test_the_last_wait_is_known_once_its_client_was_called() -> None:
    calls = last_waits(simulate([Client(0, 9), Client(1, 9), Client(2, 9)], [Desk(1)]))
    assert [les(calls, 0, now) for now in (0, 5, 10, 19)] == [0, 0, 8, 16]


def test_the_forecast_is_told_what_is_seen_and_nothing_else() -> None:
    sight, day = seen_at(4)
    known = Learned([(day, simulate(day.clients, day.desks))])
    counter = snapshot(sight, day.clients, known).counters[0]
    assert counter.serving is not None and counter.serving.elapsed == 4
    assert [(p.id, p.at, p.length) for p in counter.pauses] == [(7, 16, 15)]
