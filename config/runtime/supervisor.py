"""Starts child processes, keeps them running, and stops them all within five seconds."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType

from config.runtime.datadir import DataDir
from config.runtime.errors import FULL, SetupError, Stopped, explain_output
from config.runtime.processes import (
    Child,
    Program,
    describe_exit,
    end_with_parent,
    signal_group,
    spawn,
)

LOOK_SECONDS = 0.1
TOO_MANY_EXITS = 4
SOFT_SECONDS = 2.5  # for the web, the worker and the like
BROKER_SECONDS = 2.9
HARD_SECONDS = 3.9  # for PostgreSQL, which then skips its checkpoint and recovers at the next start
LAST_SECONDS = 4.4
NEARLY_FULL_MEGABYTES = 20


class Supervisor:
    """The parent of all processes of one data folder."""

    def __init__(self, data: DataDir) -> None:
        self.data = data
        self.children: dict[str, Child] = {}
        self.facts: dict[str, object] = {"pid": os.getpid()}
        self.stop_signal = 0
        self._disk_was_full = False

    def listen(self) -> None:
        """Take Ctrl-C, TERM and a closed terminal as the wish to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)

    def start(self, program: Program) -> Child:
        """Start a program with a fresh log and watch it from now on."""
        self.raise_if_stopped()
        if program.log.exists():
            program.log.replace(program.log.with_suffix(".log.1"))
        child = self.children[program.name] = Child(program)
        child.start()
        self.publish()
        return child

    def await_ready(self, child: Child, ready: Callable[[], bool], seconds: float) -> None:
        """Watch until a child answers; a child that never does ends the whole start."""
        deadline = time.monotonic() + seconds
        while not ready():
            self.look()
            if child.exits >= TOO_MANY_EXITS or time.monotonic() > deadline:
                raise SetupError(self._no_answer(child))

    def watch(self) -> None:
        """Keep the children running until someone asks to stop; then raise Stopped."""
        while True:
            self.look()

    def look(self) -> None:
        """Restart what has ended and is due, then wait a moment; raise Stopped when asked to."""
        self.raise_if_stopped()
        for child in list(self.children.values()):
            self._tend(child)
        self._watch_disk()
        time.sleep(LOOK_SECONDS)

    def run(self, program: Program) -> str:
        """Run a program to its end and return what it printed; its failure ends the start."""
        answer = program.log.with_suffix(".out")
        with program.log.open("wb") as log, answer.open("wb") as output:
            process = spawn(program, output.fileno(), log.fileno())
        try:
            while process.poll() is None:
                self.raise_if_stopped()
                time.sleep(LOOK_SECONDS / 4)
        finally:
            signal_group(process.pid, signal.SIGKILL)
        if process.wait():
            trouble = f"{program.name} failed ({program.log})"
            raise SetupError(explain_output(read_end(program.log), trouble))
        text = answer.read_text()
        answer.unlink()
        return text

    def run_in_front(self, argv: list[str], env: Mapping[str, str]) -> int:
        """Run a program on this terminal, which sends it Ctrl-C itself; return its exit code."""
        with_us = end_with_parent(signal.SIGTERM)
        process = subprocess.Popen(argv, env=dict(env), preexec_fn=with_us)
        while process.poll() is None:
            if self.stop_signal:
                self._stop_in_front(process)
            time.sleep(LOOK_SECONDS)
        self.raise_if_stopped()
        return process.returncode

    def stop(self) -> None:
        """Stop everything within five seconds: children first, the broker, the database last."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        begun = time.monotonic()
        for stage, until in ((0, SOFT_SECONDS), (1, BROKER_SECONDS), (2, HARD_SECONDS)):
            self._stop_stage(stage, begun + until)
        self._await_end(list(self.children.values()), begun + LAST_SECONDS)
        for child in self.children.values():
            child.signal(signal.SIGKILL)

    def publish(self) -> None:
        """Write run.json anew; a full disk must not end the supervisor."""
        pids = {name: child.pid for name, child in self.children.items() if child.pid}
        with contextlib.suppress(OSError):
            self.data.write_state(self.facts | {"children": pids})

    def raise_if_stopped(self) -> None:
        """Leave whatever is being done when someone has asked to stop."""
        if self.stop_signal:
            raise Stopped

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        self.stop_signal = number

    def _tend(self, child: Child) -> None:
        code = child.ended()
        if code is not None:
            self._handle_end(child, code)
        elif child.process is None and time.monotonic() >= child.due_at:
            self._restart(child)

    def _handle_end(self, child: Child, code: int) -> None:
        name = child.program.name
        if child.program.may_finish and code == 0:
            del self.children[name]
            say(f"{name} has finished.")
        else:
            delay = child.plan_restart()
            say(f"{name} {describe_exit(code)}; again in {delay:g} s.")
        self.publish()

    def _restart(self, child: Child) -> None:
        try:
            child.start()
        except (OSError, SetupError) as error:
            name, delay = child.program.name, child.plan_restart()
            say(f"{name} does not start: {error}; again in {delay:g} s.")
        self.publish()

    def _watch_disk(self) -> None:
        """Say once that the disk is nearly full, and once that there is room again."""
        full = self.data.megabytes_free() < NEARLY_FULL_MEGABYTES
        if full != self._disk_was_full:
            room = "nearly full: make room" if full else "no longer full"
            say(f"The disk of {self.data.path} is {room}.")
        self._disk_was_full = full

    def _no_answer(self, child: Child) -> str:
        if self.data.megabytes_free() < NEARLY_FULL_MEGABYTES:
            return FULL
        log = child.program.log
        return explain_output(read_end(log), f"{child.program.name} does not answer ({log})")

    def _stop_in_front(self, process: subprocess.Popen[bytes]) -> None:
        # Ctrl-C has reached it already; a second one would cut its own tidying up short.
        if self.stop_signal != signal.SIGINT:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()

    def _stop_stage(self, stage: int, deadline: float) -> None:
        members = [child for child in self.children.values() if child.program.stage == stage]
        for child in members:
            child.signal(child.program.stop_signal)
        self._await_end(members, deadline)
        for child in members:
            child.signal(child.program.hard_signal)

    def _await_end(self, members: list[Child], deadline: float) -> None:
        while time.monotonic() < deadline:
            if all(child.process is None or child.ended() is not None for child in members):
                return
            time.sleep(LOOK_SECONDS / 4)


def say(line: str) -> None:
    """Tell the person at the terminal, if that terminal is still there."""
    with contextlib.suppress(OSError):
        print(line, file=sys.stdout, flush=True)


def read_end(log: Path) -> str:
    """The last few lines of a log file."""
    try:
        return log.read_bytes()[-4000:].decode(errors="replace")
    except OSError:
        return ""
