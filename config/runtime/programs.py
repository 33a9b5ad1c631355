"""Which processes make up Intermezzo, and what each finds in its environment."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from config.runtime.datadir import DataDir
from config.runtime.processes import Program

BIN = Path(sys.executable).parent
# Open connections (screens) are cut after this, well within what the supervisor allows.
GRACEFUL_SECONDS = 2
# a tenth of what a request gets of a core that both want
STANDS_BACK = 10


@dataclass(frozen=True)
class Wishes:
    """What the command line asked for."""

    host: str
    port: int
    url: str
    demo: bool
    speed: float
    workers: int


class Programs:
    """The programs of one data folder, as wished for."""

    def __init__(self, data: DataDir, wishes: Wishes) -> None:
        self.data = data
        self.wishes = wishes
        self.env = environment(data, wishes)

    def web(self) -> Program:
        """The one port for pages, doors and sockets."""
        sockets = "--ws websockets-sansio --ws-per-message-deflate false --ws-max-size 65536"
        limits = f"--workers {self.wishes.workers} --timeout-graceful-shutdown {GRACEFUL_SECONDS}"
        options = f"{sockets} {limits} --no-access-log".split()
        where = ["--host", self.wishes.host, "--port", str(self.wishes.port)]
        argv = [sys.executable, "-m", "uvicorn", "config.asgi:application", *where]
        return self._program("web", [*argv, *options], DB_POOL="1")

    def worker(self) -> Program:
        """The process that carries out the ticks and the longer tasks."""
        return self._program("worker", self._celery("worker -P threads -c 4 -Q tick,celery"))

    def forecaster(self) -> Program:
        """The process that forecasts the waits: of its own and of low priority, so that it delays
        neither the ticks nor a request.
        """
        options = "worker -P solo -Q forecast -n forecaster@%h"
        return self._program("forecaster", self._celery(options), niceness=STANDS_BACK)

    def waker(self) -> Program | None:
        """The process that wakes clients' phones, where there are keys for it."""
        if not os.environ.get("WEB_PUSH_PRIVATE_KEY"):
            return None
        options = "worker -P threads -c 4 -Q push -n waker@%h"
        return self._program("waker", self._celery(options))

    def beat(self) -> Program:
        """The process that asks for a tick ever so often."""
        schedule = str(self.data.path / "beat-schedule")
        return self._program("beat", [*self._celery("beat"), "-s", schedule])

    def play(self) -> Program:
        """The demo's people, who come and go as the movable clock runs."""
        options = ["--speed", f"{self.wishes.speed:g}", "--url", self.wishes.url]
        return self._program("play", self._manage("play", *options), may_finish=True)

    def command(self, name: str, *options: str) -> Program:
        """A command of manage.py that runs to its end."""
        return self._program(name, self._manage(name, *options))

    def _program(
        self,
        name: str,
        argv: list[str],
        *,
        may_finish: bool = False,
        niceness: int = 0,
        **env: str,
    ) -> Program:
        log, env = self.data.log(name), self.env | env
        return Program(name, argv, log, env, may_finish=may_finish, niceness=niceness)

    def _celery(self, options: str) -> list[str]:
        # The script, not `-m celery`: the settings tell a worker by the name it was started under.
        return [str(BIN / "celery"), "-A", "config", *options.split(), "-l", "warning"]

    def _manage(self, name: str, *options: str) -> list[str]:
        return [sys.executable, "manage.py", name, *options]


def environment(data: DataDir, wishes: Wishes) -> dict[str, str]:
    """What every program finds in its environment; only the demo's clock can be moved."""
    env = {key: value for key, value in os.environ.items() if key != "CLOCK_CONTROL"}
    env |= base_environment(data, os.environ.get("SECRET_KEY") or data.secret("secret_key"))
    env["TICK_SECONDS"] = f"{tick_seconds(wishes):g}"
    if wishes.demo:
        env["CLOCK_CONTROL"] = "1"
    return env


def base_environment(data: DataDir, secret_key: str) -> dict[str, str]:
    """What server and tests alike set; calls to this machine go past any proxy."""
    local = "127.0.0.1,localhost,::1"
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "INTERMEZZO_DATA": str(data.path),
        "SECRET_KEY": secret_key,
        "PYTHONUNBUFFERED": "1",
        "NO_PROXY": ",".join(filter(None, [os.environ.get("NO_PROXY"), local])),
    }


def tick_seconds(wishes: Wishes) -> float:
    """The seconds between two looks at the clock: fewer when the demo's clock runs fast."""
    return max(0.1, min(1.0, 12 / wishes.speed)) if wishes.demo else 1.0
