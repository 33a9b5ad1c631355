"""Which breaks a law protects, and nights on which the clock changes (P7, E4, 3.3, 3.9)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from breaks.presets import load_presets
from breaks.rules.law import judge_rest, law_of, protected
from breaks.rules.plan import Planned
from breaks.rules.preset import LawRule
from tests.breaks.test_rules_law import (
    AUTUMN,
    SPRING,
    Pause,
    clock,
    code,
    kept,
    law,
    pauses,
    refused,
    window,
    worked,
)
from tests.people import BUDAPEST, at, minutes


@pytest.mark.parametrize(
    ("preset", "ends", "spec", "wanted"),
    [
        # DOMAIN.md 3.3: 20 protected and 10 free, all 30, the whole 60
        ("HU", "15:30", [("12:00", 30)], {1: 20}),
        ("BG", "15:30", [("12:00", 30)], {1: 30}),
        ("RU", "15:30", [("12:00", 30)], {1: 30}),
        ("DE", "15:30", [("12:00", 30)], {1: 30}),
        ("TR", "17:00", [("12:00", 60)], {1: 60}),
        ("PH", "17:00", [("12:00", 60)], {1: 60}),
        ("PH", "17:00", [("12:00", 75)], {1: 60}),
        # fewer breaks, then fewer minutes, then the earlier one
        ("DE", "15:30", [("10:00", 15), ("12:00", 30), ("14:00", 15)], {2: 30}),
        ("HU", "15:30", [("11:30", 30), ("13:00", 25)], {2: 20}),
        ("HU", "15:30", [("13:00", 25), ("11:30", 25)], {2: 20}),
        ("HU", "15:30", [("10:00", 25), ("12:00", 30)], {2: 20}),
        # parts: the earlier one gives what is missing
        ("DE", "15:30", [("10:00", 20), ("13:00", 20)], {1: 15, 2: 15}),
        ("DE", "15:30", [("10:00", 15), ("13:00", 20)], {1: 15, 2: 15}),
        ("HU", "17:46", [("12:00", 30), ("15:00", 25)], {1: 25, 2: 20}),
        ("HU", "17:46", [("12:00", 20), ("15:00", 25)], {1: 20, 2: 25}),
        ("HU", "17:46", [("15:00", 25), ("12:00", 30)], {1: 20, 2: 25}),
        ("HU", "17:46", [("12:00", 50), ("15:00", 25)], {1: 45}),
        # no piece under twenty counts, so three of twenty stay whole
        ("HU", "17:46", [("12:00", 20), ("14:00", 20), ("16:00", 20)], {1: 20, 2: 20, 3: 20}),
        # of ninety sixty are whole: the other piece gives no more than its part
        ("TR", "21:00", [("11:30", 40), ("13:00", 60)], {1: 30, 2: 60}),
        ("TR", "21:00", [("13:00", 60), ("17:00", 40)], {1: 60, 2: 30}),
        ("US-CA", "18:31", [("10:00", 15), ("11:00", 45), ("16:00", 30)], {2: 30, 3: 30}),
    ],
)
def test_the_smallest_set_that_satisfies_the_law_is_protected(
    preset: str, ends: str, spec: list[tuple[str, float]], wanted: dict[int, int]
) -> None:
    assert kept(law(preset, "08:00", ends), *spec) == wanted


def test_rest_that_comes_too_late_is_still_protected() -> None:
    of = law("HU", "08:00", "16:30", 30)
    assert code(of, ("14:10", 30)) == "rest_law"
    assert kept(of, ("14:10", 30)) == {1: 20}
    assert protected(pauses(("14:10", 30)), of)[1].latest == at("14:00")
    assert kept(of, ("16:20", 30)) == {1: 20}, "also where it ends after the shift"


def test_where_the_plan_falls_short_all_that_counts_is_protected() -> None:
    of = law("DE", "08:00", "16:30", 30)
    assert kept(of, ("10:00", 20), ("13:00", 10)) == {1: 20}
    assert kept(of, ("10:00", 15), ("13:00", 14)) == {1: 15}
    assert kept(of) == {}
    of = law("US-WV", "08:00", "20:00")
    assert kept(of, ("10:00", 19), ("12:00", 25)) == {2: 25}
    assert protected(pauses(("12:00", 25)), of)[1].latest == at("13:00")


def test_every_protected_break_knows_its_last_lawful_start() -> None:
    """A4."""
    shares = protected(pauses(("12:00", 30), ("18:00", 40)), law("US-CA", "09:00", "20:00", 30))
    assert {n: clock(share.latest) for n, share in shares.items()} == {1: "13:59", 2: "18:59"}
    shares = protected(pauses(("12:00", 20), ("15:00", 25)), law("HU", "08:00", "17:46"))
    assert {n: clock(share.latest) for n, share in shares.items()} == {1: "14:00", 2: "17:21"}


def test_the_breaks_of_the_plan_can_be_judged_as_they_are() -> None:
    lunch = Planned(7, 1, "lunch", at("12:00"), minutes(30), None)
    of = law("HU", "08:00", "16:30", 30)
    assert judge_rest([lunch], of) is None
    assert set(protected([lunch], of)) == {7}


def local(clock: str, day: date) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BUDAPEST)


@pytest.mark.parametrize(
    ("day", "begins", "ends", "wanted"),
    [
        # 02:00 becomes 03:00: seven hours on the wall are six of work
        (SPRING, "00:00", "07:00", 0),
        (SPRING, "00:00", "07:01", 20),
        (SPRING, "00:00", "10:00", 20),
        (SPRING, "00:00", "10:01", 45),
        # 03:00 becomes 02:00: five on the wall are six
        (AUTUMN, "00:00", "05:00", 0),
        (AUTUMN, "00:00", "05:01", 20),
        (AUTUMN, "00:00", "08:00", 20),
        (AUTUMN, "00:00", "08:01", 45),
    ],
)
def test_work_is_elapsed_time_when_the_clock_changes(
    day: date, begins: str, ends: str, wanted: int
) -> None:
    """The instants come in the zone of the branch, where plain subtraction would be wrong."""
    of = law_of(load_presets()["HU"], local(begins, day), local(ends, day))
    assert of.required == minutes(wanted)


@pytest.mark.parametrize(
    ("day", "ends", "wanted"),
    [(SPRING, "08:00", ("04:00", "07:00")), (AUTUMN, "07:00", ("02:00", "05:00"))],
)
def test_the_window_is_elapsed_time_when_the_clock_changes(
    day: date, ends: str, wanted: tuple[str, str]
) -> None:
    of = law_of(load_presets()["HU"], local("00:00", day), local(ends, day))
    assert window(of) == wanted
    latest = local(wanted[1], day)
    assert judge_rest([Pause(1, latest, minutes(20))], of) is None
    assert judge_rest([Pause(1, latest + minutes(1), minutes(20))], of)


def test_a_break_over_the_change_of_the_clock_keeps_its_length() -> None:
    """30 minutes from the first 02:45 end at the second 02:15."""
    of = law_of(load_presets()["RU"], local("00:00", AUTUMN), local("03:00", AUTUMN))
    assert judge_rest([Pause(1, local("02:45", AUTUMN), minutes(30))], of) is None
    of = law_of(load_presets()["RU"], local("00:00", SPRING), local("03:15", SPRING))
    assert judge_rest([Pause(1, local("01:45", SPRING), minutes(30))], of) is None
    assert judge_rest([Pause(1, local("01:46", SPRING), minutes(30))], of)


def test_every_instant_of_the_law_is_utc() -> None:
    of = law_of(load_presets()["US-CA"], local("08:00", AUTUMN), local("20:00", AUTUMN))
    instants = [of.earliest, of.latest, of.starts_at, of.ends_at, of.rests[1].latest]
    assert all(instant and instant.tzinfo is UTC for instant in instants)


def test_a_rule_from_so_many_hours_counts_the_hour_itself() -> None:
    over, start = LawRule(minutes=30, over_h=8, contiguous=30), timedelta(hours=8)
    assert not over.applies(start)
    assert replace(over, over_h=None, from_h=8).applies(start)


@pytest.mark.parametrize(
    ("preset", "hours", "whole"),
    [("HU", 8, 20), ("HU", 10, 20), ("TR", 13, 60), ("DE", 8, None), ("US-CA", 11, 30)],
)
def test_the_law_says_how_much_lies_in_one_piece(
    preset: str, hours: float, whole: int | None
) -> None:
    """3.3: of the first rest; parts alone are enough in Germany."""
    assert worked(preset, hours).contiguous == (None if whole is None else minutes(whole))


def test_the_longest_break_is_the_one_to_be_moved() -> None:
    """Germany, six hours in a row: from 10:00 on half an hour may be the last rest."""
    refusal = refused(law("DE", "08:00", "16:30"), ("09:00", 15), ("09:30", 30))
    assert refusal
    assert (refusal.facts["earliest"], refusal.facts["max_stretch_minutes"]) == (at("10:00"), 360)
