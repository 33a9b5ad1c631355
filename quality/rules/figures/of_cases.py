"""What was owed and what was complained of: K9, K13, K13b, K14, K15, K21."""

from collections.abc import Iterable

from breaks.rules.commitments import CommitmentKind, CommitmentState
from quality.rules.cases import CaseKind, Cause
from quality.rules.figures.counting import hour_of, of_visit
from quality.rules.figures.shapes import Count, Day, Grievance, Owed
from quality.rules.figures.stretches import closed_minutes

JUDGED = (CommitmentState.KEPT, CommitmentState.KEPT_LATE, CommitmentState.BROKEN)
BREAK_CAUSES = (Cause.BREAK_NOT_ANNOUNCED, Cause.CLOSED_IN_FACE, Cause.RETURN_LATE)
LONG_CALL = 15


def k9(day: Day) -> Iterable[Count]:
    """K9: commitments due that were kept in time, all and by kind; released ones left out."""
    for owed in day.owed.values():
        if owed.state in JUDGED:
            parts = ["den", "num"] if owed.state == CommitmentState.KEPT else ["den"]
            for part in parts:
                yield _of_owed(day, owed, f"k9.{part}")
                yield _of_owed(day, owed, f"k9.{owed.kind}.{part}")
    yield from _unanswered(day)


def _unanswered(day: Day) -> Iterable[Count]:
    """Answers still owed when their time was over: their commitments have not ended yet."""
    for case in day.cases.values():
        done = case.answered_at or case.withdrawn_at or case.kind == CaseKind.REVIEW
        if case.overdue and not done:
            due_at, event = case.overdue
            for measure in ("k9.den", f"k9.{CommitmentKind.CASE_ANSWER}.den"):
                yield Count(measure, 1, None, case.owner, "", hour_of(day, due_at), (event,))


def _of_owed(day: Day, owed: Owed, measure: str) -> Count:
    if owed.kind == CommitmentKind.COOL_DOWN_RETURN:
        return Count(measure, 1, events=(owed.event,))
    pause, visit = day.pauses.get(owed.pause or 0), day.visits.get(owed.ticket or 0)
    counter = pause.counter if pause else visit.counter if visit else None
    hour = hour_of(day, owed.due_at)
    return Count(measure, 1, counter, owed.owner, hour=hour, events=(owed.event,))


def k13(day: Day) -> Iterable[Count]:
    """K13: complaints opened, by cause and criterion, per ticket issued."""
    for visit in day.visits.values():
        yield of_visit(day, visit, "k13.den")
    for case in _complaints(day):
        yield _of_case(day, case, "k13.num")
        if case.cause:
            yield _of_case(day, case, f"k13.cause.{case.cause}")
        if case.criterion:
            yield _of_case(day, case, f"k13.criterion.{case.criterion}")


def k13b(day: Day) -> Iterable[Count]:
    """K13b: complaints that breaks caused, per ticket whose wait met a closure."""
    for ticket, closed in closed_minutes(day.visits, day).items():
        if closed > 0:
            yield of_visit(day, day.visits[ticket], "k13b.den")
    for case in _complaints(day):
        if case.cause in BREAK_CAUSES:
            yield _of_case(day, case, "k13b.num")


def _complaints(day: Day) -> Iterable[Grievance]:
    opened = (c for c in day.cases.values() if c.kind == CaseKind.COMPLAINT)
    return (c for c in opened if day.roster.is_today(c.opened_at))


def _of_case(day: Day, case: Grievance, measure: str) -> Count:
    hour = hour_of(day, case.opened_at)
    return Count(measure, 1, case.counter, None, "", hour, tuple(case.events[:1]))


def k14(day: Day) -> Iterable[Count]:
    """K14: answered by the due time first given, of cases due."""
    for case in _due(day):
        yield _of_due(day, case, "k14.den")
        if not _is_late(case):
            yield _of_due(day, case, "k14.num")


def k15(day: Day) -> Iterable[Count]:
    """K15: of late cases those whose delay was told before the due time first given."""
    for case in filter(_is_late, _due(day)):
        yield _of_due(day, case, "k15.den")
        if case.delayed_at and case.delayed_at < case.first_due_at:
            yield _of_due(day, case, "k15.num")


def _due(day: Day) -> Iterable[Grievance]:
    """What was to be answered by this day: not what its client withdrew before, no reviews."""
    for case in day.cases.values():
        due = case.first_due_at
        today = day.roster.is_today(due) and due <= day.roster.until
        gone = case.withdrawn_at and case.withdrawn_at <= due and not case.answered_at
        if today and case.kind != CaseKind.REVIEW and not gone:
            yield case


def _is_late(case: Grievance) -> bool:
    return case.answered_at is None or case.answered_at > case.first_due_at


def _of_due(day: Day, case: Grievance, measure: str) -> Count:
    hour = hour_of(day, case.first_due_at)
    return Count(measure, 1, case.counter, case.owner, "", hour, tuple(case.events))


def k21(day: Day) -> Iterable[Count]:
    """K21: calls of at most fifteen minutes, and calls passed on, of calls noted."""
    for talk in day.talks:
        about = (None, talk.by, "", hour_of(day, talk.at), (talk.event,))
        yield Count("k21.den", 1, *about)
        if talk.minutes <= LONG_CALL:
            yield Count("k21.num", 1, *about)
        if talk.transferred:
            yield Count("k21.transferred", 1, *about)
