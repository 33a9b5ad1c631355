"""How long a pharmacy is without its pharmacist on a day of the calendar (3.9 no. 10, UK)."""

from datetime import date, timedelta

import pytest

from breaks import actions
from breaks.rules.absence import judge_absence, minutes_without
from breaks.rules.plan import Planned, Seat
from queueapp.models import Shift
from tests.morning import fresh, refused
from tests.people import BUDAPEST, DAY, Bank, at, minutes
from tests.planning import GROUNDS, cancel, colleague, law, lunch, move, publish_new, wanted

NEXT = DAY + timedelta(days=1)
OPEN = {"window__lunch": "00:00-23:59", "length__max_min": 120, "cover__max_on_break": 9}


def seat(person: int, begins: str = "08:00", ends: str = "20:00") -> Seat:
    skills = frozenset({"pharmacist"})
    return Seat(person, frozenset({1}), at(begins), at(ends), person, skills)


def away(person: int, clock: str, length: int, day: date = DAY) -> Planned:
    return Planned(person * 100, person, "short", at(clock, day), minutes(length), None)


def test_minutes_in_which_a_colleague_of_the_role_stays_are_no_absence() -> None:
    one, two = seat(1), seat(2)
    assert minutes_without([one], [away(1, "12:00", 30)], BUDAPEST) == {DAY: 30}
    assert minutes_without([one, two], [away(1, "12:00", 30)], BUDAPEST) == {}
    both = [away(1, "12:00", 30), away(2, "12:20", 30)]
    assert minutes_without([one, two], both, BUDAPEST) == {DAY: 10}
    # who is not on duty covers nobody
    assert minutes_without([one, seat(2, ends="12:10")], both[:1], BUDAPEST) == {DAY: 20}


def test_a_break_over_midnight_counts_on_both_days() -> None:
    """3.9 no. 10: split at midnight of the local clock."""
    night = Seat(1, frozenset({1}), at("20:00"), at("06:00", NEXT), 1, frozenset({"pharmacist"}))
    split = minutes_without([night], [away(1, "23:30", 75)], BUDAPEST)
    assert split == {DAY: 30, NEXT: 45}


def test_only_who_has_the_role_and_is_on_duty_is_missed() -> None:
    morning, teller = seat(1, ends="12:00"), Seat(2, frozenset({1}), at("08:00"), at("20:00"))
    assert minutes_without([morning, teller], [away(1, "11:30", 20)], BUDAPEST) == {DAY: 20}
    assert minutes_without([morning, teller], [away(2, "13:00", 20)], BUDAPEST) == {}
    # to the last minute of the shift and no further
    assert minutes_without([morning], [away(1, "11:30", 30)], BUDAPEST) == {DAY: 30}


@pytest.mark.parametrize(("gone", "code"), [(120, None), (121, "pharmacist_absence")])
def test_two_hours_of_a_day_are_the_most(gone: int, code: str | None) -> None:
    verdict = judge_absence({DAY: 30, NEXT: gone}, 120)
    assert (verdict and verdict.code) == code
    assert verdict is None or verdict.facts == {"day": NEXT, "minutes": 121, "max_minutes": 120}


@pytest.fixture
def pharmacy(alone: Bank) -> Bank:
    """One pharmacist in Britain."""
    alone.branch.kind = "pharmacy"
    alone.branch.save(update_fields=["kind"])
    amira = alone.tellers[0]
    amira.skills = ["pharmacist"]
    amira.save(update_fields=["skills"])
    law(alone, "UK", **OPEN)
    return alone


@pytest.mark.parametrize(("length", "code"), [(60, None), (61, "pharmacist_absence")])
def test_a_plan_keeps_the_pharmacist_in_the_house(
    pharmacy: Bank, length: int, code: str | None
) -> None:
    """Summed over the day; hard."""
    lunch(pharmacy, "11:00", 60)
    more = wanted(pharmacy, "14:00", length, kind="task")
    if code:
        with refused(code, 422, minutes=121, max_minutes=120, overridable=False):
            publish_new(pharmacy, more, override=GROUNDS)
    else:
        assert publish_new(pharmacy, more)


def test_a_move_or_a_replacement_keeps_her_there_too(pharmacy: Bank) -> None:
    break_ = lunch(pharmacy, "11:00", 60)
    other = publish_new(pharmacy, wanted(pharmacy, "14:00", 60, kind="task"))[0]
    how = {"by": pharmacy.carla, "now": at("09:00")}
    with refused("pharmacist_absence", 422):
        actions.reschedule_break(other.pk, length_minutes=61, **how)
    assert move(pharmacy, other, "14:10", "09:00").length_minutes == 60
    with refused("pharmacist_absence", 422):
        cancel(
            pharmacy, break_, "09:00", replacement={"starts_at": at("11:30"), "length_minutes": 61}
        )
    assert fresh(break_).state == "published"


def test_a_night_shift_counts_where_its_minutes_lie(pharmacy: Bank) -> None:
    """3.9 no. 10: the break belongs to the shift's day, its minutes to the calendar's."""
    lunch(pharmacy, "11:00", 120)
    night = colleague(pharmacy, "Nora")
    night.skills = ["pharmacist"]
    night.save(update_fields=["skills"])
    span = {"starts_at": at("22:00"), "ends_at": at("06:00", NEXT)}
    Shift.objects.create(
        branch=pharmacy.branch, staff=night, day=DAY, counter=pharmacy.counters[0], **span
    )
    rest = {"staff_id": night.pk, "kind": "short", "length_minutes": 60}
    before = {**rest, "starts_at": at("23:30")}
    after = {**rest, "starts_at": at("00:00", NEXT)}
    with refused("pharmacist_absence", 422, day=DAY, minutes=150):
        publish_new(pharmacy, before)
    break_ = publish_new(pharmacy, after)[0]
    assert (break_.day, break_.starts_at) == (DAY, at("00:00", NEXT))


def test_a_bank_has_no_pharmacist(alone: Bank) -> None:
    law(alone, "UK", **OPEN)
    alone.tellers[0].skills = ["pharmacist"]
    alone.tellers[0].save(update_fields=["skills"])
    lunch(alone, "11:00", 60)
    assert publish_new(alone, wanted(alone, "14:00", 61, kind="task"))
