"""What the clock does on its own on this floor: cards that open, steps, alarms, cases.

A row stores the next instant at which the clock alone changes it; a step may run late, twice or
in two workers at once and does its work once, for the branch lock is taken first.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from branches.locks import lock_branch_soon, try_lock_branch
from branches.models import Branch
from quality.actions.alarms import advance_alarm
from quality.actions.case_clock import advance_case
from quality.actions.clocks import advance_run
from quality.actions.triggers import (
    concerns_cards,
    first_mark,
    mark_read,
    read_log,
    unread,
)
from quality.models import Alarm, Case, ProtocolRun

logger = logging.getLogger(__name__)
# a row that cannot be advanced steps aside so that the others go on
ASIDE = timedelta(minutes=1)
MOST_STEPS = 200
# how long a tick waits for the lock of a busy branch
PATIENCE_MS = 3000

Row = ProtocolRun | Alarm | Case
# what a row's clock does, and what it looks at; every row has a branch and a next_step_at
DUE: dict[type[Any], Callable[..., None]] = {
    Alarm: advance_alarm,
    ProtocolRun: advance_run,
    Case: advance_case,
}


def run_due(now: datetime) -> int:
    """Do everything that is due on this floor; how many steps were done."""
    done = {branch_id: _run_branch(branch_id, now) for branch_id in _due_branches(now)}
    busy = [branch_id for branch_id, steps in done.items() if steps is None]
    # whoever only ever takes a free lock never gets that of a branch with a queue before it
    waited = [_run_branch(branch_id, now, patience_ms=PATIENCE_MS) for branch_id in busy]
    return sum(steps or 0 for steps in [*done.values(), *waited])


def _due_branches(now: datetime) -> list[int]:
    due = set(_branches_with_news(now))
    for model in DUE:
        rows = model._default_manager.filter(next_step_at__lte=now)
        due |= set(rows.values_list("branch_id", flat=True))
    return sorted(due)


def _branches_with_news(now: datetime) -> list[int]:
    """Where something happened that cards are about; what concerns none is only marked as read."""
    behind = Q(log_mark__isnull=True, version__gt=0) | Q(log_mark__number__lt=F("version"))
    found = []
    for branch in Branch.objects.filter(behind).select_related("log_mark"):
        if not hasattr(branch, "log_mark"):
            first_mark(branch, now=now)
        if concerns_cards(unread(branch).filter(number__lte=branch.version)):
            found.append(branch.pk)
        else:
            mark_read(branch, branch.version)
    return found


@transaction.atomic
def _run_branch(branch_id: int, now: datetime, *, patience_ms: int = 0) -> int | None:
    """One commit per branch; None for a branch that somebody else holds all the time."""
    branch = lock_branch_soon(branch_id, patience_ms) if patience_ms else try_lock_branch(branch_id)
    if branch is None:
        return None
    steps = _read(branch, now)
    while steps < MOST_STEPS and (row := _next_due(branch, now)):
        _step(row, now)
        steps += 1
    # what the clock itself did opens cards too, and not a second later
    return steps + (_read(branch, now) if steps else 0)


def _read(branch: Branch, now: datetime) -> int:
    """The log, unless something in it cannot be read: then it is stepped over and told."""
    try:
        with transaction.atomic():
            return read_log(branch, now=now)
    except Exception:
        logger.exception("the log of branch %s could not be read for cards", branch.pk)
        branch.refresh_from_db(fields=["version"])
        mark_read(branch, branch.version)
        return 0


def _next_due(branch: Branch, now: datetime) -> Row | None:
    due = []
    for model in DUE:
        rows = model._default_manager.filter(branch=branch, next_step_at__lte=now)
        first = rows.order_by("next_step_at", "pk").first()
        due.extend([first] if first else [])
    return min(due, key=lambda row: row.next_step_at, default=None)


def _step(row: Row, now: datetime) -> None:
    """Advance one row; a failure is logged and put off, never the end of the branch."""
    rows, due = type(row)._default_manager.filter(pk=row.pk), row.next_step_at
    try:
        with transaction.atomic():
            DUE[type(row)](row, now=now)
    except Exception:
        logger.exception("%s %s could not be advanced", row._meta.model_name, row.pk)
        rows.update(next_step_at=now + ASIDE)
        return
    # a step that left its own instant where it was would be asked again for ever
    rows.filter(next_step_at=due).update(next_step_at=now + ASIDE)
