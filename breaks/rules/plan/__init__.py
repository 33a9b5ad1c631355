"""Whether a day's breaks may be published: P1 to P6b, P8, B6 and U5 over plain values."""

from breaks.rules.plan.cover import (
    closes_fully,
    judge_cover_now,
    judge_sitting_in,
    role_lost,
)
from breaks.rules.plan.day import MINUTE, SLIP_RESERVE, Day, Numbers, Planned, Seat
from breaks.rules.plan.leaving import judge_leaving, judge_role_leaving
from breaks.rules.plan.notice import judge_notice
from breaks.rules.plan.postpone import judge_postponing, judge_step
from breaks.rules.plan.shape import shape_objections
from breaks.rules.plan.verdicts import CROWDED, free_start, judge_break, judge_draft, objections

__all__ = [
    "CROWDED",
    "MINUTE",
    "SLIP_RESERVE",
    "Day",
    "Numbers",
    "Planned",
    "Seat",
    "closes_fully",
    "free_start",
    "judge_break",
    "judge_cover_now",
    "judge_draft",
    "judge_leaving",
    "judge_notice",
    "judge_postponing",
    "judge_role_leaving",
    "judge_sitting_in",
    "judge_step",
    "objections",
    "role_lost",
    "shape_objections",
]
