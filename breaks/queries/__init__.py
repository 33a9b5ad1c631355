"""What can be asked about breaks, promises and the policy in force."""

from breaks.queries.breaks import (
    access_break,
    asked_break,
    break_of_session,
    breaks_on,
    clash_of,
    open_breaks,
    proves,
    running_break,
    screens_online,
    waiting_breaks_of,
)
from breaks.queries.clients import (
    ahead_of,
    client_may,
    client_of,
    clients_before,
    expected_at,
    last_ticket,
    promise_facts,
    promise_of,
    promised_before,
    revive_until,
)
from breaks.queries.commitments import access_commitment, commitments_for, open_commitments
from breaks.queries.day import plan_day, planned, seat_of, shift_around
from breaks.queries.line import Line
from breaks.queries.policy import policy_rows, terms_for, terms_of_break
from breaks.queries.reliefs import is_relieved, relief_now, reliefs_of

__all__ = [
    "Line",
    "access_break",
    "access_commitment",
    "ahead_of",
    "asked_break",
    "break_of_session",
    "breaks_on",
    "clash_of",
    "client_may",
    "client_of",
    "clients_before",
    "commitments_for",
    "expected_at",
    "is_relieved",
    "last_ticket",
    "open_breaks",
    "open_commitments",
    "plan_day",
    "planned",
    "policy_rows",
    "promise_facts",
    "promise_of",
    "promised_before",
    "proves",
    "relief_now",
    "reliefs_of",
    "revive_until",
    "running_break",
    "screens_online",
    "seat_of",
    "shift_around",
    "terms_for",
    "terms_of_break",
    "waiting_breaks_of",
]
