"""A branch opened through the doors for a measurement, with a learned past if wished."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from branches.actions import found_organisation
from tests.bench.doors.asking import Asker

ZONE = ZoneInfo("Europe/Budapest")
PASSWORD = "a long quiet password"
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LUNCH, SHORT = "lunch", "short"

Facts = dict[str, Any]


@dataclass(frozen=True)
class Leave:
    """A planned break of the teller at a counter (numbered from 0): kind, wall clock, minutes."""

    counter: int
    kind: str
    wall: str
    minutes: int


@dataclass
class Branch:
    """One branch with a queue whose service times it learns, its people and its screens."""

    office: Asker
    facts: Facts
    queue: Facts
    display: str
    kiosk: str
    counters: list[Facts] = field(default_factory=list)
    staff: list[Facts] = field(default_factory=list)
    tellers: list[Asker] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"branches/{self.facts['id']}/"

    def move_clock(self, now: datetime) -> None:
        """Move the house's clock; every timer that is due by then has run when this returns."""
        self.office.post("clock/", now=now.isoformat(), speed=0)

    def roster(self, day: date, hours: tuple[str, str], leaves: Sequence[Leave]) -> None:
        """Everybody works all day; their breaks are planned and published."""
        first, last = (at(day, wall).isoformat() for wall in hours)
        for person, counter in zip(self.staff, self.counters, strict=True):
            shift = {"staff": person["id"], "counter": counter["id"], "day": str(day)}
            self.office.post(f"{self.path}shifts/", **shift, starts_at=first, ends_at=last)
        breaks = [
            {
                "staff": self.staff[leave.counter]["id"],
                "kind": leave.kind,
                "starts_at": at(day, leave.wall).isoformat(),
                "length_minutes": leave.minutes,
            }
            for leave in leaves
        ]
        self.office.post(f"{self.path}plans/{day}/publication/", breaks=breaks)


def at(day: date, wall: str) -> datetime:
    """The instant at which the branch's clock reads `wall`."""
    return datetime.fromisoformat(f"{day}T{wall}").replace(tzinfo=ZONE).astimezone(UTC)


def found_office() -> Asker:
    """A house of its own for the measurement, and its head office at a browser."""
    names = {"name": "Bench Bank", "slug": "bench", "username": "office", "person": "Office"}
    found_organisation(password=PASSWORD, **names)
    return Asker(login=("office", PASSWORD))


def open_branch(office: Asker, counters: int, opening: date, hours: tuple[str, str]) -> Branch:
    """A branch with so many counters and tellers, opened at midnight of a day."""
    office.post("clock/", now=at(opening, "00:00").isoformat(), speed=0)
    facts = office.post(
        "branches/",
        name="Bench",
        slug="bench",
        time_zone=ZONE.key,
        opening_hours={day: [list(hours)] for day in WEEK},
        alternative="ATM in the lobby",
    )
    path = f"branches/{facts['id']}/"
    queue = office.post(f"{path}queues/", name="Cash", letter="A")
    tokens = {
        kind: office.post(f"{path}devices/", kind=kind, name=kind.title())["token"]
        for kind in ("display", "kiosk")
    }
    branch = Branch(office, facts, queue, tokens["display"], tokens["kiosk"])
    for n in range(1, counters + 1):
        _seat(branch, n)
    return branch


def _seat(branch: Branch, number: int) -> None:
    """A counter, and the teller who will sit there."""
    seat = {"label": str(number), "queues": [branch.queue["id"]]}
    branch.counters.append(branch.office.post(f"{branch.path}counters/", **seat))
    person = {"username": f"teller{number}", "password": PASSWORD, "name": f"Teller {number}"}
    branch.staff.append(branch.office.post(f"{branch.path}staff/", **person, role="teller"))
    branch.tellers.append(Asker(login=(person["username"], PASSWORD)))


def days_from(first: date, count: int) -> list[date]:
    """So many days on end."""
    return [first + timedelta(days=n) for n in range(count)]
