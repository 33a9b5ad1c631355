"""Plays one demo day after the other, coming through whatever the house does meanwhile."""

import random
import threading
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from desk.playing.breakplan import at
from desk.playing.day import CURTAIN, BranchDay, Role, closing
from desk.playing.doors import Caller, Refusal, Stopped
from desk.playing.hall import Hall, Say
from desk.playing.pace import HouseClock, instant

PREPARED_AT = "07:40"
AFTER_A_MISHAP = 10.0


class Season:
    """The demo's branches under one clock."""

    def __init__(
        self, url: str, roles: Sequence[Role], *, speed: float, stop: threading.Event, say: Say
    ) -> None:
        self.url, self.roles, self.speed, self.stop, self.say = url, roles, speed, stop, say
        # the crowd is another one every day; a demo is no measurement
        self.chance = random.Random()
        self.branches: list[BranchDay] = []

    def run(self, *, once: bool) -> None:
        """Play until asked to stop, or one day; a mishap is told and the next day begins."""
        while True:
            try:
                self.day()
                if once:
                    return
            except Refusal as refusal:
                self.say(f"no day can be played: {refusal}")
                if once:
                    raise
                if self.stop.wait(AFTER_A_MISHAP):
                    raise Stopped from None

    def day(self) -> None:
        """One day of all branches, from the roster to the last teller's way home."""
        if not self.branches:
            self.branches = [self._enter(role) for role in self.roles]
        day = self._move_to_morning()
        for branch in self.branches:
            branch.prepare(day)
        clock = self._raise_curtain(day)
        self.say(f"{day:%A %d %B %Y} begins at speed {self.speed:g}")
        parts = [threading.Thread(target=self._play, args=(b, day, clock)) for b in self.branches]
        for part in parts:
            part.daemon = True
            part.start()
        for part in parts:
            while part.is_alive():
                part.join(0.2)
        if self.stop.is_set():
            raise Stopped

    def _enter(self, role: Role) -> BranchDay:
        boss = Caller(self.url, self.stop, login=role.manager)
        return BranchDay.enter(self.url, role, boss, self.say, self.chance)

    def _play(self, branch: BranchDay, day: date, clock: HouseClock) -> None:
        hall = Hall(branch.role.slug, clock, closing(day, branch.zone))

        def say(line: str) -> None:
            self.say(f"{clock.now().astimezone(branch.zone):%H:%M} {branch.role.slug}: {line}")

        branch.say = branch.manager.say = say
        try:
            branch.play(hall, day)
        except Stopped:
            return

    @property
    def boss(self) -> Caller:
        """Who moves the clock."""
        return self.branches[0].manager.caller

    @property
    def zone(self) -> ZoneInfo:
        return self.branches[0].zone

    def _move_to_morning(self) -> date:
        """Move the clock to the first morning ahead of everything that has happened."""
        day = next_day(instant(self.boss.get("clock/")["now"]), self.zone)
        try:
            self._set_clock(at(day, PREPARED_AT, self.zone), speed=1)
        except Refusal as refusal:
            if refusal.code != "clock_behind_events":
                raise
            day = next_day(instant(refusal.facts["newest_at"]), self.zone)
            self._set_clock(at(day, PREPARED_AT, self.zone), speed=1)
        return day

    def _raise_curtain(self, day: date) -> HouseClock:
        told = self._set_clock(at(day, CURTAIN, self.zone), speed=self.speed)
        return HouseClock(instant(told["now"]), told["speed"], self.stop)

    def _set_clock(self, now: datetime, speed: float) -> dict[str, Any]:
        return dict(self.boss.post("clock/", now=now.isoformat(), speed=speed))


def next_day(now: datetime, zone: ZoneInfo) -> date:
    """The first local day whose preparation lies ahead."""
    today = now.astimezone(zone).date()
    return today if now <= at(today, PREPARED_AT, zone) else today + timedelta(days=1)
