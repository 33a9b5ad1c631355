"""What the clock does on its own on this floor: cards that open, steps, alarms, cases."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from branches.models import Branch
from branches.timers import advance_row, run_each
from quality.actions.alarms import advance_alarm
from quality.actions.case_clock import advance_case
from quality.actions.clocks import advance_run
from quality.actions.triggers import first_mark, mark_read, read_log, unread
from quality.models import Alarm, Case, ProtocolRun

logger = logging.getLogger(__name__)
MOST_STEPS = 200

Row = ProtocolRun | Alarm | Case
# what a row's clock does, and what it looks at; every row has a branch and a next_step_at
DUE: dict[type[Any], Callable[..., None]] = {
    Alarm: advance_alarm,
    ProtocolRun: advance_run,
    Case: advance_case,
}


def run_due(now: datetime) -> int:
    """Do everything that is due on this floor; how many steps were done."""
    return run_each(_due_branches(now), lambda branch: _run_branch(branch, now))


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
        if unread(branch).filter(number__lte=branch.version).exists():
            found.append(branch.pk)
        else:
            mark_read(branch, branch.version)
    return found


def _run_branch(branch: Branch, now: datetime) -> int:
    steps = _read(branch, now)
    while steps < MOST_STEPS and (row := _next_due(branch, now)):
        advance_row(row, partial(DUE[type(row)], row, now=now), now=now)
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
