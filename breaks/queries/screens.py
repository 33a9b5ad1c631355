"""Whether each zone of a branch has a screen that lives, and what the log says of it (K2a)."""

from datetime import datetime, timedelta

from django.db.models import Max

from branches.models import Branch, Event
from breaks.queries.breaks import PROVING
from breaks.rules.terms import Terms

DARK, BACK = "screens.dark", "screens.back"


def zones_alive(branch: Branch, terms: Terms, *, real_now: datetime) -> dict[str, bool]:
    """Whether a display or sign of each zone was seen lately (real time, 3.6.4)."""
    since = real_now - timedelta(seconds=terms["display.offline_s"])
    screens = branch.devices.filter(kind__in=PROVING, retired_at=None)
    alive: dict[str, bool] = {}
    for zone, seen in screens.values_list("zone", "last_seen_at"):
        alive[zone] = alive.get(zone, False) or (seen is not None and seen >= since)
    return alive


def zones_noted(branch: Branch, *, before: datetime | None = None) -> dict[str, bool]:
    """What the log last said of each zone, up to an instant."""
    rows = Event.objects.filter(branch=branch, kind__in=(DARK, BACK))
    if before is not None:
        rows = rows.filter(at__lt=before)
    newest = rows.values("data__zone").annotate(number=Max("number")).values("number")
    last = Event.objects.filter(branch=branch, number__in=newest)
    return {zone: kind == BACK for zone, kind in last.values_list("data__zone", "kind")}
