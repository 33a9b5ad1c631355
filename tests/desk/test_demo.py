"""The demo is laid out once, whatever happens, and never in production."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from branches.models import Branch, Device, Event, Staff, hash_token
from branches.queries import access_device
from branches.rules import DeviceKind
from desk import demo
from queueapp.models import Counter, Queue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def movable(settings: Settings) -> None:
    settings.CLOCK_CONTROL = True


def test_laying_out_twice_makes_nothing_twice() -> None:
    call_command("demo")
    models = (Branch, Staff, Counter, Queue, Device, Event)
    once = [model.objects.count() for model in models]
    call_command("demo")
    assert [model.objects.count() for model in models] == once
    assert once[:4] == [2, 10, 7, 5]


def test_what_was_taken_away_is_laid_out_again() -> None:
    call_command("demo")
    Counter.objects.filter(branch__slug=demo.BANK.slug, label="3").delete()
    call_command("demo")
    counter = Counter.objects.get(branch__slug=demo.BANK.slug, label="3")
    assert sorted(q.letter for q in counter.queues.all()) == ["A", "C"]


def test_addresses_name_screens_that_exist() -> None:
    call_command("demo")
    out = StringIO()
    call_command("demo", "--addresses", "--url", "http://house:1/", stdout=out)
    token = demo.token_of(demo.PHARMACY.slug, DeviceKind.KIOSK)
    assert f"http://house:1/kiosk/{token}" in out.getvalue()
    assert access_device(token).branch.slug == demo.PHARMACY.slug
    assert demo.PASSWORD in out.getvalue()


def test_screens_of_another_secret_key_are_retired(settings: Settings) -> None:
    call_command("demo")
    old = demo.token_of(demo.BANK.slug, DeviceKind.DISPLAY)
    settings.SECRET_KEY = "another one"
    call_command("demo")
    assert Device.objects.get(token_hash=hash_token(old)).retired_at is not None
    assert access_device(demo.token_of(demo.BANK.slug, DeviceKind.DISPLAY))


def test_the_demo_never_enters_a_house_with_a_real_clock(settings: Settings) -> None:
    settings.CLOCK_CONTROL = False
    with pytest.raises(CommandError, match="CLOCK_CONTROL"):
        call_command("demo")
    assert not Branch.objects.exists()
