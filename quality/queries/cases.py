"""Cases: whose they are, what has happened to them, what the clock has still to do."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from branches.errors import NotFound
from branches.models import Branch, Membership, Staff
from branches.queries import access_branch, manages
from branches.rules import Role
from quality.models import Case, CaseEvent
from quality.rules.calls import Call, Stage
from quality.rules.case_steps import REVIEW_WITHIN, CaseTimes, Step
from quality.rules.cases import OPEN, CaseEventKind, CaseKind, CaseState
from queueapp.models import Ticket

ABOUT = (
    "branch",
    "branch__organisation",
    "ticket",
    "counter",
    "break_ref",
    "owner",
    "receiver",
    "handed_to",
    "commitment",
)


def case_rows() -> QuerySet[Case]:
    """Cases with all that they speak of."""
    return Case.objects.select_related(*ABOUT)


def access_case(staff: Staff, case_id: int) -> Case:
    """The case, if it is one of those that the person may see (3.8); else there is none."""
    case = case_rows().filter(pk=case_id).first()
    if case is None:
        raise NotFound("case")
    branch = access_branch(staff, case.branch_id)
    if not cases_for(staff, branch).filter(pk=case.pk).exists():
        raise NotFound("case")
    return case


def cases_for(staff: Staff, branch: Branch) -> QuerySet[Case]:
    """What a person may see: a manager all of a branch, others what they entered, own or were
    handed, themselves or as one of the unit it was handed to.
    """
    rows = case_rows().filter(branch=branch)
    if manages(staff, branch):
        return rows
    own = Q(owner=staff) | Q(receiver=staff) | Q(handed_to=staff)
    if staff.position:
        own |= Q(handed_at__isnull=False, handed_to=None, unit__iexact=staff.position)
    return rows.filter(own)


def by_due(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Those still to be answered, the earliest promise first."""
    return rows.filter(state__in=OPEN).order_by("due_at", "pk")


def ended(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Those answered, closed or withdrawn, the newest first."""
    return rows.exclude(state__in=OPEN).order_by("-opened_at", "-pk")


def case_of_client(token: str) -> Case:
    """The case whose page a client's token opens."""
    case = case_rows().filter(token=token).exclude(kind=CaseKind.REVIEW).first()
    if case is None:
        raise NotFound("case")
    return case


def cases_of_ticket(ticket: Ticket) -> QuerySet[Case]:
    """What the client of a ticket wrote, the newest first."""
    return ticket.cases.exclude(kind=CaseKind.REVIEW).order_by("-opened_at", "-pk")


def history(case: Case) -> QuerySet[CaseEvent]:
    """All that happened to a case, the oldest first."""
    return case.events.select_related("by").order_by("pk")


def options_of(case: Case) -> list[str]:
    """The ways that were looked at since the case was last opened (BG-9)."""
    return [event.text for event in _since_reopened(case, CaseEventKind.OPTION)]


def was_called(case: Case) -> bool:
    """Whether a call was tried since the case was last opened (D5, TR-17)."""
    return _since_reopened(case, CaseEventKind.CALL).exists()


def _since_reopened(case: Case, kind: CaseEventKind) -> QuerySet[CaseEvent]:
    last = case.events.filter(kind=CaseEventKind.REOPENED).order_by("-pk").first()
    rows = case.events.filter(kind=kind).order_by("pk")
    return rows.filter(pk__gt=last.pk) if last else rows


def notes_of_client(case: Case) -> QuerySet[CaseEvent]:
    """What the client added on the own page."""
    return case.events.filter(kind=CaseEventKind.NOTE, by_client=True)


def newest_delay(case: Case) -> CaseEvent | None:
    """The notice of delay that is in force; its text is the reason."""
    return case.events.filter(kind=CaseEventKind.DELAY_NOTICE).order_by("-pk").first()


def calls_of(case: Case) -> int:
    """How many calls were noted."""
    noted = case.events.filter(kind=CaseEventKind.CALL)
    return int(noted.aggregate(n=Count("data__call", distinct=True))["n"])


def open_call(case: Case) -> Call | None:
    """The call that runs now, and how far it has come (FIL-21)."""
    last = case.events.filter(kind=CaseEventKind.CALL).order_by("-pk").first()
    if last is None or "minutes" in last.data:
        return None
    number = last.data["call"]
    of_call = case.events.filter(data__call=number)
    first = of_call.filter(kind=CaseEventKind.CALL).order_by("pk")[0]
    said = of_call.filter(kind=CaseEventKind.REMINDER).values_list("data__what", flat=True)
    stage, told = Stage(last.data["stage"]), set(said)
    return Call(number, first.at, stage, Step.CALL_REMINDER in told, Step.CALL_LONG in told)


def times_of(case: Case) -> CaseTimes:
    """A case as the clock sees it."""
    told = case.events.filter(kind=CaseEventKind.REMINDER, data__what=Step.STILL_NEW)
    return CaseTimes(
        state=case.state,
        kind=case.kind,
        opened_at=case.opened_at,
        due_at=case.due_at,
        still_new_told=case.state == CaseState.NEW and told.exists(),
        reminded=case.reminded_at is not None,
        overdue_told=case.overdue_told_at is not None,
        handover_due_at=case.handover_due_at,
        check_due_at=case.check_due_at,
        answered_at=case.answered_at,
        call=open_call(case),
    )


def manager_of(branch: Branch) -> Staff | None:
    """Who answers for a branch: its manager, where there is none the head office."""
    rows = Membership.objects.select_related("staff").order_by("pk")
    here = rows.filter(branch=branch, role=Role.MANAGER).first()
    if here is None:
        office = rows.filter(organisation=branch.organisation_id, role=Role.HEAD_OFFICE)
        here = office.first()
    return here.staff if here else None


def units_of(branch: Branch) -> list[str]:
    """The units that a case may be handed to: the positions that people of the branch have."""
    names = branch.memberships.exclude(staff__position="").values_list("staff__position", flat=True)
    return sorted(set(names))


def repeats_of(case: Case, *, now: datetime) -> list[int]:
    """K13a: the complaints of the last fourteen days with the same cause at the same counter."""
    since = now - REVIEW_WITHIN
    rows = _same(case).filter(kind=CaseKind.COMPLAINT, opened_at__gt=since)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def is_under_review(case: Case, *, now: datetime) -> bool:
    """Whether somebody looks at that cause and counter already, or did in these fourteen days."""
    recent = Q(opened_at__gt=now - REVIEW_WITHIN) | Q(state__in=OPEN)
    return _same(case).filter(recent, kind=CaseKind.REVIEW).exists()


def _same(case: Case) -> QuerySet[Case]:
    return Case.objects.filter(branch=case.branch_id, counter=case.counter_id, cause=case.cause)


def counts_for(staff: Staff, branch: Branch, *, now: datetime) -> dict[str, Any]:
    """How many cases wait for a person, and how many are past their promise."""
    rows = cases_for(staff, branch).filter(state__in=OPEN)
    return rows.aggregate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lte=now)))
