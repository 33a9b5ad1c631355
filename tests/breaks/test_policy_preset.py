"""The law of a branch (DOMAIN.md 3.3): chosen, confirmed by somebody, confirmed again when new."""

from dataclasses import replace
from typing import Any

import pytest

from breaks import actions
from breaks.actions import policy as acting
from breaks.models import BreakPolicy
from breaks.presets import load_presets
from breaks.presets.words import rules_in_words
from breaks.queries import confirmation_at, preset_of, terms_for
from tests.morning import refused, told
from tests.people import Bank, at

VERSION = load_presets()["TR"].version
LUNCH = "length.lunch_min"


def choose(bank: Bank, code: str, confirm: bool = False, now: str = "07:00") -> BreakPolicy:
    by = bank.carla
    return actions.choose_preset(bank.branch.pk, code=code, confirm=confirm, by=by, now=at(now))


def set_values(bank: Bank, values: dict[str, Any], now: str = "07:30") -> BreakPolicy:
    return actions.set_policy(bank.branch.pk, values=values, by=bank.carla, now=at(now))


def lock_preset(bank: Bank, code: str) -> None:
    organisation = bank.branch.organisation_id
    values = {"rest.preset": code}
    actions.set_organisation_policy(
        organisation, values=values, locks=["rest.preset"], by=bank.carla, now=at("06:00")
    )


def confirmed_by(bank: Bank, code: str) -> tuple[Any, Any] | None:
    found = confirmation_at(bank.branch, load_presets()[code])
    return (found.by, found.at) if found else None


def test_a_branch_begins_without_a_law(alone: Bank) -> None:
    assert preset_of(terms_for(alone.branch)) is None


def test_a_chosen_preset_protects_before_it_is_confirmed(alone: Bank) -> None:
    assert choose(alone, "TR").values == {"rest.preset": "TR"}
    terms = terms_for(alone.branch)
    assert (preset_of(terms), terms[LUNCH]) == (load_presets()["TR"], 60)
    assert confirmed_by(alone, "TR") is None


def test_a_confirmation_has_a_name_and_a_time(alone: Bank) -> None:
    choose(alone, "TR")
    policy = choose(alone, "TR", confirm=True, now="07:05")
    confirmed = f"TR {VERSION}"
    assert policy.values == {"rest.preset": "TR", "rest.preset_confirmed": confirmed}
    assert confirmed_by(alone, "TR") == (alone.carla, at("07:05"))
    event = told(alone, "policy.changed")[-1]
    assert (event.by, event.at) == (alone.carla, at("07:05"))
    assert event.data["after"]["rest.preset_confirmed"] == confirmed
    # other changes leave it with the person who gave it
    set_values(alone, {"rest.preset": "TR", "edge.first_min": 90})
    assert confirmed_by(alone, "TR") == (alone.carla, at("07:05"))


def test_a_new_version_of_the_law_is_to_be_confirmed_again(alone: Bank) -> None:
    choose(alone, "TR", confirm=True)
    newer = replace(load_presets()["TR"], version="2099-1")
    assert confirmation_at(alone.branch, newer) is None


@pytest.mark.parametrize("by_door", [True, False])
def test_another_law_is_not_confirmed_with_the_old_one(alone: Bank, by_door: bool) -> None:
    choose(alone, "TR", confirm=True)
    for code in ("HU", "TR"):
        if by_door:
            choose(alone, code)
        else:
            set_values(alone, {"rest.preset": code})
        assert confirmed_by(alone, code) is None
    choose(alone, "TR", confirm=True, now="08:00")
    assert confirmed_by(alone, "TR") == (alone.carla, at("08:00"))


def test_a_confirmation_is_no_plain_number(alone: Bank) -> None:
    choose(alone, "TR", confirm=True)
    for said in ("TR 2099-1", "HU 2025-1", ""):
        with refused("policy_value", 422, key="rest.preset_confirmed"):
            set_values(alone, {"rest.preset": "TR", "rest.preset_confirmed": said})
    # a screen that sends back what it read changes nothing
    own = {"rest.preset": "TR", "rest.preset_confirmed": f"TR {VERSION}"}
    assert set_values(alone, own).version == 1


def test_a_law_nobody_knows_is_refused(alone: Bank) -> None:
    for confirm in (True, False):
        with refused("policy_value", 422, key="rest.preset", choices=sorted(load_presets())):
            choose(alone, "XX", confirm)
    with refused("policy_value", 422, key="rest.preset"):
        set_values(alone, {"rest.preset": "XX"})
    with refused("policy_value", 422, key="rest.preset"):
        choose(alone, "", confirm=True)


def test_a_law_can_be_left(alone: Bank) -> None:
    choose(alone, "TR", confirm=True)
    assert choose(alone, "").values == {}
    assert preset_of(terms_for(alone.branch)) is None


def test_the_organisation_fixes_the_law_and_the_branch_confirms_it(alone: Bank) -> None:
    lock_preset(alone, "TR")
    for code in ("HU", ""):
        with refused("policy_locked", 409, key="rest.preset", level="organisation"):
            choose(alone, code)
    policy = choose(alone, "TR", confirm=True)
    assert policy.values == {"rest.preset_confirmed": f"TR {VERSION}"}
    assert confirmed_by(alone, "TR") == (alone.carla, at("07:00"))
    # and a plain save of other numbers leaves it
    set_values(alone, {"edge.first_min": 90})
    assert confirmed_by(alone, "TR") == (alone.carla, at("07:00"))


def test_having_no_law_cannot_be_locked(alone: Bank) -> None:
    """It would take away the law that a branch has chosen."""
    with refused("policy_value", 422, key="rest.preset"):
        lock_preset(alone, "")


@pytest.mark.parametrize(("lunch", "taken"), [(59, False), (60, True), (75, False)])
def test_lunch_is_as_long_as_the_law_asks(alone: Bank, lunch: int, taken: bool) -> None:
    choose(alone, "TR")
    if taken:
        set_values(alone, {"rest.preset": "TR", LUNCH: lunch})
        assert terms_for(alone.branch)[LUNCH] == lunch
        return
    code = "policy_looser" if lunch < 60 else "policy_value"
    with refused(code, 422, key=LUNCH):
        set_values(alone, {"rest.preset": "TR", LUNCH: lunch})


def test_a_shorter_lunch_of_before_gives_way_to_the_law(alone: Bank) -> None:
    set_values(alone, {LUNCH: 40}, now="06:50")
    choose(alone, "TR")
    assert terms_for(alone.branch)[LUNCH] == 60
    choose(alone, "HU")
    assert terms_for(alone.branch)[LUNCH] == 40


def test_a_law_whose_lunch_does_not_fit_the_branch_is_refused(alone: Bank) -> None:
    set_values(alone, {"length.max_min": 45})
    with refused("policy_value", 422, key=LUNCH, other="length.max_min"):
        choose(alone, "TR")


def test_the_same_choice_again_is_no_change(alone: Bank) -> None:
    first = choose(alone, "TR", confirm=True)
    assert choose(alone, "TR", confirm=True, now="08:00").pk == first.pk
    assert len(told(alone, "policy.changed")) == 1


def test_who_looked_at_an_old_version_is_told(alone: Bank) -> None:
    choose(alone, "TR")
    with refused("policy_changed", 409, version=1):
        acting.choose_preset(
            alone.branch.pk, code="HU", confirm=False, by=alone.carla, now=at("08:00"), version=0
        )


@pytest.mark.parametrize(
    ("code", "sentences"),
    [
        (
            "HU",
            [
                "Above 6 h of work, up to 9 h: 20 minutes of rest, in one piece, begun 3 to 6 h"
                " after the shift began.",
                "Above 9 h of work: 45 minutes of rest, at least 20 of them in one piece, in parts"
                " of at least 20 minutes, begun 3 to 6 h after the shift began, of these"
                " figures: the shortest part product.",
                "The rest is not paid.",
            ],
        ),
        ("US-FED", ["The law asks for no rest."]),
        (
            "US-CA",
            [
                "Above 5 h of work: 30 minutes of rest, in one piece, begun before the end of hour"
                " 5 of the shift, the employee may give it up on days of up to 6 h.",
                "Above 10 h of work: a further 30 minutes of rest, in one piece, begun before the"
                " end of hour 10 of the shift, the employee may give it up on days of up to 12 h.",
                "The times of the rests are recorded.",
            ],
        ),
    ],
)
def test_a_law_is_read_in_words(code: str, sentences: list[str]) -> None:
    assert rules_in_words(load_presets()[code]) == sentences


@pytest.mark.parametrize("code", load_presets())
def test_every_law_can_be_read(code: str) -> None:
    for sentence in rules_in_words(load_presets()[code]):
        assert sentence.endswith(".") and "None" not in sentence
