"""The day simulator against queueing theory, a recursion of its own, and days reckoned by hand."""

import math
from collections.abc import Sequence

import numpy as np
import pytest

from forecast.simulator import (
    LEFT,
    MISSED,
    SERVED,
    WAITING,
    Absence,
    Client,
    Desk,
    Leave,
    Sight,
    Visit,
    arrivals,
    crowd,
    exponential,
    lognormal,
    simulate,
    together,
)

MEAN = 5.0


def erlang_c(counters: int, load: float) -> float:
    """The mean wait of M/M/c with services of five minutes."""
    offered, blocked = counters * load, 1.0
    for k in range(1, counters + 1):
        blocked = offered * blocked / (k + offered * blocked)
    return blocked / (1 - load * (1 - blocked)) * MEAN / (counters - offered)


def erlang_a_left(counters: int, load: float, patience: float) -> float:
    """The share that gives up in M/M/c+M: its birth and death chain, cut off far out."""
    rate, weights = counters * load / MEAN, [1.0]
    for n in range(1, counters + 2000):
        death = min(n, counters) / MEAN + max(n - counters, 0) / patience
        weights.append(weights[-1] * rate / death)
    waiting = sum(max(n - counters, 0) * w for n, w in enumerate(weights)) / sum(weights)
    return waiting / patience / rate


def stream(counters: int, load: float, count: int, patience: float = math.inf) -> list[Visit]:
    """One long day of Poisson arrivals at so many counters."""
    rng = np.random.default_rng(15)
    times = np.cumsum(rng.exponential(MEAN / counters / load, count))
    clients = crowd(rng, times, exponential(MEAN), patience=patience)
    return list(simulate(clients, [Desk(i) for i in range(counters)]).visits)


def mean_wait(visits: Sequence[Visit]) -> float:
    return float(np.mean([v.wait for v in visits if v.wait is not None]))


def test_eight_counters_wait_as_erlang_c_says() -> None:
    assert erlang_c(8, 0.85) == pytest.approx(2.386, abs=0.001)
    assert mean_wait(stream(8, 0.85, 80_000)) == pytest.approx(erlang_c(8, 0.85), rel=0.05)


def test_one_counter_waits_as_its_formula_says() -> None:
    assert mean_wait(stream(1, 0.5, 25_000)) == pytest.approx(MEAN, rel=0.05)


def test_as_many_give_up_as_erlang_a_says() -> None:
    left = [v.outcome == LEFT for v in stream(8, 1.05, 40_000, patience=60.0)]
    assert erlang_a_left(8, 1.05, 60.0) == pytest.approx(0.084, abs=0.001)
    assert np.mean(left) == pytest.approx(erlang_a_left(8, 1.05, 60.0), abs=0.006)


def by_recursion(clients: Sequence[Client], desks: Sequence[Desk]) -> list[float | None]:
    """SCIENCE.md chapter 2: one line, interchangeable counters, client by client."""
    free = [0.0] * len(desks)
    leaves = [list(d.leaves) for d in desks]
    called: list[float | None] = []
    for client in clients:
        starts = []
        for j in range(len(desks)):
            while leaves[j] and leaves[j][0].at <= max(free[j], client.at):
                leave = leaves[j].pop(0)
                free[j] = max(leave.at, free[j]) + leave.length
            starts.append(max(free[j], client.at))
        j = min(range(len(desks)), key=lambda k: (starts[k], free[k]))
        gone = starts[j] - client.at > client.patience
        called.append(None if gone else starts[j])
        free[j] = free[j] if gone else starts[j] + client.service
    return called


@pytest.mark.parametrize("seed", range(6))
def test_a_day_with_breaks_and_leavers_is_that_of_the_recursion(seed: int) -> None:
    rng = np.random.default_rng(seed)
    times = arrivals(rng, [0, 120, 240, 480], [0.5, 0.9, 0.6])
    clients = crowd(rng, times, lognormal(MEAN, 0.9), patience=30.0)
    days = [np.sort(rng.uniform(30, 450, 3)) for _ in range(4)]
    desks = [
        Desk(i, leaves=tuple(Leave(k, float(at), 15.0) for k, at in enumerate(day)))
        for i, day in enumerate(days)
    ]
    visits = simulate(clients, desks).visits
    assert [v.called for v in visits] == pytest.approx(by_recursion(clients, desks))
    assert {v.outcome for v in visits} == {SERVED, LEFT}


def calls(clients: Sequence[Client], *desks: Desk, **options: float) -> list[float | None]:
    return [v.called for v in simulate(clients, desks, **options).visits]  # type: ignore[arg-type]


def pause(at: float, length: float = 15.0) -> Leave:
    return Leave(1, at, length)


def test_a_break_waits_for_the_client_in_hand_and_keeps_its_length() -> None:
    clients = [Client(0, 8), Client(1, 8), Client(2, 4)]
    happened = simulate(clients, [Desk(1, leaves=(pause(10),))])
    assert [v.called for v in happened.visits] == [0, 8, 31]
    assert happened.absences == (Absence(1, 1, 16, 31),)


def test_who_is_in_hand_at_the_very_end_is_followed_by_the_break() -> None:
    assert calls([Client(0, 10), Client(1, 3)], Desk(1, leaves=(pause(10),))) == [0, 25]


def test_an_idle_counter_leaves_on_time_even_as_somebody_joins() -> None:
    assert calls([Client(10, 5)], Desk(1, leaves=(pause(10),))) == [25]


def test_a_break_due_during_another_follows_it() -> None:
    leaves = (pause(10), Leave(2, 20, 10))
    assert calls([Client(0, 12), Client(1, 3)], Desk(1, leaves=leaves)) == [0, 37]


def test_a_shift_begins_and_ends_with_the_client_in_hand() -> None:
    clients = [Client(0, 8), Client(1, 8), Client(2, 8)]
    visits = simulate(clients, [Desk(1, opens=5, closes=20)]).visits
    assert [v.called for v in visits] == [5, 13, None]
    assert visits[2].outcome == WAITING and visits[1].ended == 21


def test_the_higher_priority_is_called_first_and_then_the_earlier() -> None:
    clients = [Client(0, 10), Client(1, 10), Client(2, 10, priority=1), Client(3, 10, priority=1)]
    assert calls(clients, Desk(1)) == [0, 30, 10, 20]


def test_a_counter_calls_the_earliest_of_all_its_queues_and_nobody_of_others() -> None:
    clients = [Client(0, 9), Client(1, 9, queue=2), Client(2, 9, queue=1), Client(3, 9)]
    both, one = Desk(1, frozenset({0, 1})), Desk(2, frozenset({2}))
    assert calls(clients, both, one) == [0, 1, 9, 18]


def test_the_counter_free_longest_takes_the_client_at_its_own_speed() -> None:
    clients = [Client(0, 2), Client(0, 4), Client(9, 10), Client(9, 10), Client(10, 1)]
    visits = simulate(clients, [Desk(1), Desk(2, speed=1.5)]).visits
    assert [v.desk for v in visits] == [1, 2, 1, 2, 1]
    assert visits[3].ended == 24 and visits[4].called == 19


def test_who_gives_up_or_does_not_show_costs_no_service() -> None:
    clients = [Client(0, 10), Client(1, 10, patience=5), Client(2, 10, shows=False), Client(3, 1)]
    visits = simulate(clients, [Desk(1)], vain=2).visits
    assert [v.outcome for v in visits] == [SERVED, LEFT, MISSED, SERVED]
    assert visits[1].ended == 6 and visits[3].called == 12


def seen(clients: Sequence[Client], *desks: Desk, unseen: bool = False) -> dict[float, Sight]:
    """The house as it is seen at each joining and at the minute 13."""
    sights: list[Sight] = []
    simulate(clients, desks, watch=sights.append, looks=[13], unseen=unseen)
    return {s.now: s for s in sights}


def test_what_is_seen_is_what_everybody_knows_then() -> None:
    announced, sudden = Leave(1, 8, 15, known_from=2), Leave(2, 6, 20, known_from=math.inf)
    clients = [Client(0, 10), Client(1, 9), Client(3, 9), Client(4, 9, priority=1)]
    house = seen(clients, Desk(1, leaves=(announced,)), Desk(2, leaves=(sudden,)))
    assert house[0].desks[0].coming == () and house[3].desks[0].coming == (announced,)
    assert house[4].waiting == (3, 2) and house[4].joined == 3
    assert [d.serving for d in house[4].desks] == [0, 1]
    assert house[4].desks[1].coming == () and house[4].desks[1].since == 1
    assert [d.away_until for d in house[13].desks] == [25, 30] and house[13].joined is None


def test_who_left_unseen_stays_listed_until_called() -> None:
    clients = [Client(0, 20), Client(1, 5, patience=3), Client(2, 5)]
    assert seen(clients, Desk(1))[13].waiting == (2,)
    assert seen(clients, Desk(1), unseen=True)[13].waiting == (1, 2)


def test_crowds_are_drawn_with_their_means_and_merge_by_arrival() -> None:
    rng = np.random.default_rng(3)
    times = arrivals(rng, [0, 100, 200], [10.0, 30.0])
    one = crowd(rng, times, lognormal(MEAN, 0.9), no_shows=0.25)
    assert sum(t < 100 for t in times) == pytest.approx(1000, rel=0.1)
    assert np.mean([c.service for c in one]) == pytest.approx(MEAN, rel=0.05)
    assert np.mean([c.shows for c in one]) == pytest.approx(0.75, abs=0.03)
    day = together(one, crowd(rng, [50.0], [7.0], queue=2))
    assert [c.at for c in day] == sorted(c.at for c in day)
    assert [c.service for c in day if c.queue == 2] == [7.0]
