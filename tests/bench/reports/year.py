"""The year that is measured: written, summed up, asked about."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any

from django.db import connection
from django.test import Client

from branches.models import Branch, Event, Staff
from quality.actions.figures import roll_up, roll_up_days
from quality.models import Tally
from quality.queries.day import day_of
from quality.queries.reports import SCOPES, Asked, report
from quality.rules.figures.likely import read
from quality.rules.figures.sums import added, counts, sums
from quality.rules.figures.table import INDICATORS
from tests.bench.reports.day import days_of
from tests.bench.reports.past import copy_sums, lay_out, write_past
from tests.bench.reports.shapes import Place

LAST = date(2026, 10, 31)
NOW = datetime(2026, 11, 5, tzinfo=UTC)
# one branch more, whose few days have ten times as many events
CROWDED_DAYS, CROWD = 3, 23.0
SAMPLE, BOTH_DAYS = 20, 28
# seconds that no report may take
WISHED_S = 1.0
STEPS = ("day", "week", "month")


class Year:
    """So many branches over so many days, and how long everything took."""

    def __init__(self, branches: int, days: int, seed: int, summed: int) -> None:
        self.number, self.days, self.seed, self.summed = branches, days, seed, summed
        self.first = LAST - timedelta(days=days - 1)

    def measure(self) -> dict[str, Any]:
        """All measurements, in the order in which they build on each other."""
        # all code is read before the long work begins, and no question pays for reading it
        Client().get("/healthz")
        places = lay_out(self.number, seed=self.seed)
        self.branches = list(Branch.objects.order_by("pk"))
        result = {"bench": "reports", "branches": self.number, "days": self.days}
        result |= self._written(places)
        result |= self._days_summed(places[0])
        result |= self._all_summed()
        result |= self._reports()
        result |= self._both_sides()
        return result

    def _written(self, places: list[Place]) -> dict[str, Any]:
        took, number = timed(lambda: write_past(places, self.first, self.days, seed=self.seed))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("SELECT pg_database_size(current_database()), pg_relation_size(%s)", [
                Event._meta.db_table
            ])  # fmt: skip
            database, log = cursor.fetchone()
        per_day = number / self.number / self.days
        say(f"{number} events, {per_day:.0f} a branch-day, written in {took:.0f} s.")
        sizes = {"database_mb": database >> 20, "log_mb": log >> 20}
        return {
            "events": number,
            "events_per_day": round(per_day),
            "write_s": round(took, 1),
        } | sizes

    def _days_summed(self, place: Place) -> dict[str, Any]:
        """One branch-day as the night does it, usual and crowded."""
        usual = self._roll(place.branch, list(days_of(self.first + timedelta(days=9), SAMPLE)))
        [crowded] = lay_out(1, seed=self.seed + 1, slug="crowded")
        crowded = replace(crowded, crowd=CROWD)
        write_past([crowded], self.first, CROWDED_DAYS, ids_from=10**9)
        many = self._roll(crowded.branch, list(days_of(self.first, CROWDED_DAYS)))
        return {"day": usual, "crowded_day": many}

    def _roll(self, branch_id: int, days: list[date]) -> dict[str, Any]:
        branch = Branch.objects.get(pk=branch_id)
        took = [timed(partial(roll_up, branch, day, now=NOW))[0] for day in days]
        events = Event.objects.filter(branch=branch).count()
        per_day = events / (self.days if branch in self.branches else len(days))
        middle = statistics.median(took)
        say(f"A day of {per_day:.0f} events: {middle:.3f} s, at most {max(took):.3f}.")
        return {
            "events": round(per_day),
            "median_s": round(middle, 3),
            "max_s": round(max(took), 3),
        }

    def _all_summed(self) -> dict[str, Any]:
        """Every day of the branches by the product; of those left out a copy of others' sums."""
        days = list(days_of(self.first, self.days))
        months = [list(each) for _, each in groupby(days, key=lambda d: d.replace(day=1))]
        mine = self.branches[: self.summed]

        def all_of_them() -> None:
            for branch in mine:
                for month in months:
                    roll_up_days(branch, month, now=NOW)

        work, (took, _) = worked(lambda: timed(all_of_them))
        for n, branch in enumerate(self.branches[self.summed :]):
            copy_sums(mine[n % len(mine)], branch)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE quality_tally")
        each = 1000 / len(mine) / len(days)
        rows = Tally.objects.count()
        told = f"{took * each:.1f} ms a branch-day, {work * each:.1f} of them at work here"
        say(f"{len(mine)} branches summed up in {took:.0f} s: {told}; {rows} rows of sums.")
        return {
            "summed_branches": len(mine),
            "roll_up_s": round(took, 1),
            "roll_up_ms_per_day": round(took * each, 1),
            "roll_up_core_ms_per_day": round(work * each, 1),
            "rows": rows,
        }

    def _reports(self) -> dict[str, Any]:
        """Every report over the whole span and all branches, through the doors."""
        client = Client()
        client.force_login(Staff.objects.get(user__username="office").user)
        # a login is read once
        client.get("/api/v1/reports/figures/")
        span = {"since": self.first, "until": LAST}
        times: dict[str, float] = {}
        for name, path, query in self._questions():
            took, answer = timed(partial(client.get, path, span | query))
            assert answer.status_code == 200, (path, query, answer.content[:300])
            times[name] = took
        slow = {name: round(took, 3) for name, took in times.items() if took >= WISHED_S}
        worst = max(times, key=lambda name: times[name])
        middle = statistics.median(times.values())
        say(f"{len(times)} reports: median {middle:.3f} s, slowest {worst} {times[worst]:.3f} s.")
        kinds = groupby(sorted(times), key=lambda name: name.split(" ")[0])
        by_kind = {kind: round(max(times[n] for n in names), 3) for kind, names in kinds}
        return {
            "reports": len(times),
            "reports_median_s": round(middle, 3),
            "reports_max_s": round(times[worst], 3),
            "slowest": worst,
            "by_kind_max_s": by_kind,
            "over_a_second": slow,
        }

    def _questions(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        one = self.branches[0].pk
        for scope in SCOPES:
            yield f"all {scope}", "/api/v1/reports/kpi/", {"scope": scope}
            yield f"file {scope}", "/api/v1/reports/kpi.csv", {"scope": scope}
            yield f"branch {scope}", "/api/v1/reports/kpi/", {"scope": scope, "branch": one}
        for figure in INDICATORS:
            here = f"/api/v1/reports/kpi/{figure.key}"
            yield f"side-by-side {figure.key}", f"{here}/branches/", {}
            for step in STEPS:
                yield f"trend-{step} {figure.key}", f"{here}/trend/", {"step": step}
        yield "page all", "/office/figures/", {"branch": "all"}
        yield "page branch", "/office/figures/", {"branch": one}
        for figure in INDICATORS[::6]:
            for branch in ("all", one):
                here = f"/office/figures/{figure.key}/"
                yield f"page {figure.key} {branch}", here, {"branch": branch}
            yield f"page side-by-side {figure.key}", f"/office/figures/branches/{figure.key}/", {}
            day = {"day": LAST - timedelta(days=3), "branch": one}
            yield f"events {figure.key}", f"/api/v1/reports/kpi/{figure.key}/events/", day

    def _both_sides(self) -> dict[str, Any]:
        """All figures of a branch and four weeks: from the sums, and out of the log."""
        branch, until = self.branches[0], LAST
        days = list(days_of(until - timedelta(days=BOTH_DAYS - 1), BOTH_DAYS))[-self.days :]
        asked = Asked((branch.pk,), days[0], until)
        from_sums, told = timed(lambda: report(asked))
        from_log, seen = timed(lambda: _out_of_the_log(branch, days))
        pairs = ((row.reading, read(row.reading.figure, seen)) for row in told)
        differ = [a.figure.key for a, b in pairs if not _same(a.value, b.value)]
        assert not differ, differ
        sides = f"{from_sums:.3f} s from sums, {from_log:.2f} s from the log"
        say(f"{len(days)} days of a branch: {sides}.")
        return {
            "both_days": len(days),
            "from_sums_s": round(from_sums, 4),
            "from_log_s": round(from_log, 3),
            "times_quicker": round(from_log / from_sums),
        }


def _out_of_the_log(branch: Branch, days: list[date]) -> dict[str, float]:
    each = (sums(counts(day_of(branch, day, now=NOW)))["branch", ""] for day in days)
    return added(each)


def _same(one: float | None, other: float | None) -> bool:
    return one == other if one is None or other is None else abs(one - other) < 1e-6


def timed(what: Callable[[], Any]) -> tuple[float, Any]:
    """How many seconds it took, and what came of it."""
    begun = time.perf_counter()
    result = what()
    return time.perf_counter() - begun, result


def worked(what: Callable[[], Any]) -> tuple[float, Any]:
    """How many seconds of a core this process itself was at work, and what came of it."""
    begun = time.process_time()
    result = what()
    return time.process_time() - begun, result


def say(words: str) -> None:
    print(words, flush=True)
