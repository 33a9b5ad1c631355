"""The whole stack as a person would start it, for stories told through its doors.

Web, worker, forecaster and beat are real processes on the PostgreSQL and Redis that the test run
started; the clock is moved by its door. One house serves all stories; each story opens a branch of
its own.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import requests

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
PASSWORD = "a long quiet password"
# stopped unless a story lets it run: every instant of a story is then exact
STOPPED = 0


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fresh_database(url: str) -> str:
    """An empty database of the house's own beside the one that `url` names; its address."""
    parts = urlsplit(url)
    name = f"{parts.path.strip('/')}_house"
    server = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(parts._replace(path=f"/{name}"))


@dataclass
class House:
    """The running processes by name, and where they answer."""

    logs: Path
    env: dict[str, str]
    port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    # the head office, logged in once for all stories, and whoever has no login
    office: "Person" = field(init=False)
    public: "Person" = field(init=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def manage(self, *args: str, **env: str) -> str:
        """Run one management command to its end; what it said."""
        command = [sys.executable, "manage.py", *args]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env | env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def open(self) -> None:
        """Start everything and wait until the doors answer."""
        self.env["DATABASE_URL"] = fresh_database(self.env["DATABASE_URL"])
        self.manage("migrate", "--verbosity", "0")
        self.start_web()
        self.start_worker("worker")
        self.start_forecaster()
        self.start_beat("beat")
        # while they come up
        head = ("found", "Story Bank", "story", "--username", "office")
        self.manage(*head, INTERMEZZO_PASSWORD=PASSWORD)
        self.await_web()
        self.office, self.public = Person(self, "office"), Person(self)

    def start_web(self) -> None:
        place = ["--host", "127.0.0.1", "--port", str(self.port)]
        sockets = ["--ws", "websockets-sansio", "--ws-per-message-deflate", "false"]
        # a kept connection is not closed in the moment in which a story uses it again
        kept = ["--timeout-keep-alive", "600", "--no-access-log"]
        self.start("web", "uvicorn", "config.asgi:application", *place, *sockets, *kept)

    def start_worker(self, name: str) -> None:
        pool = f"-P threads -c 2 -Q celery,tick -n {name}@%h -l warning"
        self.start(name, "celery", "-A", "config", "worker", *pool.split())

    def start_forecaster(self) -> None:
        pool = "-P solo -Q forecast -n forecaster@%h -l warning"
        self.start("forecaster", "celery", "-A", "config", "worker", *pool.split())

    def start_beat(self, name: str) -> None:
        schedule = str(self.logs / f"{name}-schedule")
        self.start(name, "celery", "-A", "config", "beat", "-s", schedule, "-l", "warning")

    def start(self, name: str, script: str, *args: str) -> None:
        """Start a process in a group of its own, its output in a log.

        Scripts, not `-m`: the settings tell a worker by the name it was started under.
        """
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [str(BIN / script), *args],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """End a process, by default without a word of warning."""
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        process.wait(timeout=10)

    def await_web(self) -> None:
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            with suppress(requests.RequestException):
                if requests.get(f"{self.url}/healthz", timeout=2).ok:
                    return
            time.sleep(0.1)
        raise AssertionError((self.logs / "web.log").read_text()[-3000:])

    def close(self) -> None:
        for name in list(self.running):
            self.kill(name, signal.SIGTERM if name == "web" else signal.SIGKILL)


class Person:
    """Somebody at a browser: speaks JSON with the doors, and logs in when it is first needed."""

    def __init__(self, house: House, username: str | None = None) -> None:
        self.house, self.username, self.session = house, username, requests.Session()
        self.known = username is None

    def ask(self, method: str, path: str, **how: Any) -> requests.Response:
        """One request to /api/v1/, as a browser's page would make it."""
        if not self.known:
            self.log_in()
        headers = how.pop("headers", {})
        token = self.session.cookies.get("csrftoken")
        if token:
            headers |= {"X-CSRFToken": token, "Referer": self.house.url}
        url = f"{self.house.url}/api/v1/{path}"
        return self.session.request(method, url, headers=headers, timeout=20, **how)

    def log_in(self) -> None:
        self.known = True
        answer = self.post("login/", username=self.username, password=PASSWORD)
        assert answer.status_code == 200, answer.text

    def get(self, path: str) -> Any:
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, **body: Any) -> requests.Response:
        return self.ask("POST", path, json=body)

    def do(self, path: str, **body: Any) -> Any:
        """A command that must go through; its answer."""
        answer = self.post(path, **body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def patch(self, path: str, **body: Any) -> requests.Response:
        return self.ask("PATCH", path, json=body)

    def put(self, path: str, **body: Any) -> requests.Response:
        return self.ask("PUT", path, json=body)

    def delete(self, path: str, **body: Any) -> requests.Response:
        return self.ask("DELETE", path, json=body)

    def refused(self, path: str, **body: Any) -> str:
        """The code with which a command is refused."""
        answer = self.post(path, **body)
        assert 400 <= answer.status_code < 500, answer.text
        return str(answer.json()["code"])

    @property
    def cookies(self) -> str:
        """The login as a header, for a socket or a page."""
        if not self.known:
            self.log_in()
        return "; ".join(f"{c.name}={c.value}" for c in self.session.cookies)
