"""What a branch learns from its finished days, and how it puts what it sees to the forecast."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from forecast.laws import Habits, Law, Service, law_of_lengths, learn
from forecast.simulator import LEFT, SERVED, Client, Happened, SeenDesk, Sight
from forecast.waits import (
    Counter,
    Overtakers,
    Pause,
    Serving,
    Snapshot,
    Surprises,
    Waiting,
)
from tests.bench.waits.worlds import OPEN_MINUTES, Day

# the day begins at nine
FIRST_HALF_HOUR = 18


@dataclass(frozen=True)
class Learned:
    """What a branch knows of itself; `overtaking` has clients a minute by queue, priority and
    half-hour.
    """

    habits: Mapping[int, Habits]
    patience: float | None
    overtaking: Mapping[tuple[int, int], Mapping[int, float]] = field(default_factory=dict)
    surprises: Surprises | None = None
    per_teller: bool = False

    def laws(self, now: float) -> dict[int, Law]:
        """The service law of every queue at this minute of the day."""
        return {queue: h.law(half_hour(now)) for queue, h in self.habits.items()}

    def speed(self, teller: int) -> float:
        """How slow a teller is, by the queue with the most services."""
        most = max(self.habits.values(), key=lambda h: h.seen)
        return most.speed(teller) if self.per_teller else 1.0


def half_hour(now: float) -> int:
    """The half-hour of the day of a minute after nine."""
    return FIRST_HALF_HOUR + int(now // 30)


def learned(days: Sequence[tuple[Day, Happened]], *, per_teller: bool = False) -> Learned:
    """What these finished days teach."""
    services: dict[int, list[Service]] = defaultdict(list)
    for _, happened in days:
        for v in happened.visits:
            if v.outcome == SERVED and v.called is not None and v.ended is not None:
                service = Service(half_hour(v.called), v.ended - v.called, v.desk)
                services[v.queue].append(service)
    return Learned(
        {queue: learn(seen) for queue, seen in services.items()},
        _patience(happened for _, happened in days),
        _overtaking(days),
        _surprises(days),
        per_teller,
    )


def _patience(days: Iterable[Happened]) -> float | None:
    """The mean time to giving up: all the waiting there was for everyone who gave up."""
    waited, left = 0.0, 0
    for v in (v for happened in days for v in happened.visits):
        end = v.ended if v.outcome == LEFT else v.called
        waited += 0.0 if end is None else end - v.arrived
        left += v.outcome == LEFT
    return waited / left if left else None


def _overtaking(
    days: Sequence[tuple[Day, Happened]],
) -> dict[tuple[int, int], dict[int, float]]:
    rates: dict[tuple[int, int], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for client in (c for day, _ in days for c in day.clients if c.priority > 0):
        rates[client.queue, client.priority][half_hour(client.at)] += 1 / 30 / len(days)
    return {kind: dict(by_half) for kind, by_half in rates.items()}


def _surprises(days: Sequence[tuple[Day, Happened]]) -> Surprises | None:
    """How often a counter left unannounced, and for how long."""
    lengths, minutes = [], 0.0
    for day, happened in days:
        sudden = {x.id for d in day.desks for x in d.leaves if x.known_from > x.at}
        taken = [a.ended - a.began for a in happened.absences if a.leave in sudden]
        lengths += taken
        minutes += OPEN_MINUTES * len(day.desks) - sum(taken)
    return Surprises(len(lengths) / minutes, law_of_lengths(lengths)) if lengths else None


def snapshot(sight: Sight, clients: Sequence[Client], known: Learned) -> Snapshot:
    """What is seen, as the forecast wants it; tickets go by the client's place in the day."""
    now = sight.now
    return Snapshot(
        tuple(_counter(d, now, clients, known) for d in sight.desks),
        tuple(Waiting(n, clients[n].queue, clients[n].priority) for n in sight.waiting),
        known.laws(now),
        known.patience,
        tuple(
            Overtakers(queue, priority, by_half.get(half_hour(now), 0.0))
            for (queue, priority), by_half in known.overtaking.items()
        ),
        known.surprises,
    )


def _counter(seen: SeenDesk, now: float, clients: Sequence[Client], known: Learned) -> Counter:
    serving = seen.serving
    away_until = seen.away_until if seen.away_until is not None else now
    return Counter(
        seen.desk.id,
        seen.desk.queues,
        None if serving is None else Serving(clients[serving].queue, now - seen.since),
        away_until - now,
        tuple(Pause(x.id, x.at - now, x.length) for x in seen.coming),
        known.speed(seen.desk.id),
    )
