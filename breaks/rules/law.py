"""The lawful rest of a shift: what a country's preset asks for, and whether breaks give it (P7).

Not legal advice: the operator confirms the preset (DOMAIN.md 3.3). Hours of a shift are elapsed
time between instants, never differences of a clock on the wall, so that the night in which the
clock changes has the hours that were worked. Every instant that leaves this file is UTC.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from branches.rules import whole_minute_up
from breaks.rules.preset import HOUR, LawRule, Preset
from breaks.rules.states import Refusal

NOTHING = timedelta()
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Rest:
    """A rest that the law asks of a shift; its first piece starts in [earliest, latest]."""

    required: timedelta
    contiguous: timedelta | None
    # a shorter piece does not count
    part: timedelta
    earliest: datetime
    latest: datetime

    @property
    def piece(self) -> timedelta:
        """The least length of the piece that must start inside the window."""
        return self.contiguous or self.part

    @property
    def most_parts(self) -> int:
        """More pieces than this are never needed."""
        return -(-self.required // self.part)


@dataclass(frozen=True)
class Law:
    """All that the law asks of one shift; `rests` is empty where it asks nothing."""

    starts_at: datetime
    ends_at: datetime
    # rest lies inside; a law that forbids the edges of the shift moves these inwards
    opens: datetime
    closes: datetime
    rests: tuple[Rest, ...]
    max_stretch: timedelta | None = None

    @property
    def required(self) -> timedelta:
        """The length of all rests together."""
        return sum((rest.required for rest in self.rests), NOTHING)

    @property
    def contiguous(self) -> timedelta | None:
        """What the first rest must have in one piece; None where parts alone are enough."""
        return self.rests[0].contiguous if self.rests else None

    @property
    def earliest(self) -> datetime | None:
        """The earliest lawful start of the first rest (T_earliest)."""
        return self.rests[0].earliest if self.rests else None

    @property
    def latest(self) -> datetime | None:
        """The latest lawful start of the first rest (T_law, A4)."""
        return self.rests[0].latest if self.rests else None


class Pause(Protocol):
    """A planned break, as far as the law looks at it."""

    @property
    def id(self) -> int: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def length(self) -> timedelta: ...


@dataclass(frozen=True)
class Share:
    """How much of a break is the lawful rest, and the last instant it may start (T_law, A4)."""

    length: timedelta
    latest: datetime


@dataclass(frozen=True, order=True)
class _Part:
    """A planned break in UTC, where adding a length is elapsed time."""

    starts_at: datetime
    ends_at: datetime
    id: int

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at


_Plan = dict[_Part, Share]


def law_of(
    preset: Preset,
    shift_start: datetime,
    shift_end: datetime,
    unpaid_break_minutes: int = 0,
    *,
    waived: bool = False,
) -> Law:
    """What the preset asks of a shift with so many minutes of unpaid breaks planned (3.3).

    `waived` says that the employee gave up every rest that the law allows to give up.
    """
    starts, ends = shift_start.astimezone(UTC), shift_end.astimezone(UTC)
    unpaid = NOTHING if preset.hours_include_breaks else unpaid_break_minutes * MINUTE
    work = ends - starts - unpaid
    law = Law(
        starts,
        ends,
        starts + MINUTE * preset.not_at_start,
        ends - MINUTE * preset.not_at_end,
        (),
        None if preset.max_stretch_h is None else preset.max_stretch_h * HOUR,
    )
    rules = [r for r in preset.rules if r.applies(work) and not (waived and r.waivable(work))]
    return replace(law, rests=tuple(_rest(rule, preset, law) for rule in rules))


def _rest(rule: LawRule, preset: Preset, law: Law) -> Rest:
    contiguous = None if rule.contiguous is None else rule.contiguous * MINUTE
    part = (rule.part_min or rule.contiguous or rule.minutes) * MINUTE
    earliest = max(_earliest(rule, preset, law))
    latest = min(_latest(rule, preset, law, contiguous or part))
    return Rest(rule.minutes * MINUTE, contiguous, part, earliest, latest)


def _earliest(rule: LawRule, preset: Preset, law: Law) -> Iterator[datetime]:
    """The bounds from below; screens show whole minutes, so a share is rounded inwards."""
    yield law.opens
    if rule.earliest_start_h is not None:
        yield law.starts_at + rule.earliest_start_h * HOUR
    if preset.middle_of_shift:
        share = preset.middle_of_shift[0]
        yield whole_minute_up(law.starts_at + share * (law.ends_at - law.starts_at))


def _latest(rule: LawRule, preset: Preset, law: Law, piece: timedelta) -> Iterator[datetime]:
    """The bounds from above; where a law names none, the rest still ends inside the shift."""
    yield law.closes - piece
    if rule.latest_start_h is not None:
        yield law.starts_at + rule.latest_start_h * HOUR
    if rule.start_before_end_of_hour is not None:
        yield law.starts_at + rule.start_before_end_of_hour * HOUR - MINUTE
    if preset.middle_of_shift:
        share = preset.middle_of_shift[1]
        last = law.starts_at + share * (law.ends_at - law.starts_at)
        yield last.replace(second=0, microsecond=0)


def protected(breaks: Iterable[Pause], law: Law) -> dict[int, Share]:
    """The smallest set of breaks that satisfies the law, by id: what nobody may take away.

    Fewer breaks are preferred, then fewer minutes, then earlier ones. Rest that comes too late
    is still rest, and where the plan falls short all that counts is protected, whole.
    Pass rest only: cancelled breaks and tasks (goods, cash) are none.
    """
    parts = _parts(breaks)
    best = _smallest(parts, law)
    if best is None:
        best = _smallest(parts, law, timed=False)
    if best is None:
        best = _all_that_counts(parts, law)
    return {part.id: share for part, share in best.items()}


def judge_rest(
    breaks: Iterable[Pause], law: Law, *, zone: ZoneInfo | None = None
) -> Refusal | None:
    """P7: why these breaks do not give the lawful rest (`rest_law`), or None if they do.

    The facts name what would be allowed, instants as UTC; with a zone the sentence speaks in
    clock times, else in hours from the beginning of the shift. Pass rest only.
    """
    parts = _parts(breaks)
    if _smallest(parts, law) is not None:
        return None
    for count, rest in enumerate(law.rests, 1):
        so_far = replace(law, rests=law.rests[:count], max_stretch=None)
        if _smallest(parts, so_far) is None:
            enough = _smallest(parts, so_far, timed=False) is not None
            return _refuse_rest(rest, law, _Times(law, zone), enough=enough)
    return _refuse_stretch(law, parts, _Times(law, zone))


def _parts(breaks: Iterable[Pause]) -> list[_Part]:
    starts = [(break_.starts_at.astimezone(UTC), break_) for break_ in breaks]
    return sorted(_Part(start, start + break_.length, break_.id) for start, break_ in starts)


def _smallest(parts: Sequence[_Part], law: Law, *, timed: bool = True) -> _Plan | None:
    """The best of the sets that satisfy the law, or its lengths alone when not `timed`."""
    if timed:
        parts = [p for p in parts if law.opens <= p.starts_at and p.ends_at <= law.closes]
    plans = _plans(parts, law, law.rests, timed)
    return min(
        (plan for plan in plans if not timed or _stretches_hold(plan, law)),
        key=_cost,
        default=None,
    )


def _cost(plan: _Plan) -> tuple[int, timedelta, list[_Part]]:
    return len(plan), sum((part.length for part in plan), NOTHING), sorted(plan)


def _plans(parts: Sequence[_Part], law: Law, rests: Sequence[Rest], timed: bool) -> Iterator[_Plan]:
    """Every way to give each rest breaks of its own."""
    if not rests:
        yield {}
        return
    for chosen in _sets(parts, law, rests[0], timed):
        left = [part for part in parts if part not in chosen]
        for others in _plans(left, law, rests[1:], timed):
            yield chosen | others


def _sets(parts: Sequence[_Part], law: Law, rest: Rest, timed: bool) -> Iterator[_Plan]:
    """Every set of breaks that gives one rest: long enough, with a first piece in the window."""
    able = [part for part in parts if part.length >= rest.part]
    for size in range(1, rest.most_parts + 1):
        for chosen in combinations(able, size):
            first = next((part for part in chosen if _is_piece(part, rest, timed)), None)
            if first and sum((part.length for part in chosen), NOTHING) >= rest.required:
                yield _share_out(chosen, first, rest, law)


def _is_piece(part: _Part, rest: Rest, timed: bool) -> bool:
    in_time = rest.earliest <= part.starts_at <= rest.latest
    return part.length >= rest.piece and (in_time or not timed)


def _share_out(chosen: Sequence[_Part], first: _Part, rest: Rest, law: Law) -> _Plan:
    """Each break gives the least that counts; what is missing then, the earliest give."""
    least = {part: rest.piece if part is first else rest.part for part in chosen}
    missing = rest.required - sum(least.values(), NOTHING)
    plan = {}
    for part in chosen:
        more = max(NOTHING, min(missing, part.length - least[part]))
        missing -= more
        length = least[part] + more
        plan[part] = Share(length, rest.latest if part is first else law.closes - length)
    return plan


def _stretches_hold(plan: _Plan, law: Law) -> bool:
    """Whether no stretch of work between the rests is longer than the law allows."""
    if law.max_stretch is None or not plan:
        return True
    ends = [law.starts_at, *(part.ends_at for part in sorted(plan))]
    starts = [*(part.starts_at for part in sorted(plan)), law.ends_at]
    return all(b - a <= law.max_stretch for a, b in zip(ends, starts, strict=True))


def _all_that_counts(parts: Sequence[_Part], law: Law) -> _Plan:
    shortest = min(rest.part for rest in law.rests)
    latest = min(rest.latest for rest in law.rests)
    return {part: Share(part.length, latest) for part in parts if part.length >= shortest}


def _refuse_rest(rest: Rest, law: Law, times: "_Times", *, enough: bool) -> Refusal:
    """Enough rest at the wrong time is told apart from too little of it."""
    first = rest is law.rests[0]
    needs = f"This shift needs {'' if first else 'a further '}{_amount(rest)}"
    if rest.latest < rest.earliest:
        message = f"{needs}, and is too short for it."
    elif enough:
        message = f"The {'' if first else 'further '}break must start {times.window(rest)}."
    else:
        message = f"{needs}, starting {times.window(rest)}."
    return Refusal("rest_law", message, _facts(rest))


def _refuse_stretch(law: Law, parts: Sequence[_Part], times: "_Times") -> Refusal:
    """Enough rest, but too long a stretch of work between, before or after it."""
    rest, stretch = law.rests[0], law.max_stretch or NOTHING
    # where the longest break would start if it were the last, and what follows short enough
    longest = max(part.length for part in parts)
    earliest = max(rest.earliest, law.ends_at - stretch - longest)
    facts = _facts(rest) | {"earliest": earliest, "max_stretch_minutes": stretch // MINUTE}
    message = f"Nobody works more than {_span(stretch)} in a row without a rest"
    if earliest <= rest.latest:
        message += f": one must start {times.between(earliest, rest.latest)}"
    return Refusal("rest_law", f"{message}.", facts)


def in_words(law: Law, zone: ZoneInfo | None = None) -> str:
    """What the law asks of a shift, as a person would say it."""
    times = _Times(law, zone)
    asked = [f"{_amount(rest)}, starting {times.window(rest)}" for rest in law.rests]
    return f"{'; and '.join(asked)}." if asked else "The law asks for no rest in this shift."


def _facts(rest: Rest) -> dict[str, Any]:
    return {
        "earliest": rest.earliest,
        "latest": rest.latest,
        "required_minutes": rest.required // MINUTE,
        "contiguous_minutes": None if rest.contiguous is None else rest.contiguous // MINUTE,
        "part_minutes": rest.part // MINUTE,
    }


def _amount(rest: Rest) -> str:
    """How much rest, in words: whole, partly whole, or in parts."""
    minutes, part = rest.required // MINUTE, rest.part // MINUTE
    if rest.contiguous is None:
        return f"{minutes} minutes of rest in parts of at least {part}"
    if rest.contiguous == rest.required:
        return f"{minutes} minutes of rest in one piece"
    return f"{minutes} minutes of rest, at least {rest.contiguous // MINUTE} of them in one piece"


@dataclass(frozen=True)
class _Times:
    """How instants are spoken of: by a clock on the wall, or counted from the shift's start."""

    law: Law
    zone: ZoneInfo | None

    def window(self, rest: Rest) -> str:
        if rest.earliest <= self.law.opens:
            return f"no later than {self._say(rest.latest)}{self._from_where}"
        return self.between(rest.earliest, rest.latest)

    def between(self, first: datetime, last: datetime) -> str:
        return f"between {self._say(first)} and {self._say(last)}{self._from_where}"

    @property
    def _from_where(self) -> str:
        return "" if self.zone else " into the shift"

    def _say(self, instant: datetime) -> str:
        if self.zone:
            return f"{instant.astimezone(self.zone):%H:%M}"
        return _span(instant - self.law.starts_at)


def _span(length: timedelta) -> str:
    hours, minutes = divmod(length // MINUTE, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
