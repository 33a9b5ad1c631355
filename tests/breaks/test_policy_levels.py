"""Organisation, branch and queue: who may say which number, who hears of it, who can read it."""

from typing import Any

import pytest

from branches.models import Staff
from branches.rules import Role
from breaks import actions
from breaks.models import BreakPolicy
from breaks.queries import (
    policy_history,
    policy_rows,
    terms_by_queue,
    terms_for,
    terms_of_break,
)
from queueapp.models import Queue
from tests.morning import draft, fresh, planned, publish, refused, tick, told
from tests.people import Bank, at, found_bank, hire

FIRST, LAST, FLOOR = "edge.first_min", "edge.last_min", "cover.floor_open"


@pytest.fixture
def hedda(alone: Bank) -> Staff:
    """A person of the head office."""
    return hire("Hedda", None, Role.HEAD_OFFICE, alone.branch.organisation)


@pytest.fixture
def other(alone: Bank) -> Bank:
    """A second branch of the same organisation."""
    return found_bank(1, slug="other")


def at_branch(bank: Bank, values: dict[str, Any], **more: Any) -> BreakPolicy:
    now = at(more.pop("now", "07:10"))
    return actions.set_policy(bank.branch.pk, values=values, by=bank.carla, now=now, **more)


def at_queue(bank: Bank, values: dict[str, Any], **more: Any) -> BreakPolicy:
    now = at(more.pop("now", "07:20"))
    return actions.set_queue_policy(bank.queue.pk, values=values, by=bank.carla, now=now, **more)


def above(by: Staff, values: dict[str, Any], **more: Any) -> BreakPolicy:
    organisation = by.memberships.get().organisation_id
    now = at(more.pop("now", "07:00"))
    return actions.set_organisation_policy(organisation, values=values, by=by, now=now, **more)


def test_a_change_of_the_organisation_is_heard_at_every_branch(
    alone: Bank, other: Bank, hedda: Staff
) -> None:
    elsewhere = fresh(other.branch).version
    policy = above(hedda, {FIRST: 90}, locks=[LAST, LAST])
    for bank in (alone, other):
        assert terms_for(bank.branch)[FIRST] == 90
        [event] = told(bank, "policy.changed")
        assert (event.by, event.at, event.subject_id) == (hedda, at("07:00"), policy.pk)
        assert event.data == {
            "level": "organisation",
            "queue": None,
            "version": 1,
            "before": {},
            "after": {FIRST: 90},
            "locks_before": [],
            "locks": [LAST],
        }
    assert fresh(other.branch).version == elsewhere + 1


def test_a_change_of_another_organisation_is_nobodys_business(alone: Bank, hedda: Staff) -> None:
    stranger = found_bank(1, slug="strange")
    rival = stranger.branch.organisation.__class__.objects.create(name="Rival", slug="rival")
    type(stranger.branch).objects.filter(pk=stranger.branch.pk).update(organisation=rival)
    above(hedda, {FIRST: 90})
    assert terms_for(fresh(stranger.branch))[FIRST] == 60
    assert told(stranger, "policy.changed") == []


def test_the_same_numbers_again_are_the_version_in_force(alone: Bank, hedda: Staff) -> None:
    assert above(hedda, {FIRST: 90}).pk == above(hedda, {FIRST: 90}, now="07:05").pk
    assert at_branch(alone, {LAST: 40}).pk == at_branch(alone, {LAST: 40}).pk
    assert at_queue(alone, {FLOOR: 2}).pk == at_queue(alone, {FLOOR: 2}).pk
    assert len(told(alone, "policy.changed")) == BreakPolicy.objects.count() == 3


def test_nothing_said_where_nothing_was_said_is_no_change(alone: Bank) -> None:
    assert at_branch(alone, {}).version == 0
    assert not BreakPolicy.objects.exists()
    assert told(alone, "policy.changed") == []


def test_a_locked_number_is_refused_at_branch_and_queue(alone: Bank, hedda: Staff) -> None:
    above(hedda, {}, locks=[FIRST, FLOOR])
    with refused("policy_locked", 409, key=FIRST, level="organisation"):
        at_branch(alone, {FIRST: 90})
    with refused("policy_locked", 409, key=FLOOR, level="organisation"):
        at_queue(alone, {FLOOR: 2})
    above(hedda, {}, locks=[])
    assert at_branch(alone, {FIRST: 90}).values == {FIRST: 90}


def test_a_branch_locks_for_its_queues_only(alone: Bank) -> None:
    at_branch(alone, {FLOOR: 1}, locks=[FLOOR])
    with refused("policy_locked", 409, key=FLOOR, level="branch"):
        at_queue(alone, {FLOOR: 2})
    with refused("policy_value", 422, key=FIRST):
        at_branch(alone, {FLOOR: 1}, locks=[FIRST])
    # who does not speak of locks leaves them
    assert at_branch(alone, {FLOOR: 2}).locks == [FLOOR]


@pytest.mark.parametrize("name", ["no.such_key", "rest.preset_confirmed"])
def test_what_cannot_be_locked_is_refused(alone: Bank, hedda: Staff, name: str) -> None:
    with refused("policy_value", 422, key=name):
        above(hedda, {}, locks=[name])


@pytest.mark.parametrize(("value", "taken"), [(89, False), (90, True), (91, True)])
def test_a_branch_says_nothing_looser_than_its_organisation(
    alone: Bank, hedda: Staff, value: int, taken: bool
) -> None:
    above(hedda, {FIRST: 90})
    if taken:
        assert at_branch(alone, {FIRST: value}) and terms_for(alone.branch)[FIRST] == value
        return
    with refused("policy_looser", 422, key=FIRST, bound=90, level="organisation"):
        at_branch(alone, {FIRST: value})


def test_a_queue_says_nothing_looser_than_its_branch(alone: Bank) -> None:
    at_branch(alone, {FLOOR: 2})
    with refused("policy_looser", 422, key=FLOOR, bound=2, level="branch"):
        at_queue(alone, {FLOOR: 1})


def test_a_bound_raised_later_holds_without_a_word_of_the_branch(alone: Bank, hedda: Staff) -> None:
    """What the branch said before stays on paper; it may be saved beside something new."""
    at_branch(alone, {FIRST: 30})
    above(hedda, {FIRST: 45})
    assert terms_for(alone.branch)[FIRST] == 45
    at_branch(alone, {FIRST: 30, LAST: 40})
    terms = terms_for(alone.branch)
    assert (terms[FIRST], terms[LAST]) == (45, 40)
    with refused("policy_looser", 422, key=FIRST):
        at_branch(alone, {FIRST: 31, LAST: 40})


def test_a_queue_has_numbers_of_its_own(alone: Bank) -> None:
    second = Queue.objects.create(branch=alone.branch, name="Loans", letter="L")
    at_branch(alone, {"pressure.wait_min": 25})
    at_queue(alone, {FLOOR: 2, "pressure.wait_min": 10})
    for queue, wanted in ((alone.queue, (2, 10)), (second, (1, 25)), (None, (1, 25))):
        terms = terms_for(alone.branch, queue)
        assert (terms[FLOOR], terms["pressure.wait_min"]) == wanted
    by_queue = terms_by_queue(alone.branch)
    assert by_queue == {q.pk: terms_for(alone.branch, q) for q in (alone.queue, second)}


def test_a_queue_cannot_say_what_is_the_branchs(alone: Bank) -> None:
    with refused("policy_value", 422, key=FIRST):
        at_queue(alone, {FIRST: 90})
    with refused("not_found", 404):
        actions.set_queue_policy(999_999, values={}, by=alone.carla, now=at("07:00"))


def test_two_numbers_that_cross_are_refused_at_the_level_that_crosses_them(
    alone: Bank, other: Bank, hedda: Staff
) -> None:
    with refused("policy_value", 422, key="notice.floor_min", other="notice.warn_lead_min"):
        at_branch(alone, {"notice.floor_min": 16, "notice.full_close_min": 16})
    at_branch(other, {"length.max_min": 40})
    with refused("policy_value", 422, key="length.lunch_min", branch=other.branch.pk, high=40):
        above(hedda, {"length.lunch_min": 45})
    assert told(alone, "policy.changed") == []


def test_who_looked_at_an_old_version_is_told(alone: Bank, hedda: Staff) -> None:
    above(hedda, {FIRST: 90}, version=0)
    at_branch(alone, {LAST: 40}, version=0)
    at_queue(alone, {FLOOR: 2}, version=0)
    with refused("policy_changed", 409, version=1):
        above(hedda, {FIRST: 91}, version=0)
    with refused("policy_changed", 409, version=1):
        at_branch(alone, {LAST: 41}, version=0)
    with refused("policy_changed", 409, version=1):
        at_queue(alone, {FLOOR: 3}, version=2)
    assert at_branch(alone, {LAST: 41}, version=1).version == 2


def test_the_history_tells_who_when_before_and_after(
    alone: Bank, other: Bank, hedda: Staff
) -> None:
    above(hedda, {FIRST: 70})
    at_branch(alone, {LAST: 40})
    at_queue(alone, {FLOOR: 2})
    at_branch(other, {LAST: 50})
    above(hedda, {FIRST: 80}, locks=[LAST], now="07:30")
    versions, more = policy_history(alone.branch, skip=0, limit=10)
    assert not more
    seen = [(v.row.by, v.row.since, v.values_before, v.row.values) for v in versions]
    assert seen == [
        (hedda, at("07:30"), {FIRST: 70}, {FIRST: 80}),
        (alone.carla, at("07:20"), {}, {FLOOR: 2}),
        (alone.carla, at("07:10"), {}, {LAST: 40}),
        (hedda, at("07:00"), {}, {FIRST: 70}),
    ]
    assert (versions[0].locks_before, versions[0].row.locks) == ([], [LAST])
    [last], more = policy_history(alone.branch, skip=3, limit=1)
    assert (last.row.values, last.values_before, more) == ({FIRST: 70}, {}, False)
    [newest], more = policy_history(alone.branch, skip=0, limit=1)
    assert (newest.values_before, more) == ({FIRST: 70}, True)


def test_the_numbers_are_asked_for_once(
    alone: Bank, hedda: Staff, django_assert_num_queries: Any
) -> None:
    above(hedda, {FIRST: 90})
    at_queue(alone, {FLOOR: 2})
    branch = fresh(alone.branch)
    with django_assert_num_queries(1):
        assert len(policy_rows(branch, alone.queue)) == 2
    for n in range(3):
        Queue.objects.create(branch=branch, name="More", letter=f"M{n}")
    with django_assert_num_queries(2):
        assert len(terms_by_queue(branch)) == 4


def test_the_numbers_of_a_break_are_those_it_keeps(alone: Bank) -> None:
    break_ = draft(alone)
    at_branch(alone, {"start.max_slip_min": 3}, now="09:00")
    assert terms_of_break(break_, alone.branch)["start.max_slip_min"] == 3
    break_.policy = {"values": {"start.max_slip_min": 7}}
    terms = terms_of_break(break_, alone.branch)
    assert (terms["start.max_slip_min"], terms["start.expire_min"]) == (7, 30)
    # published under the numbers as delivered is published too
    break_.policy = {"values": {}}
    assert terms_of_break(break_, alone.branch)["start.max_slip_min"] == 10


@pytest.mark.parametrize("level", ["organisation", "branch"])
def test_a_change_alters_what_comes_and_never_what_is_published(pair: Bank, level: str) -> None:
    """3.1: of two breaks, one published before the change and one after, each keeps its own."""
    early, late = planned(pair, "12:30"), draft(pair, "13:30", who=1)
    lead = {"notice.warn_lead_min": 20}
    if level == "branch":
        at_branch(pair, lead, now="09:00")
    else:
        hedda = hire("Hedda", None, Role.HEAD_OFFICE, pair.branch.organisation)
        above(hedda, lead, now="09:00")
    publish(pair, "09:05")
    tick("12:10")
    assert fresh(early).state == "published"
    tick("12:15")
    assert fresh(early).state == "warned"
    tick("13:09:59")
    assert fresh(late).state == "published"
    tick("13:10")
    assert fresh(late).state == "warned"
    [event] = told(pair, "policy.changed")
    assert (event.data["before"], event.data["after"]) == ({}, lead)


def test_another_law_alters_no_published_break(pair: Bank) -> None:
    early = planned(pair)
    actions.choose_preset(pair.branch.pk, code="PH", confirm=True, by=pair.carla, now=at("09:00"))
    assert terms_for(pair.branch)["length.lunch_min"] == 60
    assert terms_of_break(fresh(early), pair.branch)["length.lunch_min"] == 30


def test_a_draft_goes_by_the_numbers_of_the_moment(pair: Bank) -> None:
    break_ = draft(pair, "12:30")
    assert break_.policy == {}
    at_branch(pair, {"notice.floor_min": 13}, now="12:00")
    assert terms_of_break(break_, pair.branch)["notice.floor_min"] == 13
    with refused("notice_too_short", 422):
        publish(pair, "12:18")
    at_branch(pair, {"notice.floor_min": 12}, now="12:18")
    assert publish(pair, "12:18")
