"""What the client of a ticket may choose because of a break, and why not (F21)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from breaks.rules.states import COMING, Refusal
from queueapp.rules import PRESENT, TicketState


@dataclass(frozen=True)
class Standing:
    """A ticket as its choices see it.

    `concerned`: it was told of a break that is announced or running, which ends at `returns_at`
    as far as is known. `counters` could serve it meanwhile. `closed_at` and `call_back_at` are of
    a branch that closed early.
    """

    code: str
    state: str
    concerned: bool = False
    returns_at: datetime | None = None
    counters: Sequence[int] = ()
    closed_at: datetime | None = None
    call_back_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def sent_home(self) -> bool:
        """Whether the early closing of the branch ends, or has ended, this number (T11)."""
        if self.closed_at is None or self.call_back_at is None:
            return False
        ended = self.state == TicketState.EXPIRED and self.ended_at is not None
        return self.state in PRESENT or (ended and self.ended_at >= self.closed_at)  # type: ignore[operator]


def judge_hold(standing: Standing) -> Refusal | None:
    """T8: a place is kept while an announced or running break concerns the waiting client."""
    if standing.state != TicketState.WAITING:
        return _not_waiting(standing)
    return None if standing.concerned else _no_break(standing)


def judge_counter(standing: Standing, counter: int | None = None) -> Refusal | None:
    """3.9 no. 3: another open counter that serves the client; nobody is moved unasked."""
    if standing.state not in PRESENT:
        return _not_waiting(standing)
    if not standing.concerned:
        return _no_break(standing)
    if not standing.counters:
        return Refusal("no_other_counter", "No other open counter could serve you now.", {})
    if counter is not None and counter not in standing.counters:
        facts = {"counters": list(standing.counters)}
        return Refusal("not_served_there", "That counter does not serve you now.", facts)
    return None


def judge_call_back(standing: Standing) -> Refusal | None:
    """A call back is offered while a break with a known return concerns the client, and to whom
    an early closing sends home (3.9 no. 14).
    """
    if standing.sent_home:
        return None
    if standing.state not in PRESENT:
        return _not_waiting(standing)
    if not standing.concerned:
        return _no_break(standing)
    if standing.returns_at is None:
        message = "Nobody knows yet when the break ends: please ask at the counter."
        return Refusal("return_unknown", message, {})
    return None


def judge_leave(standing: Standing) -> Refusal | None:
    """T10."""
    leaves = standing.state in (*PRESENT, TicketState.CALLED)
    return None if leaves else _not_waiting(standing)


def _not_waiting(standing: Standing) -> Refusal:
    here = TicketState(standing.state).label.lower()
    message = f"{standing.code} is {here}: this cannot be done now."
    return Refusal("ticket_state", message, {"ticket": standing.code, "state": standing.state})


def _no_break(standing: Standing) -> Refusal:
    message = "No break concerns this number."
    return Refusal("no_break_concerns", message, {"ticket": standing.code})


def may_serve_anyway(
    state: str,
    starts_at: datetime,
    now: datetime,
    *,
    slip: timedelta,
    latest_at: datetime | None,
    estimate: timedelta,
) -> bool:
    """2.3 case 2: an urgent client may still be served until S + slip, if the break has not begun
    and the law allows one more service before it (A4). A right of the teller's, not a duty.
    """
    lawful = latest_at is None or now < latest_at - estimate
    return state in COMING and now <= starts_at + slip and lawful
