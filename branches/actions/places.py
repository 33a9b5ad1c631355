"""What can happen to organisations and branches: they come, change, and close early."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from branches.actions.people import check_login
from branches.clock import zone_of
from branches.errors import Invalid
from branches.events import record
from branches.locks import lock_branch
from branches.models import Branch, Membership, Organisation, Staff
from branches.queries import closed_early
from branches.rules import BranchKind, Role, next_closing


@transaction.atomic
def found_organisation(
    *, name: str, slug: str, username: str, password: str, person: str
) -> Organisation:
    """Begin: an organisation and the first person of its head office, who opens the branches."""
    if Organisation.objects.filter(slug=slug).exists():
        raise Invalid("slug_taken", f"Another organisation is called {slug}.")
    check_login(username, password)
    organisation = Organisation.objects.create(name=name, slug=slug)
    user = get_user_model().objects.create_user(username, password=password)
    staff = Staff.objects.create(user=user, name=person)
    Membership.objects.create(staff=staff, organisation=organisation, role=Role.HEAD_OFFICE)
    return organisation


@transaction.atomic
def create_branch(
    organisation: Organisation,
    *,
    name: str,
    slug: str,
    now: datetime,
    by: Staff | None = None,
    kind: str = BranchKind.BANK,
    **details: Any,
) -> Branch:
    """Open a branch. Details: time_zone, languages, opening_hours, alternative, accepts_tickets."""
    if Branch.objects.filter(slug=slug).exists():
        raise Invalid("slug_taken", f"Another branch is called {slug}.")
    branch = Branch.objects.create(
        organisation=organisation, name=name, slug=slug, kind=kind, **details
    )
    record(branch, "branch.created", now=now, by=by, subject=branch)
    return branch


@transaction.atomic
def change_branch(branch_id: int, *, by: Staff, now: datetime, **values: Any) -> Branch:
    """Change what a manager may of a branch (BranchChange names it); the same is no event."""
    branch = lock_branch(branch_id)
    changed = {name: value for name, value in values.items() if getattr(branch, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(branch, name, value)
        # the timer that ends the day goes by the new hours
        branch.next_step_at = next_closing(branch.opening_hours, now, zone_of(branch))
        branch.save(update_fields=[*changed, "next_step_at"])
        record(branch, "branch.changed", now=now, by=by, subject=branch, **changed)
    return branch


@transaction.atomic
def close_early(
    branch_id: int, *, call_back_at: datetime, by: Staff, now: datetime, note: str = ""
) -> Branch:
    """End the day ahead of the opening hours (3.9 no. 14): no more numbers until tomorrow.

    What still waits ends by the timer, as at closing time. A second time corrects what is told.
    """
    branch = lock_branch(branch_id)
    already = closed_early(branch, now)
    told = {"closure_note": note, "call_back_at": call_back_at}
    if already and all(getattr(branch, name) == value for name, value in told.items()):
        return branch
    if not already:
        branch.closed_early_at = branch.next_step_at = now
    branch.closure_note, branch.call_back_at = note, call_back_at
    branch.save(update_fields=[*told, "closed_early_at", "next_step_at"])
    record(
        branch,
        "branch.closed_early",
        now=now,
        by=by,
        subject=branch,
        card="branch_closes_early",
        apology=True,
        note=note,
        call_back_at=call_back_at.isoformat(),
    )
    return branch


@transaction.atomic
def reopen(branch_id: int, *, by: Staff, now: datetime) -> Branch:
    """Take an early closing back: numbers are given out again by the opening hours."""
    branch = lock_branch(branch_id)
    if not closed_early(branch, now):
        return branch
    branch.closed_early_at = branch.call_back_at = None
    branch.closure_note = ""
    branch.next_step_at = next_closing(branch.opening_hours, now, zone_of(branch))
    fields = ["closed_early_at", "call_back_at", "closure_note", "next_step_at"]
    branch.save(update_fields=fields)
    record(branch, "branch.reopened", now=now, by=by, subject=branch)
    return branch
