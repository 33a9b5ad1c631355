"""What the clock does to a case, each step once (D2, D4, D5, D7, F58, F62)."""

from datetime import datetime
from typing import Any

from branches.models import Branch
from quality.actions.case_handover import return_unaccepted
from quality.actions.case_moves import change, move, settle, told
from quality.models import Case
from quality.queries.cases import manager_of, open_call, times_of
from quality.rules.case_steps import Step, steps_ahead
from quality.rules.cases import CaseEventKind, CaseState


def advance_case(case: Case, *, now: datetime) -> None:
    """Do everything that is due with a case, in the order in which it fell due.

    A part of the timers: they hold the branch's lock and the transaction.
    """
    # each step is done once, so there are never more of them than kinds
    for _ in Step:
        due_at, step = next(iter(steps_ahead(times_of(case))), (None, None))
        if due_at is None or step is None or now < due_at:
            break
        _do(step, case, case.branch, due_at, now)
    settle(case)


def _do(step: Step, case: Case, branch: Branch, due_at: datetime, now: datetime) -> None:
    if step == Step.HANDOVER:
        return_unaccepted(branch, case, now=now)
    elif step == Step.CLOSE:
        _close(case, branch, due_at, now)
    else:
        _note(step, case, branch, due_at, now)


def _note(step: Step, case: Case, branch: Branch, due_at: datetime, now: datetime) -> None:
    """A step that reminds or alarms: what is written down keeps it from being done again."""
    facts: dict[str, Any] = {"what": step}
    if step in MARKS:
        change(case, **{MARKS[step]: None if step == Step.CHECK else now})
    elif step == Step.STILL_NEW:
        change(case, owner=case.owner or manager_of(branch))
    elif call := open_call(case):
        facts["call"] = call.number
    kind, what, about = TOLD[step]
    told(branch, case, kind, what, now=now, facts=facts, due_at=due_at, **about)


# what is written down when a step was done, so that it is done once
MARKS = {
    Step.REMIND: "reminded_at",
    Step.OVERDUE: "overdue_told_at",
    Step.CHECK: "check_due_at",
}
# the event, its place in the case's history, and what it opens or whom it alarms
TOLD: dict[Step, tuple[str, CaseEventKind, dict[str, Any]]] = {
    Step.STILL_NEW: ("case.still_new", CaseEventKind.REMINDER, {"alarm": "case_new"}),
    Step.REMIND: ("case.reminder", CaseEventKind.REMINDER, {"card": "follow_up_delay"}),
    Step.OVERDUE: ("case.overdue", CaseEventKind.OVERDUE, {"alarm": "case_overdue"}),
    Step.CHECK: ("case.check_asked", CaseEventKind.CHECK, {}),
    Step.CALL_REMINDER: ("case.call_reminder", CaseEventKind.REMINDER, {}),
    Step.CALL_LONG: ("case.call_long", CaseEventKind.REMINDER, {}),
}


def _close(case: Case, branch: Branch, due_at: datetime, now: datetime) -> None:
    """D7: no word for three days after the answer."""
    move(branch, case, CaseState.CLOSED, now=now, closed_at=now)
    told(branch, case, "case.closed", CaseEventKind.CLOSED, now=now, due_at=due_at, silent=True)
