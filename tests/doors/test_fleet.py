"""What screens say of themselves, and what a manager changes about them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from branches import clock
from branches.models import Branch, Device, Event, Staff
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
    assert 118 < (screen.skew_seconds or 0) <= 120
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
