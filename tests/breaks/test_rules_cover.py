"""Who must stay while somebody is away: relief, roles, stagger, numbers per queue (P4 to P6b)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from breaks.rules.plan import (
    Day,
    Numbers,
    Planned,
    Seat,
    closes_fully,
    free_start,
    judge_cover_now,
    judge_role_leaving,
    judge_sitting_in,
    objections,
    role_lost,
)
from breaks.rules.reliefs import SittingIn, covered
from breaks.rules.states import Refusal
from breaks.rules.terms import terms_of
from tests.breaks.test_rules_plan import CASH, LOANS, day, judged, rest, seat
from tests.people import BUDAPEST, at

PHARMACIST = "pharmacist"
CLOSING = {"cover.full_close_allowed": True, "cover.max_on_break": 9}
GABOR = 9


def sits(begins: str, ends: str, *queues: int, who: int = GABOR, skill: str = "") -> SittingIn:
    skills = frozenset([skill] if skill else [])
    return SittingIn(who, frozenset(queues or (CASH,)), at(begins), at(ends), skills=skills)


def able(person: Seat, skill: str = PHARMACIST) -> Seat:
    return replace(person, skills=frozenset([skill]))


def codes(break_: Planned, within: Day, numbers: Numbers, **how: Any) -> list[str]:
    found = objections(break_, within, numbers, zone=BUDAPEST, now=at("08:00"), **how)
    return [refusal.code for refusal in found]


def first(break_: Planned, within: Day, code: str, policy: Mapping[str, Any]) -> Refusal:
    numbers = Numbers(terms_of(policy))
    found = objections(break_, within, numbers, zone=BUDAPEST, now=at("08:00"))
    return next(refusal for refusal in found if refusal.code == code)


@pytest.mark.parametrize(
    ("begins", "ends", "code"),
    [
        ("12:00", "12:35", None),
        ("11:30", "13:00", None),
        ("12:00", "12:34", "coverage_floor"),
        ("12:01", "12:35", "coverage_floor"),
        ("11:00", "12:00", "coverage_floor"),
    ],
)
def test_who_sits_in_counts_as_an_open_counter(begins: str, ends: str, code: str | None) -> None:
    """P4, F22: two counters, both breaks at 12:00, somebody sits in until the reserve is over."""
    both = replace(day(2, rest(1, "12:00")), reliefs=[sits(begins, ends)])
    assert judged(rest(2, "12:00"), both) == code


def test_who_sits_in_serves_the_queues_of_that_counter_only() -> None:
    """P4: at the loans nobody takes cash."""
    both = replace(day(2, rest(1, "12:00")), reliefs=[sits("12:00", "12:35", LOANS)])
    assert judged(rest(2, "12:00"), both) == "coverage_floor"


def test_who_sits_in_and_goes_on_break_is_no_cover() -> None:
    both = replace(day(3, rest(1, "12:00")), reliefs=[sits("12:00", "12:35", LOANS, who=3)])
    assert judged(rest(2, "12:00"), both, policy={"cover.max_on_break": 2}) == "coverage_floor"
    away = replace(
        day(2, rest(1, "12:00"), rest(GABOR, "12:20", 5)), reliefs=[sits("12:00", "13:00")]
    )
    assert judged(rest(2, "12:00"), away) == "coverage_floor"


def test_a_relieved_person_does_not_count_towards_the_most_on_break() -> None:
    """P6: the place of who is relieved is taken; a third person would be one too many."""
    two = [rest(1, "12:00"), rest(2, "12:00")]
    assert judged(rest(3, "12:00"), day(4, *two[:1])) is None
    assert judged(rest(3, "12:00"), day(4, *two)) == "max_on_break"
    relieved = replace(day(4, *two), reliefs=[sits("12:00", "12:35")])
    assert judged(rest(3, "12:00"), relieved) is None
    # a colleague of the same queue who sits in brings nobody new
    own = replace(day(4, *two), reliefs=[sits("12:00", "12:35", who=4)])
    assert judged(rest(3, "12:00"), own) == "max_on_break"


def test_with_somebody_sitting_in_the_branch_does_not_close() -> None:
    """P4: so ten minutes of notice are enough, and no alternative is asked for."""
    covered_ = replace(day(1), reliefs=[sits("12:00", "12:35")])
    assert closes_fully(rest(1, "12:00"), day(1))
    assert not closes_fully(rest(1, "12:00"), covered_)
    assert judged(rest(1, "12:00", alternative=""), covered_, "11:50") is None


@pytest.mark.parametrize(
    ("spans", "wanted"),
    [
        ([("12:00", "12:30")], True),
        ([("12:00", "12:29")], False),
        ([("12:01", "12:30")], False),
        ([("12:10", "12:40"), ("11:50", "12:10")], True),
        ([("11:50", "12:10"), ("12:11", "12:40")], False),
        ([], False),
    ],
)
def test_a_break_is_relieved_without_a_gap_or_not_at_all(
    spans: list[tuple[str, str]], wanted: bool
) -> None:
    reliefs = [sits(*span) for span in spans]
    assert covered(reliefs, {CASH}, at("12:00"), at("12:30")) is wanted


def test_every_queue_of_the_counter_is_relieved() -> None:
    one = [sits("12:00", "12:30", CASH)]
    assert not covered(one, {CASH, LOANS}, at("12:00"), at("12:30"))
    both = [*one, sits("12:00", "12:30", LOANS, who=8)]
    assert covered(both, {CASH, LOANS}, at("12:00"), at("12:30"))
    assert not covered(one, set(), at("12:00"), at("12:30"))


@pytest.mark.parametrize(("others", "code"), [((), "coverage_floor"), ((3,), None)])
def test_who_sits_in_elsewhere_leaves_the_own_place_covered(
    others: tuple[int, ...], code: str | None
) -> None:
    """P4: Bela of the loans sits in at the cash desk."""
    seats = [seat(1, CASH), seat(2, LOANS), *(seat(n, LOANS) for n in others)]
    verdict = judge_sitting_in(
        sits("12:00", "12:35", CASH, who=2), Day(seats, []), Numbers(terms_of())
    )
    assert (verdict and verdict.code) == code
    facts = {"open": 0, "floor": 1, "at": at("12:00"), "minutes_below": 1}
    assert verdict is None or verdict.facts == facts


def test_a_place_that_was_below_its_floor_before_is_not_held_against_the_relief() -> None:
    seats = [seat(1, CASH), seat(2, LOANS), seat(3, LOANS)]
    numbers = Numbers(terms_of({"cover.floor_open": 3}))
    mine = sits("12:00", "12:35", CASH, LOANS, who=2)
    assert judge_sitting_in(mine, Day(seats, []), numbers) is None


@pytest.mark.parametrize(
    ("clock", "length", "code"),
    [
        ("11:00", 30, None),
        # Amira is away until 12:30, the reserve included until 12:35
        ("12:34", 10, "role_floor"),
        ("12:35", 10, None),
        ("11:44", 10, None),
        ("11:46", 10, "role_floor"),
    ],
)
def test_a_role_stays_in_the_house_while_a_counter_is_open(
    clock: str, length: float, code: str | None
) -> None:
    """P5, F24: two pharmacists, a floor of one, a third person keeps a counter open."""
    seats = [able(seat(1)), able(seat(2)), seat(3)]
    within = Day(seats, [rest(1, "12:00", at_seat=seats[0])])
    policy = {"cover.role_floor": {PHARMACIST: 1}, "cover.max_on_break": 2}
    assert judged(rest(2, clock, length, at_seat=seats[1]), within, policy=policy) == code


def test_the_role_floor_asks_nothing_when_every_counter_closes() -> None:
    """P5, F24: one pharmacist; with the second counter open refused, with both closed allowed."""
    seats = [able(seat(1)), seat(2)]
    policy = {"cover.role_floor": {PHARMACIST: 1}, **CLOSING}
    lunch = rest(1, "12:00", at_seat=seats[0])
    assert judged(lunch, Day(seats, []), policy=policy) == "role_floor"
    assert judged(lunch, Day(seats, [rest(2, "12:00")]), policy=policy) is None
    # five minutes in which the other counter is open again
    assert judged(lunch, Day(seats, [rest(2, "12:00", 24)]), policy=policy) == "role_floor"


def test_the_role_floor_names_role_and_minute() -> None:
    seats = [able(seat(1)), seat(2)]
    policy = {"cover.role_floor": {PHARMACIST: 1}}
    refusal = first(rest(1, "12:00", at_seat=seats[0]), Day(seats, []), "role_floor", policy)
    assert refusal.facts == {"role": PHARMACIST, "here": 0, "floor": 1, "at": at("12:00")}
    dual = replace(seats[0], skills=frozenset({"cash_dual_control"}))
    policy = {"cover.role_floor": {"cash_dual_control": 2}}
    refusal = first(rest(1, "12:00", at_seat=dual), Day([dual, seats[1]], []), "role_floor", policy)
    assert refusal.message == (
        "A counter stays open, and 2 cash dual control must be in the house."
    )


def test_who_has_not_the_role_leaves_freely() -> None:
    seats = [able(seat(1)), seat(2), seat(3)]
    policy = {"cover.role_floor": {PHARMACIST: 2}}
    assert judged(rest(2, "12:00"), Day(seats, []), policy=policy) is None
    assert judged(rest(1, "12:00", at_seat=seats[0]), Day(seats, []), policy=policy) == "role_floor"


def test_who_sits_in_is_in_the_house() -> None:
    """P5: a pharmacist who sits in counts, and so does one rostered to no counter."""
    seats = [able(seat(1)), seat(2)]
    policy = {"cover.role_floor": {PHARMACIST: 1}}
    lunch = rest(1, "12:00", at_seat=seats[0])
    helped = Day(seats, [], reliefs=[sits("12:00", "12:35", skill=PHARMACIST)])
    assert judged(lunch, helped, policy=policy) is None
    office = Day([*seats, replace(able(seat(3)), queues=frozenset())], [])
    assert judged(lunch, office, policy=policy) is None


def test_a_change_of_one_break_never_takes_the_role_from_another() -> None:
    """P5: while both are away nothing is open; the teller's return would open a counter."""
    seats = [able(seat(1)), seat(2)]
    away = rest(1, "12:00", at_seat=seats[0])
    together, floors = Day(seats, [away, rest(2, "12:00")]), {PHARMACIST: 1}
    alone = together.without(together.breaks[1].id)
    lost = role_lost(together, alone, floors)
    assert lost and (lost.code, lost.facts["at"]) == ("role_floor", at("12:00"))
    assert role_lost(alone, alone, floors) is None
    assert role_lost(alone, together, floors) is None


@pytest.mark.parametrize(
    ("open_left", "others", "code"),
    [(True, 0, "role_floor"), (True, 1, None), (False, 0, None)],
)
def test_the_role_floor_is_asked_of_who_leaves_unplanned(
    open_left: bool, others: int, code: str | None
) -> None:
    """U5, P5."""
    here = {PHARMACIST: others}
    verdict = judge_role_leaving([PHARMACIST], here, {PHARMACIST: 1}, some_stay_open=open_left)
    assert (verdict and verdict.code) == code
    assert judge_role_leaving([], here, {PHARMACIST: 1}, some_stay_open=True) is None
    alone = judge_role_leaving([PHARMACIST], {}, {PHARMACIST: 1}, some_stay_open=True)
    assert alone and alone.facts == {"role": PHARMACIST, "here": 0, "floor": 1}


@pytest.mark.parametrize(
    ("away", "clock", "gap", "code"),
    [
        (3, "12:30", 5, "stagger"),
        (3, "12:34", 5, "stagger"),
        (3, "12:35", 5, None),
        # only when as many were away as may be
        (2, "12:30", 5, None),
        (3, "12:30", 0, None),
        (3, "12:39", 10, "stagger"),
        (3, "12:40", 10, None),
        # leaving before the others does not crowd them, unless they follow too soon
        (3, "11:30", 5, None),
    ],
)
def test_the_next_leaves_a_gap_after_a_full_house(
    away: int, clock: str, gap: int, code: str | None
) -> None:
    """P6b: of six, three may be away at once."""
    others = [rest(n + 1, "12:00") for n in range(away)]
    policy = {"cover.stagger_gap_min": gap}
    assert judged(rest(4, clock), day(6, *others), policy=policy) == code


def test_a_break_that_fills_the_house_minds_who_leaves_after_it() -> None:
    """P6b, both ways: the fourth leaves at 12:33; filling the house until 12:30 is too late."""
    two, fourth = [rest(1, "11:50", 60), rest(2, "11:50", 60)], rest(4, "12:33")
    assert judged(rest(3, "12:00"), day(6, *two, fourth)) == "stagger"
    assert judged(rest(3, "11:58"), day(6, *two, fourth)) is None
    assert judged(rest(3, "12:00"), day(6, two[0], fourth)) is None


def test_the_gap_is_asked_of_people_of_the_same_queue() -> None:
    """P6b: cash fills up at 12:00; who leaves the loans at 12:33 crowds nobody there."""
    seats = [*(seat(n) for n in range(1, 7)), seat(7, LOANS), seat(8, LOANS)]
    two, loans = [rest(1, "11:50", 60), rest(2, "11:50", 60)], rest(7, "12:33", at_seat=seats[6])
    assert judged(rest(3, "12:00"), Day(seats, [*two, loans])) is None


def test_who_came_back_may_leave_again() -> None:
    """P6b: the gap is between two people, not between two breaks of one."""
    two = [rest(1, "12:00", 50), rest(2, "12:00", 50)]
    assert judged(rest(3, "12:31"), day(6, *two, rest(3, "12:00"))) is None
    assert judged(rest(4, "12:31"), day(6, *two, rest(3, "12:00"))) == "stagger"


def test_stagger_says_when_the_next_may_leave() -> None:
    others = [rest(n, "12:00") for n in (1, 2, 3)]
    refusal = first(rest(4, "12:31"), day(6, *others), "stagger", {})
    assert (refusal.facts["returned_at"], refusal.facts["earliest"]) == (at("12:30"), at("12:35"))


def test_a_queue_may_have_numbers_of_its_own() -> None:
    """3.1: the floor, the most on break, the leave to close, the gap; the branch's elsewhere."""
    seats = [seat(n, CASH, LOANS) for n in (1, 2, 3)]
    within, lunch = Day(seats, []), rest(1, "12:00", at_seat=seats[0])
    strict = {LOANS: terms_of({"cover.floor_open": 3})}
    assert codes(lunch, within, Numbers(terms_of())) == []
    assert codes(lunch, within, Numbers(terms_of(), strict)) == ["coverage_floor"]
    cash_only = Day([seat(n) for n in (1, 2, 3)], [])
    assert codes(rest(1, "12:00"), cash_only, Numbers(terms_of(), strict)) == []
    crowded = replace(within, breaks=[rest(2, "12:00", at_seat=seats[1])])
    loose = {q: terms_of({"cover.max_on_break": 2}) for q in (CASH, LOANS)}
    assert codes(lunch, crowded, Numbers(terms_of())) == ["max_on_break"]
    assert codes(lunch, crowded, Numbers(terms_of(), loose)) == []


def test_everything_that_speaks_against_a_break_is_named() -> None:
    """3.4: whoever breaks one rule on purpose hears of all of them."""
    lone = [rest(1, "08:30", 70, kind="lunch", alternative="")]
    policy = terms_of({"cover.full_close_allowed": False})
    found = codes(lone[0], day(1), Numbers(policy))
    assert found == ["length_too_long", "edge", "lunch_window", "coverage_floor"]
    # a manager's leave to close does not excuse the alternative (3.9 no. 17)
    granted = codes(lone[0], day(1), Numbers(policy), granted=True)
    assert granted == [*found, "alternative_missing"]
    # where somebody stays no alternative is asked for, floor or not
    two = Numbers(terms_of({"cover.floor_open": 2}))
    plain = rest(1, "12:00", alternative="")
    assert codes(plain, day(2), two, granted=True) == ["coverage_floor"]


def test_a_break_of_nobody_on_duty_takes_nothing_from_cover() -> None:
    homeless = Planned(0, 9, "task", at("12:00"), rest(1, "12:00").length, None)
    policy = terms_of({"cover.role_floor": {PHARMACIST: 1}})
    assert codes(homeless, day(1), Numbers(policy)) == ["outside_shift"]
    late = objections(homeless, day(2), Numbers(policy), zone=BUDAPEST, now=at("11:55"))
    assert [refusal.code for refusal in late] == ["outside_shift", "notice_too_short"]


def test_a_shortage_says_how_many_minutes_are_below_the_floor() -> None:
    """3.4: thirty minutes and the reserve of five, less what the colleague is back for."""
    away = day(2, rest(2, "12:10", 40))
    refusal = first(rest(1, "12:00"), away, "coverage_floor", {"cover.max_on_break": 2})
    assert refusal.facts == {"open": 0, "floor": 1, "at": at("12:10"), "minutes_below": 25}


@pytest.mark.parametrize(
    ("away", "wanted"),
    [(("12:10", 40), "12:55"), (("12:10", 41), "13:00"), (("09:00", 400), None)],
)
def test_a_crowded_time_comes_with_one_that_would_do(
    away: tuple[str, float], wanted: str | None
) -> None:
    """Refusals say what would be allowed: in steps of five minutes, for four hours."""
    within = day(2, rest(2, *away))
    how = {"zone": BUDAPEST, "now": at("08:00")}
    free = free_start(rest(1, "12:00"), within, Numbers(terms_of()), **how)  # type: ignore[arg-type]
    assert free == (at(wanted) if wanted else None)


def test_cover_is_looked_at_again_when_a_relief_is_lost() -> None:
    """3.9 no. 24: also where the policy would allow to close."""
    lunch = rest(1, "12:00")
    missing = judge_cover_now(lunch, day(1, lunch), Numbers(terms_of()))
    assert missing and missing.code == "coverage_floor"
    assert missing.facts == {"open": 0, "floor": 1, "at": at("12:00"), "minutes_below": 1}
    helped = replace(day(1, lunch), reliefs=[sits("12:00", "12:35")])
    assert judge_cover_now(lunch, helped, Numbers(terms_of())) is None
