"""How far ahead clients learn of a break (B2, N4)."""

from datetime import datetime

from branches.rules import whole_minute_up
from breaks.rules.plan.cover import closes_fully
from breaks.rules.plan.day import MINUTE, Day, Planned
from breaks.rules.states import Refusal
from breaks.rules.terms import Terms


def judge_notice(break_: Planned, day: Day, terms: Terms, *, now: datetime) -> Refusal | None:
    """B2, N4: 10 minutes ahead at least, 15 when no other counter stays open."""
    closes = closes_fully(break_, day)
    floor = terms["notice.full_close_min" if closes else "notice.floor_min"]
    if break_.starts_at >= now + floor * MINUTE:
        return None
    message = f"Clients learn of a break at least {floor} minutes ahead."
    facts = {"floor_minutes": floor, "earliest": whole_minute_up(now + floor * MINUTE)}
    return Refusal("notice_too_short", message, facts)
