"""What of a client is not kept for ever: the address of the page of their number."""

from datetime import date

from django.contrib.postgres.functions import RandomUUID
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat, Left, Replace

from branches.models import Branch
from queueapp.models import Ticket

# no page is opened by such a token, and none is made new a second time
GONE = "gone-"
_SECRET = Left(Replace(Cast(RandomUUID(), CharField()), Value("-"), Value("")), 32 - len(GONE))


def close_pages(branch: Branch, before: date, *, most: int) -> int:
    """Nobody opens the pages of tickets of days before `before` any more; how many went now.

    A part of the verb that erases: it runs under the branch lock it holds. Numbers and times stay.
    """
    old = Ticket.objects.filter(branch=branch, day__lt=before).exclude(token__startswith=GONE)
    chosen = list(old.order_by("day", "pk").values_list("pk", flat=True)[:most])
    rows = Ticket.objects.filter(pk__in=chosen)
    return rows.update(token=Concat(Value(GONE), _SECRET)) if chosen else 0
