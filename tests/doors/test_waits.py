"""The doors of told waits: the phone's receipt, and how well the ranges held, for managers."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from branches.models import Staff
from breaks.models import WaitLearning
from tests.ledger import forecast, ledger, ranged, rest, waited
from tests.morning import ask, sit, take
from tests.people import Bank, at

Login = Callable[[Staff], APIClient]


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("branches.clock.now", lambda: at("12:00"))


def paint(token: str, low: Any, high: Any) -> Any:
    path, body = f"/api/v1/tickets/{token}/waits/", {"low": low, "high": high}
    return Client().post(path, json.dumps(body), content_type="application/json")


def test_a_phone_says_what_it_painted(bank: Bank) -> None:
    ticket = take(bank, "11:58")
    answer = paint(ticket.token, 10, 20)
    assert (answer.status_code, answer.json()["code"]) == (422, "wait_not_told")
    forecast(bank, "12:00", **{f"t{ticket.pk}": ranged("12:00", 10, 20)})
    answer = paint(ticket.token, 10, None)
    assert (answer.status_code, answer.json()["code"]) == (409, "wait_changed")
    assert [paint(ticket.token, 10, 20).status_code for _ in range(2)] == [201, 200]
    assert ledger(ticket) == [("phone", 10, 20, "")]
    for wrong in ((-1, 5), ("x", 5), (10, 10**9), (None, None)):
        assert paint(ticket.token, *wrong).status_code == 422, wrong
    assert paint("x" * 22, 10, 20).status_code == 404


def test_a_manager_reads_how_well_the_ranges_held(bank: Bank, login: Login) -> None:
    for clock_, wait in (("09:00", 15), ("09:10", 25), ("10:00", 20), ("10:05", 5)):
        waited(bank, clock_, wait, break_at=at("10:30"))
    waited(bank, "11:00", 15, break_at=at("12:30"))
    row = waited(bank, "11:00", 15)
    waited(bank, "11:05", 15, ticket=row.ticket, screen="phone")
    WaitLearning.objects.create(branch=bank.branch, learned_at=at("11:30"), services=34)
    path = f"/api/v1/branches/{bank.branch.pk}/waits/"
    found = login(bank.carla).get(path, {"days": 1}).json()
    assert (found["first_day"], found["last_day"]) == ("2027-03-03", "2027-03-03")
    whole = found["coverage"]
    assert [whole[k] for k in ("early", "inside", "late", "of")] == [1, 4, 1, 6]
    assert whole["share"] == pytest.approx(4 / 6)
    assert (found["p90_kept"]["part"], found["p90_kept"]["of"]) == (5, 6)
    assert (found["ranges"]["part"], found["ranges"]["of"]) == (5, 7)
    assert [(h["hour"], h["part"], h["of"]) for h in found["hours"]] == [
        (9, 1, 2),
        (10, 1, 2),
        (11, 2, 2),
    ]
    assert [(d["distance"], d["part"], d["of"]) for d in found["distances"]] == [
        ("near", 1, 2),
        ("far", 2, 3),
        ("none", 1, 1),
    ]
    assert found["learning"]["state"] == "learning"
    assert (found["learning"]["services"], found["learning"]["services_needed"]) == (34, 60)
    assert found["promises_kept"] == {"share": None, "part": 0, "of": 0, "low": None, "high": None}


def test_nothing_told_is_no_share(bank: Bank, login: Login) -> None:
    found = login(bank.carla).get(f"/api/v1/branches/{bank.branch.pk}/waits/").json()
    assert (found["first_day"], found["last_day"]) == ("2027-02-18", "2027-03-03")
    for name in ("coverage", "p90_kept", "promises_kept"):
        assert (found[name]["share"], found[name]["of"]) == (None, 0)
    assert (found["hours"], found["days"], found["before_break"]) == ([], [], [])


def test_only_managers_of_the_branch_read_it(bank: Bank, other_bank: Bank, login: Login) -> None:
    path = f"/api/v1/branches/{bank.branch.pk}/waits/"
    assert login(bank.tellers[0]).get(path).status_code == 403
    assert login(other_bank.carla).get(path).status_code == 404
    assert APIClient().get(path).status_code in (401, 403)
    carla = login(bank.carla)
    for days in ("0", "91", "x", "-1", "1.5", "9" * 40):
        assert carla.get(path, {"days": days}).status_code == 422, days
    for days in ("1", "90"):
        assert carla.get(path, {"days": days}).status_code == 200


def test_more_days_and_more_told_cost_no_more_queries(bank: Bank, login: Login) -> None:
    carla, path = login(bank.carla), f"/api/v1/branches/{bank.branch.pk}/waits/"
    with CaptureQueriesContext(connection) as few:
        carla.get(path, {"days": 1})
    for n in range(3):
        waited(bank, f"1{n}:00", 15, before_p=0.5, break_ref=rest(bank, f"1{n}:30"))
    with CaptureQueriesContext(connection) as many:
        carla.get(path, {"days": 90})
    assert len(many) == len(few)


def test_no_door_of_waits_names_a_person_or_a_reason(bank: Bank, login: Login) -> None:
    """Nor says how fast anybody is: that is between the record and the forecast."""
    session = sit(bank, clock="11:00")
    ticket = take(bank, "11:50")
    ask(session, "11:55", "restroom")
    forecast(bank, "12:00", **{f"t{ticket.pk}": ranged("12:00", 10, 20)})
    facts = {"speeds": {str(bank.tellers[0].pk): 1.2345}}
    WaitLearning.objects.create(branch=bank.branch, learned_at=at("11:30"), facts=facts)
    answers = [
        paint(ticket.token, 10, 20),
        paint(ticket.token, 5, 20),
        Client().get(f"/api/v1/tickets/{ticket.token}/"),
        login(bank.carla).get(f"/api/v1/branches/{bank.branch.pk}/waits/"),
    ]
    said = " ".join(answer.content.decode() for answer in answers)
    for secret in (bank.tellers[0].name, "restroom", "1.2345", "speed"):
        assert secret not in said, secret
