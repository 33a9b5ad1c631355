"""What can be asked of the ground floor; `access_*` hands out only what belongs to the asker."""

from datetime import datetime

from django.db.models import Q, QuerySet

from branches import rules
from branches.clock import zone_of
from branches.errors import Forbidden, NotFound
from branches.models import (
    Branch,
    Device,
    Event,
    Membership,
    Organisation,
    Pairing,
    Staff,
    hash_token,
)
from branches.rules import RANK, Role, at_least


def staff_of(user: object) -> Staff:
    """The person behind a login; a login without a person works nowhere."""
    staff: Staff | None = getattr(user, "staff", None)
    if staff is None:
        raise Forbidden("This login belongs to nobody on the staff.")
    return staff


def memberships_at(staff: Staff, branch: Branch) -> QuerySet[Membership]:
    """The roles of a person that reach a branch."""
    here = Q(branch=branch) | Q(branch=None, organisation=branch.organisation_id)
    return Membership.objects.filter(here, staff=staff)


def role_at(staff: Staff, branch: Branch) -> Role | None:
    """The highest role of a person at a branch, None for a stranger."""
    roles = [Role(m.role) for m in memberships_at(staff, branch)]
    return max(roles, key=RANK.__getitem__, default=None)


def manages(staff: Staff, branch: Branch) -> bool:
    """Whether a person is a manager of a branch, or of all."""
    held = role_at(staff, branch)
    return held is not None and at_least(held, Role.MANAGER)


def closed_early(branch: Branch, now: datetime) -> bool:
    """Whether the branch ended this business day ahead of its opening hours (3.9 no. 14)."""
    return rules.closed_early(branch.closed_early_at, now, zone_of(branch))


def gives_numbers(branch: Branch, now: datetime) -> bool:
    """Whether a number can be had at the branch now (T1): its doors are open, and it wants to."""
    open_now = rules.is_open(branch.opening_hours, now, zone_of(branch))
    return open_now and branch.accepts_tickets and not closed_early(branch, now)


def branches_of(staff: Staff, *, role: Role = Role.TELLER) -> QuerySet[Branch]:
    """The branches where a person has at least `role`, by name; head office has all of its own."""
    roles = [held for held in Role if at_least(held, role)]
    own = Q(memberships__staff=staff, memberships__role__in=roles)
    office = Membership.objects.filter(staff=staff, branch=None).values("organisation")
    rows = Branch.objects.filter(own | Q(organisation__in=office))
    return rows.distinct().order_by("name")


def access_branch(staff: Staff, branch_id: int, *, role: Role = Role.TELLER) -> Branch:
    """The branch, if the person has at least `role` there: 404 for strangers, 403 below it."""
    branch = Branch.objects.select_related("organisation").filter(pk=branch_id).first()
    held = role_at(staff, branch) if branch else None
    if branch is None or held is None:
        raise NotFound("branch")
    if not at_least(held, role):
        raise Forbidden(f"This needs the role {role.label.lower()} at {branch.name}.")
    return branch


def refuse_stranger(staff: Staff, branch_id: int) -> None:
    """404 for who has no role at a branch; for the keys of a desk, in a single question."""
    here = Q(branch=branch_id) | Q(branch=None, organisation__branches=branch_id)
    if not staff.memberships.filter(here).exists():
        raise NotFound("branch")


def access_device(token: str, *kinds: str) -> Device:
    """The paired screen that owns `token`, if it is of one of `kinds` and not retired."""
    devices = Device.objects.select_related("branch", "branch__organisation")
    device = devices.filter(token_hash=hash_token(token), retired_at=None).first()
    if device is None or (kinds and device.kind not in kinds):
        raise NotFound("screen")
    return device


def access_pairing(secret: str, *, real_now: datetime) -> Pairing | Device:
    """What a secret opens: the screen it has become, or the pairing that still waits (real time).

    One that is over is unknown, and so is one whose screen was retired.
    """
    hashed = hash_token(secret)
    device = Device.objects.filter(token_hash=hashed, retired_at=None).first()
    if device:
        return device
    waiting = Pairing.objects.filter(secret_hash=hashed, device=None, expires_at__gt=real_now)
    pairing = waiting.first()
    if pairing is None:
        raise NotFound("pairing")
    return pairing


def head_office_of(staff: Staff) -> Organisation:
    """The organisation in whose head office a person works."""
    rows = Membership.objects.filter(staff=staff, role=Role.HEAD_OFFICE)
    membership = rows.select_related("organisation").first()
    if membership is None:
        raise Forbidden("This is for the head office.")
    return membership.organisation


def manages_somewhere(staff: Staff) -> bool:
    """Whether a person is a manager of any branch, or of all."""
    return staff.memberships.exclude(role=Role.TELLER).exists()


def people_of(branch: Branch) -> QuerySet[Membership]:
    """Who works at a branch, with role and login, by name."""
    return branch.memberships.select_related("staff", "staff__user").order_by("staff__name")


def screens_of(branch: Branch) -> QuerySet[Device]:
    """The paired screens of a branch, by name."""
    return branch.devices.filter(retired_at=None).order_by("name", "pk")


def screen_of(branch: Branch, device_id: int) -> Device:
    """A paired screen of a branch by its number."""
    device = screens_of(branch).filter(pk=device_id).first()
    if device is None:
        raise NotFound("screen")
    return device


def events_after(branch: Branch, number: int, *, limit: int) -> tuple[list[Event], bool]:
    """What happened after the event of a number, at most `limit`, and whether there is more.

    What a person alone is to know of themselves carries `private`, and no door shows it.
    """
    rows = branch.events.filter(number__gt=number).exclude(data__has_key="private")
    rows = rows.select_related("by").order_by("number")
    events = list(rows[: limit + 1])
    return events[:limit], len(events) > limit
