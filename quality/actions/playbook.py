"""An organisation words a text of the playbook itself, or takes the default again (F52)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from branches.errors import Invalid
from branches.events import record
from branches.locks import lock_branch
from branches.models import Branch, Organisation, Staff
from breaks.rules.states import Refusal
from quality.models import PlaybookText
from quality.playbook.reading import default
from quality.rules.playbook_texts import judge_place, judge_text


@transaction.atomic
def override_text(
    organisation_id: int, path: str, language: str, text: str, *, by: Staff, now: datetime
) -> PlaybookText:
    """Word a text of one's own in one language, at all branches at once (F52).

    Refused (422): `unknown_text`, `unknown_language`, `text_empty`, `placeholder_lost`,
    `placeholder_unknown`, `too_long`. A text that says so already makes no new version.
    """
    said = " ".join(text.split())
    _refuse(judge_text(default(), path, language, said))
    return _keep(organisation_id, path, language, said, by=by, now=now)


@transaction.atomic
def reset_text(
    organisation_id: int, path: str, language: str, *, by: Staff, now: datetime
) -> PlaybookText | None:
    """Take the default of a text again (F52); nothing happens where it is in force."""
    _refuse(judge_place(default(), path, language))
    branches = _locked(organisation_id)
    newest = _newest(organisation_id, path, language)
    if newest is None or not newest.text:
        return newest
    return _add(branches, newest, "", by=by, now=now)


def _refuse(refusal: Refusal | None) -> None:
    if refusal:
        raise Invalid(refusal.code, refusal.message, **refusal.facts)


def _keep(
    organisation_id: int, path: str, language: str, text: str, *, by: Staff, now: datetime
) -> PlaybookText:
    branches = _locked(organisation_id)
    newest = _newest(organisation_id, path, language)
    if newest and newest.text == text:
        return newest
    blank = PlaybookText(
        organisation_id=organisation_id, path=path, language=language, version=0, since=now
    )
    return _add(branches, newest or blank, text, by=by, now=now)


def _locked(organisation_id: int) -> list[Branch]:
    """The organisation, so that versions come one by one, and its branches in their order."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    ids = organisation.branches.order_by("pk").values_list("pk", flat=True)
    return [lock_branch(pk) for pk in ids]


def _newest(organisation_id: int, path: str, language: str) -> PlaybookText | None:
    rows = PlaybookText.objects.filter(organisation=organisation_id, path=path, language=language)
    return rows.order_by("-version").first()


def _add(
    branches: list[Branch], before: PlaybookText, text: str, *, by: Staff, now: datetime
) -> PlaybookText:
    """The next version, of which every branch hears: its screens say it at once."""
    row = PlaybookText.objects.create(
        organisation_id=before.organisation_id,
        path=before.path,
        language=before.language,
        version=before.version + 1,
        text=text,
        by=by,
        since=now,
    )
    facts: dict[str, Any] = {"path": row.path, "language": row.language, "version": row.version}
    for branch in branches:
        record(branch, "playbook.changed", now=now, by=by, subject=row, reset=not text, **facts)
    return row
