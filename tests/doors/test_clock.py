"""The clock of the house: moved in a demo or a test, fixed in production."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from branches import clock
from branches.actions import change_branch, set_clock
from branches.models import Staff
from tests.people import Bank, at

Login = Callable[[Staff], APIClient]


@pytest.fixture
def movable(settings: Settings) -> Settings:
    settings.CLOCK_CONTROL = True
    return settings


def test_a_fixed_clock_has_no_door(login: Login, bank: Bank, settings: Settings) -> None:
    settings.CLOCK_CONTROL = False
    carla = login(bank.carla)
    for response in (carla.get("/api/v1/clock/"), carla.post("/api/v1/clock/", {"speed": 2})):
        assert (response.status_code, response.json()["code"]) == (404, "clock_fixed")


def test_a_stopped_clock_shows_the_instant_it_was_set_to(
    login: Login, bank: Bank, movable: Settings
) -> None:
    carla = login(bank.carla)
    answer = carla.post("/api/v1/clock/", {"now": "2027-03-03T11:00:00Z", "speed": 0}).json()
    assert answer == {"now": "2027-03-03T11:00:00Z", "speed": 0.0}
    assert clock.now() == at("12:00")


def test_a_moved_clock_runs_at_its_speed(bank: Bank, movable: Settings) -> None:
    real = clock.real_now()
    set_clock(now=at("12:00"), speed=60, real_now=real - timedelta(seconds=10))
    assert timedelta(minutes=10) <= clock.now() - at("12:00") < timedelta(minutes=12)


def test_a_speed_alone_leaves_the_instant(bank: Bank, movable: Settings) -> None:
    real = clock.real_now()
    set_clock(now=at("12:00"), speed=0, real_now=real)
    setting = set_clock(speed=1, real_now=real + timedelta(hours=1))
    assert setting.shown_at == at("12:00")


def test_what_happened_cannot_be_in_the_future(login: Login, bank: Bank, movable: Settings) -> None:
    change_branch(bank.branch.pk, by=bank.carla, now=at("12:00"), alternative="ATM outside")
    carla = login(bank.carla)
    behind = carla.post("/api/v1/clock/", {"now": at("11:59").isoformat(), "speed": 0})
    assert (behind.status_code, behind.json()["code"]) == (422, "clock_behind_events")
    assert carla.post("/api/v1/clock/", {"now": at("12:00").isoformat()}).status_code == 200


@pytest.mark.parametrize("speed", [-1, 1001, "nan", "inf"])
def test_a_speed_of_no_use_is_refused(
    login: Login, bank: Bank, movable: Settings, speed: object
) -> None:
    assert login(bank.carla).post("/api/v1/clock/", {"speed": speed}).status_code == 422


def test_only_managers_move_the_clock(login: Login, bank: Bank, movable: Settings) -> None:
    response = login(bank.tellers[0]).post("/api/v1/clock/", {"speed": 2})
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


def test_after_a_move_the_timers_run_once(
    login: Login, bank: Bank, movable: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[object] = []
    monkeypatch.setattr("branches.api.records.run_due", ran.append)
    login(bank.carla).post("/api/v1/clock/", {"now": at("12:00").isoformat(), "speed": 0})
    assert ran == [at("12:00")]


def test_production_refuses_a_clock_that_moves(movable: Settings) -> None:
    def ids() -> list[str | None]:
        return [m.id for m in run_checks(include_deployment_checks=True)]

    assert "intermezzo.E001" in ids()
    movable.CLOCK_CONTROL = False
    assert "intermezzo.E001" not in ids()
