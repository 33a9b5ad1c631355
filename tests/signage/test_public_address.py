"""What stands in codes and on paper leads to the house's own address, by whatever name a page was
asked for.
"""

import io
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from branches.models import Device, hash_token
from branches.rules import DeviceKind
from breaks.api.kiosk import qr_of
from signage.drawing.codes import code_file
from signage.drawing.sign_image import draw_sign
from signage.pages import signs
from tests.morning import take
from tests.people import Bank, at

HOUSE = "https://queue.example"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("branches.clock.now", lambda: at("12:15"))


def pair(bank: Bank, kind: DeviceKind) -> Device:
    hashed = hash_token(f"{kind}-token")
    return Device.objects.create(branch=bank.branch, kind=kind, name="Glass", token_hash=hashed)


@pytest.mark.parametrize(("set_to", "leads"), [(HOUSE, HOUSE), ("", "http://made.up")])
def test_every_code_leads_to_the_address_that_is_set(
    alone: Bank, settings: Settings, monkeypatch: pytest.MonkeyPatch, set_to: str, leads: str
) -> None:
    settings.PUBLIC_URL = set_to
    ticket = take(alone, "12:10")
    asker: dict[str, Any] = {"HTTP_HOST": "made.up"}
    for kind in (DeviceKind.SIGN, DeviceKind.KIOSK):
        pair(alone, kind)
    # a client's number
    there = f"{leads}/t/{ticket.token}"
    assert Client().get(f"/t/{ticket.token}/qr.svg", **asker).content == code_file(there)
    assert there in Client().get(f"/t/{ticket.token}", **asker).content.decode()
    # what a kiosk keeps for later
    door = APIClient(HTTP_AUTHORIZATION="Device kiosk-token", **asker)
    kept = door.post("/api/v1/kiosk/reservations/", {}).json()["queues"][0]["numbers"][0]
    assert kept["qr"] == qr_of(f"{leads}/t/{kept['token']}")
    # where a screen is paired
    paired = Client().get("/pair/qr.svg?code=PC4MW7", **asker).content
    assert paired == code_file(f"{leads}/office/screens/?code=PC4MW7")
    # paper and electronic paper
    said: list[Any] = []
    monkeypatch.setattr(signs, "draw_sign", lambda *a: said.append(a[0]) or draw_sign(*a))
    image = Client().get("/sign/sign-token/image.png?w=600&h=400", **asker).content
    assert Image.open(io.BytesIO(image)).size == (600, 400)
    assert said[0].address.startswith(f"{leads}/sheet/")
    sheet = Client().get("/sign/sign-token/print", **asker).content.decode()
    assert f'href="{leads}/sheet/' in sheet
    # what the office tells and prints
    client = Client()
    client.force_login(alone.carla.user)
    assert f"{leads}/pair" in client.get("/office/screens/", **asker).content.decode()
    posted = client.get("/office/sheet/", **asker).content.decode()
    assert f'href="{leads}/sheet/' in posted


@pytest.mark.parametrize("wrong", ["queue.example", "https://queue.example/here", "ftp://queue"])
def test_an_address_that_leads_nowhere_is_told_at_the_start(settings: Settings, wrong: str) -> None:
    settings.PUBLIC_URL = wrong
    assert "intermezzo.E002" in [each.id for each in run_checks()]
    settings.PUBLIC_URL = HOUSE
    assert "intermezzo.E002" not in [each.id for each in run_checks()]
