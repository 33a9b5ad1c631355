"""`python -m tests.bench.busy lay-out|change`: the branches of the benchmark `keepup`.

Each command prints one JSON object in its last line.
"""

import argparse
import json
import os
import random
import statistics
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

COUNTERS, WAITING = (6, 7, 8), 30
# threads that let clients come and be served
HANDS = 3
# the stored editions are looked at so often
LOOKS_EVERY_S = 0.05
# how many tickets a day lie behind each branch
A_DAY = 250
RECORD = """
    INSERT INTO queueapp_ticket (branch_id, queue_id, day, number, code, token, state, source,
        language, priority, first, revived, in_person, session_id, issued_at, called_at, recalls,
        served_at, ended_at)
    SELECT %(branch)s, %(queue)s, moment::date, n, 'R' || n, md5(%(queue)s || '-' || moment || n),
        'done', 'kiosk', 'en', 0, false, false, false, %(session)s, moment,
        moment + interval '9 min', 0, moment + interval '10 min',
        moment + interval '10 min' + interval '5 min' * exp(0.8 * (random() - 0.5))
    FROM (SELECT n, day + interval '8 h' + n * interval '2 min' AS moment
        FROM generate_series(%(today)s::date - %(days)s::int, %(today)s::date - 1, '1 day') AS day,
            generate_series(1, %(a_day)s) AS n) AS issued
"""


def main() -> int:
    """Do what was asked for."""
    parser = argparse.ArgumentParser()
    add = parser.add_argument
    add("what", choices=["lay-out", "change"])
    add("--branches", type=int, default=50)
    add("--days", type=int, default=28)
    add("--seconds", type=float, default=60.0)
    add("--every", type=float, default=3.0)
    add("--forecaster", type=int, default=0)
    options = parser.parse_args()
    django.setup()
    figures = lay_out(options) if options.what == "lay-out" else change(options)
    print(json.dumps(figures))
    return 0


def lay_out(options: argparse.Namespace) -> dict[str, Any]:
    """Branches in the middle of their day, and how long whole rounds of forecasts take."""
    from django.db import connection

    from branches import clock
    from queueapp.models import CounterSession, Ticket

    now = clock.now()
    for n in range(options.branches):
        found_branch(n, options.days, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "branches": options.branches,
        "counters": CounterSession.objects.filter(closed_at=None).count(),
        "waiting": Ticket.objects.filter(state="waiting").count(),
        "tickets": Ticket.objects.count(),
        **time_rounds(options.branches, now),
    }


def found_branch(n: int, days: int, now: datetime) -> None:
    """A bank of two queues, clients waiting and served, a lunch before half of its tellers."""
    from django.db import connection

    from breaks import actions
    from queueapp.models import Queue, Ticket
    from tests.people import found_bank

    bank = found_bank(COUNTERS[n % len(COUNTERS)], estimate=None, slug=f"busy{n}", rostered=0)
    advice = Queue.objects.create(branch=bank.branch, name="Advice", letter="C")
    sessions = [seat(bank, number, advice, now) for number in range(len(bank.counters))]
    record = {"branch": bank.branch.pk, "queue": bank.queue.pk, "session": sessions[0].pk}
    with connection.cursor() as cursor:
        cursor.execute(RECORD, {**record, "today": now.date(), "days": days, "a_day": A_DAY})
    for number in range(WAITING + len(sessions)):
        queue = advice if number % 4 == 0 else bank.queue
        Ticket.objects.create(
            branch=bank.branch,
            queue=queue,
            day=now.date(),
            number=number + 1,
            code=f"{queue.letter}{number + 1}",
            issued_at=now - timedelta(minutes=20 - number / 2),
        )
    for session in sessions:
        actions.call_next(session.pk, now=now)
        actions.start_service(session.pk, now=now)


def seat(bank: Any, number: int, advice: Any, now: datetime) -> Any:
    """A teller at a counter since two hours; every second one goes to lunch soon."""
    from branches.rules import Role
    from breaks.models import Break
    from queueapp.models import CounterSession, Shift
    from tests.people import hire

    counter = bank.counters[number]
    if number % 2:
        counter.queues.add(advice)
    organisation = bank.branch.organisation
    staff = hire(f"T{number} {bank.branch.slug}", bank.branch, Role.TELLER, organisation)
    begins, ends = now - timedelta(hours=2), now + timedelta(hours=6)
    about = {"branch": bank.branch, "staff": staff, "counter": counter}
    day = now.date()
    shift = Shift.objects.create(**about, day=day, starts_at=begins, ends_at=ends)
    counter.state = "open"
    counter.save(update_fields=["state"])
    if number % 2 == 0:
        lunch_at = (now + timedelta(minutes=25 + 6 * number)).replace(second=0, microsecond=0)
        Break.objects.create(
            **about,
            shift=shift,
            day=day,
            kind="lunch",
            state="published",
            revision=1,
            starts_at=lunch_at,
            returns_at=lunch_at + timedelta(minutes=30),
            length_minutes=30,
            published_at=begins,
        )
    return CounterSession.objects.create(**about, shift=shift, opened_at=begins)


def time_rounds(branches: int, now: datetime) -> dict[str, Any]:
    """How long a round of all branches takes once they have learned, and the roll in it."""
    from branches.models import Branch
    from breaks.actions import learn_waits
    from breaks.models import WaitForecast
    from breaks.timers import forecast_due
    from forecast.roll import outlook

    ids = list(branch_ids())
    learning, *_ = timed(
        lambda: [learn_waits(b, now=now) for b in Branch.objects.filter(pk__in=ids)]
    )
    forecast_due(now)
    rounds = []
    for _ in range(3):
        WaitForecast.objects.update(version=-1)
        rounds.append(timed(lambda: forecast_due(now)))
    snapshots = [snapshot(b, now) for b in ids]
    _, roll, _ = timed(lambda: [outlook(s) for s in snapshots])
    whole, core, database = (statistics.median(r) for r in zip(*rounds, strict=True))
    return {
        "round_s": round(whole, 3),
        "round_core_s": round(core, 3),
        "round_database_s": round(database, 3),
        "branch_ms": round(1000 * whole / branches, 1),
        "roll_core_ms": round(1000 * roll / branches, 1),
        "learning_ms": round(1000 * learning / branches, 1),
    }


def branch_ids() -> Any:
    from branches.models import Branch

    return Branch.objects.order_by("pk").values_list("pk", flat=True)


def timed(act: Callable[[], Any]) -> tuple[float, float, float]:
    """The seconds that an act takes, and those of a core that this process works on it, and its
    own server process of the database.
    """
    from django.db import connection

    server = connection.cursor().connection.info.backend_pid
    begins, used, asked = time.perf_counter(), time.process_time(), cpu_seconds(server)
    act()
    served = cpu_seconds(server) - asked
    return time.perf_counter() - begins, time.process_time() - used, served


def snapshot(branch_id: int, now: datetime) -> Any:
    from branches.models import Branch
    from breaks.queries import Line, terms_for
    from breaks.queries.learned import learned_from, learning_of
    from breaks.queries.snapshot import snapshot_of

    branch = Branch.objects.get(pk=branch_id)
    learned = learned_from(learning_of(branch), branch, now)
    return snapshot_of(Line(branch, terms_for(branch), now), learned)


def change(options: argparse.Namespace) -> dict[str, Any]:
    """Let clients come and be served while the forecaster runs; how soon it knew."""
    watch = Watch()
    watcher = threading.Thread(target=watch.look)
    watcher.start()
    branches = list(branch_ids())
    # the time in which the forecaster starts is not counted
    watch.begin()
    used, begins = cpu_seconds(options.forecaster), time.monotonic()
    shares = [branches[n::HANDS] for n in range(HANDS)]
    ends = begins + options.seconds
    hands = [threading.Thread(target=work, args=(s, options.every, ends, watch)) for s in shares]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    seconds = time.monotonic() - begins
    used = cpu_seconds(options.forecaster) - used
    watch.finish()
    watcher.join()
    return {"seconds": round(seconds, 1), "core_share": round(used / seconds, 3), **watch.figures()}


def work(branches: list[int], every: float, ends: float, watch: "Watch") -> None:
    """Change one branch after the other, each once in `every` seconds."""
    from django.db import connection

    rng, n = random.Random(branches[0]), 0
    while time.monotonic() < ends:
        begins = time.monotonic()
        watch.note(branches[n % len(branches)], *one_change(branches[n % len(branches)], rng))
        n += 1
        time.sleep(max(0.0, every / len(branches) - (time.monotonic() - begins)))
    connection.close()


def one_change(branch_id: int, rng: random.Random) -> tuple[int, float]:
    """A client comes, or one is done and the next is called; the branch's version, and when.

    Written past the verbs, which cost more than the forecasts that are to be measured.
    """
    from django.db import transaction
    from django.db.models import F

    from branches import clock
    from branches.models import Branch
    from queueapp.models import Ticket

    now = clock.now()
    with transaction.atomic():
        Branch.objects.filter(pk=branch_id).update(version=F("version") + 1)
        waiting = list(Ticket.objects.filter(queue__branch=branch_id, state="waiting"))
        if len(waiting) < WAITING:
            join(branch_id, rng.choice(waiting).queue_id, now)
        else:
            call(branch_id, waiting, rng, now)
        version = Branch.objects.values_list("version", flat=True).get(pk=branch_id)
    return version, time.monotonic()


def join(branch_id: int, queue_id: int, now: datetime) -> None:
    """A client takes a number."""
    from queueapp.models import Ticket

    code = f"N{time.monotonic_ns() % 10**7}"
    about: dict[str, Any] = {"branch_id": branch_id, "queue_id": queue_id, "day": now.date()}
    Ticket.objects.create(**about, number=1, code=code, issued_at=now)


def call(branch_id: int, waiting: list[Any], rng: random.Random, now: datetime) -> None:
    """A client is done, and the counter calls the next."""
    from queueapp.models import Ticket

    here = Ticket.objects.filter(queue__branch=branch_id, state="serving")
    served = rng.choice(list(here))
    here.filter(pk=served.pk).update(state="done", ended_at=now, next_step_at=None)
    queues = served.session.counter.queues.values_list("pk", flat=True)
    following = next((t for t in waiting if t.queue_id in queues), waiting[0])
    Ticket.objects.filter(pk=following.pk).update(
        state="serving", session=served.session_id, called_at=now, served_at=now
    )


class Watch:
    """Looks at the stored editions all the time, and knows when each change was forecast."""

    def __init__(self) -> None:
        self.lock, self.over = threading.Lock(), threading.Event()
        self.open: list[tuple[int, int, float]] = []
        self.latencies: list[float] = []
        self.events = self.editions = self.first = self.last = 0
        self.rounds: set[datetime] = set()

    def begin(self) -> None:
        """Wait until the forecaster works."""
        from breaks.models import WaitForecast

        WaitForecast.objects.update(version=-1)
        while WaitForecast.objects.filter(version=-1).exists():
            time.sleep(0.1)
        self.first = self._made()

    def finish(self) -> None:
        """Wait for the last change's forecast, ten seconds at most."""
        deadline = time.monotonic() + 10
        while self.open and time.monotonic() < deadline:
            time.sleep(0.1)
        self.last = self._made()
        self.over.set()

    def _made(self) -> int:
        from django.db.models import Sum

        from breaks.models import WaitForecast

        return int(WaitForecast.objects.aggregate(sum=Sum("edition"))["sum"])

    def note(self, branch_id: int, version: int, at: float) -> None:
        """A branch is at this version since then."""
        with self.lock:
            self.events += 1
            self.open.append((branch_id, version, at))

    def look(self) -> None:
        from django.db import connection

        from breaks.models import WaitForecast

        while not self.over.is_set():
            rows = WaitForecast.objects.values_list("pk", "version", "made_at")
            versions = {pk: version for pk, version, _ in rows}
            self.rounds |= {made_at for *_, made_at in rows}
            now = time.monotonic()
            with self.lock:
                done = [o for o in self.open if versions.get(o[0], -1) >= o[1]]
                self.open = [o for o in self.open if versions.get(o[0], -1) < o[1]]
            self.latencies += [now - at for _, _, at in done]
            time.sleep(LOOKS_EVERY_S)
        connection.close()

    def figures(self) -> dict[str, Any]:
        """The figures of all changes; one that was never forecast counts as endless."""
        seen = sorted(self.latencies)
        return {
            "events": self.events,
            "editions": self.last - self.first,
            "rounds": len(self.rounds),
            "never": len(self.open),
            "latency_median_s": round(statistics.median(seen), 2),
            "latency_p95_s": round(seen[int(0.95 * (len(seen) - 1))], 2),
            "latency_max_s": round(seen[-1], 2),
        }


def cpu_seconds(pid: int) -> float:
    """What a process has used of the processor so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    raise SystemExit(main())
