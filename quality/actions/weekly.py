"""The weekly letter to the managers of a branch, sent once whatever happens.

Before it leaves, the log says that it is sent, under the branch lock: of two workers one sends it,
and a house that dies in between sends it not at all rather than twice. A mail server that refuses
is told by a second event, and the letter is tried again with the next turn.
"""

import logging
from datetime import date, datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from branches.events import record
from branches.locks import lock_branch
from branches.models import Branch
from branches.timers import each_branch
from quality.queries.weekly import (
    FAILED,
    MAILED,
    is_counted,
    is_mailed,
    last_week,
    letter_of,
    readers_of,
)

logger = logging.getLogger(__name__)


def mail_weeks(now: datetime) -> int:
    """Send every letter that is due; how many."""
    failed = "the week of branch %s could not be mailed"
    done = each_branch(lambda branch: mail_week(branch, now=now), or_say=failed)
    return sum(sent for _, sent in done)


def mail_week(branch: Branch, *, now: datetime) -> bool:
    """Send the letter of the last week that is over, once it is counted; whether it left."""
    monday, readers = last_week(branch, now), readers_of(branch)
    # asked without the lock first: this is looked at every hour
    if not readers or is_mailed(branch, monday) or not is_counted(branch, monday):
        return False
    # written before it is promised: what cannot be written is not marked as sent
    letter = letter_of(branch, monday)
    if not _claim(branch.pk, monday, len(readers), now=now):
        return False
    return _send(branch, monday, letter, readers, now=now)


@transaction.atomic
def _claim(branch_id: int, monday: date, readers: int, *, now: datetime) -> bool:
    branch = lock_branch(branch_id)
    if is_mailed(branch, monday):
        return False
    record(branch, MAILED, now=now, week=monday.isoformat(), readers=readers)
    return True


def _send(
    branch: Branch, monday: date, letter: tuple[str, str], readers: list[str], *, now: datetime
) -> bool:
    # nobody reads the addresses of the others
    message = EmailMessage(*letter, settings.DEFAULT_FROM_EMAIL, bcc=readers)
    try:
        message.send()
    except OSError:
        logger.exception("the week of branch %s was refused by the mail server", branch.pk)
        _note_failure(branch.pk, monday, now=now)
        return False
    return True


@transaction.atomic
def _note_failure(branch_id: int, monday: date, *, now: datetime) -> None:
    record(lock_branch(branch_id), FAILED, now=now, week=monday.isoformat())
