"""Many busy branches at once: whether the forecast keeps up, and what it costs."""

import argparse
import contextlib
import json
import os
import secrets
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from config.runtime.datadir import DataDir
from config.runtime.errors import SetupError
from config.runtime.programs import Programs, Wishes
from config.runtime.servers import in_charge, start_own
from config.runtime.supervisor import Supervisor
from tests.bench.stack import OWN_SERVERS, ROOT


def main(arguments: list[str]) -> int:
    """Lay out the branches, time whole rounds, then let clients come while the forecaster runs."""
    options = parse(arguments)
    print(f"Laying out {options.branches} branches ...", flush=True)
    with running_servers() as (supervisor, programs):
        supervisor.run(programs.command("migrate", "--noinput"))
        sizes = ["--branches", str(options.branches), "--days", str(options.days)]
        rounds = busy(supervisor, programs, "lay-out", *sizes)
        say_rounds(rounds)
        forecaster = supervisor.start(programs.forecaster())
        supervisor.start(programs.worker())
        supervisor.start(programs.beat())
        pace = ["--seconds", f"{options.seconds:g}", "--every", f"{options.every:g}"]
        news = busy(supervisor, programs, "change", *pace, "--forecaster", str(forecaster.pid))
        say_news(news)
    print(json.dumps({"bench": "keepup", **rounds, **news}))
    return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="script/bench keepup", description=__doc__)
    add = parser.add_argument
    add("--branches", type=int, default=50, help="busy at once (default 50)")
    add("--days", type=int, default=28, help="of finished tickets behind each (default 28)")
    add("--seconds", type=float, default=60.0, help="how long clients come (default 60)")
    add("--every", type=float, default=3.0, help="seconds between two changes of a branch")
    options = parser.parse_args(arguments)
    if not 1 <= options.branches <= 500:
        raise SetupError(f"--branches {options.branches} is none: it must be from 1 to 500.")
    return options


@contextlib.contextmanager
def running_servers() -> Iterator[tuple[Supervisor, Programs]]:
    """A pair of servers in a folder of its own, and the programs of a house with a true clock."""
    os.chdir(ROOT)
    data = DataDir(ROOT / "var" / f"bench-{os.getpid()}-{secrets.token_hex(3)}")
    with in_charge(data) as (supervisor, places), contextlib.ExitStack() as at_end:
        at_end.callback(data.remove)
        at_end.callback(places.remove)
        at_end.callback(supervisor.stop)
        start_own(supervisor, places, OWN_SERVERS, hasty=True)
        yield supervisor, Programs(data, Wishes("127.0.0.1", 0, "", False, 1.0, 1))


def busy(supervisor: Supervisor, programs: Programs, *what: str) -> dict[str, Any]:
    """One command of `tests.bench.busy`; the figures in its last line."""
    argv = [sys.executable, "-m", "tests.bench.busy", *what]
    said = supervisor.run(replace(programs.command("busy"), argv=argv))
    return dict(json.loads(said.strip().splitlines()[-1]))


def say_rounds(found: dict[str, Any]) -> None:
    print(
        f"{found['branches']} branches, {found['counters']} counters, {found['waiting']} waiting, "
        f"{found['tickets']} tickets on record.\n"
        f"A round of all: {found['round_s']} s; at work {found['round_core_s']} s of a core, the "
        f"database {found['round_database_s']} s. A branch {found['branch_ms']} ms (the roll in it "
        f"{found['roll_core_ms']} ms at work); its learning {found['learning_ms']} ms.",
        flush=True,
    )


def say_news(found: dict[str, Any]) -> None:
    print(
        f"{found['events']} events in {found['seconds']} s, {found['editions']} editions. "
        f"From event to edition: median {found['latency_median_s']} s, "
        f"P95 {found['latency_p95_s']} s, longest {found['latency_max_s']} s. "
        f"The forecaster took {found['core_share']:.0%} of a core.",
        flush=True,
    )
