"""What must be so before a case moves on (DOMAIN.md 6, D1 to D8): plain values in, or a refusal."""

from datetime import datetime, timedelta

from branches.errors import Invalid, Refused
from branches.rules import in_calendar
from quality.rules.cases import MOVES, CaseState, Fault, Reach
from quality.rules.deadlines import LONGEST_DELAY

# BG-9: so many ways are looked at together before one is agreed upon
LEAST_OPTIONS = 2
REOPEN_WITHIN = timedelta(days=30)
# one client, one visit: more than this is no complaint any more
MOST_OPEN_PER_TICKET, MOST_PER_TICKET = 5, 10
# what a client adds to a case: more than this is another one
MOST_NOTES = 20


def may_move(here: str, there: CaseState) -> bool:
    """Whether a case in one state may come into another (the table of D1 to D8)."""
    return there in MOVES[CaseState(here)]


def judge_move(here: str, there: CaseState) -> None:
    """409 `case_state`, unless the table allows the move."""
    if not may_move(here, there):
        said = f"A case that is {CaseState(here).label.lower()} cannot become {there.label.lower()}"
        raise Refused("case_state", f"{said}.", state=here)


def judge_contact(reach: str, phone: str, email: str) -> None:
    """D1: a client is reached as they wish, or is anonymous and says so (`contact_missing`)."""
    wanted = {Reach.CALL: phone, Reach.TEXT: email or phone}.get(Reach(reach), "none")
    if not wanted:
        said = "a phone number" if reach == Reach.CALL else "an e-mail address or a phone number"
        message = f"To answer we need {said}; or choose to stay anonymous."
        raise Invalid("contact_missing", message, reach=reach)


def judge_text(text: str) -> None:
    """D1, D2: what happened is written down (`text_missing`)."""
    if not text.strip():
        raise Invalid("text_missing", "Please say in a few words what happened.")


def judge_agreement(
    state: str, due_at: datetime | None, options: int, fault: str, *, now: datetime
) -> None:
    """D3: understood first, two ways at least (own mistake excepted), and an exact time."""
    if state == CaseState.NEW:
        message = "First the client confirms that the problem is understood."
        raise Invalid("not_understood", message)
    if due_at is None:
        raise Invalid("due_missing", "An agreement names the exact time by which it is done.")
    judge_due(due_at, now=now)
    if options < LEAST_OPTIONS and fault != Fault.OURS:
        message = f"At least {LEAST_OPTIONS} ways are looked at before one is agreed upon."
        raise Invalid("options_missing", message, options=options, least=LEAST_OPTIONS)


def judge_due(due_at: datetime, *, now: datetime) -> None:
    """A promised time lies ahead (`due_in_past`)."""
    if not now < due_at or not in_calendar(due_at):
        raise Invalid("due_in_past", "The promised time lies ahead of now.")


def judge_answer(text: str, reach: str, *, called: bool) -> None:
    """D5, TR-17: a written answer, and a call before it unless the client wanted text."""
    if not text.strip():
        raise Invalid("answer_missing", "The answer is written down too.")
    if reach == Reach.CALL and not called:
        raise Invalid("call_first", "Call the client first, then send the answer in writing.")


def judge_delay(
    due_at: datetime,
    new_due_at: datetime,
    reason: str,
    delays: int,
    *,
    manager: bool,
    now: datetime,
) -> None:
    """D6: told before the promised time, with a reason, at most three days on; again by a manager
    only.
    """
    if now >= due_at:
        message = "The promised time has passed: a delay is told before it."
        raise Refused("due_passed", message, due_at=due_at)
    if not reason.strip():
        raise Invalid("reason_missing", "A delay is told with its reason.")
    if not due_at < new_due_at <= due_at + LONGEST_DELAY:
        latest = due_at + LONGEST_DELAY
        message = "The new time is later than the old one, by three days at most."
        raise Invalid("delay_length", message, latest=latest)
    if delays and not manager:
        message = "A second delay is told by the manager."
        raise Refused("manager_needed", message, status=403)


def judge_reopening(ended_at: datetime | None, *, now: datetime) -> None:
    """D8: within thirty days of the answer (`reopen_over`)."""
    if ended_at is not None and now > ended_at + REOPEN_WITHIN:
        message = "This was settled more than thirty days ago: please open a new one."
        raise Refused("reopen_over", message)
