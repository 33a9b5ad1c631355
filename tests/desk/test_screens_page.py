"""The office's pages of screens."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from branches import clock
from branches.models import Branch, Device, Staff
from branches.rules import Presence, presence_of
from breaks.models import Break, Receipt
from breaks.rules.states import BreakState
from desk.screen_words import span_words
from queueapp.actions import reserve_numbers
from signage.build import build_hash
from signage.models import Layout
from tests.people import DAY, Bank, at

Browser = Callable[[Staff], Client]
PLACE = "/office/screens/"


@pytest.fixture
def browser_of() -> Browser:
    def as_(staff: Staff) -> Client:
        client = Client()
        client.force_login(staff.user)
        return client

    return as_


def page(client: Client, path: str = PLACE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return " ".join(answer.content.decode().split())


def test_each_screen_is_told_with_what_it_painted_and_proves(
    pair: Bank, browser_of: Browser
) -> None:
    now, screen = clock.real_now(), Device.objects.get(branch=pair.branch)
    said = {"build": build_hash(), "width": 1920, "height": 1080, "sound": "blocked"}
    heard = {"last_seen_at": now, "skew_seconds": 185.0, "painted_version": 0, "painted_at": now}
    Device.objects.filter(pk=screen.pk).update(**said, **heard)
    break_ = Break.objects.create(
        branch=pair.branch,
        staff=pair.tellers[0],
        counter=pair.counters[0],
        day=DAY,
        kind="lunch",
        state=BreakState.WARNED,
        starts_at=at("12:30"),
        length_minutes=30,
        returns_at=at("13:00"),
        notice_at=at("12:15"),
    )
    painted: dict[str, Any] = {"revision": 2, "starts_at": at("12:30"), "at": at("12:15")}
    Receipt.objects.create(break_ref=break_, device=screen, **painted)
    shown = page(browser_of(pair.carla))
    for word in ("Online", "1920 × 1080", "Off until touched", "3 min ahead", "Present"):
        assert word in shown
    assert "Counters W1, W2" in shown
    assert "counter W1, break of 12:30, 3 March, revision 2" in shown
    assert "no living screen" not in shown
    one = page(browser_of(pair.carla), f"{PLACE}{screen.pk}/")
    assert "3 Mar 12:15:00" in one and "the proof" in one
    # in another zone it proves nothing of these counters, and the office says what that means
    Device.objects.filter(pk=screen.pk).update(zone="cellar")
    assert "no living screen proves a notice of counters W1, W2" in page(browser_of(pair.carla))


def test_a_form_keeps_what_it_does_not_show(pair: Bank, browser_of: Browser) -> None:
    """A kiosk's form has no sound: what was set stays."""
    screen, carla = Device.objects.get(branch=pair.branch), browser_of(pair.carla)
    Device.objects.update(kind="kiosk")
    Layout.objects.create(device=screen, sound={"gong": False}, farthest_m=5, preset="portrait")
    body = {"do": "layout", "theme": "dark", "languages": ["hu"], "paper": "network"}
    path = f"{PLACE}{screen.pk}/"
    assert carla.post(path, {**body, "printer": "no port"}).status_code == 422
    assert carla.post(path, {**body, "printer": "10.0.0.9:9100"}).status_code == 302
    layout = Layout.objects.get(device=screen)
    assert (layout.theme, layout.languages, layout.printer) == ("dark", ["hu"], "10.0.0.9:9100")
    assert (layout.sound["gong"], layout.farthest_m, layout.preset) == (False, 5, "portrait")
    assert layout.revision == 2


def test_the_switch_for_names_and_the_end_of_a_screen_are_the_managers(
    pair: Bank, browser_of: Browser
) -> None:
    screen, carla = Device.objects.get(branch=pair.branch), browser_of(pair.carla)
    teller = browser_of(pair.tellers[0])
    assert teller.post(PLACE, {"do": "names", "show_staff": "on"}).status_code == 403
    carla.post(PLACE, {"do": "names", "show_staff": "on"})
    assert Branch.objects.get(pk=pair.branch.pk).show_staff is True
    carla.post(PLACE, {"do": "names"})
    assert Branch.objects.get(pk=pair.branch.pk).show_staff is False
    path = f"{PLACE}{screen.pk}/"
    assert carla.post(path, {"do": "retire"}).status_code == 422
    assert carla.post(path, {"do": "retire", "sure": "on"}).status_code == 302
    assert carla.get(path).status_code == 404


@pytest.mark.parametrize(
    ("seconds", "presence"), [(75, "online"), (76, "late"), (120, "late"), (121, "offline")]
)
def test_a_screen_is_late_after_two_reports_that_did_not_come(seconds: int, presence: str) -> None:
    seen = at("12:00")
    assert presence_of(seen, seen + timedelta(seconds=seconds), 120) == presence
    assert presence_of(None, seen, 120) == Presence.NEVER


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (59, "59 s"), (60, "1 min"), (7200, "2 h"), (172800, "2 d")]
)
def test_a_length_is_told_in_its_largest_unit(seconds: float, words: str) -> None:
    assert span_words(seconds) == words


def test_a_kiosk_that_forgets_its_numbers_is_told_of(
    alone: Bank, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("branches.clock.now", lambda: at("12:15"))
    door = Device.objects.create(branch=alone.branch, kind="kiosk", name="Door", token_hash="d")
    client, warned = browser_of(alone.carla), "Door came 3 times today for numbers"
    for came in ("09:00", "09:10"):
        reserve_numbers(door, held={}, now=at(came))
    assert "times today for numbers" not in page(client)
    reserve_numbers(door, held={}, now=at("09:20"))
    assert warned in page(client)
    assert "can get 30 more" in page(client)
    # so says the table that keeps itself fresh
    assert warned in page(client, f"{PLACE}table/")
