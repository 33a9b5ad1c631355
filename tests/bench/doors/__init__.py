"""Real days through the doors: every range on the phone page against what happened.

A house of its own (PostgreSQL and Valkey), one process: head office, tellers, clients and screens
use the doors through the whole HTTP stack, and the clock is moved by its door from event to event.
The branch has one queue with learned service times, and breaks in two waves. Arrivals (thinned) and
service times are those of a real bank; people walk, press and come late. After every event the
forecaster is driven, the lobby's board is read, and the pages of the newest client and of one other
who waits; each says to the house what it painted. Measured: the share of the ranges shown in which
the client was really called (wanted 0.77 to 0.83), the same within half an hour before a break,
promises kept, and whether the lobby ever contradicted a phone (it must not).

The first day has no record of ranges to correct by and stands apart. By chance alone a single day
of two hundred clients lies five points off: they wait for the same counters.
"""

import argparse
import json
import logging
import os
import time
from pathlib import Path
from typing import Any

from config.runtime import programs
from config.runtime.datadir import DataDir
from config.runtime.errors import SetupError
from config.runtime.servers import in_charge, start_own
from tests.bench.stack import OWN_SERVERS, ROOT

# no licence lets the real days be part of the project
BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data" / "bank1999.csv"
# the coffee breaks of the morning and the lunches; whole days are 9-17
DAYS, COUNTERS, HOURS = 4, 4, "10-14"


def main(arguments: list[str]) -> int:
    """Play the days in a house of their own; the last line is one JSON object."""
    options = parse(arguments)
    if not options.data.is_file():
        raise SetupError(f"There are no real days at {options.data}.")
    os.chdir(ROOT)
    data = DataDir(ROOT / "var" / f"doors-{os.getpid()}")
    begun = time.monotonic()
    with in_charge(data) as (supervisor, places):
        try:
            start_own(supervisor, places, OWN_SERVERS, hasty=True)
            prepare(data)
            result = measured(options)
        finally:
            supervisor.stop()
            places.remove()
            data.remove()
    result["wall_s"] = round(time.monotonic() - begun, 1)
    print(json.dumps(result))
    return 1 if result["contradictions"] or result["past"] or not result["ledger_agrees"] else 0


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options of the command line, completed."""
    parser = argparse.ArgumentParser(
        prog="script/bench doors",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--days", type=int, default=DAYS, help=f"real days to play (default {DAYS})")
    add("--hours", default=HOURS, help=f"opening hours, at most 9-17 (default {HOURS})")
    add("--counters", type=int, default=COUNTERS, help=f"default {COUNTERS}")
    add("--data", help="the CSV of real days, the bank's of 1999 (default: beside the project)")
    add("--seed", type=int, default=1, help="of the people's manners and of who is looked at")
    options = parser.parse_args(arguments)
    options.hours = tuple(map(int, options.hours.split("-")))
    options.data = _from_where_called(options.data) if options.data else BESIDE
    return options


def _from_where_called(path: str) -> Path:
    """A file as the caller of the script names it."""
    return (Path(os.environ.get("INTERMEZZO_CALLED_FROM", ".")) / path).resolve()


def prepare(data: DataDir) -> None:
    """Make this process the house: its settings, its tables, a clock that may be moved."""
    os.environ |= programs.base_environment(data, "only for a measurement")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.quick",
        "CLOCK_CONTROL": "1",
        "LOG_LEVEL": "ERROR",
    }
    import django
    from django.core.management import call_command

    django.setup()
    # what is refused is part of a day
    logging.getLogger("django.request").setLevel(logging.ERROR)
    call_command("migrate", verbosity=0)


def measured(options: argparse.Namespace) -> dict[str, Any]:
    """The figures of the days; the house is imported only now that it is set up."""
    from tests.bench.doors.days import Days

    return Days(options).play()
