"""A branch opened through the doors for one story, on a day of its own."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import requests

from breaks.rules.waits import LOOK_AGAIN
from tests.stories.ear import Ear
from tests.stories.house import PASSWORD, STOPPED, House, Person

BUDAPEST = ZoneInfo("Europe/Budapest")
FIRST_DAY = date(2026, 1, 5)
# in Filipino, say, the service has its one name
NAMES = {"hu": "Pénztár", "tr": "Vezne", "bg": "Каса", "ru": "Касса"}
Facts = dict[str, Any]


class Days:
    """The clock of the house runs forward only, so every story has a later day than the last."""

    def __init__(self) -> None:
        self.next = FIRST_DAY

    def take(self, wanted: date | None = None) -> date:
        """The next free day, or the one that is wanted if it still lies ahead."""
        day = wanted or self.next
        assert day >= self.next, f"{day} is over, the stories have come to {self.next}"
        # two days: a night shift ends on the day after
        self.next = day + timedelta(days=2)
        return day


DAYS = Days()
# what the fixture `opens` is: opens a branch of one's own, of which the invariants are checked
Opens = Callable[..., "Story"]


@dataclass
class Story:
    """One branch with its people and screens, and the clock in its hands."""

    house: House = field(repr=False)
    day: date
    branch: Facts
    queue: Facts
    counters: list[Facts] = field(default_factory=list)
    tellers: list[Person] = field(default_factory=list)
    staff: list[Facts] = field(default_factory=list)
    shifts: list[Facts] = field(default_factory=list)
    ears: list[Ear] = field(default_factory=list)

    @property
    def office(self) -> Person:
        """The head office."""
        return self.house.office

    @property
    def path(self) -> str:
        return f"branches/{self.branch['id']}/"

    @property
    def public(self) -> Person:
        """Somebody without any login."""
        return self.house.public

    # who and what not every story needs comes when it is first spoken of

    @cached_property
    def boss(self) -> Facts:
        """The manager as the staff list has them."""
        return employ(self, "manager", "manager")[0]

    @cached_property
    def manager(self) -> Person:
        """The manager at a browser."""
        assert self.boss
        return Person(self.house, f"manager-{self.day}")

    @cached_property
    def display(self) -> str:
        """The token of the lobby's display."""
        return self.device("display", "Lobby")

    @cached_property
    def kiosk(self) -> str:
        """The token of the kiosk at the door."""
        return self.device("kiosk", "Door")

    # time

    def at(self, clock: str, *, days: int = 0) -> str:
        """The instant at which the branch's clock reads `clock`, as the doors write it."""
        day = self.day + timedelta(days=days)
        wall = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BUDAPEST)
        return wall.astimezone(UTC).isoformat().replace("+00:00", "Z")

    def clock(self) -> Facts:
        """What the house's clock reads, and how fast it runs."""
        return dict(self.office.get("clock/"))

    def move_clock(self, *clocks: str, speed: float = STOPPED, days: int = 0) -> None:
        """Move the house's clock from one reading to the next.

        Every timer that is due by then has run when this returns.
        """
        for clock in clocks:
            self.office.do("clock/", now=self.at(clock, days=days), speed=speed)

    # clients

    def take(self, queue: Facts | None = None, **more: Any) -> Facts:
        """A client takes a number at the kiosk."""
        answer = self.try_take(queue, **more)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def try_take(self, queue: Facts | None = None, **more: Any) -> requests.Response:
        """A client presses at the kiosk."""
        body = {"queue": (queue or self.queue)["id"], **more}
        headers = {"Authorization": f"Device {self.kiosk}"}
        return self.public.ask("POST", "tickets/", json=body, headers=headers)

    def look(self, ticket: Facts) -> Facts:
        """What the client's page knows."""
        return dict(self.public.get(f"tickets/{ticket['token']}/"))

    def promise(self, ticket: Facts) -> tuple[str, str | None]:
        """What a client was told, and the return time in it."""
        told = self.look(ticket)["promise"]
        return told["kind"], told["returns_at"]

    def page(self, path: str) -> requests.Response:
        """A public page as a browser without a login gets it."""
        return requests.get(f"{self.house.url}/{path}", timeout=20)

    # tellers

    def sit(self, teller: int = 0, counter: int = 0) -> int:
        """A teller opens a counter; the number of the session."""
        desk = self.tellers[teller].do("sessions/", counter=self.counters[counter]["id"])
        return int(desk["session"]["id"])

    def desk(self, session: int, teller: int = 0) -> Facts:
        """All that the teller's desk shows."""
        return dict(self.tellers[teller].get(f"sessions/{session}/"))

    def call(self, session: int, teller: int = 0, code: str | None = None) -> requests.Response:
        """The teller presses next, or calls one number out of the list."""
        if code is None:
            return self.tellers[teller].post(f"sessions/{session}/call/")
        waiting = self.desk(session, teller)["waiting"]
        ticket = next(t["id"] for t in waiting if t["code"] == code)
        return self.tellers[teller].post(f"sessions/{session}/call/", ticket=ticket)

    def serve_next(self, session: int, teller: int = 0) -> str:
        """Call the next client and begin the service; the number called."""
        person = self.tellers[teller]
        person.do(f"sessions/{session}/call/")
        return str(person.do(f"sessions/{session}/service/")["ticket"]["code"])

    def finish(self, session: int, teller: int = 0) -> Facts:
        answer = self.tellers[teller].delete(f"sessions/{session}/service/")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def start(self, session: int, teller: int = 0) -> requests.Response:
        """The teller presses Start break."""
        return self.tellers[teller].post(f"sessions/{session}/break/")

    def ask(self, session: int, reason: str, teller: int = 0, **more: Any) -> requests.Response:
        """The teller asks for an unplanned break."""
        return self.tellers[teller].post(f"sessions/{session}/break/", reason=reason, **more)

    def back(self, session: int, teller: int = 0) -> Facts:
        """The teller presses I am back."""
        answer = self.tellers[teller].delete(f"sessions/{session}/break/")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    # the plan

    def lunch(self, clock: str, teller: int = 0, minutes: int = 30, **more: Any) -> Facts:
        """A lunch as the plan's door reads it."""
        return {
            "staff": self.staff[teller]["id"],
            "kind": "lunch",
            "starts_at": self.at(clock),
            "length_minutes": minutes,
            **more,
        }

    def plan(self, *breaks: Facts, **more: Any) -> Facts:
        """The head office publishes these breaks for the day; the answer with its status."""
        path = f"{self.path}plans/{self.day}/publication/"
        answer = self.office.post(path, breaks=breaks, **more)
        return {"status": answer.status_code, **answer.json()}

    def publish(self, *breaks: Facts) -> Facts:
        """The same, which must go through; the first of the day's breaks."""
        answer = self.plan(*breaks)
        assert answer["status"] == 200, answer
        return dict(answer["breaks"][0])

    def set_policy(self, values: Mapping[str, Any]) -> None:
        """The branch's own numbers."""
        answer = self.office.put(f"{self.path}policy/", values=dict(values))
        assert answer.status_code == 200, answer.text

    def breaks(self) -> list[Facts]:
        """The breaks of the day, by start."""
        return list(self.office.get(f"{self.path}breaks/?day={self.day}")["breaks"])

    def the_break(self) -> Facts:
        """The only break of the day."""
        found = self.breaks()
        assert len(found) == 1
        return found[0]

    def give_up(self, clients: int) -> None:
        """So many numbers were served or given up earlier in the day."""
        for _ in range(clients):
            self.public.delete(f"tickets/{self.take()['token']}/")

    def paint(self, break_: Facts, display: str = "") -> requests.Response:
        """A display says that it painted the warning of a break."""
        painted = ("revision", "starts_at")
        body = {"break": break_["id"], **{name: break_[name] for name in painted}}
        return self.public.post(f"boards/{display or self.display}/receipts/", **body)

    def prove(self) -> Facts:
        """The lobby display paints the warning of the day's only break."""
        answer = self.paint(self.the_break())
        assert answer.status_code == 201, answer.text
        return self.the_break()

    # what is seen and heard

    def events(self, *kinds: str) -> list[Facts]:
        """What happened at the branch, of some kinds."""
        found = self.office.get(f"{self.path}events/?limit=500")["events"]
        return [e for e in found if not kinds or e["kind"] in kinds]

    def notice(self) -> Facts:
        """The only notice on the screens, its lines as one text under `text`."""
        found = self.board()["notices"]
        assert len(found) == 1, found
        return {**found[0], "text": " · ".join(found[0]["lines"])}

    def board(self) -> Facts:
        """All that the branch's screens show now."""
        return dict(self.public.get(f"boards/{self.display}/"))

    def forecast_board(self) -> Facts:
        """The board, once the forecaster has seen what happened last: one that was read before
        its forecast asks to be read again at once, and where only the clock was moved on it tells
        no wait until the next.
        """
        for _ in range(100):
            board = self.board()
            made, again = (board[name] for name in ("generated_at", "next_change_at"))
            done = datetime.fromisoformat(again) - datetime.fromisoformat(made) > LOOK_AGAIN
            if done and any(queue["wait"] for queue in board["queues"]):
                return board
            time.sleep(0.1)
        raise AssertionError("the forecaster has not come by in ten seconds")

    def device(self, kind: str, name: str, **more: Any) -> str:
        """Pair one more screen; its token."""
        body = {"kind": kind, "name": name, **more}
        return str(self.office.do(f"{self.path}devices/", **body)["token"])

    def listen(self, display: str = "") -> Ear:
        """A screen at its socket, from its first board on."""
        ear = Ear(self.house, f"board/{display or self.display}")
        self.ears.append(ear)
        ear.sees(lambda board: True)
        return ear

    def listen_as(self, person: Person) -> Ear:
        """A person of the branch at the socket of the staff."""
        ear = Ear(self.house, f"desk/?branch={self.branch['id']}", person)
        self.ears.append(ear)
        ear.hears(lambda frame: True)
        return ear

    def hush(self) -> None:
        """The end of a story: the clock stops, and no screen ever heard of a passed return."""
        self.office.do("clock/", speed=STOPPED)
        for ear in self.ears:
            ear.close()
            for board in ear.boards:
                refuse_passed_returns(board)
        refuse_passed_returns(self.board())


def refuse_passed_returns(board: Facts) -> None:
    """2.5 no. 4, E0: a return time on a board lies ahead of the board."""
    now = datetime.fromisoformat(board["generated_at"])
    for row in [*board["notices"], *board["breaks"]]:
        back = row["returns_at"]
        assert back is None or datetime.fromisoformat(back) >= now, row
        for told in re.findall(r"Back at: (\d\d:\d\d)", " ".join(row.get("lines", []))):
            assert lies_ahead(told, now), row


def lies_ahead(told: str, now: datetime) -> bool:
    """Whether the clocks show `told` within the next sixteen hours; what has passed they do not."""
    minutes = (now + timedelta(minutes=n) for n in range(16 * 60))
    return any(f"{each.astimezone(BUDAPEST):%H:%M}" == told for each in minutes)


def open_story(
    house: House,
    *,
    counters: int = 1,
    tellers: int = 1,
    estimate: int | None = 7,
    letter: str = "A",
    day: date | None = None,
    seats: Sequence[int] = (),
    shift: tuple[str, str] = ("08:00", "16:30"),
    skills: Sequence[Sequence[str]] = (),
    **details: Any,
) -> Story:
    """Open a branch at midnight of its day: one queue, counters W1…, one shift for each teller.

    `seats` says at which counters the tellers are rostered, else each at a counter of their own.
    Details are the branch's: alternative, languages, opening_hours, kind.
    """
    on, office = DAYS.take(day), house.office
    midnight = datetime(on.year, on.month, on.day, tzinfo=BUDAPEST).isoformat()
    office.do("clock/", now=midnight, speed=STOPPED)
    about = {"time_zone": "Europe/Budapest", "alternative": "ATM in the lobby", **details}
    branch = office.do("branches/", name=f"Branch of {on:%d %B}", slug=f"story-{on}", **about)
    path = f"branches/{branch['id']}/"
    service = {"name": "Cash", "names": NAMES, "letter": letter, "estimate_minutes": estimate}
    queue = office.do(f"{path}queues/", **service)
    story = Story(house, on, branch, queue)
    for n in range(counters):
        counter = office.do(f"{path}counters/", label=f"W{n + 1}", queues=[queue["id"]])
        story.counters.append(counter)
    for n in range(tellers):
        seat = story.counters[seats[n] if seats else n]
        employ_teller(story, n, seat, shift, skills[n] if skills else ())
    return story


def employ(story: Story, name: str, role: str, **more: Any) -> tuple[Facts, Person]:
    """Take on a person; names are a person's own in the whole house."""
    username = f"{name}-{story.day}"
    body = {"username": username, "password": PASSWORD, "name": name.title(), "role": role}
    staff = story.office.do(f"{story.path}staff/", **body, **more)
    return staff, Person(story.house, username)


def employ_teller(
    story: Story, n: int, seat: Facts, shift: tuple[str, str], skills: Sequence[str]
) -> None:
    """A teller with a shift at a counter; one that ends before it starts ends on the next day."""
    more = {"skills": list(skills)} if skills else {}
    staff, person = employ(story, f"teller{n}", "teller", **more)
    ends_at = story.at(shift[1], days=int(shift[1] < shift[0]))
    times = {"starts_at": story.at(shift[0]), "ends_at": ends_at}
    body = {"staff": staff["id"], "day": str(story.day), "counter": seat["id"], **times}
    story.shifts.append(story.office.do(f"{story.path}shifts/", **body))
    story.staff.append(staff)
    story.tellers.append(person)
