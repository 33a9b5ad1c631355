"""Lobby, kiosk, phone, desk and office tell one edition of the forecast, or nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from branches.models import Staff
from breaks import actions, timers
from breaks.models import WaitForecast, WaitLearning
from queueapp.models import Ticket
from signage.boards import board_for
from tests.morning import planned, serve, sit, take
from tests.people import Bank, at, found_bank

Login = Callable[[Staff], APIClient]
Told = dict[str, Any]


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the clock that the doors read."""

    def set_to(clock: str) -> None:
        monkeypatch.setattr("branches.clock.now", lambda: at(clock))

    return set_to


@pytest.fixture
def busy(db: None) -> tuple[Bank, list[Ticket]]:
    """Two counters, seven who wait, a lunch at half past twelve; forecast at 12:10."""
    bank = found_bank(2)
    sessions = [sit(bank), sit(bank, 1)]
    planned(bank)
    tickets = [take(bank, "12:05") for _ in range(9)]
    for session in sessions:
        serve(session, "12:06")
    timers.forecast_due(at("12:10"))
    return bank, tickets[2:]


def board(bank: Bank) -> Told:
    found: Told = Client().get(f"/api/v1/boards/lobby-{bank.branch.slug}/").json()
    return found


def phone(ticket: Ticket) -> Told:
    found: Told = Client().get(f"/api/v1/tickets/{ticket.token}/").json()
    return found


def test_every_screen_tells_the_same_numbers(
    busy: tuple[Bank, list[Ticket]], login: Login, reads: Callable[[str], None]
) -> None:
    bank, tickets = busy
    reads("12:10:20")
    newcomer = board(bank)["queues"][0]["wait"]
    assert newcomer["low"] >= 10 and newcomer["high"] > newcomer["low"]
    lunch = {
        "break": bank.branch.breaks.get().pk,
        "counter": "W1",
        "starts_at": "2027-03-03T11:30:00Z",
        "returns_at": "2027-03-03T12:00:00Z",
        "running": False,
        "waits": False,
    }
    assert newcomer["because"] == [lunch]
    session = bank.branch.sessions.order_by("pk")[0]
    desk = login(bank.tellers[0]).get(f"/api/v1/sessions/{session.pk}/").json()
    floor = login(bank.carla).get(f"/api/v1/branches/{bank.branch.pk}/floor/").json()
    assert [f["queues"][0]["wait"] for f in (desk, floor)] == [newcomer, newcomer]
    at_desk = {row["id"]: row["wait"] for row in desk["waiting"]}
    on_phones = {t.pk: phone(t)["wait"] for t in tickets}
    assert len(on_phones) == 7
    ends = {pk: {"low": w["low"], "high": w["high"]} for pk, w in on_phones.items()}
    assert at_desk == ends
    # who comes now was told by the kiosk what the phone says then
    late = take(bank, "12:10:20")
    told = phone(late)
    assert "expected_at" in told
    # only that the promise knows better whether the lunch holds this client up
    assert told["promise"]["kind"] == "other_counter"
    assert told["wait"] == newcomer | {"because": []}


def test_what_is_stale_or_was_never_made_is_told_by_nobody(
    busy: tuple[Bank, list[Ticket]], login: Login, reads: Callable[[str], None]
) -> None:
    bank, tickets = busy
    session = bank.branch.sessions.order_by("pk")[0]

    def everywhere() -> list[Any]:
        desk = login(bank.tellers[0]).get(f"/api/v1/sessions/{session.pk}/").json()
        floor = login(bank.carla).get(f"/api/v1/branches/{bank.branch.pk}/floor/").json()
        rows = [*board(bank)["queues"], phone(tickets[0]), *desk["waiting"]]
        return [row["wait"] for row in [*rows, *desk["queues"], *floor["queues"]]]

    reads("12:11:59")
    assert None not in everywhere()
    reads("12:12")
    assert set(map(str, everywhere())) == {"None"}
    reads("12:11:59")
    WaitForecast.objects.all().delete()
    assert set(map(str, everywhere())) == {"None"}


def test_a_held_or_called_client_is_told_no_wait(
    busy: tuple[Bank, list[Ticket]], reads: Callable[[str], None]
) -> None:
    _, tickets = busy
    reads("12:10:20")
    for state in ("held", "called", "left"):
        Ticket.objects.filter(pk=tickets[0].pk).update(state=state)
        assert phone(tickets[0])["wait"] is None


def test_a_break_that_was_called_off_is_no_reason_any_more(
    busy: tuple[Bank, list[Ticket]], reads: Callable[[str], None]
) -> None:
    bank, _ = busy
    reads("12:10:20")
    assert board(bank)["queues"][0]["wait"]["because"]
    lunch, why = bank.branch.breaks.get(), "a colleague is ill"
    actions.cancel_break(lunch.pk, by=bank.carla, now=at("12:10:20"), reason=why)
    assert board(bank)["queues"][0]["wait"]["because"] == []


def test_a_new_edition_is_a_new_picture(
    busy: tuple[Bank, list[Ticket]], reads: Callable[[str], None]
) -> None:
    _, tickets = busy
    paths = ("/api/v1/boards/lobby-main/", f"/api/v1/tickets/{tickets[0].token}/")
    reads("12:10:20")
    marks = [Client().get(path)["ETag"] for path in paths]

    def unchanged() -> list[int]:
        asked = zip(paths, marks, strict=True)
        return [Client().get(p, headers={"If-None-Match": m}).status_code for p, m in asked]

    assert unchanged() == [304, 304]
    reads("12:10:40")
    timers.forecast_due(at("12:10:40"))
    assert unchanged() == [200, 200]


def test_a_board_looks_again_for_the_forecast_that_is_on_its_way(
    busy: tuple[Bank, list[Ticket]],
) -> None:
    bank, _ = busy

    def again(clock: str) -> Any:
        return board_for(bank.branch.pk, at(clock))["next_change_at"]

    assert again("12:10:20") == "2027-03-03T11:12:00Z"
    take(bank, "12:10:30")
    assert again("12:10:30") == "2027-03-03T11:10:32Z"
    timers.forecast_due(at("12:10:31"))
    assert again("12:10:31") == "2027-03-03T11:12:31Z"


def test_the_office_reads_how_far_the_ranges_can_be_trusted(
    bank: Bank, login: Login, reads: Callable[[str], None]
) -> None:
    reads("12:10")

    def trust() -> Any:
        return login(bank.carla).get(f"/api/v1/branches/{bank.branch.pk}/floor/").json()["forecast"]

    nothing = {"state": "learning", "coverage": None, "counted": 0, "services": 0}
    assert nothing.items() <= trust().items()
    seen = {"state": "drifting", "coverage": 0.65, "counted": 200, "services": 900}
    WaitLearning.objects.create(branch=bank.branch, learned_at=at("12:00"), **seen)
    assert seen.items() <= trust().items()


def test_the_number_of_queries_does_not_grow_with_the_line(
    busy: tuple[Bank, list[Ticket]], login: Login, reads: Callable[[str], None]
) -> None:
    bank, tickets = busy
    reads("12:10:40")
    session = bank.branch.sessions.order_by("pk")[0]
    office, teller = login(bank.carla), login(bank.tellers[0])

    def asked() -> list[int]:
        counts = []
        for act in (
            lambda: timers.forecast_due(at("12:10:40")),
            lambda: board(bank),
            lambda: phone(tickets[0]),
            lambda: teller.get(f"/api/v1/sessions/{session.pk}/"),
            lambda: office.get(f"/api/v1/branches/{bank.branch.pk}/floor/"),
        ):
            with CaptureQueriesContext(connection) as caught:
                act()
            counts.append(len(caught))
        return counts

    few = asked()
    for _ in range(4):
        take(bank, "12:10:40")
    assert asked() == few
