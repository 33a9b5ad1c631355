"""Fetches the scripts of others that our pages use, and checks that the committed ones are theirs.

`vendor.lock.json` names each package with the sha512 of its archive and the sha256 of each file
taken from it. Fetching asks the npm client; checking needs no network and no npm.
"""

import argparse
import base64
import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.runtime.errors import SetupError, explain_output, run_main

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "vendor.lock.json"
# a map that is not committed would only be a 404 in every console
SOURCE_MAP = re.compile(rb"\n?//# sourceMappingURL=[^\n]*\n?")


@dataclass(frozen=True)
class Package:
    """One locked package: `integrity` is npm's sha512, `files` path to sha256."""

    name: str
    version: str
    license: str
    integrity: str
    into: str
    files: dict[str, str]

    @property
    def folder(self) -> Path:
        return ROOT / self.into


def main() -> int:
    """Fetch every locked package, or with --check compare what is committed with the lock."""
    parser = argparse.ArgumentParser(prog="script/vendor", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare, without the network")
    only_check = parser.parse_args().check
    packages = locked()
    if not only_check:
        for package in packages:
            fetch(package)
    faults = [fault for package in packages for fault in faults_of(package)]
    print("\n".join(faults) or f"{len(packages)} vendored package(s) as locked.")
    return 1 if faults else 0


def locked() -> list[Package]:
    """What the lock file asks for."""
    return [Package(**entry) for entry in json.loads(LOCK.read_text())["packages"]]


def fetch(package: Package) -> None:
    """Put the wanted files of a package in place; a wrong archive is not opened."""
    with tempfile.TemporaryDirectory() as folder:
        archive = download(package, Path(folder))
        if integrity_of(archive.read_bytes()) != package.integrity:
            raise SetupError(f"{package.name} {package.version} is not the archive in the lock.")
        extract(package, archive)
    print(f"{package.name} {package.version} is in {package.into}.")


def download(package: Package, folder: Path) -> Path:
    """The archive of a package, by the npm client and from wherever it is set up to ask."""
    wanted = f"{package.name}@{package.version}"
    command = ["npm", "pack", wanted, "--silent", "--pack-destination", str(folder)]
    try:
        result = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise SetupError("Fetching needs npm; --check does not.") from error
    if result.returncode:
        raise SetupError(explain_output(result.stderr, f"npm could not fetch {wanted}"))
    return next(folder.glob("*.tgz"))


def integrity_of(archive: bytes) -> str:
    """The hash of an archive as npm writes it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()


def extract(package: Package, archive: Path) -> None:
    """Write the locked files of an archive, without their pointers to source maps."""
    with tarfile.open(archive) as tar:
        for name in package.files:
            member = tar.extractfile(f"package/{name}")
            if member is None:
                raise SetupError(f"{package.name} has no file {name}.")
            place = package.folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(SOURCE_MAP.sub(b"\n", member.read()))


def faults_of(package: Package) -> list[str]:
    """Each file that is missing, changed or not in the lock, as a line to read."""
    there = {str(p.relative_to(package.folder)) for p in package.folder.rglob("*") if p.is_file()}
    faults = [f"{package.into}/{name}: not in the lock" for name in there - set(package.files)]
    for name, digest in package.files.items():
        if name not in there:
            faults.append(f"{package.into}/{name}: missing")
        elif hashlib.sha256((package.folder / name).read_bytes()).hexdigest() != digest:
            faults.append(f"{package.into}/{name}: changed")
    return sorted(faults)


if __name__ == "__main__":
    run_main(main)
