"""The counting of days, as the broker's workers run it."""

from celery import shared_task

from branches import clock
from quality.actions.figures import roll_up_due


@shared_task(name="quality.tasks.figures", ignore_result=True)
def figures() -> None:
    """Count the days that have ended since the last time; every ten minutes."""
    roll_up_due(clock.now())
