"""How a screen is laid out anew."""

from datetime import datetime
from typing import Any

from django.db import transaction

from branches.errors import Invalid
from branches.events import record
from branches.locks import lock_branch
from branches.models import Device, Staff
from signage.models import Layout, default_sound
from signage.rules.legibility import Legibility
from signage.setup import seen_from_afar


@transaction.atomic
def change_layout(device_id: int, *, by: Staff | None, now: datetime, **values: Any) -> Layout:
    """Change how a screen looks and sounds; a new revision makes it load itself anew.

    The same again changes nothing. A layout that nobody can read from the farthest seat is
    refused (UX.md 1.1).
    """
    device = Device.objects.get(pk=device_id)
    branch = lock_branch(device.branch_id)
    layout, _ = Layout.objects.get_or_create(device=device)
    if "sound" in values:
        # keys that are left out stay as they are, whoever changed them a moment ago
        values["sound"] = {**default_sound(), **layout.sound, **values["sound"]}
    changed = [name for name, value in values.items() if getattr(layout, name) != value]
    if not changed:
        return layout
    for name in changed:
        setattr(layout, name, values[name])
    _refuse_unreadable(seen_from_afar(device, layout))
    layout.revision += 1
    layout.save(update_fields=[*changed, "revision"])
    facts: dict[str, Any] = {"revision": layout.revision, "changed": sorted(changed)}
    record(branch, "layout.changed", now=now, by=by, subject=device, **facts)
    return layout


def _refuse_unreadable(seen: Legibility | None) -> None:
    """Below 16 minutes of arc nobody reads; what would do instead is told."""
    if seen is None or seen.readable:
        return
    message = (
        "Nobody can read this from the farthest seat. A screen of "
        f"{seen.needed_inches:.0f} inches would do, or a farthest seat at {seen.needed_m:g} m."
    )
    facts: dict[str, Any] = {"needed_inches": seen.needed_inches, "needed_m": seen.needed_m}
    raise Invalid("unreadable_layout", message, **facts)
