"""The sockets. They only bring news: whoever wants something done asks by HTTP."""

import json
import logging
from typing import Any
from urllib.parse import parse_qs

from channels.consumer import AsyncConsumer
from channels.db import database_sync_to_async
from channels.exceptions import StopConsumer
from django.conf import settings
from django.db import DataError
from django.urls import path, re_path
from django.utils.module_loading import import_string

from branches import live
from branches.errors import NotFound, Refused
from branches.queries import access_branch, access_device, manages, staff_of
from branches.rules import id_in

logger = logging.getLogger(__name__)
NOT_FOUND, NOT_LOGGED_IN, TOO_BIG, TRY_AGAIN = 4404, 4401, 1009, 1013
LONGEST_FRAME = 4096
CLOSE_CODES = {401: NOT_LOGGED_IN}


class NewsConsumer(AsyncConsumer):
    """A socket of one branch: finds out which, then listens to its feed until it closes."""

    # the feed listens to the channel layer once for all its sockets
    channel_layer_alias = None
    wants_board = False
    wants_alarms = False
    # the paired screen at the other end
    device: int | None = None
    _branch_id = 0
    _listener: live.Listener | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the socket; however it ends, its place in the feed is given back."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._leave()

    def branch_id(self) -> int:
        """The branch the socket may hear of, or a refusal."""
        raise NotImplementedError

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        """Accept, for only an accepted socket can be told why it is closed."""
        await self.send({"type": "websocket.accept"})
        try:
            branch_id = await database_sync_to_async(self.branch_id)()
        except DataError:
            # a token that no row could hold
            await self._refuse("not_found", 404, NOT_FOUND)
        except Refused as refused:
            code = CLOSE_CODES.get(refused.status, NOT_FOUND)
            await self._refuse(refused.code, refused.status, code)
        except Exception as error:
            logger.warning("a socket could not be opened: %r", error)
            await self._refuse("unavailable", 503, TRY_AGAIN)
        else:
            self._branch_id = branch_id
            wanted = {"wants_board": self.wants_board, "wants_alarms": self.wants_alarms}
            self._listener = live.join(branch_id, self.base_send, device=self.device, **wanted)

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        """A client has nothing to say here."""
        text = message.get("text")
        if len(text or message.get("bytes") or "") > LONGEST_FRAME:
            await self.send({"type": "websocket.close", "code": TOO_BIG})
        elif self._listener:
            code = "read_only" if _is_json(text) else "malformed_json"
            self._listener.offer(_error(code, 400))

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        """The client is gone."""
        self._leave()
        raise StopConsumer

    async def _refuse(self, code: str, status: int, close_code: int) -> None:
        await self.send({"type": "websocket.send", "text": _error(code, status)})
        await self.send({"type": "websocket.close", "code": close_code})

    def _leave(self) -> None:
        if self._listener:
            live.leave(self._branch_id, self._listener)
            self._listener = None


class BoardConsumer(NewsConsumer):
    """Whole boards for a display, sign or kiosk, by its token."""

    wants_board = True

    def branch_id(self) -> int:
        """The branch of the paired screen."""
        screen = access_device(self.scope["url_route"]["kwargs"]["token"])
        self.device = screen.pk
        return screen.branch_id


class TicketConsumer(NewsConsumer):
    """A word that something changed, for the page of one ticket."""

    def branch_id(self) -> int:
        """The branch where the ticket waits, as the floor that has tickets says."""
        reader = import_string(settings.TICKET_BRANCH_READER)
        return int(reader(self.scope["url_route"]["kwargs"]["token"]))


class DeskConsumer(NewsConsumer):
    """A word that something changed, for the people who work at a branch; alarms for managers."""

    def branch_id(self) -> int:
        """The branch named in ?branch=, if the person has a role there."""
        user = self.scope["user"]
        if not user.is_authenticated:
            raise Refused("not_authenticated", "Please log in.", status=401)
        asked = parse_qs(self.scope["query_string"].decode("latin1")).get("branch", [""])[0]
        branch_id = id_in(asked)
        if branch_id is None:
            raise NotFound("branch")
        staff = staff_of(user)
        branch = access_branch(staff, branch_id)
        self.wants_alarms = manages(staff, branch)
        return branch.pk


class NowhereConsumer(NewsConsumer):
    """An address at which there is nothing."""

    def branch_id(self) -> int:
        """No branch at all."""
        raise NotFound("address")


def _is_json(text: str | None) -> bool:
    try:
        json.loads(text or "")
    except (ValueError, RecursionError):
        return False
    return True


def _error(code: str, status: int) -> str:
    return live.as_text({"type": "error", "code": code, "status": status})


websocket_urlpatterns = [
    path("ws/board/<str:token>", BoardConsumer.as_asgi()),
    path("ws/ticket/<str:token>", TicketConsumer.as_asgi()),
    path("ws/desk/", DeskConsumer.as_asgi()),
    re_path("", NowhereConsumer.as_asgi()),
]
