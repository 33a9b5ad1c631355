"""The house's clock as the cast sees it: read off every answer, carried on in between."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from desk.playing.doors import Stopped

LONGEST_NAP = 0.25
# an answer may have been under way this long (real seconds) before the clock counts as moved
LATE_ANSWER = 3.0


def instant(text: str) -> datetime:
    """An instant as the doors write it."""
    return datetime.fromisoformat(text)


class HouseClock:
    """An estimate of the house's instant between two answers that tell it."""

    def __init__(self, now: datetime, speed: float, stop: threading.Event) -> None:
        self.stop, self._lock = stop, threading.Lock()
        self._set(now, speed)

    def _set(self, now: datetime, speed: float) -> None:
        self._real, self._shown, self.speed = time.monotonic(), now, speed

    def now(self) -> datetime:
        """The instant of the house."""
        with self._lock:
            return self._now()

    def _now(self) -> datetime:
        return self._shown + timedelta(seconds=(time.monotonic() - self._real) * self.speed)

    def hear(self, now: str, speed: float) -> None:
        """Take over what an answer says: it is always a little old, so the latest counts."""
        with self._lock:
            ahead = (instant(now) - self._now()).total_seconds()
            moved_back = ahead < -LATE_ANSWER * max(speed, 1.0)
            if speed != self.speed or ahead > 0 or moved_back:
                self._set(instant(now), speed)

    def real_seconds(self, until: datetime) -> float:
        """How long it takes until the house's clock shows an instant."""
        left = (until - self.now()).total_seconds()
        return left / self.speed if self.speed else LONGEST_NAP

    def wait_until(self, until: datetime, unless: Callable[[], bool] = lambda: False) -> None:
        """Wait for an instant of the house, or until `unless` says that it is of no use."""
        while self.now() < until and not unless():
            self.nap(self.real_seconds(until))

    def nap(self, seconds: float) -> None:
        """Rest for a moment of real time."""
        if self.stop.wait(min(max(seconds, 0.001), LONGEST_NAP)):
            raise Stopped
