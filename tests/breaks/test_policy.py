"""The numbers in force at a branch: versions, levels, and that they are obeyed."""

import pytest

from breaks import actions
from breaks.models import BreakPolicy
from breaks.queries import policy_rows, terms_for
from tests.morning import draft, fresh, planned, publish, refused, sit, take, tick, told
from tests.people import Bank, at, found_bank


def rule(bank: Bank, now: str = "07:00", **values: object) -> BreakPolicy:
    named = {key.replace("__", "."): value for key, value in values.items()}
    return actions.set_policy(bank.branch.pk, values=named, by=bank.carla, now=at(now))


def test_a_branch_begins_with_the_defaults(alone: Bank) -> None:
    assert policy_rows(alone.branch) == []
    assert terms_for(alone.branch)["notice.floor_min"] == 10


def test_every_change_is_a_version_of_its_own(alone: Bank) -> None:
    """3.1: who changed what and when can be read."""
    first = rule(alone, notice__floor_min=12)
    assert rule(alone, "07:05", notice__floor_min=12).pk == first.pk
    second = rule(alone, "07:10", edge__first_min=30)
    assert (first.version, second.version) == (1, 2)
    assert fresh(first).values == {"notice.floor_min": 12}
    terms = terms_for(alone.branch)
    assert (terms["notice.floor_min"], terms["edge.first_min"]) == (10, 30)
    [_, event] = told(alone, "policy.changed")
    assert (event.by, event.data["before"], event.data["after"]) == (
        alone.carla,
        {"notice.floor_min": 12},
        {"edge.first_min": 30},
    )


def test_a_wrong_number_changes_nothing(alone: Bank) -> None:
    with refused("policy_value", 422, key="notice.floor_min"):
        rule(alone, edge__first_min=30, notice__floor_min=9)
    assert not BreakPolicy.objects.exists()


def test_the_branch_overlays_its_organisation_and_nobody_elses(alone: Bank) -> None:
    other = found_bank(1, slug="other")
    BreakPolicy.objects.create(
        organisation=alone.branch.organisation,
        version=1,
        values={"edge.first_min": 30, "edge.last_min": 20},
        since=at("07:00"),
    )
    rule(alone, edge__last_min=25)
    assert [terms_for(b.branch)["edge.first_min"] for b in (alone, other)] == [30, 30]
    assert [terms_for(b.branch)["edge.last_min"] for b in (alone, other)] == [25, 20]


@pytest.mark.parametrize(("now", "taken"), [("12:18", True), ("12:18:01", False)])
def test_the_floor_of_notice_is_obeyed(pair: Bank, now: str, taken: bool) -> None:
    rule(pair, notice__floor_min=12)
    draft(pair)
    if taken:
        assert publish(pair, now)
    else:
        with refused("notice_too_short", 422):
            publish(pair, now)


def test_the_lead_of_the_warning_is_obeyed(pair: Bank) -> None:
    rule(pair, notice__warn_lead_min=20)
    break_ = planned(pair)
    tick("12:10")
    assert fresh(break_).state == "warned"


def test_the_arrival_window_and_the_return_of_the_missed_are_obeyed(alone: Bank) -> None:
    rule(alone, call__arrival_window_s=60, call__revive_min=5)
    session, ticket = sit(alone), take(alone, "10:00")
    actions.call_next(session.pk, now=at("10:00"))
    tick("10:00:59")
    assert fresh(ticket).state == "called"
    tick("10:01")
    assert fresh(ticket).state == "no_show"
    with refused("revival_over"):
        actions.revive_ticket(ticket.pk, now=at("10:06:01"))
    assert actions.revive_ticket(ticket.pk, now=at("10:06")).state == "waiting"


def test_more_may_be_away_where_the_policy_says_so(db: None) -> None:
    bank = found_bank(3)
    draft(bank, "12:00")
    draft(bank, "12:00", who=1)
    with refused("max_on_break", 422):
        publish(bank)
    rule(bank, cover__max_on_break=2)
    assert len(publish(bank)) == 2
