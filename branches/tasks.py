"""The tick and the sweeping, as the broker's workers run them."""

from datetime import timedelta

from celery import shared_task
from django.core.management import call_command

from branches import clock
from branches.actions import forget_answers, forget_pairings
from branches.timetable import tick as run_tick

ANSWERS_KEPT = timedelta(days=2)


@shared_task(name="branches.tasks.tick", ignore_result=True)
def tick() -> None:
    """Do what is due now; every second."""
    run_tick(clock.now(), clock.real_now())


@shared_task(name="branches.tasks.sweep", ignore_result=True)
def sweep() -> None:
    """Forget old answers, pairings that came to nothing and ended sessions; every hour."""
    real_now = clock.real_now()
    forget_answers(real_now - ANSWERS_KEPT)
    forget_pairings(real_now)
    call_command("clearsessions")
