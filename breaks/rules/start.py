"""Whether a break may start now, and where its start goes when it may not (A1 to A5, N3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from branches.rules import whole_minute_up
from breaks.rules.states import (
    COMING,
    COOL_DOWN,
    ENDED,
    REASONS,
    RUNNING,
    BreakState,
    Refusal,
)
from breaks.rules.terms import Terms


@dataclass(frozen=True)
class AtCounter:
    """The client at, or walking to, the counter; `until` ends the arrival window."""

    code: str
    serving: bool
    until: datetime | None = None


def judge_start(
    *,
    planned: bool,
    starts_at: datetime,
    client: AtCounter | None,
    promised: Sequence[str],
    now: datetime,
    forced: bool = False,
) -> Refusal | None:
    """A1 never before the shown start; A2 nobody at the counter, called, or promised.

    At the latest lawful start (`forced`, A4) only the client at the counter is waited for.
    """
    if client and not _expected(client, now):
        client = None
    if forced:
        return _refuse_client(client) if client else None
    if not planned:
        return _judge_unplanned_start(client, promised)
    if now < starts_at:
        message = "The break does not start before the time the screens show."
        return Refusal("start_before_shown", message, {"allowed_at": starts_at})
    if client:
        return _refuse_client(client)
    if promised:
        message = f"{', '.join(promised)} was promised service before the break."
        return Refusal("promised_waiting", message, {"tickets": list(promised)})
    return None


def _judge_unplanned_start(client: AtCounter | None, promised: Sequence[str]) -> Refusal | None:
    """U1: whoever came before the request is served first."""
    present = [*([client.code] if client else []), *promised]
    if not present:
        return None
    message = f"{', '.join(present)} came before your request."
    return Refusal("clients_before_request", message, {"clients_before_request": present})


def _expected(client: AtCounter, now: datetime) -> bool:
    """Whether the client is served, or may still come (T4)."""
    return client.serving or client.until is None or now < client.until


def _refuse_client(client: AtCounter) -> Refusal:
    if client.serving:
        message = f"{client.code} is at the counter and is finished first."
        return Refusal("client_at_counter", message, {"ticket": client.code})
    facts = {"ticket": client.code, "allowed_at": client.until}
    return Refusal("client_called", f"{client.code} is on the way.", facts)


def proven_start(starts_at: datetime, proof_at: datetime, terms: Terms) -> datetime:
    """N3: `max(S, t_proof + 10)`, a moved start on the whole minute above."""
    earliest = whole_minute_up(proof_at + terms.minutes("notice.floor_min"))
    return max(starts_at, earliest)


def within_law(starts_at: datetime, latest_at: datetime | None) -> tuple[datetime, bool]:
    """N3: a rolled start never passes T_law; whether that cut its notice short."""
    if latest_at is None or starts_at <= latest_at:
        return starts_at, False
    return latest_at, True


def forced_by_law(latest_at: datetime | None, now: datetime) -> bool:
    """A4: whether the latest lawful start has come."""
    return latest_at is not None and now >= latest_at


def return_shown(starts_at: datetime, length: timedelta) -> datetime:
    """A5: R = A + D, rounded up to the minute that screens show."""
    return whole_minute_up(starts_at + length)


class HasReturn(Protocol):
    """Whatever has a planned and a shown return: a break, or what is announced of it."""

    @property
    def state(self) -> str: ...
    @property
    def returns_at(self) -> datetime | None: ...
    @property
    def shown_return_at(self) -> datetime | None: ...


def return_shown_at(break_: HasReturn, now: datetime) -> datetime | None:
    """The return that anybody may be told at `now`: never one in the past, none once over (E0)."""
    if break_.state in ENDED:
        return None
    known = break_.shown_return_at if break_.state in RUNNING else break_.returns_at
    return known if known and known > now else None


def new_time(now: datetime, told: int, terms: Terms) -> datetime | None:
    """E0: in overrun, now + 5, at most twice; then a person in the hall answers (None)."""
    if told >= terms["overrun.repromise_max"]:
        return None
    return whole_minute_up(now + terms.minutes("overrun.repromise_min"))


def judge_request(reason: str, minutes: int, terms: Terms) -> Refusal | None:
    """Whether an unplanned break may be asked for at all with this reason and length."""
    if reason not in REASONS:
        known = sorted(REASONS)
        return Refusal("unknown_reason", "There is no such reason.", {"reasons": known})
    least, most = 1, terms["length.max_min"]
    if reason == COOL_DOWN:
        least, most = terms["cooldown.min"], terms["cooldown.max"]
    if not least <= minutes <= most:
        message = f"Such a break lasts {least} to {most} minutes."
        facts = {"min_minutes": least, "max_minutes": most}
        return Refusal("length_too_long" if minutes > most else "length_too_short", message, facts)
    return None


def judge_return(
    started_at: datetime, protected_minutes: int, *, confirmed: bool, now: datetime
) -> Refusal | None:
    """E4: back before the lawful minimum only on the person's own word."""
    whole_at = started_at + timedelta(minutes=protected_minutes)
    if confirmed or now >= whole_at:
        return None
    left = -(-(whole_at - now) // timedelta(minutes=1))
    message = f"{left} minutes of your lawful rest are left. Confirm that you come back early."
    return Refusal("rest_short", message, {"allowed_at": whole_at, "minutes_left": left})


MOST_EXTENSION = 5


def judge_extension(
    minutes: int, extended: int, returns_at: datetime, *, own: bool, now: datetime
) -> Refusal | None:
    """B11: before R only; the person once and by five minutes at most, a manager by more."""
    if now >= returns_at:
        message = "The return time has passed: it cannot be moved any more."
        return Refusal("return_passed", message, {"returns_at": returns_at})
    if own and (extended or minutes > MOST_EXTENSION):
        message = f"You may add up to {MOST_EXTENSION} minutes, once; ask the manager for more."
        return Refusal("extension_limit", message, {"max_minutes": MOST_EXTENSION})
    return None


def judge_confirmation(state: str | None, *, planned: bool) -> Refusal | None:
    """U3: only the return from an unplanned break under way is confirmed; others keep theirs."""
    if state == BreakState.ON_BREAK and not planned:
        return None
    message = "Only the return from an unplanned break is confirmed."
    return Refusal("not_on_break", message, {"state": state})


def judge_consent(state: str | None, postponed: int, most: int) -> Refusal | None:
    """3.4: the employee is asked only when her break was put off as often as it may be."""
    if state not in COMING:
        return Refusal("no_break", "There is no announced break to agree about.", {"state": state})
    if postponed < most:
        message = "This break may be put off without asking."
        return Refusal("no_consent_needed", message, {"postponed": postponed, "most": most})
    return None


def judge_conversion(
    notice_at: datetime | None, starts_at: datetime, terms: Terms, *, now: datetime
) -> Refusal | None:
    """U4: only a planned break that can no longer get its notice becomes an unplanned one."""
    last = starts_at - terms.minutes("notice.floor_min")
    if notice_at is None and now > last:
        return None
    message = "This break can still be announced: it is moved or cancelled, not converted."
    return Refusal("still_announceable", message, {"allowed_at": last})


def needs_manager(reason: str, minutes: int, wait: timedelta, terms: Terms) -> bool:
    """U1: over 10 minutes, or when those present take longer than 15, the manager decides.

    A reason that cannot wait so long (3.1) asks sooner.
    """
    known, longest = REASONS[reason], terms["unplanned.defer_wait_min"]
    if known.immediate:
        return False
    longest = min(longest, known.max_wait_minutes or longest)
    return minutes > terms["unplanned.approval_over_min"] or wait > timedelta(minutes=longest)
