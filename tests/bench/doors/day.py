"""One day at a branch, event by event: everybody acts through the doors, the clock jumps.

The clock goes to whatever comes first: the next act of a person, the next timer of the house, or
half a minute on. After every instant the forecaster is driven, as `run_timers` drives it.
"""

import heapq
import itertools
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from branches.models import Branch as BranchRow
from breaks.models import Break
from breaks.rules.states import RUNNING
from breaks.timers import forecast_due
from forecast.simulator import Client
from queueapp.models import Ticket
from tests.bench.doors.asking import Asker, No
from tests.bench.doors.branch import Branch, Facts
from tests.bench.doors.watch import Watch

EVER = datetime.min.replace(tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
# an edition is made anew when it is so old
BETWEEN = timedelta(seconds=30)
# of those who give up so many say so; the others are just not there when called
SAY_SO = 0.5
# once a day the forecaster rests so long, and nothing may be told for a while
NAP = timedelta(seconds=160)

Act = Callable[[], None]


@dataclass(frozen=True)
class Manners:
    """How long people take, in seconds from … to …: to walk to the counter, to press Next after a
    client or when somebody comes, to be late from a break.
    """

    walk: tuple[float, float] = (5, 20)
    press: tuple[float, float] = (2, 8)
    late: tuple[float, float] = (0, 60)


@dataclass
class Visitor:
    """A client of the day: needs so many minutes of service, and how it went."""

    needs: Client
    comes_at: datetime
    token: str = ""
    code: str = ""
    here: bool = True
    called_at: datetime | None = None
    left_at: datetime | None = None

    @property
    def waits(self) -> bool:
        return bool(self.token) and self.called_at is None and self.left_at is None


@dataclass
class Teller:
    """A person at a counter; `busy` while the next act is laid down already."""

    asker: Asker
    counter: Facts
    session: int = 0
    busy: bool = False
    gone: bool = False
    # about to press Next
    calls: bool = False
    idle_since: datetime = EVER

    @property
    def path(self) -> str:
        return f"sessions/{self.session}/"


@dataclass
class Day:
    """One day from the opening of the counters until the last teller has gone home."""

    branch: Branch
    visitors: list[Visitor]
    closes_at: datetime
    watch: Watch
    chance: random.Random
    manners: Manners = Manners()
    nap_at: datetime | None = None
    between: timedelta = BETWEEN
    tellers: list[Teller] = field(default_factory=list)
    by_code: dict[str, Visitor] = field(default_factory=dict)
    now: datetime = field(init=False)
    made_at: datetime = field(init=False)
    _steps: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def play(self, opens_at: datetime) -> None:
        """The whole day."""
        self.kiosk, self.public = Asker(device=self.branch.kiosk), Asker()
        self._go_to(opens_at)
        self.made_at, self.quiet = opens_at, 0
        for asker, counter in zip(self.branch.tellers, self.branch.counters, strict=True):
            self.tellers.append(self._sit(Teller(asker, counter)))
        for visitor in self.visitors:
            self._at(visitor.comes_at, lambda v=visitor: self._enter(v))
        self._look()
        while not all(t.gone for t in self.tellers):
            self._next_instant()

    def _at(self, when: datetime, act: Act) -> None:
        heapq.heappush(self._steps, (when, next(self._numbers), act))

    def _in(self, seconds: float, act: Act) -> None:
        self._at(self.now + timedelta(seconds=seconds), act)

    def _take(self, span: tuple[float, float]) -> float:
        return self.chance.uniform(*span)

    # time

    def _next_instant(self) -> None:
        """Move the clock to what comes first, let it happen, and look round."""
        filler, timers = self.now + self.between, list(self._timers())
        acting = [when for when, _, _ in self._steps[:1]]
        self._go_to(max(min([filler, *timers, *acting]), self.now))
        acts = 0
        while self._steps and self._steps[0][0] <= self.now:
            acts += 1
            heapq.heappop(self._steps)[2]()
        # also when nobody waits: the kiosk says what the newest forecast does
        if self.quiet < acts or acts == 0:
            self._look()
        self.quiet = 0

    def _timers(self) -> Iterable[datetime]:
        """The instants at which a timer is due; the house looks every second, we look exactly."""
        for rows in (Break, Ticket, BranchRow):
            due = rows._default_manager.filter(next_step_at__gt=self.now)
            first = due.order_by("next_step_at").values_list("next_step_at", flat=True).first()
            if first:
                yield first

    def _go_to(self, now: datetime) -> None:
        self.now = now
        self.branch.move_clock(now)

    def _look(self) -> None:
        """A forecast, what every screen shows by it, and what tellers see from their seats."""
        self._forecast()
        board = self.watch.look(self.now, self._who_waits(), self.made_at)
        idle = [t for t in self.tellers if not (t.busy or t.gone)]
        for teller in sorted(idle, key=lambda t: t.idle_since):
            self._glance(teller, board)

    def _forecast(self) -> None:
        if not self._naps() and forecast_due(self.now):
            self.made_at = self.now

    def _who_waits(self) -> list[Visitor]:
        """In the order of their numbers, which is that of the calls."""
        return [v for v in self.visitors if v.waits]

    def _naps(self) -> bool:
        return self.nap_at is not None and self.nap_at <= self.now < self.nap_at + NAP

    # clients

    def _enter(self, visitor: Visitor) -> None:
        """Take a number at the kiosk, which has just told a wait."""
        self.watch.before_ticket(self.now, self.made_at)
        try:
            told = self.kiosk.post("tickets/", queue=self.branch.queue["id"])
        except No:
            # the doors are shut by now
            return
        visitor.token, visitor.code = told["token"], told["code"]
        self.by_code[visitor.code] = visitor
        self.watch.after_ticket(self.now, visitor)
        if visitor.needs.patience < 24 * 60:
            self._in(60 * visitor.needs.patience, lambda: self._give_up(visitor))

    def _give_up(self, visitor: Visitor) -> None:
        if not visitor.waits:
            return
        if self.chance.random() >= SAY_SO:
            visitor.here = False
            return
        self.public.delete(f"tickets/{visitor.token}/")
        visitor.left_at = self.now

    # tellers

    def _sit(self, teller: Teller) -> Teller:
        desk = teller.asker.post("sessions/", counter=teller.counter["id"])
        teller.session = desk["session"]["id"]
        return teller

    def _glance(self, teller: Teller, board: Facts) -> None:
        """What an idle teller sees: the own counter is paused, somebody came, the day is over."""
        row = next(c for c in board["counters"] if c["label"] == teller.counter["label"])
        hands = sum(t.calls for t in self.tellers)
        waiting = sum(q["waiting"] for q in board["queues"]) > hands
        if row["state"] not in ("open", "closing"):
            self._turn_to(teller, teller.asker.get(teller.path))
        elif waiting or self.now >= self.closes_at:
            desk = teller.asker.get(teller.path)
            if desk["may"]["call"]["ok"] or self._goes_home(desk):
                self._turn_to(teller, desk)

    def _goes_home(self, desk: Facts) -> bool:
        return self.now >= self.closes_at and not desk["waiting_count"]

    def _turn_to(self, teller: Teller, desk: Facts) -> None:
        """What a teller without a client does next, by what the desk shows."""
        break_ = desk["break"]
        teller.busy, teller.calls, teller.idle_since = True, False, self.now
        if desk["ticket"]:
            # whoever comes back from a break has the next client called by the house (E1)
            self._await(teller, desk["ticket"])
        elif break_ and break_["state"] in RUNNING:
            back = datetime.fromisoformat(break_["returns_at"])
            late = timedelta(seconds=self._take(self.manners.late))
            self._at(max(back, self.now) + late, lambda: self._come_back(teller))
        elif self._goes_home(desk):
            teller.asker.delete(teller.path)
            teller.gone = True
        elif desk["may"]["call"]["ok"]:
            teller.calls = True
            self._in(self._take(self.manners.press), lambda: self._call(teller))
        else:
            teller.busy = False

    def _come_back(self, teller: Teller) -> None:
        teller.asker.delete(f"{teller.path}break/")
        self._turn_to(teller, teller.asker.get(teller.path))

    def _call(self, teller: Teller) -> None:
        """Press Next; a colleague may have been quicker."""
        teller.calls = False
        try:
            desk = teller.asker.post(f"{teller.path}call/")
        except No:
            self._turn_to(teller, teller.asker.get(teller.path))
            return
        self._await(teller, desk["ticket"])

    def _await(self, teller: Teller, ticket: Facts) -> None:
        """The called client walks to the counter, or does not."""
        visitor = self.by_code[ticket["code"]]
        visitor.called_at = datetime.fromisoformat(ticket["called_at"])
        if visitor.here:
            self._in(self._take(self.manners.walk), lambda: self._serve(teller, visitor))
        else:
            until = datetime.fromisoformat(ticket["arrive_by"])
            self._at(until + SECOND, lambda: self._wait_in_vain(teller))

    def _wait_in_vain(self, teller: Teller) -> None:
        """Nobody came; the house has given the client up by itself (T4)."""
        self._turn_to(teller, teller.asker.get(teller.path))

    def _serve(self, teller: Teller, visitor: Visitor) -> None:
        teller.asker.post(f"{teller.path}service/")
        self.quiet += 1
        self._in(60 * visitor.needs.service, lambda: self._finish(teller))

    def _finish(self, teller: Teller) -> None:
        """The client is done; a break that waited for this begins by itself (B5)."""
        self._turn_to(teller, teller.asker.delete(f"{teller.path}service/"))
        # who is called next is seen in a moment
        self.quiet += teller.calls


def visitors_of(clients: Iterable[Client], opens_at: datetime) -> list[Visitor]:
    """The clients of a day whose minutes count from the opening of the doors."""
    return [Visitor(c, opens_at + c.at * MINUTE) for c in clients]
