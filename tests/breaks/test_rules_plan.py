"""Whether a plan stands: P1 to P4, P6, the notice of B2 and N4, and U5, over plain values."""

from collections.abc import Mapping
from itertools import count
from typing import Any

import pytest

from breaks.rules.plan import (
    Day,
    Numbers,
    Planned,
    Seat,
    closes_fully,
    judge_break,
    judge_draft,
    judge_leaving,
    judge_notice,
    shape_objections,
)
from breaks.rules.reliefs import SittingIn
from breaks.rules.terms import terms_of
from tests.people import BUDAPEST, at, minutes

TERMS = terms_of()
CASH, LOANS = 1, 2
IDS = count(1)


def seat(staff: int, *queues: int, begins: str = "08:00", ends: str = "16:30") -> Seat:
    return Seat(staff, frozenset(queues or (CASH,)), at(begins), at(ends), staff)


def rest(
    staff: int,
    clock: str,
    length: float = 30,
    *,
    kind: str = "task",
    at_seat: Seat | None = None,
    alternative: str = "ATM in the lobby",
) -> Planned:
    """A break of a person who sits at a counter of the cash queue from 08:00 to 16:30."""
    around = at_seat or seat(staff)
    return Planned(next(IDS), staff, kind, at(clock), minutes(length), around, alternative)


def day(people: int, *breaks: Planned) -> Day:
    return Day([seat(n + 1) for n in range(people)], breaks)


def drafted(break_: Planned, within: Day, **policy: Any) -> str | None:
    verdict = judge_draft(break_, within, terms_of(policy), zone=BUDAPEST)
    return verdict.code if verdict else None


def judged(
    break_: Planned,
    within: Day,
    now: str = "08:00",
    policy: Mapping[str, Any] | None = None,
    *,
    later: bool = False,
) -> str | None:
    numbers = Numbers(terms_of(policy or {}))
    verdict = judge_break(break_, within, numbers, zone=BUDAPEST, now=at(now), later=later)
    return verdict.code if verdict else None


@pytest.mark.parametrize(
    ("clock", "length", "code"),
    [
        ("10:00", 30, None),
        ("10:00:01", 30, "whole_minutes"),
        ("10:00", 60, None),
        ("10:00", 61, "length_too_long"),
        ("10:00", 1, None),
        ("10:00", 0, "length_too_short"),
        ("10:00", -5, "length_too_short"),
    ],
)
def test_the_shape_of_a_break(clock: str, length: int, code: str | None) -> None:
    """P1."""
    assert drafted(rest(1, clock, length), day(2)) == code


@pytest.mark.parametrize(
    ("clock", "code"),
    [
        ("11:29", None),
        ("11:30", None),
        ("11:31", "overlap"),
        ("12:00", "overlap"),
        ("12:29", "overlap"),
        ("12:30", None),
    ],
)
def test_a_person_has_one_break_at_a_time(clock: str, code: str | None) -> None:
    """P2: half an hour beside the one from 12:00 to 12:30."""
    assert drafted(rest(1, clock), day(2, rest(1, "12:00"))) == code
    assert drafted(rest(2, clock), day(2, rest(1, "12:00"))) is None


def test_a_break_does_not_overlap_itself() -> None:
    lunch = rest(1, "12:00")
    assert drafted(lunch, day(1, lunch)) is None


@pytest.mark.parametrize(
    ("clock", "code"),
    [
        ("07:59", "outside_shift"),
        ("08:59", "edge"),
        ("09:00", None),
        ("15:30", None),
        ("15:31", "edge"),
        ("16:01", "outside_shift"),
    ],
)
def test_a_break_keeps_from_the_edges_of_the_shift(clock: str, code: str | None) -> None:
    """P3: not in the first 60 and the last 30 minutes of 08:00 to 16:30."""
    assert drafted(rest(1, clock), day(1)) == code


def test_the_edges_are_the_policys() -> None:
    assert drafted(rest(1, "08:00"), day(1), **{"edge.first_min": 0}) is None
    assert drafted(rest(1, "16:00"), day(1), **{"edge.last_min": 0}) is None


def test_a_break_without_a_shift_is_refused() -> None:
    homeless = Planned(1, 9, "task", at("12:00"), minutes(30), None)
    assert drafted(homeless, day(1)) == "outside_shift"


@pytest.mark.parametrize(
    ("clock", "kind", "code"),
    [
        ("11:29", "lunch", "lunch_window"),
        ("11:30", "lunch", None),
        ("14:00", "lunch", None),
        ("14:01", "lunch", "lunch_window"),
        ("10:00", "short", None),
    ],
)
def test_lunch_lies_inside_its_window(clock: str, kind: str, code: str | None) -> None:
    """P3: 11:30 to 14:30 by the local clock."""
    assert drafted(rest(1, clock, kind=kind), day(1)) == code


def facts_of(break_: Planned, within: Day | None = None) -> dict[str, dict[str, Any]]:
    """What each refusal of the shape tells."""
    found = shape_objections(break_, within or day(1), TERMS, zone=BUDAPEST)
    return {refusal.code: refusal.facts for refusal in found}


@pytest.mark.parametrize(
    ("break_", "facts"),
    [
        (rest(1, "10:00", 0), {"length_too_short": {"min_minutes": 1}}),
        (rest(1, "10:00", 61), {"length_too_long": {"max_minutes": 60}}),
        (rest(1, "08:30"), {"edge": {"earliest": at("09:00"), "latest": at("15:30")}}),
        (
            rest(1, "11:00", kind="lunch"),
            {"lunch_window": {"earliest": at("11:30"), "latest": at("14:00")}},
        ),
        (
            rest(1, "16:10"),
            {"outside_shift": {"shift_starts_at": at("08:00"), "shift_ends_at": at("16:30")}},
        ),
        (Planned(0, 1, "task", at("12:00"), minutes(30), None), {"outside_shift": {}}),
    ],
)
def test_a_refusal_of_the_shape_says_what_would_be_allowed(
    break_: Planned, facts: dict[str, Any]
) -> None:
    """P1, P3: the latest start, not the latest return."""
    assert facts_of(break_) == facts


@pytest.mark.parametrize(
    ("clock", "refused"),
    [("11:30", False), ("11:31", True), ("12:00", True), ("12:34", True), ("12:35", False)],
)
def test_nobody_goes_on_break_who_sits_in_for_somebody(clock: str, refused: bool) -> None:
    """P2: half an hour beside a relief from 12:00 to 12:35."""
    mine = SittingIn(1, frozenset({LOANS}), at("12:00"), at("12:35"))
    within = Day([seat(1)], [], reliefs=[mine])
    facts = {"relief_overlap": {"starts_at": at("12:00"), "ends_at": at("12:35")}}
    assert facts_of(rest(1, clock), within) == (facts if refused else {})
    assert facts_of(rest(2, clock), within) == {}


@pytest.mark.parametrize(("people", "earliest"), [(2, "12:01"), (1, "12:06")])
def test_too_short_a_notice_names_the_earliest_start(people: int, earliest: str) -> None:
    """B2, N4: on the minute above."""
    refusal = judge_notice(rest(1, "12:00"), day(people), TERMS, now=at("11:50:30"))
    assert refusal and refusal.facts == {
        "floor_minutes": 10 if people > 1 else 15,
        "earliest": at(earliest),
    }


@pytest.mark.parametrize(
    ("people", "now", "code"),
    [
        (2, "11:50", None),
        (2, "11:50:01", "notice_too_short"),
        (2, "11:51", "notice_too_short"),
        (1, "11:45", None),
        (1, "11:45:01", "notice_too_short"),
        (1, "11:46", "notice_too_short"),
        (2, "12:30", "notice_too_short"),
    ],
)
def test_clients_learn_ten_minutes_ahead_fifteen_when_all_close(
    people: int, now: str, code: str | None
) -> None:
    """B2, 2.5 no. 3: a break at 12:00 with two counters, and with one."""
    assert judged(rest(1, "12:00"), day(people), now) == code


def test_a_break_that_only_moves_later_keeps_the_notice_it_had() -> None:
    """N4."""
    assert judged(rest(1, "12:00"), day(2), "11:59", later=True) is None
    new = judge_break(rest(1, "12:00"), day(2), Numbers(TERMS), zone=BUDAPEST, now=at("11:59"))
    assert new and new.code == "notice_too_short", "a new one does not"


def test_who_pauses_fully_is_asked_minute_by_minute() -> None:
    """P4: the colleague's own break, reserve included, makes it a full closure."""
    assert not closes_fully(rest(1, "12:00"), day(2))
    assert closes_fully(rest(1, "12:00"), day(1))
    assert closes_fully(rest(1, "12:00"), day(2, rest(2, "12:29", 10)))
    # 12:30 to 12:35 is the reserve of a break that ends at 12:30
    assert closes_fully(rest(1, "12:00"), day(2, rest(2, "12:34", 10)))
    assert not closes_fully(rest(1, "12:00"), day(2, rest(2, "12:35", 10)))


@pytest.mark.parametrize(
    ("clock", "code"),
    [
        ("11:25", None),
        ("11:26", "coverage_floor"),
        ("12:00", "coverage_floor"),
        ("12:34", "coverage_floor"),
        ("12:35", None),
    ],
)
def test_one_counter_stays_open_with_the_reserve(clock: str, code: str | None) -> None:
    """P4, F22: Bela's half hour beside Amira's from 12:00 to 12:30, five minutes on each side."""
    assert judged(rest(2, clock), day(2, rest(1, "12:00"))) == code


@pytest.mark.parametrize(
    ("floor", "people", "code"),
    [(0, 2, None), (1, 2, None), (2, 2, "coverage_floor"), (2, 3, None), (3, 3, "coverage_floor")],
)
def test_the_floor_is_the_policys(floor: int, people: int, code: str | None) -> None:
    assert judged(rest(1, "12:00"), day(people), policy={"cover.floor_open": floor}) == code


@pytest.mark.parametrize(
    ("allowed", "alternative", "code"),
    [
        (None, "ATM", None),
        (None, "", "alternative_missing"),
        (True, "ATM", None),
        (False, "ATM", "coverage_floor"),
    ],
)
def test_a_full_closure_needs_leave_and_an_alternative(
    allowed: bool | None, alternative: str, code: str | None
) -> None:
    """P4, 3.9 no. 17: a branch with one staffed counter."""
    policy = {"cover.full_close_allowed": allowed}
    assert judged(rest(1, "12:00", alternative=alternative), day(1), policy=policy) == code


def test_two_counters_close_together_only_where_that_is_allowed() -> None:
    policy = {"cover.full_close_allowed": True, "cover.max_on_break": 2}
    both = day(2, rest(1, "12:00"))
    assert judged(rest(2, "12:00"), both) == "coverage_floor"
    assert judged(rest(2, "12:00"), both, policy=policy) is None
    assert judged(rest(2, "12:00"), both, "11:46", policy) == "notice_too_short"


def test_every_queue_keeps_its_own_floor() -> None:
    """P4: a colleague at another queue is no cover."""
    other = Day([seat(1, CASH), seat(2, LOANS), seat(3, LOANS)], [])
    policy = {"cover.full_close_allowed": False}
    assert judged(rest(1, "12:00"), other, policy=policy) == "coverage_floor"
    both = Day([seat(1, CASH, LOANS), seat(2, CASH), seat(3, LOANS)], [])
    assert judged(rest(1, "12:00", at_seat=seat(1, CASH, LOANS)), both, policy=policy) is None


def test_a_colleague_covers_only_in_the_hours_of_the_shift() -> None:
    early = Day([seat(1), seat(2, ends="12:10")], [])
    assert judged(rest(1, "12:00"), early, policy={"cover.full_close_allowed": False}) == (
        "coverage_floor"
    )


def test_nothing_is_asked_of_minutes_in_which_the_doors_are_closed() -> None:
    """P4: every minute of opening hours."""
    spans = [(at("08:00"), at("12:00")), (at("12:35"), at("16:30"))]
    shut = Day([seat(1), seat(2)], [rest(2, "12:00")], spans)
    assert judged(rest(1, "12:00"), shut) is None


@pytest.mark.parametrize(
    ("clock", "code"),
    [
        ("12:00", "max_on_break"),
        ("12:29", "max_on_break"),
        ("12:30", "stagger"),
        ("12:34", "stagger"),
        ("12:35", None),
    ],
)
def test_half_of_six_may_be_away_at_once(clock: str, code: str | None) -> None:
    """P6, P6b, F23: three of six are, from 12:00 to 12:30; a fourth leaves after their return."""
    away = [rest(n, "12:00") for n in (1, 2, 3)]
    assert judged(away[2], day(6, *away)) is None
    assert judged(rest(4, clock), day(6, *away)) == code


@pytest.mark.parametrize(
    ("open_now", "out_now", "staffed", "policy", "code"),
    [
        (1, 0, 2, {}, None),
        (0, 1, 2, {}, "max_on_break"),
        # the colleague winds down for her own break: nobody would be left
        (0, 0, 2, {}, "coverage_floor"),
        (0, 0, 1, {}, None),
        (0, 0, 1, {"cover.full_close_allowed": False}, "coverage_floor"),
        (2, 0, 3, {"cover.max_on_break": 2}, None),
        (1, 1, 3, {"cover.max_on_break": 2}, None),
        (0, 2, 3, {"cover.max_on_break": 2}, "max_on_break"),
        (0, 2, 3, {"cover.max_on_break": 3}, "coverage_floor"),
        (1, 1, 3, {}, "max_on_break"),
        (1, 0, 3, {"cover.floor_open": 2}, "coverage_floor"),
        (0, 1, 2, {"cover.full_close_allowed": True, "cover.max_on_break": 2}, None),
    ],
)
def test_who_may_leave_unplanned_at_this_instant(
    open_now: int, out_now: int, staffed: int, policy: dict[str, Any], code: str | None
) -> None:
    """U5."""
    verdict = judge_leaving(open_now, out_now, staffed, terms_of(policy))
    assert (verdict and verdict.code) == code
