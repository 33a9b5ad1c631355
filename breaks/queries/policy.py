"""The numbers in force at a branch."""

from django.db.models import Q

from branches.models import Branch
from breaks.models import BreakPolicy
from breaks.rules.terms import Terms, terms_of


def policy_rows(branch: Branch) -> list[BreakPolicy]:
    """The newest version of the organisation's policy and of the branch's own, in that order."""
    own = Q(branch=branch) | Q(branch=None, organisation=branch.organisation_id)
    newest = BreakPolicy.objects.filter(own).order_by("branch_id", "-version").distinct("branch_id")
    return sorted(newest, key=lambda row: row.branch_id is not None)


def terms_for(branch: Branch) -> Terms:
    """The numbers in force at a branch: defaults, organisation, branch."""
    return terms_of(*(row.values for row in policy_rows(branch)))
