"""Words that no playlist of an organisation may hold: names of competitors, say (FIL-11)."""

from datetime import datetime

from django.db import transaction

from branches.errors import Invalid, NotFound, Refused
from branches.events import record
from branches.locks import lock_branch
from branches.models import Branch, Organisation, Staff
from signage.models import BlockedWord
from signage.rules.playlists import words_in

MOST_WORDS = 500


@transaction.atomic
def block_word(organisation_id: int, word: str, *, by: Staff, now: datetime) -> BlockedWord:
    """Show no page that holds a word, at all branches at once; it may be several that follow each
    other. 422 `word_empty` without a letter or digit, 409 `too_many`. One that is blocked already
    in other letters is that one.
    """
    sought = words_in(word)
    if not sought:
        raise Invalid("word_empty", "A blocked word has a letter or a digit.")
    branches = _locked(organisation_id)
    rows = BlockedWord.objects.filter(organisation=organisation_id)
    there = next((row for row in rows if words_in(row.word) == sought), None)
    if there:
        return there
    if len(rows) >= MOST_WORDS:
        raise Refused("too_many", f"An organisation blocks at most {MOST_WORDS} words.")
    blocked = BlockedWord.objects.create(
        organisation_id=organisation_id, word=" ".join(word.split())
    )
    _tell(branches, "blocked_word.added", blocked, by=by, now=now)
    return blocked


@transaction.atomic
def unblock_word(organisation_id: int, word_id: int, *, by: Staff, now: datetime) -> None:
    """Let a word be shown again; pages that were hidden for it come back by themselves."""
    branches = _locked(organisation_id)
    blocked = BlockedWord.objects.filter(organisation=organisation_id, pk=word_id).first()
    if blocked is None:
        raise NotFound("blocked word")
    _tell(branches, "blocked_word.removed", blocked, by=by, now=now)
    blocked.delete()


def _locked(organisation_id: int) -> list[Branch]:
    """The organisation, so that no word comes twice, and its branches in their order."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    ids = organisation.branches.order_by("pk").values_list("pk", flat=True)
    return [lock_branch(pk) for pk in ids]


def _tell(
    branches: list[Branch], kind: str, blocked: BlockedWord, *, by: Staff, now: datetime
) -> None:
    for branch in branches:
        record(branch, kind, now=now, by=by, subject=blocked, word=blocked.word)
