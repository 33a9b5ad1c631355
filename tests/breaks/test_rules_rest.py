"""The lawful rest of a shift under a preset: its unpaid time, its place, a changed plan (P7)."""

from datetime import timedelta

import pytest

from breaks.presets import load_presets
from breaks.rules.preset import LawRule, Preset
from breaks.rules.rest import Duty, RestPart, judge_change
from tests.people import BUDAPEST, at, minutes


def duty(code: str, begins: str = "08:00", ends: str = "16:30") -> Duty:
    return Duty(load_presets()[code], at(begins), at(ends))


def part(clock: str, length: float = 30, kind: str = "lunch", id_: int = 1) -> RestPart:
    return RestPart(id_, kind, at(clock), minutes(length))


# twenty minutes that start between 11:00 and 14:00
HUNGARY = duty("HU")
GOOD, LATE, EARLY = part("12:00"), part("14:01"), part("10:59")


@pytest.mark.parametrize(
    ("rests", "required"),
    [
        # of 9 h 30: with half an hour of unpaid lunch it is nine hours of work
        ([part("12:00", 30)], 20),
        ([part("12:00", 29)], 45),
        ([part("12:00", 15), part("14:00", 15, id_=2)], 20),
        # a short break is paid
        ([part("12:00", 30, "short")], 45),
        ([], 45),
    ],
)
def test_the_lunches_are_the_unpaid_time(rests: list[RestPart], required: int) -> None:
    assert duty("HU", ends="17:30").law(rests).required == minutes(required)


def test_the_shift_is_judged_on_its_breaks() -> None:
    assert HUNGARY.judge([GOOD], zone=BUDAPEST) is None
    refusal = HUNGARY.judge([LATE], zone=BUDAPEST)
    assert refusal and refusal.code == "rest_law"
    assert "between 11:00 and 14:00" in refusal.message


def test_each_break_knows_its_protected_share() -> None:
    """A4, E4."""
    (share,) = HUNGARY.shares([GOOD]).values()
    assert (share.length, share.latest) == (minutes(20), at("14:00"))


@pytest.mark.parametrize(
    ("clock", "length", "misplaced"),
    [
        ("10:59", 20, True),
        ("11:00", 20, False),
        ("14:00", 20, False),
        ("14:01", 20, True),
        # too short to be the rest that the law asks for, wherever it lies
        ("15:00", 19, False),
        ("15:00", 40, True),
    ],
)
def test_a_break_long_enough_for_the_law_has_its_time(
    clock: str, length: float, misplaced: bool
) -> None:
    rest = part(clock, length, "short")
    assert HUNGARY.misplaces(rest, [rest]) is misplaced


@pytest.mark.parametrize(
    ("clock", "length", "misplaced"),
    [
        # California: thirty minutes before the end of the fifth hour, thirty more by the tenth
        ("13:00", 30, False),
        ("13:01", 30, False),
        ("18:59", 30, False),
        ("19:00", 30, True),
    ],
)
def test_the_time_of_any_rest_that_the_law_asks_will_do(
    clock: str, length: float, misplaced: bool
) -> None:
    rest = part(clock, length, "short")
    assert duty("US-CA", "09:00", "21:00").misplaces(rest, [rest]) is misplaced


def test_the_shortest_of_two_rests_is_long_enough() -> None:
    """West Virginia: of twelve hours thirty minutes and twenty more."""
    state = duty("US-WV", "08:00", "20:00")
    assert state.misplaces(part("19:41", 20, "short"), []) is True
    assert state.misplaces(part("19:41", 19, "short"), []) is False


def test_where_the_law_asks_nothing_no_break_is_misplaced() -> None:
    assert duty("US-FED").misplaces(part("16:00"), []) is False


@pytest.mark.parametrize(
    ("before", "after", "soonest", "refused"),
    [
        ([GOOD], [GOOD], "12:00", False),
        # what was lawful stays so
        ([GOOD], [LATE], "12:00", True),
        ([GOOD], [], None, True),
        ([GOOD], [LATE], "15:00", True),
        # what was not may stay so only when nothing soon enough could help
        ([LATE], [EARLY], None, False),
        ([LATE], [EARLY], "13:59", True),
        ([LATE], [EARLY], "14:00", True),
        ([LATE], [EARLY], "14:01", False),
        ([LATE], [GOOD], "12:00", False),
    ],
)
def test_a_change_of_the_plan_keeps_what_was_lawful(
    before: list[RestPart], after: list[RestPart], soonest: str | None, refused: bool
) -> None:
    """P7, B6: the latest lawful start is 14:00."""
    verdict = judge_change(
        HUNGARY, before, after, zone=BUDAPEST, soonest=at(soonest) if soonest else None
    )
    assert (verdict is not None) is refused
    assert verdict is None or verdict.code == "rest_law"


HOURS = [timedelta(hours=6), timedelta(hours=6, minutes=1)]


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
    """3.3: above, from, up to and including."""
    rule = LawRule(minutes=20, **bounds)  # type: ignore[arg-type]
    assert [rule.applies(work) for work in HOURS] == applies


@pytest.mark.parametrize(("up_to", "may"), [(None, [False, False]), (6, [True, False])])
def test_a_rule_is_waived_only_up_to_its_hours(up_to: float | None, may: list[bool]) -> None:
    rule = LawRule(minutes=20, waivable_up_to_h=up_to)
    assert [rule.waivable(work) for work in HOURS] == may


def test_a_hole_between_two_windows_is_no_time_for_either() -> None:
    """One rest in the third hour, another in the sixth: neither at noon."""
    early = LawRule(minutes=20, contiguous=20, earliest_start_h=2, latest_start_h=3)
    late = LawRule(minutes=20, contiguous=20, earliest_start_h=5, latest_start_h=6, additional=True)
    preset = Preset(code="X", title="", rules=(early, late), confidence="C", version="1")
    two = Duty(preset, HUNGARY.starts_at, HUNGARY.ends_at)
    found = [two.misplaces(part(c, 20, "short"), []) for c in ("10:30", "12:00", "13:30")]
    assert found == [False, True, False]
