"""A branch opened through the doors for one story, on a day of its own."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.stories.house import PASSWORD, STOPPED, House, Person

BUDAPEST = ZoneInfo("Europe/Budapest")
# the clock of the house runs forward only, so every story has a later day than the one before
DAYS = (date(2027, 3, 1) + timedelta(days=n) for n in itertools.count())


@dataclass
class Story:
    """One branch with its people and screens, and the clock in its hands."""

    house: House
    day: date
    office: Person
    branch: dict[str, Any]
    queue: dict[str, Any]
    counters: list[dict[str, Any]] = field(default_factory=list)
    tellers: list[Person] = field(default_factory=list)
    staff: list[dict[str, Any]] = field(default_factory=list)
    manager: Person | None = None
    display: str = ""
    kiosk: str = ""

    def at(self, clock: str) -> str:
        """The instant at which the branch's clock reads `clock`, as the doors write it."""
        wall = datetime.fromisoformat(f"{self.day}T{clock}").replace(tzinfo=BUDAPEST)
        return wall.astimezone(UTC).isoformat().replace("+00:00", "Z")

    def move_clock(self, clock: str, speed: float = STOPPED) -> None:
        """Move the house's clock; every timer that is due by then has run when this returns."""
        self.office.do("clock/", now=self.at(clock), speed=speed)

    @property
    def path(self) -> str:
        return f"branches/{self.branch['id']}/"

    def take(self, **more: Any) -> dict[str, Any]:
        """A client takes a number at the kiosk."""
        kiosk = Person(self.house)
        headers = {"Authorization": f"Device {self.kiosk}"}
        body = {"queue": self.queue["id"], **more}
        answer = kiosk.ask("POST", "tickets/", json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def look(self, ticket: dict[str, Any]) -> dict[str, Any]:
        """What the client's page says."""
        return dict(Person(self.house).get(f"tickets/{ticket['token']}/"))

    def sit(self, teller: int = 0, counter: int = 0) -> int:
        """A teller opens a counter; the number of the session."""
        desk = self.tellers[teller].do("sessions/", counter=self.counters[counter]["id"])
        return int(desk["session"]["id"])

    def serve_next(self, session: int, teller: int = 0) -> str:
        """Call the next client and begin the service; the number called."""
        person = self.tellers[teller]
        person.do(f"sessions/{session}/call/")
        return str(person.do(f"sessions/{session}/service/")["ticket"]["code"])

    def finish(self, session: int, teller: int = 0) -> dict[str, Any]:
        answer = self.tellers[teller].delete(f"sessions/{session}/service/")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def plan(self, *breaks: dict[str, Any]) -> dict[str, Any]:
        """The manager publishes these breaks for the day."""
        assert self.manager
        answer = self.manager.post(f"{self.path}plans/{self.day}/publication/", breaks=breaks)
        return {"status": answer.status_code, **answer.json()}

    def lunch(self, clock: str, teller: int = 0, minutes: int = 30) -> dict[str, Any]:
        return {
            "staff": self.staff[teller]["id"],
            "kind": "lunch",
            "starts_at": self.at(clock),
            "length_minutes": minutes,
        }

    def the_break(self) -> dict[str, Any]:
        """The only break of the day."""
        found = self.office.get(f"{self.path}breaks/?day={self.day}")["breaks"]
        assert len(found) == 1
        return dict(found[0])

    def events(self, *kinds: str) -> list[dict[str, Any]]:
        """What happened at the branch, of some kinds."""
        found = self.office.get(f"{self.path}events/?limit=500")["events"]
        return [e for e in found if not kinds or e["kind"] in kinds]

    def paint(self, break_: dict[str, Any]) -> None:
        """The display says that it painted the warning of a break."""
        body = {
            "break": break_["id"],
            "revision": break_["revision"],
            "starts_at": break_["starts_at"],
        }
        Person(self.house).do(f"boards/{self.display}/receipts/", **body)


def open_story(
    house: House, *, counters: int = 1, tellers: int = 1, estimate: int | None = 7
) -> Story:
    """Open a branch at seven o'clock of a new day: queue A, counters W1…, one shift each."""
    day, office = next(DAYS), Person(house, "office")
    slug = f"story-{day}"
    details = {"time_zone": "Europe/Budapest", "alternative": "ATM in the lobby"}
    branch = office.do("branches/", name=f"Branch of {day:%d %B}", slug=slug, **details)
    path = f"branches/{branch['id']}/"
    queue = office.do(f"{path}queues/", name="Cash", letter="A", estimate_minutes=estimate)
    story = Story(house, day, office, branch, queue)
    story.move_clock("07:00")
    for n in range(counters):
        counter = office.do(f"{path}counters/", label=f"W{n + 1}", queues=[queue["id"]])
        story.counters.append(counter)
    for n in range(tellers):
        _employ(story, f"teller{n}", "teller", counter=story.counters[n]["id"])
    story.manager = _employ(story, "manager", "manager")
    story.display = office.do(f"{path}devices/", kind="display", name="Lobby")["token"]
    story.kiosk = office.do(f"{path}devices/", kind="kiosk", name="Door")["token"]
    return story


def _employ(story: Story, name: str, role: str, counter: int | None = None) -> Person:
    username = f"{name}-{story.day}"
    person = story.office.do(
        f"{story.path}staff/", username=username, password=PASSWORD, name=name.title(), role=role
    )
    if counter:
        story.staff.append(person)
        shift = {"staff": person["id"], "day": str(story.day), "counter": counter}
        times = {"starts_at": story.at("08:00"), "ends_at": story.at("16:30")}
        story.office.do(f"{story.path}shifts/", **shift, **times)
        story.tellers.append(Person(story.house, username))
        return story.tellers[-1]
    return Person(story.house, username)
