"""What clients are told of their wait: a range of minutes, never a point, never a past time.

UX.md 1.1, 1.2: "about 10–20 min". The forecast gives P10, median and P90; the told range is those
two ends, corrected by the branch's own record and rounded. An edition is all that a branch tells
between two forecasts: every screen shows the numbers of the same one.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import TextChoices

from forecast.intervals import widened
from forecast.waits import Wait

Key = TypeVar("Key")
# an edition older than this tells nobody anything (DESIGN.md 1, property 5)
STALE_AFTER = timedelta(seconds=120)
# a wait shrinks while nothing happens: an edition is made anew when it is older than this
RENEW_AFTER = timedelta(seconds=30)
# a board that was read before its forecast was made is read again after this
LOOK_AGAIN = timedelta(seconds=2)
# who stands or joins so short a time before a break begins is told by a correction of its own
NEAR = timedelta(minutes=30)
# minutes are told one by one below ten, in steps of five from there on
FINE_BELOW, STEP = 10, 5
# the narrowest range that starts at no wait at all
AT_LEAST = 2
# "probably before the break" from this probability on
PROBABLE = 0.5


class Screen(TextChoices):
    """Where a client was told a range."""

    KIOSK = "kiosk"
    PHONE = "phone"
    LOBBY = "lobby"
    DESK = "desk"


class Outcome(TextChoices):
    """What became of a client who was told a range."""

    CALLED = "called"
    LEFT = "left"
    HELD = "held"
    EXPIRED = "expired"


class LearningState(TextChoices):
    """Whether a branch's ranges can be trusted: too little seen, as it should be, or off."""

    LEARNING = "learning"
    STEADY = "steady"
    DRIFTING = "drifting"


@dataclass(frozen=True)
class Range:
    """What is told of a wait: whole minutes from the edition's instant, and what is behind them.

    No `high`: nobody can name an upper bound. `low_at` and `high_at` are P10 and P90 as
    forecast, neither corrected nor rounded. `because` are the breaks counted in; `before` says
    how sure a call before each coming break is, `next_break` which of them comes first.
    """

    low: int
    high: int | None
    low_at: datetime
    high_at: datetime | None
    because: tuple[int, ...] = ()
    before: Mapping[int, float] = field(default_factory=dict)
    next_break: int | None = None
    next_break_at: datetime | None = None

    @property
    def is_said(self) -> bool:
        """Whether screens say it: from no minute on to nobody knows when is said nowhere."""
        return self.low > 0 or self.high is not None

    @property
    def told(self) -> tuple[Any, ...]:
        """What of it screens show: the minutes, the breaks, and which one is probably not met."""
        probable = frozenset(n for n, share in self.before.items() if share >= PROBABLE)
        return self.low, self.high, self.because, probable


@dataclass(frozen=True)
class Edition:
    """All that one forecast of a branch tells; a queue or ticket nobody will call has no range."""

    number: int
    version: int
    made_at: datetime
    state: LearningState = LearningState.LEARNING
    queues: Mapping[int, Range] = field(default_factory=dict)
    tickets: Mapping[int, Range] = field(default_factory=dict)
    # the tickets that were in line, with or without a range
    in_line: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Ahead:
    """The breaks before a queue as a forecast saw them.

    `away` are those that count as a reason, with the instants between which a counter of the
    queue is away; `coming` are the announced ones that have not begun, by start.
    """

    away: Mapping[int, tuple[datetime, datetime]] = field(default_factory=dict)
    coming: tuple[tuple[datetime, int], ...] = ()

    def is_near(self, now: datetime) -> bool:
        """Whether a break begins within half an hour, or should have begun."""
        return bool(self.coming) and self.coming[0][0] - now <= NEAR

    def overlapping(self, now: datetime, until: datetime | None) -> tuple[int, ...]:
        """The breaks whose time away meets the wait from `now` to `until` (None: without end)."""
        return tuple(
            sorted(
                id_
                for id_, (begins, ends) in self.away.items()
                if ends >= now and (until is None or begins <= until)
            )
        )


def shown(low: float, high: float) -> tuple[int, int | None]:
    """The range of minutes that is told for these two ends: to the minute below ten, in steps of
    five from there on, never a single figure; no high end where `high` is infinite (UX.md 1.1).
    """
    first = _rounded(low)
    if math.isinf(high):
        return first, None
    last = _rounded(high)
    if last <= first:
        # too narrow for two figures: the step in which the middle lies
        first = _floored((low + high) / 2)
        last = _next_step(first)
    return first, max(last, AT_LEAST)


def _rounded(minutes: float) -> int:
    fine = math.floor(max(0.0, minutes) + 0.5)
    return fine if fine < FINE_BELOW else STEP * math.floor(minutes / STEP + 0.5)


def _floored(minutes: float) -> int:
    fine = math.floor(max(0.0, minutes))
    return fine if fine < FINE_BELOW else STEP * math.floor(minutes / STEP)


def _next_step(minutes: int) -> int:
    if minutes >= FINE_BELOW:
        return minutes + STEP
    return max(minutes + 1, AT_LEAST)


def widened_in_order(waits: Mapping[Key, Wait], by: float) -> dict[Key, tuple[float, float]]:
    """The ends of the ranges of one queue, each widened by a share of its width (minutes).

    A wide range widens more than a narrow one, yet nobody is told to be called sooner than
    somebody who is forecast no later: who would join never reads less than who waits already.
    """
    ends = {key: widened(wait.low, wait.high, by) for key, wait in waits.items()}
    lows = _no_sooner((waits[key].low, low) for key, (low, _) in ends.items())
    highs = _no_sooner((waits[key].high, high) for key, (_, high) in ends.items())
    return {key: (lows[wait.low], highs[wait.high]) for key, wait in waits.items()}


def _no_sooner(ends: Iterable[tuple[float, float]]) -> dict[float, float]:
    """By what is forecast, the latest that is told to anybody who is forecast no later."""
    latest, told = 0.0, {}
    for forecast, end in sorted(ends):
        told[forecast] = latest = max(latest, end)
    return told


def range_of(wait: Wait, ends: tuple[float, float], ahead: Ahead, *, now: datetime) -> Range | None:
    """What is told of a forecast wait (minutes from `now`); None where nobody will call.

    `ends` are its P10 and P90 as corrected by the branch's record.
    """
    if math.isinf(wait.median):
        return None
    low, high = shown(*ends)
    until = _after(now, wait.high)
    starts_at, first = ahead.coming[0] if ahead.coming else (None, None)
    return Range(
        low,
        high,
        now + timedelta(minutes=wait.low),
        until,
        ahead.overlapping(now, until),
        # pauses that are no breaks (the end of a shift) have negative numbers
        {id_: share for id_, share in wait.before.items() if id_ > 0},
        first,
        starts_at,
    )


def _after(now: datetime, minutes: float) -> datetime | None:
    return None if math.isinf(minutes) else now + timedelta(minutes=minutes)


def is_due(version: int, made_at: datetime, branch_version: int, now: datetime) -> bool:
    """Whether an edition is to be made anew: something happened since, or half a minute passed."""
    return version != branch_version or abs(now - made_at) >= RENEW_AFTER


def is_fresh(made_at: datetime, now: datetime) -> bool:
    """Whether an edition may still be told: made within two minutes, by any machine's clock."""
    return abs(now - made_at) < STALE_AFTER


def fresh(edition: Edition | None, now: datetime) -> Edition | None:
    """The edition if it may still be told."""
    return edition if edition and is_fresh(edition.made_at, now) else None


def look_again_at(edition: Edition | None, version: int, now: datetime) -> datetime | None:
    """When a screen that was told by this edition, at this version of the branch, looks again
    without being nudged: for the forecast that is on its way, and when this one is too old.
    """
    if edition is None:
        return None
    told = fresh(edition, now)
    instants = [edition.made_at + STALE_AFTER] if told else []
    if edition.version < version:
        instants.append(now + (LOOK_AGAIN if told else RENEW_AFTER))
    return min(instants, default=None)


def range_for(
    edition: Edition | None, *, ticket: int, queue: int | None, issued_at: datetime
) -> Range | None:
    """What a waiting ticket is told: a ticket younger than the edition as a newcomer to `queue`;
    none where newcomers are called in another order than it is.
    """
    if edition is None:
        return None
    if ticket in edition.in_line or queue is None:
        return edition.tickets.get(ticket)
    return edition.queues.get(queue) if issued_at >= edition.made_at else None


def is_probable(told: Range | None, break_id: int | None) -> bool:
    """Whether a client who is told to come after a break is rather called before it: at an even
    chance or better (SCIENCE.md 5).
    """
    share = told.before.get(break_id, 0.0) if told and break_id else 0.0
    return share >= PROBABLE


def tells_otherwise(new: Edition, old: Edition | None, queue_of: Mapping[int, int | None]) -> bool:
    """Whether a screen that shows the old edition would show something else by the new one.

    `queue_of` has the queue of every waiting ticket: who joined since was told as a newcomer to
    it, or nothing where it has none.
    """
    if old is None or new.state != old.state or _told(new.queues) != _told(old.queues):
        return True
    told = {t: _told_before(old, t, queue) for t, queue in queue_of.items()}
    return _told({t: range_ for t, range_ in told.items() if range_}) != _told(new.tickets)


def _told_before(old: Edition, ticket: int, queue: int | None) -> Range | None:
    if ticket in old.in_line or queue is None:
        return old.tickets.get(ticket)
    return old.queues.get(queue)


def _told(ranges: Mapping[int, Range]) -> dict[int, Any]:
    return {id_: told.told for id_, told in ranges.items()}


def edition_facts(edition: Edition) -> dict[str, Any]:
    """An edition as plain values, instants as ISO 8601; what nobody will call has no `low`."""
    rows = {str(n): _range_facts(edition.tickets.get(n)) for n in sorted(edition.in_line)}
    return {
        "state": edition.state,
        "queues": {str(n): _range_facts(told) for n, told in edition.queues.items()},
        "tickets": rows,
    }


def _range_facts(told: Range | None) -> dict[str, Any]:
    if told is None:
        return {"low": None, "high": None}
    return {
        "low": told.low,
        "high": told.high,
        "low_at": told.low_at.isoformat(),
        "high_at": _iso(told.high_at),
        "because": list(told.because),
        "before": {str(n): round(share, 4) for n, share in told.before.items()},
        "next_break": told.next_break,
        "next_break_at": _iso(told.next_break_at),
    }


def edition_from(
    facts: Mapping[str, Any], *, number: int, version: int, made_at: datetime
) -> Edition:
    """The edition that `edition_facts` wrote."""
    return Edition(
        number,
        version,
        made_at,
        LearningState(facts["state"]),
        _ranges(facts["queues"]),
        _ranges(facts["tickets"]),
        frozenset(map(int, facts["tickets"])),
    )


def _ranges(rows: Mapping[str, Mapping[str, Any]]) -> dict[int, Range]:
    return {int(n): _range(row) for n, row in rows.items() if row["low"] is not None}


def _range(row: Mapping[str, Any]) -> Range:
    return Range(
        row["low"],
        row["high"],
        datetime.fromisoformat(row["low_at"]),
        _instant(row["high_at"]),
        tuple(row["because"]),
        {int(n): share for n, share in row["before"].items()},
        row["next_break"],
        _instant(row["next_break_at"]),
    )


def _instant(iso: str | None) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
