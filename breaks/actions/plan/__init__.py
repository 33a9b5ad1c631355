"""The manager's verbs: draft, publish the day, move, cancel (B1, B2, B6, B7)."""

from breaks.actions.plan.cancelling import cancel_break, take_back
from breaks.actions.plan.drafts import change_draft, draft_break
from breaks.actions.plan.moving import follow_seat, give_consent, reschedule_break
from breaks.actions.plan.publication import publish_plan

__all__ = [
    "cancel_break",
    "change_draft",
    "draft_break",
    "follow_seat",
    "give_consent",
    "publish_plan",
    "reschedule_break",
    "take_back",
]
