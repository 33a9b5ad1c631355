"""The folder that holds all data of one running Intermezzo, and who may use it when."""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from pathlib import Path
from typing import IO, Any

from config.runtime.errors import SetupError

MARKER = ".intermezzo-data"
MEGABYTES_NEEDED = 300


class DataDir:
    """One folder of data: its marker, its lock, its secrets, its logs and its state file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[str] | None = None

    @property
    def state_file(self) -> Path:
        """Who runs here: process ids and address, as JSON."""
        return self.path / "run.json"

    @property
    def cluster(self) -> Path:
        """Where PostgreSQL's files lie, unless its user cannot get here."""
        return self.path / "postgres"

    def log(self, name: str) -> Path:
        """The log file of a program."""
        return self.path / "log" / f"{name}.log"

    def take(self) -> None:
        """Make or check the folder and hold it; refused while another process holds it."""
        self._make()
        self._hold()
        self.check_space()
        self._make_log_folder()

    def release(self) -> None:
        """Let others use the folder, if it was ours to use."""
        if self._lock:
            self.state_file.unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def empty(self) -> None:
        """Delete all that is in the folder but its marker and its lock."""
        for entry in self.path.iterdir():
            if entry.name in (MARKER, "lock"):
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        self._make_log_folder()

    def remove(self) -> None:
        """Delete the folder itself; its marker proves that it is ours."""
        if (self.path / MARKER).exists():
            shutil.rmtree(self.path, ignore_errors=True)

    def check_space(self) -> None:
        """Stop with one line when the disk is nearly full."""
        free = self.megabytes_free()
        if free < MEGABYTES_NEEDED:
            raise SetupError(
                f"Only {free} MB are free on the disk of {self.path}; "
                f"Intermezzo needs {MEGABYTES_NEEDED} MB."
            )

    def megabytes_free(self) -> int:
        """The room left on the disk of this folder."""
        return shutil.disk_usage(self.path).free // 2**20

    def secret(self, name: str) -> str:
        """A random word kept under a name, made the first time it is asked for."""
        file = self.path / name
        with contextlib.suppress(FileNotFoundError):
            kept = file.read_text().strip()
            if kept:
                return kept
        write_private(file, secrets.token_urlsafe(48))
        return file.read_text()

    def read_state(self) -> dict[str, Any]:
        """What run.json says; empty when there is none."""
        return read_json(self.state_file)

    def write_state(self, state: dict[str, Any]) -> None:
        """Say in run.json who runs here; a reader never sees half of it."""
        write_json(self.state_file, state)

    def _make(self) -> None:
        if self.path.exists() and not self.path.is_dir():
            raise SetupError(f"{self.path} is a file; --data wants a folder.")
        self.path.mkdir(parents=True, exist_ok=True)
        if not (self.path / MARKER).exists():
            self._claim()

    def _claim(self) -> None:
        if any(self.path.iterdir()):
            raise SetupError(
                f"{self.path} holds files that are not Intermezzo's; give --data another folder."
            )
        self.path.chmod(0o711)
        (self.path / MARKER).write_text("Data of Intermezzo; script/server --reset may empty it.\n")

    def _make_log_folder(self) -> None:
        (self.path / "log").mkdir(exist_ok=True)

    def _hold(self) -> None:
        lock = (self.path / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError(self._held_by()) from None
        self._lock = lock

    def _held_by(self) -> str:
        state = self.read_state()
        pid, url = state.get("pid", "unknown"), state.get("url")
        where = f"serving {url}" if url else "just starting or stopping"
        return f"{self.path} is in use by process {pid}, {where}."


def read_json(file: Path) -> dict[str, Any]:
    """A small JSON file; empty when it is missing or broken."""
    try:
        return dict(json.loads(file.read_text()))
    except (OSError, ValueError):
        return {}


def write_json(file: Path, content: dict[str, Any]) -> None:
    """Replace a small JSON file as a whole."""
    unfinished = file.with_suffix(".new")
    unfinished.write_text(json.dumps(content, indent=1) + "\n")
    unfinished.replace(file)


def write_private(file: Path, text: str) -> None:
    """Write a file that none but its owner may read, not even while it is written."""
    unfinished = file.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        stream.write(text)
    unfinished.replace(file)
