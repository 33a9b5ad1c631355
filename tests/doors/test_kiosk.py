"""The kiosk's doors: numbers in reserve, what was given out without the server, paper, voice."""

import shutil
import socket
import threading
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rest_framework.test import APIClient

from branches import clock
from branches.models import Branch, Device, IdempotentAnswer, hash_token
from branches.rules import DeviceKind
from queueapp.models import ReservedNumber, Ticket
from signage.models import Layout
from signage.rules import Paper
from tests.people import Bank

RESERVATIONS = "/api/v1/kiosk/reservations/"
OFFLINE = "/api/v1/kiosk/offline-tickets/"
PRINTS = "/api/v1/kiosk/prints/"
SPEECH = "/api/v1/kiosk/speech/"


def screen(bank: Bank, kind: str = DeviceKind.KIOSK, token: str = "door") -> APIClient:
    Device.objects.create(branch=bank.branch, kind=kind, name=token, token_hash=hash_token(token))
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Device {token}")
    return client


def reserve(client: APIClient) -> list[dict[str, Any]]:
    """The numbers of the only queue."""
    [queue] = client.post(RESERVATIONS, {}).json()["queues"]
    return [{"queue": queue["queue"], **number} for number in queue["numbers"]]


def slip(number: dict[str, Any], **more: Any) -> dict[str, Any]:
    facts = {name: number[name] for name in ("queue", "number", "token")}
    return {**facts, "taken_at": clock.now().isoformat(), "language": "hu", **more}


def test_a_kiosk_is_given_numbers_with_their_pages(bank: Bank) -> None:
    client = screen(bank)
    answer = client.post(RESERVATIONS, {})
    assert answer.status_code == 201
    said = answer.json()
    [[opens, closes]] = said["spans"]
    today = clock.business_day(bank.branch, clock.now())
    assert said["day"] == str(today)
    midnights = [
        datetime.fromisoformat(each).astimezone(ZoneInfo("Europe/Budapest"))
        for each in (opens, closes)
    ]
    assert [f"{each:%F %H:%M}" for each in midnights] == [
        f"{today} 00:00",
        f"{today + timedelta(days=1)} 00:00",
    ]
    numbers = said["queues"][0]["numbers"]
    assert [n["code"] for n in numbers] == [f"A{n}" for n in range(999, 969, -1)]
    size, rows = numbers[0]["qr"]["size"], numbers[0]["qr"]["rows"]
    digits = (size + 3) // 4
    assert len(rows) == size * digits
    # the corner that every such code has
    assert f"{int(rows[:digits], 16):0{4 * digits}b}".startswith("11111110")
    again = client.post(
        RESERVATIONS, {"day": said["day"], "held": [{"queue": bank.queue.pk, "count": 14}]}
    )
    assert len(again.json()["queues"][0]["numbers"]) == 16
    # what a kiosk has left of yesterday counts for nothing
    old = client.post(
        RESERVATIONS, {"day": "2020-01-01", "held": [{"queue": bank.queue.pk, "count": 30}]}
    )
    assert len(old.json()["queues"][0]["numbers"]) == 30


@pytest.mark.parametrize("door", [RESERVATIONS, OFFLINE, PRINTS, SPEECH])
def test_only_kiosks_come_in(bank: Bank, login: Any, door: str) -> None:
    assert screen(bank, DeviceKind.DISPLAY, "lobby").post(door, {}).status_code == 404
    assert login(bank.tellers[0]).post(door, {}).status_code == 404
    assert APIClient().post(door, {}).status_code == 401


def test_hours_with_a_pause_are_told_as_they_are(bank: Bank) -> None:
    day = clock.business_day(bank.branch, clock.now())
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    hours = {names[day.weekday()]: [["08:00", "12:00"], ["13:00", "17:00"]]}
    Branch.objects.update(opening_hours=hours)
    assert len(screen(bank).post(RESERVATIONS, {}).json()["spans"]) == 2


def test_a_number_given_out_without_the_server_has_its_page(bank: Bank) -> None:
    client = screen(bank)
    [first, second, *_] = reserve(client)
    body = {"tickets": [slip(first), slip(second, token="guessed")]}
    answer = client.post(OFFLINE, body)
    assert answer.status_code == 200
    good, bad = answer.json()["tickets"]
    assert (good["code"], good["state"], good["refused"]) == ("A999", "waiting", None)
    assert (bad["number"], bad["refused"]) == (998, "unknown_number")
    page = APIClient().get(f"/t/{first['token']}")
    assert "A999" in page.content.decode()
    assert client.post(OFFLINE, body).json() == answer.json()
    assert Ticket.objects.get().language == "hu"


def take(client: APIClient, bank: Bank, key: str) -> Any:
    headers = {"HTTP_IDEMPOTENCY_KEY": key}
    return client.post("/api/v1/tickets/", {"queue": bank.queue.pk}, **headers)


def outcomes(client: APIClient, *keys: str) -> list[tuple[str, str | None]]:
    said = client.post(OFFLINE, {"unknown": keys}).json()["unknown"]
    return [(each["outcome"], each["code"]) for each in said]


def test_a_number_whose_answer_was_lost_is_no_ghost(bank: Bank) -> None:
    client = screen(bank)
    lost = take(client, bank, "lost").json()
    assert outcomes(client, "lost", "never sent") == [("left", "A001"), ("never", None)]
    assert Ticket.objects.get(token=lost["token"]).state == "left"
    assert outcomes(client, "lost") == [("left", "A001")]
    # a request that comes late after all makes no number
    assert take(client, bank, "never sent").json()["code"] == "idempotency_key_reused"
    assert Ticket.objects.count() == 1


def test_a_ghost_that_somebody_came_for_stays(bank: Bank) -> None:
    client = screen(bank)
    take(client, bank, "lost")
    Ticket.objects.update(state="done", ended_at=clock.now())
    assert outcomes(client, "lost") == [("served", "A001")]


@pytest.mark.parametrize(("age_s", "outcome"), [(5, "under_way"), (90, "never")])
def test_a_request_under_way_is_asked_after_again(bank: Bank, age_s: int, outcome: str) -> None:
    client = screen(bank)
    take(client, bank, "slow")
    asked_at = clock.real_now() - timedelta(seconds=age_s)
    IdempotentAnswer.objects.update(status=None, body=b"", asked_at=asked_at)
    assert outcomes(client, "slow") == [(outcome, None)]


def test_another_kiosks_press_is_nobodys_to_take_back(bank: Bank) -> None:
    take(screen(bank), bank, "mine")
    assert outcomes(screen(bank, token="hall"), "mine") == [("never", None)]
    assert Ticket.objects.get().state == "waiting"


# paper


class Printer:
    """A printer on this machine that keeps what it is sent."""

    def __init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.door.getsockname()[1]}"
        self.heard = b""
        self.hand = threading.Thread(target=self._take, daemon=True)
        self.hand.start()

    def _take(self) -> None:
        line, _ = self.door.accept()
        with line:
            while data := line.recv(65536):
                self.heard += data

    def printed(self) -> bytes:
        self.hand.join(5)
        self.door.close()
        return self.heard


@pytest.fixture
def here(settings: Any) -> None:
    """A printer may be on this machine, at any port."""
    settings.PRINTERS_ANYWHERE = True


def with_printer(client: APIClient, address: str) -> None:
    layout = {"paper": Paper.NETWORK, "printer": address}
    Layout.objects.create(device=Device.objects.get(token_hash=hash_token("door")), **layout)


def rows_of(printed: bytes) -> list[bytes]:
    """The rows of dots out of what a printer was sent, every command checked on the way."""
    assert printed.startswith(b"\x1b@")
    at, rows = 2, []
    while printed[at : at + 4] == b"\x1dv0\x00":
        across = int.from_bytes(printed[at + 4 : at + 6], "little")
        down = int.from_bytes(printed[at + 6 : at + 8], "little")
        at += 8
        assert across == 576 // 8
        rows += [printed[at + n * across : at + (n + 1) * across] for n in range(down)]
        at += across * down
    assert printed[at:] == b"\x1bd\x04\x1dV\x42\x00"
    return rows


@pytest.mark.usefixtures("here")
def test_a_number_is_printed_as_a_picture(bank: Bank) -> None:
    client, printer = screen(bank), Printer()
    with_printer(client, printer.address)
    ticket = take(client, bank, "one").json()
    assert client.post(PRINTS, {"ticket": ticket["token"]}).status_code == 201
    rows = rows_of(printer.printed())
    black = [sum(byte.bit_count() for byte in row) for row in rows]
    # a white margin, the letters, the rule over the whole width, the code
    assert black[:8] == [0] * 8
    assert max(black) == 576 - 2 * 12 + 1
    assert 400 < len(rows) < 2000


def test_what_listens_on_the_house_itself_is_no_printer(bank: Bank) -> None:
    client, listening = screen(bank), Printer()
    with_printer(client, listening.address)
    ticket = take(client, bank, "one").json()
    answer = client.post(PRINTS, {"ticket": ticket["token"]})
    assert (answer.status_code, answer.json()["code"]) == (503, "printer_away")
    listening.door.close()


@pytest.mark.usefixtures("here")
def test_a_printer_that_is_away_is_told_and_the_number_stays(bank: Bank) -> None:
    client = screen(bank)
    with socket.create_server(("127.0.0.1", 0)) as door:
        nobody = f"127.0.0.1:{door.getsockname()[1]}"
    with_printer(client, nobody)
    ticket = take(client, bank, "one").json()
    answer = client.post(PRINTS, {"ticket": ticket["token"]})
    assert (answer.status_code, answer.json()["code"]) == (503, "printer_away")
    assert Ticket.objects.get().state == "waiting"


def test_only_a_number_of_the_branch_is_printed_and_only_where_there_is_a_printer(
    bank: Bank, other_bank: Bank
) -> None:
    client = screen(bank)
    ticket = take(client, bank, "one").json()
    none = client.post(PRINTS, {"ticket": ticket["token"]})
    assert (none.status_code, none.json()["code"]) == (422, "no_printer")
    with_printer(client, "127.0.0.1:9")
    theirs = take(screen(other_bank, token="theirs"), other_bank, "two").json()
    assert client.post(PRINTS, {"ticket": theirs["token"]}).status_code == 404
    assert client.post(PRINTS, {"ticket": "guessed"}).status_code == 404


# voice


def test_what_stands_on_the_kiosk_can_be_heard(bank: Bank) -> None:
    answer = screen(bank).post(SPEECH, {"text": "Miben segíthetünk?", "language": "hu"})
    if shutil.which("espeak-ng"):
        assert (answer.status_code, answer.content[:4]) == (200, b"RIFF")
    else:
        assert (answer.status_code, answer.json()["code"]) == (404, "no_voice")


def test_a_language_without_a_voice_says_so(bank: Bank) -> None:
    answer = screen(bank).post(SPEECH, {"text": "Kumusta", "language": "fil"})
    assert (answer.status_code, answer.json()["code"]) == (404, "no_voice")


def test_a_reserve_that_nobody_needed_is_forgotten_after_two_weeks(bank: Bank) -> None:
    client = screen(bank)
    reserve(client)
    ReservedNumber.objects.update(
        day=clock.business_day(bank.branch, clock.now()) - timedelta(days=15)
    )
    reserve(client)
    assert ReservedNumber.objects.count() == 30


def test_a_number_that_its_kiosk_has_not_reported_has_a_page_that_says_so(bank: Bank) -> None:
    client = screen(bank)
    [number, *_] = reserve(client)
    phone = APIClient()
    page = phone.get(f"/t/{number['token']}", HTTP_ACCEPT_LANGUAGE="hu")
    assert ("A999" in page.content.decode(), page.headers["Refresh"]) == (True, "30")
    assert "nincs kapcsolata" in page.content.decode()
    ReservedNumber.objects.update(
        day=clock.business_day(bank.branch, clock.now()) - timedelta(days=1)
    )
    assert "A999" not in phone.get(f"/t/{number['token']}").content.decode()
