"""The one place that writes a case's state, and what every verb of a case has in common."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from branches.clock import business_day, zone_of
from branches.errors import Refused
from branches.events import record
from branches.locks import lock_branch_of
from branches.models import Branch, Staff
from breaks.actions.commitments import renegotiate
from breaks.queries.policy import terms_for
from breaks.rules.commitments import CommitmentState
from quality.models import Case, CaseEvent
from quality.queries.cases import case_rows, times_of
from quality.rules.case_guards import judge_move
from quality.rules.case_steps import REMIND_BEFORE, steps_ahead
from quality.rules.cases import CaseEventKind, CaseState
from quality.rules.deadlines import DAY, answer_due

# what somebody typed stays in the history: the log is never erased
TYPED = ("unit",)
ENDED = (CaseState.CLOSED, CaseState.WITHDRAWN)
# the columns of a case that is offered to nobody (D4)
HANDED_TO_NOBODY = {"handed_to": None, "handed_at": None, "handover_due_at": None}


def locked(case_id: int) -> tuple[Branch, Case]:
    """The case under the lock of its branch; of one that was erased nothing is written any more,
    for what comes after the erasure would be kept for ever (`case_erased`, F70).
    """
    branch = lock_branch_of(Case, case_id)
    case = case_rows().get(pk=case_id)
    if case.erased_at:
        raise Refused("case_erased", "What this case said has been erased; open a new one.")
    return branch, case


def move(branch: Branch, case: Case, state: CaseState, *, now: datetime, **changed: Any) -> None:
    """Bring a case into another state, if the table of D1 to D8 allows it; an end sets the day on
    which everything personal is erased, a reopening takes it back.
    """
    judge_move(case.state, state)
    days = terms_for(branch)["retention.case_days"]
    gone = business_day(branch, now) + days * DAY if state in ENDED else None
    asleep = {"next_step_at": None} if state == CaseState.WITHDRAWN else {}
    change(case, state=state, erase_after=gone, **asleep, **changed)


def change(case: Case, **changed: Any) -> None:
    """Write these columns of a case and no others."""
    for name, value in changed.items():
        setattr(case, name, value)
    case.save(update_fields=[*changed])


def told(
    branch: Branch,
    case: Case,
    kind: str,
    what: CaseEventKind,
    *,
    now: datetime,
    by: Staff | None = None,
    text: str = "",
    facts: dict[str, Any] | None = None,
    due_at: datetime | None = None,
    by_client: bool = False,
    **data: Any,
) -> None:
    """The end of every verb: what happened goes into the case's history with its words, into the
    branch's log without them, and the clock is set for what comes next.
    """
    facts = facts or {}
    CaseEvent.objects.create(
        case=case, kind=what, at=now, by=by, by_client=by_client, text=text, data=facts
    )
    settle(case)
    codes = {name: value for name, value in facts.items() if name not in TYPED}
    more = {"case": case.code, "by_client": by_client, **codes, **data}
    record(branch, kind, now=now, by=by, subject=case, due_at=due_at, **more)


def settle(case: Case) -> None:
    """Set the instant at which the clock alone changes the case next."""
    ahead: Iterable[tuple[datetime, Any]] = steps_ahead(times_of(case))
    first = next((at for at, _ in ahead), None)
    withdrawn = case.state == CaseState.WITHDRAWN
    change(case, next_step_at=None if withdrawn else first)


def promised(branch: Branch, *, now: datetime) -> datetime:
    """By when a case that is opened now is answered (D1)."""
    terms = terms_for(branch)
    days, working = terms["case.answer_days"], terms["case.working_days"]
    return answer_due(now, days, branch.opening_hours, zone_of(branch), working=working)


def promise_anew(case: Case, due_at: datetime, *, now: datetime) -> dict[str, Any]:
    """The columns that go with another promised time; the commitment follows while it can."""
    if case.commitment and case.commitment.state == CommitmentState.OPEN:
        renegotiate(case.commitment, due_at, now=now)
    # a promise of less than a day needs no reminder a day before
    soon = now if due_at - REMIND_BEFORE <= now else None
    return {"due_at": due_at, "reminded_at": soon, "overdue_told_at": None}


def owe_by_owner(case: Case) -> None:
    """What is owed to the client is owed by whoever owns the case."""
    if case.commitment and case.commitment.owner_id != case.owner_id:
        case.commitment.owner = case.owner
        case.commitment.save(update_fields=["owner"])
