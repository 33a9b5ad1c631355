"""Bad input gets problem details with a code, never a 500 and never half a change."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from rest_framework.test import APIClient

from branches.models import Event, Staff
from branches.queries import branches_of
from tests.people import PASSWORD, Bank

Login = Callable[[Staff], APIClient]


def problem_of(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["type"] == f"/problems/{body['code']}"
    assert body["title"] and body["detail"]
    return body


def test_nobody_is_told_401_and_not_403(client: Client, bank: Bank) -> None:
    response = client.get("/api/v1/me/")
    assert problem_of(response, 401)["code"] == "not_authenticated"
    assert response["WWW-Authenticate"]


def test_a_session_without_csrf_token_may_not_write(bank: Bank) -> None:
    strict = APIClient(enforce_csrf_checks=True)
    strict.force_login(bank.carla.user)
    path = f"/api/v1/branches/{bank.branch.pk}/queues/"
    assert problem_of(strict.post(path, {"name": "X", "letter": "B"}), 403)["code"] == "forbidden"
    assert bank.branch.queues.count() == 1


def test_an_unknown_screen_is_nobody(bank: Bank) -> None:
    response = APIClient().get("/api/v1/me/", headers={"Authorization": "Device nonsense"})
    assert problem_of(response, 401)["code"] == "not_authenticated"


def test_a_screen_has_no_rights_of_a_person(bank: Bank) -> None:
    token = {"Authorization": "Device lobby-main"}
    response = APIClient().get(f"/api/v1/branches/{bank.branch.pk}/", headers=token)
    assert problem_of(response, 403)["code"] == "forbidden"


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{bad", "application/json", 400, "malformed_json"),
        (b"\xff\xfe", "application/json", 400, "malformed_json"),
        (b"[" * 100_000, "application/json", 400, "malformed_json"),
        (b'{"name": NaN, "letter": "B"}', "application/json", 400, "malformed_json"),
        (b" " * 300_000, "application/json", 413, "too_large"),
        (b"name=x", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (b"[1]", "application/json", 422, "invalid"),
        (b"{}", "application/json", 422, "invalid"),
        (b'{"name": "\\u0000", "letter": "B"}', "application/json", 422, "invalid"),
        (b'{"name": "\\ud800", "letter": "B"}', "application/json", 422, "invalid"),
        (b'{"name": "x", "letter": "a"}', "application/json", 422, "invalid"),
        (
            b'{"name": "x", "letter": "B", "estimate_minutes": 1e99}',
            "application/json",
            422,
            "invalid",
        ),
    ],
)
def test_a_bad_body_has_its_code(
    login: Login, bank: Bank, body: bytes, kind: str, status: int, code: str
) -> None:
    path = f"/api/v1/branches/{bank.branch.pk}/queues/"
    response = login(bank.carla).generic("POST", path, body, content_type=kind)
    assert problem_of(response, status)["code"] == code
    assert not Event.objects.exists()


def test_invalid_names_the_fields(login: Login, bank: Bank) -> None:
    response = login(bank.carla).post(f"/api/v1/branches/{bank.branch.pk}/queues/", {"name": ""})
    assert set(problem_of(response, 422)["errors"]) == {"name", "letter"}


@pytest.mark.parametrize("path", ["nothing/", "branches/0/", f"branches/{10**30}/", "t%00/"])
def test_what_is_not_there_is_404(login: Login, bank: Bank, path: str) -> None:
    assert problem_of(login(bank.carla).get(f"/api/v1/{path}"), 404)["code"] == "not_found"


def test_a_stranger_is_told_404_like_for_nothing(
    login: Login, bank: Bank, other_bank: Bank
) -> None:
    dov = login(other_bank.carla)
    for rest in ("", "queues/", "counters/", "staff/", "shifts/", "devices/", "events/"):
        response = dov.get(f"/api/v1/branches/{bank.branch.pk}/{rest}")
        assert problem_of(response, 404)["code"] == "not_found"


def test_a_teller_is_told_403(login: Login, bank: Bank) -> None:
    amira = login(bank.tellers[0])
    response = amira.post(f"/api/v1/branches/{bank.branch.pk}/queues/", {})
    assert problem_of(response, 403)["code"] == "forbidden"


def test_the_wrong_method_is_405(login: Login, bank: Bank) -> None:
    response = login(bank.carla).delete(f"/api/v1/branches/{bank.branch.pk}/")
    assert problem_of(response, 405)["code"] == "method_not_allowed"
    assert "PATCH" in response["Allow"]


def test_a_page_gets_a_sentence_and_no_json(client: Client, db: None) -> None:
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")
    assert "There is no such thing here." in response.content.decode()


@pytest.mark.parametrize("page", ["/t/%00", "/display/%00", "/api/v1/tickets/%00/"])
def test_a_token_that_nobody_can_have_is_404(client: Client, db: None, page: str) -> None:
    assert client.get(page).status_code == 404


@pytest.mark.parametrize(
    ("mishap", "status", "code"),
    [
        (ZeroDivisionError("secret"), 500, "internal_error"),
        (OperationalError("secret"), 503, "unavailable"),
    ],
)
def test_a_mishap_tells_nothing_of_itself(
    bank: Bank, monkeypatch: pytest.MonkeyPatch, mishap: Exception, status: int, code: str
) -> None:
    def fail(staff: Staff) -> Any:
        raise mishap

    monkeypatch.setattr("branches.api.places.branches_of", fail)
    client = APIClient(raise_request_exception=False)
    client.force_login(bank.carla.user)
    response = client.get("/api/v1/branches/")
    assert problem_of(response, status)["code"] == code
    assert "secret" not in response.content.decode()


def test_login_names_the_person_and_the_places(bank: Bank) -> None:
    carla = bank.carla
    body = {"username": carla.user.username, "password": PASSWORD}
    answer = APIClient().post("/api/v1/login/", body).json()
    assert answer["staff"] == {"id": carla.pk, "name": carla.name}
    assert [(b["id"], b["role"]) for b in answer["branches"]] == [(bank.branch.pk, "manager")]
    assert answer["session"] is None
    assert [b.pk for b in branches_of(carla)] == [bank.branch.pk]


def test_thirty_wrong_passwords_are_enough_for_a_minute(bank: Bank) -> None:
    client, body = APIClient(), {"username": bank.carla.user.username, "password": "wrong"}
    for _ in range(30):
        assert problem_of(client.post("/api/v1/login/", body), 401)["code"] == "wrong_credentials"
    response = client.post("/api/v1/login/", body)
    assert problem_of(response, 429)["code"] == "too_many_requests"
    assert 0 < int(response["Retry-After"]) <= 60


def test_right_passwords_are_not_counted(bank: Bank) -> None:
    client, body = APIClient(), {"username": bank.carla.user.username, "password": PASSWORD}
    assert {client.post("/api/v1/login/", body).status_code for _ in range(32)} == {200}


def test_the_policy_names_the_host_and_spares_foreign_pages(client: Client, db: None) -> None:
    ours = client.get("/login/", headers={"host": "bank.example:8000"})["Content-Security-Policy"]
    assert "connect-src 'self' ws://bank.example:8000 wss://bank.example:8000;" in ours
    assert "require-trusted-types-for 'script'" in ours
    docs = client.get("/api/docs/")["Content-Security-Policy"]
    assert "trusted-types" not in docs
    assert "script-src 'self'" in docs


def test_the_docs_page_has_nothing_inline(client: Client, db: None) -> None:
    page = client.get("/api/docs/").content.decode()
    assert "swagger-ui-bundle.js" in page
    assert "<style" not in page
    assert "<script>" not in page


def test_the_front_door_leads_to_ones_place(
    browser_of: Callable[[Staff], Client], client: Client, bank: Bank
) -> None:
    assert client.get("/")["Location"] == "/login/?next=/"
    assert browser_of(bank.tellers[0]).get("/")["Location"] == "/desk/"
    assert browser_of(bank.carla).get("/")["Location"] == "/office/"
