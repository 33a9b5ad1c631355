"""A branch's day as values: who is where in which minute, and what refusals tell of it."""

from dataclasses import replace
from typing import Any

import pytest

from breaks.rules.plan import (
    Day,
    Numbers,
    Planned,
    free_start,
    judge_break,
    judge_cover_now,
    judge_notice,
    judge_role_leaving,
    judge_sitting_in,
    objections,
    shape_objections,
)
from breaks.rules.plan.day import minutes_of, reach
from breaks.rules.reliefs import SittingIn
from breaks.rules.states import Refusal
from breaks.rules.terms import terms_of
from tests.breaks.test_rules_cover import GABOR, PHARMACIST, able, sits
from tests.breaks.test_rules_plan import CASH, LOANS, day, judged, rest, seat
from tests.people import BUDAPEST, at

NUMBERS = Numbers(terms_of())
MORNING: dict[str, Any] = {"zone": BUDAPEST, "now": at("08:00")}


def shaped(break_: Planned, within: Day) -> Refusal:
    return next(shape_objections(break_, within, terms_of(), zone=BUDAPEST))


@pytest.mark.parametrize(
    ("clock", "there"),
    [("07:59", False), ("08:00", True), ("16:29", True), ("16:30", False)],
)
def test_a_shift_lasts_from_its_first_minute_to_its_last(clock: str, there: bool) -> None:
    assert seat(1).lasts(at(clock)) is there
    assert sits("08:00", "16:30").lasts(at(clock)) is there
    assert day(1).serving(at(clock)) == ({1} if there else set())


@pytest.mark.parametrize(
    ("clock", "open_"),
    [
        ("07:59", False),
        ("08:00", True),
        ("11:59", True),
        ("12:00", False),
        ("13:00", True),
        ("16:00", False),
    ],
)
def test_a_day_has_opening_spans_or_never_closes(clock: str, open_: bool) -> None:
    spans = [(at("08:00"), at("12:00")), (at("13:00"), at("16:00"))]
    assert Day([], [], spans).is_open(at(clock)) is open_
    assert Day([], []).is_open(at(clock))


def test_who_keeps_a_counter_open() -> None:
    """P5: the rostered at a counter and who sits in, not those away or in the back office."""
    office = replace(seat(3), queues=frozenset())
    within = Day([seat(1), seat(2), office], [rest(1, "12:00")], reliefs=[sits("12:00", "12:35")])
    assert within.serving(at("11:59")) == {1, 2}
    assert within.serving(at("12:00")) == {2, GABOR}
    assert within.serving(at("12:35")) == {1, 2}
    resting = replace(within, breaks=[*within.breaks, rest(GABOR, "12:10", 5)])
    assert resting.serving(at("12:10")) == {2}


def test_more_people_sit_in_than_are_away() -> None:
    """P6: nobody less than nobody is on break."""
    helped = replace(day(2), reliefs=[sits("12:00", "12:35")])
    assert helped.out(CASH, at("12:00")) == 0
    assert day(2, rest(1, "12:00")).out(CASH, at("12:29")) == 1
    assert day(2, rest(1, "12:00")).out(CASH, at("12:30")) == 0


def test_who_sits_in_elsewhere_is_missed_for_that_time_only() -> None:
    within = replace(Day([seat(1, LOANS)], []), reliefs=[sits("12:00", "12:35", CASH, who=1)])
    assert [within.left(LOANS, at(t)) for t in ("11:59", "12:00", "12:34", "12:35")] == [
        {1},
        set(),
        set(),
        {1},
    ]


def at_counter(number: int, begins: str, ends: str, who: int = GABOR) -> SittingIn:
    return replace(sits(begins, ends, who=who), counter_id=number)


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        # Amira's own counter while she is away, the reserve included
        (at_counter(1, "12:00", "12:35"), None),
        (at_counter(1, "12:00", "12:36"), None),
        # Bela sits at hers, and is away from 12:40
        (at_counter(2, "12:00", "12:35"), "12:00"),
        (at_counter(2, "12:40", "13:00"), None),
        (at_counter(2, "12:39", "13:00"), "12:39"),
        (at_counter(2, "12:40", "13:16"), "13:15"),
        # before and after the shift the chair is free
        (at_counter(2, "07:00", "08:00"), None),
        (at_counter(2, "07:00", "08:01"), "08:00"),
        # a third counter, where Helga sits in until 12:20
        (at_counter(3, "12:00", "12:35"), "12:00"),
        (at_counter(3, "12:20", "12:35"), None),
        (at_counter(3, "12:00", "12:20", who=8), None),
        (at_counter(4, "12:00", "12:35"), None),
    ],
)
def test_a_counter_has_one_person_in_each_minute(asked: SittingIn, taken: str | None) -> None:
    breaks = [rest(1, "12:00"), rest(2, "12:40")]
    within = Day([seat(1), seat(2)], breaks, reliefs=[at_counter(3, "12:00", "12:20", who=8)])
    assert within.taken(asked, for_whom=1) == (at(taken) if taken else None)


def test_a_break_reaches_past_its_return_but_not_past_the_shift() -> None:
    """P4: the reserve of five minutes."""
    assert len(list(reach(rest(1, "12:00"), day(1)))) == 35
    late = rest(1, "15:58")
    assert [f"{t.astimezone(BUDAPEST):%H:%M}" for t in reach(late, day(1))][-1] == "16:29"
    shut = Day([seat(1)], [], [(at("08:00"), at("12:10"))])
    assert len(list(reach(rest(1, "12:00"), shut))) == 10
    homeless = Planned(1, 9, "task", at("12:00"), late.length, None)
    assert list(reach(homeless, day(1))) == list(minutes_of(homeless, day(1))) == []
    assert judge_cover_now(homeless, day(1), NUMBERS) is None


@pytest.mark.parametrize(
    ("clock", "length", "code"),
    [
        ("11:50", 10, None),
        ("11:51", 10, "relief_overlap"),
        ("12:34", 10, "relief_overlap"),
        ("12:35", 10, None),
    ],
)
def test_nobody_rests_while_sitting_in(clock: str, length: float, code: str | None) -> None:
    helped = replace(day(3), reliefs=[sits("12:00", "12:35", who=2)])
    assert judged(rest(2, clock, length), helped) == code
    assert judged(rest(3, "12:00"), helped) is None


def test_refusals_of_the_shape_tell_what_would_be_allowed() -> None:
    """Every refusal names what would be allowed."""
    edge = shaped(rest(1, "08:30"), day(1))
    assert edge.facts == {"earliest": at("09:00"), "latest": at("15:30")}
    window = shaped(rest(1, "11:00", kind="lunch"), day(1))
    assert window.facts == {"earliest": at("11:30"), "latest": at("14:00")}
    outside = shaped(rest(1, "16:15"), day(1))
    assert outside.facts == {"shift_starts_at": at("08:00"), "shift_ends_at": at("16:30")}
    homeless = Planned(1, 9, "task", at("12:00"), edge.facts["latest"] - at("15:00"), None)
    assert shaped(homeless, day(1)).facts == {}
    assert shaped(rest(1, "12:00", 0), day(1)).facts == {"min_minutes": 1}
    assert shaped(rest(1, "12:00", 61), day(1)).facts == {"max_minutes": 60}


def test_a_refusal_of_short_notice_tells_when_it_would_do() -> None:
    verdict = judge_notice(rest(1, "12:00"), day(2), terms_of(), now=at("11:55:20"))
    assert verdict and verdict.facts == {"floor_minutes": 10, "earliest": at("12:06")}
    closed = judge_notice(rest(1, "12:00"), day(1), terms_of(), now=at("11:50"))
    assert closed and closed.facts == {"floor_minutes": 15, "earliest": at("12:05")}


def test_a_missing_role_is_named_in_words() -> None:
    policy = terms_of({"cover.role_floor": {"cash_dual_control": 2}})
    both = [able(seat(n), "cash_dual_control") for n in (1, 2)]
    within = Day([*both, seat(3)], [])
    verdict = judge_break(rest(1, "12:00", at_seat=both[0]), within, Numbers(policy), **MORNING)
    assert verdict and "2 cash dual control must be in the house" in verdict.message
    nobody = judge_role_leaving([PHARMACIST], {}, {PHARMACIST: 1}, some_stay_open=True)
    assert nobody and nobody.facts == {"role": PHARMACIST, "here": 0, "floor": 1}


def test_a_lost_cover_says_how_many_and_when() -> None:
    facts = {"open": 0, "floor": 1, "at": at("12:00"), "minutes_below": 1}
    lost = judge_cover_now(rest(1, "12:00"), day(1), NUMBERS)
    assert lost and lost.facts == facts
    seats = [seat(1, CASH), seat(2, LOANS), seat(3, CASH)]
    left = judge_sitting_in(sits("12:00", "12:35", who=2), Day(seats, []), NUMBERS)
    assert left and left.facts == facts
    # somebody without a place of their own leaves none
    assert judge_sitting_in(sits("12:00", "12:35"), Day(seats, []), NUMBERS) is None


def test_a_relief_is_looked_at_minute_by_minute() -> None:
    """P4: the colleague of the loans is away for one minute of it, the last."""
    seats = [seat(2, LOANS), seat(3, LOANS)]
    mine = sits("12:00", "12:35", CASH, who=2)
    for clock, code in (("12:34", "coverage_floor"), ("12:35", None)):
        within = Day(seats, [rest(3, clock, 5, at_seat=seats[1])])
        verdict = judge_sitting_in(mine, within, NUMBERS)
        assert (verdict and verdict.code) == code


@pytest.mark.parametrize(
    ("clock", "code"),
    [("12:29", "max_on_break"), ("12:30", "stagger"), ("12:34", "stagger"), ("12:35", None)],
)
def test_who_leaves_before_minds_who_leaves_after(clock: str, code: str | None) -> None:
    """P6b: the break from 12:00 fills the house until 12:30; another starts at `clock`."""
    two = [rest(1, "11:50", 90), rest(2, "11:50", 90)]
    assert judged(rest(3, "12:00"), day(6, *two, rest(4, clock))) == code


def test_a_crowd_of_before_is_not_held_against_a_break_that_has_nothing_to_do_with_it() -> None:
    """P6b: three until 10:00, a fourth too soon at 10:02; Elek's lunch at noon is free."""
    crowd = [rest(n, "09:30") for n in (1, 2, 3)]
    within = day(6, *crowd, rest(4, "10:02"))
    assert judged(rest(5, "12:00"), within) is None


def test_only_the_people_of_the_queue_make_its_crowd() -> None:
    """P6b: three of the loans come back at 12:30."""
    loans = [seat(n, LOANS) for n in (7, 8)]
    within = Day([seat(1), seat(2), *loans], [rest(7, "12:00", at_seat=loans[0])])
    assert judged(rest(1, "12:31"), within) is None
    assert judged(rest(8, "12:35", at_seat=loans[1]), within) is None
    gap = {"cover.stagger_gap_min": 10}
    assert judged(rest(8, "12:36", at_seat=loans[1]), within, policy=gap) == "stagger"


def test_a_free_start_is_looked_for_in_steps_of_five_minutes() -> None:
    """The first at which nothing objects; up to four hours, and not beyond."""
    first = free_start(rest(1, "12:00"), day(2, rest(2, "12:00", 1)), NUMBERS, **MORNING)
    assert first == at("12:10")
    soon = free_start(rest(1, "12:00"), day(2), NUMBERS, **MORNING)
    assert soon == at("12:05")
    for length, wanted in ((330, at("15:00")), (335, at("15:05")), (336, None)):
        away = day(2, rest(2, "09:25", length))
        assert free_start(rest(1, "11:05", 10), away, NUMBERS, **MORNING) == wanted


def test_without_a_leave_to_close_the_alternative_is_not_asked_first() -> None:
    policy = Numbers(terms_of({"cover.full_close_allowed": False}))
    lone = rest(1, "12:00", alternative="")
    found = [r.code for r in objections(lone, day(1), policy, **MORNING)]
    assert found == ["coverage_floor"]
