"""What can happen to people: they are employed, and learn."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from branches.errors import Invalid
from branches.events import record
from branches.locks import lock_branch
from branches.models import Membership, Staff
from branches.rules import Role


@transaction.atomic
def create_staff(
    branch_id: int,
    *,
    username: str,
    password: str,
    name: str,
    now: datetime,
    position: str = "",
    role: str = Role.TELLER,
    skills: Sequence[str] = (),
    by: Staff | None = None,
) -> Staff:
    """Employ a person: the login, the name, and the role at the branch or in its head office."""
    branch = lock_branch(branch_id)
    check_login(username, password)
    user = get_user_model().objects.create_user(username, password=password)
    staff = Staff.objects.create(
        user=user, name=name, position=position, skills=sorted(set(skills))
    )
    here = None if role == Role.HEAD_OFFICE else branch
    Membership.objects.create(
        staff=staff, organisation_id=branch.organisation_id, branch=here, role=role
    )
    record(branch, "staff.created", now=now, by=by, subject=staff, role=str(role))
    return staff


@transaction.atomic
def set_skills(
    branch_id: int, staff_id: int, *, skills: Sequence[str], by: Staff, now: datetime
) -> Staff:
    """Say what only some may do and this person may (P5): "pharmacist", "cash_dual_control"."""
    branch = lock_branch(branch_id)
    staff = Staff.objects.get(pk=staff_id)
    before, after = staff.skills, sorted(set(skills))
    if before != after:
        staff.skills = after
        staff.save(update_fields=["skills"])
        kind = "staff.skills_changed"
        record(branch, kind, now=now, by=by, subject=staff, before=before, after=after)
    return staff


def check_login(username: str, password: str) -> None:
    """Refuse a user name that is taken or a password that is easily guessed."""
    if get_user_model().objects.filter(username=username).exists():
        raise Invalid("username_taken", f"The user name {username} is taken.")
    try:
        validate_password(password)
    except ValidationError as error:
        raise Invalid("weak_password", " ".join(error.messages)) from None
