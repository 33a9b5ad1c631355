"""Whether a day's breaks may be published: P1 to P4, P6, P8 over plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from branches.rules import whole_minute_up
from breaks.rules.states import BreakKind, Refusal
from breaks.rules.terms import Terms, lunch_window

MINUTE = timedelta(minutes=1)
# P4 looks past the return by the time a start may slip
SLIP_RESERVE = timedelta(minutes=5)


@dataclass(frozen=True)
class Seat:
    """A rostered person with the queues of the counter planned for the shift."""

    staff_id: int
    queues: frozenset[int]
    starts_at: datetime
    ends_at: datetime
    counter_id: int | None = None


@dataclass(frozen=True)
class Planned:
    """A break as the plan sees it; `seat` is the person's shift around it, if there is one."""

    id: int
    staff_id: int
    kind: str
    starts_at: datetime
    length: timedelta
    seat: Seat | None
    alternative: str = ""

    @property
    def returns_at(self) -> datetime:
        return self.starts_at + self.length

    def away(self, instant: datetime) -> bool:
        """Whether the person may be away at `instant`, the reserve of P4 included."""
        return self.starts_at <= instant < self.returns_at + SLIP_RESERVE

    def on_break(self, instant: datetime) -> bool:
        return self.starts_at <= instant < self.returns_at


@dataclass(frozen=True)
class Day:
    """A branch's day: who sits where, which breaks stand, when the doors are open."""

    seats: Sequence[Seat]
    breaks: Sequence[Planned]
    opening: Sequence[tuple[datetime, datetime]] = field(default_factory=tuple)

    def is_open(self, instant: datetime) -> bool:
        return not self.opening or any(a <= instant < b for a, b in self.opening)

    def staffed(self, queue: int, instant: datetime) -> set[int]:
        """The people whose shift puts them at a counter of the queue at `instant`."""
        return {
            s.staff_id
            for s in self.seats
            if queue in s.queues and s.starts_at <= instant < s.ends_at
        }

    def left(self, queue: int, instant: datetime) -> set[int]:
        """Those of them who are not away (P4)."""
        away = {b.staff_id for b in self.breaks if b.away(instant)}
        return self.staffed(queue, instant) - away


def judge_draft(break_: Planned, day: Day, terms: Terms, *, zone: ZoneInfo) -> Refusal | None:
    """The first of P1 to P3 that forbids planning the break, or None (B1)."""
    return (
        _judge_shape(break_, terms)
        or _judge_overlap(break_, day)
        or _judge_shift(break_, terms, zone)
    )


def judge_break(
    break_: Planned, day: Day, terms: Terms, *, zone: ZoneInfo, now: datetime, later: bool = False
) -> Refusal | None:
    """The first rule that forbids publishing the break in this day, or None (B2, B6).

    A break that only moves `later` keeps the notice it had (N4).
    """
    return (
        judge_draft(break_, day, terms, zone=zone)
        or (None if later else judge_notice(break_, day, terms, now=now))
        or _judge_cover(break_, day, terms)
        or _judge_concurrency(break_, day, terms)
    )


def _judge_shape(break_: Planned, terms: Terms) -> Refusal | None:
    """P1: whole minutes, at least one, and not longer than the policy allows."""
    if break_.starts_at.second or break_.starts_at.microsecond:
        return Refusal("whole_minutes", "Screens show whole minutes: start on one.", {})
    longest = terms["length.max_min"]
    if not MINUTE <= break_.length <= longest * MINUTE:
        message = f"A break lasts 1 to {longest} minutes."
        return Refusal("length_too_long", message, {"max_minutes": longest})
    return None


def _judge_overlap(break_: Planned, day: Day) -> Refusal | None:
    """P2: one person, one break at a time."""
    for other in day.breaks:
        same = other.staff_id == break_.staff_id and other.id != break_.id
        if same and other.starts_at < break_.returns_at and break_.starts_at < other.returns_at:
            facts = {"starts_at": other.starts_at, "returns_at": other.returns_at}
            return Refusal("overlap", "This person already has a break then.", facts)
    return None


def _judge_shift(break_: Planned, terms: Terms, zone: ZoneInfo) -> Refusal | None:
    """P3: inside the shift, outside its edges, lunch inside its window."""
    seat = break_.seat
    if seat is None or break_.starts_at < seat.starts_at or break_.returns_at > seat.ends_at:
        return Refusal("outside_shift", "The break does not lie inside a shift.", {})
    first = seat.starts_at + terms.minutes("edge.first_min")
    last = seat.ends_at - terms.minutes("edge.last_min")
    if not (first <= break_.starts_at and break_.returns_at <= last):
        message = "The break is too near the beginning or the end of the shift."
        facts = {"earliest": first, "latest": last - break_.length}
        return Refusal("edge", message, facts)
    return _judge_window(break_, terms, zone)


def _judge_window(break_: Planned, terms: Terms, zone: ZoneInfo) -> Refusal | None:
    if break_.kind != BreakKind.LUNCH:
        return None
    opens, closes = (_on_day(break_, wall, zone) for wall in lunch_window(terms["window.lunch"]))
    if opens <= break_.starts_at and break_.returns_at <= closes:
        return None
    facts = {"earliest": opens, "latest": closes - break_.length}
    return Refusal("lunch_window", f"Lunch lies inside {terms['window.lunch']}.", facts)


def _on_day(break_: Planned, wall: timedelta, zone: ZoneInfo) -> datetime:
    """A wall clock distance from midnight on the break's own local day."""
    midnight = datetime.combine(break_.starts_at.astimezone(zone).date(), datetime.min.time())
    return (midnight + wall).replace(tzinfo=zone)


def judge_notice(break_: Planned, day: Day, terms: Terms, *, now: datetime) -> Refusal | None:
    """B2, N4: 10 minutes ahead at least, 15 when no other counter stays open."""
    closes = closes_fully(break_, day)
    floor = terms["notice.full_close_min" if closes else "notice.floor_min"]
    if break_.starts_at >= now + floor * MINUTE:
        return None
    message = f"Clients learn of a break at least {floor} minutes ahead."
    facts = {"floor_minutes": floor, "earliest": whole_minute_up(now + floor * MINUTE)}
    return Refusal("notice_too_short", message, facts)


def closes_fully(break_: Planned, day: Day) -> bool:
    """Whether a queue of the break's counter is left with no open counter at some minute."""
    return any(not day.left(queue, t) - {break_.staff_id} for queue, t in _minutes(break_, day))


def _judge_cover(break_: Planned, day: Day, terms: Terms) -> Refusal | None:
    """P4: the floor at every minute of [S, R+5), or a full closure with an alternative."""
    floor = terms["cover.floor_open"]
    for queue, instant in _minutes(break_, day):
        left = day.left(queue, instant) - {break_.staff_id}
        if len(left) >= floor:
            continue
        if left or not terms.full_close_allowed(len(day.staffed(queue, instant))):
            return _cover_refused(len(left), floor, instant)
        if not break_.alternative:
            message = "Every counter pauses then: say what clients can do meanwhile."
            return Refusal("alternative_missing", message, {"at": instant})
    return None


def _cover_refused(left: int, floor: int, instant: datetime) -> Refusal:
    message = f"{left} open counters would be left, the floor is {floor}."
    return Refusal("coverage_floor", message, {"open": left, "floor": floor, "at": instant})


def _judge_concurrency(break_: Planned, day: Day, terms: Terms) -> Refusal | None:
    """P6: not more people of a queue on break at once than the policy allows."""
    for queue, instant in _minutes(break_, day):
        staffed = day.staffed(queue, instant)
        out = {b.staff_id for b in day.breaks if b.on_break(instant)} & staffed
        most = terms.max_on_break(len(staffed))
        if break_.on_break(instant) and len(out | {break_.staff_id}) > most:
            message = f"{most} may be on break at once."
            return Refusal("max_on_break", message, {"max": most, "at": instant})
    return None


def _minutes(break_: Planned, day: Day) -> Iterable[tuple[int, datetime]]:
    """Every queue and open minute that the break takes a person from, the reserve included."""
    if break_.seat is None:
        return
    instant = break_.starts_at
    while instant < min(break_.returns_at + SLIP_RESERVE, break_.seat.ends_at):
        if day.is_open(instant):
            yield from ((queue, instant) for queue in sorted(break_.seat.queues))
        instant += MINUTE


def judge_leaving(open_now: int, out_now: int, staffed: int, terms: Terms) -> Refusal | None:
    """U5: whether one more person of a queue may leave at this instant (P4, P6).

    `open_now` counts the counters that would stay open, `out_now` those already away.
    """
    most = terms.max_on_break(staffed)
    if out_now + 1 > most:
        message = f"{out_now} of {staffed} are on break already; {most} may be."
        return Refusal("max_on_break", message, {"max": most, "on_break": out_now})
    floor = terms["cover.floor_open"]
    if open_now < floor and not (open_now == 0 and terms.full_close_allowed(staffed)):
        message = f"{open_now} open counters would be left, the floor is {floor}."
        return Refusal("coverage_floor", message, {"open": open_now, "floor": floor})
    return None
