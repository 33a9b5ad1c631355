"""Which line of the playbook a screen and a client's page say about a break (DOMAIN.md 4).

Pure. Several lines may fit; the first of which every fact is known is said, so that no screen
promises what nobody knows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from breaks.rules.promises import PromiseKind
from breaks.rules.start import HasReturn, return_shown_at
from breaks.rules.states import COMING, COOL_DOWN, REASONS, RUNNING, SHOWN, BreakState
from quality.playbook.filling import fill
from quality.playbook.reading import Playbook
from queueapp.rules import TicketState

Paths = tuple[str, ...]
# what the public is told of every reason that is a person's own (3.1)
SHORT_LABEL = REASONS["short_rest"].label
# how long a move is told (B6)
MOVED_SHOWN = timedelta(minutes=10)


class HasMoved(Protocol):
    """Whatever has a start that may have moved: a break, or what is announced of it."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def moved_from(self) -> datetime | None: ...
    @property
    def moved_at(self) -> datetime | None: ...


class Tellable(HasReturn, HasMoved, Protocol):
    """A break as far as its texts look at it."""

    @property
    def planned(self) -> bool: ...
    @property
    def reason(self) -> str: ...


class HasProof(HasMoved, Protocol):
    """A break with its warning and the proof of it."""

    @property
    def state(self) -> str: ...
    @property
    def warned_at(self) -> datetime | None: ...
    @property
    def notice_at(self) -> datetime | None: ...


def moved_from_at(break_: HasMoved, now: datetime) -> datetime | None:
    """The start before the last move, for ten minutes after it (B6)."""
    if break_.moved_at is None or now >= break_.moved_at + MOVED_SHOWN:
        return None
    return break_.moved_from if break_.moved_from != break_.starts_at else None


def has_rolled(break_: HasProof) -> bool:
    """Whether the start moved by itself because no screen had proven the warning (N3)."""
    warned, moved, proven = break_.warned_at, break_.moved_at, break_.notice_at
    if break_.state not in SHOWN or warned is None or moved is None or moved < warned:
        return False
    return proven is None or proven >= moved


@dataclass(frozen=True)
class Occasion:
    """How far a break is, as its texts tell occasions apart."""

    state: str
    planned: bool
    reason: str = ""
    # the move is still news, and it was to an earlier start
    moved: bool = False
    earlier: bool = False
    # no screen had shown it in time, so its start rolled (N3)
    rolled: bool = False
    # no other counter of the branch stays open
    closes_all: bool = False
    # the shown return has come: the counter opens in a moment
    opening: bool = False

    @property
    def cools_down(self) -> bool:
        """Whether nothing but the return is anybody's business."""
        return self.reason == COOL_DOWN

    @property
    def unplanned(self) -> str:
        """The situation of an unplanned break as the public may know it: one that could wait, or
        not. Reasons with one public label read alike, else the wording would name a person's own.
        """
        reason = REASONS.get(self.reason)
        at_once = reason is not None and reason.immediate and reason.label != SHORT_LABEL
        return "unplanned_immediate" if at_once else "unplanned_deferrable"


def occasion_of(break_: Tellable, now: datetime, *, rolled: bool, closes_all: bool) -> Occasion:
    """How far a break is at `now`."""
    moved_from = moved_from_at(break_, now)
    running = break_.state in RUNNING
    return Occasion(
        state=break_.state,
        planned=break_.planned,
        reason=break_.reason,
        moved=moved_from is not None,
        earlier=moved_from is not None and break_.starts_at < moved_from,
        rolled=rolled,
        closes_all=closes_all,
        opening=running and return_shown_at(break_, now) is None,
    )


@dataclass(frozen=True)
class Waiting:
    """What a client who waits was told of the break, as the texts tell clients apart."""

    state: str
    promise: str
    # a promise that may still change is no line of the playbook's: those are firm
    fixed: bool
    # told "probably before the break" meanwhile, or the promise was taken back
    unsure: bool = False


def display_lines(occasion: Occasion) -> Paths:
    """The lines that a lobby, glass or door screen may say, the fittest first."""
    match BreakState(occasion.state):
        case BreakState.PUBLISHED:
            return _moved(occasion)
        case BreakState.WARNED:
            return (*_moved(occasion), *_warned(occasion))
        case BreakState.CLOSING:
            return (*_last_call(occasion), *_moved(occasion))
        case BreakState.ON_BREAK:
            return ("break_overrun/display_moment",) if occasion.opening else _away(occasion)
        case BreakState.OVERRUN:
            return ("break_overrun/display_late",)
        case BreakState.ENDED:
            return ("return_from_break/display_open",)
    return ()


def _moved(occasion: Occasion) -> Paths:
    if not occasion.moved:
        return ()
    if occasion.rolled:
        return ("forgot_to_warn/display_forgot",)
    return (f"break_moved/display_{'earlier' if occasion.earlier else 'later'}",)


def _warned(occasion: Occasion) -> Paths:
    full = ("full_closure/display_full",) if occasion.closes_all else ()
    return (*full, "planned_break_notice/display_notice")


def _last_call(occasion: Occasion) -> Paths:
    if occasion.planned:
        return ("last_call/display_last",)
    return () if occasion.cools_down else ("unplanned_deferrable/display_unplanned_soon",)


def _away(occasion: Occasion) -> Paths:
    if occasion.planned:
        return ("last_call/display_away",)
    if occasion.cools_down:
        return ("cool_down_pause/display_cooldown",)
    name = "immediate" if occasion.unplanned == "unplanned_immediate" else "unplanned"
    return (f"{occasion.unplanned}/display_{name}",)


def phone_lines(client: Waiting, occasion: Occasion | None) -> Paths:
    """The lines that a client's own page may say, the fittest first."""
    if client.state not in (TicketState.WAITING, TicketState.HELD):
        return _called(client, occasion)
    held = client.state == TicketState.HELD
    if occasion is None or client.unsure or not (client.fixed or held):
        return ()
    if client.promise == PromiseKind.BEFORE and not held:
        return _before(occasion)
    if client.promise == PromiseKind.AFTER or held:
        return _after(occasion, held=held)
    return ()


def _called(client: Waiting, occasion: Occasion | None) -> Paths:
    over = occasion is not None and occasion.state == BreakState.ENDED
    return ("return_from_break/phone_open",) if over and client.state == TicketState.CALLED else ()


def _before(occasion: Occasion) -> Paths:
    if occasion.state not in COMING or not occasion.planned:
        return ()
    return (*_moved_on_phone(occasion), "planned_break_notice/phone_before")


def _after(occasion: Occasion, *, held: bool) -> Paths:
    kept = ("last_call/phone_kept",)
    if occasion.state in RUNNING:
        return _meanwhile(occasion)
    if not occasion.planned:
        return kept
    if held:
        return (*_moved_on_phone(occasion), *kept)
    full = ("full_closure/phone_full",) if occasion.closes_all else ()
    after = (*_moved_on_phone(occasion), *full, "planned_break_notice/phone_after")
    return (*kept, *after) if occasion.state == BreakState.CLOSING else (*after, *kept)


def _moved_on_phone(occasion: Occasion) -> Paths:
    if not occasion.moved:
        return ()
    return ("forgot_to_warn/phone_forgot" if occasion.rolled else "break_moved/phone_moved",)


def _meanwhile(occasion: Occasion) -> Paths:
    if occasion.state == BreakState.OVERRUN:
        return ("break_overrun/phone_late",)
    if occasion.planned:
        return ("last_call/phone_kept",)
    if occasion.cools_down:
        return ("cool_down_pause/phone_cooldown",)
    name = "immediate" if occasion.unplanned == "unplanned_immediate" else "unplanned"
    return (f"{occasion.unplanned}/phone_{name}",)


def first_said(
    paths: Iterable[str], playbook: Playbook, language: str, facts: Mapping[str, str]
) -> tuple[str, str]:
    """The first line of which every fact is known, with its path; two empty texts for none."""
    for path in paths:
        said = fill(playbook.text(path, language), facts)
        if said:
            return path, said
    return "", ""
