"""What a branch learns from its finished days, by the product's own rules of learning, and how it
puts what it sees to the forecast.
"""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any

from breaks.rules.learning import (
    Record,
    facts_of,
    laws_at,
    overtakers_at,
    speeds_in,
    surprises_in,
)
from forecast.laws import Law, Service
from forecast.simulator import LEFT, SERVED, Client, Happened, SeenDesk, Sight, Visit
from forecast.waits import Counter, Pause, Serving, Snapshot, Waiting
from tests.bench.waits.worlds import OPEN_MINUTES, Day

# the day begins at nine
FIRST_HALF_HOUR = 18

Finished = Sequence[tuple[Day, Happened]]


class Learned:
    """What a branch knows of itself, as the product keeps it."""

    def __init__(self, days: Finished, *, per_teller: bool = False) -> None:
        record = _record(days, per_teller=per_teller)
        self.estimates: dict[int, int | None] = dict.fromkeys(record.services)
        self.facts: Mapping[str, Any] = facts_of(record, self.estimates)
        self.speeds = speeds_in(self.facts)
        self.surprises = surprises_in(self.facts)
        self.by_half_hour: dict[int, dict[int, Law]] = {}
        # the constants of those who know no more: minutes by queue, and of all
        self.means = {q: fmean(x.minutes for x in seen) for q, seen in record.services.items()}
        self.mean = fmean(x.minutes for seen in record.services.values() for x in seen)

    def laws(self, now: float) -> Mapping[int, Law]:
        """The service law of every queue at this minute of the day."""
        half = half_hour(now)
        if half not in self.by_half_hour:
            self.by_half_hour[half] = laws_at(self.facts, self.estimates, half)
        return self.by_half_hour[half]


def half_hour(now: float) -> int:
    """The half-hour of the day of a minute after nine."""
    return FIRST_HALF_HOUR + int(now // 30)


def _record(days: Finished, *, per_teller: bool) -> Record:
    """The finished days as the product reads them from its tickets and breaks."""
    visits = [v for _, happened in days for v in happened.visits]
    sudden = [list(_unannounced(*day)) for day in days]
    lengths = [minutes for day in sudden for minutes in day]
    staffed = OPEN_MINUTES * sum(len(day.desks) for day, _ in days)
    return Record(
        services=_services(visits, per_teller=per_teller),
        finished=sum(v.outcome == SERVED for v in visits),
        left=sum(v.outcome == LEFT for v in visits),
        waited_minutes=sum(_waited(v) for v in visits),
        overtakers=_overtakers(visits),
        days=len(days),
        halves=int(OPEN_MINUTES / 30),
        breaks=lengths,
        staffed_minutes=staffed,
    )


def _services(visits: Iterable[Visit], *, per_teller: bool) -> dict[int, list[Service]]:
    services: dict[int, list[Service]] = defaultdict(list)
    for v in visits:
        if v.outcome == SERVED and v.called is not None and v.ended is not None:
            teller = v.desk if per_teller else None
            services[v.queue].append(Service(half_hour(v.called), v.ended - v.called, teller))
    return dict(services)


def _waited(visit: Visit) -> float:
    until = visit.ended if visit.outcome == LEFT else visit.called
    return 0.0 if until is None else until - visit.arrived


def _overtakers(visits: Iterable[Visit]) -> dict[tuple[int, int], Mapping[int, int]]:
    seen: dict[tuple[int, int], Tally[int]] = defaultdict(Tally)
    for v in visits:
        if v.priority > 0:
            seen[v.queue, v.priority][half_hour(v.arrived)] += 1
    return dict(seen)


def _unannounced(day: Day, happened: Happened) -> Iterator[float]:
    """The lengths of the leaves nobody had known of."""
    sudden = {x.id for d in day.desks for x in d.leaves if x.known_from > x.at}
    return (a.ended - a.began for a in happened.absences if a.leave in sudden)


def snapshot(sight: Sight, clients: Sequence[Client], known: Learned) -> Snapshot:
    """What is seen, as the forecast wants it; tickets go by the client's place in the day."""
    now = sight.now
    return Snapshot(
        tuple(_counter(d, now, clients, known) for d in sight.desks),
        tuple(Waiting(n, clients[n].queue, clients[n].priority) for n in sight.waiting),
        known.laws(now),
        known.facts["patience"],
        overtakers_at(known.facts, half_hour(now)),
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
        known.speeds.get(seen.desk.id, 1.0),
    )
