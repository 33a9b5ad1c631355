"""The forecast of waits, as the forecaster's own worker runs it."""

from celery import shared_task

from branches import clock
from breaks.timers import forecast_due


@shared_task(name="breaks.tasks.forecast", ignore_result=True)
def forecast() -> None:
    """Make every forecast that is due; every second."""
    forecast_due(clock.now())
