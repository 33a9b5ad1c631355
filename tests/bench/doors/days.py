"""The measured days one after the other, and their figures."""

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from branches.models import Branch as BranchRow
from breaks.actions import learn_waits
from breaks.models import Break, WaitLearning
from breaks.timers import forecast_due
from forecast.simulator import Client
from tests.bench.doors.branch import (
    LUNCH,
    SHORT,
    Leave,
    at,
    days_from,
    found_office,
    open_branch,
)
from tests.bench.doors.day import Day, Manners, Visitor, visitors_of
from tests.bench.doors.figures import (
    called,
    coverage,
    of_ledger,
    of_pages,
    of_promises,
    rounded,
)
from tests.bench.doors.past import lay_down
from tests.bench.doors.watch import Watch
from tests.bench.waits.trace import RealDays
from tests.bench.waits.worlds import TRAINING, in_waves, real
from tests.bench.waits.worlds import Day as RealDay

FIRST_DAY = date(2027, 3, 1)
MORNING, TELLERS_SIT, SHIFT = "06:00", timedelta(minutes=10), ("08:00", "18:30")
# so much of the file's arrivals for each counter
SHARE_EACH = 0.125
MINUTE = timedelta(minutes=1)
# a forecast that nobody makes for a while is told by nobody
NAP_AFTER = timedelta(minutes=100)


@dataclass
class Days:
    """A branch with a learned past, and the real days it goes through."""

    options: argparse.Namespace
    everybody: list[Visitor] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance, self.manners = random.Random(self.options.seed), Manners()
        self.hours = [f"{hour:02}:00" for hour in self.options.hours]
        self.plans = in_waves(self.options.counters)
        share = SHARE_EACH * self.options.counters
        data = RealDays.read(self.options.data)
        self.day_of: Callable[[int], RealDay] = real(self.options.counters, share, self.plans, data)

    def play(self) -> dict[str, Any]:
        """Open the branch, let it learn, play the days, and count."""
        self._learn()
        self.watch = Watch(self.branch, self.chance)
        for n, day in enumerate(days_from(FIRST_DAY, self.options.days)):
            self._play(day, self.day_of(TRAINING + n).clients)
        return self._figures()

    def _learn(self) -> None:
        """Finished days lie behind the branch."""
        past = days_from(FIRST_DAY - timedelta(days=TRAINING), TRAINING)
        opens, closes = self.hours
        self.branch = open_branch(found_office(), self.options.counters, past[0], (opens, closes))
        gone = map(self.day_of, range(TRAINING))
        rows = [(day, d.clients, d.desks) for day, d in zip(past, gone, strict=True)]
        lay_down(self.branch.facts["id"], rows, self.manners, self.chance)
        now = at(FIRST_DAY, MORNING)
        self.branch.move_clock(now)
        learn_waits(BranchRow.objects.get(), now=now)

    def _play(self, day: date, clients: Sequence[Client]) -> None:
        opens, closes = (at(day, wall) for wall in self.hours)
        self.branch.move_clock(at(day, MORNING))
        self.branch.roster(day, SHIFT, list(self._leaves(day)))
        people = visitors_of(clients, at(day, "09:00"))
        visitors = [v for v in people if opens <= v.comes_at < closes]
        played = Day(self.branch, visitors, closes, self.watch, self.chance, self.manners)
        played.nap_at = opens + NAP_AFTER
        played.play(opens - TELLERS_SIT)
        self.everybody += visitors
        tell_day(day, visitors, self.watch)

    def _leaves(self, day: date) -> Sequence[Leave]:
        """Everybody's breaks of a day, as far as they lie in the opening hours."""
        opens, closes = (at(day, wall) for wall in self.hours)
        found = []
        # the minutes of a real day count from nine
        for n, plan in enumerate(self.plans):
            for minute, long in plan:
                wall = f"{9 + int(minute) // 60:02}:{int(minute) % 60:02}"
                kind = LUNCH if long >= 30 else SHORT
                if opens < at(day, wall) < closes - long * MINUTE:
                    found.append(Leave(n, kind, wall, int(long)))
        return found

    def _figures(self) -> dict[str, Any]:
        """All figures together; what must not be is told line by line."""
        watch, path = self.watch, self.branch.path
        for line in [*watch.contradictions[:20], *watch.past[:20]]:
            print(line)
        # what came of the last ranges is written down when the forecaster looks again
        forecast_due(datetime.fromisoformat(self.branch.office.get("clock/")["now"]))
        door = self.branch.office.get(f"{path}waits/?days={self.options.days}")
        first = [n for n in watch.notes if n.at.date() == FIRST_DAY]
        corrected = [n for n in watch.notes if n.at.date() != FIRST_DAY]
        began = dict(Break.objects.exclude(started_at=None).values_list("pk", "started_at"))
        return {
            "bench": "doors",
            "days": self.options.days,
            "counters": self.options.counters,
            "hours": "-".join(map(str, self.options.hours)),
            "tickets": sum(bool(v.token) for v in self.everybody),
            "first_day": of_pages(first),
            # a single day stands for itself
            **of_pages(corrected or first),
            "p90_kept": rounded(door["p90_kept"]["share"]),
            **of_promises(watch.asked, began, door),
            **of_ledger(watch.notes, door),
            "contradictions": len(watch.contradictions),
            "past": len(watch.past),
            "pages": watch.pages,
            "silences": watch.silences,
        }


def tell_day(day: date, visitors: Sequence[Visitor], watch: Watch) -> None:
    """How a day went, on the screen."""
    mine = called(n for n in watch.notes if n.at.date() == day and n.screen == "phone")
    waited = [n for n in mine if not n.at_once]
    near = [n for n in waited if n.near]
    waits = [v.called_at - v.comes_at for v in visitors if v.called_at]
    mean = sum(waits, timedelta()) / max(1, len(waits)) / MINUTE
    learning = WaitLearning.objects.get()
    print(
        f"{day}: {len(waits)} called after {mean:.1f} min on average;"
        f" {len(waited)} ranges of a wait, {coverage(waited)} held, near a break {coverage(near)},"
        f" {coverage(mine)} of all {len(mine)}; {learning.state}, widened by"
        f" {learning.widen_far:.2f}, near a break {learning.widen_near:.2f}",
        flush=True,
    )
