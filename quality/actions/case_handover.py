"""A case goes to whoever can answer it (D4, FIL-26, FIL-27, TR-11): handed over, accepted, back."""

from datetime import datetime
from typing import Any

from django.db import transaction

from branches.clock import zone_of
from branches.errors import Invalid, Refused
from branches.models import Branch, Staff
from quality.actions.case_moves import HANDED_TO_NOBODY, change, locked, owe_by_owner, told
from quality.models import Case
from quality.queries.cases import manager_of
from quality.rules.cases import OPEN, CaseEventKind
from quality.rules.deadlines import working_after


@transaction.atomic
def hand_over(
    case_id: int,
    *,
    by: Staff,
    now: datetime,
    to: Staff | None = None,
    unit: str = "",
    text: str = "",
) -> Case:
    """D4, F60: offer the case to a person or a unit, to be accepted in four working hours; until
    then the owner stays the owner. The same handover again is one.
    """
    branch, case = locked(case_id)
    if case.state not in OPEN:
        raise Refused("case_state", "This case is answered already.", state=case.state)
    if to is None and not unit.strip():
        raise Invalid("target_missing", "To whom? Name a person or a unit.")
    if case.handed_at and case.handed_to == to and case.unit == unit:
        return case
    until = working_after(now, branch.opening_hours, zone_of(branch))
    change(case, handed_to=to, unit=unit, handed_at=now, handover_due_at=until)
    facts = {"to": to.pk if to else None, "unit": unit}
    card = "outside_competence"
    about: dict[str, Any] = {"text": text, "facts": facts, "due_at": until, "card": card}
    told(branch, case, "case.handover", CaseEventKind.HANDOVER, now=now, by=by, **about)
    return case


@transaction.atomic
def accept(case_id: int, *, by: Staff, now: datetime) -> Case:
    """Whoever accepts owns the case and what is owed to its client. Twice changes nothing."""
    branch, case = locked(case_id)
    if case.handed_at is None:
        if case.owner == by:
            return case
        raise Refused("no_handover", "This case is not being handed over.")
    if case.handed_to and case.handed_to != by:
        raise Refused("not_for_you", f"This was handed to {case.handed_to.name}.", status=403)
    change(case, owner=by, **HANDED_TO_NOBODY)
    owe_by_owner(case)
    told(branch, case, "case.accepted", CaseEventKind.ACCEPTED, now=now, by=by)
    return case


@transaction.atomic
def return_case(case_id: int, *, by: Staff, now: datetime, text: str = "") -> Case:
    """It is declined, or taken back: the owner keeps it. A second time changes nothing."""
    branch, case = locked(case_id)
    if case.handed_at is not None:
        change(case, unit="", **HANDED_TO_NOBODY)
        about: dict[str, Any] = {"by": by, "text": text}
        told(branch, case, "case.returned", CaseEventKind.RETURNED, now=now, **about)
    return case


def return_unaccepted(branch: Branch, case: Case, *, now: datetime) -> None:
    """D4: nobody accepted it in time: it returns to its owner, or to the manager where nobody owns
    it, and the manager is alarmed.
    """
    due, unit, to = case.handover_due_at, case.unit, case.handed_to_id
    change(case, unit="", owner=case.owner or manager_of(branch), **HANDED_TO_NOBODY)
    about: dict[str, Any] = {"facts": {"to": to, "unit": unit}, "alarm": "case_handover"}
    kind = CaseEventKind.RETURNED
    told(branch, case, "case.handover_missed", kind, now=now, due_at=due, **about)
