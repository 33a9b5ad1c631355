"""The rest of each person and day as a record for whoever must prove it (F71)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch

from branches.clock import zone_of
from branches.models import Branch, Staff
from branches.queries import access_branch, manages
from breaks.models import Break
from breaks.queries import terms_for
from breaks.queries.rest import duty_of, is_rest, rest_parts
from breaks.rules.law import Law
from breaks.rules.states import NOT_TAKEN
from queueapp.models import Shift

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class RestRecord:
    """One rest of a person's shift, or the shift without one; minutes are whole and elapsed.

    `required` and `granted` are of the whole shift; `late` says that the rest the law asks was not
    begun at its latest lawful start, `lawful` whether the rests of the shift give what it asks.
    """

    day: date
    staff: Staff
    shift: tuple[datetime, datetime]
    required: int
    granted: int
    kind: str
    starts_at: datetime | None
    ends_at: datetime | None
    minutes: int | None
    late: bool
    lawful: bool | None


def access_records(staff: Staff, branch_id: int) -> tuple[Branch, Staff | None]:
    """The branch whose records a person may read, and of whom alone: a teller reads the own."""
    branch = access_branch(staff, branch_id)
    return branch, None if manages(staff, branch) else staff


def rest_records(
    branch: Branch, since: date, until: date, *, of: Staff | None, now: datetime
) -> Iterator[RestRecord]:
    """The rests taken on these days (both counted), by day and person; only of shifts begun."""
    taken = Break.objects.exclude(state__in=NOT_TAKEN).exclude(started_at=None)
    rests = Prefetch("breaks", taken.order_by("started_at", "pk"), to_attr="taken")
    rows = branch.shifts.filter(day__range=(since, until), starts_at__lte=now)
    rows = rows if of is None else rows.filter(staff=of)
    terms = terms_for(branch)
    for shift in (
        rows.select_related("staff")
        .prefetch_related(rests)
        .order_by("day", "staff__name", "starts_at", "pk")
    ):
        duty = duty_of(shift, terms)
        mine = [b for b in _taken(shift) if is_rest(b)]
        parts = rest_parts(mine)
        law = duty.law(parts) if duty else None
        verdict = duty.judge(parts, zone=zone_of(branch)) is None if duty else None
        # a shift that goes on may yet give its rest
        lawful = verdict if verdict or now >= shift.ends_at else None
        yield from _records(shift, mine, law, lawful, now)


def _taken(shift: Shift) -> Sequence[Break]:
    breaks: Sequence[Break] = shift.taken  # type: ignore[attr-defined]
    return breaks


def _records(
    shift: Shift, rests: Sequence[Break], law: Law | None, lawful: bool | None, now: datetime
) -> Iterable[RestRecord]:
    required = sum(rest.required // MINUTE for rest in law.rests) if law else 0
    lengths = [_minutes(b) for b in rests]
    whole = (required, sum(n for n in lengths if n is not None))
    late = required > 0 and _is_late(rests, law, now)
    who = (shift.day, shift.staff, (shift.starts_at, shift.ends_at), *whole)
    if not rests:
        return [RestRecord(*who, "", None, None, None, late, lawful)]
    return [
        RestRecord(*who, b.kind, b.started_at, b.ended_at, n, late, lawful)
        for b, n in zip(rests, lengths, strict=True)
    ]


def _minutes(break_: Break) -> int | None:
    if break_.started_at is None or break_.ended_at is None:
        return None
    return (break_.ended_at - break_.started_at) // MINUTE


def _is_late(rests: Sequence[Break], law: Law | None, now: datetime) -> bool:
    """Whether no rest had begun at the latest lawful start, once that has passed."""
    latest = law.latest if law else None
    if latest is None or now <= latest:
        return False
    return not any(b.started_at and b.started_at <= latest for b in rests)
