"""Spoken sentences kept in a folder, the least used thrown away: any process may write or sweep.

The folder may be emptied at any time; without a usable one everything is spoken anew.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

SUFFIX = ".wav"
# what is left of the bound after a sweep, so that not every new sentence sweeps
LEFT = 0.75


class Cache:
    """A folder of sounds that never grows beyond `most_bytes` for long."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self.folder, self.most_bytes = folder, most_bytes

    def get(self, parts: tuple[str, ...], make: Callable[[], bytes | None]) -> bytes | None:
        """The sound that belongs to `parts`, made only when it is not there."""
        path = self.folder / (hashlib.sha256("\0".join(parts).encode()).hexdigest() + SUFFIX)
        with contextlib.suppress(OSError):
            kept = path.read_bytes()
            # its time is when it was last of use
            os.utime(path)
            return kept
        made = make()
        if made is not None:
            with contextlib.suppress(OSError):
                self._keep(path, made)
        return made

    def _keep(self, path: Path, sound: bytes) -> None:
        """Whole or not at all: two processes may write the same sound at once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as half:
            half.write(sound)
        Path(half.name).replace(path)
        self._sweep()

    def _sweep(self) -> None:
        kept = sorted(self._kept(), reverse=True)
        if sum(size for _, size, _ in kept) <= self.most_bytes:
            return
        room = self.most_bytes * LEFT
        for _, size, path in kept:
            room -= size
            if room < 0:
                path.unlink(missing_ok=True)

    def _kept(self) -> list[tuple[float, int, Path]]:
        """When each was last of use, its size, and where; another process may sweep meanwhile.

        What a process left half written when it died counts, and goes the same way.
        """
        found = []
        for path in self.folder.iterdir():
            with contextlib.suppress(OSError):
                about = path.stat()
                found.append((about.st_mtime, about.st_size, path))
        return found
