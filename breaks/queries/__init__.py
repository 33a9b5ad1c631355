"""What can be asked about breaks, promises and the policy in force."""

from breaks.queries.absence import absence_objection
from breaks.queries.breaks import (
    access_break,
    asked_break,
    break_of_session,
    breaks_on,
    clash_of,
    proves,
    proves_zone,
    running_break,
    screens_online,
    waiting_breaks_of,
)
from breaks.queries.choices import choices_of, client_may, soonest_counter, standing_of
from breaks.queries.clients import (
    ahead_of,
    as_client,
    break_told_of,
    call_back_of,
    client_of,
    clients_before,
    expected_at,
    kept_until,
    last_ticket,
    promise_facts,
    promise_of,
    promised_before,
    return_of,
    revive_until,
    was_withdrawn,
)
from breaks.queries.commitments import access_commitment, commitments_for, open_commitments
from breaks.queries.day import numbers_for, plan_day, planned, seat_of, shift_around
from breaks.queries.entry import entry_before
from breaks.queries.line import Line
from breaks.queries.overrides import overrides_for
from breaks.queries.policy import (
    confirmation_at,
    organisation_row,
    policy_history,
    policy_rows,
    preset_of,
    terms_by_queue,
    terms_for,
    terms_of_break,
)
from breaks.queries.prospects import promises_now
from breaks.queries.reliefs import is_relieved, relief_now, reliefs_of, relieves
from breaks.queries.rest import rest_facts

__all__ = [
    "Line",
    "absence_objection",
    "access_break",
    "access_commitment",
    "ahead_of",
    "as_client",
    "asked_break",
    "break_of_session",
    "break_told_of",
    "breaks_on",
    "call_back_of",
    "choices_of",
    "clash_of",
    "client_may",
    "client_of",
    "clients_before",
    "commitments_for",
    "confirmation_at",
    "entry_before",
    "expected_at",
    "is_relieved",
    "kept_until",
    "last_ticket",
    "numbers_for",
    "open_commitments",
    "organisation_row",
    "overrides_for",
    "plan_day",
    "planned",
    "policy_history",
    "policy_rows",
    "preset_of",
    "promise_facts",
    "promise_of",
    "promised_before",
    "promises_now",
    "proves",
    "proves_zone",
    "relief_now",
    "reliefs_of",
    "relieves",
    "rest_facts",
    "return_of",
    "revive_until",
    "running_break",
    "screens_online",
    "seat_of",
    "shift_around",
    "soonest_counter",
    "standing_of",
    "terms_by_queue",
    "terms_for",
    "terms_of_break",
    "waiting_breaks_of",
    "was_withdrawn",
]
