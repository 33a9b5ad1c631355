"""Where and why a client's phone may be woken."""

import base64
import re
from collections.abc import Collection

from django.db.models import TextChoices

# how many clients are still before somebody who is woken to come near
NEAR = 2
# browsers that one ticket may wake: its client's, and of those who wait with them
MOST_PHONES = 5
# the forms of RFC 8291: a point of P-256, and a secret
POINT_BYTES, SECRET_BYTES = 65, 16
# no other port, nobody's name, and no sign that two readers read differently
_ADDRESS = re.compile(r"https://([a-z0-9.-]+)(?::443)?/[!#-;=?-\[\]_a-z~]*")


class Occasion(TextChoices):
    """What a phone is woken for."""

    CALLED = "called"
    NEAR = "near"


def is_push_service(address: str, services: Collection[str]) -> bool:
    """Whether an address is https at one of the known push services or below it: no other
    machine is asked for anything, least of all one of the house's own network.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return False
    return any(found[1] == host or found[1].endswith(f".{host}") for host in services)


def are_keys(p256dh: str, auth: str) -> bool:
    """Whether a browser's keys are ones that something can be sealed with (RFC 8291)."""
    point, secret = _bytes(p256dh), _bytes(auth)
    return len(point) == POINT_BYTES and point[0] == 4 and len(secret) == SECRET_BYTES


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return b""
