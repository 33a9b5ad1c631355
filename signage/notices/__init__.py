"""What the screens say about one break, composed from plain values."""

from breaks.rules.start import return_shown_at
from signage.notices.announced import (
    CANCELLED_SHOWN,
    REOPENED_SHOWN,
    Announced,
    Phase,
    is_noticed,
    last_entry_at,
    minutes_until,
    needs_receipt,
    next_change,
    phase_of,
)
from signage.notices.notice import Notice, line_for, notice_for

__all__ = [
    "CANCELLED_SHOWN",
    "REOPENED_SHOWN",
    "Announced",
    "Notice",
    "Phase",
    "is_noticed",
    "last_entry_at",
    "line_for",
    "minutes_until",
    "needs_receipt",
    "next_change",
    "notice_for",
    "phase_of",
    "return_shown_at",
]
