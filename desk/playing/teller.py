"""A teller of the cast: sits down, calls, serves, pauses, comes back, goes home."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from desk.playing.doors import Caller, Refusal
from desk.playing.hall import Board, Client, Hall, Say
from desk.playing.pace import instant

RUNNING = ("on_break", "overrun")
SECOND = timedelta(seconds=1)
# real seconds between two looks at a desk where nothing happens
GLANCE = 2.0
GLANCE_WHILE_CLOSING = 0.3
# who still waits so long after closing time is sent home by the house
STAYS_ON = timedelta(minutes=55)
GIVES_UP_OPENING = timedelta(minutes=30)
ERRAND_RETRY = timedelta(minutes=10)
CATCHES_UP = timedelta(minutes=3)


@dataclass
class Errand:
    """An unplanned break to ask for at some time of the day."""

    at: datetime
    reason: str


@dataclass
class Teller:
    """One person at one counter for one day. `lateness` tells how late to return from a break."""

    caller: Caller
    hall: Hall
    name: str
    counter: dict[str, Any]
    letters: list[str]
    lateness: Callable[[], timedelta]
    walk: timedelta = timedelta(0)
    recalls: bool = False
    errand: Errand | None = None
    say: Say = lambda line: None
    chance: random.Random = field(default_factory=random.Random)
    desk: dict[str, Any] = field(default_factory=dict)
    # when the client before was to be done, while the next one follows at once
    free_at: datetime | None = None

    def work(self) -> None:
        """The whole day, whatever the house refuses on the way."""
        if not self.sit():
            return
        while not self.hall.over.is_set() and self.desk["session"]["closed_at"] is None:
            try:
                self.step()
            except Refusal as refusal:
                if refusal.status == 404:
                    return
                self.look_again()

    def sit(self) -> bool:
        """Open the counter; False when the roster will not have it."""
        give_up = self.hall.clock.now() + GIVES_UP_OPENING
        while self.hall.clock.now() < give_up:
            try:
                self.heard(self.caller.post("sessions/", counter=self.counter["id"]))
                return True
            except Refusal as refusal:
                self.say(f"{self.name} cannot open counter {self.counter['label']}: {refusal}")
                self.hall.clock.wait_until(self.hall.clock.now() + timedelta(minutes=2))
        return False

    def step(self) -> None:
        """The one thing to do now, judged by what the desk showed last."""
        ticket, break_ = self.desk["ticket"], self.desk["break"]
        if break_ and break_["state"] in RUNNING:
            self.rest(break_)
        elif self.wants_errand():
            self.ask_for_errand()
        elif ticket and ticket["state"] == "called":
            self.receive(ticket)
        elif ticket:
            self.serve(ticket)
        elif self.goes_home():
            self.leave()
        elif self.desk["may"]["call"]["ok"]:
            self.do("POST", "call/")
        else:
            self.look_up()

    def do(self, method: str, verb: str) -> None:
        """One verb at the desk; its answer is the desk."""
        begun = time.monotonic()
        try:
            self.heard(self.caller.ask(method, self.path + verb, {} if method == "POST" else None))
        finally:
            self.hall.felt(time.monotonic() - begun)

    def heard(self, desk: dict[str, Any]) -> None:
        """Take over what the desk shows."""
        self.desk = desk
        self.hall.clock.hear(desk["now"], desk["clock_speed"])

    def look_again(self) -> None:
        """What the desk shows now."""
        self.heard(self.caller.get(self.path))

    @property
    def path(self) -> str:
        return f"sessions/{self.desk['session']['id']}/"

    # clients

    def receive(self, ticket: dict[str, Any]) -> None:
        """The called client comes, or does not."""
        client = self.client(ticket)
        self.hall.clock.wait_until(instant(ticket["called_at"]) + self.walk)
        if client.here:
            self.welcome(client)
        else:
            self.wait_in_vain(ticket)

    def welcome(self, client: Client) -> None:
        """Begin the service; one who was given up on the way comes back with the old number."""
        try:
            self.do("POST", "service/")
        except Refusal:
            if client.token:
                self.caller.post(f"tickets/{client.token}/revival/")
            raise

    def wait_in_vain(self, ticket: dict[str, Any]) -> None:
        """Call once more after half the time, then give the client up."""
        called, until = instant(ticket["called_at"]), instant(ticket["arrive_by"])
        if self.recalls and not ticket["recalls"]:
            self.hall.clock.wait_until(called + (until - called) / 2)
            self.do("POST", "recall/")
            return
        self.hall.clock.wait_until(until + SECOND)
        self.do("POST", "no-show/")

    def serve(self, ticket: dict[str, Any]) -> None:
        """Serve the client to the end; the counter is taken from the call on."""
        end = self.since(instant(ticket["called_at"])) + self.client(ticket).service
        self.hall.clock.wait_until(end, unless=self.errand_is_due)
        if not self.errand_is_due():
            self.do("DELETE", "service/")
            self.free_at = end

    def since(self, called_at: datetime) -> datetime:
        """From when a client counts: at high speed answers take minutes that no client took."""
        if self.free_at and called_at - self.free_at < CATCHES_UP:
            return min(called_at, self.free_at)
        return called_at

    def client(self, ticket: dict[str, Any]) -> Client:
        stranger = Client(0, timedelta(minutes=3))
        return self.hall.client(ticket["code"], otherwise=stranger)

    def look_up(self) -> None:
        """Nobody to call: watch the board until something concerns this desk."""
        self.free_at = None
        open_ = self.desk["session"]["counter"]["state"] == "open"
        concerned = self.hall.wait(self.concerns, GLANCE if open_ else GLANCE_WHILE_CLOSING)
        self.caller.rest(0)
        if concerned and open_ and self.hall.claim(self.letters):
            self.do("POST", "call/")
        else:
            self.look_again()

    def concerns(self, board: Board) -> bool:
        """Whether a board newer than the desk tells something about this counter."""
        if board.get("version", 0) <= self.desk["version"]:
            return False
        state, ticket = self.desk["session"]["counter"]["state"], self.desk["ticket"]
        row = self.hall.counter(self.counter["label"])
        news = row.get("state") != state or row.get("ticket") != (ticket and ticket["code"])
        return news or (state == "open" and self.hall.waiting(self.letters) > 0)

    # breaks

    def rest(self, break_: dict[str, Any]) -> None:
        """Be away until the return, and as late as this person is today."""
        back = instant(break_["returns_at"]) + self.lateness()
        self.hall.clock.wait_until(back, unless=self.hall.over.is_set)
        self.caller.delete(f"{self.path}break/")
        self.look_again()

    def errand_is_due(self) -> bool:
        """Whether the unplanned break of the day should be asked for."""
        return self.errand is not None and self.hall.clock.now() >= self.errand.at

    def wants_errand(self) -> bool:
        """The same, and the counter is one from which one may ask."""
        return self.errand_is_due() and self.desk["session"]["counter"]["state"] == "open"

    def ask_for_errand(self) -> None:
        """Ask for the unplanned break; a refusal is tried again later."""
        errand = self.errand
        self.errand = None
        if errand is None:
            return
        try:
            break_ = self.caller.post(f"{self.path}break/", reason=errand.reason)
        except Refusal as refusal:
            self.say(f"{self.name} may not leave for {errand.reason} yet: {refusal.code}")
            self.errand = Errand(self.hall.clock.now() + ERRAND_RETRY, errand.reason)
        else:
            first = ", ".join(break_["clients_before_request"]) or "nobody"
            self.say(f"{self.name} asks to leave for {errand.reason}, after {first}")
        self.look_again()

    # the end of the day

    def goes_home(self) -> bool:
        """Whether the doors are closed and nobody waits for this counter any more."""
        now = self.hall.clock.now()
        if now < self.hall.closes_at:
            return False
        return not self.desk["waiting_count"] or now >= self.hall.closes_at + STAYS_ON

    def leave(self) -> None:
        """Close the counter."""
        try:
            self.caller.delete(self.path)
        except Refusal:
            self.caller.rest(GLANCE_WHILE_CLOSING)
            raise
        self.desk["session"]["closed_at"] = self.desk["now"]


def clear_desk(caller: Caller) -> None:
    """End what an interrupted day left of a person's session, as far as the house lets it."""
    session = caller.get("me/")["session"]
    if session is None:
        return
    path = f"sessions/{session}/"
    for method, verb in (
        ("DELETE", "service/"),
        ("POST", "no-show/"),
        ("DELETE", "break/"),
        ("DELETE", ""),
    ):
        try:
            caller.ask(method, path + verb, {} if method == "POST" else None)
        except Refusal:
            # not what this session was left with
            continue
