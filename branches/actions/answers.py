"""The answers kept for repeated requests. They are no business of a branch: no lock, no event."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import connection

from branches.models import IdempotentAnswer

# no request has such a fingerprint: whoever comes with the key of a void answer is refused
VOID, VOID_STATUS = "void", 409
CLAIM = """
    INSERT INTO branches_idempotentanswer (scope, key, fingerprint, asked_at, body, content_type)
    VALUES (%s, %s, %s, %s, '', '') ON CONFLICT (scope, key) DO NOTHING RETURNING id
"""


def asker_of(token: str) -> str:
    """A screen as the asker of a request."""
    return f"device {token}"


def scope_of_answer(who: str, method: str, path: str) -> str:
    """Within what a key is one: the asker, the method and the path."""
    return hashlib.sha256(f"{who}\n{method}\n{path}".encode()).hexdigest()


def claim_answer(
    scope: str, key: str, *, fingerprint: str, real_now: datetime, stale_before: datetime
) -> tuple[IdempotentAnswer, bool]:
    """The answer kept under a key, and whether it is ours to give: new, or given up by another.

    One asked before `stale_before` and never answered is taken over.
    """
    asked = {"scope": scope, "key": key, "fingerprint": fingerprint, "asked_at": real_now}
    first = _first_to_ask(IdempotentAnswer(**asked))
    if first:
        return first, True
    answer = IdempotentAnswer.objects.get(scope=scope, key=key)
    lost = IdempotentAnswer.objects.filter(
        pk=answer.pk, status=None, asked_at__lte=stale_before, fingerprint=fingerprint
    )
    if lost.update(asked_at=real_now):
        answer.asked_at = real_now
        return answer, True
    return answer, False


def _first_to_ask(answer: IdempotentAnswer) -> IdempotentAnswer | None:
    """The row written, or None where its key is taken: one statement, which Django has no word for
    (it looks, begins, writes and commits)."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [answer.scope, answer.key, answer.fingerprint, answer.asked_at])
        row = cursor.fetchone()
    if row is None:
        return None
    answer.pk = row[0]
    return answer


def void_answer(
    scope: str, key: str, *, real_now: datetime, stale_before: datetime
) -> IdempotentAnswer:
    """The answer to a request whose asker has given it up; one that never came, or was lost before
    `stale_before`, will find its key used.
    """
    nothing = {"fingerprint": VOID, "status": VOID_STATUS}
    first = {**nothing, "asked_at": real_now}
    answer, _ = IdempotentAnswer.objects.get_or_create(scope=scope, key=key, defaults=first)
    lost = _still_ours(answer).filter(asked_at__lte=stale_before)
    if answer.status is None and lost.update(**nothing):
        answer.status = VOID_STATUS
    return answer


def keep_answer(answer: IdempotentAnswer, status: int, body: bytes, content_type: str) -> None:
    """Keep what a repeat shall get, unless somebody else took the request over."""
    _still_ours(answer).update(status=status, body=body, content_type=content_type)


def drop_answer(answer: IdempotentAnswer) -> None:
    """Forget a request that came to nothing, so that it can be tried again."""
    _still_ours(answer).delete()


def forget_answers(asked_before: datetime) -> int:
    """Delete the answers kept for requests before an instant (real time); says how many."""
    return IdempotentAnswer.objects.filter(asked_at__lt=asked_before).delete()[0]


def _still_ours(answer: IdempotentAnswer) -> Any:
    return IdempotentAnswer.objects.filter(pk=answer.pk, asked_at=answer.asked_at, status=None)
