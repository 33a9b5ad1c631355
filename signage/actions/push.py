"""Which phones want to be woken for a ticket (UX.md 1.1).

That is the client's own business: no event tells of it, and no screen looks again because of it.
"""

from django.conf import settings
from django.db import transaction

from branches.errors import Invalid, Refused
from branches.locks import lock_branch_of
from branches.models import Branch
from breaks.queries import ahead_in
from queueapp.models import Ticket
from queueapp.rules import AT_COUNTER, PRESENT
from signage.models import PushMark, PushSubscription
from signage.rules.push import MOST_PHONES, NEAR, are_keys, is_push_service


@transaction.atomic
def subscribe(
    ticket: Ticket, endpoint: str, p256dh: str, auth: str, *, language: str
) -> PushSubscription:
    """Remember where a phone is woken for a ticket; the same phone again changes its keys only.

    Refused without keys of the house (`push_off`), for a ticket that is over (`ticket_over`), for
    an address that is no push service's (`unknown_push_service`) and beyond five phones.
    """
    branch = lock_branch_of(Ticket, ticket.pk)
    ticket = Ticket.objects.select_related("branch").get(pk=ticket.pk)
    known = PushSubscription.objects.filter(ticket=ticket)
    _refuse(ticket, endpoint, p256dh, auth, known.exclude(endpoint=endpoint).count())
    place = ahead_in(branch).get(ticket.pk)
    kept = {"p256dh": p256dh, "auth": auth, "language": language}
    phone, new = PushSubscription.objects.update_or_create(
        ticket=ticket,
        endpoint=endpoint,
        defaults=kept,
        # who is near already need not be told
        create_defaults={**kept, "near_told": place is not None and place <= NEAR},
    )
    if new:
        _begin_here(branch)
    return phone


def _refuse(ticket: Ticket, endpoint: str, p256dh: str, auth: str, others: int) -> None:
    if not settings.WEB_PUSH_PRIVATE_KEY:
        raise Refused("push_off", "This house wakes no phones.")
    if ticket.state not in (*PRESENT, *AT_COUNTER):
        raise Refused("ticket_over", f"{ticket.code} is not called any more.", ticket=ticket.code)
    if not is_push_service(endpoint, settings.WEB_PUSH_SERVICES):
        raise Invalid("unknown_push_service", "This address is no known push service's.")
    if not are_keys(p256dh, auth):
        raise Invalid("push_keys", "Nothing can be sealed with these keys.")
    if others >= MOST_PHONES:
        raise Refused("too_many_phones", f"{MOST_PHONES} phones are woken for {ticket.code}.")


def _begin_here(branch: Branch) -> None:
    """Nobody is woken for what happened before the first phone of a branch asked for it."""
    phones = PushSubscription.objects.filter(ticket__branch=branch).count()
    if phones <= 1:
        PushMark.objects.update_or_create(branch=branch, defaults={"number": branch.version})


@transaction.atomic
def unsubscribe(ticket: Ticket, endpoint: str) -> None:
    """Wake this phone no more; one that is not known is not woken anyway."""
    PushSubscription.objects.filter(ticket=ticket, endpoint=endpoint).delete()


@transaction.atomic
def forget(subscription_id: int) -> None:
    """The push service says that this phone is gone."""
    PushSubscription.objects.filter(pk=subscription_id).delete()
