"""A kiosk that was cut off comes back: what it gave out by itself is written down, once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from branches.actions import asker_of, scope_of_answer, void_answer
from branches.clock import business_day, zone_of
from branches.errors import Invalid, Refused
from branches.locks import lock_branch
from branches.models import Branch, Device, IdempotentAnswer
from branches.queries import closed_early
from branches.rules import last_closing
from breaks.actions.settle import settle
from queueapp.actions import expire_ticket, issue_reserved, leave_queue
from queueapp.models import ReservedNumber, Ticket
from queueapp.queries import access_ticket, serving_counters
from queueapp.rules import TicketState, expires_now, seniority

# whose door says nothing for so long never will
PATIENCE = timedelta(seconds=60)
LOOK_AGAIN = timedelta(minutes=1)
STILL_THERE = (TicketState.WAITING, TicketState.HELD, TicketState.CALLED)


@dataclass(frozen=True)
class Slip:
    """A number that a kiosk gave out by itself, as it reports it."""

    queue: int
    number: int
    token: str
    taken_at: datetime
    language: str = "en"


@transaction.atomic
def take_offline(
    device: Device, slips: Sequence[Slip], *, now: datetime
) -> list[tuple[Slip, Ticket | Refused]]:
    """What became of each number that a kiosk gave out while it was cut off (T1): its ticket, the
    same at a repeat, or why it cannot be one.

    Who came first is first. Where the day has ended meanwhile nobody will call it, and it expires
    (T11).
    """
    branch = lock_branch(device.branch_id)
    told = [(s, _taken(s, device, now=now)) for s in sorted(slips, key=lambda s: s.taken_at)]
    for _, ticket in told:
        if isinstance(ticket, Ticket) and ticket.state == TicketState.WAITING:
            _mind_the_end(ticket, branch, now=now)
    settle(branch, now=now)
    return told


def _taken(slip: Slip, device: Device, *, now: datetime) -> Ticket | Refused:
    rows = ReservedNumber.objects.select_related("queue", "device", "ticket")
    wanted = {"queue": slip.queue, "number": slip.number, "token": slip.token}
    found = rows.filter(device__branch=device.branch_id, **wanted).first()
    why = _refusal(found, slip, device, now=now)
    if found is None or why:
        return why or Invalid("unknown_number", "This number was not laid aside for this kiosk.")
    if found.ticket:
        return found.ticket
    return issue_reserved(found, taken_at=slip.taken_at, now=now, language=slip.language)


def _refusal(
    found: ReservedNumber | None, slip: Slip, device: Device, *, now: datetime
) -> Refused | None:
    """Why a number becomes no ticket; None for one that does, or did."""
    if found is None or found.ticket:
        return None
    if found.device.retired_at:
        return Refused("kiosk_retired", "The kiosk that held this number is retired.")
    if found.device_id != device.pk:
        return Invalid("unknown_number", "This number was not laid aside for this kiosk.")
    since = seniority(slip.taken_at, reserved_at=found.reserved_at, now=now)
    if business_day(device.branch, since) != found.day:
        return Invalid("wrong_day", "This number was laid aside for another day.", day=found.day)
    return None


def _mind_the_end(ticket: Ticket, branch: Branch, *, now: datetime) -> None:
    """T11 for a number that is heard of only after closing time."""
    closed_at = _day_ended_at(ticket, branch, now)
    if closed_at is None:
        return
    if expires_now(closed_at, now, somebody_serves=serving_counters(ticket.queue).exists()):
        expire_ticket(ticket.pk, now=now, due_at=closed_at)
        ticket.refresh_from_db()
        return
    # somebody serves on: the clock looks again, as after every closing time
    soon = now + LOOK_AGAIN
    branch.next_step_at = min(soon, branch.next_step_at or soon)
    branch.save(update_fields=["next_step_at"])


def _day_ended_at(ticket: Ticket, branch: Branch, now: datetime) -> datetime | None:
    """When the day of a ticket ended, if it has."""
    if closed_early(branch, now):
        return branch.closed_early_at
    zone = zone_of(branch)
    closed_at = last_closing(branch.opening_hours, now, zone)
    if closed_at is None:
        return None
    today = closed_at.astimezone(zone).date() == business_day(branch, now)
    return closed_at if today or closed_at > ticket.issued_at else None


@transaction.atomic
def cancel_unknown(
    device: Device, key: str, *, token: str, path: str, now: datetime, real_now: datetime
) -> tuple[str, Ticket | None]:
    """What came of a press at the door `path` whose answer never reached the kiosk; nobody holds
    such a number.

    `left`: it had been given out, and leaves the line; `never`: it was not, and never will be;
    `served`: somebody came for it all the same; `under_way`: ask again.
    """
    branch = lock_branch(device.branch_id)
    scope = scope_of_answer(asker_of(token), "POST", path)
    answer = void_answer(scope, key, real_now=real_now, stale_before=real_now - PATIENCE)
    if answer.status is None:
        return "under_way", None
    if answer.status != 201:
        return "never", None
    ticket = _ticket_in(answer)
    if ticket.state not in STILL_THERE:
        return ("left" if ticket.state == TicketState.LEFT else "served"), ticket
    ticket = leave_queue(ticket.pk, now=now)
    settle(branch, now=now)
    return "left", ticket


def _ticket_in(answer: IdempotentAnswer) -> Ticket:
    return access_ticket(json.loads(bytes(answer.body))["token"])
