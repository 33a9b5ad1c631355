"""Which phones are due to be woken, and the waking itself (UX.md 1.1)."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

import requests
from django.conf import settings
from django.db.models import Q, QuerySet

from branches.models import Branch, Event
from breaks.queries import ahead_in
from queueapp.rules import ENDED, TicketState
from signage.models import PushMark, PushSubscription
from signage.rules.push import NEAR, Occasion
from signage.tickets import Woken

logger = logging.getLogger(__name__)
CALLS = ("ticket.called", "ticket.recalled")
# a number that was missed may come back on the same day
MISSED_FOR = timedelta(hours=12)
# to connect, and to hear an answer
SECONDS = (3.0, 5.0)
# a call that comes later than this is no news any more
NEWS_FOR_S = 120
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


@dataclass(frozen=True)
class Waking:
    """One phone that is due, and why."""

    subscription: int
    occasion: str


def over(now: datetime) -> QuerySet[PushSubscription]:
    """The phones of tickets that nobody calls any more."""
    missed = Q(ticket__state=TicketState.NO_SHOW, ticket__ended_at__lt=now - MISSED_FOR)
    return PushSubscription.objects.filter(Q(ticket__state__in=ENDED) | missed)


def take_due(branch: Branch, *, now: datetime) -> list[Waking]:
    """The phones that are due, each told of a call once: what was read up to here is not read
    again, and what cannot be sent then is lost. Tickets that are over are forgotten.

    A part of the timer, under the branch lock it holds.
    """
    over(now).filter(ticket__branch=branch).delete()
    mark, _ = PushMark.objects.get_or_create(branch=branch, defaults={"number": branch.version})
    due = [*_called(branch, mark.number), *_near(branch)]
    mark.number = branch.version
    mark.save(update_fields=["number"])
    return due


def _called(branch: Branch, since: int) -> list[Waking]:
    calls = Event.objects.filter(branch=branch, number__gt=since, kind__in=CALLS)
    phones = PushSubscription.objects.filter(
        ticket__in=calls.values("subject_id"), ticket__state=TicketState.CALLED
    )
    return [
        Waking(pk, Occasion.CALLED) for pk in phones.order_by("pk").values_list("pk", flat=True)
    ]


def _near(branch: Branch) -> list[Waking]:
    """Who has come near since the last look; told once."""
    waiting = PushSubscription.objects.filter(ticket__branch=branch, near_told=False)
    rows = list(waiting.order_by("pk").values_list("pk", "ticket"))
    before = ahead_in(branch) if rows else {}
    near = [pk for pk, ticket in rows if before.get(ticket, NEAR + 1) <= NEAR]
    PushSubscription.objects.filter(pk__in=near).update(near_told=True)
    return [Waking(pk, Occasion.NEAR) for pk in near]


def wake(phone: PushSubscription, words: Woken) -> bool:
    """Send sealed words to a phone, once and without a second try; False when it is gone."""
    # brings a whole client of its own along, which only the process that wakes phones needs
    from pywebpush import WebPushException, webpush

    try:
        with requests.Session() as session:
            # a service that sends us on could send us anywhere
            session.max_redirects = 0
            webpush(
                {"endpoint": phone.endpoint, "keys": {"p256dh": phone.p256dh, "auth": phone.auth}},
                json.dumps(words.as_message()),
                vapid_private_key=settings.WEB_PUSH_PRIVATE_KEY,
                vapid_claims={"sub": settings.WEB_PUSH_CONTACT},
                headers={"Urgency": "high"},
                ttl=NEWS_FOR_S,
                timeout=SECONDS,
                requests_session=session,
            )
    except WebPushException as error:
        status = getattr(error.response, "status_code", None)
        logger.warning("a phone was not woken: the push service says %s", status)
        return status not in GONE
    except requests.RequestException as error:
        logger.warning("a phone was not woken: %s", type(error).__name__)
    return True


def is_due(phone: PushSubscription, occasion: str) -> bool:
    """Whether what a phone is to be woken for is still so: an undone call wakes nobody."""
    wanted = TicketState.CALLED if occasion == Occasion.CALLED else TicketState.WAITING
    return phone.ticket.state == wanted
