"""Finds and ends what a supervisor that was killed left running."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.runtime.errors import SetupError

PROC = Path("/proc")


def running_postmaster(cluster: Path) -> int | None:
    """The process id of the PostgreSQL that runs on these files, or None."""
    try:
        pid = int((cluster / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pid if _works_in(pid, cluster) else None


def clear_postmaster(cluster: Path) -> None:
    """Stop a PostgreSQL that outlived its supervisor; drop a pid file whose number is reused."""
    pid = running_postmaster(cluster)
    if pid is None:
        (cluster / "postmaster.pid").unlink(missing_ok=True)
        return
    for stop_signal, seconds in ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0)):
        _signal(os.kill, pid, stop_signal)
        if _within(seconds, lambda: running_postmaster(cluster) is None):
            return
    raise SetupError(f"PostgreSQL, process {pid}, runs on {cluster} and does not stop.")


def clear_children(state: dict[str, Any], data: Path) -> None:
    """End the processes that run.json names, if they are still those of this data folder."""
    groups = [pid for pid in state.get("children", {}).values() if _serves(pid, data)]
    for stop_signal, seconds in ((signal.SIGTERM, 3.0), (signal.SIGKILL, 1.0)):
        for pid in groups:
            _signal(os.killpg, pid, stop_signal)
        if _within(seconds, lambda: not any(_serves(pid, data) for pid in groups)):
            return


def _works_in(pid: int, folder: Path) -> bool:
    """Whether a live process has this working folder, as a PostgreSQL server has its files."""
    if PROC.is_dir():
        with contextlib.suppress(OSError):
            return os.path.samefile(PROC / str(pid) / "cwd", folder)
        return False
    return str(folder) in _command(pid)


def _serves(pid: int, data: Path) -> bool:
    """Whether a live process was started by us for this data folder, told by its environment."""
    if PROC.is_dir():
        with contextlib.suppress(OSError):
            entries = (PROC / str(pid) / "environ").read_bytes().split(b"\0")
            return os.fsencode(f"INTERMEZZO_DATA={data}") in entries
        return False
    return "manage.py" in _command(pid) or "config" in _command(pid)


def _command(pid: int) -> str:
    done = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], check=False, capture_output=True, text=True
    )
    return done.stdout


def _signal(send: Callable[[int, int], None], pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        send(pid, number)


def _within(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
