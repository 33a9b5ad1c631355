"""When the clock acts next on a break: a movable instant, looked at again on waking."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from breaks.rules.states import BreakState
from breaks.rules.terms import Terms

MINUTE = timedelta(minutes=1)
# the manager's time to answer the pressure proposal (3.1)
PRESSURE_ANSWER = timedelta(minutes=2)
# U3: how often the return of an unplanned break is confirmed
CONFIRMATION = timedelta(minutes=5)
# how long before the latest lawful start the manager hears that the rest is at risk
RISK_LEAD = timedelta(minutes=10)
# who was promised and still waits when the start may slip no more is served within this (3.9 no. 2)
LATE_SERVICE = timedelta(minutes=10)
# after an outage a running break is late from here on (3.9 no. 13)
GRACE = timedelta(minutes=2)
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
    slip_told: bool = False
    overrun_told: bool = False
    # N3: no proof is waited for any more, or none is needed because somebody sits in
    proof_waived: bool = False
    # A4: T_law, and how long before it the counter gets no further client, by queue
    latest_at: datetime | None = None
    estimates: tuple[timedelta, ...] = ()
    risk_told: bool = False
    # asked and not answered
    pressure_at: datetime | None = None
    # U3, of a running unplanned break: its start or the last confirmation
    confirmed_at: datetime | None = None
    grace_until: datetime | None = None
    shift_ends_at: datetime | None = None


def next_step(facts: Facts, terms: Terms, *, now: datetime) -> datetime | None:
    """The next instant at which the clock alone changes the break; None when only people do."""
    step = _STEPS.get(BreakState(facts.state))
    return step(facts, terms, now) if step else None


def _published(facts: Facts, terms: Terms, now: datetime) -> datetime:
    """N1, B3."""
    return facts.starts_at - terms.minutes("notice.warn_lead_min")


def _warned(facts: Facts, terms: Terms, now: datetime) -> datetime:
    """B4 with proof of notice, else the notice guard (N3); before it the pressure's silence."""
    proven = facts.notice_at or facts.proof_waived
    key = "notice.last_call_lead_min" if proven else "notice.floor_min"
    instants = [facts.starts_at - terms.minutes(key)]
    if facts.pressure_at:
        instants.append(facts.pressure_at + PRESSURE_ANSWER)
    return min(instants)


def _requested(facts: Facts, terms: Terms, now: datetime) -> datetime | None:
    """U1: three minutes for the manager's answer."""
    if facts.requested_at is None:
        return None
    return facts.requested_at + terms.minutes("unplanned.answer_min")


def _closing(facts: Facts, terms: Terms, now: datetime) -> datetime:
    """B5 at S, then what can free the counter, the alarm of A3, the end of what was promised,
    T_law, the end of B12."""
    alarm = facts.starts_at + terms.minutes("start.max_slip_min")
    owed = service_due(facts.starts_at, terms)
    expiry = facts.starts_at + terms.minutes("start.expire_min")
    if now >= alarm and not facts.slip_told:
        # it wound down late: the alarm of A3 is overdue
        return now
    instants = [facts.starts_at, facts.called_until, alarm, owed, expiry, *_lawful(facts)]
    return min((t for t in instants if t and t > now), default=now + MINUTE)


def service_due(starts_at: datetime, terms: Terms) -> datetime:
    """3.9 no. 2: by when whoever was promised service before a break is served, late included."""
    return starts_at + terms.minutes("start.max_slip_min") + LATE_SERVICE


def _lawful(facts: Facts) -> Iterable[datetime]:
    """A4: the last client of each queue, the warning that the rest is at risk, T_law."""
    if facts.latest_at:
        yield from (facts.latest_at - estimate for estimate in facts.estimates)
        yield facts.latest_at
        if not facts.risk_told:
            yield facts.latest_at - RISK_LEAD


def _on_break(facts: Facts, terms: Terms, now: datetime) -> datetime:
    """The reminder at R-2, each confirmation of U3, then B9 at R+2 or the shift's end (B17)."""
    late = overrun_from(facts.returns_at, facts.grace_until, terms)
    reminder = facts.returns_at - terms.minutes("overrun.remind_min")
    instants = [late if facts.return_reminded else min(reminder, late), facts.shift_ends_at]
    if facts.confirmed_at:
        instants.append(next_confirmation(facts.confirmed_at, facts.returns_at, now))
    return min(t for t in instants if t)


def overrun_from(returns_at: datetime, grace_until: datetime | None, terms: Terms) -> datetime:
    """B9: R+2, after an outage two minutes from the restart at the earliest (3.9 no. 13)."""
    late = returns_at + terms.minutes("overrun.tolerance_min")
    return max(late, grace_until) if grace_until else late


def next_confirmation(since: datetime, returns_at: datetime, now: datetime) -> datetime | None:
    """U3: the next whole five minutes from the last confirmation, while the return lies ahead."""
    mark = since + ((now - since) // CONFIRMATION + 1) * CONFIRMATION
    return mark if mark < returns_at else None


def _overrun(facts: Facts, terms: Terms, now: datetime) -> datetime | None:
    """The manager's alarm at R+5, each new time that passes (E0), the shift's end (B17)."""
    alarm = None
    if not facts.overrun_told:
        alarm = facts.returns_at + terms.minutes("overrun.manager_min")
    instants = (alarm, facts.shown_return_at, facts.shift_ends_at)
    return min((t for t in instants if t), default=None)


_STEPS = {
    S.PUBLISHED: _published,
    S.WARNED: _warned,
    S.REQUESTED: _requested,
    S.CLOSING: _closing,
    S.ON_BREAK: _on_break,
    S.OVERRUN: _overrun,
}
