"""What a record teaches, reckoned by hand; and when ranges widen, narrow, and are said to drift."""

import math

import pytest

from breaks.rules.calibration import Held, Kept, Share, altogether, held_by
from breaks.rules.learning import (
    IN_FRONT,
    Record,
    Widening,
    corrected,
    facts_of,
    laws_at,
    overtakers_at,
    speeds_in,
    state_of,
    surprises_in,
    widened_at_once,
)
from breaks.rules.waits import LearningState
from forecast.laws import Service


def kept(actual: float, *, near: bool = False, low: int = 10, high: int = 20) -> Kept:
    """Somebody was told 10 to 20 minutes, which were P10 and P90, and called at `actual`."""
    return Kept(low, high, actual, held_by(low, high, actual), near)


def test_a_share_has_its_counts_and_wilsons_interval() -> None:
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, None)
    assert Share(8, 10).value == 0.8
    # Wilson 1927, 8 of 10: 0.4902 to 0.9433
    assert Share(8, 10).interval == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert Share(5, 5).interval == pytest.approx((0.5655, 1.0), abs=1e-4)
    assert Share(0, 5).interval == pytest.approx((0.0, 0.4345), abs=1e-4)


def test_a_call_on_either_end_of_the_range_is_inside() -> None:
    assert [held_by(10, 20, n) for n in (9.99, 10, 20, 20.01)] == [
        Held(early=1),
        Held(inside=1),
        Held(inside=1),
        Held(late=1),
    ]
    assert held_by(20, None, 500) == Held(inside=1)
    both = altogether([Held(1, 2, 3), Held(early=1)])
    assert (both, both.called, both.coverage) == (Held(2, 2, 3), 7, Share(2, 7))


def test_ranges_that_missed_by_half_their_width_widen_by_as_much() -> None:
    """Score of a call at 25 of 10 to 20: (25 − 20) / 10 = 0.5; the 80 % quantile of the scores."""
    before = Widening(0.3, 0.1)
    assert corrected([kept(15)] * 49, before) == before
    # 30 inside at 15 (−0.5), 20 at 25 (+0.5): rank ceil(51 · 0.8) = 41 of 50 is +0.5
    rows = [kept(15)] * 30 + [kept(25)] * 20
    assert corrected(rows, before) == Widening(0.5, 0.5)
    # all in the very middle: narrower, but by no more than a quarter
    assert corrected([kept(15)] * 50, before) == Widening(-0.25, -0.25)


def test_ranges_near_a_break_are_corrected_apart_when_there_are_fifty() -> None:
    far = [kept(15)] * 40 + [kept(21)] * 60
    near = [kept(15, near=True)] * 20 + [kept(28, near=True)] * 30
    assert corrected(far + near, Widening()) == Widening(0.1, 0.8)
    assert corrected(far + near[1:], Widening()) == Widening(0.1, 0.1)


def test_a_range_without_an_upper_bound_corrects_nothing() -> None:
    unbounded = Kept(10, math.inf, 40, held_by(10, None, 40), near=False)
    assert corrected([unbounded] * 80, Widening(0.2, 0.2)) == Widening(0.2, 0.2)


def test_too_few_inside_widen_at_once_and_never_narrow() -> None:
    def of_200(inside: int) -> list[Kept]:
        return [kept(15)] * inside + [kept(24)] * (200 - inside)

    # 60 % inside: rank ceil(201 · 0.8) = 161 is one of those 4 minutes late, 0.4 of the width
    assert widened_at_once(of_200(120), Widening()) == Widening(0.4, 0.4)
    assert widened_at_once(of_200(120), Widening(0.7, 0.1)) == Widening(0.7, 0.4)
    # 70 % is just in order, and so few as 99 tell nothing
    assert widened_at_once(of_200(140), Widening()) == Widening()
    assert widened_at_once(of_200(0)[:99], Widening()) == Widening()
    assert widened_at_once(of_200(190), Widening(0.2, 0.2)) == Widening(0.2, 0.2)


@pytest.mark.parametrize(
    ("finished", "inside", "counted", "state"),
    [
        (59, 160, 200, LearningState.LEARNING),
        (59, 20, 200, LearningState.LEARNING),
        (60, 160, 200, LearningState.STEADY),
        (60, 139, 200, LearningState.DRIFTING),
        (60, 140, 200, LearningState.STEADY),
        (60, 180, 200, LearningState.STEADY),
        (60, 181, 200, LearningState.DRIFTING),
        (60, 0, 99, LearningState.STEADY),
        (60, 0, 0, LearningState.STEADY),
    ],
)
def test_a_branch_learns_is_steady_or_drifts(
    finished: int, inside: int, counted: int, state: LearningState
) -> None:
    last = [kept(15)] * inside + [kept(24)] * (counted - inside)
    assert state_of(finished, last) == state


def at_once(actual: float) -> Kept:
    """No wait was forecast, "up to 2 min" was told, and the client was called at `actual`."""
    return Kept(-0.2, -0.1, actual, held_by(0, 2, actual), near=False)


def test_a_quiet_branch_does_not_drift_and_its_misses_count() -> None:
    """Of 200 clients 150 found a counter free: the other 50 are too few to be too wide."""
    assert state_of(60, [at_once(1)] * 150 + [kept(15)] * 50) == LearningState.STEADY
    assert state_of(60, [at_once(1)] * 99 + [kept(15)] * 101) == LearningState.DRIFTING
    # 61 of 200 waited five minutes: 69.5 % were called as told
    late = [at_once(5)] * 61 + [at_once(1)] * 139
    assert state_of(60, late) == LearningState.DRIFTING
    assert state_of(60, late[2:]) == LearningState.STEADY
    # the correction is for ranges that forecast a wait, and finds none here
    assert corrected(late, Widening(0.2, 0.1)) == Widening(0.2, 0.1)


def test_who_left_says_how_long_people_wait() -> None:
    assert facts_of(Record(left=4, waited_minutes=600), {})["patience"] is None
    assert facts_of(Record(left=6, waited_minutes=600), {})["patience"] == 100
    assert facts_of(Record(left=600, waited_minutes=600), {})["patience"] == 5


def test_priority_numbers_are_expected_by_the_half_hour_they_come_in() -> None:
    """6 in 3 days of 4 half-hours: 0.5 a half-hour; at 10:00 (5 + 0.5) / 4 of them a day."""
    record = Record(overtakers={(7, 3): {20: 5, 21: 1}, (7, IN_FRONT): {}}, days=3, halves=4)
    facts = facts_of(record, {})
    at_ten, at_noon = overtakers_at(facts, 20), overtakers_at(facts, 24)
    assert [(o.queue, o.priority) for o in at_ten] == [(7, 3), (7, IN_FRONT)]
    assert at_ten[0].per_minute == pytest.approx(5.5 / 4 / 30)
    assert at_noon[0].per_minute == pytest.approx(0.5 / 4 / 30)
    assert at_noon[1].per_minute == 0


def test_unplanned_breaks_are_expected_by_staffed_minute() -> None:
    """Three in 480 staffed minutes, and one calm day before: 3 / 960."""
    assert surprises_in(facts_of(Record(staffed_minutes=480), {})) is None
    few = surprises_in(facts_of(Record(breaks=[4, 6, 5], staffed_minutes=480), {}))
    assert few
    assert few.per_minute == pytest.approx(3 / 960)
    assert few.length.mean == pytest.approx(10, rel=0.02)
    many = surprises_in(facts_of(Record(breaks=[4, 6, 5, 5, 5], staffed_minutes=480), {}))
    assert many
    assert many.length.mean == pytest.approx(5, rel=0.02)


def test_a_fixed_estimate_is_believed_until_the_record_says_otherwise() -> None:
    nothing = laws_at({}, {1: 7, 2: None}, 20)
    assert nothing[1].mean == pytest.approx(7, rel=0.02)
    assert nothing[2].mean == pytest.approx(5, rel=0.02)
    seen = Record(services={1: [Service(20, 3.0)] * 400})
    facts = facts_of(seen, {1: 7, 2: None})
    assert laws_at(facts, {1: 7, 2: None, 3: 9}, 20)[1].mean == pytest.approx(3, rel=0.05)
    assert laws_at(facts, {3: 9}, 20)[3].mean == pytest.approx(9, rel=0.02)
    assert laws_at(facts, {1: 7}, 20)[1].doubt < nothing[1].doubt


def test_speeds_are_kept_apart_from_the_laws_of_queues() -> None:
    """Two persons whose services differ by half, in two queues; a queue's law names nobody."""
    services = {q: [Service(20, m, t) for t, m in ((5, 4.0), (6, 6.0))] * 100 for q in (1, 2)}
    facts = facts_of(Record(services=services), {1: None, 2: None})
    speeds = speeds_in(facts)
    assert 0.75 < speeds[5] < 1 < speeds[6] < 1.3
    assert all(not habits["tellers"] for habits in facts["queues"].values())
    unnamed = {1: [Service(20, 4.0)] * 100}
    assert speeds_in(facts_of(Record(services=unnamed), {1: None})) == {}
