"""The shapes that indicators are made of (DOMAIN.md 5): what was noted, one day of it, a count.

Pure: an event as plain values in, counts out. Instants are aware datetimes, lengths are minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from breaks.rules.rest import Duty
from breaks.rules.states import COOL_DOWN, BreakKind

Span = tuple[datetime, datetime]
MINUTE = timedelta(minutes=1)


def instant(value: str | None) -> datetime | None:
    """An instant as the log keeps it."""
    return datetime.fromisoformat(value) if value else None


@dataclass(frozen=True, slots=True)
class Noted:
    """One event of the log; `facts` is its subject as it was then."""

    number: int
    kind: str
    at: datetime
    due_at: datetime | None = None
    by: int | None = None
    subject: str = ""
    subject_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Desk:
    """A counter: its zone and the queues it serves."""

    id: int
    zone: str
    queues: frozenset[int]


@dataclass(frozen=True)
class Stint:
    """A rostered shift, where it was to be worked, and the law over it (None: no law chosen)."""

    id: int
    staff: int
    counter: int | None
    starts_at: datetime
    ends_at: datetime
    law: Duty | None = None


@dataclass(frozen=True)
class Seat:
    """Somebody at a counter."""

    id: int
    counter: int
    staff: int
    shift: int | None = None


@dataclass(frozen=True)
class Roster:
    """What a day's events do not say themselves: doors, desks, shifts, floors, who sat there."""

    day: date
    zone: ZoneInfo
    # the local day as instants, and how far it is known: nothing is counted behind `until`
    starts_at: datetime
    ends_at: datetime
    until: datetime
    opening: tuple[Span, ...] = ()
    desks: Mapping[int, Desk] = field(default_factory=dict)
    shifts: tuple[Stint, ...] = ()
    # at the first instant of the day
    seats: tuple[Seat, ...] = ()
    # cover.floor_open by queue (P4)
    floors: Mapping[int, int] = field(default_factory=dict)
    # zones whose screens were known at the first instant, and whether one of them was online
    screens: Mapping[str, bool] = field(default_factory=dict)
    # ("situation", "script") of what is said aloud, and of what contains an apology (K16)
    voice: frozenset[tuple[str, str]] = frozenset()
    apologies: frozenset[tuple[str, str]] = frozenset()

    def is_today(self, at: datetime) -> bool:
        """Whether an instant is of the local day."""
        return self.starts_at <= at < self.ends_at


@dataclass
class Pause:
    """A break of the day as its events told it. S, R, A and E are those of DOMAIN.md."""

    id: int
    staff: int
    kind: str
    reason: str = ""
    shift: int | None = None
    counter: int | None = None
    # S of the last revision, R as first shown at A
    shown_at: datetime | None = None
    first_return_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    published_at: datetime | None = None
    notice_at: datetime | None = None
    end_reason: str = ""
    protected_minutes: int = 0
    new_times: int = 0
    outage: bool = False
    # somebody sat in when it began: it closed nothing and owed no notice
    relieved: bool = False
    # who was called to the counter or served at it when it began (K7a)
    faces: list[int] = field(default_factory=list)
    # the numbers of the events of its start and its end
    started_by: int = 0
    ended_by: int = 0
    voice: list[int] = field(default_factory=list)
    apologies: list[int] = field(default_factory=list)
    events: list[int] = field(default_factory=list)

    @property
    def planned(self) -> bool:
        """Whether it was announced ahead; an unplanned one was asked for."""
        return self.kind != BreakKind.UNPLANNED

    @property
    def cools_down(self) -> bool:
        """A cool-down is in no person's figures and not among the unplanned (DOMAIN.md 5, 6)."""
        return self.reason == COOL_DOWN


class Moment(NamedTuple):
    """A ticket's state from an event on; `wanted` is the one counter that may call it, `put_aside`
    says that somebody else than the client held it."""

    number: int
    at: datetime
    state: str
    queue: int
    wanted: int | None = None
    put_aside: bool = False


@dataclass
class Visit:
    """A ticket of the day: every state it was in, and what it was firmly promised."""

    id: int
    code: str
    queue: int
    issued_at: datetime
    states: list[Moment] = field(default_factory=list)
    # (number of the event, kind, break)
    promises: list[tuple[int, str, int | None]] = field(default_factory=list)
    # where it was called to last
    here: int | None = None
    # of the first call
    called_at: datetime | None = None
    counter: int | None = None
    staff: int | None = None
    chose: set[str] = field(default_factory=set)
    sent_on_by: set[int] = field(default_factory=set)
    events: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Turn:
    """A counter's state from an event on; `pause` is the break it is closed by."""

    number: int
    at: datetime
    counter: int
    state: str
    staff: int | None = None
    pause: int | None = None


@dataclass
class Sitting:
    """How long somebody sat at a counter; still there where it has no end."""

    seat: Seat
    starts_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Owed:
    """How a commitment that was due on the day ended (3.6.3)."""

    id: int
    kind: str
    state: str
    due_at: datetime
    owner: int | None
    pause: int | None
    ticket: int | None
    event: int


@dataclass
class Grievance:
    """A case: when it was opened, due and answered, as far as the log is read."""

    id: int
    kind: str
    cause: str
    criterion: str
    opened_at: datetime
    first_due_at: datetime
    answered_at: datetime | None = None
    delayed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    # when its time passed without an answer, and the event that says so
    overdue: tuple[datetime, int] | None = None
    counter: int | None = None
    owner: int | None = None
    events: list[int] = field(default_factory=list)


@dataclass
class Talk:
    """A noted call of a case: how long it took, and whether it was passed on (K21)."""

    minutes: float
    transferred: bool
    at: datetime
    by: int | None
    event: int


@dataclass
class Day:
    """A branch's day as the log tells it."""

    roster: Roster
    pauses: dict[int, Pause] = field(default_factory=dict)
    visits: dict[int, Visit] = field(default_factory=dict)
    # tickets of the next day, as far as a night shift of this one goes on: only its breaks see them
    later: dict[int, Visit] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    owed: dict[int, Owed] = field(default_factory=dict)
    cases: dict[int, Grievance] = field(default_factory=dict)
    talks: list[Talk] = field(default_factory=list)
    # override.recorded and break.pressure_answered
    overrides: list[Noted] = field(default_factory=list)
    pressures: list[Noted] = field(default_factory=list)
    # (zone, instant, online)
    screens: list[tuple[str, datetime, bool]] = field(default_factory=list)

    @property
    def in_line(self) -> Mapping[int, Visit]:
        """Everybody whom a break of the day may meet."""
        return {**self.visits, **self.later}

    @property
    def began(self) -> list[Pause]:
        """The breaks that began, by start (PB, UB and cool-downs)."""
        return [p for p in self.pauses.values() if p.started_at]


@dataclass(frozen=True, slots=True)
class Count:
    """So much of a measure, and in whose figures it is besides the branch's own.

    `measure` is "<k>.num", "<k>.den", a bucket ("k11.wait.<tenths of a minute>") or a part
    ("k9.return_time.num"); `events` are the numbers of the events that made it.
    """

    measure: str
    number: float
    counter: int | None = None
    person: int | None = None
    reason: str = ""
    hour: int | None = None
    events: tuple[int, ...] = ()
