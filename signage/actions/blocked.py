"""Words that no playlist of a branch or an organisation may hold: competitors, say (FIL-11)."""

from datetime import datetime

from django.db import transaction

from branches.errors import NotFound, Refused
from branches.events import record
from branches.locks import lock_branch
from branches.models import Branch, Organisation, Staff
from signage.models import BlockedWord
from signage.rules.playlists import check_blocked, has_any_ending, words_in

MOST_WORDS = 500


@transaction.atomic
def block_word(
    organisation_id: int, word: str, *, branch: Branch | None = None, by: Staff, now: datetime
) -> BlockedWord:
    """Show no page that holds a word at a branch, or at all branches at once; it may be several
    that follow each other, and `*` behind it stands for every ending. 422 `word_empty`
    without a letter or digit, `word_short` with fewer than three letters before the star, 409
    `too_many`. One that is blocked there already in other letters is that one.
    """
    check_blocked(word)
    branches = _locked(organisation_id, branch)
    # what the head office blocks too stays blocked here when it allows it again
    rows = BlockedWord.objects.filter(organisation=organisation_id, branch=branch)
    sought, any_ending = words_in(word), has_any_ending(word)
    alike = (row for row in rows if words_in(row.word) == sought)
    there = next((row for row in alike if has_any_ending(row.word) == any_ending), None)
    if there:
        return there
    if len(rows) >= MOST_WORDS:
        raise Refused("too_many", f"At most {MOST_WORDS} words are blocked.")
    blocked = BlockedWord.objects.create(
        organisation_id=organisation_id, branch=branch, word=" ".join(word.split())
    )
    _tell(branches, "blocked_word.added", blocked, by=by, now=now)
    return blocked


@transaction.atomic
def unblock_word(word_id: int, *, by: Staff, now: datetime) -> None:
    """Let a word be shown again; pages that were hidden for it come back by themselves."""
    rows = BlockedWord.objects.filter(pk=word_id).select_related("branch")
    known = rows.first()
    branches = _locked(known.organisation_id, known.branch) if known else []
    blocked = rows.first()
    if blocked is None:
        raise NotFound("blocked word")
    _tell(branches, "blocked_word.removed", blocked, by=by, now=now)
    blocked.delete()


def _locked(organisation_id: int, branch: Branch | None) -> list[Branch]:
    """The organisation, so that no word comes twice, and the branches concerned in their order."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    ids = organisation.branches.order_by("pk").values_list("pk", flat=True)
    return [lock_branch(pk) for pk in ([branch.pk] if branch else ids)]


def _tell(
    branches: list[Branch], kind: str, blocked: BlockedWord, *, by: Staff, now: datetime
) -> None:
    for branch in branches:
        record(branch, kind, now=now, by=by, subject=blocked, word=blocked.word)
