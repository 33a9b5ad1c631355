"""The roll: properties under common random numbers, and figures that can be checked by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecast.laws import Law, fixed, prior
from forecast.roll import outlook
from forecast.waits import (
    Counter,
    Outlook,
    Overtakers,
    Pause,
    Serving,
    Snapshot,
    Surprises,
    Wait,
    Waiting,
)

FEW = 50
MORNINGS = settings(max_examples=60, deadline=None)
FIVE = prior(5)
HASTY = (Overtakers(1, 1, 0.3), Overtakers(1, 99, 0.05))


def counter(id_: int, *pauses: Pause, serving: float | None = None, **more: object) -> Counter:
    here = None if serving is None else Serving(1, serving)
    return Counter(id_, frozenset({1}), here, pauses=pauses, **more)  # type: ignore[arg-type]


def branch(*counters: Counter, waiting: int = 0, law: Law = FIVE, **more: object) -> Snapshot:
    line = tuple(Waiting(n, 1) for n in range(1, waiting + 1))
    return Snapshot(counters, line, {1: law}, newcomers=(1,), **more)  # type: ignore[arg-type]


def look(snapshot: Snapshot, replications: int = FEW) -> Outlook:
    return outlook(snapshot, seed=3, replications=replications)


def ends(wait: Wait) -> tuple[float, float, float]:
    return wait.low, wait.median, wait.high


@st.composite
def pauses(draw: st.DrawFn, counter_id: int, least: int = 0) -> tuple[Pause, ...]:
    """Up to two breaks in order; the second begins after the first has ended."""
    laid, begins = [], 0.0
    for n in range(draw(st.integers(least, 2))):
        begins += draw(st.floats(0.5, 60))
        length = draw(st.sampled_from([10.0, 15.0, 30.0]))
        laid.append(Pause(100 * counter_id + n, begins, length))
        begins += length
    return tuple(laid)


@st.composite
def mornings(draw: st.DrawFn, least: int = 0) -> Snapshot:
    """A branch of one queue with one to four counters, some busy, some away, and a line, perhaps
    with others to come who go before it; every counter has at least so many breaks.
    """
    staffed = []
    for id_ in range(1, draw(st.integers(1, 4)) + 1):
        serving = draw(st.none() | st.floats(0, 40).map(lambda e: Serving(1, e)))
        away = 0.0 if serving else draw(st.sampled_from([0.0, 0.0, 7.0, 22.0]))
        staffed.append(Counter(id_, frozenset({1}), serving, away, draw(pauses(id_, least))))
    line = tuple(Waiting(n, 1) for n in range(1, draw(st.integers(1, 14)) + 1))
    patience = draw(st.sampled_from([None, None, 60.0]))
    hasty = draw(st.sampled_from([(), (), (Overtakers(1, 1, 0.1),), HASTY]))
    return Snapshot(tuple(staffed), line, {1: FIVE}, patience, hasty, newcomers=(1,))


@MORNINGS
@given(mornings(), st.integers(0, 13))
def test_a_client_more_ahead_never_shortens_a_wait(morning: Snapshot, place: int) -> None:
    place %= len(morning.waiting) + 1
    line = (*morning.waiting[:place], Waiting(99, 1), *morning.waiting[place:])
    before, after = look(morning), look(replace(morning, waiting=line))
    for ticket in morning.waiting:
        old, new = before.tickets[ticket.id], after.tickets[ticket.id]
        assert all(n >= o for o, n in zip(ends(old), ends(new), strict=True))
        assert all(new.before[pause] <= share for pause, share in old.before.items())


@MORNINGS
@given(mornings(), st.data())
def test_a_counter_more_never_lengthens_a_wait(morning: Snapshot, data: st.DataObject) -> None:
    more = Counter(9, frozenset({1}), None, data.draw(st.floats(0, 30)), data.draw(pauses(9)))
    wider = replace(morning, counters=(*morning.counters, more))
    before, after = look(morning), look(wider)
    for ticket in morning.waiting:
        pairs = zip(ends(before.tickets[ticket.id]), ends(after.tickets[ticket.id]), strict=True)
        assert all(new <= old for old, new in pairs)


@MORNINGS
@given(mornings(least=1), st.floats(1, 500))
def test_a_break_moved_past_the_call_never_changes_it(morning: Snapshot, later: float) -> None:
    """Of the last break of the last counter; whoever is called before it in every replication."""
    last = morning.counters[-1]
    moved = replace(last.pauses[-1], at=last.pauses[-1].at + later)
    other = replace(last, pauses=(*last.pauses[:-1], moved))
    before = look(morning)
    after = look(replace(morning, counters=(*morning.counters[:-1], other)))
    for ticket in morning.waiting:
        wait = before.tickets[ticket.id]
        if wait.before[moved.id] == 1:
            assert ends(wait) == ends(after.tickets[ticket.id])


@MORNINGS
@given(mornings(least=1), st.floats(0.05, 0.95))
def test_the_nearer_the_break_the_less_probable_a_call_before_it(
    morning: Snapshot, share: float
) -> None:
    last = morning.counters[-1]
    first = replace(last.pauses[0], at=last.pauses[0].at * share)
    other = replace(last, pauses=(first, *last.pauses[1:]))
    far, near = look(morning), look(replace(morning, counters=(*morning.counters[:-1], other)))
    for ticket in morning.waiting:
        assert near.tickets[ticket.id].before[first.id] <= far.tickets[ticket.id].before[first.id]


@MORNINGS
@given(mornings())
def test_waits_are_in_order_and_never_past(morning: Snapshot) -> None:
    found = look(morning)
    assert found == look(morning)
    earlier = (0.0, 0.0, 0.0)
    for wait in [*found.tickets.values(), found.newcomers[1]]:
        assert 0 <= wait.low <= wait.median <= wait.high
        # a line of one queue is called in order
        assert all(e <= now for e, now in zip(earlier, ends(wait), strict=True))
        earlier = ends(wait)


def test_the_five_of_the_bank() -> None:
    """2.1, F11 with services of seven minutes: four before 12:30, the fifth at 13:03."""
    noon = branch(counter(1, Pause(10, 30, 30), serving=2), waiting=5, law=fixed(7))
    found = look(noon)
    assert [found.tickets[n].median for n in range(1, 6)] == [5, 12, 19, 26, 63]
    assert [found.tickets[n].before[10] for n in range(1, 6)] == [1, 1, 1, 1, 0]
    assert found.returns == {1: 63}


def test_a_counter_that_is_away_serves_from_its_return_on() -> None:
    found = look(branch(counter(1, opens_at=12.0), waiting=2, law=fixed(4)))
    assert [found.tickets[n].median for n in (1, 2)] == [12, 16]
    assert found.returns == {1: 12}


def test_a_counter_whose_shift_ends_calls_nobody_after_it() -> None:
    found = look(branch(counter(1, Pause(-1, 10)), waiting=3, law=fixed(6)))
    assert [found.tickets[n].median for n in (1, 2, 3)] == [0, 6, math.inf]
    assert found.newcomers[1].low == math.inf


def test_where_nobody_serves_a_queue_nobody_is_called() -> None:
    elsewhere = Counter(1, frozenset({2}))
    found = look(Snapshot((elsewhere,), (Waiting(1, 1),), {1: FIVE, 2: FIVE}))
    assert found.tickets[1].median == math.inf
    assert look(Snapshot((), (Waiting(1, 1),), {1: FIVE})).tickets[1].median == math.inf


def test_who_was_promised_is_called_before_the_break_and_who_was_not_is_behind_it() -> None:
    told = Pause(10, 1, 30, before=frozenset({1, 3}), after=frozenset({2}))
    found = look(branch(counter(1, told, serving=0), waiting=3, law=fixed(5)))
    assert {n: found.tickets[n].median for n in (1, 2, 3)} == {1: 5, 2: 45, 3: 10}


def test_a_closing_counter_takes_nobody_past_its_last_call() -> None:
    closing = Pause(10, 20, 30, takes_until=8, counts_until=8)
    found = look(branch(counter(1, closing), waiting=3, law=fixed(5)))
    assert [found.tickets[n].median for n in (1, 2, 3)] == [0, 5, 50]


def test_a_ticket_of_one_counter_waits_for_it() -> None:
    two = branch(counter(1, opens_at=30.0), counter(2), waiting=0, law=fixed(5))
    line = (Waiting(1, 1, only=1), Waiting(2, 1))
    found = look(replace(two, waiting=line))
    assert (found.tickets[1].median, found.tickets[2].median) == (30, 0)


def test_a_counter_of_two_queues_calls_in_order_and_one_of_one_its_own() -> None:
    both = Counter(1, frozenset({1, 2}))
    only = Counter(2, frozenset({2}))
    line = (Waiting(1, 1), Waiting(2, 2), Waiting(3, 1), Waiting(4, 2))
    found = look(Snapshot((both, only), line, {1: fixed(10), 2: fixed(4)}))
    assert [found.tickets[n].median for n in (1, 2, 3, 4)] == [0, 0, 10, 4]


def test_a_slow_person_serves_fewer() -> None:
    slow = look(branch(counter(1, speed=2.0), waiting=2, law=fixed(5)))
    assert slow.tickets[2].median == 10


def test_clients_who_give_up_shorten_the_wait_of_the_others() -> None:
    patient = branch(counter(1, serving=1), waiting=12)
    hasty = replace(patient, patience=20.0)
    assert look(hasty).tickets[12].median < 0.8 * look(patient).tickets[12].median


def test_clients_yet_to_come_who_go_first_lengthen_the_wait_of_the_others() -> None:
    """Half a counter's time for the urgent: whoever waits for 20 minutes waits about twice that."""
    plain = branch(counter(1, serving=0), waiting=4, law=fixed(5))
    ahead = replace(plain, overtakers=(Overtakers(1, 1, 0.1),))
    assert look(plain).tickets[4].median == 20
    assert 30 <= look(ahead, 200).tickets[4].median <= 45
    urgent = (Waiting(7, 1, priority=1), *ahead.waiting)
    assert look(replace(ahead, waiting=urgent)).tickets[7].median == 5


def test_who_was_promised_is_called_before_the_break_whoever_comes() -> None:
    told = Pause(10, 1, 30, before=frozenset({1}))
    plain = branch(counter(1, told, serving=0), waiting=2, law=fixed(5))
    found = look(replace(plain, overtakers=(Overtakers(1, 1, 1.0),)))
    assert ends(found.tickets[1]) == (5, 5, 5)
    assert found.tickets[2].low > 40


def test_hasty_clients_of_queues_with_the_same_counters_are_one_crowd() -> None:
    both = Counter(1, frozenset({1, 2}), Serving(1, 0))
    line = tuple(Waiting(n, 1) for n in range(1, 6))
    plain = Snapshot((both,), line, {1: fixed(5), 2: fixed(5)})
    apart = replace(plain, overtakers=(Overtakers(1, 1, 0.05), Overtakers(2, 1, 0.05)))
    one = replace(plain, overtakers=(Overtakers(2, 1, 0.1),))
    assert look(apart) == look(one) != look(plain)


def test_hasty_clients_with_an_idle_counter_hold_up_nobody_nor_other_hasty_ones() -> None:
    """Those of queue 2 have a counter of their own; those of queue 1 go before the ticket."""
    busy = Counter(1, frozenset({1, 2}), opens_at=40.0)
    staffed = (busy, Counter(2, frozenset({2})))
    plain = Snapshot(staffed, (Waiting(1, 1),), {1: fixed(5), 2: fixed(1)})
    lively, hasty = Overtakers(2, 1, 0.2), Overtakers(1, 1, 0.1)
    found = look(replace(plain, overtakers=(lively,)))
    assert ends(found.tickets[1]) == (40, 40, 40)
    both = look(replace(plain, overtakers=(lively, hasty)))
    assert both.tickets[1].median >= 55


def test_breaks_nobody_knows_of_widen_the_range() -> None:
    plain = branch(counter(1, serving=0), waiting=6, law=fixed(5))
    unrest = replace(plain, surprises=Surprises(1 / 60, fixed(10)))
    calm, restless = look(plain, 200).tickets[6], look(unrest, 200).tickets[6]
    assert ends(calm) == (30, 30, 30)
    assert restless.low == 30 and 39 <= restless.high <= 41


def test_doubt_about_the_mean_widens_the_range_and_keeps_its_middle() -> None:
    line = [branch(counter(1), waiting=9, law=Law(FIVE.table, doubt)) for doubt in (0.0, 0.35)]
    sure, unsure = (look(b, 200).tickets[9] for b in line)
    assert unsure.high - unsure.low > 1.2 * (sure.high - sure.low)
    assert unsure.median == pytest.approx(sure.median, rel=0.08)


def test_the_client_in_hand_is_forecast_by_what_has_passed() -> None:
    """Of a log-normal law the rest grows with what has passed: SCIENCE.md 2, F(e) + (1-F(e))U."""
    sure = Law(FIVE.table)
    rests = [
        look(branch(counter(1, serving=e), waiting=1, law=sure), 200).tickets[1].median
        for e in (0, 12)
    ]
    table = prior(5).table
    late = table[table > 12] - 12
    assert rests[0] == pytest.approx(float(np.median(table)), rel=0.03)
    assert rests[1] == pytest.approx(float(np.median(late)), rel=0.05)


def test_even_the_longest_service_ends() -> None:
    found = look(branch(counter(1, serving=500), waiting=1), 200).tickets[1]
    assert 0 < found.median < 500


def test_another_seed_gives_other_draws_of_the_same_law() -> None:
    line = branch(counter(1, serving=1), counter(2, serving=3), waiting=8)
    one, other = (outlook(line, seed=s).tickets[8] for s in (1, 2))
    assert one != other
    assert one.median == pytest.approx(other.median, rel=0.1)


def test_a_ticket_that_nobody_calls_takes_no_counters_time() -> None:
    line = (Waiting(1, 7), Waiting(2, 1))
    found = look(Snapshot((counter(1),), line, {1: fixed(5), 7: fixed(5)}))
    assert (found.tickets[1].median, found.tickets[2].median) == (math.inf, 0)


def elsewhere(*queues: int, **more: object) -> Snapshot:
    """Two idle counters of queue 2, hasty clients of it to come, and what is asked of others."""
    staffed = (Counter(1, frozenset({2})), Counter(2, frozenset({2})))
    laws = {queue: fixed(5) for queue in (1, 2, 3)}
    ahead = (Overtakers(2, 1, 0.2),)
    return Snapshot(staffed, (), laws, None, ahead, None, queues, **more)  # type: ignore[arg-type]


def test_a_queue_that_nobody_serves_changes_no_other_wait() -> None:
    alone = look(elsewhere(2)).newcomers[2]
    assert look(elsewhere(1, 2, 3)).newcomers[2] == alone
    line = (Waiting(1, 1), Waiting(2, 2))
    found = look(replace(elsewhere(2), waiting=line))
    assert ends(found.tickets[2]) == (0, 0, 0)


def test_a_queue_of_other_counters_changes_no_wait_here() -> None:
    """One whose only counter opens in an hour; urgent clients come to the other all the while."""
    late = Counter(3, frozenset({1}), opens_at=60.0)
    here = elsewhere(2)
    both = replace(here, counters=(*here.counters, late), waiting=(Waiting(1, 1), Waiting(2, 2)))
    found = look(both)
    assert found.tickets[1].median == 60
    assert ends(found.tickets[2]) == (0, 0, 0)


def test_in_what_order_newcomers_are_asked_about_makes_no_difference() -> None:
    plain = branch(counter(1, serving=0), waiting=4, law=fixed(5))
    laws = {1: fixed(5), 2: fixed(5)}
    both = replace(plain.counters[0], queues=frozenset({1, 2}))
    asked = replace(plain, counters=(both,), laws=laws, overtakers=(Overtakers(2, 1, 0.1),))
    assert (
        look(replace(asked, newcomers=(1, 2))).newcomers
        == look(replace(asked, newcomers=(2, 1))).newcomers
    )


def test_where_nobody_sits_the_hasty_are_called_by_nobody_either() -> None:
    nobody = replace(elsewhere(2), counters=(), waiting=(Waiting(1, 2),))
    assert look(nobody).tickets[1].low == math.inf
