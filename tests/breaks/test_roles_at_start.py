"""The role floor and the numbers of a queue at the instant somebody leaves (U5, P5, 3.1)."""

import pytest

from breaks import actions
from tests.morning import ask, end, fresh, refused, sit, told
from tests.people import Bank, at, found_bank
from tests.planning import hours, rule

PHARMACIST = "pharmacist"


@pytest.fixture
def trio(db: None) -> Bank:
    """Amira and Bela are pharmacists, Cili is not; one pharmacist stays in the house."""
    bank = found_bank(3)
    for person in bank.tellers[:2]:
        person.skills = [PHARMACIST]
        person.save(update_fields=["skills"])
    rule(bank, cover__role_floor={PHARMACIST: 1}, cover__max_on_break=2)
    return bank


def test_the_last_of_a_role_does_not_leave_while_a_counter_stays_open(trio: Bank) -> None:
    amira, bela, _ = (sit(trio, n) for n in range(3))
    assert ask(bela, "10:00").state == "on_break"
    with refused("role_floor", 409, role=PHARMACIST, here=0, floor=1):
        ask(amira, "10:01")
    end(bela, "10:05")
    assert ask(amira, "10:06").state == "on_break"


def test_who_has_not_the_role_may_leave(trio: Bank) -> None:
    sit(trio, 0), sit(trio, 1)
    cili = sit(trio, 2)
    assert ask(cili, "10:00").state == "on_break"


def test_a_colleague_on_duty_in_the_back_office_counts_for_the_shift_only(trio: Bank) -> None:
    """Bela sits at no counter; she is in the house from eight to ten."""
    amira = sit(trio, 0)
    sit(trio, 2)
    hours(trio, "08:00", "10:00", who=1)
    with refused("role_floor", 409):
        ask(amira, "10:00")
    hours(trio, "08:00", "10:01", who=1)
    assert ask(amira, "10:00").state == "on_break"


def test_when_nobody_else_keeps_a_counter_open_no_role_is_missing(trio: Bank) -> None:
    rule(trio, "07:30", cover__role_floor={PHARMACIST: 2}, cover__full_close_allowed=True)
    amira = sit(trio, 0)
    assert ask(amira, "10:00").state == "on_break"


def test_an_immediate_reason_waits_for_no_role(trio: Bank) -> None:
    """U5: immediate reasons are exempt."""
    amira = sit(trio, 0)
    sit(trio, 2)
    hours(trio, "08:00", "09:00", who=1)
    assert ask(amira, "10:00", "medical").state == "on_break"


def test_the_queues_own_numbers_count_at_the_start(pair: Bank) -> None:
    """3.1: this queue keeps two counters open, or none of them leaves."""
    values = {"cover.floor_open": 2}
    actions.set_queue_policy(pair.queue.pk, values=values, by=pair.carla, now=at("07:00"))
    session = sit(pair)
    sit(pair, 1)
    with refused("coverage_floor", 409, floor=2):
        ask(session, "10:00")
    assert not told(pair, "break.started")
    assert fresh(session).closed_at is None
