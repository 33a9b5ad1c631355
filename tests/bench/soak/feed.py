"""A server of one page: its files as they are, and boards over a socket as fast as it draws."""

import asyncio
import contextlib
import json
import mimetypes
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import uvicorn

import signage
from config.runtime import addresses
from tests.bench.soak.recorded import Boards, Facts, Recorded

HOST = "127.0.0.1"
STATIC = Path(signage.__file__).parent / "static"
# boards that may be on their way before the page has said that it drew some
AHEAD = 30
# real branches are slower by far; a page that draws faster waits a little
BOARDS_PER_SECOND = 150
BEAT_SECONDS = 1.0


class Feed:
    """Serves in a thread of its own; a page at a time."""

    def __init__(self, recorded: Recorded) -> None:
        self.recorded, self.boards = recorded, Boards(recorded)
        self.token = recorded.token
        self.shown = self.boards.resting()
        # how many boards are still to be sent, and how many frames went over the open socket and
        # were heard there
        self.left = 0
        self.sent = 0
        self.heard = 0
        self.sockets = 0
        port = addresses.choose_port(HOST, None)
        self.url = f"http://{HOST}:{port}"
        config = uvicorn.Config(
            self.serve,
            HOST,
            port,
            log_level="warning",
            interface="asgi3",
            ws="websockets-sansio",
            lifespan="off",
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=10)

    def send(self, boards: int, ends: float) -> int:
        """Send so many new boards and wait until the page has drawn them; how many it were."""
        self.left = boards
        while (self.left or self.sent - self.heard > AHEAD) and time.monotonic() < ends:
            time.sleep(0.05)
        missing, self.left = self.left, 0
        return boards - missing

    def rest(self) -> None:
        """Show the board on which nobody is called."""
        self.shown = self.boards.resting()

    # the server

    async def serve(self, scope: Any, receive: Any, send: Any) -> None:
        """One request or one socket."""
        if scope["type"] == "websocket":
            await self._talk(receive, send)
            return
        status, kind, body = self._answer(scope["path"])
        headers = [(b"content-type", kind.encode()), (b"cache-control", b"no-cache")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _answer(self, path: str) -> tuple[int, str, bytes]:
        if path.startswith("/display/"):
            return 200, "text/html; charset=utf-8", self.recorded.page.encode()
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            kind = mimetypes.guess_type(file.name)[0] or "text/plain"
            return (200, kind, file.read_bytes()) if file.is_file() else (404, kind, b"")
        if path.endswith(("/state/", "/receipts/")):
            return 200, "application/json", b'{"notice_at": "2031-03-04T11:00:00Z"}'
        if path.endswith("/playlist/"):
            return 200, "application/json", b'{"items": []}'
        if path.startswith("/api/v1/boards/") and not path.endswith("/voice/"):
            return 200, "application/json", as_text(self.shown).encode()
        return 404, "application/json", b"{}"

    async def _talk(self, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        self.sent = self.heard = 0
        self.sockets += 1
        telling = asyncio.create_task(self._tell(send, self.sockets))
        try:
            while (message := await receive())["type"] == "websocket.receive":
                self.heard = int(message.get("text") or 0)
        finally:
            telling.cancel()
            with contextlib.suppress(asyncio.CancelledError, RuntimeError):
                await telling

    async def _tell(self, send: Any, socket: int) -> None:
        """Boards while there are some to send, else the resting one; and heartbeats."""
        told, beaten = 0, 0.0
        # only over the newest socket: the page has left all others
        while socket == self.sockets:
            if self.left and self.sent - self.heard < AHEAD:
                self.shown, self.left = self.boards.next(), self.left - 1
            if self.shown["version"] != told:
                told = self.shown["version"]
                await self._send(send, self.shown)
            if time.monotonic() - beaten > BEAT_SECONDS:
                beaten = time.monotonic()
                await self._send(send, beat_of(self.shown))
            await asyncio.sleep(1 / BOARDS_PER_SECOND)

    async def _send(self, send: Any, message: Facts) -> None:
        self.sent += 1
        await send({"type": "websocket.send", "text": as_text(message)})


def beat_of(board: Facts) -> Facts:
    """A heartbeat with the board that is shown."""
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    about = {"version": board["version"], "build": board["build"]}
    return {"type": "heartbeat", "now": now, "clock_speed": 1.0, **about}


def as_text(message: Facts) -> str:
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False)
