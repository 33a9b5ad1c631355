"""Who may read which figures (DOMAIN.md 3.8): a teller the own, a manager the branch's, the head
office all.
"""

from branches.errors import Forbidden
from branches.models import Branch, Staff
from branches.queries import access_branch, branches_of, manages
from branches.rules import Role


def access_figures(
    staff: Staff, branch_id: int | None, scope: str, key: str | None
) -> tuple[list[Branch], str, str | None]:
    """The branches, scope and key that a person may read; a teller's own where nothing is asked.

    Without a branch all that the person manages. 404 for strangers, 403 for figures of others.
    """
    if branch_id is None:
        branches = list(branches_of(staff, role=Role.MANAGER))
        if not branches:
            raise Forbidden("Figures over branches are for their managers.")
        return branches, scope or "branch", key
    branch = access_branch(staff, branch_id)
    if manages(staff, branch):
        return [branch], scope or "branch", key
    return [branch], *_own(staff, scope, key)


def _own(staff: Staff, scope: str, key: str | None) -> tuple[str, str]:
    mine = str(staff.pk)
    if scope not in ("", "person") or key not in (None, mine):
        raise Forbidden("Tellers read their own figures: scope person.")
    return "person", mine
