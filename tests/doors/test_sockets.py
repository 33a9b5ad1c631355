"""Who may listen, and what is answered to those who may not or who talk."""

import asyncio
import json
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from channels.routing import URLRouter
from django.contrib.auth.models import AnonymousUser
from django.test import override_settings

from branches import live
from branches.actions import create_device, retire_device
from branches.consumers import LONGEST_FRAME, websocket_urlpatterns
from breaks.actions import take_ticket
from config.asgi import SameOrigin, is_welcome
from tests.people import Bank, at, found_bank

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_house")]
router = URLRouter(websocket_urlpatterns)


@pytest.fixture
def bank(transactional_db: None) -> Bank:
    return found_bank()


class Wire:
    """A socket as a client holds it."""

    def __init__(self, path: str, *, user: Any = None, query: str = "", app: Any = router) -> None:
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": query.encode(),
            "headers": [],
            "user": user or AnonymousUser(),
        }
        self.asgi = ApplicationCommunicator(app, scope)

    async def open(self) -> None:
        await self.asgi.send_input({"type": "websocket.connect"})
        assert await self.asgi.receive_output(3) == {"type": "websocket.accept"}

    async def next(self) -> dict[str, Any]:
        message = await self.asgi.receive_output(3)
        assert message["type"] == "websocket.send", message
        news: dict[str, Any] = json.loads(message["text"])
        return news

    async def say(self, **frame: Any) -> None:
        await self.asgi.send_input({"type": "websocket.receive", **frame})

    async def closed_with(self) -> int:
        message = await self.asgi.receive_output(3)
        assert message["type"] == "websocket.close", message
        return int(message["code"])

    async def hang_up(self) -> None:
        await self.asgi.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.asgi.wait(3)


async def test_a_paired_screen_gets_the_board(bank: Bank) -> None:
    wire = Wire("/ws/board/lobby-main")
    await wire.open()
    assert (await wire.next())["version"] == 0
    await wire.hang_up()
    assert not live._feeds


async def test_a_server_that_stops_gives_the_place_back(bank: Bank) -> None:
    wire = Wire("/ws/board/lobby-main")
    await wire.open()
    await wire.next()
    wire.asgi.stop(exceptions=False)
    await asyncio.sleep(0.05)
    assert not live._feeds


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/ws/board/nobody", ""),
        ("/ws/ticket/nobody", ""),
        ("/ws/ticket/\0", ""),
        ("/ws/nothing", ""),
    ],
)
async def test_an_unknown_address_is_told_so_and_closed(bank: Bank, path: str, query: str) -> None:
    wire = Wire(path, query=query)
    await wire.open()
    assert await wire.next() == {"type": "error", "code": "not_found", "status": 404}
    assert await wire.closed_with() == 4404


async def test_a_ticket_page_hears_that_something_changed(bank: Bank) -> None:
    act = database_sync_to_async(take_ticket, thread_sensitive=False)
    ticket = await act(bank.queue.pk, source="kiosk", now=at("09:00"), real_now=at("09:00"))
    wire = Wire(f"/ws/ticket/{ticket.token}")
    await wire.open()
    assert await wire.next() == {"type": "changed", "version": 1}
    await wire.hang_up()


async def test_the_desk_is_for_people_who_are_logged_in(bank: Bank) -> None:
    wire = Wire("/ws/desk/", query=f"branch={bank.branch.pk}")
    await wire.open()
    assert (await wire.next())["code"] == "not_authenticated"
    assert await wire.closed_with() == 4401


async def test_the_desk_of_ones_own_branch_is_open(bank: Bank) -> None:
    wire = Wire("/ws/desk/", query=f"branch={bank.branch.pk}", user=bank.tellers[0].user)
    await wire.open()
    assert (await wire.next())["type"] == "changed"
    await wire.hang_up()


@pytest.mark.parametrize("branch", ["", "x", "0", "9" * 5000, "²"])
async def test_a_desk_elsewhere_is_not_found(bank: Bank, branch: str) -> None:
    wire = Wire("/ws/desk/", query=f"branch={branch}", user=bank.tellers[0].user)
    await wire.open()
    assert (await wire.next())["code"] == "not_found"
    assert await wire.closed_with() == 4404


async def test_dov_hears_nothing_of_this_branch(bank: Bank) -> None:
    other = await database_sync_to_async(found_bank, thread_sensitive=False)(slug="other")
    wire = Wire("/ws/desk/", query=f"branch={bank.branch.pk}", user=other.tellers[0].user)
    await wire.open()
    assert (await wire.next())["code"] == "not_found"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"text": "{}"}, "read_only"),
        ({"text": '"call A001"'}, "read_only"),
        ({"text": "{bad"}, "malformed_json"),
        ({"text": ""}, "malformed_json"),
        ({"text": "[" * LONGEST_FRAME}, "malformed_json"),
        ({"bytes": b"\x00"}, "malformed_json"),
    ],
)
async def test_whoever_talks_is_answered_and_stays(
    bank: Bank, frame: dict[str, Any], code: str
) -> None:
    wire = Wire("/ws/board/lobby-main")
    await wire.open()
    await wire.next()
    await wire.say(**frame)
    assert await wire.next() == {"type": "error", "code": code, "status": 400}
    await wire.hang_up()


async def test_a_huge_frame_ends_the_talk(bank: Bank) -> None:
    wire = Wire("/ws/board/lobby-main")
    await wire.open()
    await wire.next()
    await wire.say(text="x" * (LONGEST_FRAME + 1))
    assert await wire.closed_with() == 1009


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [
        (None, True),
        ("http://bank.example:8000", True),
        ("https://BANK.example:8000", True),
        ("http://bank.example", False),
        ("http://evil.example", False),
        ("null", False),
        ("https://trusted.example", True),
    ],
)
@override_settings(CSRF_TRUSTED_ORIGINS=["https://trusted.example"])
def test_only_pages_of_this_site_open_sockets(origin: str | None, welcome: bool) -> None:
    assert is_welcome(origin, "bank.example:8000") is welcome


async def test_a_socket_of_another_site_is_closed_before_it_opens() -> None:
    wire = Wire("/ws/desk/", app=SameOrigin(router))
    wire.asgi.scope["headers"] = [(b"host", b"bank"), (b"origin", b"http://evil")]
    await wire.asgi.send_input({"type": "websocket.connect"})
    assert await wire.closed_with() == 4403


async def test_a_retired_screen_is_told_and_let_go(bank: Bank) -> None:
    """Its token opens nothing any more; the screens beside it hear on."""
    other = await database_sync_to_async(create_device)(
        bank.branch.pk, kind="sign", name="Glass", token="glass-main", now=at("09:00")
    )
    wire, beside = Wire("/ws/board/lobby-main"), Wire("/ws/board/glass-main")
    for each in (wire, beside):
        await each.open()
        assert (await each.next())["type"] == "board"
    assert bank.display and other
    await database_sync_to_async(retire_device)(bank.display.pk, now=at("09:01"))
    news = await wire.next()
    while news["type"] == "heartbeat":
        news = await wire.next()
    assert (news["type"], news["status"]) == ("error", 404)
    assert await wire.closed_with() == 4404
    board = await beside.next()
    while board["type"] == "heartbeat":
        board = await beside.next()
    assert list(board["layouts"]) == [str(other[0].pk)]
    await beside.hang_up()
