"""What clients are told of their wait against what happened: product, naive, QL, LES and HOL.

Days are played without servers; every forecast is made at the instant a client joins, on what is
known then. Measured are the tickets that had to wait and were served. `ratio` is the error of the
better of naive and QL (mean absolute, minutes) by the product's: its learned laws, the median of
its roll; coverage is that of its range with the nightly correction.
"""

import argparse
import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from config.runtime.errors import SetupError
from forecast.simulator import simulate
from tests.bench.waits.figures import figures, ranged
from tests.bench.waits.house import Learned
from tests.bench.waits.played import play
from tests.bench.waits.timing import timed
from tests.bench.waits.worlds import TRAINING, Day, World, worlds

# no licence lets the real days be part of the project
BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data" / "bank1999.csv"
# of those who must wait every second one is asked for, on so many more days
EVERY = 2
TICKETS_WANTED, FEWEST_DAYS = 4000, 20
# the last days of learning give the first correction
CORRECTING = 5


def main(arguments: list[str]) -> int:
    """Measure one scenario or all; the last line is one JSON object."""
    options = parse(arguments)
    if options.scenario == "snapshot":
        print(json.dumps(timed()))
        return 0
    known = worlds(options.data)
    names = list(known) if options.scenario == "all" else [options.scenario]
    if any(n.startswith("trace") for n in names) and not options.data.is_file():
        raise SetupError(f"There are no real days at {options.data}.")
    results = {name: printed(measured(known[name](), options.days)) for name in names}
    print(json.dumps({"scenarios": results} if options.scenario == "all" else results[names[0]]))
    return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options of the command line, completed."""
    names = ["all", "snapshot", *worlds(BESIDE)]
    parser = argparse.ArgumentParser(prog="script/bench waits", description=__doc__)
    add = parser.add_argument
    add("--scenario", choices=names, default="all", help="default: all")
    add("--data", help="the CSV of real days, the bank's of 1999 (default: beside the project)")
    add("--days", type=int, help="to measure (default: as many as make the figures steady)")
    options = parser.parse_args(arguments)
    options.data = _from_where_called(options.data) if options.data else BESIDE
    return options


def _from_where_called(path: str) -> Path:
    """A file as the caller of the script names it."""
    return (Path(os.environ.get("INTERMEZZO_CALLED_FROM", ".")) / path).resolve()


def measured(world: World, days: int | None, *, per_teller: bool = False) -> dict[str, Any]:
    """The figures of one scenario."""
    training = list(world.training())
    known = Learned([(d, simulate(d.clients, d.desks)) for d in training], per_teller=per_teller)
    before = [play(d, known, every=EVERY) for d in training[-CORRECTING:]]
    played = [play(d, known, every=EVERY) for d in _days(world, days)]
    asked = [a for p in played for a in p.asked]
    took = [ms for p in played for ms in p.took]
    return {
        "scenario": world.name,
        "counters": world.counters,
        "breaks": world.breaks,
        "source": world.source,
        "days": len(played),
        **figures(ranged(before, played), asked, took),
    }


def _days(world: World, days: int | None) -> Iterator[Day]:
    """The days to measure: as many as asked, or until there are clients enough."""
    met = 0
    for n, day in enumerate(islice(map(world.day, range(TRAINING, 10**6)), days)):
        if days is None and n >= FEWEST_DAYS and met >= TICKETS_WANTED:
            return
        # about half of all must wait
        met += len(day.clients) // 2 // EVERY
        yield day


def printed(result: dict[str, Any]) -> dict[str, Any]:
    """The figures on the screen, passed on."""
    print(f"\n{result['scenario']}: {result['counters']} counters, {result['breaks']}", flush=True)
    for name, value in result.items():
        if name not in ("scenario", "counters", "breaks"):
            print(f"  {name:<24} {value}", flush=True)
    return result
