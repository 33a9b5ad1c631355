"""Real days of a bank in a branch of eight counters: notice, clients shut out, late timers."""

import argparse
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from config.runtime.errors import SetupError
from config.runtime.programs import Programs
from config.runtime.supervisor import Supervisor
from tests.bench.stack import running_house

DAYS = ("1999-01-03", "1999-01-05", "1999-02-16")
COUNTERS = 8
# no licence lets the real days be part of the project
BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data" / "bank1999.csv"
# the hours around lunch, and a crowd for which two cores suffice within ten minutes
FULL = {"speed": 180.0, "hours": "11-15", "load": 0.4}
# two hours around lunch on one day, with a thinner crowd
QUICK = {"speed": 300.0, "hours": "11-13", "load": 0.08}


def main(arguments: list[str]) -> int:
    """Play the days one after the other in one house; print the figures of each, then JSON."""
    options = parse(arguments)
    if not options.data.is_file():
        raise SetupError(f"There are no real days at {options.data}.")
    print(
        f"Starting the house; {len(options.days)} day(s) at speed {options.speed:g} ...", flush=True
    )
    with running_house() as (supervisor, programs):
        results = [play(supervisor, programs, day, options) for day in options.days]
        order = in_order(supervisor, programs)
    print(json.dumps({"bench": "replay", "results": results, "invariants": order}))
    return 1 if order["wrong"] else 0


def in_order(supervisor: Supervisor, programs: Programs) -> dict[str, Any]:
    """The invariants of the tests, asked of every branch that was played."""
    looking = replace(programs.command("order"), argv=[sys.executable, "-m", "tests.bench.order"])
    return dict(json.loads(supervisor.run(looking).strip().splitlines()[-1]))


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options of the command line, completed."""
    parser = argparse.ArgumentParser(prog="script/bench replay", description=__doc__)
    add = parser.add_argument
    add(
        "--data", help="the CSV of real days, like the bank's of 1999 (default: beside the project)"
    )
    add("--days", help=f"days of the file, with commas between them (default {','.join(DAYS)})")
    add("--speed", type=float, help="of the clock; slowed while the house answers slowly")
    add("--hours", help=f"opening hours (default {FULL['hours']})")
    add("--load", type=float, help=f"offered load per counter (default {FULL['load']})")
    add("--quick", action="store_true", help="one day, two hours around lunch")
    options = parser.parse_args(arguments)
    days = options.days.split(",") if options.days else list(DAYS)
    options.days = days[:1] if options.quick else days
    for name, value in (QUICK if options.quick else FULL).items():
        setattr(options, name, getattr(options, name) or value)
    options.data = _from_where_called(options.data) if options.data else BESIDE
    return options


def _from_where_called(path: str) -> Path:
    """A file as the caller of the script names it."""
    return (Path(os.environ.get("INTERMEZZO_CALLED_FROM", ".")) / path).resolve()


def play(
    supervisor: Supervisor, programs: Programs, day: str, options: argparse.Namespace
) -> dict[str, Any]:
    """One day through the doors; its printed figures are passed on."""
    sizes = ["--counters", str(COUNTERS), "--load", str(options.load), "--hours", options.hours]
    pace = ["--speed", f"{options.speed:g}", "--url", programs.wishes.url, "--json"]
    replay = programs.command("replay", str(options.data), "--date", day, *sizes, *pace)
    *table, figures = supervisor.run(replay).strip().splitlines()
    print("\n".join(table), flush=True)
    return dict(json.loads(figures))
