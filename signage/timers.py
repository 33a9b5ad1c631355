"""Where the clock acts on the screens of the public: phones that are due are woken."""

from datetime import datetime

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F

from branches.models import Branch
from branches.timers import run_each
from signage.actions.waking import NEWS_FOR_S, Waking, over, take_due


def run_due(now: datetime) -> int:
    """Hand on the phones that are due since the last look; how many."""
    return run_each(_branches(now), lambda branch: _wake(branch, now))


def _branches(now: datetime) -> list[int]:
    """Where something happened since phones were woken, or a phone is to be forgotten."""
    watched = Branch.objects.filter(tickets__push_subscriptions__isnull=False)
    news = watched.exclude(push_mark__number=F("version")).values_list("pk", flat=True)
    return sorted({*news, *over(now).values_list("ticket__branch", flat=True)})


def _wake(branch: Branch, now: datetime) -> int:
    due = take_due(branch, now=now)
    if due and settings.WEB_PUSH_PRIVATE_KEY:
        # sent by others, after the commit: at most once, and never in the tick
        transaction.on_commit(lambda: _hand_on(due), robust=True)
    return len(due)


def _hand_on(due: list[Waking]) -> None:
    """One task for each; a broker that is away is not waited for, and nobody tries again."""
    for each in due:
        current_app.send_task(
            "signage.tasks.wake_phone",
            (each.subscription, each.occasion),
            expires=NEWS_FOR_S,
            retry=False,
        )
