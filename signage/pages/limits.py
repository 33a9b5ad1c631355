"""How often the dear doors of the public may be asked."""

from enum import Enum
from typing import Any, cast

from django.http import HttpRequest
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from branches.models import Device


class Dear(Enum):
    """A door that costs something, and how often a minute one address may ask it of one screen.

    Behind one address there may be a whole lobby of phones, and a wall of signs.
    """

    IMAGE = 60
    SHEET = 240
    VOICE = 120


class _OneScreen(SimpleRateThrottle):
    """The line of one address before one door of one screen; what no screen has is never kept."""

    def __init__(self, door: Dear, device: Device) -> None:
        self.rate = f"{door.value}/min"
        self.line = f"{door.name.lower()}-{device.pk}"
        super().__init__()

    def get_cache_key(self, request: Any, view: Any) -> str:
        """One line per address."""
        return f"{self.line}-{self.get_ident(request)}"


def mind_limit(request: Request | HttpRequest, door: Dear, device: Device) -> None:
    """Let an asker through, or say when to come again (429 with `Retry-After`)."""
    line, asker, view = _OneScreen(door, device), cast(Request, request), cast(Any, None)
    if not line.allow_request(asker, view):
        raise Throttled(line.wait())
