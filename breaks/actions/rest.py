"""The lawful rest of a shift laid over its breaks: what of each is protected, until when (P7)."""

from datetime import datetime

from branches.clock import zone_of
from branches.models import Branch
from breaks.actions.moves import save_times
from breaks.models import Break
from breaks.queries.policy import terms_for, terms_of_break
from breaks.queries.rest import duty_of, rest_parts, rests_of
from breaks.rules.law import MINUTE, Share
from breaks.rules.states import ENDED, Refusal
from queueapp.models import Shift


def lay_rest(shift: Shift, branch: Branch, *, now: datetime) -> Refusal | None:
    """Write the protected minutes and the latest start of every break of a shift that is not over.

    Returns what of the law the breaks no longer give (`rest_law`), or None. The branch is locked;
    the caller records what happened.
    """
    duty, rests = duty_of(shift, terms_for(branch)), rests_of(shift)
    parts = rest_parts(rests)
    shares = duty.shares(parts) if duty else {}
    for break_ in rests:
        if break_.state not in ENDED:
            _protect(break_, shares.get(break_.pk), branch, now=now)
    return duty.judge(parts, zone=zone_of(branch)) if duty else None


def _protect(break_: Break, share: Share | None, branch: Branch, *, now: datetime) -> None:
    minutes, latest = (share.length // MINUTE, share.latest) if share else (0, None)
    if (minutes, latest) == (break_.protected_minutes, break_.latest_at):
        return
    break_.protected_minutes, break_.latest_at = minutes, latest
    fields = ("protected_minutes", "latest_at")
    save_times(break_, *fields, terms=terms_of_break(break_, branch), now=now)
