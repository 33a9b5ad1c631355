"""Changing the numbers of the policy: a new version, from now on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from branches.events import record
from branches.locks import lock_branch
from branches.models import Staff
from breaks.models import BreakPolicy
from breaks.rules.terms import checked


@transaction.atomic
def set_policy(
    branch_id: int, *, values: Mapping[str, Any], by: Staff, now: datetime
) -> BreakPolicy:
    """Replace a branch's own numbers (3.1): only keys of `KEYS`, inside their range (422)."""
    branch = lock_branch(branch_id)
    own = BreakPolicy.objects.filter(branch=branch).order_by("-version").first()
    after = checked(values)
    if own and own.values == after:
        return own
    policy = BreakPolicy.objects.create(
        organisation_id=branch.organisation_id,
        branch=branch,
        version=own.version + 1 if own else 1,
        values=after,
        by=by,
        since=now,
    )
    before = own.values if own else {}
    record(branch, "policy.changed", now=now, by=by, subject=policy, before=before, after=after)
    return policy
