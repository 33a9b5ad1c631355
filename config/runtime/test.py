"""`script/test`: all checks and tests on servers of their own; with arguments, pytest alone.

All tests run in four workers, chosen ones in one process (tests/side_by_side.py).

`script/test --mutate [file ...]` needs no server: it changes rules and sees whether tests notice.
"""

import contextlib
import os
import secrets
import subprocess
import sys
from pathlib import Path

from config.runtime import chromium
from config.runtime.datadir import DataDir
from config.runtime.errors import SetupError, run_main
from config.runtime.places import Places
from config.runtime.programs import base_environment
from config.runtime.servers import BROKER, DATABASE, in_charge, start_own
from config.runtime.supervisor import Supervisor, say

ROOT = Path(__file__).resolve().parents[2]
CHECKS = {
    "ruff check": ["-m", "ruff", "check"],
    "ruff format": ["-m", "ruff", "format", "--check"],
    "mypy": ["-m", "mypy"],
    "migrations": ["manage.py", "makemigrations", "--check", "--dry-run"],
}
SIDE_BY_SIDE = ["-n", "4", "--max-worker-restart", "0", "-p", "tests.side_by_side"]


def main() -> int:
    """Run what was asked for; returns its code, or 1 when only a check failed."""
    os.chdir(ROOT)
    arguments = sys.argv[1:]
    if "--mutate" in arguments[:1]:
        return subprocess.call([sys.executable, "-m", "tests.mutation", *arguments[1:]])
    browser = find_browser(required=not arguments)
    sweep()
    data = DataDir(ROOT / "var" / f"test-{os.getpid()}-{secrets.token_hex(3)}")
    with in_charge(data) as (supervisor, places), contextlib.ExitStack() as at_end:
        at_end.callback(tidy, supervisor, places)
        start_own(supervisor, places, {DATABASE, BROKER}, hasty=True)
        return run_all(supervisor, environment(data, browser), arguments)


def find_browser(*, required: bool) -> str:
    """The path of Chromium; a run of chosen tests may do without, saying so."""
    try:
        return chromium.ensure()
    except SetupError as error:
        if required:
            raise
        say(str(error))
        return ""


def environment(data: DataDir, browser: str) -> dict[str, str]:
    """What checks and tests find in their environment."""
    env = os.environ | base_environment(data, secrets.token_urlsafe(48))
    return env | {"CLOCK_CONTROL": "1", "CHROMIUM": browser}


def run_all(supervisor: Supervisor, env: dict[str, str], arguments: list[str]) -> int:
    """Run the checks unless pytest was given arguments, then pytest, whose lines come last."""
    failed = [] if arguments else [name for name in CHECKS if not passes(supervisor, name, env)]
    chosen = arguments or SIDE_BY_SIDE
    code = supervisor.run_in_front([sys.executable, "-m", "pytest", *chosen], env)
    if failed:
        print(f"Failed before pytest: {', '.join(failed)}.", file=sys.stderr)
    return code or int(bool(failed))


def passes(supervisor: Supervisor, name: str, env: dict[str, str]) -> bool:
    """Whether a check finds nothing."""
    say(f"== {name}")
    return supervisor.run_in_front([sys.executable, *CHECKS[name]], env) == 0


def tidy(supervisor: Supervisor, places: Places) -> None:
    """Stop the servers and delete all that they left."""
    supervisor.stop()
    places.remove()
    supervisor.data.remove()


def sweep() -> None:
    """Delete the folders of test runs that were killed; one that still runs holds its own."""
    for folder in (ROOT / "var").glob("test-*"):
        with contextlib.suppress(SetupError), in_charge(DataDir(folder)) as (supervisor, places):
            tidy(supervisor, places)


if __name__ == "__main__":
    run_main(main)
