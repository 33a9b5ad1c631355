"""The clients of the cast: they take numbers, wait, keep their place, give up."""

import heapq
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from desk.playing.doors import Caller, Refusal, Stopped
from desk.playing.hall import Client, Hall, Say
from desk.playing.pace import LONGEST_NAP, instant

PAGE_EVERY = timedelta(seconds=90)
# whoever should have come so long ago (the clock was moved, the house was away) does not come
TOO_LATE = timedelta(minutes=15)

Act = Callable[[Caller], None]


@dataclass
class Crowd:
    """Everybody's next step by its instant, worked off by a few threads."""

    hall: Hall
    say: Say = lambda line: None
    too_late: timedelta = TOO_LATE
    _steps: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _ready: threading.Condition = field(default_factory=threading.Condition)

    def at(self, when: datetime, act: Act) -> None:
        """Let something happen at an instant of the house."""
        with self._ready:
            heapq.heappush(self._steps, (when, next(self._numbers), act))
            self._ready.notify()

    def comes(self, when: datetime, client: Client) -> None:
        """A client comes in at an instant of the house."""
        self.at(when, lambda kiosk: self.enter(kiosk, client))

    def work(self, kiosk: Caller) -> None:
        """Do what is due until the branch is empty; several threads may, each with its kiosk."""
        while not self.hall.over.is_set():
            act = self._next()
            if act:
                try:
                    act(kiosk)
                except Refusal as refusal:
                    self.say(f"a client is refused: {refusal}")
            if kiosk.stop.is_set():
                raise Stopped

    def _next(self) -> Act | None:
        """The next step if it is due; else None after a moment."""
        with self._ready:
            wait = LONGEST_NAP
            if self._steps:
                wait = min(wait, self.hall.clock.real_seconds(self._steps[0][0]))
            if self._steps and wait <= 0:
                when, _, act = heapq.heappop(self._steps)
                return act if self.hall.clock.now() < when + self.too_late else None
            self._ready.wait(wait)
            return None

    def enter(self, kiosk: Caller, client: Client) -> None:
        """Take a number, and lay out what waiting will be like."""
        if self.hall.clock.now() >= self.hall.closes_at:
            return
        try:
            ticket = kiosk.post("tickets/", queue=client.queue_id)
        except Refusal as refusal:
            # a minute before or after the doors open or close
            if refusal.code != "branch_closed":
                raise
            return
        client.code, client.token = ticket["code"], ticket["token"]
        self.hall.enter(client)
        now = instant(ticket["now"])
        if client.patience:
            self.at(now + client.patience, lambda kiosk: self.give_up(kiosk, client))
        if client.phone:
            self.at(now + PAGE_EVERY, lambda kiosk: self.look(kiosk, client))

    def give_up(self, kiosk: Caller, client: Client) -> None:
        """Go home: with a word (the number is given back) or without one."""
        if client.silent:
            client.here = False
            return
        try:
            kiosk.delete(f"tickets/{client.token}/")
        except Refusal:
            # called in the last moment, or gone already
            return
        self.say(f"{client.code} has waited long enough and leaves")

    def look(self, kiosk: Caller, client: Client) -> None:
        """Look at the ticket's page; keep the place when a break comes first (T8)."""
        ticket = kiosk.get(f"tickets/{client.token}/")
        if ticket["state"] != "waiting":
            return
        if ticket["may"]["hold"] and ticket["promise"]["kind"] == "after":
            kiosk.post(f"tickets/{client.token}/hold/")
            self.say(f"{client.code} keeps the place until the break is over")
            return
        self.at(instant(ticket["now"]) + PAGE_EVERY, lambda kiosk: self.look(kiosk, client))
