"""How a case looks from outside: to the staff, and to the client on their own page."""

from typing import Any

from branches.models import Staff
from quality.models import Case, CaseEvent
from quality.queries.case_verbs import client_may, staff_may
from quality.queries.cases import history, newest_delay, open_call, options_of, was_called
from quality.rules.cases import CaseState


def case_row(case: Case) -> dict[str, Any]:
    """A case in a list: instants are UTC."""
    counter, ticket = case.counter, case.ticket
    return {
        "id": case.pk,
        "code": case.code,
        "kind": case.kind,
        "source": case.source,
        "state": case.state,
        "cause": case.cause,
        "criterion": case.criterion,
        "counter": {"id": counter.pk, "label": counter.label} if counter else None,
        "ticket": ticket.code if ticket else None,
        "break": case.break_ref_id,
        "owner": _person(case.owner),
        "receiver": _person(case.receiver),
        "unit": case.unit,
        "handed_to": _person(case.handed_to),
        "handed_at": case.handed_at,
        "handover_due_at": case.handover_due_at,
        "opened_at": case.opened_at,
        "due_at": case.due_at,
        "first_due_at": case.first_due_at,
        "legal_due_at": case.legal_due_at,
        "answered_at": case.answered_at,
        "delayed_at": case.delayed_at,
        "delays": case.delays,
        "reopened": case.reopened,
        "closed_at": case.closed_at,
        "outcome": case.outcome,
    }


def _person(staff: Staff | None) -> dict[str, Any] | None:
    return {"id": staff.pk, "name": staff.name} if staff else None


def case_facts(case: Case, staff: Staff) -> dict[str, Any]:
    """One case as staff read it, with its client, its words and its history."""
    call = open_call(case)
    return {
        **case_row(case),
        "token": case.token,
        "text": case.text,
        "understood_at": case.understood_at,
        "client_name": case.client_name,
        "client_phone": case.client_phone,
        "client_email": case.client_email,
        "language": case.language,
        "reach": case.reach,
        "fault": case.fault,
        "resolution": case.resolution,
        "answer": case.answer,
        "erase_after": case.erase_after,
        "erased_at": case.erased_at,
        "options": options_of(case),
        "called": was_called(case),
        "call": call
        and {
            "number": call.number,
            "started_at": call.started_at,
            "stage": call.stage,
            "reminded": call.reminded,
            "long": call.long,
        },
        "may": staff_may(case, staff),
        "history": [_happened(event) for event in history(case)],
    }


def _happened(event: CaseEvent) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "at": event.at,
        "by": event.by.name if event.by else None,
        "by_client": event.by_client,
        "text": event.text,
        "data": event.data,
    }


def client_facts(case: Case) -> dict[str, Any]:
    """A case as its client sees it: nobody's name, and no way in which anybody is reached."""
    delay = newest_delay(case)
    answered = case.state in (CaseState.ANSWERED, CaseState.CLOSED)
    return {
        "token": case.token,
        "code": case.code,
        "kind": case.kind,
        "state": case.state,
        "cause": case.cause,
        "language": case.language,
        "text": case.text,
        "opened_at": case.opened_at,
        "due_at": case.due_at,
        "first_due_at": case.first_due_at,
        "delayed": {"at": delay.at, "reason": delay.text, "apology": True} if delay else None,
        "answer": case.answer if answered else "",
        "answered_at": case.answered_at,
        "outcome": case.outcome,
        "erased": case.erased_at is not None,
        "may": client_may(case),
    }
