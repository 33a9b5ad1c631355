"""What clients are told of their wait is written down, and what came of it.

No branch lock, no event, no nudge: an entry changes nothing that anybody is shown.
"""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from branches.errors import Invalid, Refused
from branches.models import Branch
from breaks.models import WaitTold
from breaks.queries.told import lobby_is_seen
from breaks.queries.waits import joins_as_newcomer, wait_of, wait_of_queue
from breaks.rules.waits import Outcome, Range, Screen
from queueapp.models import Ticket
from queueapp.rules import Source

SCREEN_OF = {
    Source.KIOSK: Screen.KIOSK,
    Source.TELLER: Screen.DESK,
    Source.PHONE: Screen.PHONE,
}
# The first thing that befell the client after being told decides, however late it is looked at: a
# ticket that was called, then transferred or revived, waits anew under what it is told anew.
SETTLE = """
    WITH told AS (
        SELECT id, ticket_id, told_at FROM breaks_waittold
        WHERE branch_id = %(branch)s AND outcome = '' AND told_at <= %(now)s
          AND ticket_id = COALESCE(%(ticket)s, ticket_id)
    ), news AS (
        SELECT subject_id, kind, at, number FROM branches_event
        WHERE branch_id = %(branch)s AND kind = ANY(%(kinds)s) AND subject = 'ticket'
          AND at >= (SELECT min(told_at) FROM told) AND at <= %(now)s
    ), first AS (
        SELECT DISTINCT ON (told.id) told.id, news.kind, news.at
        FROM told JOIN news ON news.subject_id = told.ticket_id AND news.at >= told.told_at
        ORDER BY told.id, news.at, news.number
    ), taken AS (
        -- a phone and the forecaster may settle the same rows at once: one of them does
        SELECT row.id, first.kind, first.at FROM breaks_waittold AS row
        JOIN first ON first.id = row.id WHERE row.outcome = ''
        ORDER BY row.id FOR NO KEY UPDATE OF row SKIP LOCKED
    )
    UPDATE breaks_waittold AS row
    SET outcome = split_part(taken.kind, '.', 2),
        called_at = CASE WHEN taken.kind = %(called)s THEN taken.at END
    FROM taken WHERE row.id = taken.id
"""
KINDS = {outcome: f"ticket.{outcome.value}" for outcome in Outcome}


@transaction.atomic
def note_told(ticket: Ticket, screen: str, wait: Range, *, now: datetime) -> bool:
    """Write that a screen told a ticket a range; whether that was new.

    The same range is written once while the client waits, however many say it at once; after a
    call (revived, transferred) and after a held place the client waits anew.
    """
    # one at a time for each client: who comes second finds what the first has written
    _locked(ticket.pk)
    _settle(ticket.branch_id, ticket.pk, now=now)
    open_ = ticket.waits_told.filter(screen=screen, outcome="").order_by("-told_at", "-pk")
    if open_.values_list("low_minutes", "high_minutes").first() == (wait.low, wait.high):
        return False
    WaitTold.objects.bulk_create([_told(ticket, screen, wait, now=now)])
    return True


def _locked(ticket_id: int) -> Ticket:
    return Ticket.objects.select_for_update(no_key=True).get(pk=ticket_id)


def _told(ticket: Ticket, screen: str, wait: Range, *, now: datetime) -> WaitTold:
    return WaitTold(
        branch_id=ticket.branch_id,
        ticket=ticket,
        queue_id=ticket.queue_id,
        screen=screen,
        told_at=now,
        low_minutes=wait.low,
        high_minutes=wait.high,
        low_at=wait.low_at,
        high_at=wait.high_at,
        break_ref_id=wait.next_break,
        break_at=wait.next_break_at,
        before_p=wait.before.get(wait.next_break) if wait.next_break else None,
    )


def note_issue(ticket: Ticket, *, now: datetime, real_now: datetime) -> None:
    """Write what a client was told before taking this number, by the screen that gave it out and
    by the lobby's while one is seen; inside the transaction of `take_ticket`.

    Who is put into a class was told nothing: the range of a newcomer is that of an ordinary one.
    """
    wait = wait_of_queue(ticket.queue, now=now)
    if wait is None or joins_as_newcomer(ticket) is None:
        return
    screens = [SCREEN_OF[Source(ticket.source)]]
    if lobby_is_seen(ticket.branch, real_now=real_now):
        screens.append(Screen.LOBBY)
    WaitTold.objects.bulk_create([_told(ticket, s, wait, now=now) for s in screens])


@transaction.atomic
def note_painted(ticket: Ticket, low: int, high: int | None, *, now: datetime) -> bool:
    """A client's phone painted this range; whether it was new to the ledger.

    Refused where no range is told now (422 `wait_not_told`), or another one (409 `wait_changed`).
    """
    ticket = _locked(ticket.pk)
    wait = wait_of(ticket, now=now)
    if wait is None:
        raise Invalid("wait_not_told", f"{ticket.code} is told no wait now.")
    if (wait.low, wait.high) != (low, high):
        message = f"{ticket.code} is told another wait meanwhile."
        raise Refused("wait_changed", message, low=wait.low, high=wait.high)
    return note_told(ticket, Screen.PHONE, wait, now=now)


@transaction.atomic
def settle_told(branch: Branch, *, now: datetime) -> int:
    """Fill in what came of the ranges told: called, held, left or expired; how many were filled.

    Called in time counts whether or not the client then came (T4).
    """
    return _settle(branch.pk, None, now=now)


def _settle(branch_id: int, ticket_id: int | None, *, now: datetime) -> int:
    asked: dict[str, Any] = {"branch": branch_id, "ticket": ticket_id, "now": now}
    asked |= {"kinds": [*KINDS.values()], "called": KINDS[Outcome.CALLED]}
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, asked)
        return cursor.rowcount
