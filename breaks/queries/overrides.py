"""Which soft rules were broken on purpose, and who may read it (3.4)."""

from django.db.models import QuerySet

from branches.models import Branch, Staff
from branches.queries import role_at
from branches.rules import Role, at_least
from breaks.models import Override


def overrides_for(staff: Staff, branch: Branch) -> QuerySet[Override]:
    """What a person may read of them, newest first: a manager all, others those of their breaks."""
    rows = branch.overrides.select_related("by", "ticket", "consent_by", "break_ref__staff")
    rows = rows.order_by("-at", "-pk")
    role = role_at(staff, branch)
    manages = role is not None and at_least(role, Role.MANAGER)
    return rows if manages else rows.filter(break_ref__staff=staff)
