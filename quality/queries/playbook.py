"""The playbook in force in an organisation: the product's, with its own wordings over it."""

from functools import lru_cache

from django.db.models import Count, Max

from branches.errors import Forbidden
from branches.models import Organisation, Staff
from branches.rules import Role
from quality.models import PlaybookText
from quality.playbook.reading import Playbook, default, overlaid

# organisations whose playbook a process keeps in memory
KEPT = 64


def playbook_of(organisation: Organisation) -> Playbook:
    """The playbook as an organisation words it; one small question where nothing has changed."""
    rows = PlaybookText.objects.filter(organisation=organisation)
    # rows are only ever added: their count and the newest tell whether there is another
    edition = rows.aggregate(count=Count("pk"), newest=Max("pk"))
    if not edition["count"]:
        return default()
    return _worded(organisation.pk, edition["count"], edition["newest"])


@lru_cache(maxsize=KEPT)
def _worded(organisation_id: int, count: int, newest: int) -> Playbook:
    rows = PlaybookText.objects.filter(organisation=organisation_id)
    versions = rows.order_by("path", "language", "-version").distinct("path", "language")
    own = {(row.path, row.language): row.text for row in versions if row.text}
    return overlaid(default(), own)


def label(organisation: Organisation, group: str, key: str, language: str) -> str:
    """What an organisation calls something: a public reason, a counter's state, a choice."""
    playbook = playbook_of(organisation)
    return playbook.label(group, key, playbook.spoken(language))


def organisation_of(staff: Staff) -> Organisation:
    """The organisation whose playbook a person goes by."""
    membership = staff.memberships.select_related("organisation").order_by("pk").first()
    if membership is None:
        raise Forbidden("You work at no branch, so no playbook is yours.")
    return membership.organisation


def may_word(staff: Staff, organisation: Organisation) -> bool:
    """Whether a person works in the head office that words the texts (DOMAIN.md 3.8)."""
    return staff.memberships.filter(organisation=organisation, role=Role.HEAD_OFFICE).exists()


def version_of(organisation: Organisation, path: str, language: str) -> int:
    """How often an organisation has worded a text; 0 where it never did."""
    rows = PlaybookText.objects.filter(organisation=organisation, path=path, language=language)
    return rows.aggregate(newest=Max("version"))["newest"] or 0
