"""What is owed to a client by a time, and whether it was kept (DOMAIN.md 3.6.3, K9)."""

from datetime import datetime

from django.db.models import TextChoices


class CommitmentKind(TextChoices):
    SERVED_BEFORE = "served_before"
    RETURN_TIME = "return_time"
    CALL_BACK = "call_back"
    COOL_DOWN_RETURN = "cool_down_return"
    CASE_ANSWER = "case_answer"
    OTHER = "other"


class CommitmentState(TextChoices):
    OPEN = "open"
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    BROKEN = "broken"
    RELEASED = "released"


class ToldBy(TextChoices):
    SCREEN = "screen"
    PHONE = "phone"
    VOICE = "voice"


def judged(due_at: datetime, kept_at: datetime) -> CommitmentState:
    """Kept by its due time, or kept late."""
    return CommitmentState.KEPT if kept_at <= due_at else CommitmentState.KEPT_LATE
