"""The manager of the cast: rosters, publishes the plan, answers what the floor asks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from desk.playing.doors import Caller, Refusal
from desk.playing.hall import Hall, Say

ROUND = timedelta(minutes=1)
SHORTEST_ROUND = 1.0


@dataclass
class Manager:
    """One manager at one branch."""

    caller: Caller
    branch_id: int
    say: Say
    _heard: Counter[tuple[str, int]] = field(default_factory=Counter)

    @property
    def path(self) -> str:
        return f"branches/{self.branch_id}/"

    def roster(self, seat: tuple[int, int], starts_at: datetime, ends_at: datetime) -> None:
        """Give a person a shift at a counter; one that is there already stays."""
        staff, counter = seat
        times = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
        try:
            self.caller.post(f"{self.path}shifts/", staff=staff, counter=counter, **times)
        except Refusal as refusal:
            if refusal.code != "shift_overlap":
                raise

    def publish(self, day: date, breaks: Sequence[dict[str, Any]]) -> None:
        """Publish a day's plan, all at once; what rules forbid is left out and told."""
        if self.caller.get(f"{self.path}plans/{day}/")["breaks"]:
            return
        try:
            self._publish(day, list(breaks))
        except Refusal as refusal:
            self.say(f"the plan is refused: {refusal.detail}")
            for break_ in breaks:
                self._publish_one(day, break_)

    def _publish_one(self, day: date, break_: dict[str, Any]) -> None:
        try:
            self._publish(day, [break_])
        except Refusal as refusal:
            self.say(f"no {break_['kind']} at {break_['starts_at']}: {refusal.detail}")

    def _publish(self, day: date, breaks: list[dict[str, Any]]) -> None:
        self.caller.post(f"{self.path}plans/{day}/publication/", breaks=breaks)

    def work(self, hall: Hall) -> None:
        """Go round the floor until everybody has gone."""
        while not hall.over.is_set():
            for alarm in self.caller.get(f"{self.path}floor/")["alarms"]:
                self._mind(alarm)
            speed = max(hall.clock.speed, 0.1)
            self.caller.rest(max(SHORTEST_ROUND, ROUND.total_seconds() / speed))

    def _mind(self, alarm: dict[str, Any]) -> None:
        """Hear an alarm once; a request is granted."""
        key = (alarm["kind"], alarm["break"]["id"])
        self._heard[key] += 1
        # a screen needs a moment to show a warning: worth a word when it is still so next time
        if self._heard[key] != (2 if alarm["kind"] == "no_notice" else 1):
            return
        self.say(f"the manager hears: {alarm['message']}")
        if alarm["kind"] == "request":
            try:
                self.caller.post(f"breaks/{alarm['break']['id']}/answer/", grant=True)
            except Refusal:
                # the house decided meanwhile
                return
