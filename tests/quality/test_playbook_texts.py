"""An organisation's own wordings (F52), and the facts that texts are filled with."""

import pytest

from branches.errors import Invalid
from branches.models import Event, Organisation
from breaks import actions
from breaks.models import Promise
from breaks.queries import running_break
from quality.actions.playbook import override_text, reset_text
from quality.models import PlaybookText
from quality.playbook.reading import default
from quality.queries.facts import facts_of
from quality.queries.playbook import playbook_of
from tests.morning import ask, planned, proven, sit, take, tick
from tests.people import Bank, at, found_bank

AWAY = "last_call/display_away"
OWN = "{counter}. pult: vissza {return_time}"


def said(bank: Bank) -> str:
    return playbook_of(bank.branch.organisation).text(AWAY, "hu")


def test_an_own_wording_is_in_force_at_every_branch_until_it_is_reset(alone: Bank) -> None:
    other = found_bank(1, slug="second")
    boss, organisation = alone.carla, alone.branch.organisation
    first = said(alone)
    row = override_text(organisation.pk, AWAY, "hu", f"  {OWN} ", by=boss, now=at("09:00"))
    assert said(alone) == said(other) == OWN
    assert (row.version, row.by, row.since) == (1, boss, at("09:00"))
    heard = Event.objects.filter(kind="playbook.changed")
    assert {e.branch_id for e in heard} == {alone.branch.pk, other.branch.pk}
    assert reset_text(organisation.pk, AWAY, "hu", by=boss, now=at("09:05"))
    assert said(alone) == first == default().text(AWAY, "hu")
    assert override_text(organisation.pk, AWAY, "hu", OWN, by=boss, now=at("09:10")).version == 3
    assert said(alone) == OWN


def test_saying_the_same_again_or_resetting_the_default_writes_nothing(alone: Bank) -> None:
    boss, organisation = alone.carla, alone.branch.organisation
    assert reset_text(organisation.pk, AWAY, "hu", by=boss, now=at("09:00")) is None
    for _ in range(2):
        override_text(organisation.pk, AWAY, "hu", OWN, by=boss, now=at("09:00"))
    reset_text(organisation.pk, AWAY, "hu", by=boss, now=at("09:05"))
    reset_text(organisation.pk, AWAY, "hu", by=boss, now=at("09:06"))
    assert list(PlaybookText.objects.order_by("version").values_list("text", flat=True)) == [
        OWN,
        "",
    ]
    assert Event.objects.filter(kind="playbook.changed").count() == 2


def test_a_refused_wording_leaves_no_trace(alone: Bank) -> None:
    organisation = alone.branch.organisation
    with pytest.raises(Invalid) as refused:
        override_text(organisation.pk, AWAY, "hu", "Szünet", by=alone.carla, now=at("09:00"))
    assert refused.value.code == "placeholder_lost"
    assert (PlaybookText.objects.count(), Event.objects.count()) == (0, 0)


def test_another_organisation_hears_nothing_of_it(alone: Bank) -> None:
    pharmacy = Organisation.objects.create(name="Pharmacy", slug="pharmacy")
    organisation = alone.branch.organisation
    override_text(organisation.pk, AWAY, "hu", OWN, by=alone.carla, now=at("09:00"))
    assert playbook_of(pharmacy).text(AWAY, "hu") == default().text(AWAY, "hu")


def test_the_facts_of_a_break_and_of_a_clients_ticket(pair: Bank) -> None:
    """W1 pauses at 12:30, W2 stays; times follow the language, the past is left out (E0)."""
    sit(pair, 0), sit(pair, 1)
    first, second = take(pair, "12:10"), take(pair, "12:11")
    break_ = proven(pair)
    now = at("12:16")
    facts = facts_of(break_, "tr", now=now)
    assert (facts["start_time"], facts["return_time"]) == ("12.30", "13.00")
    assert (facts["counter"], facts["other_counter"], facts["minutes"]) == ("W1", "W2", "30")
    assert facts["name"] == pair.tellers[0].name
    assert facts["company"] == "Bank"
    assert {"old_time", "new_time", "reason", "case", "deadline"}.isdisjoint(facts)
    Promise.objects.update_or_create(ticket=second, defaults={"break_ref": break_})
    client = facts_of(second, "hu", now=now)
    assert (client["ticket"], client["return_time"]) == (second.code, "13:00")
    assert "name" not in client
    assert facts_of(first, "en", now=now)["ticket"] == first.code


def test_a_return_that_has_passed_is_in_no_fact(alone: Bank) -> None:
    session = sit(alone)
    proven(alone)
    tick("12:25", "12:30")
    away = running_break(session.staff_id)
    assert away
    assert facts_of(away, "en", now=at("12:40"))["minutes"] == "20"
    late = facts_of(away, "en", now=at("13:00"))
    assert {"return_time", "minutes"}.isdisjoint(late)


def test_an_unplanned_break_tells_its_public_reason_and_a_moved_one_both_times(pair: Bank) -> None:
    session = sit(pair, 0)
    sit(pair, 1)
    break_ = ask(session, "10:00", "urgent_call")
    assert facts_of(break_, "hu", now=at("10:00"))["reason"] == "rövid szünet"
    moved = planned(pair)
    moved = actions.reschedule_break(
        moved.pk, starts_at=at("12:45"), by=pair.carla, now=at("10:30")
    )
    facts = facts_of(moved, "en", now=at("10:30"))
    assert (facts["old_time"], facts["new_time"]) == ("12:30", "12:45")
    assert "reason" not in facts
