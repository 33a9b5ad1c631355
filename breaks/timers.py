"""What the clock does on its own, on this floor and the one below.

A row stores the next instant at which the clock alone changes it; here everything due is done,
branch by branch, in the order in which it was due. The steps of tickets stand here and not a
floor below, because a no-show can free a counter for its break in the same instant.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from branches.clock import zone_of
from branches.models import Branch
from branches.queries import closed_early
from branches.rules import last_closing, next_closing
from branches.timers import ASIDE, advance_row, run_each
from breaks.actions import advance, learn_waits, settle, settle_told
from breaks.actions.screens import note_screens
from breaks.actions.waits import make_forecast
from breaks.models import Break
from breaks.queries.waits import branches_to_forecast, branches_to_learn
from queueapp.actions import expire_ticket, mark_no_show, note_slow_service
from queueapp.models import Ticket
from queueapp.queries import serving_counters
from queueapp.rules import CLOSING_GRACE, PRESENT, TicketState, expires_now

logger = logging.getLogger(__name__)
MOST_STEPS = 500
# a branch whose forecast failed is tried again after this
PUT_OFF = timedelta(seconds=10)
_put_off: dict[tuple[str, int], datetime] = {}

DUE = {TicketState.CALLED: mark_no_show, TicketState.SERVING: note_slow_service}

Row = Break | Ticket | Branch


def run_due(now: datetime) -> int:
    """Advance every due row of every branch; how many steps were done."""
    return run_each(_due_branches(now), lambda branch: _run_branch(branch, now))


def forecast_due(now: datetime) -> int:
    """Make the forecast of every branch where something happened, or that waits on, the oldest
    first; how many were made. A branch that fails keeps no other from its turn.

    When every forecast of this round is made, what came of the ranges told is written down for the
    branch that waited longest for its turn, and one branch learns from its record.
    """
    made = [b for b in branches_to_forecast(now) if _done(make_forecast, b, now)]
    for branch in made[:1]:
        _done(settle_told, branch, now)
    any(_done(learn_waits, b, now) for b in branches_to_learn(now))
    return len(made)


def screens_due(now: datetime, real_now: datetime) -> int:
    """Note which zones' screens went dark or came back (K2a); how many. One branch that fails
    keeps no other from its turn."""
    changed = 0
    for branch in Branch.objects.all():
        try:
            changed += note_screens(branch, now=now, real_now=real_now)
        except Exception:
            logger.exception("the screens of branch %s could not be noted", branch.pk)
    return changed


def _done(act: Callable[..., Any], branch: Branch, now: datetime) -> bool:
    """Whether an act found something to do; one that fails is logged and put off a while."""
    turn = (act.__name__, branch.pk)
    if now < _put_off.get(turn, now) <= now + PUT_OFF:
        return False
    try:
        done = act(branch, now=now)
    except Exception:
        logger.exception("%s failed for branch %s", *turn)
        _put_off[turn] = now + PUT_OFF
        return False
    _put_off.pop(turn, None)
    return done is not None


def _due_branches(now: datetime) -> list[int]:
    due = Branch.objects.filter(next_step_at__lte=now).values_list("pk", flat=True)
    breaks = Break.objects.filter(next_step_at__lte=now).values_list("branch_id", flat=True)
    tickets = Ticket.objects.filter(next_step_at__lte=now).values_list("branch_id", flat=True)
    return sorted(set(due.union(breaks, tickets)))


def _run_branch(branch: Branch, now: datetime) -> int:
    steps = 0
    while steps < MOST_STEPS and (row := _next_due(branch, now)):
        advance_row(row, partial(_do, row, branch, now), now=now)
        steps += 1
    return steps


def _next_due(branch: Branch, now: datetime) -> Row | None:
    """The row of the branch that has waited longest."""
    branch.refresh_from_db(fields=["next_step_at", "version"])
    due: list[Row] = [branch] if branch.next_step_at and branch.next_step_at <= now else []
    for rows in (
        Ticket.objects.select_related("queue").filter(branch=branch),
        Break.objects.select_related("staff", "counter", "shift").filter(branch=branch),
    ):
        first = rows.filter(next_step_at__lte=now).order_by("next_step_at", "pk").first()
        due.extend([first] if first else [])
    return min(due, key=lambda row: row.next_step_at or now, default=None)


def _do(row: Row, branch: Branch, now: datetime) -> None:
    if isinstance(row, Break):
        advance(row, branch, now=now)
    elif isinstance(row, Ticket):
        _advance_ticket(row, branch, now)
    else:
        _end_day(branch, now)


def _advance_ticket(ticket: Ticket, branch: Branch, now: datetime) -> None:
    """T4 for a called client, T11 for a place held too long, 3.9 no. 27 for a slow service."""
    if ticket.state == TicketState.HELD:
        # while its break lasts the place is kept (T8), and this is where that is looked at
        settle(branch, now=now)
        ticket.refresh_from_db(fields=["state", "next_step_at"])
        if ticket.next_step_at is None or ticket.next_step_at > now:
            return
    act: Callable[..., Ticket] = DUE.get(TicketState(ticket.state), expire_ticket)
    act(ticket.pk, now=now, due_at=ticket.next_step_at)
    settle(branch, now=now)


def _end_day(branch: Branch, now: datetime) -> None:
    """T11: after closing time nobody keeps a number for nothing, nor loses it to a late teller."""
    due = branch.next_step_at or now
    left = Ticket.objects.filter(branch=branch, state__in=PRESENT, issued_at__lt=due)
    zone = zone_of(branch)
    early = branch.closed_early_at if closed_early(branch, now) else None
    closed_at = early or last_closing(branch.opening_hours, now, zone) or due
    for ticket in left.select_related("queue"):
        served = serving_counters(ticket.queue).exists()
        if expires_now(closed_at, now, somebody_serves=served):
            expire_ticket(ticket.pk, now=now, due_at=due)
    again = left.exists() and now < closed_at + CLOSING_GRACE
    branch.next_step_at = now + ASIDE if again else next_closing(branch.opening_hours, now, zone)
    branch.save(update_fields=["next_step_at"])
    settle(branch, now=now)
