"""A year of many branches: how quick a day is summed up, and every report over them.

A house of its own (PostgreSQL and Valkey), one process. The past is played from a seed and written
by COPY: 40 branches of four counters, 365 days, about 275 events a branch-day and four million in
all, their facts those that the product's models tell. Then the product itself sums up every day,
and head office asks for every report through the doors. Measured: the roll-up of one branch-day
with about 300 and with about 3000 events, the whole roll-up, each report over the year (wanted:
each of them under a second), and the same figures from sums and out of the log.
"""

import argparse
import json
import os
import signal
import time
from typing import Any

from config.runtime.datadir import DataDir
from config.runtime.errors import SetupError
from config.runtime.servers import in_charge, start_own
from tests.bench.doors import prepare
from tests.bench.stack import OWN_SERVERS, ROOT

BRANCHES, DAYS = 40, 365


def main(arguments: list[str]) -> int:
    """Write the past, sum it up, ask for every report; the last line is one JSON object."""
    options = parse(arguments)
    os.chdir(ROOT)
    data = DataDir(ROOT / "var" / f"reports-{os.getpid()}")
    begun = time.monotonic()
    with in_charge(data) as (supervisor, places):
        try:
            start_own(supervisor, places, OWN_SERVERS, hasty=True)
            prepare(data)
            # whoever stops it in the midst of its work leaves no database behind
            signal.signal(signal.SIGTERM, _stop)
            result = measured(options)
        finally:
            supervisor.stop()
            places.remove()
            data.remove()
    result["wall_s"] = round(time.monotonic() - begun, 1)
    print(json.dumps(result))
    return 1 if result["over_a_second"] else 0


def _stop(*_: object) -> None:
    raise SystemExit(143)


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(
        prog="script/bench reports",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--branches", type=int, default=BRANCHES, help=f"default {BRANCHES}")
    add("--days", type=int, default=DAYS, help=f"up to the end of October 2026 (default {DAYS})")
    add("--seed", type=int, default=1, help="of the clients' and the tellers' manners")
    add("--quick", action="store_true", help="3 branches and 40 days, to see whether it runs")
    add("--summed", type=int, help="branches the product sums up; the rest copy (default all)")
    options = parser.parse_args(arguments)
    if options.quick:
        options.branches, options.days = 3, 40
    if not (1 <= options.branches <= 500 and 1 <= options.days <= 1000):
        raise SetupError("--branches is from 1 to 500, --days from 1 to 1000.")
    options.summed = min(options.summed or options.branches, options.branches)
    return options


def measured(options: argparse.Namespace) -> dict[str, Any]:
    """The figures; the house is imported only now that it is set up."""
    from tests.bench.reports.year import Year

    return Year(options.branches, options.days, options.seed, options.summed).measure()
