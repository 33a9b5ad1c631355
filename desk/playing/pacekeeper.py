"""Keeps a replay honest on a slow machine: the clock runs no faster than the house can answer.

A verb that takes half a real second at speed 240 costs two minutes of the branch's day, in which a
called client counts as missing. So the clock is slowed while answers are slow.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime

from desk.playing.doors import Caller
from desk.playing.hall import Hall, Say
from desk.playing.pace import instant

# what one verb may cost of the branch's day, in clock seconds
COST = 30.0
SLOWEST_SHARE = 0.15
WORTH_CHANGING = 0.2
LOOK_SECONDS = 0.5


@dataclass
class Pacekeeper:
    """Whoever turns the clock's speed down and up again; remembers when it ran how fast."""

    caller: Caller
    hall: Hall
    fastest: float
    say: Say
    since: list[datetime] = field(default_factory=list)
    speeds: list[float] = field(default_factory=list)

    def work(self) -> None:
        """Watch how long the house takes to answer until everybody has gone."""
        while not self.hall.over.is_set():
            self.look()
            self.caller.rest(LOOK_SECONDS)

    def look(self) -> None:
        """Set the speed that the answers of late allow, if it differs enough."""
        latency = max(self.hall.latency, 0.001)
        wanted = min(self.fastest, max(COST / latency, self.fastest * SLOWEST_SHARE))
        if abs(wanted - self.hall.clock.speed) < WORTH_CHANGING * self.hall.clock.speed:
            return
        told = self.caller.post("clock/", speed=round(wanted, 1))
        self.hall.clock.hear(told["now"], told["speed"])
        self.since.append(instant(told["now"]))
        self.speeds.append(told["speed"])
        if len(self.speeds) == 1:
            self.say(f"the house answers in {latency:.2f} s: the clock is slowed while that is so")

    def speed_at(self, when: datetime) -> float:
        """How fast the clock ran at an instant of the house."""
        changes = bisect_right(self.since, when)
        return self.speeds[changes - 1] if changes else self.fastest
