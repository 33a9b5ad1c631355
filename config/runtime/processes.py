"""One child process: how it is described, started, and told to stop."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.runtime.account import Account

FIRST_DELAY = 0.5
LONGEST_DELAY = 10.0
STEADY_SECONDS = 30.0
_PR_SET_PDEATHSIG = 1
# Loaded before any fork: after it, a child may only make calls that take no lock.
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Program:
    """What to run, as whom, and how it likes to be stopped; `stage` orders the stopping."""

    name: str
    argv: list[str]
    log: Path
    env: Mapping[str, str]
    account: Account | None = None
    stage: int = 0
    stop_signal: int = signal.SIGTERM
    hard_signal: int = signal.SIGKILL
    may_finish: bool = False
    # as of nice(1): how far it stands back where the cores are taken
    niceness: int = 0
    before_start: Callable[[], None] = field(default=lambda: None)


class Child:
    """A program that runs, or waits to be started again after it ended."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.exits = 0
        self.due_at = 0.0
        self._delay = FIRST_DELAY
        self._started_at = 0.0

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self.process.pid if self.process else None

    def start(self) -> None:
        """Start the program; its output is added to its log."""
        self.program.before_start()
        with self.program.log.open("ab") as log:
            self.process = spawn(self.program, log.fileno())
        self._started_at = time.monotonic()

    def ended(self) -> int | None:
        """The exit code once it has ended; what it left of its process group is killed."""
        if self.process is None or self.process.poll() is None:
            return None
        code = self.process.returncode
        signal_group(self.process.pid, signal.SIGKILL)
        self.process = None
        self.exits += 1
        return int(code)

    def plan_restart(self) -> float:
        """Choose when to start again; the wait in seconds doubles with every early end."""
        now = time.monotonic()
        if now - self._started_at >= STEADY_SECONDS:
            self._delay = FIRST_DELAY
        delay, self._delay = self._delay, min(self._delay * 2, LONGEST_DELAY)
        self.due_at = now + delay
        return delay

    def signal(self, number: int) -> None:
        """Send a signal to the process and to all of its group."""
        if self.process:
            signal_group(self.process.pid, number)


def spawn(
    program: Program, output: int, errors: int = subprocess.STDOUT
) -> subprocess.Popen[bytes]:
    """Start a program in a process group of its own, so that Ctrl-C reaches only its parent."""
    process = subprocess.Popen(
        program.argv,
        env=dict(program.env),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        process_group=0,
        preexec_fn=end_with_parent(program.stop_signal),
        **(program.account.identity() | {"cwd": "/"} if program.account else {}),
    )
    if program.niceness:
        # it may have ended already
        with contextlib.suppress(ProcessLookupError):
            own = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, process.pid, own + program.niceness)
    return process


def end_with_parent(number: int) -> Callable[[], None] | None:
    """What a child runs to be sent a signal when its parent dies, however that dies (Linux)."""
    if _LIBC is None:
        return None
    libc, parent = _LIBC, os.getpid()

    def ask_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel


def signal_group(group: int, number: int) -> None:
    """Send a signal to a process group that may be gone already."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def describe_exit(code: int) -> str:
    """An exit code in words."""
    if code >= 0:
        return f"ended with code {code}"
    with contextlib.suppress(ValueError):
        return f"was ended by {signal.Signals(-code).name}"
    return f"was ended by signal {-code}"
