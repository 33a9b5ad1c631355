"""How sure a figure is, against values reckoned by hand or taken from tables."""

import pytest

from quality.rules.figures.likely import counted, is_in, read
from quality.rules.figures.table import BY_KEY


def test_a_share_has_wilsons_interval_in_per_cent() -> None:
    # Wilson for 8 of 10: (0.8 + 0.19208 ± 1.96 √(0.016 + 0.009604)) / 1.38416 = 0.4902 … 0.9433
    reading = read(BY_KEY["k1"], {"k1.num": 8, "k1.den": 10})
    assert (reading.value, reading.part, reading.whole) == (80, 8, 10)
    assert (reading.low, reading.high) == (
        pytest.approx(49.02, abs=0.01),
        pytest.approx(94.33, abs=0.01),
    )


@pytest.mark.parametrize("key", ["k1", "k4a.mean", "k11.p90", "k10", "k13", "k7.rate"])
def test_of_nothing_there_is_no_value_and_no_interval(key: str) -> None:
    reading = read(BY_KEY[key], {})
    assert (reading.value, reading.low, reading.high, reading.good) == (None, None, None, None)
    assert not reading.few


def test_shares_of_minutes_have_no_interval_for_minutes_are_no_cases() -> None:
    reading = read(BY_KEY["k2a"], {"k2a.num": 500, "k2a.den": 540})
    assert reading.value == pytest.approx(92.59, abs=0.01)
    assert (reading.low, reading.high) == (None, None)


@pytest.mark.parametrize(
    ("number", "low", "high"),
    [(0, 0, 3.69), (1, 0.03, 5.57), (10, 4.80, 18.39), (100, 81.4, 121.6)],
)
def test_a_count_of_rare_things_lies_where_the_tables_of_poisson_say(
    number: int, low: float, high: float
) -> None:
    # exact limits of Garwood (1936): 0–3.69, 0.03–5.57, 4.80–18.39, 81.36–121.63
    found = counted(number)
    assert found[0] == pytest.approx(low, abs=0.06)
    assert found[1] == pytest.approx(high, abs=0.1)


def test_complaints_carry_the_interval_of_their_count_per_thousand_tickets() -> None:
    reading = read(BY_KEY["k13"], {"k13.num": 10, "k13.den": 2000})
    assert reading.value == 5
    assert reading.low == pytest.approx(2.4, abs=0.02)
    assert reading.high == pytest.approx(9.2, abs=0.02)


def test_a_median_lies_between_its_ranks() -> None:
    # 100 waits of 1 to 100 min; ranks of the median: 50 ± 1.96 · 5, which tables give as 40 and 61
    sums = {f"k11.wait.{n * 10}": 1.0 for n in range(1, 101)}
    reading = read(BY_KEY["k11"], sums)
    assert (reading.value, reading.low, reading.high) == (50.5, 40, 61)
    assert (reading.part, reading.whole) == (None, 100)
    # the 90th of a hundred; ranks 90 ± 1.96 · 3 = 84 and 97
    ninth = read(BY_KEY["k11.p90"], sums)
    assert (ninth.value, ninth.low, ninth.high) == (90, 84, 97)


def test_a_target_is_met_from_its_side() -> None:
    assert read(BY_KEY["k3"], {"k3.num": 95, "k3.den": 100}).good is True
    assert read(BY_KEY["k3"], {"k3.num": 94, "k3.den": 100}).good is False
    assert read(BY_KEY["k6"], {"k6.num": 15, "k6.den": 100}).good is True
    assert read(BY_KEY["k6"], {"k6.num": 16, "k6.den": 100}).good is False
    assert read(BY_KEY["k8"], {"k8.num": 16, "k8.den": 100}).good is None


def test_a_target_inside_the_interval_may_be_missed_by_chance() -> None:
    # 90 of 100: Wilson 82.6 to 94.5; 91 of 100: 83.8 to 95.2, which holds the target of 95
    assert not read(BY_KEY["k3"], {"k3.num": 90, "k3.den": 100}).open_to_chance
    assert read(BY_KEY["k3"], {"k3.num": 91, "k3.den": 100}).open_to_chance
    assert not read(BY_KEY["k3"], {"k3.num": 95, "k3.den": 100}).open_to_chance


def test_few_cases_are_called_few() -> None:
    assert read(BY_KEY["k3"], {"k3.num": 19, "k3.den": 19}).few
    assert not read(BY_KEY["k3"], {"k3.num": 20, "k3.den": 20}).few


def test_sums_speak_of_a_figure_by_its_measures_or_its_buckets() -> None:
    assert is_in(BY_KEY["k3.median"], {"k3.slip.5": 1})
    assert not is_in(BY_KEY["k3.median"], {"k3.num": 1, "k3.den": 2})
    assert is_in(BY_KEY["k3"], {"k3.den": 2})
