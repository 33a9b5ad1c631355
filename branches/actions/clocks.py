"""What can happen to the clock of the house, and the note that somebody looked at it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from branches.errors import Invalid, Refused
from branches.events import nudge
from branches.models import Branch, ClockSetting, Event, Tick
from branches.rules import in_calendar

FASTEST = 1000


@transaction.atomic
def set_clock(
    *, real_now: datetime, now: datetime | None = None, speed: float | None = None
) -> ClockSetting:
    """Move the house's clock, or let it run `speed` times as fast (0 stops it).

    Refused where clocks are fixed, and to an instant before the newest event.
    """
    if not settings.CLOCK_CONTROL:
        raise Refused("clock_fixed", "The clock of this house cannot be moved.", status=404)
    setting = ClockSetting.objects.select_for_update().first()
    shown = now or (setting.at(real_now) if setting else real_now)
    rate = speed if speed is not None else setting.speed if setting else 1.0
    _check_clock(shown, rate)
    terms = {"real_at": real_now, "shown_at": shown, "speed": rate}
    setting, _ = ClockSetting.objects.update_or_create(pk=1, defaults=terms)
    transaction.on_commit(_nudge_all, robust=True)
    return setting


def _check_clock(shown: datetime, rate: float) -> None:
    # written so that "not a number" is refused too
    if not 0 <= rate <= FASTEST:
        raise Invalid("clock_speed", f"The speed is a number from 0 to {FASTEST}.")
    if not in_calendar(shown):
        raise Invalid("clock_out_of_range", "The clock runs in the years 2000 to 2099.")
    newest = Event.objects.aggregate(at=Max("at"))["at"]
    if newest and shown < newest:
        message = "Something has happened after that instant already."
        raise Invalid("clock_behind_events", message, newest_at=newest)


def _nudge_all() -> None:
    for branch_id in Branch.objects.values_list("pk", flat=True):
        nudge(branch_id)


def note_tick(real_now: datetime) -> None:
    """Keep when the timers last ran (real time), for those who watch over them."""
    Tick.objects.update_or_create(pk=1, defaults={"at": real_now})


def note_restart(now: datetime, real_now: datetime, longest_gap: timedelta) -> None:
    """Keep when the timers ran again after a gap: an outage, by the clock of the house."""
    gone = Tick.objects.filter(pk=1, at__lt=real_now - longest_gap)
    gone.update(restarted_at=now, at=real_now)
