"""Service laws: what is believed, what is learned, and that neither forgets itself in a file."""

import json
import math

import numpy as np
import pytest

from forecast.laws import (
    PRIOR_DOUBT,
    SIZE,
    Habits,
    Law,
    Service,
    believed,
    fixed,
    law_of_lengths,
    learn,
    prior,
)


def services(mean: float, cv: float, many: int, half_hour: int = 20, **more: int) -> list[Service]:
    variance = math.log1p(cv * cv)
    rng = np.random.default_rng(5)
    logs = rng.normal(math.log(mean) - variance / 2, math.sqrt(variance), many)
    return [Service(half_hour, float(x), **more) for x in np.exp(logs)]


def test_the_prior_has_the_mean_and_spread_it_says() -> None:
    """SCIENCE.md 2: log-normal, mean 5, cv 0.9."""
    law = prior(5, 0.9)
    assert law.mean == pytest.approx(5, rel=0.01)
    assert law.table.std() / law.mean == pytest.approx(0.9, rel=0.06)


def test_a_law_says_how_many_are_done_by_when() -> None:
    law = Law(np.arange(1.0, SIZE + 1))
    assert law.share_within(SIZE / 4) == 0.25
    assert law.share_within(0.5) == 0 and law.share_within(SIZE) == 1
    assert law.quantile(0.5) == SIZE / 2 + 1
    assert (fixed(7).share_within(6.99), fixed(7).share_within(7)) == (0, 1)


def test_what_was_never_seen_stays_as_it_was_believed() -> None:
    habits = learn([], before=believed(8))
    assert habits == believed(8)
    assert habits.doubt == PRIOR_DOUBT


@pytest.mark.parametrize(("many", "within"), [(60, 0.25), (600, 0.08), (3000, 0.05)])
def test_the_more_was_seen_the_nearer_the_mean(many: int, within: float) -> None:
    habits = learn(services(3, 1.1, many), before=believed(5))
    assert habits.law(20).mean == pytest.approx(3, rel=within)
    assert habits.doubt == pytest.approx(PRIOR_DOUBT * math.sqrt(10 / (10 + habits.seen)))
    assert habits.seen == pytest.approx(many, rel=0.01)


def test_three_services_do_not_overturn_what_was_believed() -> None:
    habits = learn([Service(20, 40.0)] * 3, before=believed(5))
    assert habits.law(20).mean < 20


def test_a_slow_half_hour_is_known_by_its_own_services() -> None:
    habits = learn(services(4, 0.5, 400, 20) + services(8, 0.5, 400, 24))
    assert habits.law(20).mean == pytest.approx(4, rel=0.12)
    assert habits.law(24).mean == pytest.approx(8, rel=0.12)
    assert habits.law(30).mean == pytest.approx(5.7, rel=0.15)


def test_half_hours_that_differ_by_chance_alone_are_taken_as_one() -> None:
    logs = np.random.default_rng(1).normal(1.3, 0.8, 8000)
    habits = learn([Service(18 + n % 16, float(np.exp(x))) for n, x in enumerate(logs)])
    means = [habits.law(h).mean for h in range(18, 34)]
    assert max(means) / min(means) < 1.03


def test_a_single_service_of_a_half_hour_hardly_moves_it() -> None:
    habits = learn([*services(4, 0.5, 400, 20), Service(30, 60.0)])
    assert habits.law(30).mean < 1.15 * habits.law(2).mean


def test_slips_of_the_key_teach_nothing() -> None:
    right = services(4, 0.5, 100)
    wrong = [Service(20, 0.01), Service(20, 700.0), Service(20, -3.0), Service(20, 0.0)]
    assert learn([*right, *wrong]) == learn(right)


def test_a_law_of_two_humps_keeps_its_shape() -> None:
    """Half take a minute, half twenty: a log-normal law would know neither."""
    humps = [Service(20, m) for m in [0.9, 1.1] * 300 + [19.0, 21.0] * 300]
    law = learn(humps).law(20)
    assert law.share_within(2) == pytest.approx(0.5, abs=0.02)
    assert law.share_within(15) == pytest.approx(0.5, abs=0.02)


def test_the_mean_of_a_law_is_that_of_the_services() -> None:
    long_tail = np.exp(np.random.default_rng(2).normal(1.0, 1.2, 3000)).clip(0.2, 170)
    law = learn([Service(20, float(x)) for x in long_tail]).law(20)
    assert law.mean == pytest.approx(float(long_tail.mean()), rel=0.002)


def test_a_slow_person_is_known_as_slow_where_it_was_asked_for() -> None:
    quick, slow = services(4, 0.6, 300, teller=1), services(8, 0.6, 300, teller=2)
    habits = learn(quick + slow)
    means = [habits.law(20).mean * habits.speed(teller) for teller in (1, 2)]
    assert means == [pytest.approx(4, rel=0.07), pytest.approx(8, rel=0.07)]
    assert habits.speed(3) == habits.speed(None) == 1


def test_an_hour_is_not_slow_because_a_slow_person_serves_then() -> None:
    """The slow one serves mostly at noon, the quick one mostly before."""
    parts = [(4, 300, 20, 1), (4, 100, 24, 1), (8, 100, 20, 2), (8, 300, 24, 2)]
    rows = [services(mean, 0.6, many, half, teller=who) for mean, many, half, who in parts]
    habits = learn([s for row in rows for s in row])
    assert habits.law(24).mean / habits.law(20).mean == pytest.approx(1, abs=0.1)
    assert habits.speed(2) / habits.speed(1) == pytest.approx(2, rel=0.15)


def test_habits_survive_being_written_down() -> None:
    habits = learn(services(4, 0.8, 400, teller=7))
    assert Habits.from_json(json.loads(json.dumps(habits.as_json()))) == habits


def test_lengths_of_breaks_are_a_law_as_they_are() -> None:
    law = law_of_lengths([10, 10, 10, 20])
    assert (law.quantile(0.1), law.quantile(0.99)) == (10, 20)
    assert law_of_lengths([12]).mean == pytest.approx(12)
