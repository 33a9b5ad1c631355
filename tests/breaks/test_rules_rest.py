"""The lawful rest of a shift while its plan changes (P7)."""

import pytest

from breaks.presets import load_presets
from breaks.rules.law import in_words
from breaks.rules.rest import Duty, RestPart, judge_change
from tests.people import BUDAPEST, at, minutes


def duty(code: str, begins: str = "08:00", ends: str = "16:30") -> Duty:
    return Duty(load_presets()[code], at(begins), at(ends))


def parts(*spec: tuple[str, float]) -> list[RestPart]:
    """Lunches by clock and minutes."""
    return [RestPart(n, "lunch", at(clock), minutes(m)) for n, (clock, m) in enumerate(spec, 1)]


LAWFUL, LATE, SHORT = [("13:50", 20)], [("14:10", 20)], [("12:30", 19)]


@pytest.mark.parametrize(
    ("before", "after", "soonest", "code"),
    [
        (LAWFUL, LAWFUL, None, None),
        (LAWFUL, LATE, None, "rest_law"),
        (LAWFUL, LATE, "13:00", "rest_law"),
        # what was lawful does not become unlawful because it is late already
        (LAWFUL, LATE, "15:00", "rest_law"),
        (SHORT, LATE, None, None),
        (SHORT, LATE, "13:59", "rest_law"),
        (SHORT, LATE, "14:00", "rest_law"),
        (SHORT, LATE, "14:01", None),
        ([], LATE, "14:01", None),
        ([], LAWFUL, "13:00", None),
    ],
)
def test_a_plan_stays_lawful_and_becomes_so_while_it_can(
    before: list[tuple[str, float]],
    after: list[tuple[str, float]],
    soonest: str | None,
    code: str | None,
) -> None:
    """P7 under HU: a rest of twenty minutes begun by 14:00."""
    when = at(soonest) if soonest else None
    verdict = judge_change(duty("HU"), parts(*before), parts(*after), zone=BUDAPEST, soonest=when)
    assert (verdict and verdict.code) == code


@pytest.mark.parametrize(
    ("code", "rest", "misplaced"),
    [
        ("HU", ("14:01", 20), True),
        ("HU", ("14:00", 20), False),
        ("HU", ("11:00", 20), False),
        ("HU", ("10:59", 20), True),
        # too short to be the rest at all
        ("HU", ("14:01", 19), False),
        ("US-FED", ("16:00", 60), False),
    ],
)
def test_a_rest_at_no_lawful_time(code: str, rest: tuple[str, float], misplaced: bool) -> None:
    mine = parts(rest)
    assert duty(code).misplaces(mine[0], mine) is misplaced


def test_only_lunches_are_unpaid_time() -> None:
    """TR: an hour of lunch leaves seven hours of work, an hour of short breaks eight."""
    turkey = duty("TR", "09:00", "17:00")
    lunch = parts(("12:00", 60))
    pause = [RestPart(1, "short", at("12:00"), minutes(60))]
    assert turkey.law(lunch).required == minutes(30)
    assert turkey.law(pause).required == minutes(60)
    assert turkey.law([*lunch, *pause]).required == minutes(30)


def test_the_shares_are_those_of_the_law() -> None:
    share = duty("HU").shares(parts(("12:30", 30)))[1]
    assert (share.length, share.latest) == (minutes(20), at("14:00"))


@pytest.mark.parametrize(
    ("code", "ends", "said"),
    [
        (
            "HU",
            "16:30",
            "20 minutes of rest in one piece, starting between 11:00 and 14:00.",
        ),
        ("HU", "14:00", "The law asks for no rest in this shift."),
        (
            "US-CA",
            "18:30",
            "30 minutes of rest in one piece, starting no later than 12:59; and 30 minutes of "
            "rest in one piece, starting no later than 17:59.",
        ),
    ],
)
def test_what_the_law_asks_is_said_in_words(code: str, ends: str, said: str) -> None:
    assert in_words(duty(code, ends=ends).law([]), BUDAPEST) == said
