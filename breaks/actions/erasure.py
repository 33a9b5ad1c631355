"""What of a client is not kept for ever: how they wanted to be called back."""

from datetime import datetime

from branches.models import Branch
from breaks.models import Commitment


def erase_contacts(branch: Branch, before: datetime) -> int:
    """The contact of what was owed goes when it ended before `before`; how many.

    A part of the verb that erases: it runs under the branch lock it holds. What is still owed keeps
    its contact, and whether it was kept stays (K9).
    """
    ended = Commitment.objects.filter(branch=branch, ended_at__lt=before)
    return ended.exclude(contact="").update(contact="")
