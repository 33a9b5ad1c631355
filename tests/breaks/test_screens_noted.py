"""K2a: the log says when the last screen of a zone went dark, and when one was back."""

from datetime import datetime

import pytest

from branches.models import Branch, Device, Event
from branches.rules import DeviceKind
from breaks import timers
from tests.people import at, found_bank

pytestmark = pytest.mark.django_db


def noted(branch: Branch) -> list[tuple[str, str, datetime]]:
    rows = Event.objects.filter(branch=branch, kind__startswith="screens.").order_by("number")
    return [(e.kind, e.data["zone"], e.at) for e in rows]


def seen(device: Device, when: datetime) -> None:
    Device.objects.filter(pk=device.pk).update(last_seen_at=when)


def test_a_zone_is_noted_when_its_last_screen_goes_dark_and_when_one_is_back() -> None:
    bank = found_bank()
    lobby, branch = bank.display, bank.branch
    assert lobby
    sign = Device.objects.create(branch=branch, kind="sign", name="Sign", token_hash="s")
    Device.objects.create(
        branch=branch, kind=DeviceKind.KIOSK, name="Kiosk", zone="door", token_hash="k"
    )
    seen(lobby, at("10:00"))
    seen(sign, at("10:00"))
    # the clock of the house runs apart from the one by which screens live
    first = ("screens.back", "main", at("12:00"))
    assert timers.screens_due(at("12:00"), at("10:00")) == 1
    # two minutes of silence are the limit (display.offline_s): at it a screen still lives
    assert timers.screens_due(at("12:02"), at("10:02")) == 0
    seen(sign, at("10:01"))
    assert timers.screens_due(at("12:03"), at("10:03")) == 0
    dark = ("screens.dark", "main", at("12:04"))
    assert timers.screens_due(at("12:04"), at("10:04")) == 1
    assert timers.screens_due(at("12:05"), at("10:05")) == 0
    seen(lobby, at("10:06"))
    back = ("screens.back", "main", at("12:06"))
    assert timers.screens_due(at("12:06"), at("10:06")) == 1
    # the last screens of the zone are taken down: it has none
    Device.objects.filter(branch=branch).update(retired_at=at("10:06"))
    assert timers.screens_due(at("12:06:30"), at("10:06:30")) == 1
    gone = ("screens.dark", "main", at("12:06:30"))
    assert noted(branch) == [first, dark, back, gone]
    branch.refresh_from_db()
    assert branch.version == 4
