"""The counting of days and the forgetting of clients, as the broker's workers run them."""

from celery import shared_task

from branches import clock
from branches.timers import each_branch
from quality.actions.case_opening import review_rise
from quality.actions.figures import roll_up_due
from quality.actions.retention import forget_everywhere
from quality.actions.weekly import mail_weeks


@shared_task(name="quality.tasks.figures", ignore_result=True)
def figures() -> None:
    """Count the days that have ended since the last time; every ten minutes."""
    roll_up_due(clock.now())


@shared_task(name="quality.tasks.forget_clients", ignore_result=True)
def forget_clients() -> None:
    """Erase what is personal and older than the policy allows; several times a day (F70)."""
    forget_everywhere(clock.now())


@shared_task(name="quality.tasks.review_rises", ignore_result=True)
def review_rises() -> None:
    """Have it looked at where complaints have doubled; several times a day (K13a)."""
    now = clock.now()
    failed = "the complaints of branch %s could not be looked at"
    each_branch(lambda branch: review_rise(branch.pk, now=now), or_say=failed)


@shared_task(name="quality.tasks.weeks", ignore_result=True)
def weeks() -> None:
    """Mail each branch's managers the week that is over; every hour, each week goes once."""
    mail_weeks(clock.now())
