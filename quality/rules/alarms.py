"""A call for help from a counter (DOMAIN.md 6, D9; F54, F64): its kinds and its clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import TextChoices


class AlarmKind(TextChoices):
    SECURITY = "security"
    MEDICAL = "medical"
    SILENT = "silent"
    # not danger: the manager is asked to come to the counter (HU-23)
    HELP = "help"


# D9: unacknowledged for so long, it goes to all managers and the configured phone
ACKNOWLEDGE_WITHIN = timedelta(seconds=30)
# F54: unresolved for so long, the next manager is asked
HELP_WITHIN = timedelta(minutes=2)


def first_look(kind: str, raised_at: datetime) -> datetime:
    """When the clock looks at a new alarm: in 30 s, at a call for help in 2 min (D9, F54)."""
    return raised_at + (HELP_WITHIN if kind == AlarmKind.HELP else ACKNOWLEDGE_WITHIN)


def next_asked(managers: Sequence[int], asked: int | None) -> int | None:
    """Whom a call for help goes to next, in order; None: everybody was asked, so all are."""
    if asked is None or asked not in managers:
        return managers[0] if asked is None and managers else None
    following = managers[managers.index(asked) + 1 :]
    return following[0] if following else None


def in_order(managers: Sequence[int], present: Sequence[int]) -> list[int]:
    """The managers of a branch by membership, those who are present first (F54)."""
    return sorted(managers, key=lambda person: person not in present)
