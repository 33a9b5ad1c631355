"""A promise is taken back only by a manager, with grounds, an apology and a record (3.4, C1)."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from branches.models import Staff
from breaks import actions
from breaks.models import Commitment, Override
from breaks.queries import promise_of
from breaks.rules.overrides import Grounds
from tests.invariants import Memory
from tests.morning import done, fresh, planned, proven, refused, serve, sit, take, tick, told
from tests.people import Bank, at, found_bank

pytestmark = pytest.mark.django_db
ILL = Grounds("staff_ill", "the only cashier is unwell")


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("branches.clock.now", lambda: at("12:17"))


def withdraw(bank: Bank, ticket: Any, clock: str = "12:17", grounds: Grounds | None = ILL) -> Any:
    return actions.withdraw_promise(
        ticket.pk, by=bank.carla, grounds=grounds, now=at(clock), address="10.0.0.7"
    )


def delete(person: Staff, ticket: Any, **body: object) -> Any:
    client = APIClient()
    client.force_login(person.user)
    return client.delete(f"/api/v1/tickets/{ticket.token}/promise/", body, format="json")


def test_the_client_is_told_after_and_it_stays_so(alone: Bank) -> None:
    """The forecast would say "before" again at once; what was taken back is not given again."""
    session = sit(alone)
    break_ = proven(alone)
    first, second = take(alone, "12:16"), take(alone, "12:16")
    withdraw(alone, first)
    promise = promise_of(first)
    assert (promise.kind, promise.break_ref, promise.returns_at) == ("after", break_, at("13:00"))
    tick("12:25")
    assert serve(session, "12:26") == second
    done(session, "12:29")
    tick("12:30")
    assert (fresh(first).state, promise_of(first).kind) == ("waiting", "after")
    assert fresh(break_).state == "on_break"


def test_what_was_broken_is_on_record_for_good(alone: Bank) -> None:
    sit(alone)
    break_ = proven(alone)
    first, second = take(alone, "12:16"), take(alone, "12:16")
    withdraw(alone, first)
    row = Override.objects.get()
    assert (row.rule, row.by, row.role, row.reason) == (
        "promise_withdrawn",
        alone.carla,
        "manager",
        "staff_ill",
    )
    assert (row.before["promise"], row.after["promise"]) == ("before", "after")
    assert (row.break_ref, row.ticket, row.address) == (break_, first, "10.0.0.7")
    assert set(row.tickets) == {first.code, second.code}
    assert Commitment.objects.get(ticket=first).state == "broken"
    assert Commitment.objects.get(ticket=second).state == "open"
    [event] = told(alone, "promise.withdrawn")
    assert (event.data["apology"], event.data["was"]) == (True, "before")


def test_a_second_press_writes_nothing(alone: Bank) -> None:
    sit(alone)
    proven(alone)
    ticket = take(alone, "12:16")
    for clock in ("12:17", "12:18"):
        withdraw(alone, ticket, clock)
    assert (Override.objects.count(), len(told(alone, "promise.withdrawn"))) == (1, 1)


def test_the_promises_of_others_stand(alone: Bank) -> None:
    sit(alone)
    proven(alone)
    tickets = [take(alone, "12:16") for _ in range(3)]
    memory = Memory(alone.branch)
    memory.remember()
    withdraw(alone, tickets[0])
    memory.promises.pop(tickets[0].pk)
    memory.no_promise_worsened()
    # the place that became free is given to the next
    assert [promise_of(t).kind for t in tickets] == ["after", "before", "before"]


def test_nothing_firm_and_good_is_nothing_to_take_back(alone: Bank) -> None:
    sit(alone)
    planned(alone)
    for _ in range(4):
        late = take(alone, "12:16")
    tick("12:16")
    with refused("no_promise", 409):
        withdraw(alone, late)
    free = take(found := found_bank(slug="other"), "12:16")
    with refused("no_promise", 409):
        withdraw(found, free)


def test_a_client_at_the_counter_is_served(alone: Bank) -> None:
    session = sit(alone)
    proven(alone)
    ticket = take(alone, "12:16")
    serve(session, "12:16")
    with refused("ticket_state", 409):
        withdraw(alone, ticket)


@pytest.mark.parametrize(
    ("override", "code"),
    [
        ({}, "promise_withdrawn"),
        ({"override": {"reason": "mood", "remark": "because I say so"}}, "override_reason"),
        ({"override": {"reason": "rush", "remark": "too short"}}, "override_remark"),
    ],
)
def test_without_good_grounds_it_is_refused(alone: Bank, override: dict, code: str) -> None:
    sit(alone)
    proven(alone)
    ticket = take(alone, "12:16")
    answer = delete(alone.carla, ticket, **override)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json().get("overridable", False) == (code == "promise_withdrawn")
    assert (promise_of(ticket).kind, Override.objects.count()) == ("before", 0)


def test_only_a_manager_of_the_branch_may(alone: Bank) -> None:
    sit(alone)
    proven(alone)
    ticket = take(alone, "12:16")
    good = {"override": {"reason": "rush", "remark": "forty people in the hall"}}
    assert delete(alone.tellers[0], ticket, **good).status_code == 403
    assert delete(found_bank(slug="other").carla, ticket, **good).status_code == 404
    assert APIClient().delete(f"/api/v1/tickets/{ticket.token}/promise/").status_code in (401, 403)
    answer = delete(alone.carla, ticket, **good)
    assert (answer.status_code, answer.json()["promise"]["withdrawn"]) == (200, True)
    assert Override.objects.get().address == "127.0.0.1"
