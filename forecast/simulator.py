"""A day at the counters, event by event and exact: the yardstick every forecast is held against.

Plain values in, what happened out; no Django, no clock, nothing shared with the forecast itself.
Times and lengths are minutes. A counter serves one client at a time and never interrupts: a
break or a shift's end that comes due waits for the client in hand, then lasts its full length.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

SERVED, LEFT, MISSED, WAITING = "served", "left", "missed", "waiting"
# what happens first at one instant: a break comes due, a counter is free, a client joins, a look
_DUE, _FREE, _JOINS, _LOOK = range(4)

Sampler = Callable[[np.random.Generator, int], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody who joins a queue, needs so much service, and gives up after `patience`.

    Who does not show is called in vain.
    """

    at: float
    service: float
    queue: int = 0
    priority: int = 0
    patience: float = math.inf
    shows: bool = True


@dataclass(frozen=True, slots=True)
class Leave:
    """A break that begins at `at`, or with the end of the service then in hand; nobody knows of
    it before `known_from` (infinite: not before it has begun).
    """

    id: int
    at: float
    length: float
    known_from: float = -math.inf


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter with its queues, hours and leaves in order; `speed` multiplies services there."""

    id: int
    queues: frozenset[int] = frozenset({0})
    leaves: tuple[Leave, ...] = ()
    opens: float = 0.0
    closes: float = math.inf
    speed: float = 1.0


@dataclass(slots=True)
class Visit:
    """What became of a client: called and ended when, where; `ended` of who left is when."""

    client: int
    arrived: float
    queue: int
    priority: int
    called: float | None = None
    ended: float | None = None
    desk: int | None = None
    outcome: str = WAITING

    @property
    def wait(self) -> float | None:
        """Minutes from joining to the call; None for who was never called."""
        return None if self.called is None else self.called - self.arrived


@dataclass(frozen=True, slots=True)
class Absence:
    """A leave as it was taken."""

    desk: int
    leave: int
    began: float
    ended: float


@dataclass(frozen=True, slots=True)
class SeenDesk:
    """A counter as everybody sees it: whom it serves since when, or until when it is away.

    `coming` are its leaves known by now and not yet begun, overdue ones too. `is_open` is False
    outside its hours; it may still finish its last client.
    """

    desk: Desk
    is_open: bool
    serving: int | None
    since: float
    away_until: float | None
    coming: tuple[Leave, ...]


@dataclass(frozen=True, slots=True)
class Sight:
    """All that is known at one instant: the counters, and who waits in call order.

    `joined` is the client whose joining is the reason to look.
    """

    now: float
    joined: int | None
    desks: tuple[SeenDesk, ...]
    waiting: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """A whole day: every client's visit in the order given, and every leave taken."""

    visits: tuple[Visit, ...]
    absences: tuple[Absence, ...]


Watch = Callable[[Sight], None]


def simulate(
    clients: Sequence[Client],
    desks: Sequence[Desk],
    *,
    watch: Watch | None = None,
    looks: Iterable[float] = (),
    unseen: bool = False,
    vain: float = 0.0,
) -> Happened:
    """What happens on the day of these clients (sorted by arrival) at these counters.

    A free counter calls the highest priority, then the earliest arrival, of all its queues; a
    client takes the counter that is free longest. `watch` sees the house after each joining and
    at each of `looks`. With `unseen` those who gave up stay listed until they are called.
    A call in vain (no-show) costs the counter `vain` minutes.
    """
    return _House(clients, desks, watch, unseen, vain).play(looks)


class _Place:
    """A counter while the day goes on."""

    __slots__ = ("away_until", "begun", "desk", "idle", "next_leave", "serving", "since", "taken")

    def __init__(self, desk: Desk, lines: dict[int, list[tuple[int, int]]]) -> None:
        self.desk = desk
        self.taken = [lines.setdefault(q, []) for q in sorted(desk.queues)]
        self.idle = False
        self.serving: int | None = None
        self.since = desk.opens
        self.away_until: float | None = None
        self.begun = 0
        self.next_leave = desk.leaves[0].at if desk.leaves else math.inf

    def leave(self) -> Leave:
        """The leave now due; the next one comes into view."""
        leave = self.desk.leaves[self.begun]
        self.begun += 1
        rest = self.desk.leaves[self.begun :]
        self.next_leave = rest[0].at if rest else math.inf
        return leave

    def seen(self, now: float) -> SeenDesk:
        """This counter as everybody sees it."""
        coming = tuple(x for x in self.desk.leaves[self.begun :] if x.known_from <= now)
        is_open = self.desk.opens <= now < self.desk.closes
        return SeenDesk(self.desk, is_open, self.serving, self.since, self.away_until, coming)


class _House:
    """The events of one day in their order."""

    def __init__(
        self,
        clients: Sequence[Client],
        desks: Sequence[Desk],
        watch: Watch | None,
        unseen: bool,
        vain: float,
    ) -> None:
        self.clients, self.watch, self.unseen, self.vain = clients, watch, unseen, vain
        self.lines: dict[int, list[tuple[int, int]]] = {c.queue: [] for c in clients}
        self.places = [_Place(desk, self.lines) for desk in desks]
        self.idle: list[_Place] = []
        self.visits = [Visit(i, c.at, c.queue, c.priority) for i, c in enumerate(clients)]
        self.absences: list[Absence] = []
        self.events: list[tuple[float, int, int]] = []

    def play(self, looks: Iterable[float]) -> Happened:
        """Every event from the first to the last."""
        self.events += [(c.at, _JOINS, i) for i, c in enumerate(self.clients)]
        self.events += [(at, _LOOK, 0) for at in looks]
        self.events += [(at, _DUE, i) for i, p in enumerate(self.places) for at in _dues(p.desk)]
        heapify(self.events)
        steps = (self._due, self._freed, self._joins, self._look)
        while self.events:
            now, kind, who = heappop(self.events)
            steps[kind](who, now)
        self._left_waiting()
        return Happened(tuple(self.visits), tuple(self.absences))

    def _due(self, which: int, now: float) -> None:
        place = self.places[which]
        busy = place.serving is not None or place.away_until is not None
        if not busy:
            self._turn(which, now)

    def _freed(self, which: int, now: float) -> None:
        place = self.places[which]
        place.serving = place.away_until = None
        self._turn(which, now)

    def _turn(self, which: int, now: float) -> None:
        """A counter with nobody in hand goes away, closes, calls, or stands idle."""
        place = self.places[which]
        self._busy(place)
        desk = place.desk
        if now < desk.opens or now >= desk.closes:
            return
        if place.next_leave <= now:
            self._go(which, now)
        elif (client := self._next(place, now)) is not None:
            self._call(which, client, now)
        else:
            place.idle, place.since = True, now
            self.idle.append(place)

    def _busy(self, place: _Place) -> None:
        if place.idle:
            place.idle = False
            self.idle.remove(place)

    def _go(self, which: int, now: float) -> None:
        place = self.places[which]
        leave = place.leave()
        place.since, place.away_until = now, now + leave.length
        self.absences.append(Absence(place.desk.id, leave.id, now, now + leave.length))
        if leave.length < math.inf:
            heappush(self.events, (now + leave.length, _FREE, which))

    def _next(self, place: _Place, now: float) -> int | None:
        """Takes the next present client of the counter's queues; who is gone costs no time."""
        while True:
            lines = [line for line in place.taken if line]
            if not lines:
                return None
            client = heappop(min(lines) if len(lines) > 1 else lines[0])[1]
            if not self._has_left(client, now):
                return client

    def _has_left(self, which: int, now: float) -> bool:
        client = self.clients[which]
        if now - client.at <= client.patience:
            return False
        visit = self.visits[which]
        visit.outcome, visit.ended = LEFT, client.at + client.patience
        return True

    def _call(self, which: int, client: int, now: float) -> None:
        place, visit, wants = self.places[which], self.visits[client], self.clients[client]
        length = wants.service * place.desk.speed if wants.shows else self.vain
        place.serving, place.since = client, now
        visit.called, visit.ended, visit.desk = now, now + length, place.desk.id
        visit.outcome = SERVED if wants.shows else MISSED
        heappush(self.events, (now + length, _FREE, which))

    def _joins(self, client: int, now: float) -> None:
        wants = self.clients[client]
        heappush(self.lines[wants.queue], (-wants.priority, client))
        free = [p for p in self.idle if wants.queue in p.desk.queues]
        if free:
            self._turn(self.places.index(min(free, key=lambda p: p.since)), now)
        if self.watch:
            self.watch(self._sight(now, client))

    def _look(self, _: int, now: float) -> None:
        if self.watch:
            self.watch(self._sight(now, None))

    def _sight(self, now: float, joined: int | None) -> Sight:
        listed = sorted(entry for line in self.lines.values() for entry in line)
        waiting = (client for _, client in listed if self.unseen or not self._is_gone(client, now))
        return Sight(now, joined, tuple(p.seen(now) for p in self.places), tuple(waiting))

    def _is_gone(self, which: int, now: float) -> bool:
        return now - self.clients[which].at > self.clients[which].patience

    def _left_waiting(self) -> None:
        """Who was never called leaves when patience ends, if it ever does."""
        for line in self.lines.values():
            for _, client in line:
                self._has_left(client, math.inf)


def _dues(desk: Desk) -> Iterable[float]:
    """The instants at which an idle counter changes by itself."""
    yield desk.opens
    yield from (leave.at for leave in desk.leaves)
    if desk.closes < math.inf:
        yield desk.closes


def arrivals(
    rng: np.random.Generator, edges: Sequence[float], per_minute: Sequence[float]
) -> NDArray[np.float64]:
    """Sorted arrival times of a Poisson stream whose rate is constant between the edges."""
    spans = np.diff(np.asarray(edges))
    counts = rng.poisson(np.asarray(per_minute) * spans)
    starts = np.repeat(np.asarray(edges)[:-1], counts)
    return np.sort(starts + rng.random(counts.sum()) * np.repeat(spans, counts))


def lognormal(mean: float, cv: float) -> Sampler:
    """Draws times of this mean and coefficient of variation."""
    variance = math.log1p(cv * cv)
    center = math.log(mean) - variance / 2
    return lambda rng, count: rng.lognormal(center, math.sqrt(variance), count)


def exponential(mean: float) -> Sampler:
    """Draws exponential times; of infinite mean: never."""
    if math.isinf(mean):
        return lambda _, count: np.full(count, math.inf)
    return lambda rng, count: rng.exponential(mean, count)


def crowd(
    rng: np.random.Generator,
    times: Iterable[float],
    services: Sampler | Sequence[float],
    *,
    queue: int = 0,
    priority: int = 0,
    patience: float = math.inf,
    no_shows: float = 0.0,
) -> list[Client]:
    """The clients of one queue: drawn services, or the given ones of a real day."""
    at = [float(t) for t in times]
    needs = services(rng, len(at)) if callable(services) else services
    bears = exponential(patience)(rng, len(at))
    shows = rng.random(len(at)) >= no_shows
    rows = zip(at, needs, bears, shows, strict=True)
    return [Client(t, float(s), queue, priority, float(p), bool(c)) for t, s, p, c in rows]


def together(*crowds: Iterable[Client]) -> list[Client]:
    """Several crowds as one, in the order of arrival."""
    return sorted((c for crowd in crowds for c in crowd), key=lambda c: c.at)
