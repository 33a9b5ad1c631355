"""What those who watch over the servers are told, and the tick they watch for."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from pytest_django.fixtures import Settings

from branches import clock
from branches.actions import note_tick
from branches.management.commands.run_timers import run_until
from branches.models import Tick
from branches.timetable import run_due
from config.asgi import Alive
from tests.ledger import forecast
from tests.morning import take
from tests.people import Bank, at, found_bank

ran: list[datetime] = []


def good(now: datetime) -> int:
    """A timer that works."""
    ran.append(now)
    return 2


def bad(now: datetime) -> int:
    """A timer that fails."""
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def forget() -> None:
    ran.clear()


def test_the_process_lives_without_a_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


async def test_the_process_says_so_without_a_thread() -> None:
    """A server that hung has hundreds of such questions before it when it goes on."""
    said: list[dict[str, Any]] = []
    others: list[str] = []

    async def the_rest(scope: Any, receive: Any, send: Any) -> None:
        others.append(scope["path"])

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    for method, path in (("GET", "/healthz"), ("POST", "/healthz"), ("GET", "/readyz")):
        await Alive(the_rest)({"method": method, "path": path}, None, send)
    assert others == ["/healthz", "/readyz"]
    assert [said[0]["status"], json.loads(said[1]["body"])] == [200, {"status": "ok"}]


def test_ready_tells_each_part(client: Client, db: None) -> None:
    note_tick(clock.real_now())
    response = client.get("/readyz")
    assert response.status_code == 200
    body = response.json()
    assert body["status"] == "ok"
    assert {name: body[name]["status"] for name in ("database", "migrations", "redis", "tick")} == {
        "database": "ok",
        "migrations": "ok",
        "redis": "ok",
        "tick": "ok",
    }


def test_a_late_tick_is_told(client: Client, db: None) -> None:
    note_tick(clock.real_now() - timedelta(seconds=60))
    body = client.get("/readyz").json()
    assert (body["status"], body["tick"]["status"]) == ("degraded", "late")
    assert 60 <= body["tick"]["seconds_ago"] < 70


@pytest.mark.parametrize(
    ("made", "asked", "status", "seconds"),
    [
        ("09:00", "09:01:59", "ok", 119),
        ("09:00", "09:02", "late", 120),
        # a forecast of the night before: the first client waits since 08:58
        ("00:00", "08:59:59", "ok", 119),
        (None, "09:00", "late", 120),
    ],
)
def test_a_forecaster_that_is_away_is_told(
    client: Client,
    pair: Bank,
    monkeypatch: pytest.MonkeyPatch,
    made: str | None,
    asked: str,
    status: str,
    seconds: int,
) -> None:
    note_tick(clock.real_now())
    monkeypatch.setattr("branches.clock.now", lambda: at(asked))
    assert client.get("/readyz").json()["forecast"] == {"status": "ok", "seconds_ago": None}
    take(pair, "08:58"), take(pair, "08:59")
    # where nobody waits no forecast is missed
    found_bank(slug="second")
    if made:
        forecast(pair, made)
    body = client.get("/readyz").json()
    assert body["forecast"] == {"status": status, "seconds_ago": seconds}
    assert body["status"] == ("ok" if status == "ok" else "degraded")


def test_without_redis_breaks_are_kept_all_the_same(
    client: Client, db: None, settings: Settings
) -> None:
    note_tick(clock.real_now())
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["redis"] == {"status": "away"}


def test_without_a_database_nothing_works(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["status"] == "away"


def test_one_failing_floor_keeps_no_other_from_its_work(settings: Settings) -> None:
    settings.TIMERS = [f"{__name__}.bad", f"{__name__}.good"]
    with pytest.raises(ZeroDivisionError):
        run_due(at("12:00"))
    assert ran == [at("12:00")]


def test_one_tick_from_the_command_line(
    db: None, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.TIMERS = [f"{__name__}.good"]
    call_command("run_timers", "--once")
    assert len(ran) == 1
    assert "advanced 2" in capsys.readouterr().out
    assert Tick.objects.get().at <= clock.real_now()


class Stop:
    """An event that remembers how long it was waited for, and is set after five waits."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def is_set(self) -> bool:
        return len(self.pauses) >= 5

    def wait(self, seconds: float) -> None:
        self.pauses.append(seconds)


def test_the_loop_outlives_the_database_and_a_bug(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = [OperationalError(), OperationalError(), None, ZeroDivisionError(), None]

    def tick(now: datetime, real_now: datetime) -> None:
        if outcome := outcomes.pop(0):
            raise outcome

    settings.CLOCK_CONTROL, settings.TICK_SECONDS = False, 1.0
    command = "branches.management.commands.run_timers"
    monkeypatch.setattr(f"{command}.tick", tick)
    monkeypatch.setattr(f"{command}.connections.close_all", lambda: None)
    stop = Stop()
    run_until(stop)  # type: ignore[arg-type]
    assert stop.pauses == [2.0, 4.0, 1.0, 1.0, 1.0]
