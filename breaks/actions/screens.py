"""When the last screen of a zone goes dark, and when one is back (3.6.4, K2a)."""

from datetime import datetime

from django.db import transaction

from branches.events import record
from branches.locks import lock_branch
from branches.models import Branch
from breaks.queries import terms_for
from breaks.queries.screens import BACK, DARK, zones_alive, zones_noted


def note_screens(branch: Branch, *, now: datetime, real_now: datetime) -> int:
    """Write down every zone that went dark or came back since it was last looked at; how many.

    A zone without a display or sign any more is dark.
    """
    terms = terms_for(branch)
    if not _changed(branch, zones_alive(branch, terms, real_now=real_now)):
        return 0
    with transaction.atomic():
        locked = lock_branch(branch.pk)
        changed = _changed(locked, zones_alive(locked, terms, real_now=real_now))
        for zone, alive in sorted(changed.items()):
            record(locked, BACK if alive else DARK, now=now, zone=zone)
    return len(changed)


def _changed(branch: Branch, alive: dict[str, bool]) -> dict[str, bool]:
    noted = zones_noted(branch)
    gone = {zone: False for zone in noted if zone not in alive}
    return {zone: now for zone, now in (alive | gone).items() if noted.get(zone) is not now}
