"""What the clock does to a case, and when (DOMAIN.md 6: the timers of D2 to D7; F62, K13a)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from quality.rules.calls import LIMIT, REMIND_AFTER, Call
from quality.rules.cases import OPEN, CaseKind, CaseState

# D2: nobody has clarified it: the manager does
NEW_FOR = timedelta(hours=24)
# D5
REMIND_BEFORE = timedelta(hours=24)
# D7: the client is asked whether it suits, and silence means that it does
CHECK_AFTER = timedelta(hours=24)
CLOSE_AFTER = timedelta(days=3)
# K13a, F66
REVIEW_WITHIN = timedelta(days=14)
REVIEW_FROM = 3


class Step(StrEnum):
    """What falls due."""

    STILL_NEW = "still_new"
    REMIND = "remind"
    OVERDUE = "overdue"
    HANDOVER = "handover"
    CHECK = "check"
    CLOSE = "close"
    CALL_REMINDER = "call_reminder"
    CALL_LONG = "call_long"


@dataclass(frozen=True, kw_only=True)
class CaseTimes:
    """A case as the clock sees it: what is due, and what was done of it already."""

    state: str
    kind: str
    opened_at: datetime
    due_at: datetime
    still_new_told: bool = False
    reminded: bool = False
    overdue_told: bool = False
    handover_due_at: datetime | None = None
    check_due_at: datetime | None = None
    answered_at: datetime | None = None
    call: Call | None = None


def steps_ahead(times: CaseTimes) -> list[tuple[datetime, Step]]:
    """Everything that the clock has still to do with a case, the earliest first."""
    return sorted([*_until_answered(times), *_afterwards(times), *_of_call(times.call)])


def _until_answered(times: CaseTimes) -> Iterator[tuple[datetime, Step]]:
    if times.state not in OPEN:
        return
    if times.state == CaseState.NEW and times.kind != CaseKind.REVIEW and not times.still_new_told:
        yield times.opened_at + NEW_FOR, Step.STILL_NEW
    if not times.reminded:
        # a promise of less than a day is reminded of at once
        yield max(times.due_at - REMIND_BEFORE, times.opened_at), Step.REMIND
    if not times.overdue_told:
        yield times.due_at, Step.OVERDUE
    if times.handover_due_at:
        yield times.handover_due_at, Step.HANDOVER


def _afterwards(times: CaseTimes) -> Iterator[tuple[datetime, Step]]:
    if times.state != CaseState.ANSWERED or times.answered_at is None:
        return
    if times.check_due_at:
        yield times.check_due_at, Step.CHECK
    yield times.answered_at + CLOSE_AFTER, Step.CLOSE


def _of_call(call: Call | None) -> Iterator[tuple[datetime, Step]]:
    if call and not call.reminded:
        yield call.started_at + REMIND_AFTER, Step.CALL_REMINDER
    if call and not call.long:
        yield call.started_at + LIMIT, Step.CALL_LONG
