"""A day of one demo branch: who sits where, who comes when, and what goes wrong."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from desk.playing.breakplan import LUNCH, SHORT, apart, at, breaks_for
from desk.playing.company import perform
from desk.playing.crowd import Crowd
from desk.playing.doors import Caller
from desk.playing.hall import Client, Hall, Say
from desk.playing.manager import Manager
from desk.playing.reporter import Reporter
from desk.playing.screen import Display
from desk.playing.teller import Errand, Teller, clear_desk

CURTAIN = "08:55"
SHIFT = ("08:00", "17:30")
CLOSES = "17:00"
# first start, and the gap to the next person's: at most one is away at a time
PLAN = (("short", "09:15", 15, SHORT), ("lunch", "11:30", 35, LUNCH), ("short", "15:00", 15, SHORT))
LUNCH_HOURS = ("11:30", "13:45")
LAST_COMERS = timedelta(minutes=20)
LOOK_SECONDS = 0.5
KIOSKS = 2


@dataclass(frozen=True)
class Role:
    """How one branch of the demo behaves. Services are mean minutes by queue letter."""

    slug: str
    manager: tuple[str, str]
    tellers: Sequence[tuple[str, str]]
    display: str
    kiosk: str
    services: dict[str, tuple[float, float]]
    gap_seconds: float
    crowd: tuple[int, int]
    errand: tuple[str, str]


@dataclass
class BranchDay:
    """One branch, prepared in the morning and played until its last teller goes home."""

    url: str
    role: Role
    say: Say
    chance: random.Random
    manager: Manager
    zone: ZoneInfo
    tellers: list[Caller] = field(default_factory=list)
    counters: list[dict[str, Any]] = field(default_factory=list)
    queues: dict[str, int] = field(default_factory=dict)

    @classmethod
    def enter(
        cls, url: str, role: Role, boss: Caller, say: Say, chance: random.Random
    ) -> "BranchDay":
        """Everybody comes in: the manager is in already, the tellers log in."""
        places = boss.get("me/")["branches"]
        place = next(p for p in places if p["slug"] == role.slug)
        manager = Manager(boss, place["id"], say)
        branch = cls(url, role, say, chance, manager, ZoneInfo(place["time_zone"]))
        branch.tellers = [Caller(url, boss.stop, login=login) for login in role.tellers]
        return branch

    def prepare(self, day: date) -> None:
        """Clear the desks of an interrupted day, roster everybody, publish the breaks."""
        path, boss = self.manager.path, self.manager.caller
        for teller in self.tellers:
            clear_desk(teller)
        self.queues = {q["letter"]: q["id"] for q in boss.get(f"{path}queues/")}
        self.counters = sorted(boss.get(f"{path}counters/"), key=lambda c: c["label"])
        people = [t.get("me/")["staff"] for t in self.tellers]
        starts_at, ends_at = (at(day, wall, self.zone) for wall in SHIFT)
        for person, counter in zip(people, self.counters, strict=False):
            self.manager.roster((person["id"], counter["id"]), starts_at, ends_at)
        self.manager.publish(day, self.plan(day, people))

    def plan(self, day: date, people: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """A short break in the morning, a lunch, a short break in the afternoon for everybody."""
        found = []
        for kind, first, gap, length in PLAN:
            starts = apart(len(people), at(day, first, self.zone), timedelta(minutes=gap))
            found += breaks_for(people, kind, starts, length)
        return found

    def play(self, hall: Hall, day: date) -> None:
        """The day itself."""
        crowd = Crowd(hall, self.say)
        cast = self.cast(hall, day)
        script = Arrivals(self, hall, crowd, day)
        script.begin()
        reporter = Reporter(self.say, self.zone)
        stop, role = hall.clock.stop, self.role
        display = Display(
            Caller(self.url, stop), role.display, hall, LOOK_SECONDS, on_board=reporter.read
        )
        kiosks = [Caller(self.url, stop, device=role.kiosk) for _ in range(KIOSKS)]
        others = [display.work, lambda: self.manager.work(hall)]
        others += [lambda kiosk=kiosk: crowd.work(kiosk) for kiosk in kiosks]
        perform(hall, cast, others, self.say)

    def cast(self, hall: Hall, day: date) -> list[Teller]:
        """The tellers, one of whom has an errand and one of whom will be late once."""
        names = {q: letter for letter, q in self.queues.items()}
        cast = [
            Teller(
                caller,
                hall,
                name=caller.get("me/")["staff"]["name"],
                counter=counter,
                letters=[names[q] for q in counter["queues"]],
                lateness=Lateness(self.chance),
                walk=timedelta(seconds=self.chance.randint(5, 20)),
                recalls=True,
                say=self.say,
            )
            for caller, counter in zip(self.tellers, self.counters, strict=False)
        ]
        wall, reason = self.role.errand
        self.chance.choice(cast).errand = Errand(at(day, wall, self.zone), reason)
        self.chance.choice(cast).lateness = Lateness(self.chance, overrun=self.chance.randint(0, 2))
        return cast


@dataclass
class Lateness:
    """How late a person returns from each break of the day; the one numbered `overrun` badly."""

    chance: random.Random
    overrun: int = -1
    taken: int = 0

    def __call__(self) -> timedelta:
        """The lateness after the next break."""
        self.taken += 1
        if self.taken - 1 == self.overrun:
            return timedelta(minutes=self.chance.uniform(6, 8))
        if self.chance.random() < 0.3:
            return timedelta(minutes=self.chance.uniform(1, 3))
        return timedelta(seconds=self.chance.uniform(0, 45))


class Arrivals:
    """A Poisson crowd that looks in before it joins: a full hall sends people away again."""

    def __init__(self, branch: BranchDay, hall: Hall, crowd: Crowd, day: date) -> None:
        self.role, self.queues, self.chance = branch.role, branch.queues, branch.chance
        self.hall, self.crowd = hall, crowd
        self.busy = tuple(at(day, wall, branch.zone) for wall in LUNCH_HOURS)
        self.last = hall.closes_at - LAST_COMERS
        self.come = 0

    def begin(self) -> None:
        """A few stand at the kiosk when the curtain rises; the others follow."""
        now = self.hall.clock.now()
        for n in range(self.role.crowd[0]):
            self.crowd.comes(now + timedelta(seconds=10 * n), self.client())
        self.crowd.at(now + timedelta(minutes=2), self.next)

    def next(self, kiosk: Caller) -> None:
        """One more person looks in, and the one after is on the way."""
        now, waiting = self.hall.clock.now(), self.hall.waiting()
        fewest, most = self.role.crowd
        if waiting < most:
            self.crowd.comes(now, self.client())
        busy = 0.7 if self.busy[0] <= now < self.busy[1] else 1.0
        inviting = 0.5 if waiting < fewest else 1.0
        gap = self.chance.expovariate(1 / (self.role.gap_seconds * busy * inviting))
        if now < self.last:
            self.crowd.at(now + timedelta(seconds=gap), self.next)

    def client(self) -> Client:
        """Somebody with an errand of their own; every twelfth will not come when called."""
        self.come += 1
        letters = list(self.role.services)
        shares = [share for share, _ in self.role.services.values()]
        letter = self.chance.choices(letters, shares)[0]
        minutes = self.role.services[letter][1] * self.chance.lognormvariate(-0.1, 0.45)
        impatient = self.chance.random() < 0.08
        return Client(
            self.queues[letter],
            timedelta(minutes=max(0.7, minutes)),
            patience=timedelta(minutes=self.chance.uniform(6, 14)) if impatient else None,
            phone=self.chance.random() < 0.4,
            here=self.come % 12 != 7,
        )


def closing(day: date, zone: ZoneInfo) -> datetime:
    """When the doors of a demo branch close."""
    return at(day, CLOSES, zone)
