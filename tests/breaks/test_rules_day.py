"""A branch as values on a day: who is there, who serves, who is out, whose counter (P4 to P6)."""

from dataclasses import replace

import pytest

from breaks.rules.plan import Day, Planned
from breaks.rules.plan.day import minutes_of, reach
from breaks.rules.reliefs import SittingIn
from tests.breaks.test_rules_plan import CASH, LOANS, rest, seat
from tests.people import at, minutes

GABOR = 9


def sits(begins: str, ends: str, *, who: int = GABOR, counter: int = 1) -> SittingIn:
    return SittingIn(who, frozenset({CASH}), at(begins), at(ends), counter_id=counter)


# Amira and Bela take cash, Csilla has the loans, Dora no counter
SEATS = [seat(1), seat(2), seat(3, LOANS), replace(seat(4), queues=frozenset())]


@pytest.mark.parametrize(
    ("clock", "there"), [("07:59:59", False), ("08:00", True), ("16:29:59", True), ("16:30", False)]
)
def test_a_person_is_on_duty_from_the_first_instant_of_the_shift_to_its_end(
    clock: str, there: bool
) -> None:
    assert (Day([seat(1)], []).staffed(CASH, at(clock)) == {1}) is there


@pytest.mark.parametrize(
    ("clock", "is_open"),
    [
        ("08:59", False),
        ("09:00", True),
        ("11:59:59", True),
        ("12:00", False),
        ("13:00", True),
        ("17:00", False),
    ],
)
def test_the_doors_are_open_in_each_of_their_spans(clock: str, is_open: bool) -> None:
    spans = [(at("09:00"), at("12:00")), (at("13:00"), at("17:00"))]
    assert Day([], [], spans).is_open(at(clock)) is is_open
    assert Day([], []).is_open(at(clock)), "without hours they never close"


@pytest.mark.parametrize(
    ("clock", "away", "on_break"),
    [
        ("11:59", False, False),
        ("12:00", True, True),
        ("12:29", True, True),
        ("12:30", True, False),
        ("12:34", True, False),
        ("12:35", False, False),
    ],
)
def test_a_break_takes_its_person_away_five_minutes_longer_than_it_lasts(
    clock: str, away: bool, on_break: bool
) -> None:
    """P4: the reserve of a start that slips."""
    lunch = rest(1, "12:00")
    assert (lunch.away(at(clock)), lunch.on_break(at(clock))) == (away, on_break)


@pytest.mark.parametrize(
    ("breaks", "reliefs", "out"),
    [
        ([], [], 0),
        ([rest(1, "12:00")], [], 1),
        ([rest(1, "12:00"), rest(2, "12:00")], [], 2),
        ([rest(3, "12:00")], [], 0),
        ([rest(1, "12:00")], [sits("12:00", "12:35")], 0),
        ([], [sits("12:00", "12:35")], 0),
        # a colleague of the queue who sits in brings nobody new
        ([rest(1, "12:00")], [sits("12:00", "12:35", who=2)], 1),
    ],
)
def test_who_is_relieved_does_not_count_as_out(
    breaks: list[Planned], reliefs: list[SittingIn], out: int
) -> None:
    """P6."""
    assert Day(SEATS, breaks, reliefs=reliefs).out(CASH, at("12:10")) == out


@pytest.mark.parametrize(
    ("breaks", "reliefs", "clock", "serving"),
    [
        ([], [], "12:10", {1, 2, 3}),
        ([], [], "07:00", set()),
        ([rest(1, "12:00")], [], "12:10", {2, 3}),
        ([], [sits("12:00", "12:35")], "11:59", {1, 2, 3}),
        ([], [sits("12:00", "12:35")], "12:00", {1, 2, 3, GABOR}),
        ([], [sits("12:00", "12:35")], "12:35", {1, 2, 3}),
        ([rest(GABOR, "12:05")], [sits("12:00", "12:35")], "12:10", {1, 2, 3}),
        # who sits in keeps that counter open instead of the own one, then and only then
        ([], [sits("12:00", "12:35", who=3)], "12:10", {1, 2, 3}),
        ([], [sits("12:00", "12:35", who=4)], "12:10", {1, 2, 3, 4}),
    ],
)
def test_a_counter_is_open_where_somebody_sits(
    breaks: list[Planned], reliefs: list[SittingIn], clock: str, serving: set[int]
) -> None:
    """P5: who has no queue keeps no counter open."""
    assert Day(SEATS, breaks, reliefs=reliefs).serving(at(clock)) == serving


@pytest.mark.parametrize(
    ("clock", "left"), [("11:59", {1, 2}), ("12:00", {1}), ("12:34", {1}), ("12:35", {1, 2})]
)
def test_who_sits_in_elsewhere_leaves_the_own_place_for_that_time(
    clock: str, left: set[int]
) -> None:
    """P4."""
    loans = replace(sits("12:00", "12:35", who=2), queues=frozenset({LOANS}))
    assert Day(SEATS, [], reliefs=[loans]).left(CASH, at(clock)) == left


AMIRAS = sits("12:00", "12:35", counter=1)
LUNCH = rest(1, "12:00")


@pytest.mark.parametrize(
    ("breaks", "others", "taken"),
    [
        # the place of who is on break is free, also while she still sits there
        ([LUNCH], [], None),
        ([], [], None),
        # somebody else sits in there already
        ([LUNCH], [sits("12:20", "12:40", who=8)], "12:20"),
        ([LUNCH], [sits("11:30", "12:00", who=8)], None),
        ([LUNCH], [sits("12:35", "13:00", who=8)], None),
        ([LUNCH], [sits("12:20", "12:40", who=8, counter=2)], None),
        # the same person for longer is nobody else
        ([LUNCH], [sits("12:00", "13:00")], None),
    ],
)
def test_two_do_not_sit_at_one_counter(
    breaks: list[Planned], others: list[SittingIn], taken: str | None
) -> None:
    """3.9 no. 24: Gabor at Amira's counter while she is on break."""
    day = Day(SEATS, breaks, reliefs=others)
    assert day.taken(AMIRAS, for_whom=1) == (at(taken) if taken else None)


@pytest.mark.parametrize(
    ("breaks", "reliefs", "taken"),
    [
        ([], [], "12:00"),
        ([rest(2, "12:00")], [], None),
        ([rest(2, "12:00", 20)], [], "12:25"),
        # Bela sits in at another counter until 12:10
        ([], [sits("11:00", "12:10", who=2, counter=3)], "12:10"),
    ],
)
def test_a_colleagues_own_counter_is_taken_while_she_sits_there(
    breaks: list[Planned], reliefs: list[SittingIn], taken: str | None
) -> None:
    """Gabor at Bela's counter, for Amira."""
    day = Day(SEATS, breaks, reliefs=reliefs)
    found = day.taken(sits("12:00", "12:35", counter=2), for_whom=1)
    assert found == (at(taken) if taken else None)


def test_a_counter_is_free_after_its_shift() -> None:
    early = Day([seat(1, ends="12:00"), seat(2)], [])
    assert early.taken(sits("12:00", "12:35", counter=1), for_whom=2) is None
    later = Day([seat(1, begins="12:20"), seat(2)], [])
    assert later.taken(sits("12:00", "12:35", counter=1), for_whom=2) == at("12:20")


@pytest.mark.parametrize(
    ("break_", "first", "last", "count"),
    [
        (rest(1, "12:00", 10), "12:00", "12:14", 15),
        # not beyond the shift
        (rest(1, "16:20", 10), "16:20", "16:29", 10),
        (rest(1, "16:12", 15), "16:12", "16:29", 18),
    ],
)
def test_every_minute_of_a_break_and_its_reserve_is_looked_at(
    break_: Planned, first: str, last: str, count: int
) -> None:
    """P4."""
    found = list(reach(break_, Day(SEATS, [])))
    assert (found[0], found[-1], len(found)) == (at(first), at(last), count)
    both = replace(break_, seat=seat(1, CASH, LOANS))
    assert [q for q, _ in minutes_of(both, Day(SEATS, []))][:4] == [CASH, LOANS, CASH, LOANS]


def test_a_break_without_a_shift_reaches_nobody() -> None:
    homeless = replace(rest(1, "12:00"), seat=None)
    assert list(reach(homeless, Day(SEATS, []))) == []
    assert list(minutes_of(homeless, Day(SEATS, []))) == []


def test_a_relief_lasts_minute_by_minute_up_to_its_end() -> None:
    relief = sits("12:00", "12:03")
    assert list(relief.minutes()) == [at("12:00") + minutes(n) for n in range(3)]
    assert [relief.lasts(at(c)) for c in ("11:59", "12:00", "12:02:59", "12:03")] == [
        False,
        True,
        True,
        False,
    ]
