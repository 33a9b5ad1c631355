"""Fitting out a branch through the API (F1)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from branches.models import Branch, Device, Event, Staff
from queueapp.models import Queue
from tests.people import Bank, at, found_bank

Login = Callable[[Staff], APIClient]
NIGHT = {"starts_at": "2027-03-03T22:00:00Z", "ends_at": "2027-03-04T05:00:00Z"}


def below(bank: Bank, rest: str) -> str:
    return f"/api/v1/branches/{bank.branch.pk}/{rest}"


def code_of(response: Any, status: int) -> str:
    assert response.status_code == status, response.content
    return str(response.json()["code"])


def test_head_office_opens_a_branch_and_fits_it_out(login: Login, office: Staff) -> None:
    client = login(office)
    place = {"name": "Harbour", "slug": "harbour", "time_zone": "Asia/Manila", "kind": "pharmacy"}
    branch = client.post("/api/v1/branches/", place).json()
    assert branch["languages"] == ["en"]
    assert branch["version"] == 1
    root = f"/api/v1/branches/{branch['id']}/"
    queue = client.post(root + "queues/", {"name": "Rx", "letter": "R"}).json()
    counter = client.post(root + "counters/", {"label": "1", "queues": [queue["id"]]}).json()
    person = {"username": "ana", "password": "a long quiet password", "name": "Ana"}
    staff = client.post(root + "staff/", person).json()
    shift = {"staff": staff["id"], "counter": counter["id"], **NIGHT}
    assert client.post(root + "shifts/", shift).json()["day"] == "2027-03-04"
    screen = client.post(root + "devices/", {"kind": "display", "name": "Lobby"}).json()
    assert client.get(root + "queues/").json() == [queue]
    assert client.get(root + "counters/").json() == [counter]
    assert client.get(root + "staff/").json() == [staff]
    assert [s["staff"] for s in client.get(root + "shifts/?day=2027-03-04").json()] == [staff["id"]]
    listed = client.get(root + "devices/").json()
    assert [d["id"] for d in listed] == [screen["id"]]
    assert "token" not in listed[0]
    kinds = [e["kind"] for e in client.get(root + "events/").json()["events"]]
    assert kinds == [
        "branch.created",
        "queue.created",
        "counter.created",
        "staff.created",
        "shift.created",
        "device.created",
    ]


def test_a_service_has_a_name_for_each_language(login: Login, bank: Bank) -> None:
    carla, teller = login(bank.carla), login(bank.tellers[0])
    # of the last two nothing can be seen
    names = {"hu": "Számlák", "ru": "", "tr": "\u200b \u3164"}
    about = {"name": "Accounts", "letter": "C", "names": names}
    queue = carla.post(below(bank, "queues/"), about, format="json").json()
    assert queue["names"] == {"hu": "Számlák"}
    path = f"/api/v1/queues/{queue['id']}/"
    for names in ({"xx": "?"}, {"hu": "x" * 81}, ["hu"]):
        assert code_of(carla.patch(path, {"names": names}, format="json"), 422) == "invalid"
    assert code_of(carla.patch(path, {"name": ""}, format="json"), 422) == "invalid"
    assert code_of(carla.patch(path, {"name": "\u200b"}, format="json"), 422) == "invalid"
    changed = {"name": "Account", "names": {"tr": "Hesap"}}
    assert code_of(teller.patch(path, changed, format="json"), 403) == "forbidden"
    stranger = login(found_bank(1, slug="elsewhere").carla)
    assert code_of(stranger.patch(path, changed, format="json"), 404) == "not_found"
    happened = Event.objects.count()
    assert carla.patch(path, changed, format="json").json() == {**queue, **changed}
    # a second time nothing happens
    assert carla.patch(path, changed, format="json").json() == {**queue, **changed}
    assert Event.objects.count() == happened + 1
    row = Queue.objects.get(pk=queue["id"])
    assert [row.name_in("tr"), row.name_in("hu")] == ["Hesap", "Account"]


def test_a_manager_opens_no_branch(login: Login, bank: Bank) -> None:
    response = login(bank.carla).post("/api/v1/branches/", {"name": "X", "slug": "x"})
    assert code_of(response, 403) == "forbidden"


@pytest.mark.parametrize(
    "bad",
    [
        {"slug": "main"},
        {"time_zone": "Mars/Olympus"},
        {"languages": []},
        {"languages": ["English"]},
        {"kind": "circus"},
        {"opening_hours": {"mon": [["09:00", "08:00"]]}},
        {"opening_hours": {"mon": [["09:00", "12:00"], ["11:00", "17:00"]]}},
        {"opening_hours": {"mon": [["9", "17"]]}},
        {"opening_hours": {"someday": []}},
        {"opening_hours": {"mon": [["09:00", 17]]}},
        {"opening_hours": [1]},
    ],
)
def test_a_branch_that_cannot_be_is_refused(
    login: Login, office: Staff, bad: dict[str, Any]
) -> None:
    body = {"name": "New", "slug": "new", **bad}
    assert login(office).post("/api/v1/branches/", body).status_code == 422
    assert Branch.objects.count() == 1


def test_a_change_is_one_event_and_no_change_is_none(login: Login, bank: Bank) -> None:
    carla, body = login(bank.carla), {"alternative": "ATM outside", "accepts_tickets": False}
    first = carla.patch(below(bank, ""), body).json()
    assert (first["alternative"], first["accepts_tickets"]) == ("ATM outside", False)
    assert carla.patch(below(bank, ""), body).json() == first
    event = Event.objects.get()
    assert (event.kind, event.data) == ("branch.changed", body)


def test_letters_and_labels_are_given_once(login: Login, bank: Bank) -> None:
    carla = login(bank.carla)
    letter = carla.post(below(bank, "queues/"), {"name": "X", "letter": "A"})
    assert code_of(letter, 422) == "letter_taken"
    assert code_of(carla.post(below(bank, "counters/"), {"label": "W1"}), 422) == "label_taken"


def test_a_counter_serves_only_queues_of_its_branch(
    login: Login, bank: Bank, other_bank: Bank
) -> None:
    body = {"label": "9", "queues": [bank.queue.pk, other_bank.queue.pk]}
    response = login(bank.carla).post(below(bank, "counters/"), body)
    assert code_of(response, 422) == "unknown_queue"
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("starts", "ends", "status", "code"),
    [
        ("16:30", "16:30", 422, "shift_ends_before_it_starts"),
        ("16:30", "16:29", 422, "shift_ends_before_it_starts"),
        ("07:00", "23:01", 422, "shift_too_long"),
        ("07:00", "08:01", 409, "shift_overlap"),
        ("16:29", "18:00", 409, "shift_overlap"),
        ("09:00", "10:00", 409, "shift_overlap"),
    ],
)
def test_a_shift_that_cannot_be_is_refused(
    login: Login, bank: Bank, starts: str, ends: str, status: int, code: str
) -> None:
    body = {"staff": bank.tellers[0].pk, "starts_at": at(starts), "ends_at": at(ends)}
    assert code_of(login(bank.carla).post(below(bank, "shifts/"), body), status) == code


@pytest.mark.parametrize(("starts", "ends"), [("07:00", "08:00"), ("16:30", "18:00")])
def test_shifts_may_touch(login: Login, bank: Bank, starts: str, ends: str) -> None:
    body = {"staff": bank.tellers[0].pk, "starts_at": at(starts), "ends_at": at(ends)}
    assert login(bank.carla).post(below(bank, "shifts/"), body).status_code == 201


def test_a_shift_is_for_people_who_work_there(login: Login, bank: Bank, other_bank: Bank) -> None:
    body = {"staff": other_bank.tellers[0].pk, **NIGHT}
    response = login(bank.carla).post(below(bank, "shifts/"), body)
    assert code_of(response, 422) == "unknown_staff"


def test_nobody_gives_out_a_role_above_their_own(login: Login, bank: Bank, office: Staff) -> None:
    person = {"username": "x", "password": "a long quiet password", "name": "X"}
    body = {**person, "role": "head_office"}
    assert code_of(login(bank.carla).post(below(bank, "staff/"), body), 403) == "forbidden"
    assert login(office).post(below(bank, "staff/"), body).status_code == 201


def test_user_names_are_given_once_and_passwords_are_long(login: Login, bank: Bank) -> None:
    carla, name = login(bank.carla), bank.carla.user.username
    twice = {"username": name, "password": "a long quiet password", "name": "X"}
    assert code_of(carla.post(below(bank, "staff/"), twice), 422) == "username_taken"
    weak = {"username": "new", "password": "short", "name": "X"}
    assert code_of(carla.post(below(bank, "staff/"), weak), 422) == "weak_password"


def test_a_retired_screen_opens_nothing(login: Login, bank: Bank) -> None:
    carla = login(bank.carla)
    screen = carla.post(below(bank, "devices/"), {"kind": "kiosk", "name": "K"}).json()
    token = {"Authorization": f"Device {screen['token']}"}
    assert APIClient().get("/api/v1/me/", headers=token).status_code == 403
    assert carla.delete(below(bank, f"devices/{screen['id']}/")).status_code == 204
    assert carla.delete(below(bank, f"devices/{screen['id']}/")).status_code == 204
    assert APIClient().get("/api/v1/me/", headers=token).status_code == 401
    assert Event.objects.filter(kind="device.retired").count() == 1


def test_another_branchs_screen_cannot_be_retired(
    login: Login, bank: Bank, other_bank: Bank
) -> None:
    assert other_bank.display
    response = login(bank.carla).delete(below(bank, f"devices/{other_bank.display.pk}/"))
    assert code_of(response, 404) == "not_found"
    assert Device.objects.get(pk=other_bank.display.pk).retired_at is None


def test_events_are_paged_by_number(login: Login, bank: Bank) -> None:
    carla = login(bank.carla)
    for label in "3456":
        carla.post(below(bank, "counters/"), {"label": label})
    page = carla.get(below(bank, "events/?limit=3")).json()
    assert [e["number"] for e in page["events"]] == [1, 2, 3]
    rest = carla.get(below(bank, f"events/?after={page['next']}&limit=3")).json()
    assert ([e["number"] for e in rest["events"]], rest["next"]) == ([4], None)


@pytest.mark.parametrize("query", ["after=x", "after=-1", "limit=0", "limit=501", "after=1e999"])
def test_a_bad_page_is_refused(login: Login, bank: Bank, query: str) -> None:
    response = login(bank.carla).get(below(bank, f"events/?{query}"))
    assert code_of(response, 422) == "invalid"


@pytest.mark.parametrize(
    "rest", ["queues/", "counters/", "staff/", "devices/", "shifts/?day=2027-03-03"]
)
def test_a_longer_list_needs_no_more_queries(login: Login, rest: str, db: None) -> None:
    asked = []
    for bank in (found_bank(1, slug="one"), found_bank(3, slug="three")):
        client = login(bank.carla)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(below(bank, rest)).json()
        asked.append(len(queries))
    assert asked[0] == asked[1]
