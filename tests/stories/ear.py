"""Somebody who listens at a socket of the house and keeps all that it brought."""

import contextlib
import json
import threading
import time
from collections.abc import Callable
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.stories.house import House, Person

Frame = dict[str, Any]
# "on screen within two seconds"
SOON = 2.0


class Ear:
    """A socket, its frames in the order in which they came, and when (seconds of this machine)."""

    def __init__(self, house: House, path: str, person: Person | None = None) -> None:
        headers = {"Cookie": person.cookies} if person else None
        address = f"ws://127.0.0.1:{house.port}/ws/{path}"
        self.closing = contextlib.ExitStack()
        self.socket: ClientConnection = self.closing.enter_context(
            connect(address, additional_headers=headers, proxy=None, max_size=None)
        )
        self.heard: list[tuple[float, Frame]] = []
        self.news = threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            for text in self.socket:
                with self.news:
                    self.heard.append((time.monotonic(), json.loads(text)))
                    self.news.notify_all()

    @property
    def frames(self) -> list[Frame]:
        """What came so far."""
        return [frame for _, frame in self.heard]

    @property
    def boards(self) -> list[Frame]:
        """The boards among them."""
        return [frame for frame in self.frames if frame.get("type") == "board"]

    def hears(self, wanted: Callable[[Frame], Any], within: float = SOON) -> Frame:
        """The first frame that is wanted, which must come in time."""
        deadline = time.monotonic() + within
        with self.news:
            while True:
                for frame in self.frames:
                    if wanted(frame):
                        return frame
                left = deadline - time.monotonic()
                assert left > 0, f"not heard in {within} s; the last: {self.frames[-1:]}"
                self.news.wait(left)

    def sees(self, wanted: Callable[[Frame], Any], within: float = SOON) -> Frame:
        """The first board that is wanted."""
        return self.hears(lambda f: f.get("type") == "board" and wanted(f), within)

    def alarm(self, kind: str, within: float = SOON) -> Frame:
        """The first alarm of a kind that a manager hears."""
        return self.hears(lambda f: (f.get("type"), f.get("kind")) == ("alarm", kind), within)

    def close(self) -> None:
        """Hang up; what was heard stays."""
        self.closing.close()
