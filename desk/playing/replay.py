"""Replays a real day in a branch of its own, opened through the doors for this one time."""

import random
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from desk.playing.breakplan import LUNCH, LUNCH_WINDOW, SHORT, at, breaks_for, spread
from desk.playing.company import perform
from desk.playing.crowd import Crowd
from desk.playing.doors import Caller
from desk.playing.figures import figures
from desk.playing.hall import Client, Hall, Say
from desk.playing.manager import Manager
from desk.playing.pace import HouseClock, instant
from desk.playing.pacekeeper import Pacekeeper
from desk.playing.records import Visit
from desk.playing.screen import Display
from desk.playing.season import next_day
from desk.playing.teller import Teller

ZONE = ZoneInfo("Europe/Budapest")
BEFORE_OPENING = timedelta(minutes=5)
AFTER_CLOSING = timedelta(minutes=75)
# early enough that no break falls into the first hour of a shift
SHIFT_BEGINS = 8
SHORT_WINDOW = ("10:00", "11:20")
BREAKS_END_BEFORE = timedelta(minutes=15)
# whoever hung up in the record waits so long here: half give the number back, half just go
PATIENCE = timedelta(minutes=10)
LATE_BACK_SECONDS = 45
LOOK_SECONDS = 0.15
KIOSKS = 3
AT_ONCE = 4
PAGE = 500
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Scenario:
    """One replay: the day's name, who comes, and how the branch is staffed."""

    name: str
    visits: Sequence[Visit]
    hours: tuple[int, int]
    counters: int
    speed: float
    seed: int


class Replay:
    """One scenario from the opening of its branch to its figures."""

    def __init__(
        self, url: str, office: tuple[str, str], scenario: Scenario, stop: threading.Event, say: Say
    ) -> None:
        self.url, self.scenario, self.stop, self.say = url, scenario, stop, say
        self.office = Caller(url, stop, login=office)
        self.chance = random.Random(scenario.seed)
        self.name = f"replay-{scenario.name}-{uuid.uuid4().hex[:6]}"
        self.day = self._day()

    def run(self) -> dict[str, Any]:
        """Lay out, play and count. The house's clock runs on afterwards as it did before."""
        begun = time.monotonic()
        with self._clock_put_back():
            self._lay_out()
            display = self._play()
        wall = round(time.monotonic() - begun, 1)
        return self._figures(display) | {"wall_s": wall}

    def _day(self) -> date:
        """The first day ahead of the house's clock; the year of the record is long gone."""
        return next_day(instant(self.office.get("clock/")["now"]), ZONE)

    @contextmanager
    def _clock_put_back(self) -> Iterator[None]:
        """Stop the clock at the morning while the branch is made; give it its speed back."""
        before = self.office.get("clock/")["speed"]
        try:
            yield
        finally:
            if not self.stop.is_set():
                self.office.post("clock/", speed=before or 1.0)

    def _at_hour(self, hour: int) -> datetime:
        return at(self.day, "00:00", ZONE) + timedelta(hours=hour)

    @property
    def opens(self) -> datetime:
        return at(self.day, f"{self.scenario.hours[0]:02}:00", ZONE)

    @property
    def closes(self) -> datetime:
        return at(self.day, f"{self.scenario.hours[1]:02}:00", ZONE)

    # the branch

    def _lay_out(self) -> None:
        """Open the branch with its queue, screens, counters, tellers, shifts and breaks."""
        self.office.post("clock/", now=(self.opens - BEFORE_OPENING).isoformat(), speed=0)
        self.branch = self.office.post("branches/", **self._branch())
        self.manager = Manager(self.office, self.branch["id"], self.say)
        path = self.manager.path
        self.queue = self.office.post(f"{path}queues/", name="Service", letter="A")
        self.tokens = {
            kind: self.office.post(f"{path}devices/", kind=kind, name=kind.title())["token"]
            for kind in ("display", "kiosk")
        }
        with ThreadPoolExecutor(AT_ONCE) as hands:
            self.seats = list(hands.map(self._seat, range(1, self.scenario.counters + 1)))
        for person, counter, _ in self.seats:
            shift = (self._at_hour(SHIFT_BEGINS), self.closes + AFTER_CLOSING)
            self.manager.roster((person["id"], counter["id"]), *shift)
        self._publish()

    def _branch(self) -> dict[str, Any]:
        first, last = (f"{hour:02}:00" for hour in self.scenario.hours)
        return {
            "name": f"Replay of {self.scenario.name}",
            "slug": self.name,
            "time_zone": ZONE.key,
            "opening_hours": {day: [[first, last]] for day in WEEK},
            "alternative": "ATM in the lobby",
        }

    def _seat(self, number: int) -> tuple[dict[str, Any], dict[str, Any], Caller]:
        """A counter and the teller who will sit there, logged in."""
        office = Caller(self.url, self.stop)
        office.http.cookies.update(self.office.http.cookies)
        path, password = self.manager.path, uuid.uuid4().hex
        counter = office.post(f"{path}counters/", label=str(number), queues=[self.queue["id"]])
        username = f"{self.name}-{number}"
        person = office.post(
            f"{path}staff/", username=username, password=password, name=f"Teller {number}"
        )
        return person, counter, Caller(self.url, self.stop, login=(username, password))

    def _publish(self) -> None:
        """Staggered lunches and one short break each, as far as the hours hold them."""
        people = [person for person, _, _ in self.seats]
        self.planned = [
            *breaks_for(people, "lunch", self._starts(LUNCH_WINDOW, LUNCH), LUNCH),
            *breaks_for(people, "short", self._starts(SHORT_WINDOW, SHORT), SHORT),
        ]
        self.manager.publish(self.day, self.planned)

    def _starts(self, window: tuple[str, str], length: timedelta) -> list[datetime]:
        first, last = (at(self.day, wall, ZONE) for wall in window)
        first = max(first, self.opens + timedelta(minutes=20))
        return spread(
            self.scenario.counters, first, min(last, self.closes - BREAKS_END_BEFORE), length
        )

    # the day

    def _play(self) -> Display:
        """The day itself; the display has seen every board of it."""
        now = self.opens - BEFORE_OPENING
        told = self.office.post("clock/", now=now.isoformat(), speed=self.scenario.speed)
        clock = HouseClock(instant(told["now"]), told["speed"], self.stop)
        hall = Hall(self.name, clock, self.closes)
        crowd = Crowd(hall, too_late=timedelta(days=1))
        midnight = self.opens - timedelta(hours=self.scenario.hours[0])
        for visit in self.scenario.visits:
            crowd.comes(midnight + timedelta(seconds=visit.arrived_s), self._client(visit))
        display = Display(Caller(self.url, self.stop), self.tokens["display"], hall, LOOK_SECONDS)
        kiosks = [Caller(self.url, self.stop, device=self.tokens["kiosk"]) for _ in range(KIOSKS)]
        self.pace = Pacekeeper(self.office, hall, self.scenario.speed, self.say)
        others = [
            display.work,
            self.pace.work,
            *(lambda kiosk=kiosk: crowd.work(kiosk) for kiosk in kiosks),
        ]
        perform(hall, [self._teller(hall, *seat) for seat in self.seats], others, self.say)
        return display

    def _client(self, visit: Visit) -> Client:
        patience = PATIENCE if visit.impatient else None
        silent = self.chance.random() < 0.5
        service = timedelta(seconds=visit.service_s)
        return Client(self.queue["id"], service, patience=patience, silent=silent)

    def _teller(
        self, hall: Hall, person: dict[str, Any], counter: dict[str, Any], caller: Caller
    ) -> Teller:
        def lateness() -> timedelta:
            return timedelta(seconds=self.chance.uniform(0, LATE_BACK_SECONDS))

        return Teller(
            caller, hall, person["name"], counter, letters=["A"], lateness=lateness, say=self.say
        )

    # what happened

    def _figures(self, display: Display) -> dict[str, Any]:
        breaks = self.office.get(f"{self.manager.path}breaks/?day={self.day}")["breaks"]
        found = figures(list(self._events()), breaks, speed_at=self.pace.speed_at)
        seen = {
            "boards_seen": display.boards_seen,
            "past_return_times_shown": display.past_returns,
        }
        return {"scenario": self.scenario.name} | found | seen

    def _events(self) -> Iterator[dict[str, Any]]:
        """Everything that happened at the branch, page by page."""
        after: int | None = 0
        while after is not None:
            page = self.office.get(f"{self.manager.path}events/?after={after}&limit={PAGE}")
            yield from page["events"]
            after = page["next"]
