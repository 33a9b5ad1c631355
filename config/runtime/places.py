"""Where the servers keep what they need, when the data folder itself will not do.

Two things may speak against the data folder: the servers' own user may not be able to enter it
(a clone under the closed home of root), and its path may be too long for a Unix socket. What is
put elsewhere is written down in `places.json`, with the data folder it was made for, because a
folder may be moved or copied together with that note.
"""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from config.runtime.account import account_for
from config.runtime.datadir import DataDir, read_json, write_json
from config.runtime.errors import SetupError
from config.runtime.leftovers import running_postmaster

NOTE = "places.json"
OWNER = "data-dir"
PREFIX = "intermezzo-"
LONGEST_SOCKET = 103  # bytes that macOS allows; Linux allows four more
SOCKET_NAME = ".s.PGSQL.5432"


class Places:
    """The folders of the servers of one data folder, and the user they belong to."""

    def __init__(self, data: DataDir) -> None:
        self.data = data
        self._note_file = data.path / NOTE
        self._note = read_json(self._note_file)
        self._settle_note()
        self.account = account_for(self._outside_cluster() or data.cluster)

    def state(self) -> Path:
        """A folder outside the data folder that every user can enter; its contents are ours."""
        state = self._state_in_use() or _make_state(self.data.path)
        self._write_note(state=str(state))
        return state

    def cluster(self) -> Path:
        """The folder of PostgreSQL's files: the one in use, else one that its user can enter."""
        inside, outside = self.data.cluster, self._outside_cluster()
        if outside or not self.account.can_enter(self.data.path):
            self._refuse_unreachable(inside)
            return outside or self.state() / "postgres"
        return inside

    def sockets(self) -> Path:
        """A folder, closed to others, whose path is short enough for the servers' sockets."""
        self.forget_sockets()
        beside = self.cluster().parent / "sockets"
        if fits_a_socket(beside):
            return self.account.make_folder(beside)
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_short_temporary_folder()))
        self._write_note(sockets=str(folder))
        return self.account.make_folder(folder)

    def known_sockets(self) -> list[Path]:
        """The folders in which an earlier start may have left a server's socket."""
        noted = self._note.get("sockets")
        return [self.cluster().parent / "sockets", *([Path(noted)] if noted else [])]

    def forget_sockets(self) -> None:
        """Delete the short folder made for the sockets of an earlier start."""
        _delete_ours(self._note.get("sockets"))
        if self._note.get("sockets"):
            self._write_note(sockets="")

    def remove(self) -> None:
        """Delete all that lies outside the data folder."""
        self.forget_sockets()
        _delete_ours(self._note.get("state"))
        self._note = {}

    def _refuse_unreachable(self, inside: Path) -> None:
        if inside.exists():
            raise SetupError(
                f"User {self.account.name} cannot enter {inside}, where the database is: "
                "open its parent folders to that user, or give --data another folder."
            )

    def _outside_cluster(self) -> Path | None:
        state = self._state_in_use()
        return state / "postgres" if state and (state / "postgres").exists() else None

    def _state_in_use(self) -> Path | None:
        state = Path(self._note.get("state") or "/nowhere")
        return state if is_ours(state) else None

    def _settle_note(self) -> None:
        """Take over the note of a folder that was moved here; drop that of one copied here."""
        there = self._note.get("data", "")
        if there == str(self.data.path):
            return
        if read_json(Path(there) / NOTE).get("data") == there:
            self._note = {}
        if self._note:
            self._write_note(sockets="")

    def _write_note(self, **changes: str) -> None:
        self._note = self._note | {"data": str(self.data.path)} | changes
        write_json(self._note_file, self._note)
        if state := self._state_in_use():
            (state / OWNER).write_text(str(self.data.path))


def fits_a_socket(folder: Path) -> bool:
    """Whether PostgreSQL can have its socket here: short enough, and no list of folders to it."""
    path = str(folder / SOCKET_NAME)
    return len(os.fsencode(path)) <= LONGEST_SOCKET and not set(path) & set(",\"'\\")


def state_name(data: Path) -> str:
    """The name of the outside folder of a data folder, ever the same for the same path."""
    return PREFIX + hashlib.sha256(os.fsencode(data)).hexdigest()[:16]


def _make_state(data: Path) -> Path:
    """Make the outside folder of a data folder; one that nobody needs any more is replaced."""
    parent = _roomy_temporary_folder()
    folder = parent / state_name(data)
    if _is_abandoned(folder):
        shutil.rmtree(folder)
    try:
        folder.mkdir()
    except FileExistsError:  # in use, or another user's and perhaps a trap
        folder = Path(tempfile.mkdtemp(prefix=folder.name + "-", dir=parent))
    folder.chmod(0o711)
    return folder


def _is_abandoned(folder: Path) -> bool:
    """Whether an outside folder is ours and its data folder was deleted since."""
    if not is_ours(folder) or running_postmaster(folder / "postgres"):
        return False
    owner = folder / OWNER
    note = read_json(Path(owner.read_text()) / NOTE) if owner.exists() else {}
    return note.get("state") != str(folder)


def _roomy_temporary_folder() -> Path:
    kept = Path("/var/tmp")  # outlives a reboot, unlike /tmp
    return kept if kept.is_dir() else Path(tempfile.gettempdir())


def _short_temporary_folder() -> Path:
    wished = Path(tempfile.gettempdir())
    return wished if fits_a_socket(wished / f"{PREFIX}12345678") else Path("/tmp")


def is_ours(folder: Path) -> bool:
    """Whether a folder was made by the user we run as, and is no link to another one."""
    return folder.is_dir() and not folder.is_symlink() and folder.lstat().st_uid == os.geteuid()


def _delete_ours(path: str | None) -> None:
    if path and Path(path).name.startswith(PREFIX):
        shutil.rmtree(path, ignore_errors=True)
