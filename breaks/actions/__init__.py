"""What can happen to breaks, and to tickets and counters together with them.

These are the verbs the doors use; each is one transaction under the branch lock.
"""

from breaks.actions.advance import advance
from breaks.actions.commitments import keep_commitment, release_commitment
from breaks.actions.conversion import convert_break
from breaks.actions.desk import (
    call_next,
    close_session,
    finish_service,
    hold_ticket,
    leave_queue,
    mark_no_show,
    open_session,
    recall_ticket,
    release_ticket,
    revive_ticket,
    set_out_of_service,
    start_service,
    take_ticket,
    transfer_ticket,
)
from breaks.actions.notice import record_receipt, record_spoken_notice
from breaks.actions.plan import (
    cancel_break,
    change_draft,
    draft_break,
    publish_plan,
    reschedule_break,
)
from breaks.actions.policy import (
    choose_preset,
    set_organisation_policy,
    set_policy,
    set_queue_policy,
)
from breaks.actions.running import (
    confirm_return,
    end_break,
    end_break_for,
    extend_break,
    start_break,
)
from breaks.actions.settle import settle
from breaks.actions.unplanned import answer_request, request_break, withdraw_break

__all__ = [
    "advance",
    "answer_request",
    "call_next",
    "cancel_break",
    "change_draft",
    "choose_preset",
    "close_session",
    "confirm_return",
    "convert_break",
    "draft_break",
    "end_break",
    "end_break_for",
    "extend_break",
    "finish_service",
    "hold_ticket",
    "keep_commitment",
    "leave_queue",
    "mark_no_show",
    "open_session",
    "publish_plan",
    "recall_ticket",
    "record_receipt",
    "record_spoken_notice",
    "release_commitment",
    "release_ticket",
    "request_break",
    "reschedule_break",
    "revive_ticket",
    "set_organisation_policy",
    "set_out_of_service",
    "set_policy",
    "set_queue_policy",
    "settle",
    "start_break",
    "start_service",
    "take_ticket",
    "transfer_ticket",
    "withdraw_break",
]
