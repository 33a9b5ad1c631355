"""How a screen is laid out, by whom, and what is refused."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from branches.models import Device, Event, Staff
from queueapp.models import Counter
from signage.boards import board_for
from signage.models import Layout
from tests.people import Bank, at, found_bank

Login = Callable[[Staff], APIClient]


def door(bank: Bank) -> str:
    screen = Device.objects.get(branch=bank.branch)
    return f"/api/v1/branches/{bank.branch.pk}/devices/{screen.pk}/layout/"


def setup_of_page(page: bytes) -> dict[str, Any]:
    """The block of data that a screen's page carries."""
    block = page.decode().split('<script id="setup" type="application/json">')[1]
    return dict(json.loads(block.split("</script>")[0]))


def test_a_new_layout_is_a_new_revision_that_the_board_tells(
    login: Login, bank: Bank, client: Client
) -> None:
    carla, screen = login(bank.carla), Device.objects.get(branch=bank.branch)
    assert carla.get(door(bank)).json()["revision"] == 1
    change = {"diagonal_inches": 55, "farthest_m": 5, "languages": ["hu"], "sound": {"gong": False}}
    for _ in range(2):
        shown = carla.patch(door(bank), change).json()
    assert (shown["revision"], shown["sound"]["gong"], shown["sound"]["chime"]) == (2, False, True)
    assert shown["legibility"]["readable"] is True
    assert board_for(bank.branch.pk, at("09:00"))["layouts"] == {str(screen.pk): 2}
    events = Event.objects.filter(kind="layout.changed")
    assert [e.data for e in events] == [{"revision": 2, "changed": sorted(change)}]
    setup = setup_of_page(client.get("/display/lobby-main").content)
    assert (setup["revision"], setup["unit"]) == (2, shown["legibility"]["unit"])
    assert list(setup["languages"]) == ["hu"]


def test_a_screen_without_languages_of_its_own_follows_its_branch(
    login: Login, bank: Bank, client: Client
) -> None:
    carla, root = login(bank.carla), f"/api/v1/branches/{bank.branch.pk}/"
    assert carla.patch(root, {"languages": ["hu", "tr"]}).json()["languages"] == ["hu", "tr"]
    assert carla.patch(root, {"languages": []}).status_code == 422
    setup = setup_of_page(client.get("/display/lobby-main").content)
    assert (setup["follows"], list(setup["languages"])) == (["hu", "tr"], ["hu", "tr"])
    assert setup["words"]["tr"]["Now calling"] == "Şimdi çağrılan"
    carla.patch(door(bank), {"languages": ["bg"]})
    setup = setup_of_page(client.get("/display/lobby-main").content)
    assert (setup["follows"], list(setup["languages"])) == (None, ["bg"])


def test_what_nobody_can_read_is_refused_with_what_would_do(login: Login, bank: Bank) -> None:
    carla = login(bank.carla)
    far = {"diagonal_inches": 20, "farthest_m": 12, "preset": "landscape"}
    answer = carla.patch(door(bank), {**far, "theme": "dark"})
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable_layout")
    said = answer.json()
    assert not Layout.objects.filter(revision__gt=1).exists()
    for instead in ({"diagonal_inches": said["needed_inches"]}, {"farthest_m": said["needed_m"]}):
        assert carla.get("/api/v1/legibility/", {**far, **instead}).json()["readable"] is True
        assert carla.patch(door(bank), {**far, **instead}).status_code == 200


def test_only_who_manages_the_branch_lays_out_its_screens(login: Login, bank: Bank) -> None:
    other = found_bank(1, slug="other")
    assert login(bank.tellers[0]).patch(door(bank), {"still": True}).status_code == 403
    assert login(other.carla).patch(door(bank), {"still": True}).status_code == 404
    foreign = Counter.objects.get(branch=other.branch).pk
    assert login(bank.carla).patch(door(bank), {"counter": foreign}).status_code == 422
    own = Counter.objects.get(branch=bank.branch).pk
    assert login(bank.carla).patch(door(bank), {"counter": own}).json()["counter"] == own


@pytest.mark.parametrize(
    "bad",
    [
        {"preset": "triangle"},
        {"languages": ["tlh"]},
        {"languages": ["hu", "hu"]},
        {"diagonal_inches": 6.9},
        {"diagonal_inches": "NaN"},
        {"farthest_m": 61},
        {"overscan_percent": 11},
        {"sound": {"trumpet": True}},
        {"sound": {"volume": 2}},
        {"sound": {"gong": 1}},
        {"sound": {"quiet": [["20:00", "24:00"]]}},
        {"sound": {"clips": {"hu": "../../etc"}}},
        {"sound": {"voice": [["hu"]]}},
        {"frame_ancestors": ["https://a.example/path"]},
        {"frame_ancestors": ["https://a.example; script-src *"]},
        {"frame_ancestors": ["*"]},
        {"printer": "printer.local"},
        {"printer": "a b:9100"},
        {"printer": "printer.local:99999"},
    ],
)
def test_a_layout_that_cannot_be_is_refused(login: Login, bank: Bank, bad: dict[str, Any]) -> None:
    answer = login(bank.carla).patch(door(bank), bad)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert not Event.objects.filter(kind="layout.changed").exists()


def test_a_span_of_quiet_may_pass_midnight(login: Login, bank: Bank) -> None:
    quiet = {"quiet": [["20:00", "07:00"]], "voice": ["hu", "en"], "volume": 0.3, "repeat_s": 20}
    kept = login(bank.carla).patch(door(bank), {"sound": quiet, "printer": "[fe80::1]:9100"})
    assert kept.status_code == 200, kept.content
    assert {**kept.json()["sound"], **quiet} == kept.json()["sound"]


def test_other_signage_systems_frame_a_display_but_never_a_kiosk(
    login: Login, bank: Bank, client: Client
) -> None:
    """Only the sites of the layout, and nothing else of the policy changes."""
    usual = client.get("/display/lobby-main").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in usual
    sites = {"frame_ancestors": ["https://Xibo.example/", "http://10.0.0.5:8080"]}
    assert login(bank.carla).patch(door(bank), sites).status_code == 200
    framed = client.get("/display/lobby-main").headers["Content-Security-Policy"]
    allowed = "frame-ancestors https://xibo.example http://10.0.0.5:8080"
    assert framed == usual.replace("frame-ancestors 'none'", allowed)
    Device.objects.update(kind="kiosk")
    assert client.get("/kiosk/lobby-main").headers["Content-Security-Policy"] == usual


def test_a_screen_that_is_retired_offers_to_be_paired(db: None, client: Client) -> None:
    page = client.get("/display/nobody", headers={"Accept-Language": "hu"})
    assert page.status_code == 404
    assert b"This screen is not paired" in page.content
    assert list(setup_of_page(page.content)["languages"]) == ["hu"]


def test_a_managers_phone_reads_the_code_off_the_screen(db: None, client: Client) -> None:
    picture = client.get("/pair/qr.svg?code=PC4MW7")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b'<svg xmlns="http://www.w3.org/2000/svg"')
    assert client.get("/pair/qr.svg?code=<svg>").status_code == 404
