"""The counting of days and the forgetting of clients, as the broker's workers run them."""

import logging

from celery import shared_task
from django.core.management import call_command

from branches import clock
from branches.models import Branch
from quality.actions.case_opening import review_rise
from quality.actions.figures import roll_up_due
from quality.actions.weekly import mail_weeks

logger = logging.getLogger(__name__)


@shared_task(name="quality.tasks.figures", ignore_result=True)
def figures() -> None:
    """Count the days that have ended since the last time; every ten minutes."""
    roll_up_due(clock.now())


@shared_task(name="quality.tasks.forget_clients", ignore_result=True)
def forget_clients() -> None:
    """Erase what is personal and older than the policy allows; several times a day (F70)."""
    call_command("forget_clients")


@shared_task(name="quality.tasks.review_rises", ignore_result=True)
def review_rises() -> None:
    """Have it looked at where complaints have doubled; several times a day (K13a)."""
    now = clock.now()
    for branch_id in Branch.objects.values_list("pk", flat=True):
        try:
            review_rise(branch_id, now=now)
        except Exception:
            # one branch that fails keeps no other from its turn
            logger.exception("the complaints of branch %s could not be looked at", branch_id)


@shared_task(name="quality.tasks.weeks", ignore_result=True)
def weeks() -> None:
    """Mail each branch's managers the week that is over; every hour, each week goes once."""
    mail_weeks(clock.now())
