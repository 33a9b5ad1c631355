"""What `manage.py check --deploy` refuses beside Django's own list."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def clock_is_fixed(**kwargs: Any) -> list[CheckMessage]:
    """In production nobody may move the clock: a moved clock breaks every promise."""
    if not settings.CLOCK_CONTROL:
        return []
    hint = "Unset CLOCK_CONTROL."
    return [Error("The clock of the house can be moved.", hint=hint, id="intermezzo.E001")]
