"""Who looks at the screens of the branch, writes down every range told, and compares them.

At one instant lobby and phones show the same edition of the forecast. The wait of somebody who
would join is never shorter than that of somebody who waits; who took a number after the edition
was made reads the very range of the lobby.
"""

import math
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from tests.bench.doors.asking import Asker, No
from tests.bench.doors.branch import Branch, Facts
from tests.bench.doors.pages import Page, Told, read

NEAR = timedelta(minutes=30)
STALE = timedelta(seconds=120)
ANNOUNCED = ("published", "warned", "closing")


class Holder(Protocol):
    """Somebody with a number in hand."""

    token: str
    code: str


@dataclass(frozen=True)
class Note:
    """A range that a client was told: when, and by which screen. `near`: a break begins within
    half an hour; `at_once`: a free counter was there for the client; `new`: the house wrote it
    into its ledger.
    """

    screen: str
    at: datetime
    client: Any
    told: Told
    near: bool
    at_once: bool
    new: bool


@dataclass(frozen=True)
class Asked:
    """Somebody who waited when breaks were warned of, and the kind of the firm promise then."""

    breaks: frozenset[int]
    client: Any
    kind: str


@dataclass
class Watch:
    """The lobby's display, the kiosk, and the phones of some who wait."""

    branch: Branch
    chance: random.Random
    # of those who wait so many are looked at beside the newest
    others: int = 1
    notes: list[Note] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)
    past: list[str] = field(default_factory=list)
    pages: int = 0
    # how often a stale forecast was told by nobody
    silences: int = 0
    _said: dict[str, Told] = field(default_factory=dict)
    _proven: set[tuple[Any, ...]] = field(default_factory=set)
    _warned: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.screen, self.phone = Asker(), Asker()
        self.board: Facts = {}

    def look(self, now: datetime, waiting: Sequence[Holder], made_at: datetime) -> Facts:
        """The board that the lobby shows now, held against the phones of some who wait."""
        self._read_board(now)
        told = self._told_by_lobby()
        served = list(waiting[: self._free()])
        for client in self._chosen(waiting):
            page = self._page(now, client, at_once=client in served)
            if now - made_at >= STALE:
                self._is_silent(now, client, page, told)
            elif not _agree(page.wait, told) or not self._has_reasons(page):
                self._contradicts(now, client, page)
        self._note_promises(waiting)
        return self.board

    def before_ticket(self, now: datetime, made_at: datetime) -> None:
        """Somebody stands before the kiosk and reads what it says: the last board it saw, as long
        as the forecast is fresh.
        """
        if now - made_at >= STALE:
            self._read_board(now)

    def after_ticket(self, now: datetime, client: Holder) -> None:
        """The number is out, and the phone shows what the kiosk said."""
        told, at_once = self._told_by_lobby(), self._free() > self._waiting()
        if told:
            self._note("kiosk", now, client, told, at_once, new=True)
        page = self._page(now, client, at_once=at_once)
        if page.wait != told or not self._has_reasons(page):
            self._contradicts(now, client, page)

    # the lobby

    def _read_board(self, now: datetime) -> None:
        """The lobby looks, paints the warnings and says so (N2)."""
        self.board = self.screen.get(f"boards/{self.branch.display}/")
        asking = [n for n in self.board["notices"] if n["needs_receipt"]]
        if [n for n in asking if self._prove(n)]:
            self.board = self.screen.get(f"boards/{self.branch.display}/")
        if has_past(self.board):
            self.past.append(f"{now:%d %H:%M:%S} on the board")

    def _prove(self, notice: Facts) -> bool:
        painted = (notice["break"], notice["revision"], notice["starts_at"])
        if painted in self._proven:
            return False
        self._proven.add(painted)
        body = dict(zip(("break", "revision", "starts_at"), painted, strict=True))
        self.screen.post(f"boards/{self.branch.display}/receipts/", **body)
        return True

    def _queue(self) -> Facts:
        [mine] = (q for q in self.board["queues"] if q["id"] == self.branch.queue["id"])
        return dict(mine)

    def _wait(self) -> Facts | None:
        found: Facts | None = self._queue()["wait"]
        return found

    def _waiting(self) -> int:
        return int(self._queue()["waiting"])

    def _free(self) -> int:
        """How many counters have nobody and call the next client at once."""
        rows = self.board["counters"]
        return sum(row["state"] == "open" and row["ticket"] is None for row in rows)

    def _told_by_lobby(self) -> Told | None:
        """The range of somebody who would join, as lobby and kiosk put it."""
        wait = self._wait()
        silent = wait is None or (wait["low"] == 0 and wait["high"] is None)
        return None if wait is None or silent else Told(wait["low"], wait["high"])

    def _reasons(self) -> frozenset[str]:
        """The counters whose breaks the lobby's range counts in."""
        return frozenset(b["counter"] for b in (self._wait() or {}).get("because", ()))

    def _has_reasons(self, page: Page) -> bool:
        """Whether the lobby gives every reason of a phone; who was promised not to be held up by a
        break, or is called before it, reads fewer.
        """
        return page.counted <= self._reasons()

    def _is_near(self, now: datetime) -> bool:
        rows = (b for b in self.board["breaks"] if b["state"] in ANNOUNCED)
        return any(datetime.fromisoformat(b["starts_at"]) - now <= NEAR for b in rows)

    # the phones

    def _chosen(self, waiting: Sequence[Holder]) -> list[Holder]:
        """The newest who waits, and one or two of the others."""
        rest = list(waiting[:-1])
        return [*waiting[-1:], *self.chance.sample(rest, min(self.others, len(rest)))]

    def _page(self, now: datetime, client: Holder, *, at_once: bool) -> Page:
        """What the phone shows; it says so to the house when that is new on it."""
        page = read(self.phone.page(f"/t/{client.token}"))
        self.pages += 1
        if page.has_past(now):
            self.past.append(f"{now:%d %H:%M:%S} on the page of {client.code}")
        if page.wait:
            new = self._tell_range(now, client, page)
            self._note("phone", now, client, page.wait, at_once, new=new)
        return page

    def _tell_range(self, now: datetime, client: Holder, page: Page) -> bool:
        told = page.wait
        if told is None or self._said.get(client.token) == told:
            return False
        self._said[client.token] = told
        try:
            path = f"tickets/{client.token}/waits/"
            return self.phone.posted(path, low=told.low, high=told.high) == 201
        except No:
            self._contradicts(now, client, page)
            return False

    def _note(
        self, screen: str, now: datetime, client: Holder, told: Told, at_once: bool, *, new: bool
    ) -> None:
        self.notes.append(Note(screen, now, client, told, self._is_near(now), at_once, new))

    # what must never be

    def _contradicts(self, now: datetime, client: Holder, page: Page) -> None:
        lobby = f"{self._told_by_lobby()} {sorted(self._reasons())}"
        said = f"{page.wait} {sorted(page.counted)}"
        self.contradictions.append(f"{now:%d %H:%M:%S} lobby {lobby}, {client.code} {said}")

    def _is_silent(self, now: datetime, client: Holder, page: Page, told: Told | None) -> None:
        """Nobody is told a forecast that is too old."""
        self.silences += 1
        if page.wait or told:
            self._contradicts(now, client, page)

    # promises

    def _note_promises(self, waiting: Collection[Holder]) -> None:
        """Who is firmly promised what at the instant at which breaks are warned of (B3)."""
        rows = (b for b in self.board["breaks"] if b["state"] == "warned")
        fresh = frozenset(b["break"] for b in rows) - self._warned
        self._warned |= fresh
        for client in waiting if fresh else ():
            promise = self.phone.get(f"tickets/{client.token}/")["promise"]
            firm = promise["fixed"] and promise["break"] in fresh
            self.asked.append(Asked(fresh, client, promise["kind"] if firm else ""))


def _agree(phone: Told | None, lobby: Told | None) -> bool:
    """Whether who joins is told to wait no shorter than somebody who waits already."""
    if phone is None or lobby is None:
        # whom nobody will call today is told nothing; who joins then is no better off
        return phone is not None or lobby is None
    return lobby.low >= phone.low and _end(lobby) >= _end(phone)


def _end(told: Told) -> float:
    return math.inf if told.high is None else told.high


def has_past(board: Facts) -> bool:
    """Whether a board shows a return that had passed when it was made."""
    now = datetime.fromisoformat(board["generated_at"])
    waits = [q["wait"] for q in board["queues"] if q["wait"]]
    rows = [*board["notices"], *board["breaks"], *(b for w in waits for b in w["because"])]
    backs = (datetime.fromisoformat(r["returns_at"]) for r in rows if r["returns_at"])
    negative = any(w["low"] < 0 or (w["high"] is not None and w["high"] < w["low"]) for w in waits)
    return negative or any(back < now for back in backs)
