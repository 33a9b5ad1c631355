"""What everybody in one branch sees and hears: the board on the wall, and each other."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from desk.playing.pace import HouseClock

Board = dict[str, Any]
Say = Callable[[str], None]
REGISTERED_WITHIN = 1.0
# the weight of the last verb in the latency of late
LATELY = 0.1


@dataclass
class Client:
    """One who comes for something. `service` is the time the counter is taken by it."""

    queue_id: int
    service: timedelta
    # gives up after waiting so long; silently: is called in vain later on
    patience: timedelta | None = None
    silent: bool = False
    # looks at the ticket's page while waiting, and keeps the place through a break
    phone: bool = False
    here: bool = True
    code: str = ""
    token: str = ""


@dataclass
class Hall:
    """One branch on one day. `closes_at` is when the doors close; `over` when all have gone."""

    name: str
    clock: HouseClock
    closes_at: datetime
    board: Board = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)
    # real seconds that a verb takes of late
    latency: float = 0.0
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _claims: Counter[str] = field(default_factory=Counter)

    def show(self, board: Board) -> None:
        """A newer board hangs on the wall."""
        with self._changed:
            self.board = board
            self._claims.clear()
            self._changed.notify_all()

    def felt(self, seconds: float) -> None:
        """A verb has taken so long."""
        self.latency += (seconds - self.latency) * LATELY

    def wait(self, concerns: Callable[[Board], bool], seconds: float) -> bool:
        """Watch the board until it concerns the watcher; False when it never did in time."""
        with self._changed:
            return self._changed.wait_for(lambda: concerns(self.board), seconds)

    def counter(self, label: str) -> dict[str, Any]:
        """A counter as the board shows it."""
        rows = self.board.get("counters", [])
        return next((c for c in rows if c["label"] == label), {})

    def waiting(self, letters: Sequence[str] | None = None) -> int:
        """How many wait in some queues, by the board; in all of them when none are named."""
        rows = self.board.get("queues", [])
        return sum(q["waiting"] for q in rows if letters is None or q["letter"] in letters)

    def claim(self, letters: Sequence[str]) -> bool:
        """Whether somebody is left to be called by one more teller who looks at this board."""
        with self._changed:
            rows = self.board.get("queues", [])
            free = [q["letter"] for q in rows if self._unclaimed(q, letters)]
            if free:
                self._claims[free[0]] += 1
            return bool(free)

    def _unclaimed(self, queue: dict[str, Any], letters: Sequence[str]) -> bool:
        return queue["letter"] in letters and queue["waiting"] > self._claims[queue["letter"]]

    def enter(self, client: Client) -> None:
        """A client has a number."""
        with self._changed:
            self.clients[client.code] = client
            self._changed.notify_all()

    def client(self, code: str, otherwise: Client) -> Client:
        """Who has a number; `otherwise` for a number taken by somebody outside the cast."""
        with self._changed:
            # a teller may hear of a number before the kiosk's answer is in
            self._changed.wait_for(lambda: code in self.clients, REGISTERED_WITHIN)
            return self.clients.get(code, otherwise)
