"""Which build of the public screens this process serves: a screen that hears another reloads."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

HERE = Path(__file__).resolve().parent
SERVED = ("static", "templates")


@cache
def build_hash() -> str:
    """Twelve hex digits over every file that the public screens are made of, and the name of the
    release: what else a page is made of may be another then.
    """
    digest = hashlib.sha256(settings.RELEASE.encode())
    for path in sorted(p for top in SERVED for p in (HERE / top).rglob("*") if p.is_file()):
        digest.update(path.relative_to(HERE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
