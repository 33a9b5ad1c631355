"""Which soft rules were broken on purpose, and who may read it (3.4)."""

from django.db.models import QuerySet

from branches.models import Branch, Staff
from branches.queries import manages
from breaks.models import Override


def overrides_for(staff: Staff, branch: Branch) -> QuerySet[Override]:
    """What a person may read of them, newest first: a manager all, others those of their breaks."""
    rows = branch.overrides.select_related("by", "ticket", "consent_by", "break_ref__staff")
    rows = rows.order_by("-at", "-pk")
    return rows if manages(staff, branch) else rows.filter(break_ref__staff=staff)
