"""What screens say of themselves, and what a manager changes about them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from branches import clock
from branches.models import Branch, Device, Event, IdempotentAnswer, Pairing, Staff
from branches.tasks import sweep
from tests.people import Bank, found_bank

Login = Callable[[Staff], APIClient]
STATE = "/api/v1/boards/lobby-main/state/"


def test_a_screen_says_how_it_is_and_nobody_is_disturbed(pair: Bank, client: Any) -> None:
    """Build, size, sound and a clock that is two minutes ahead (3.9 no. 29): no event."""
    ahead = clock.real_now() + timedelta(minutes=2)
    Branch.objects.filter(pk=pair.branch.pk).update(version=7)
    said = {"build": "abc123def456", "width": 1920, "height": 1080, "sound": "blocked"}
    painted = {"painted_version": 7, "painted_at": "2027-03-03T09:00:00Z"}
    body = {**said, **painted, "device_clock": ahead.isoformat()}
    assert client.post(STATE, body, "application/json").status_code == 204
    screen = Device.objects.get(branch=pair.branch)
    assert {key: getattr(screen, key) for key in said} == said
    assert 60 < (screen.skew_seconds or 0) <= 120
    assert screen.painted_version == 7
    assert screen.last_seen_at == screen.reported_at is not None
    # half a report leaves the rest; a board that never was is not believed
    assert client.post(STATE, {"painted_version": 8}, "application/json").status_code == 204
    screen.refresh_from_db()
    assert (screen.sound, screen.painted_version) == ("blocked", 7)
    assert Event.objects.count() == 0
    assert Branch.objects.get(pk=pair.branch.pk).version == 7


@pytest.mark.parametrize(
    "bad",
    [
        {"build": "<script>"},
        {"width": 0},
        {"height": 99_999},
        {"sound": "loud"},
        {"device_clock": "noon"},
        {"painted_version": -1},
        {"painted_version": 2**63},
        {"painted_at": "9999-12-31T23:59:59Z"},
    ],
)
def test_nonsense_of_a_screen_is_refused(pair: Bank, client: Any, bad: dict[str, Any]) -> None:
    answer = client.post(STATE, bad, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert Device.objects.get(branch=pair.branch).reported_at is None


def test_a_screen_is_renamed_and_moved_by_its_manager_alone(login: Login, pair: Bank) -> None:
    screen = Device.objects.get(branch=pair.branch)
    path = f"/api/v1/branches/{pair.branch.pk}/devices/{screen.pk}/"
    change = {"name": "Hall", "zone": "hall"}
    other = found_bank(1, slug="other")
    assert login(pair.tellers[0]).patch(path, change).status_code == 403
    assert login(other.carla).patch(path, change).status_code == 404
    for _ in range(2):
        shown = login(pair.carla).patch(path, change).json()
    assert (shown["name"], shown["zone"]) == ("Hall", "hall")
    assert [e.data for e in Event.objects.filter(kind="device.changed")] == [change]


def ask(client: Any) -> dict[str, Any]:
    """A new screen asks for a code."""
    answer = client.post("/api/v1/pairings/")
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def claim(bank: Bank, manager: APIClient, code: str, **more: Any) -> Any:
    body = {"code": code, "kind": "sign", "name": "Glass", "zone": "hall", **more}
    return manager.post(f"/api/v1/branches/{bank.branch.pk}/pairings/", body)


def look(client: Any, secret: str) -> tuple[int, dict[str, Any]]:
    answer = client.get(f"/api/v1/pairings/{secret}/")
    return answer.status_code, answer.json()


def test_a_screen_that_shows_a_code_is_paired_by_whoever_types_it(
    login: Login, pair: Bank, client: Any
) -> None:
    """The secret that the screen keeps is its token; of it the house keeps a hash."""
    asked, carla = ask(client), login(pair.carla)
    assert look(client, asked["secret"])[1]["code"] == asked["code"]
    typed = f" {asked['code'][:3].lower()}-{asked['code'][3:]} "
    answer = claim(pair, carla, typed)
    assert (answer.status_code, answer.json()["zone"]) == (201, "hall")
    assert "token" not in answer.json()
    address = f"/sign/{asked['secret']}"
    assert look(client, asked["secret"]) == (200, {"state": "paired", "address": address})
    assert client.get(address).status_code == 200
    assert client.get(f"/api/v1/boards/{asked['secret']}/").status_code == 200
    assert asked["secret"] not in str(Device.objects.values()) + str(Pairing.objects.values())
    assert [e.data for e in Event.objects.filter(kind="device.created")] == [
        {"kind_of_screen": "sign"}
    ]
    # a code is used once, whoever has read it off the screen
    again = claim(pair, carla, asked["code"])
    assert (again.status_code, again.json()["code"]) == (422, "unknown_code")
    carla.delete(f"/api/v1/branches/{pair.branch.pk}/devices/{answer.json()['id']}/")
    assert look(client, asked["secret"])[0] == 404


def test_a_code_is_worth_nothing_when_its_time_is_over(
    login: Login, pair: Bank, client: Any
) -> None:
    asked = ask(client)
    Pairing.objects.update(expires_at=clock.real_now())
    assert claim(pair, login(pair.carla), asked["code"]).json()["code"] == "unknown_code"
    assert look(client, asked["secret"])[0] == 404
    sweep()
    assert not Pairing.objects.exists()


def test_who_types_codes_is_a_manager_of_the_branch_and_does_not_guess(
    login: Login, pair: Bank, client: Any
) -> None:
    code, other = ask(client)["code"], found_bank(1, slug="other")
    assert claim(pair, login(pair.tellers[0]), code).status_code == 403
    assert claim(pair, login(other.carla), code).status_code == 404
    carla = login(pair.carla)
    guesses = [claim(pair, carla, "CCCCCC").status_code for _ in range(11)]
    assert guesses == [422] * 10 + [429]
    # the right one has to wait, too
    assert claim(pair, carla, code).status_code == 429


def test_a_flood_of_screens_is_held_up(db: None, client: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("branches.actions.pairing.MOST_PAIRINGS", 2)
    codes = {ask(client)["code"] for _ in range(2)}
    assert len(codes) == 2
    answer = client.post("/api/v1/pairings/")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_pairings")


def test_no_screen_gets_round_the_line_of_its_address(
    db: None, client: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("branches.api.pairings.NewScreens.rate", "2/min")
    asked = [client.post("/api/v1/pairings/", headers={"X-Forwarded-For": str(n)}) for n in "123"]
    assert [answer.status_code for answer in asked] == [201, 201, 429]


def test_the_secret_of_a_screen_is_kept_for_no_repeat(db: None, client: Any) -> None:
    asked = [client.post("/api/v1/pairings/", headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert len({answer.json()["secret"] for answer in asked}) == 2
    assert not IdempotentAnswer.objects.exists()
