"""Everything Intermezzo needs, started, watched, and stopped as one."""

import argparse
import functools
import os
import sys
from pathlib import Path

from config.runtime import addresses
from config.runtime.datadir import DataDir
from config.runtime.errors import SetupError, Stopped, run_main
from config.runtime.places import Places
from config.runtime.programs import Programs, Wishes
from config.runtime.servers import in_charge, missing_addresses, start_own
from config.runtime.supervisor import Supervisor, say

ROOT = Path(__file__).resolve().parents[2]
HEALTHY_SECONDS = 60.0


def main() -> int:
    """Start everything and watch it until someone asks to stop; returns the exit code."""
    options = parse(sys.argv[1:])
    data = DataDir(resolve(options.data))
    os.chdir(ROOT)
    with in_charge(data) as (supervisor, places):
        try:
            serve(supervisor, places, options)
        except Stopped:
            say("Stopping ...")
    return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="script/server", description=__doc__)
    add = parser.add_argument
    add("--port", type=int, help="default 8000, or the next free one")
    add("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    add("--data", default=str(ROOT / "var" / "server"), help="folder of all data")
    add("--speed", type=float, default=60.0, help="speed of the demo's clock (default 60)")
    add("--reset", action="store_true", help="empty the folder of data first")
    add("--no-demo", action="store_true", help="no demo branches and no movable clock")
    add("--workers", type=int, default=1, help="web processes (default 1)")
    return _checked(parser.parse_args(arguments))


def resolve(folder: str) -> Path:
    """A folder as the caller meant it, who may have stood elsewhere than in the project."""
    return (Path(os.environ.get("INTERMEZZO_CALLED_FROM", ".")) / folder).resolve()


def serve(supervisor: Supervisor, places: Places, options: argparse.Namespace) -> None:
    """The whole start in its order, then the watch, which ends with Stopped."""
    wishes = wishes_from(options)
    wanted = missing_addresses()
    if options.reset:
        reset(supervisor.data, places)
    start_own(supervisor, places, wanted, hasty=False)
    programs = Programs(supervisor.data, wishes)
    fill(supervisor, programs)
    start_programs(supervisor, programs)
    show(supervisor, programs)
    supervisor.watch()


def wishes_from(options: argparse.Namespace) -> Wishes:
    """The options with a port that is free; says so when it is not the one expected."""
    port = addresses.choose_port(options.host, options.port)
    if options.port is None and port != addresses.DEFAULT_PORT:
        say(f"Port {addresses.DEFAULT_PORT} is taken; using {port}.")
    url = addresses.url_for(options.host, port)
    demo = not options.no_demo
    return Wishes(options.host, port, url, demo, options.speed, options.workers)


def reset(data: DataDir, places: Places) -> None:
    """Delete all that earlier starts left, here and elsewhere."""
    places.remove()
    data.empty()
    if os.environ.get("DATABASE_URL"):
        say("--reset leaves the database of DATABASE_URL as it is.")


def fill(supervisor: Supervisor, programs: Programs) -> None:
    """Bring the tables up to date and lay out the demo."""
    supervisor.run(programs.command("migrate", "--noinput"))
    if programs.wishes.demo:
        supervisor.run(programs.command("demo"))


def start_programs(supervisor: Supervisor, programs: Programs) -> None:
    """Start all processes, wait until the web answers, then let the demo play."""
    wishes = programs.wishes
    supervisor.facts |= {"host": wishes.host, "port": wishes.port, "url": wishes.url}
    web = supervisor.start(programs.web())
    supervisor.start(programs.worker())
    supervisor.start(programs.forecaster())
    if waker := programs.waker():
        supervisor.start(waker)
    supervisor.start(programs.beat())
    healthy = functools.partial(addresses.is_healthy, wishes.host, wishes.port)
    supervisor.await_ready(web, healthy, HEALTHY_SECONDS)
    if wishes.demo:
        supervisor.start(programs.play())


def show(supervisor: Supervisor, programs: Programs) -> None:
    """Print where to look and how to stop."""
    url = programs.wishes.url
    say(f"Intermezzo runs at {url}")
    if programs.wishes.demo:
        say(supervisor.run(programs.command("demo", "--addresses", "--url", url)).rstrip())
    say(f"Logs are in {supervisor.data.path / 'log'}. Ctrl-C stops everything.")


def _checked(options: argparse.Namespace) -> argparse.Namespace:
    """The same options, if they make sense."""
    if not 0 < options.speed <= 3600:
        raise SetupError(f"--speed {options.speed:g} is none: it must be above 0, at most 3600.")
    if not 1 <= options.workers <= 64:
        raise SetupError(f"--workers {options.workers} is none: it must be from 1 to 64.")
    return options


if __name__ == "__main__":
    run_main(main)
