"""Boards of a real branch with the page that shows them, and new ones made of them."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from config.runtime.programs import Programs
from tests.bench.stack import running_house
from tests.stories.bank import Story, open_story
from tests.stories.house import PASSWORD, House, Person

Facts = dict[str, Any]
# the house's clock stands at today, and only runs forward
DAY = datetime.now(UTC).date() + timedelta(days=2)
LETTERS = "ACEHKMTX"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
CALL_STATES = ("called", "called", "serving")


@dataclass(frozen=True)
class Recorded:
    """The page as the house sent it, and its boards from morning to the end of a lunch."""

    token: str
    page: str
    boards: list[Facts]


def record() -> Recorded:
    """Open a branch in a house of its own, and take down its boards."""
    with running_house() as (_, programs):
        story = branch_of(programs)
        boards = list(half_a_day(story))
        page = requests.get(f"{story.house.url}/display/{story.display}", timeout=20)
        assert page.status_code == 200, page.text
        return Recorded(story.display, page.text, boards)


def branch_of(programs: Programs) -> Story:
    """Four counters in two languages, six waiting."""
    house = House(programs.data.path, programs.env, port=programs.wishes.port)
    head = ("found", "Bench Bank", "bench", "--username", "bench-office")
    house.manage(*head, INTERMEZZO_PASSWORD=PASSWORD)
    house.office, house.public = Person(house, "bench-office"), Person(house)
    story = open_story(house, counters=4, tellers=4, day=DAY, languages=["hu", "en"])
    story.publish(story.lunch("12:30"), story.lunch("13:05", 1))
    story.move_clock("11:50")
    for n in range(4):
        story.sit(n, n)
    for _ in range(6):
        story.take()
    return story


def half_a_day(story: Story) -> Iterator[Facts]:
    """The board before the break is announced, at each of its steps, and after it."""
    for clock in ("12:00", "12:15", "12:20", "12:25", "12:30", "12:45", "13:00"):
        story.move_clock(clock)
        board = story.board()
        for notice in board["notices"]:
            if notice["needs_receipt"]:
                story.public.post(
                    f"boards/{story.display}/receipts/",
                    **{name: notice[name] for name in ("break", "revision", "starts_at")},
                )
        yield board


class Boards:
    """Ever new boards: each differs from the last in calls, waits, counters, breaks and notices."""

    def __init__(self, recorded: Recorded) -> None:
        self.recorded, self.chance = recorded, random.Random(1)
        self.version = max(board["version"] for board in recorded.boards)
        self.number = 0

    def next(self) -> Facts:
        """A board that was never there before, made now."""
        self.version += 1
        board = moved_to_now(self.chance.choice(self.recorded.boards))
        board["version"] = self.version
        board["calls"] = [self._call(n) for n in range(self.chance.randrange(7))]
        for queue in board["queues"]:
            queue["waiting"] = self.chance.randrange(40)
            low = 5 * self.chance.randrange(6)
            queue["wait"] = {"low": low, "high": low + 10, "because": []}
        for counter in board["counters"]:
            counter["state"] = self.chance.choice(("open", "open", "closing", "closed"))
        for row in [*board["notices"], *board["breaks"]]:
            row["break"] += self.chance.randrange(1000)
            row["revision"] = 1 + self.chance.randrange(9)
        return board

    def resting(self) -> Facts:
        """Nobody is called, and all is as it was the first time."""
        self.version += 1
        board = moved_to_now(self.recorded.boards[0])
        return {**board, "version": self.version, "calls": []}

    def _call(self, back: int) -> Facts:
        """The last numbers stay on the board for a while; the newest is another one each time."""
        if back == 0:
            self.number += 1
        number = self.number - back
        letter = LETTERS[number % len(LETTERS)]
        return {
            "code": f"{letter}{number % 1000:03}",
            "counter": f"W{number % 4 + 1}",
            "state": CALL_STATES[number % 3],
            "called_at": f"{datetime(2031, 3, 4, tzinfo=UTC) + timedelta(seconds=number):%FT%TZ}",
            "recalls": number % 2,
        }


def moved_to_now(board: Facts) -> Facts:
    """The same board as if it had been made this very instant."""
    by = datetime.now(UTC) - datetime.fromisoformat(board["generated_at"])
    moved: Facts = _moved(board, by)
    return {**moved, "clock_speed": 1.0, "next_change_at": None}


def _moved(value: Any, by: timedelta) -> Any:
    if isinstance(value, dict):
        return {key: _moved(inner, by) for key, inner in value.items()}
    if isinstance(value, list):
        return [_moved(inner, by) for inner in value]
    if isinstance(value, str) and INSTANT.fullmatch(value):
        return (datetime.fromisoformat(value) + by).isoformat().replace("+00:00", "Z")
    return value
