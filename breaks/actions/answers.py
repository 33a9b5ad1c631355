"""What the manager answers to the pressure proposal: keep, put off, or somebody sits in."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from branches.errors import Invalid, Refused
from branches.events import record
from branches.models import Staff
from breaks.actions.moves import locked_break
from breaks.actions.plan import reschedule_break
from breaks.actions.pressure import note_answer
from breaks.actions.relief import assign_relief
from breaks.models import Break
from breaks.queries import terms_of_break
from breaks.rules.states import PressureAnswer

ANSWERS = (PressureAnswer.KEEP, PressureAnswer.RELIEF, PressureAnswer.POSTPONE)


@transaction.atomic
def answer_pressure(
    break_id: int,
    *,
    answer: str,
    by: Staff,
    now: datetime,
    minutes: int | None = None,
    staff_id: int | None = None,
    counter_id: int | None = None,
) -> Break:
    """Record the answer with its seconds (K20) and do it in the same transaction (3.1).

    `postpone` needs `minutes`; `relief` needs a person and a counter; a refusal of either leaves
    the proposal open.
    """
    branch, break_ = locked_break(break_id)
    if answer not in ANSWERS:
        raise Invalid("unknown_answer", "Keep, relief or postpone.", answers=list(ANSWERS))
    asked = break_.pressure_at
    if asked is None or break_.pressure_answer:
        message = "Nothing is asked of you here any more."
        raise Refused("no_proposal", message, answer=break_.pressure_answer)
    note_answer(break_, PressureAnswer(answer), terms_of_break(break_, branch), now=now)
    seconds = round((now - asked).total_seconds())
    facts: dict[str, Any] = {"answer": answer, "seconds": seconds}
    facts["kept"] = answer == PressureAnswer.KEEP
    record(branch, "break.pressure_answered", now=now, by=by, subject=break_, **facts)
    if answer == PressureAnswer.POSTPONE:
        _postpone(break_, minutes, by=by, now=now)
    if answer == PressureAnswer.RELIEF:
        _relieve(break_, staff_id, counter_id, by=by, now=now)
    break_.refresh_from_db()
    return break_


def _postpone(break_: Break, minutes: int | None, *, by: Staff, now: datetime) -> None:
    if minutes is None:
        raise Invalid("minutes_missing", "Say by how many minutes.")
    starts_at = break_.starts_at + timedelta(minutes=minutes)
    reschedule_break(break_.pk, by=by, now=now, starts_at=starts_at, reason="pressure")


def _relieve(
    break_: Break, staff_id: int | None, counter_id: int | None, *, by: Staff, now: datetime
) -> None:
    if staff_id is None or counter_id is None:
        raise Invalid("relief_missing", "Say who sits in, and at which counter.")
    assign_relief(break_.pk, staff_id=staff_id, counter_id=counter_id, by=by, now=now)
