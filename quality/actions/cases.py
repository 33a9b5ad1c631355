"""What people do with a case (DOMAIN.md 6, D2 to D8): understand, look for ways, agree, answer,
tell of a delay, hear whether it suits, close, reopen, withdraw.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from branches.errors import Invalid, Refused
from branches.models import Branch, Staff
from branches.queries import manages
from breaks.actions.commitments import keep, open_commitment, release
from breaks.rules.commitments import CommitmentKind
from quality.actions.case_moves import (
    HANDED_TO_NOBODY,
    change,
    locked,
    move,
    owe_by_owner,
    promise_anew,
    promised,
    told,
)
from quality.actions.case_opening import review_repeats
from quality.models import Case
from quality.queries.cases import manager_of, notes_of_client, options_of, was_called
from quality.rules.case_guards import (
    MOST_NOTES,
    judge_agreement,
    judge_answer,
    judge_contact,
    judge_delay,
    judge_reopening,
    judge_text,
)
from quality.rules.case_steps import CHECK_AFTER
from quality.rules.cases import OPEN, CaseEventKind, CaseState, Fault, Outcome

DETAILS = (
    "kind",
    "cause",
    "criterion",
    "fault",
    "counter",
    "unit",
    "reach",
    "language",
    "client_name",
    "client_phone",
    "client_email",
)


@transaction.atomic
def understand(case_id: int, *, by: Staff, now: datetime, text: str = "") -> Case:
    """D2, BG-8: the client agreed that the problem is written down as meant. A second time changes
    nothing.
    """
    branch, case = locked(case_id)
    if case.state == CaseState.CLARIFIED:
        return case
    words = text.strip() or case.text
    judge_text(words)
    mine = {"receiver": case.receiver or by, "owner": case.owner or by}
    # what the client wrote stays as it is; for others somebody writes it now
    known = {"text": case.text or words, "understood_at": now, **mine}
    move(branch, case, CaseState.CLARIFIED, now=now, **known)
    owe_by_owner(case)
    told(branch, case, "case.clarified", CaseEventKind.UNDERSTOOD, now=now, by=by, text=words)
    return case


@transaction.atomic
def add_option(case_id: int, *, text: str, by: Staff, now: datetime) -> Case:
    """BG-9: one way to settle it, looked at together with the client."""
    branch, case = locked(case_id)
    _must_be(case, *OPEN)
    judge_text(text)
    told(branch, case, "case.option", CaseEventKind.OPTION, now=now, by=by, text=text)
    return case


@transaction.atomic
def agree(case_id: int, *, text: str, due_at: datetime | None, by: Staff, now: datetime) -> Case:
    """D3, BG-10, F57: what is done, by whom and exactly when. The same agreement again is one."""
    branch, case = locked(case_id)
    if case.state == CaseState.AGREED and case.due_at == due_at:
        return case
    judge_agreement(case.state, due_at, len(options_of(case)), case.fault, now=now)
    assert due_at is not None
    new = {"resolution": text[:200], **promise_anew(case, due_at, now=now)}
    move(branch, case, CaseState.AGREED, now=now, owner=case.owner or by, **new)
    owe_by_owner(case)
    about: dict[str, Any] = {"text": text, "due_at": due_at}
    told(branch, case, "case.agreed", CaseEventKind.AGREED, now=now, by=by, **about)
    return case


@transaction.atomic
def tell_delay(
    case_id: int, *, new_due_at: datetime, reason: str, by: Staff, now: datetime
) -> Case:
    """D6, FIL-29, F58: before the promised time the client hears of a delay, its reason and the new
    time. The same notice again is one.
    """
    branch, case = locked(case_id)
    _must_be(case, *OPEN)
    if case.delays and case.due_at == new_due_at:
        return case
    old, manager = case.due_at, manages(by, branch)
    judge_delay(old, new_due_at, reason, case.delays, manager=manager, now=now)
    new = promise_anew(case, new_due_at, now=now)
    change(case, delays=case.delays + 1, delayed_at=case.delayed_at or now, **new)
    facts = {"old_due_at": old.isoformat(), "new_due_at": new_due_at.isoformat()}
    about: dict[str, Any] = {"text": reason, "facts": facts, "due_at": new_due_at}
    kind = CaseEventKind.DELAY_NOTICE
    told(branch, case, "case.delay_notice", kind, now=now, by=by, apology=True, **about)
    return case


@transaction.atomic
def answer_case(case_id: int, *, text: str, by: Staff, now: datetime) -> Case:
    """D5, F59: the written answer, after a call was tried unless the client wanted text."""
    branch, case = locked(case_id)
    _must_be(case, CaseState.CLARIFIED, CaseState.AGREED)
    judge_answer(text, case.reach, called=was_called(case))
    if case.commitment:
        keep(case.commitment, now=now, by=by)
    done = {"answer": text, "answered_at": now, "check_due_at": now + CHECK_AFTER, "outcome": ""}
    move(branch, case, CaseState.ANSWERED, now=now, **HANDED_TO_NOBODY, **done)
    told(branch, case, "case.answered", CaseEventKind.ANSWER, now=now, by=by, text=text)
    return case


@transaction.atomic
def judge_outcome(
    case_id: int, outcome: Outcome, *, now: datetime, by: Staff | None = None, text: str = ""
) -> Case:
    """D7, D8, BG-12: what the client says of the answer: it suits and is closed, or it is reopened.

    What suits partly is not solved yet. `by` is nobody when the client says it on their page.
    """
    branch, case = locked(case_id)
    if outcome == Outcome.SUITS:
        if case.state != CaseState.CLOSED:
            move(branch, case, CaseState.CLOSED, now=now, closed_at=now, outcome=outcome)
            _tell(branch, case, "case.closed", CaseEventKind.CLOSED, now=now, by=by, text=text)
        return case
    if case.state != CaseState.CLARIFIED or not case.reopened:
        _reopen(branch, case, outcome, now=now, by=by, text=text)
    return case


def _tell(branch: Branch, case: Case, kind: str, what: CaseEventKind, **about: Any) -> None:
    """A verb that is the client's own when nobody of the staff did it."""
    facts = {"outcome": str(case.outcome)} if case.outcome else {}
    told(branch, case, kind, what, by_client=about["by"] is None, facts=facts, **about)


def _reopen(branch: Branch, case: Case, outcome: Outcome, **about: Any) -> None:
    """D8, F61: within thirty days; the manager owns it and answers in three days more."""
    now = about["now"]
    judge_reopening(case.closed_at or case.answered_at, now=now)
    due_at, manager = promised(branch, now=now), manager_of(branch)
    move(
        branch,
        case,
        CaseState.CLARIFIED,
        now=now,
        outcome=outcome,
        owner=manager or case.owner,
        reopened=case.reopened + 1,
        closed_at=None,
        answered_at=None,
        check_due_at=None,
        **promise_anew(case, due_at, now=now),
    )
    # the promise of the first answer has ended: this is another one
    owed = {"due_at": due_at, "now": now, "owner": case.owner}
    change(case, commitment=open_commitment(branch, CommitmentKind.CASE_ANSWER, **owed))
    more = {**about, "alarm": "case_reopened", "due_at": due_at}
    _tell(branch, case, "case.reopened", CaseEventKind.REOPENED, **more)


@transaction.atomic
def withdraw(case_id: int, *, now: datetime, by: Staff | None = None, text: str = "") -> Case:
    """The client does not want an answer any more. A second time changes nothing."""
    branch, case = locked(case_id)
    if case.state == CaseState.WITHDRAWN:
        return case
    if case.commitment and case.state in OPEN:
        release(case.commitment, now=now, by=by)
    move(branch, case, CaseState.WITHDRAWN, now=now, closed_at=now, **HANDED_TO_NOBODY)
    _tell(branch, case, "case.withdrawn", CaseEventKind.WITHDRAWN, now=now, by=by, text=text)
    return case


@transaction.atomic
def add_note(case_id: int, *, text: str, now: datetime, by: Staff | None = None) -> Case:
    """Something to remember, of the staff; or more details from the client's page."""
    branch, case = locked(case_id)
    judge_text(text)
    if by is None:
        _must_be(case, *OPEN)
        if notes_of_client(case).count() >= MOST_NOTES:
            raise Refused("too_many_notes", "We have read what you wrote and are working on it.")
    _tell(branch, case, "case.noted", CaseEventKind.NOTE, now=now, by=by, text=text)
    return case


@transaction.atomic
def change_details(case_id: int, *, by: Staff, now: datetime, **values: Any) -> Case:
    """Correct what a case is about and how its client is reached (FIL-23, FIL-27); see `DETAILS`.

    What stays the same is no event. A mistake that is ours opens the card of the own mistake.
    """
    branch, case = locked(case_id)
    if unknown := set(values) - set(DETAILS):
        raise Invalid("unknown_detail", f"A case has no {', '.join(sorted(unknown))}.")
    changed = {name: value for name, value in values.items() if getattr(case, name) != value}
    if not changed:
        return case
    change(case, **changed)
    if {"reach", "client_phone", "client_email"} & set(changed):
        judge_contact(case.reach, case.client_phone or "", case.client_email or "")
    ours = changed.get("fault") == Fault.OURS
    kind = "case.fault_review" if "fault" in changed else "case.changed"
    card: dict[str, Any] = {"card": "own_mistake"} if ours else {}
    facts = {"changed": sorted(changed)}
    told(branch, case, kind, CaseEventKind.NOTE, now=now, by=by, facts=facts, **card)
    if {"cause", "counter"} & set(changed):
        review_repeats(branch, case, now=now)
    return case


def _must_be(case: Case, *states: CaseState) -> None:
    if case.state not in states:
        label = CaseState(case.state).label.lower()
        raise Refused("case_state", f"This case is {label}.", state=case.state)
