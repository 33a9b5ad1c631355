"""What can happen on the ground floor: branches, people and screens come and go, clocks move."""

from branches.actions.answers import (
    asker_of,
    claim_answer,
    drop_answer,
    forget_answers,
    keep_answer,
    scope_of_answer,
    void_answer,
)
from branches.actions.clocks import note_restart, note_tick, set_clock
from branches.actions.pairing import ask_pairing, forget_pairings, pair_device
from branches.actions.people import create_staff, set_skills
from branches.actions.places import (
    change_branch,
    close_early,
    create_branch,
    found_organisation,
    reopen,
)
from branches.actions.screens import (
    change_device,
    create_device,
    report_device,
    retire_device,
    touch_device,
)

__all__ = [
    "ask_pairing",
    "asker_of",
    "change_branch",
    "change_device",
    "claim_answer",
    "close_early",
    "create_branch",
    "create_device",
    "create_staff",
    "drop_answer",
    "forget_answers",
    "forget_pairings",
    "found_organisation",
    "keep_answer",
    "note_restart",
    "note_tick",
    "pair_device",
    "reopen",
    "report_device",
    "retire_device",
    "scope_of_answer",
    "set_clock",
    "set_skills",
    "touch_device",
    "void_answer",
]
