"""Numbers that a kiosk may give out while it cannot reach the server, and what becomes of them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min

from branches.clock import business_day
from branches.events import record
from branches.locks import lock_branch
from branches.models import Device
from queueapp.actions.places import mind_closing
from queueapp.models import Queue, QueueDay, ReservedNumber, Ticket
from queueapp.rules import Source, code_of, numbers_to_reserve, seniority

# a kiosk that was away over holidays still reports; what was never used is then forgotten
KEPT = timedelta(days=14)


@transaction.atomic
def reserve_numbers(
    device: Device, *, held: Mapping[int, int], now: datetime
) -> list[ReservedNumber]:
    """Lay numbers of today aside for a kiosk, beside the `held` unused ones that it has of each
    queue; what is new. They lie far above the usual series, which runs on without a hole.
    """
    branch = lock_branch(device.branch_id)
    day = business_day(branch, now)
    old = ReservedNumber.objects.filter(device=device, ticket=None, day__lt=day - KEPT)
    old.delete()
    new = [
        ReservedNumber(device=device, queue=queue, day=day, number=number, reserved_at=now)
        for queue in branch.queues.order_by("letter")
        for number in _numbers(device, queue, day, held.get(queue.pk, 0))
    ]
    if new:
        ReservedNumber.objects.bulk_create(new)
        record(branch, "numbers.reserved", now=now, device=device, count=len(new))
    return new


def _numbers(device: Device, queue: Queue, day: date, held: int) -> range:
    rows = ReservedNumber.objects.filter(queue=queue, day=day)
    today = QueueDay.objects.filter(queue=queue, day=day)
    return numbers_to_reserve(
        last=today.values_list("last_number", flat=True).first() or 0,
        lowest=rows.aggregate(lowest=Min("number"))["lowest"],
        held=held,
        unused=rows.filter(device=device, ticket=None).count(),
    )


@transaction.atomic
def issue_reserved(
    reserved: ReservedNumber, *, taken_at: datetime, now: datetime, language: str = "en"
) -> Ticket:
    """A number that a kiosk gave out by itself becomes a ticket, once (T1); it stands in line
    where its client came.
    """
    branch = lock_branch(reserved.queue.branch_id)
    reserved.refresh_from_db(fields=["ticket"])
    if reserved.ticket:
        return reserved.ticket
    ticket = Ticket.objects.create(
        branch=branch,
        queue=reserved.queue,
        day=reserved.day,
        number=reserved.number,
        code=code_of(reserved.queue.letter, reserved.number),
        token=reserved.token,
        source=Source.KIOSK,
        language=language,
        issued_at=seniority(taken_at, reserved_at=reserved.reserved_at, now=now),
    )
    reserved.ticket = ticket
    reserved.save(update_fields=["ticket"])
    mind_closing(branch, now)
    about: dict[str, Any] = {"code": ticket.code, "offline": True}
    record(branch, "ticket.issued", now=now, subject=ticket, device=reserved.device, **about)
    return ticket
