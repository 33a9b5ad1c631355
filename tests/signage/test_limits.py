"""The doors of the public that cost something: asked too often they say when to come again, and a
picture is drawn once.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.test import Client

from branches.models import Device, hash_token
from branches.rules import DeviceKind
from signage.pages import signs
from signage.pages.limits import Dear
from signage.sheets.address import sheet_token
from tests.people import Bank, at

SIGN = "/sign/glass/image.png"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    caches["pictures"].clear()
    monkeypatch.setattr("branches.clock.now", lambda: at("12:15"))


@pytest.fixture
def sign(alone: Bank) -> Device:
    hashed = hash_token("glass")
    return Device.objects.create(
        branch=alone.branch, kind=DeviceKind.SIGN, name="Glass", token_hash=hashed
    )


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was drawn, by the real pen."""
    pens, pen = [], signs.draw_sign

    def counted(*what: Any) -> bytes:
        pens.append(what)
        return pen(*what)

    monkeypatch.setattr(signs, "draw_sign", counted)
    return pens


@pytest.mark.parametrize(
    ("door", "where"),
    [
        (Dear.IMAGE, lambda sign: SIGN),
        (Dear.SHEET, lambda sign: f"/sheet/{sheet_token(sign)}"),
        (Dear.VOICE, lambda sign: "/api/v1/boards/glass/voice/?code=A001&counter=1&language=en"),
    ],
)
def test_who_asks_a_dear_door_too_often_is_told_when_to_come_again(
    sign: Device,
    spend: Callable[[Dear, Device, str], None],
    door: Dear,
    where: Callable[[Device], str],
) -> None:
    """One address and one screen have a line: nobody else waits for them."""
    path = where(sign)
    spend(door, sign, "127.0.0.1")
    refused = Client().get(path)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert Client().get(path, REMOTE_ADDR="192.0.2.7").status_code in (200, 404)


@pytest.fixture
def spend() -> Callable[[Dear, Device, str], None]:
    """As many questions of an address as are allowed in this minute."""
    from time import time

    def ask(door: Dear, screen: Device, address: str) -> None:
        asked = [time()] * door.value
        cache.set(f"{door.name.lower()}-{screen.pk}-{address}", asked, 60)

    return ask


def test_what_a_device_has_is_not_drawn_again(sign: Device, drawn: list[Any]) -> None:
    first = Client().get(SIGN)
    assert (first.status_code, len(drawn)) == (200, 1)
    known = {"If-None-Match": first["ETag"]}
    assert Client().get(SIGN, headers=known).status_code == 304
    # another device of the same words has nothing yet
    assert Client().get(SIGN).content == first.content
    assert len(drawn) == 1


def test_other_words_sizes_turns_and_languages_are_other_pictures(
    sign: Device, drawn: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = ("", "?w=400&h=300", "?w=300&h=400", "?w=800&h=480&rotate=90", "?language=hu")
    seen = [Client().get(f"{SIGN}{query}").content for query in queries]
    assert (len(drawn), len(set(seen))) == (5, 5)
    monkeypatch.setattr("branches.clock.now", lambda: at("12:15") + timedelta(minutes=1))
    assert Client().get(SIGN).content not in seen
