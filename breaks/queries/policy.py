"""The numbers in force at a branch, for a queue of it, and for a break already published."""

from django.db.models import Q

from branches.models import Branch
from breaks.models import Break, BreakPolicy
from breaks.rules.terms import Terms, terms_of
from queueapp.models import Queue


def policy_rows(branch: Branch, queue: Queue | None = None) -> list[BreakPolicy]:
    """The newest version of each level at a branch: organisation, branch, and queue if asked."""
    own = Q(branch=branch, queue=queue) | Q(branch=branch, queue=None)
    above = Q(branch=None, queue=None, organisation=branch.organisation_id)
    order = ("branch_id", "queue_id")
    rows = BreakPolicy.objects.filter(own | above).order_by(*order, "-version").distinct(*order)
    return sorted(rows, key=lambda row: (row.branch_id is not None, row.queue_id is not None))


def terms_for(branch: Branch, queue: Queue | None = None) -> Terms:
    """The numbers in force now at a branch, or for one queue of it (3.1)."""
    return terms_of(*(row.values for row in policy_rows(branch, queue)))


def terms_of_break(break_: Break, branch: Branch) -> Terms:
    """The numbers of a break: those of its publication, else those in force now (3.1)."""
    kept = break_.policy.get("values")
    return terms_for(branch) if kept is None else terms_of(kept)
