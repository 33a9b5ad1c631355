"""What the screens say about one break: six slots, label and value, clock times of the branch.

Pure composition; a notice is computed and never stored. It names no person, no kind of break and
no reason code: an unplanned break shows the public label of its reason (DOMAIN.md 3.1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from branches.rules import whole_minute_up
from breaks.rules.start import return_shown_at
from breaks.rules.states import COMING, REASONS, RUNNING, SHOWN, BreakState
from signage.wording import ENGLISH, Wording, wordings

MOVED_SHOWN = timedelta(minutes=10)
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
    returns_at: datetime
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


@dataclass(frozen=True)
class Notice:
    """A notice as the board carries it; `lines` are the six slots of UX.md 1.2 in their order."""

    break_: int
    revision: int
    zone: str | None
    phase: Phase
    counter: str | None
    starts_at: datetime
    returns_at: datetime | None
    # until when who comes in is served before; null: after it, or at the other counters (F40)
    last_entry_at: datetime | None
    last_ticket: str | None
    moved_from: datetime | None
    # when the return of an unplanned break was last confirmed (U3)
    confirmed_at: datetime | None
    # only where the clocks change before the return (3.9 no. 12)
    returns_in_minutes: int | None
    label: str
    other_counters: tuple[str, ...]
    alternative: str
    lines: tuple[str, ...]
    # the same lines in each language of the branch
    wordings: tuple[Wording, ...]
    needs_receipt: bool


def phase_of(break_: Announced, now: datetime) -> Phase:
    """How far the break is; a shown return that has passed opens "in a moment" (E0)."""
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


def moved_from_at(break_: Announced, now: datetime) -> datetime | None:
    """The start before the last move, for ten minutes after it (B6)."""
    if break_.moved_at is None or now >= break_.moved_at + MOVED_SHOWN:
        return None
    return break_.moved_from if break_.moved_from != break_.starts_at else None


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


def notice_for(
    break_: Announced, *, now: datetime, zone: ZoneInfo, languages: Sequence[str] = (ENGLISH,)
) -> Notice:
    """The notice of a break at `now`, its clock times in the branch's `zone` (N5)."""
    phase = phase_of(break_, now)
    lines = _Slots(break_, phase, now, zone).lines()
    return Notice(
        break_=break_.id,
        revision=break_.revision,
        zone=break_.zone,
        phase=phase,
        counter=break_.counter,
        starts_at=break_.starts_at,
        returns_at=return_shown_at(break_, now),
        last_entry_at=last_entry_at(break_, now),
        last_ticket=break_.last_ticket if phase in BEFORE_START else None,
        moved_from=moved_from_at(break_, now),
        confirmed_at=break_.confirmed_at,
        returns_in_minutes=minutes_until(return_shown_at(break_, now), now, zone),
        label=label_of(break_),
        other_counters=break_.other_counters,
        alternative=break_.alternative,
        lines=lines,
        wordings=wordings(lines, languages),
        needs_receipt=needs_receipt(break_),
    )


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


@dataclass(frozen=True)
class _Slots:
    """The six slots of one notice: what, until when, why, what to do, your wait, next update."""

    break_: Announced
    phase: Phase
    now: datetime
    zone: ZoneInfo

    def lines(self) -> tuple[str, ...]:
        slots = (self._what, self._until, self._why, self._do_now, self._your_wait, self._next)
        told = [slot() for slot in slots]
        # each line keeps its place; only what nobody misses at the end is left out
        return tuple(told if told[-1] else told[:-1])

    def _clock(self, instant: datetime) -> str:
        return f"{whole_minute_up(instant).astimezone(self.zone):%H:%M}"

    def _when(self, instant: datetime) -> str:
        minutes = minutes_until(instant, self.now, self.zone)
        return f"{self._clock(instant)} · in {minutes} min" if minutes else self._clock(instant)

    def _what(self) -> str:
        counter = f"Counter: {self.break_.counter}" if self.break_.counter else "One counter"
        return f"{counter} · {self._happens()}"

    def _happens(self) -> str:
        starts = self._clock(self.break_.starts_at)
        match self.phase:
            case Phase.ON_BREAK:
                return "On break"
            case Phase.OPENING:
                return "Opens in a moment"
            case Phase.OVERRUN | Phase.ASK_STAFF:
                return "Break continues"
            case Phase.CANCELLED:
                return f"No break at {starts}"
            case Phase.REOPENED:
                return "Open again"
            case Phase.CLOSING if self._is_due():
                return f"Break after: {self.break_.last_ticket or 'the client at the counter'}"
        moved = moved_from_at(self.break_, self.now)
        ahead = self._when(self.break_.starts_at)
        return f"Break: {ahead}" + (f" · Moved from: {self._clock(moved)}" if moved else "")

    def _is_due(self) -> bool:
        """Only the clients promised before it hold the break back now."""
        return not self.break_.planned or self.now >= self.break_.starts_at

    def _until(self) -> str:
        if self.phase in (Phase.CANCELLED, Phase.REOPENED):
            return "Break: cancelled" if self.phase == Phase.CANCELLED else "Break: over"
        back = return_shown_at(self.break_, self.now)
        if back:
            return f"Back at: {self._when(back)}{self._confirmed()}"
        if self.phase == Phase.OPENING:
            return "Back: in a moment"
        if self.phase == Phase.ASK_STAFF:
            return "Return: please ask the staff"
        return "Return: shown when the break starts"

    def _confirmed(self) -> str:
        """U3: the return was confirmed; the minute that has passed, never one ahead."""
        sure = self.break_.confirmed_at
        if sure is None or self.break_.planned or self.phase != Phase.ON_BREAK:
            return ""
        return f" · Confirmed: {sure.astimezone(self.zone):%H:%M}"

    def _why(self) -> str:
        if self.phase in (Phase.CANCELLED, Phase.REOPENED):
            return ""
        label = label_of(self.break_)
        if not label:
            # only the return time is anybody's business (3.1, cool_down)
            return ""
        reason = f"Reason: {label}"
        if self.break_.forced and self.phase == Phase.ON_BREAK:
            return f"{reason} · Later than promised: we apologise"
        if self.phase in (Phase.OVERRUN, Phase.ASK_STAFF):
            return f"{reason} · Longer than announced: we apologise"
        return reason if self.break_.planned else f"{reason} · Not planned: we apologise"

    def _do_now(self) -> str:
        ways = []
        if self.break_.other_counters:
            ways.append(f"Other counters: {', '.join(self.break_.other_counters)}")
        if self.break_.alternative and self.break_.state not in OVER:
            ways.append(f"Meanwhile: {self.break_.alternative}")
        return " · ".join(ways) or "Please: keep your number and watch the screen"

    def _your_wait(self) -> str:
        if self.phase not in BEFORE_START:
            return "Your place in line: kept"
        told = [self._entry(), self._last()]
        return " · ".join(line for line in told if line) or "Your place in line: kept"

    def _entry(self) -> str:
        """F40: until when one may come in; nothing where other counters go on."""
        until = last_entry_at(self.break_, self.now)
        if until:
            return f"Come in until {self._when(until)}"
        if self.break_.planned and not self.break_.other_counters:
            return "New numbers: after the break"
        return ""

    def _last(self) -> str:
        last = self.break_.last_ticket
        if last is None:
            return ""
        said = f"Last number before the break: {last}"
        if last_entry_at(self.break_, self.now):
            # who comes in now is served before it, too
            return said
        return f"{said} · Later numbers: {self._later()}"

    def _later(self) -> str:
        if self.break_.other_counters:
            return "at the other counters"
        back = return_shown_at(self.break_, self.now)
        return f"from {self._clock(back)}" if back else "after the break"

    def _next(self) -> str:
        if self.break_.state in OVER:
            return ""
        if self.phase == Phase.ASK_STAFF:
            return "Next update: from the staff"
        if self.phase == Phase.CLOSING and self._is_due():
            return "Next update: when the break starts"
        update = self._update_at()
        return f"Next update: {self._clock(update)}" if update else ""

    def _update_at(self) -> datetime | None:
        if self.phase in (Phase.ON_BREAK, Phase.OVERRUN):
            return return_shown_at(self.break_, self.now)
        if self.phase == Phase.CLOSING:
            return self.break_.starts_at
        step = self.break_.next_step_at
        return step if step and step > self.now else None
