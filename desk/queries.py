"""What the staff's pages ask before they are shown."""

from django.db.models import Q, QuerySet

from branches.models import Branch, Membership, Staff
from branches.rules import Role


def branches_managed(staff: Staff) -> QuerySet[Branch]:
    """The branches where a person is manager or head office, by name."""
    office = Membership.objects.filter(staff=staff, role=Role.HEAD_OFFICE).values("organisation")
    own = Q(memberships__staff=staff, memberships__role=Role.MANAGER)
    return Branch.objects.filter(own | Q(organisation__in=office)).distinct().order_by("name")
