"""The waking of phones, as the broker's workers run it."""

from celery import shared_task

from branches import clock
from breaks.queries import ahead_of
from signage.actions.push import forget
from signage.actions.waking import is_due, wake
from signage.models import PushSubscription
from signage.tickets import woken_words


@shared_task(name="signage.tasks.wake_phone", ignore_result=True)
def wake_phone(subscription: int, occasion: str) -> None:
    """Wake one phone, if what it is woken for is still so; one that is gone is forgotten."""
    rows = PushSubscription.objects.select_related("ticket__branch", "ticket__session__counter")
    phone, now = rows.filter(pk=subscription).first(), clock.now()
    if phone is None or not is_due(phone, occasion):
        return
    words = woken_words(phone.ticket, ahead_of(phone.ticket), now=now, language=phone.language)
    if not wake(phone, words):
        forget(phone.pk)
