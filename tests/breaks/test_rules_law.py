"""The lawful rest of a shift (P7, A4, E4, DOMAIN.md 3.3), preset by preset, edge by edge."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from breaks.presets import load_presets
from breaks.rules.law import Law, judge_rest, law_of, protected
from breaks.rules.states import Refusal
from tests.people import BUDAPEST, at, minutes

SPRING = date(2027, 3, 28)
AUTUMN = date(2027, 10, 31)
EIGHT = at("08:00")


@dataclass(frozen=True)
class Pause:
    id: int
    starts_at: datetime
    length: timedelta


def law(code: str, begins: str, ends: str, unpaid: int = 0, *, waived: bool = False) -> Law:
    return law_of(load_presets()[code], at(begins), at(ends), unpaid, waived=waived)


def worked(code: str, hours: float, extra: int = 0, *, waived: bool = False) -> Law:
    """The law of a shift from 08:00 with so much work and no unpaid break."""
    ends = EIGHT + timedelta(hours=hours, minutes=extra)
    return law_of(load_presets()[code], EIGHT, ends, waived=waived)


def pauses(*spec: tuple[str, float]) -> list[Pause]:
    """Breaks by clock and minutes, with ids from 1."""
    return [Pause(n, at(clock), minutes(length)) for n, (clock, length) in enumerate(spec, 1)]


def refused(of: Law, *spec: tuple[str, float]) -> Refusal | None:
    return judge_rest(pauses(*spec), of, zone=BUDAPEST)


def code(of: Law, *spec: tuple[str, float]) -> str | None:
    verdict = refused(of, *spec)
    return verdict.code if verdict else None


def kept(of: Law, *spec: tuple[str, float]) -> dict[int, int]:
    """The protected minutes of each break."""
    shares = protected(pauses(*spec), of)
    return {id_: share.length // minutes(1) for id_, share in shares.items()}


def clock(instant: datetime | None) -> str | None:
    """What the clock of the branch reads; the law speaks in whole minutes."""
    assert instant is None or (instant.second, instant.microsecond) == (0, 0)
    return f"{instant.astimezone(BUDAPEST):%H:%M}" if instant else None


def window(of: Law) -> tuple[str | None, str | None]:
    return clock(of.earliest), clock(of.latest)


@pytest.mark.parametrize(
    ("preset", "hours", "extra", "wanted"),
    [
        ("EU", 6, 0, 0),
        ("EU", 6, 1, 20),
        ("HU", 6, 0, 0),
        ("HU", 6, 1, 20),
        ("HU", 9, 0, 20),
        ("HU", 9, 1, 45),
        ("BG", 0, 0, 0),
        ("BG", 0, 1, 30),
        ("BG", 8, 0, 30),
        ("TR", 0, 1, 15),
        ("TR", 4, 0, 15),
        ("TR", 4, 1, 30),
        ("TR", 7.5, 0, 30),
        ("TR", 7.5, 1, 60),
        ("TR", 11, 0, 60),
        ("TR", 11, 1, 90),
        ("PH", 5, 0, 0),
        ("PH", 5, 1, 60),
        ("RU", 0, 1, 30),
        ("RU", 12, 0, 30),
        ("UK", 6, 0, 0),
        ("UK", 6, 1, 20),
        ("DE", 6, 0, 0),
        ("DE", 6, 1, 30),
        ("DE", 9, 0, 30),
        ("DE", 9, 1, 45),
        ("US-FED", 12, 0, 0),
        ("US-CA", 5, 0, 0),
        ("US-CA", 5, 1, 30),
        ("US-CA", 10, 0, 30),
        ("US-CA", 10, 1, 60),
        ("US-OH", 6, 0, 0),
        ("US-OH", 6, 1, 30),
        ("US-WV", 8, -1, 0),
        ("US-WV", 8, 0, 30),
        ("US-WV", 12, -1, 30),
        ("US-WV", 12, 0, 50),
    ],
)
def test_the_minutes_a_day_of_work_asks_for(
    preset: str, hours: float, extra: int, wanted: int
) -> None:
    assert worked(preset, hours, extra).required == minutes(wanted)


@pytest.mark.parametrize(
    ("preset", "begins", "ends", "unpaid", "wanted"),
    [
        ("HU", "08:00", "16:30", 30, 20),
        ("HU", "08:00", "17:30", 30, 20),
        ("HU", "08:00", "17:30", 29, 45),
        ("TR", "09:00", "17:00", 60, 30),
        ("TR", "09:00", "18:00", 60, 60),
        ("TR", "09:00", "17:00", 30, 30),
        ("TR", "09:00", "17:00", 29, 60),
        ("UK", "09:00", "15:00", 0, 0),
        ("US-CA", "09:00", "19:30", 30, 30),
        ("US-CA", "09:00", "19:31", 30, 60),
        # here the whole shift counts, its breaks included
        ("US-OH", "09:00", "15:01", 30, 30),
        ("US-WV", "09:00", "17:00", 30, 30),
        ("US-WV", "09:00", "21:00", 50, 50),
    ],
)
def test_work_is_the_shift_without_its_unpaid_breaks(
    preset: str, begins: str, ends: str, unpaid: int, wanted: int
) -> None:
    assert law(preset, begins, ends, unpaid).required == minutes(wanted)


@pytest.mark.parametrize(
    ("preset", "hours", "extra", "wanted"),
    [
        ("US-CA", 6, 0, 0),
        ("US-CA", 6, 1, 30),
        # the second may be given up, the first not any more
        ("US-CA", 12, 0, 30),
        ("US-CA", 12, 1, 60),
        ("RU", 4, 0, 0),
        ("RU", 4, 1, 30),
        ("DE", 8, 0, 30),
    ],
)
def test_only_what_the_law_lets_go_can_be_waived(
    preset: str, hours: float, extra: int, wanted: int
) -> None:
    assert worked(preset, hours, extra, waived=True).required == minutes(wanted)


def test_a_law_that_asks_nothing_has_no_window_and_no_objection() -> None:
    of = worked("US-FED", 12)
    assert (of.contiguous, of.earliest, of.latest, of.rests) == (None, None, None, ())
    assert code(of) is None
    assert kept(of, ("12:00", 30)) == {}


@pytest.mark.parametrize(
    ("preset", "begins", "ends", "unpaid", "wanted"),
    [
        ("EU", "08:00", "16:30", 30, ("08:00", "14:00")),
        ("HU", "08:00", "16:30", 30, ("11:00", "14:00")),
        ("BG", "08:00", "16:30", 30, ("08:00", "14:00")),
        # a quarter and three quarters of nine hours
        ("TR", "09:00", "18:00", 60, ("11:15", "15:45")),
        ("TR", "09:00", "17:00", 60, ("11:00", "15:00")),
        # 7 h 10: 107.5 and 322.5 minutes, rounded inwards
        ("TR", "09:00", "16:10", 30, ("10:48", "14:22")),
        # not at the end: fifteen minutes that end before it
        ("TR", "09:00", "09:40", 0, ("09:10", "09:24")),
        ("PH", "08:00", "17:00", 60, ("08:00", "13:00")),
        # no window in the law: the rest still lies in the shift
        ("RU", "08:00", "16:30", 30, ("08:00", "16:00")),
        ("UK", "08:00", "16:30", 30, ("08:00", "14:00")),
        # not at the start
        ("DE", "08:00", "16:30", 30, ("08:01", "14:00")),
        ("US-CA", "09:00", "17:30", 30, ("09:00", "13:59")),
        ("US-OH", "09:00", "18:00", 30, ("09:00", "15:00")),
        ("US-WV", "09:00", "18:00", 30, ("09:00", "14:00")),
    ],
)
def test_the_window_of_the_start(
    preset: str, begins: str, ends: str, unpaid: int, wanted: tuple[str, str]
) -> None:
    assert window(law(preset, begins, ends, unpaid)) == wanted


@pytest.mark.parametrize(
    ("preset", "first", "last", "length"),
    [
        ("EU", None, "14:00", 20),
        ("HU", "11:00", "14:00", 20),
        ("BG", None, "14:00", 30),
        ("TR", "10:08", "14:22", 60),
        ("PH", None, "13:00", 60),
        ("UK", None, "14:00", 20),
        ("DE", "10:00", "14:00", 30),
        ("US-CA", None, "12:59", 30),
        ("US-OH", None, "14:00", 30),
        ("US-WV", None, "13:00", 30),
    ],
)
def test_both_sides_of_the_window_and_of_the_length(
    preset: str, first: str | None, last: str, length: int
) -> None:
    """A shift from 08:00 to 16:30 without an unpaid minute."""
    of = law(preset, "08:00", "16:30")
    assert code(of, (last, length)) is None
    assert judge_rest([Pause(1, at(last) + minutes(1), minutes(length))], of)
    assert code(of, (last, length - 1)) == "rest_law"
    if first:
        assert code(of, (first, length)) is None
        assert judge_rest([Pause(1, at(first) - minutes(1), minutes(length))], of)
    else:
        assert code(of, ("08:00", length)) is None


def test_lunch_after_the_sixth_hour_is_refused_with_what_would_be_allowed() -> None:
    """F27."""
    of = law("HU", "08:00", "16:30", 30)
    verdict = refused(of, ("14:10", 30))
    assert verdict == Refusal(
        "rest_law",
        "The break must start between 11:00 and 14:00.",
        {
            "earliest": at("11:00"),
            "latest": at("14:00"),
            "required_minutes": 20,
            "contiguous_minutes": 20,
            "part_minutes": 20,
        },
    )
    assert refused(of, ("13:50", 30)) is None


@pytest.mark.parametrize(
    ("of", "spec", "message"),
    [
        (law("HU", "08:00", "16:30", 30), [], "This shift needs 20 minutes of rest in one piece, "
         "starting between 11:00 and 14:00."),
        (law("HU", "08:00", "18:30", 45), [("12:00", 30)], "This shift needs 45 minutes of rest, "
         "at least 20 of them in one piece, starting between 11:00 and 14:00."),
        (law("DE", "08:00", "16:30", 30), [("12:00", 14)], "This shift needs 30 minutes of rest "
         "in parts of at least 15, starting no later than 14:00."),
        (law("DE", "08:00", "16:30", 30), [("14:01", 30)],
         "The break must start no later than 14:00."),
        (law("DE", "08:00", "16:30", 30), [("09:00", 30)], "Nobody works more than 6 h in a row "
         "without a rest: one must start between 10:00 and 14:00."),
        (law("DE", "08:00", "22:00"), [("12:00", 60)], "Nobody works more than 6 h in a row "
         "without a rest."),
        (law("US-CA", "09:00", "19:31", 30), [("12:00", 30)], "This shift needs a further 30 "
         "minutes of rest in one piece, starting no later than 18:59."),
        (law("US-CA", "09:00", "20:00", 30), [("12:00", 30), ("19:00", 30)],
         "The further break must start no later than 18:59."),
        # the last break as late as the law allows, and a minute too long a day for that
        (law("DE", "08:00", "21:00"), [("12:00", 60)], "Nobody works more than 6 h in a row "
         "without a rest: one must start between 14:00 and 14:00."),
        (law("DE", "08:00", "21:01"), [("12:00", 60)], "Nobody works more than 6 h in a row "
         "without a rest."),
        (law("BG", "09:00", "09:30"), [],
         "This shift needs 30 minutes of rest in one piece, starting no later than 09:00."),
        (law("BG", "09:00", "09:29"), [],
         "This shift needs 30 minutes of rest in one piece, and is too short for it."),
    ],
)  # fmt: skip
def test_the_refusal_says_what_to_do(of: Law, spec: list[tuple[str, float]], message: str) -> None:
    verdict = refused(of, *spec)
    assert verdict and verdict.message == message


@pytest.mark.parametrize(
    ("preset", "message"),
    [
        ("HU", "The break must start between 3 h and 6 h into the shift."),
        ("US-CA", "The break must start no later than 4 h 59 min into the shift."),
    ],
)
def test_without_a_zone_the_refusal_counts_from_the_beginning_of_the_shift(
    preset: str, message: str
) -> None:
    verdict = judge_rest(pauses(("14:10", 30)), law(preset, "08:00", "16:30", 30))
    assert verdict and verdict.message == message


def test_the_refusal_names_the_window_of_the_rest_that_is_missing() -> None:
    verdict = refused(law("US-CA", "09:00", "19:31", 30), ("12:00", 30))
    assert verdict
    assert verdict.facts["latest"] == at("18:59")
    assert verdict.facts["required_minutes"] == 30


@pytest.mark.parametrize(
    ("preset", "ends", "spec", "allowed"),
    [
        # small breaks do not add up
        ("UK", "16:30", [("10:00", 10), ("13:00", 10)], False),
        ("UK", "16:30", [("10:00", 19), ("13:00", 19)], False),
        ("UK", "16:30", [("10:00", 19), ("13:00", 20)], True),
        ("BG", "16:30", [("11:00", 15), ("13:00", 15)], False),
        ("PH", "16:30", [("11:00", 30), ("12:30", 30)], False),
        ("TR", "16:30", [("11:00", 30), ("12:30", 30)], False),
        ("US-CA", "16:30", [("10:00", 15), ("12:00", 15)], False),
        # 20 + 25, one of them in the window
        ("HU", "17:46", [("12:00", 20), ("15:00", 25)], True),
        ("HU", "17:46", [("12:00", 20), ("15:00", 24)], False),
        ("HU", "17:46", [("12:00", 19), ("15:00", 26)], False),
        ("HU", "17:46", [("09:00", 25), ("12:00", 20)], True),
        ("HU", "17:46", [("09:00", 25), ("15:00", 20)], False),
        ("HU", "17:46", [("12:00", 45)], True),
        ("HU", "17:46", [("12:00", 25), ("14:00", 10), ("16:00", 10)], False),
        ("DE", "16:30", [("10:00", 15), ("13:00", 15)], True),
        ("DE", "16:30", [("10:00", 14), ("13:00", 16)], False),
        ("DE", "16:30", [("10:00", 10), ("12:00", 10), ("14:00", 10)], False),
        ("DE", "17:46", [("10:00", 15), ("13:00", 15), ("15:00", 15)], True),
        ("DE", "17:46", [("10:00", 15), ("13:00", 15), ("15:00", 14)], False),
        # more than six hours in a row: before, after, between
        ("DE", "16:30", [("14:01", 15), ("15:00", 15)], False),
        ("DE", "16:30", [("09:00", 30)], False),
        ("DE", "16:30", [("09:00", 15), ("10:15", 15)], True),
        ("DE", "16:30", [("09:00", 15), ("10:14", 15)], False),
        ("DE", "17:46", [("08:30", 30), ("15:01", 15)], False),
        ("DE", "17:46", [("08:30", 30), ("15:00", 15)], True),
        # at the edge of the shift it is no rest
        ("DE", "16:30", [("08:00", 15), ("13:00", 15)], False),
        ("DE", "16:30", [("13:00", 15), ("16:15", 15)], False),
        ("DE", "16:30", [("13:00", 15), ("16:14", 15)], True),
        # 60 whole and 30 more
        ("TR", "21:00", [("13:00", 60), ("17:00", 30)], True),
        ("TR", "21:00", [("13:00", 60), ("17:00", 29)], False),
        ("TR", "21:00", [("13:00", 59), ("17:00", 31)], False),
    ],
)
def test_parts_add_up_only_where_the_law_allows(
    preset: str, ends: str, spec: list[tuple[str, float]], allowed: bool
) -> None:
    of = law(preset, "08:00", ends)
    assert (code(of, *spec) is None) == allowed


def test_a_break_outside_the_shift_is_no_rest() -> None:
    of = law("RU", "08:00", "16:30", 30)
    assert code(of, ("16:00", 30)) is None
    assert code(of, ("16:01", 30)) == "rest_law"
    assert code(of, ("07:59", 30)) == "rest_law"


def test_a_long_day_asks_for_a_second_break_with_its_own_latest_start() -> None:
    assert len(law("US-CA", "09:00", "19:30", 30).rests) == 1
    _, second = law("US-CA", "09:00", "19:31", 30).rests
    assert (second.required, clock(second.latest)) == (minutes(30), "18:59")
    _, second = law("US-WV", "08:00", "20:00").rests
    assert (second.required, clock(second.latest)) == (minutes(20), "19:40")


@pytest.mark.parametrize(
    ("spec", "allowed"),
    [
        ([("12:00", 30), ("18:59", 30)], True),
        ([("12:00", 30), ("19:00", 30)], False),
        ([("14:00", 30), ("18:00", 30)], False),
        ([("13:59", 30), ("18:00", 30)], True),
        ([("12:00", 60)], False),
        ([("12:00", 30), ("18:00", 29)], False),
    ],
)
def test_each_meal_is_a_break_of_its_own(spec: list[tuple[str, float]], allowed: bool) -> None:
    of = law("US-CA", "09:00", "20:00", 30)
    assert (code(of, *spec) is None) == allowed
