"""What `manage.py check` and `check --deploy` refuse beside Django's own list."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.urls)
def public_url_is_an_origin(**kwargs: Any) -> list[CheckMessage]:
    """What stands in codes on paper must lead somewhere: a scheme, a host, and no path."""
    place = urlsplit(settings.PUBLIC_URL)
    leads = place.scheme in ("http", "https") and bool(place.netloc)
    if settings.PUBLIC_URL in ("", f"{place.scheme}://{place.netloc}" if leads else ""):
        return []
    hint = "Set PUBLIC_URL to an address as https://queue.example, or unset it."
    return [Error("The public address leads nowhere.", hint=hint, id="intermezzo.E002")]


@register(Tags.security, deploy=True)
def clock_is_fixed(**kwargs: Any) -> list[CheckMessage]:
    """In production nobody may move the clock: a moved clock breaks every promise."""
    if not settings.CLOCK_CONTROL:
        return []
    hint = "Unset CLOCK_CONTROL."
    return [Error("The clock of the house can be moved.", hint=hint, id="intermezzo.E001")]
