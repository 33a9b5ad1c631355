"""Which user the two servers run as: ourselves, unless we are root, whom PostgreSQL refuses."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.runtime.errors import SetupError

SYSTEM_USER = "intermezzo"


@dataclass(frozen=True)
class Account:
    """A user of this machine under whom a server runs."""

    uid: int
    gid: int
    name: str

    @property
    def is_ours(self) -> bool:
        """Whether this is the user we run as already."""
        return self.uid == os.geteuid()

    def identity(self) -> dict[str, Any]:
        """The arguments that make `subprocess` start a program as this user."""
        if self.is_ours:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, folder: Path) -> bool:
        """Whether this user gets through every parent of a folder and into it."""
        return self.is_ours or self._runs(["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)])

    def can_run(self, binary: Path) -> bool:
        """Whether this user reaches a program and the machine can run it."""
        return self._runs([str(binary), "--version"])

    def make_folder(self, folder: Path) -> Path:
        """Make a folder that only this user may look into, or make an old one so again."""
        folder.mkdir(exist_ok=True)
        os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)
        return folder

    def _runs(self, command: list[str]) -> bool:
        try:
            done = subprocess.run(
                command, check=False, capture_output=True, cwd="/", **self.identity()
            )
        except OSError:
            return False
        return done.returncode == 0


def account_for(cluster: Path) -> Account:
    """The user a database belongs to; for one not made yet, the user it shall belong to."""
    if os.geteuid() != 0:
        return _named(os.geteuid())
    if cluster.exists() and cluster.stat().st_uid != 0:
        return _named(cluster.stat().st_uid)
    return _system_account()


def _named(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise SetupError(
            f"User id {uid} has no entry in /etc/passwd, which PostgreSQL needs: add one, "
            "or set DATABASE_URL and REDIS_URL to servers elsewhere."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def _system_account() -> Account:
    """A system user of our own, made once; where none can be made, `nobody`."""
    for name in (SYSTEM_USER, "nobody"):
        account = _find(name) or (_add(name) if name == SYSTEM_USER else None)
        if account and account.can_enter(Path("/")):
            return account
    raise SetupError(
        "PostgreSQL will not run as root, and no other user can be used here: "
        "start this as an ordinary user, or set DATABASE_URL and REDIS_URL."
    )


def _find(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid, name) if entry.pw_uid else None


def _add(name: str) -> Account | None:
    command = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
    if command is None:
        return None
    options = ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "--user-group"]
    subprocess.run([command, *options, name], check=False, capture_output=True)
    return _find(name)
