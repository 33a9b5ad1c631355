"""How a case begins (D1): a client on the phone page, somebody at the desk, or what repeats."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from branches.clock import business_day
from branches.errors import Refused
from branches.locks import lock_branch
from branches.models import Branch, Staff
from breaks.actions.commitments import open_commitment
from breaks.models import Break
from breaks.queries import promise_of
from breaks.queries.policy import terms_for
from breaks.rules.commitments import CommitmentKind, ToldBy
from quality.actions.case_moves import promised, told
from quality.models import Case
from quality.queries.cases import cases_of_ticket, is_under_review, manager_of, repeats_of
from quality.queries.reports import complaints_of
from quality.rules.case_guards import (
    MOST_OPEN_PER_TICKET,
    MOST_PER_TICKET,
    judge_contact,
    judge_text,
)
from quality.rules.case_steps import REVIEW_FROM, REVIEW_WITHIN
from quality.rules.cases import OPEN, CaseEventKind, CaseKind, CaseSource, Reach
from quality.rules.deadlines import DAY, legal_due
from queueapp.models import Counter, Ticket


@transaction.atomic
def complain(ticket: Ticket, *, text: str, now: datetime, **about: Any) -> Case:
    """D1, F56: the client of a ticket writes what happened. The same words again are one case.

    `about`: kind, cause, criterion, reach, language, client_name, client_phone, client_email.
    """
    branch = lock_branch(ticket.branch_id)
    written = cases_of_ticket(ticket)
    still_open = written.filter(state__in=OPEN)
    same = still_open.filter(text=text, cause=about.get("cause", "")).first()
    if same:
        return same
    if still_open.count() >= MOST_OPEN_PER_TICKET or written.count() >= MOST_PER_TICKET:
        raise Refused("too_many_cases", "We have your complaints and are working on them.")
    break_ = promise_of(ticket).break_ref
    return _open(
        branch,
        CaseSource.TICKET_PAGE,
        now=now,
        by_client=True,
        text=text,
        ticket=ticket,
        break_ref=break_,
        counter=_counter_of(ticket, break_),
        told_by=ToldBy.SCREEN,
        **about,
    )


def _counter_of(ticket: Ticket, break_: Break | None) -> Counter | None:
    """Where it happened: where the client was called, else the counter they waited for."""
    if ticket.session:
        return ticket.session.counter
    return ticket.counter_wanted or (break_.counter if break_ else None)


@transaction.atomic
def open_case(
    branch_id: int, source: CaseSource, *, text: str, by: Staff, now: datetime, **about: Any
) -> Case:
    """D1: a person enters what a client says at the counter, on the phone or in a letter; it is
    theirs until they hand it over. A call that has just begun has no words yet.
    """
    branch = lock_branch(branch_id)
    if source != CaseSource.PHONE:
        judge_text(text)
    spoken = ToldBy.PHONE if source == CaseSource.PHONE else ToldBy.VOICE
    mine: dict[str, Any] = {"receiver": by, "owner": by, "by": by, "told_by": spoken}
    return _open(branch, source, now=now, text=text, **mine, **about)


def _open(
    branch: Branch,
    source: CaseSource,
    *,
    now: datetime,
    text: str,
    told_by: ToldBy,
    by: Staff | None = None,
    by_client: bool = False,
    **about: Any,
) -> Case:
    if by_client:
        judge_text(text)
    judge_contact(
        about.get("reach", "call"), about.get("client_phone", ""), about.get("client_email", "")
    )
    due_at = promised(branch, now=now)
    owner = about.get("owner")
    owed = open_commitment(
        branch, CommitmentKind.CASE_ANSWER, due_at=due_at, now=now, owner=owner, told_by=told_by
    )
    about |= {"source": source, "text": text, "commitment": owed, "consent": by_client}
    case = _insert(branch, due_at, now=now, **about)
    opened: dict[str, Any] = {"by": by, "by_client": by_client, "due_at": due_at}
    told(branch, case, "case.opened", CaseEventKind.OPENED, now=now, **opened)
    review_repeats(branch, case, now=now)
    return case


def _insert(branch: Branch, due_at: datetime, *, now: datetime, **about: Any) -> Case:
    """The row with the branch's next number; the branch is locked."""
    newest = branch.cases.aggregate(number=Max("number"))["number"] or 0
    return Case.objects.create(
        branch=branch,
        number=newest + 1,
        opened_at=now,
        due_at=due_at,
        first_due_at=due_at,
        legal_due_at=legal_due(now, terms_for(branch)["case.legal_days"]),
        **{"kind": CaseKind.COMPLAINT, **about},
    )


def review_repeats(branch: Branch, case: Case, *, now: datetime) -> Case | None:
    """K13a, F66: the third complaint of one cause at one counter in fourteen days asks the manager
    to look at it (TR-24, TR-25), once.
    """
    if case.kind != CaseKind.COMPLAINT or not case.cause or case.counter_id is None:
        return None
    repeats = repeats_of(case, now=now)
    if len(repeats) < REVIEW_FROM or is_under_review(case, now=now):
        return None
    about = {"cause": case.cause, "counter": case.counter, "criterion": case.criterion}
    return _open_review(branch, repeats, now=now, **about)


def _open_review(branch: Branch, cases: list[int], *, now: datetime, **about: Any) -> Case:
    """A case of the manager's own: somebody looks at what repeats (TR-24, TR-25)."""
    manager = manager_of(branch)
    about |= {"kind": CaseKind.REVIEW, "source": CaseSource.REVIEW, "reach": Reach.TEXT}
    about |= {"receiver": manager, "owner": manager}
    review = _insert(branch, now + REVIEW_WITHIN, now=now, **about)
    facts = {"cases": cases, "cause": review.cause}
    asked: dict[str, Any] = {"alarm": "case_review", "due_at": review.due_at}
    told(branch, review, "case.review_opened", CaseEventKind.OPENED, now=now, facts=facts, **asked)
    return review


@transaction.atomic
def review_rise(branch_id: int, *, now: datetime) -> Case | None:
    """K13a, the other half: the complaints of four weeks come twice as often as those of the twelve
    before, and are no single ones. Once while those four weeks last.
    """
    branch = lock_branch(branch_id)
    seen = complaints_of(branch, business_day(branch, now) - DAY)
    few = (seen.recent.part or 0) < REVIEW_FROM
    general = Case.objects.filter(branch=branch, kind=CaseKind.REVIEW, cause="")
    looked_at = general.filter(opened_at__gt=now - 28 * DAY).exists()
    if few or looked_at or not seen.doubled:
        return None
    return _open_review(branch, [], now=now)
