"""A client without a phone or sight is told in person (3.9 no. 28); what only some may do (P5)."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from branches.models import Device, Staff, hash_token
from branches.rules import DeviceKind
from tests.morning import serve, sit, told
from tests.people import PASSWORD, Bank, at

pytestmark = pytest.mark.django_db
Login = Callable[[Staff], APIClient]


@pytest.fixture(autouse=True)
def nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("branches.clock.now", lambda: at("09:00"))


def test_a_teller_marks_a_client_and_the_desk_shows_it(bank: Bank, login: Login) -> None:
    session, amira = sit(bank), login(bank.tellers[0])
    body = {"queue": bank.queue.pk, "in_person": True}
    taken = amira.post("/api/v1/tickets/", body, format="json")
    assert (taken.status_code, taken.json()["in_person"]) == (201, True)
    amira.post("/api/v1/tickets/", {"queue": bank.queue.pk}, format="json")
    desk = f"/api/v1/sessions/{session.pk}/"
    assert [t["in_person"] for t in amira.get(desk).json()["waiting"]] == [True, False]
    serve(session, "09:00")
    assert amira.get(desk).json()["ticket"]["in_person"] is True


def test_a_kiosk_marks_nobody(bank: Bank) -> None:
    Device.objects.create(
        branch=bank.branch, kind=DeviceKind.KIOSK, name="K", token_hash=hash_token("k")
    )
    client = APIClient(HTTP_AUTHORIZATION="Device k")
    body = {"queue": bank.queue.pk, "in_person": True}
    refusal = client.post("/api/v1/tickets/", body, format="json")
    assert (refusal.status_code, refusal.json()["code"]) == (422, "in_person_by_staff")
    assert client.post("/api/v1/tickets/", {"queue": bank.queue.pk}).status_code == 201


def person(bank: Bank, **more: object) -> dict[str, object]:
    return {"username": "petra", "password": PASSWORD, "name": "Petra", **more}


def test_skills_are_told_when_somebody_is_employed_and_changed_by_the_manager(
    bank: Bank, login: Login
) -> None:
    root, carla = f"/api/v1/branches/{bank.branch.pk}/staff/", login(bank.carla)
    body = person(bank, skills=["pharmacist", "cash_dual_control", "pharmacist"])
    petra = carla.post(root, body, format="json").json()
    assert petra["skills"] == ["cash_dual_control", "pharmacist"]
    for _ in range(2):
        answer = carla.patch(f"{root}{petra['id']}/", {"skills": ["pharmacist"]}, format="json")
        assert (answer.status_code, answer.json()["skills"]) == (200, ["pharmacist"])
    listed = {p["name"]: p["skills"] for p in carla.get(root).json()}
    assert listed["Petra"] == ["pharmacist"]
    assert listed["Amira main"] == []
    [event] = told(bank, "staff.skills_changed")
    assert event.data == {"before": ["cash_dual_control", "pharmacist"], "after": ["pharmacist"]}


@pytest.mark.parametrize(
    "skills", [["Not A Word"], ["x" * 41], "pharmacist", None, [1], ["a"] * 21]
)
def test_a_skill_is_one_word(bank: Bank, login: Login, skills: object) -> None:
    address = f"/api/v1/branches/{bank.branch.pk}/staff/{bank.tellers[0].pk}/"
    answer = login(bank.carla).patch(address, {"skills": skills}, format="json")
    assert answer.status_code == 422, answer.json()


def test_only_the_managers_of_the_branch_say_who_may_what(
    bank: Bank, other_bank: Bank, login: Login
) -> None:
    address = f"/api/v1/branches/{bank.branch.pk}/staff/{bank.tellers[0].pk}/"
    body = {"skills": ["pharmacist"]}
    assert login(bank.tellers[0]).patch(address, body, format="json").status_code == 403
    assert login(other_bank.carla).patch(address, body, format="json").status_code == 404
    stranger = f"/api/v1/branches/{bank.branch.pk}/staff/{other_bank.tellers[0].pk}/"
    assert login(bank.carla).patch(stranger, body, format="json").status_code == 404
