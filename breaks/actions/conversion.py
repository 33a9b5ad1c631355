"""A planned break that can no longer be announced becomes an unplanned one (U4, B18)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from branches.errors import Refused
from branches.events import record
from branches.models import Branch, Staff
from breaks.actions.moves import locked_break, move_break, refuse, seat_of_break
from breaks.actions.settle import settle
from breaks.actions.unplanned import new_break, place_request, reopen_counter
from breaks.models import Break
from breaks.queries import terms_of_break
from breaks.rules.start import judge_conversion, judge_request
from breaks.rules.states import COMING, SHOWN, BreakState
from breaks.rules.terms import Terms
from queueapp.models import CounterSession


@transaction.atomic
def convert_break(
    break_id: int, *, by: Staff, now: datetime, reason: str, minutes: int | None = None
) -> Break:
    """Cancel the planned break and ask for an unplanned one in its place; both rows are linked.

    A lawful rest stays one. Refused (409 `still_announceable`) while the notice can still be
    given. A second press returns the break it became.
    """
    branch, break_ = locked_break(break_id)
    if break_.converted_to:
        return break_.converted_to
    terms = terms_of_break(break_, branch)
    session = _seat_to_convert(break_, terms, now=now)
    length = minutes or break_.length_minutes
    refuse(judge_request(reason, length, terms), status=422)
    if length < break_.protected_minutes:
        least = break_.protected_minutes
        message = f"{least} minutes of this break are lawful rest: no less can take its place."
        raise Refused("rest_protected", message, status=422, min_minutes=least)
    new = _exchange(break_, session, branch, terms, reason, length, by=by, now=now)
    settle(branch, now=now)
    new.refresh_from_db()
    return new


def _seat_to_convert(break_: Break, terms: Terms, *, now: datetime) -> CounterSession:
    """Where the person of a break that may be converted sits (U4)."""
    if break_.state not in COMING or not break_.planned:
        raise Refused("break_state", "This break cannot be converted now.", state=break_.state)
    refuse(judge_conversion(break_.notice_at, break_.starts_at, terms, now=now))
    session = seat_of_break(break_)
    if session is None:
        raise Refused("not_at_counter", f"{break_.staff.name} sits at no counter.")
    return session


def _exchange(
    break_: Break,
    session: CounterSession,
    branch: Branch,
    terms: Terms,
    reason: str,
    minutes: int,
    *,
    by: Staff,
    now: datetime,
) -> Break:
    was_shown, break_.ended_at = break_.state in SHOWN, now
    move_break(break_, BreakState.CANCELLED, "ended_at", terms=terms, now=now)
    if was_shown:
        reopen_counter(break_, now=now)
    new = new_break(session, branch, reason, minutes, now=now)
    new.protected_minutes, new.latest_at = break_.protected_minutes, break_.latest_at
    place_request(new, session, branch, terms, granted=True, by=by, now=now)
    break_.converted_to = new
    break_.save(update_fields=["converted_to"])
    facts: dict[str, Any] = {"converted_to": new.pk, "card": "unplanned_deferrable"}
    record(branch, "break.converted", now=now, by=by, subject=break_, apology=True, **facts)
    return new
