"""What can happen to desks and places: one function per verb, under the branch lock.

Doors use the verbs of `breaks.actions`, which add promises and breaks in the same transaction.
"""

from queueapp.actions.calls import (
    call_ticket,
    finish_service,
    note_slow_service,
    recall_ticket,
    start_service,
)
from queueapp.actions.places import (
    expire_ticket,
    extend_hold,
    hold_ticket,
    issue_ticket,
    leave_queue,
    mark_no_show,
    put_in_front,
    release_ticket,
    revive_ticket,
    transfer_ticket,
    want_counter,
)
from queueapp.actions.reserve import issue_reserved, reserve_numbers
from queueapp.actions.seats import (
    close_session,
    open_session,
    pause_session,
    resume_session,
    set_out_of_service,
    wind_down_session,
)
from queueapp.actions.setup import (
    create_counter,
    create_queue,
    create_shift,
    move_shift,
    rename_queue,
)

__all__ = [
    "call_ticket",
    "close_session",
    "create_counter",
    "create_queue",
    "create_shift",
    "expire_ticket",
    "extend_hold",
    "finish_service",
    "hold_ticket",
    "issue_reserved",
    "issue_ticket",
    "leave_queue",
    "mark_no_show",
    "move_shift",
    "note_slow_service",
    "open_session",
    "pause_session",
    "put_in_front",
    "recall_ticket",
    "release_ticket",
    "rename_queue",
    "reserve_numbers",
    "resume_session",
    "revive_ticket",
    "set_out_of_service",
    "start_service",
    "transfer_ticket",
    "want_counter",
    "wind_down_session",
]
