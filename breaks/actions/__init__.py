"""What can happen to breaks, and to tickets and counters together with them.

These are the verbs the doors use; each is one transaction under the branch lock.
"""

from breaks.actions.advance import advance
from breaks.actions.answers import answer_pressure
from breaks.actions.arrivals import late_arrival
from breaks.actions.branch_day import change_shift, close_branch, reopen_branch
from breaks.actions.choices import call_back, change_counter, hold_ticket, release_ticket
from breaks.actions.commitments import keep_commitment, release_commitment
from breaks.actions.conversion import convert_break
from breaks.actions.desk import (
    call_next,
    close_session,
    finish_and_call,
    finish_service,
    leave_queue,
    mark_no_show,
    open_session,
    recall_ticket,
    revive_ticket,
    set_out_of_service,
    start_service,
    take_ticket,
    transfer_ticket,
)
from breaks.actions.learning import learn_waits
from breaks.actions.notice import record_client_receipt, record_receipt, record_spoken_notice
from breaks.actions.offline import Slip, cancel_unknown, take_offline
from breaks.actions.plan import (
    cancel_break,
    change_draft,
    draft_break,
    give_consent,
    publish_plan,
    reschedule_break,
)
from breaks.actions.policy import (
    choose_preset,
    set_organisation_policy,
    set_policy,
    set_queue_policy,
)
from breaks.actions.relief import assign_relief, cancel_relief
from breaks.actions.running import (
    confirm_return,
    end_break,
    end_break_for,
    extend_break,
    start_break,
)
from breaks.actions.settle import settle
from breaks.actions.told import note_painted, note_told, settle_told
from breaks.actions.unplanned import answer_request, request_break, withdraw_break
from breaks.actions.withdrawal import withdraw_promise

__all__ = [
    "Slip",
    "advance",
    "answer_pressure",
    "answer_request",
    "assign_relief",
    "call_back",
    "call_next",
    "cancel_break",
    "cancel_relief",
    "cancel_unknown",
    "change_counter",
    "change_draft",
    "change_shift",
    "choose_preset",
    "close_branch",
    "close_session",
    "confirm_return",
    "convert_break",
    "draft_break",
    "end_break",
    "end_break_for",
    "extend_break",
    "finish_and_call",
    "finish_service",
    "give_consent",
    "hold_ticket",
    "keep_commitment",
    "late_arrival",
    "learn_waits",
    "leave_queue",
    "mark_no_show",
    "note_painted",
    "note_told",
    "open_session",
    "publish_plan",
    "recall_ticket",
    "record_client_receipt",
    "record_receipt",
    "record_spoken_notice",
    "release_commitment",
    "release_ticket",
    "reopen_branch",
    "request_break",
    "reschedule_break",
    "revive_ticket",
    "set_organisation_policy",
    "set_out_of_service",
    "set_policy",
    "set_queue_policy",
    "settle",
    "settle_told",
    "start_break",
    "start_service",
    "take_offline",
    "take_ticket",
    "transfer_ticket",
    "withdraw_break",
    "withdraw_promise",
]
