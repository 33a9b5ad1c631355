"""When the clock acts next on a break: a movable instant, looked at again on waking."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from breaks.rules.states import BreakState
from breaks.rules.terms import Terms

MINUTE = timedelta(minutes=1)
S = BreakState


@dataclass(frozen=True)
class Facts:
    """What the clock needs to know of a break. Instants are aware datetimes."""

    state: str
    starts_at: datetime
    returns_at: datetime
    shown_return_at: datetime | None = None
    notice_at: datetime | None = None
    requested_at: datetime | None = None
    # the instant at which a called client stops being expected (T4)
    called_until: datetime | None = None
    return_reminded: bool = False
    overrun_told: bool = False


def next_step(facts: Facts, terms: Terms, *, now: datetime) -> datetime | None:
    """The next instant at which the clock alone changes the break; None when only people do."""
    step = _STEPS.get(BreakState(facts.state))
    return step(facts, terms, now) if step else None


def _published(facts: Facts, terms: Terms, now: datetime) -> datetime:
    """N1, B3."""
    return facts.starts_at - terms.minutes("notice.warn_lead_min")


def _warned(facts: Facts, terms: Terms, now: datetime) -> datetime:
    """B4 with proof of notice, else the notice guard (N3)."""
    key = "notice.last_call_lead_min" if facts.notice_at else "notice.floor_min"
    return facts.starts_at - terms.minutes(key)


def _requested(facts: Facts, terms: Terms, now: datetime) -> datetime | None:
    """U1: three minutes for the manager's answer."""
    if facts.requested_at is None:
        return None
    return facts.requested_at + terms.minutes("unplanned.answer_min")


def _closing(facts: Facts, terms: Terms, now: datetime) -> datetime:
    """B5 at S, then what can free the counter, the alarm of A3, the end of B12."""
    alarm = facts.starts_at + terms.minutes("start.max_slip_min")
    expiry = facts.starts_at + terms.minutes("start.expire_min")
    ahead = [t for t in (facts.starts_at, facts.called_until, alarm, expiry) if t and t > now]
    return min(ahead, default=now + MINUTE)


def _on_break(facts: Facts, terms: Terms, now: datetime) -> datetime:
    """The reminder at R-2, then B9 at R+2."""
    if not facts.return_reminded:
        return facts.returns_at - terms.minutes("overrun.remind_min")
    return facts.returns_at + terms.minutes("overrun.tolerance_min")


def _overrun(facts: Facts, terms: Terms, now: datetime) -> datetime | None:
    """The manager's alarm at R+5 and each new time that passes (E0)."""
    alarm = None
    if not facts.overrun_told:
        alarm = facts.returns_at + terms.minutes("overrun.manager_min")
    return min((t for t in (alarm, facts.shown_return_at) if t), default=None)


_STEPS = {
    S.PUBLISHED: _published,
    S.WARNED: _warned,
    S.REQUESTED: _requested,
    S.CLOSING: _closing,
    S.ON_BREAK: _on_break,
    S.OVERRUN: _overrun,
}
