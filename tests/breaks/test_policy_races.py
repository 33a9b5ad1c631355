"""Head office and managers who save at the same instant, in real threads (DESIGN.md 6)."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from branches.locks import lock_branch
from branches.models import Organisation, Staff
from branches.rules import Role
from breaks import actions
from breaks.models import BreakPolicy
from tests.breaks.test_races import at_once
from tests.morning import fresh
from tests.people import Bank, at, found_bank, hire

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = "edge.first_min"


def save_above(by: Staff, minutes: int) -> BreakPolicy:
    organisation = by.memberships.get().organisation_id
    values = {FIRST: minutes}
    return actions.set_organisation_policy(organisation, values=values, by=by, now=at("07:00"))


def save(bank: Bank, minutes: int, version: int | None = None) -> BreakPolicy:
    return actions.set_policy(
        bank.branch.pk, values={FIRST: minutes}, by=bank.carla, now=at("07:00"), version=version
    )


def test_of_three_who_looked_at_the_same_numbers_one_saves() -> None:
    bank = found_bank(1)
    results = at_once(*(lambda n=n: save(bank, n, version=0) for n in (61, 62, 63)))  # type: ignore[misc]
    assert sorted(map(str, map(type, results))).count(str(BreakPolicy)) == 1
    assert results.count("policy_changed") == 2


def test_the_organisation_and_its_branches_save_at_once() -> None:
    """Branches are locked in one order, whoever asks: nobody waits in a circle."""
    one, two = found_bank(1), found_bank(1, slug="two")
    hedda = hire("Hedda", None, Role.HEAD_OFFICE, one.branch.organisation)
    acts = [lambda n=n: save_above(hedda, n) for n in (40, 41, 42)]  # type: ignore[misc]
    acts += [lambda b=b, n=n: save(b, n) for b in (one, two) for n in (90, 91)]  # type: ignore[misc]
    results = at_once(*acts)
    assert [type(result) for result in results] == [BreakPolicy] * 7
    for branch in (None, one.branch, two.branch):
        versions = BreakPolicy.objects.filter(branch=branch).values_list("version", flat=True)
        assert sorted(versions) == list(range(1, 4 if branch is None else 3))
    for bank in (one, two):
        numbers = list(bank.branch.events.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, 6))
        assert fresh(bank.branch).version == 5


def held(bank: Bank, what: str) -> Callable[[], object]:
    """What takes the row of the branch or of its organisation."""
    if what == "branch":
        return lambda: lock_branch(bank.branch.pk)
    rows = Organisation.objects.select_for_update(no_key=True)
    return lambda: rows.get(pk=bank.branch.organisation_id)


@pytest.mark.parametrize("what", ["branch", "organisation"])
def test_the_organisation_waits_for_whoever_holds(what: str) -> None:
    """Whoever decides at a branch decides under numbers that stay; of two in the head office the
    second sees what the first has saved."""
    bank = found_bank(1)
    hedda = hire("Hedda", None, Role.HEAD_OFFICE, bank.branch.organisation)
    done = threading.Event()

    def act() -> None:
        save_above(hedda, 90)
        done.set()
        connection.close()

    thread = threading.Thread(target=act)
    with transaction.atomic():
        held(bank, what)()
        thread.start()
        # it sees the row held before it reads any number
        assert not done.wait(0.7)
        BreakPolicy.objects.create(
            organisation=bank.branch.organisation, version=1, values={}, since=at("06:00")
        )
    assert done.wait(30)
    thread.join()
    versions = BreakPolicy.objects.order_by("version").values_list("version", "values")
    assert list(versions) == [(1, {}), (2, {FIRST: 90})]
