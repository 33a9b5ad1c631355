"""Which rules of a preset fall on a day of work, and where its rests may lie (3.3, P7)."""

from datetime import timedelta

import pytest

from breaks.presets import load_presets
from breaks.rules.preset import LawRule, Preset
from breaks.rules.rest import Duty, RestPart
from tests.people import at, minutes

SIX_HOURS = [timedelta(hours=6), timedelta(hours=6, minutes=1)]


def pause(clock: str, length: float = 20, kind: str = "short") -> RestPart:
    return RestPart(1, kind, at(clock), minutes(length))


@pytest.mark.parametrize(
    ("bounds", "applies"),
    [
        ({}, [True, True]),
        ({"over_h": 6}, [False, True]),
        ({"from_h": 6}, [True, True]),
        ({"from_h": 6.01}, [False, True]),
        ({"up_to_h": 6}, [True, False]),
        ({"over_h": 5, "up_to_h": 6}, [True, False]),
    ],
)
def test_a_rule_applies_to_its_hours_of_work(bounds: dict[str, float], applies: list[bool]) -> None:
    """Above, from, up to and including: six hours, and a minute more."""
    rule = LawRule(minutes=20, **bounds)  # type: ignore[arg-type]
    assert [rule.applies(work) for work in SIX_HOURS] == applies


@pytest.mark.parametrize(("up_to", "may"), [(None, [False, False]), (6, [True, False])])
def test_a_rule_is_waived_only_up_to_its_hours(up_to: float | None, may: list[bool]) -> None:
    rule = LawRule(minutes=20, waivable_up_to_h=up_to)
    assert [rule.waivable(work) for work in SIX_HOURS] == may


@pytest.mark.parametrize(("lunch", "required"), [(30, 20), (29, 45)])
def test_unpaid_time_counts_by_the_minute(lunch: float, required: int) -> None:
    """Hungary, nine and a half hours: with half an hour of lunch they are nine of work."""
    day = Duty(load_presets()["HU"], at("08:00"), at("17:30"))
    assert day.law([pause("12:00", lunch, "lunch")]).required == minutes(required)


@pytest.mark.parametrize(
    ("clock", "length", "misplaced"),
    [("19:41", 20, True), ("19:40", 20, False), ("19:41", 19, False)],
)
def test_a_break_as_long_as_the_shortest_rest_has_its_time(
    clock: str, length: float, misplaced: bool
) -> None:
    """West Virginia: of twelve hours thirty minutes by the sixth, and twenty more."""
    state = Duty(load_presets()["US-WV"], at("08:00"), at("20:00"))
    assert state.misplaces(pause(clock, length), []) is misplaced


@pytest.mark.parametrize(
    ("clock", "misplaced"), [("10:30", False), ("12:00", True), ("13:30", False)]
)
def test_between_two_windows_is_no_time_for_either(clock: str, misplaced: bool) -> None:
    """One rest in the third hour of the shift, another in the sixth: neither at noon."""
    early = LawRule(minutes=20, contiguous=20, earliest_start_h=2, latest_start_h=3)
    late = LawRule(minutes=20, contiguous=20, earliest_start_h=5, latest_start_h=6, additional=True)
    preset = Preset(code="X", title="", rules=(early, late), confidence="C", version="1")
    assert Duty(preset, at("08:00"), at("16:30")).misplaces(pause(clock), []) is misplaced
