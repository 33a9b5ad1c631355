"""Forty phones and four displays of one branch: one board is read for each change."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from channels.routing import URLRouter
from django.contrib.auth.models import AnonymousUser
from pytest_django.fixtures import Settings

from branches import events, live
from branches.consumers import websocket_urlpatterns
from branches.models import Device, hash_token
from branches.rules import DeviceKind
from breaks.actions import take_ticket
from queueapp.models import Ticket
from signage import boards
from tests.people import Bank, at, found_bank

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_house")]
PHONES, DISPLAYS, CHANGES = 40, 4, 5
router = URLRouter(websocket_urlpatterns)
reads: list[int] = []


def counted(branch_id: int, now: Any, **asked: Any) -> dict[str, Any]:
    """The house's own reader; every real read is written down."""
    reads.append(branch_id)
    return boards.board_for(branch_id, now, **asked)


@pytest.fixture
def bank(transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Bank:
    settings.BOARD_READER = f"{__name__}.counted"
    # beats may read a board as well; here only the changes do
    monkeypatch.setattr(live, "BEAT_SECONDS", 60.0)
    reads.clear()
    return found_bank()


class End:
    """The far end of a socket."""

    def __init__(self, path: str) -> None:
        scope = {"type": "websocket", "path": path, "query_string": b"", "headers": []}
        self.asgi = ApplicationCommunicator(router, {**scope, "user": AnonymousUser()})

    async def open(self) -> None:
        await self.asgi.send_input({"type": "websocket.connect"})
        assert await self.asgi.receive_output(10) == {"type": "websocket.accept"}

    async def hear(self, version: int) -> str:
        """Wait for the frame that tells of a version; as it came."""
        while True:
            text: str = (await self.asgi.receive_output(10))["text"]
            if json.loads(text)["version"] == version:
                return text

    async def close(self) -> None:
        await self.asgi.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.asgi.wait(3)


def take(bank: Bank) -> Ticket:
    """Somebody takes a number, as at the kiosk."""
    return take_ticket(bank.queue.pk, source="kiosk", now=at("09:00"), real_now=at("09:00"))


def furnish(bank: Bank) -> list[str]:
    """Four displays in the lobby and forty clients with their phones; their addresses."""
    tokens = [f"lobby-{n}" for n in range(DISPLAYS)]
    Device.objects.bulk_create(
        Device(branch=bank.branch, kind=DeviceKind.DISPLAY, name=t, token_hash=hash_token(t))
        for t in tokens
    )
    tickets = [take(bank) for _ in range(PHONES)]
    return [f"/ws/board/{t}" for t in tokens] + [f"/ws/ticket/{t.token}" for t in tickets]


async def in_thread(act: Callable[..., Any], *args: Any) -> Any:
    return await database_sync_to_async(act, thread_sensitive=False)(*args)


async def hearing(bank: Bank) -> None:
    """Wait until the feed has subscribed to the nudges of the branch."""
    layer = get_channel_layer()
    name = f"{layer.prefix}__group__{events.group_of(bank.branch.pk)}"
    end = time.monotonic() + 5
    while not any(name in shard._subscribed_to for shard in layer._shards):
        assert time.monotonic() < end, "the feed never subscribed"
        await asyncio.sleep(0.005)


async def test_one_read_serves_forty_phones_and_four_displays(bank: Bank) -> None:
    ends = [End(path) for path in await in_thread(furnish, bank)]
    displays, phones = ends[:DISPLAYS], ends[DISPLAYS:]
    for end in ends:
        await end.open()
    for display in displays:
        # the board that a screen gets when it comes
        await display.hear(PHONES)
    await hearing(bank)
    reads.clear()
    for version in range(PHONES + 1, PHONES + CHANGES + 1):
        await in_thread(take, bank)
        [shown] = {await display.hear(version) for display in displays}
        [hint] = {await phone.hear(version) for phone in phones}
        # nobody comes late with a read of their own
        await asyncio.sleep(0.05)
        assert reads == [bank.branch.pk] * (version - PHONES)
        assert json.loads(shown)["queues"][0]["waiting"] == version
        assert json.loads(hint) == {"type": "changed", "version": version}
    for end in ends:
        await end.close()
