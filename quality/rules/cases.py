"""The words of a case (DOMAIN.md 6): its states, kinds, causes, and what may happen to it."""

from django.db.models import TextChoices


class CaseState(TextChoices):
    NEW = "new"
    CLARIFIED = "clarified"
    AGREED = "agreed"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class CaseKind(TextChoices):
    COMPLAINT = "complaint"
    QUESTION = "question"
    REQUEST = "request"
    # opened by K13a: somebody must look at what repeats; counted in no indicator of complaints
    REVIEW = "review"


class CaseSource(TextChoices):
    TICKET_PAGE = "ticket_page"
    COUNTER = "counter"
    PHONE = "phone"
    LETTER = "letter"
    BRANCH_CLOSING = "branch_closing"
    REVIEW = "review"


class Cause(TextChoices):
    LONG_WAIT = "long_wait"
    BREAK_NOT_ANNOUNCED = "break_not_announced"
    CLOSED_IN_FACE = "closed_in_face"
    RETURN_LATE = "return_late"
    TONE = "tone"
    ERROR = "error"
    PRODUCT = "product"
    OTHER = "other"


class Fault(TextChoices):
    OURS = "ours"
    PARTNER = "partner"
    CLIENT = "client"
    UNCLEAR = "unclear"


class Outcome(TextChoices):
    SUITS = "suits"
    PARTLY = "partly"
    NO = "no"


class Reach(TextChoices):
    """How a client wants to be answered; a call unless asked otherwise (TR-17)."""

    CALL = "call"
    TEXT = "text"
    ANONYMOUS = "anonymous"


class CaseEventKind(TextChoices):
    OPENED = "opened"
    NOTE = "note"
    UNDERSTOOD = "understood"
    OPTION = "option"
    AGREED = "agreed"
    HANDOVER = "handover"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    CALL = "call"
    REMINDER = "reminder"
    OVERDUE = "overdue"
    DELAY_NOTICE = "delay_notice"
    ANSWER = "answer"
    CHECK = "check"
    REOPENED = "reopened"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    SCRIPT = "script"


# from states to state (D1 to D8); handover and delay are events, not moves
MOVES: dict[CaseState, frozenset[CaseState]] = {
    CaseState.NEW: frozenset({CaseState.CLARIFIED, CaseState.WITHDRAWN}),
    CaseState.CLARIFIED: frozenset({CaseState.AGREED, CaseState.ANSWERED, CaseState.WITHDRAWN}),
    CaseState.AGREED: frozenset({CaseState.ANSWERED, CaseState.WITHDRAWN}),
    CaseState.ANSWERED: frozenset({CaseState.CLOSED, CaseState.CLARIFIED}),
    CaseState.CLOSED: frozenset({CaseState.CLARIFIED}),
    CaseState.WITHDRAWN: frozenset(),
}
OPEN = (CaseState.NEW, CaseState.CLARIFIED, CaseState.AGREED)
