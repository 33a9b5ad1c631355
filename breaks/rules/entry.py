"""Until when one may come in and still be served before a break (DOMAIN.md 2.4, F40)."""

from datetime import datetime, timedelta


def last_entry(
    starts_at: datetime, estimate: timedelta, busy_until: datetime, waiting: int
) -> datetime | None:
    """L = S - estimate if those present are done by then, else None: "after the break".

    The slack is kept for late arrivals and never advertised. `busy_until` is not before now.
    """
    latest = starts_at - estimate
    return latest if busy_until + estimate * waiting <= latest else None


def entry_ends(last_entry_at: datetime, estimate: timedelta, waiting: int) -> datetime:
    """The instant from which `last_entry` says "after the break", if nothing happens meanwhile."""
    return last_entry_at - estimate * waiting
