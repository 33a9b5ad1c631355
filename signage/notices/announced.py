"""What of a break may reach a screen, and how far it is as the public sees it.

Pure. It names no person, no kind of break and no reason code: an unplanned break shows the public
label of its reason (DOMAIN.md 3.1).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from breaks.rules.start import return_shown_at
from breaks.rules.states import COMING, REASONS, RUNNING, SHOWN, BreakState
from quality.rules.said import MOVED_SHOWN, moved_from_at

# how long a line says that there is no break after all (B7), that a counter is open again (B8)
CANCELLED_SHOWN = timedelta(minutes=5)
REOPENED_SHOWN = timedelta(minutes=2)
MINUTE = timedelta(minutes=1)
STAFF_BREAK = "staff break"
# a reason without a label of its own, and whatever reason is added later, says no more than this
SHORT_BREAK = "short break"


class Phase(StrEnum):
    """How far a break is, as the public sees it."""

    PLANNED = "planned"
    WARNED = "warned"
    # its time has come, and too few colleagues would stay: the counter serves on (U5)
    WAITING = "waiting"
    CLOSING = "closing"
    ON_BREAK = "on_break"
    OPENING = "opening"
    OVERRUN = "overrun"
    ASK_STAFF = "ask_staff"
    CANCELLED = "cancelled"
    REOPENED = "reopened"


BEFORE_START = (Phase.PLANNED, Phase.WARNED, Phase.CLOSING)
_PHASES = {
    BreakState.PUBLISHED: Phase.PLANNED,
    BreakState.WARNED: Phase.WARNED,
    BreakState.CLOSING: Phase.CLOSING,
    BreakState.CANCELLED: Phase.CANCELLED,
    BreakState.ENDED: Phase.REOPENED,
}
OVER = {BreakState.CANCELLED: CANCELLED_SHOWN, BreakState.ENDED: REOPENED_SHOWN}


class NeedsProof(Protocol):
    """Whatever is warned of, and shown to be or not: a break, or what is announced of it."""

    @property
    def planned(self) -> bool: ...
    @property
    def state(self) -> str: ...
    @property
    def notice_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Announced:
    """What of a break may reach a screen, and what decides when it does. Instants are UTC."""

    id: int
    revision: int
    state: str
    planned: bool
    reason: str
    counter: str | None
    zone: str | None
    starts_at: datetime
    # none while nobody knows: it waits for cover (U5)
    returns_at: datetime | None
    shown_return_at: datetime | None = None
    notice_at: datetime | None = None
    next_step_at: datetime | None = None
    moved_from: datetime | None = None
    moved_at: datetime | None = None
    last_ticket: str | None = None
    alternative: str = ""
    other_counters: tuple[str, ...] = ()
    # until when one may come in and be served before it (F40), and how long that is told
    last_entry_at: datetime | None = None
    entry_ends_at: datetime | None = None
    # when the return of an unplanned break was last confirmed (U3)
    confirmed_at: datetime | None = None
    # the law began it before everybody promised was served (A4)
    forced: bool = False
    ended_at: datetime | None = None
    # no screen had shown it in time, so its start rolled (N3)
    rolled: bool = False
    # no other counter of the branch stays open
    closes_all: bool = False
    # whom the counter serves now that it is open again
    now_serving: str | None = None
    # its phase is then `waiting`
    waits_for_cover: bool = False


def phase_of(break_: Announced, now: datetime) -> Phase:
    """How far the break is; a shown return that has passed opens "in a moment" (E0)."""
    if break_.waits_for_cover:
        return Phase.WAITING
    if break_.state not in RUNNING:
        return _PHASES[BreakState(break_.state)]
    back = return_shown_at(break_, now)
    if break_.state == BreakState.OVERRUN:
        return Phase.OVERRUN if back else Phase.ASK_STAFF
    return Phase.ON_BREAK if back else Phase.OPENING


def last_entry_at(break_: Announced, now: datetime) -> datetime | None:
    """Until when one may still come in: told as long as it can be kept (F40)."""
    ends = break_.entry_ends_at
    return break_.last_entry_at if ends and ends > now else None


def minutes_until(instant: datetime | None, now: datetime, zone: ZoneInfo) -> int | None:
    """How many minutes on, said beside a clock time behind a change of the clocks (3.9 no. 12)."""
    if instant is None or instant <= now or _offset(instant, zone) == _offset(now, zone):
        return None
    return -int((now - instant) // MINUTE)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta | None:
    return instant.astimezone(zone).utcoffset()


def is_noticed(break_: Announced, now: datetime) -> bool:
    """Whether the break has a banner: from its warning on, while a move is news, and a little
    while after it was cancelled (B7) or has ended (B8).
    """
    if break_.state in OVER:
        return now < _shown_until(break_)
    return break_.state != BreakState.PUBLISHED or moved_from_at(break_, now) is not None


def _shown_until(break_: Announced) -> datetime:
    """When the last line about a break that is over goes."""
    return (break_.ended_at or break_.starts_at) + OVER[BreakState(break_.state)]


def needs_receipt(break_: NeedsProof) -> bool:
    """Whether a painted banner is still wanted as proof (N2): planned, warned, none yet."""
    return break_.planned and break_.state in SHOWN and break_.notice_at is None


def label_of(break_: Announced) -> str:
    """Why, in public: the kind of cause, never the person's; nothing for what concerns nobody."""
    if break_.planned:
        return STAFF_BREAK
    reason = REASONS.get(break_.reason)
    return reason.label if reason else SHORT_BREAK


def next_change(break_: Announced, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The next instant at which the clock alone changes what is said about the break."""
    if break_.state in OVER:
        return _shown_until(break_)
    moved_ends = break_.moved_at + MOVED_SHOWN if break_.moved_at else None
    starts = break_.starts_at if break_.state in COMING else None
    back = return_shown_at(break_, now)
    instants = [back, moved_ends, starts, break_.entry_ends_at]
    # beside a changed clock the minutes are told, and each of them passes
    instants += [_next_minute(t, now) for t in (back, starts) if minutes_until(t, now, zone)]
    return min((t for t in instants if t and t > now), default=None)


def _next_minute(instant: datetime | None, now: datetime) -> datetime | None:
    """When the distance to an instant is a whole minute less."""
    left = (instant - now) % MINUTE if instant else None
    return now + (left or MINUTE) if left is not None else None
