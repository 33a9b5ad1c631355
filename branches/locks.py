"""The one lock of the house: the branch row.

Rules like "one counter stays open" span counters, so a narrower lock would let three tellers go
at once; and a single lock, taken first, cannot wait in a circle.
"""

from django.db import OperationalError, connection, transaction
from django.db.models import Model, Subquery

from branches.errors import NotFound
from branches.models import Branch

# what is locked beside the branch row, and names its own kind
COUNTING, PAIRING = 1, 2


def lock_branch(branch_id: int) -> Branch:
    """Hold the branch until the transaction ends. Refuses outside a transaction."""
    branch = _held(branch_id, skip_locked=False)
    if branch is None:
        raise NotFound("branch")
    return branch


def lock_branch_of(model: type[Model], pk: int) -> Branch:
    """Hold the branch to which a row of the floors above belongs; no such row is refused (404)."""
    branch_id = model._default_manager.filter(pk=pk).values("branch_id")
    branch = _held(Subquery(branch_id), skip_locked=False)
    if branch is None:
        raise NotFound(str(model._meta.verbose_name))
    return branch


def try_lock_branch(branch_id: int) -> Branch | None:
    """Hold the branch, or say None when another transaction holds it."""
    return _held(branch_id, skip_locked=True)


def lock_branch_soon(branch_id: int, patience_ms: int) -> Branch | None:
    """Hold the branch in line with everybody else, or say None when that takes too long."""
    _set_patience(patience_ms)
    try:
        with transaction.atomic():
            return _held(branch_id, skip_locked=False)
    except OperationalError:
        return None
    finally:
        _set_patience(0)


def lock_counting(branch_id: int) -> None:
    """Let one transaction at a time count the days of a branch; no counter waits for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [COUNTING, branch_id])


def lock_pairings() -> None:
    """Let one transaction at a time give a screen its code."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [PAIRING])


def _set_patience(milliseconds: int) -> None:
    """How long this transaction waits for a lock; 0 is without end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{milliseconds}ms"])


def _held(branch_id: int | Subquery, *, skip_locked: bool) -> Branch | None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a branch is locked only inside a transaction")
    rows = Branch.objects.select_for_update(no_key=True, skip_locked=skip_locked)
    return rows.filter(pk=branch_id).first()
