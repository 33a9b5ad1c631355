"""The forecast of waits, as the forecaster's own worker runs it, and the watch over the screens."""

from celery import shared_task

from branches import clock
from breaks.timers import forecast_due, screens_due


@shared_task(name="breaks.tasks.forecast", ignore_result=True)
def forecast() -> None:
    """Make every forecast that is due; every second."""
    forecast_due(clock.now())


@shared_task(name="breaks.tasks.screens", ignore_result=True)
def screens() -> None:
    """Note which screens went dark or came back; every half minute."""
    screens_due(clock.now(), clock.real_now())
