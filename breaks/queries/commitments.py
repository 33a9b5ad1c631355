"""What is owed, to whom, by when."""

from django.db.models import QuerySet

from branches.errors import NotFound
from branches.models import Branch, Staff
from branches.queries import access_branch, manages
from breaks.models import Break, Commitment
from breaks.rules.commitments import CommitmentState
from queueapp.models import Ticket


def open_commitments(
    branch: Branch,
    kind: str | None = None,
    *,
    ticket: Ticket | None = None,
    break_: Break | None = None,
) -> QuerySet[Commitment]:
    """What a branch still owes, of one kind, to one ticket, or by one break when these are named,
    the earliest due first.
    """
    named = {"kind": kind, "ticket": ticket, "break_ref": break_}
    asked = {name: value for name, value in named.items() if value is not None}
    rows = branch.commitments.filter(state=CommitmentState.OPEN, **asked)
    return rows.select_related("ticket", "break_ref", "owner").order_by("due_at", "id")


def commitments_for(staff: Staff, branch: Branch) -> QuerySet[Commitment]:
    """What a person may see of it: a manager all, others what they owe themselves (3.8)."""
    rows = branch.commitments.select_related("ticket", "break_ref", "owner")
    rows = rows.order_by("-due_at", "-id")
    return rows if manages(staff, branch) else rows.filter(owner=staff)


def access_commitment(staff: Staff, commitment_id: int) -> Commitment:
    """The commitment, if the person owes it or manages its branch."""
    rows = Commitment.objects.select_related("branch", "ticket", "owner")
    commitment = rows.filter(pk=commitment_id).first()
    if commitment is None:
        raise NotFound("commitment")
    branch = access_branch(staff, commitment.branch_id)
    if commitment.owner_id != staff.pk and not manages(staff, branch):
        raise NotFound("commitment")
    return commitment
