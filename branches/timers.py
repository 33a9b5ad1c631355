"""How every floor's clock goes round: branch by branch under the lock, due row by due row.

A step may run late, twice or in two workers at once and does its work once, for the branch lock is
taken first. What is due, and what is done then, each floor says in timers of its own.
"""

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction

from branches.locks import lock_branch_soon, try_lock_branch
from branches.models import Branch

T = TypeVar("T")

logger = logging.getLogger(__name__)
# a row that cannot be advanced steps aside so that the others go on
ASIDE = timedelta(minutes=1)
# how long a tick waits for the lock of a busy branch
PATIENCE_MS = 3000


def each_branch(act: Callable[[Branch], T], *, or_say: str) -> list[tuple[Branch, T]]:
    """What an act found at every branch; one where it fails keeps no other from its turn, and the
    log says so (`or_say`, with the branch's number for %s).
    """
    done = []
    for branch in Branch.objects.order_by("pk"):
        try:
            done.append((branch, act(branch)))
        except Exception:
            logger.exception(or_say, branch.pk)
    return done


def run_each(branch_ids: Collection[int], run: Callable[[Branch], int]) -> int:
    """Run a floor's steps at each branch, one commit per branch; how many steps were done."""
    done = {branch_id: _run_under_lock(branch_id, run) for branch_id in branch_ids}
    busy = [branch_id for branch_id, steps in done.items() if steps is None]
    # whoever only ever takes a free lock never gets that of a branch with a queue before it
    waited = [_run_under_lock(branch_id, run, patience_ms=PATIENCE_MS) for branch_id in busy]
    return sum(steps or 0 for steps in [*done.values(), *waited])


@transaction.atomic
def _run_under_lock(
    branch_id: int, run: Callable[[Branch], int], *, patience_ms: int = 0
) -> int | None:
    """None for a branch that somebody else holds all the time."""
    branch = lock_branch_soon(branch_id, patience_ms) if patience_ms else try_lock_branch(branch_id)
    return run(branch) if branch else None


def advance_row(row: Any, advance: Callable[[], object], *, now: datetime) -> None:
    """Advance one row; a failure is logged and put off, never the end of the branch."""
    rows, due = type(row)._default_manager.filter(pk=row.pk), row.next_step_at
    try:
        with transaction.atomic():
            advance()
    except Exception:
        logger.exception("%s %s could not be advanced", row._meta.model_name, row.pk)
        rows.update(next_step_at=now + ASIDE)
        return
    # a step that left its own instant where it was would be asked again for ever
    rows.filter(next_step_at=due).update(next_step_at=now + ASIDE)
