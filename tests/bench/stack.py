"""The whole stack for a measurement: own servers, all processes, and a movable clock."""

import contextlib
import functools
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from config.runtime import addresses
from config.runtime.datadir import DataDir
from config.runtime.programs import Programs, Wishes
from config.runtime.servers import in_charge, start_own
from config.runtime.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[2]
OWN_SERVERS = {"DATABASE_URL", "REDIS_URL"}
HOST = "127.0.0.1"
# one process of Python uses one core; the machine of the benchmark has two
WEB_PROCESSES = 2
HEALTHY_SECONDS = 180.0
# the timers look five times a second, as they do in the demo
SPEED_OF_TICKS = 60.0


@contextlib.contextmanager
def running_house(
    speed: float = SPEED_OF_TICKS, web_processes: int = WEB_PROCESSES
) -> Iterator[tuple[Supervisor, Programs]]:
    """Start everything in a folder of its own, lay out the demo's head office, and clean up.

    The timers look as often as a clock of that speed asks for.
    """
    os.chdir(ROOT)
    data = DataDir(ROOT / "var" / f"bench-{os.getpid()}-{secrets.token_hex(3)}")
    with in_charge(data) as (supervisor, places), contextlib.ExitStack() as at_end:
        at_end.callback(data.remove)
        at_end.callback(places.remove)
        at_end.callback(supervisor.stop)
        start_own(supervisor, places, OWN_SERVERS, hasty=True)
        programs = Programs(data, wishes_for(speed, web_processes))
        start(supervisor, programs)
        yield supervisor, programs


def wishes_for(speed: float, web_processes: int) -> Wishes:
    """A free port, and a clock that may be moved."""
    port = addresses.choose_port(HOST, None)
    return Wishes(HOST, port, addresses.url_for(HOST, port), True, speed, web_processes)


def start(supervisor: Supervisor, programs: Programs) -> None:
    """Tables, head office, and the four kinds of processes; nobody plays yet."""
    supervisor.run(programs.command("migrate", "--noinput"))
    supervisor.run(programs.command("demo"))
    web = supervisor.start(programs.web())
    supervisor.start(programs.worker())
    supervisor.start(programs.forecaster())
    supervisor.start(programs.beat())
    healthy = functools.partial(addresses.is_healthy, HOST, programs.wishes.port)
    supervisor.await_ready(web, healthy, HEALTHY_SECONDS)
