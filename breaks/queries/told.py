"""The ledger of what clients were told of their wait, and what of it held.

A range counts when its client was called: inside it, sooner or later, however short it was, and
whether or not a counter was free. Who left, was held or expired says nothing of a call. A range
that the lobby showed is the one the kiosk said at the same instant: it counts once, as the kiosk's.
Shares of clients count everybody once, by the first range told on the days asked for; those by
screen count every range, and so does the nightly correction (`breaks.rules.learning`).
"""

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    Avg,
    Case,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Extract, ExtractHour, Floor, Least, TruncDate

from branches.clock import business_day, zone_of
from branches.models import Branch
from branches.rules import DeviceKind
from breaks.models import Commitment, WaitTold
from breaks.queries.policy import terms_for
from breaks.rules.calibration import (
    APPROACH,
    NO_STEP,
    Clients,
    Held,
    Kept,
    Said,
    Share,
    held_by,
)
from breaks.rules.commitments import CommitmentKind, CommitmentState
from breaks.rules.learning import RECORD_DAYS
from breaks.rules.states import NOT_TAKEN
from breaks.rules.waits import NEAR, Outcome, Screen

# of how many days figures are asked for
USUAL_DAYS, MOST_DAYS = 14, 90
JUDGED = (CommitmentState.KEPT, CommitmentState.KEPT_LATE, CommitmentState.BROKEN)


@dataclass(frozen=True)
class Span:
    """Business days of a branch, from the first to the last, both included."""

    branch: Branch
    first: date
    last: date

    @property
    def begins(self) -> datetime:
        """The local midnight at which the first day begins."""
        return self._midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The local midnight after the last day."""
        return self._midnight(self.last + timedelta(days=1))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=zone_of(self.branch))


def last_days(branch: Branch, days: int, *, now: datetime) -> Span:
    """The last business days of a branch, today included."""
    today = business_day(branch, now)
    return Span(branch, today - timedelta(days=days - 1), today)


def lobby_is_seen(branch: Branch, *, real_now: datetime) -> bool:
    """Whether a lobby display of the branch was seen lately (`display.offline_s`, real time)."""
    since = real_now - timedelta(seconds=terms_for(branch)["display.offline_s"])
    displays = branch.devices.filter(kind=DeviceKind.DISPLAY, retired_at=None)
    return displays.filter(last_seen_at__gte=since).exists()


def told_in(span: Span) -> QuerySet[WaitTold]:
    """The ranges told on these days, by every screen."""
    rows = WaitTold.objects.filter(branch=span.branch)
    return rows.filter(told_at__gte=span.begins, told_at__lt=span.ends)


def outcomes_of(span: Span) -> dict[str, int]:
    """How many of the ranges told ended in which outcome; `waiting` for those still open. What the
    lobby said too counts once.
    """
    each = told_in(span).exclude(screen=Screen.LOBBY)
    counted = each.values_list("outcome").annotate(n=Count("pk"))
    found = dict(counted.order_by())
    return {"waiting": found.get("", 0)} | {o.value: found.get(o, 0) for o in Outcome}


def _minutes(field: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(field) * Value(timedelta(minutes=1)), DurationField())


def _after(field: str) -> ExpressionWrapper:
    return ExpressionWrapper(F("told_at") + _minutes(field), DateTimeField())


EARLY = Q(called_at__lt=_after("low_minutes"))
# no upper bound was told: nobody is called too late
LATE = Q(high_minutes__isnull=False, called_at__gt=_after("high_minutes"))
# in the order in which `_held` takes them
COUNTS = {
    "early": Count("pk", filter=EARLY),
    "late": Count("pk", filter=LATE),
    "called": Count("pk"),
}


def _called(rows: QuerySet[WaitTold]) -> QuerySet[WaitTold]:
    """The ranges that count: each once, and its client was called."""
    return rows.filter(outcome=Outcome.CALLED).exclude(screen=Screen.LOBBY)


def _first(rows: QuerySet[WaitTold]) -> QuerySet[WaitTold]:
    """Of these ranges the first that each client was told."""
    first = rows.order_by("ticket_id", "told_at", "pk").distinct("ticket_id")
    return WaitTold.objects.filter(pk__in=first.values("pk"))


def _held(early: int, late: int, called: int) -> Held:
    return Held(early, called - early - late, late)


def clients_called(span: Span) -> list[Clients]:
    """How clients were called to the first range told to each on these days, by the day and the
    local hour of telling and by how far ahead the next break then was.
    """
    zone = zone_of(span.branch)
    places = {
        "day": TruncDate("told_at", tzinfo=zone),
        "hour": ExtractHour("told_at", tzinfo=zone),
        "step": _approach(),
    }
    first = _first(_called(told_in(span))).annotate(**places)
    rows = first.values_list(*places).annotate(**COUNTS).order_by(*places)
    return [Clients(day, hour, step, _held(*counts)) for day, hour, step, *counts in rows]


def _approach() -> Case:
    """The place in `APPROACH` of the next break, one more for farther ones, -1 for none."""
    none = When(break_at__isnull=True, then=Value(NO_STEP))
    steps = [When(break_at__lte=_in_minutes(m), then=Value(n)) for n, m in enumerate(APPROACH)]
    return Case(none, *steps, default=Value(len(APPROACH)))


def _in_minutes(minutes: int) -> ExpressionWrapper:
    return ExpressionWrapper(F("told_at") + timedelta(minutes=minutes), DateTimeField())


def held_by_screen(span: Span) -> dict[str, Held]:
    """How the client was called to every range told, by the screen that told it; the lobby's own
    too.
    """
    rows = told_in(span).filter(outcome=Outcome.CALLED)
    grouped = rows.values_list("screen").annotate(**COUNTS).order_by("screen")
    return {screen: _held(*counts) for screen, *counts in grouped}


def promises_kept(span: Span) -> Share:
    """Of the clients firmly promised service before a break on these days (C1), those who were
    called before it began; who left, and breaks that never came, do not count.
    """
    owed = Commitment.objects.filter(branch=span.branch, kind=CommitmentKind.SERVED_BEFORE)
    owed = owed.filter(state__in=JUDGED, made_at__gte=span.begins, made_at__lt=span.ends)
    in_time = Q(break_ref__started_at__isnull=True) | Q(
        ticket__called_at__lte=F("break_ref__started_at")
    )
    kept = Q(state=CommitmentState.KEPT, ticket__called_at__isnull=False) & in_time
    return Share(**owed.aggregate(part=Count("pk", filter=kept), whole=Count("pk")))


def said_and_came(span: Span) -> list[Said]:
    """How probable a call before the next break was said to be, in tenths, against how often it
    came true (SCIENCE.md 5); breaks that never came, and clients who left, do not count.
    """
    called = Q(outcome=Outcome.CALLED)
    began = Q(break_ref__started_at__isnull=False)
    rows = told_in(span).exclude(screen=Screen.LOBBY).exclude(break_ref__state__in=NOT_TAKEN)
    rows = rows.filter(called | Q(outcome=Outcome.EXPIRED) & began)
    rows = rows.filter(before_p__isnull=False, break_ref__isnull=False)
    before = called & (~began | Q(called_at__lte=F("break_ref__started_at")))
    tenth = Least(Cast(Floor(F("before_p") * 10), IntegerField()), Value(9))
    grouped = rows.annotate(tenth=tenth).values("tenth").order_by("tenth")
    figures = grouped.annotate(
        said=Avg("before_p"), came=Count("pk", filter=before), counted=Count("pk")
    )
    return [Said(f["tenth"], f["said"], Share(f["came"], f["counted"])) for f in figures]


def _kept(rows: QuerySet[WaitTold]) -> list[Kept]:
    """These ranges in minutes from telling, read as numbers: instants take ten times as long."""

    def minutes(field: str) -> Any:
        length = ExpressionWrapper(F(field) - F("told_at"), DurationField())
        return Cast(Extract(length, "epoch") / 60.0, FloatField())

    fields = ("low_at", "high_at", "called_at", "break_at")
    written = rows.annotate(**{f"{field}_m": minutes(field) for field in fields})
    values = written.values_list(*(f"{field}_m" for field in fields), "low_minutes", "high_minutes")
    return [
        Kept(
            low,
            math.inf if high is None else high,
            actual,
            held_by(from_, to, actual),
            ahead is not None and ahead <= NEAR / timedelta(minutes=1),
        )
        for low, high, actual, ahead, from_, to in values
    ]


def last_kept(branch: Branch, count: int, *, now: datetime) -> list[Kept]:
    """What came of the first range told to each of the last `count` clients called."""
    rows = WaitTold.objects.filter(branch=branch, told_at__gt=now - timedelta(days=RECORD_DAYS))
    return _kept(_first(_called(rows)).order_by("-called_at", "-pk")[:count])


def kept_in(span: Span) -> list[Kept]:
    """What came of every range told on these days whose client was called."""
    return _kept(_called(told_in(span)).order_by("pk"))
