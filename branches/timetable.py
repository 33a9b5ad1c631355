"""What the tick does: every floor whose rows wait for the clock is asked once."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from branches.actions import note_restart, note_tick

logger = logging.getLogger(__name__)


def run_due(now: datetime) -> int:
    """Let every floor do what is due at `now`; says how many rows were advanced.

    A floor that fails keeps no other from its work; its error is raised when all had their turn.
    """
    advanced, failure = 0, None
    for name in settings.TIMERS:
        try:
            advanced += import_string(name)(now=now)
        except Exception as error:
            logger.warning("%s failed: %s", name, error)
            failure = failure or error
    if failure:
        raise failure
    return advanced


def forecast(now: datetime) -> int:
    """Let the floor above make the forecasts that are due; how many were made."""
    return int(import_string(settings.FORECASTER)(now=now))


def tick(now: datetime, real_now: datetime) -> int:
    """One beat of the house: what is due, and the note that somebody looked.

    Whether nobody looked for a while is known first, so that what is late is known to be (3.9
    no. 13).
    """
    note_restart(now, real_now, timedelta(seconds=settings.OUTAGE_SECONDS))
    advanced = run_due(now)
    note_tick(real_now)
    return advanced
