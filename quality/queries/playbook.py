"""The playbook in force in an organisation: the product's, with its own wordings over it."""

from functools import lru_cache

from django.db.models import Count, Max

from branches.models import Organisation
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
