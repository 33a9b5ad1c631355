"""A day of a branch out of its log: the events, and what they do not say themselves."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from django.db.models import Max, Q, QuerySet

from branches.clock import zone_of
from branches.models import Branch, Event
from branches.rules import opening_spans
from breaks.queries import terms_by_queue, terms_for
from breaks.queries.rest import duty_of
from breaks.queries.screens import zones_noted
from quality.playbook.reading import default
from quality.rules.figures.fold import fold
from quality.rules.figures.kinds import CASE_KINDS, COMMITMENT_KINDS, KINDS
from quality.rules.figures.shapes import Day, Desk, Noted, Roster, Seat, Span, Stint
from queueapp.models import CounterSession

DAY = timedelta(days=1)
# how far from a day its cases and what was owed on it are looked for
REACH = timedelta(days=45)
COLUMNS = ("number", "kind", "at", "due_at", "by_id", "subject", "subject_id", "data", "facts")


def day_of(branch: Branch, day: date, *, now: datetime) -> Day:
    """A business day as far as it is known at `now`."""
    roster = roster_of(branch, day, now=now)
    return fold(noted(branch, roster, now=now), roster)


def span_of(branch: Branch, day: date) -> Span:
    """The local day as instants."""
    zone = zone_of(branch)
    begins = (datetime.combine(d, time(), tzinfo=zone) for d in (day, day + DAY))
    starts_at, ends_at = begins
    return starts_at, ends_at


def noted(branch: Branch, roster: Roster, *, now: datetime) -> list[Noted]:
    """The events of a day, and those of other days that speak of its cases and of what was owed."""
    rows = Event.objects.filter(branch=branch, at__lte=now)
    today = Q(kind__in=KINDS, at__gte=roster.starts_at, at__lt=max(roster.ends_at, roster.until))
    reach = (roster.starts_at - REACH, roster.ends_at + REACH)
    owed = _on(roster, "due_at") & Q(kind__in=COMMITMENT_KINDS, at__range=reach)
    cases = _on(roster, "opened_at") | _on(roster, "first_due_at") | _on(roster, "due_at")
    # three questions, each with its index; one with "or" between them reads the whole log
    found: dict[int, Noted] = {}
    for asked in (today, owed, cases & Q(kind__in=CASE_KINDS, at__range=reach)):
        found |= {event.number: event for event in as_noted(rows.filter(asked))}
    return [found[number] for number in sorted(found)]


def as_noted(rows: QuerySet[Event]) -> Iterable[Noted]:
    """Rows of the log as plain values."""
    return (Noted(*row) for row in rows.order_by().values_list(*COLUMNS))


def _on(roster: Roster, name: str) -> Q:
    """Events whose fact of that name may be an instant of the day; the fold looks closely."""
    last = roster.ends_at - timedelta(microseconds=1)
    ends = (roster.starts_at, last)
    days = {roster.day, *(e.astimezone(zone).date() for e in ends for zone in (UTC, roster.zone))}
    found = Q()
    for day in days:
        found |= Q(**{f"facts__{name}__startswith": day.isoformat()})
    return found


def roster_of(branch: Branch, day: date, *, now: datetime) -> Roster:
    """Doors, desks, shifts, floors, screens and who sat there when the day began."""
    starts_at, ends_at = span_of(branch, day)
    stints = _stints(branch, day)
    # a shift of the day may end behind midnight
    over = max([ends_at, *(stint.ends_at for stint in stints)])
    voice, apologies = spoken()
    return Roster(
        day=day,
        zone=zone_of(branch),
        starts_at=starts_at,
        ends_at=ends_at,
        until=max(starts_at, min(now, over)),
        opening=_opening(branch, day, stints),
        desks=_desks(branch),
        shifts=stints,
        seats=_seats(branch, starts_at),
        floors={q: terms["cover.floor_open"] for q, terms in terms_by_queue(branch).items()},
        screens=zones_noted(branch, before=starts_at),
        voice=voice,
        apologies=apologies,
    )


def _stints(branch: Branch, day: date) -> tuple[Stint, ...]:
    terms = terms_for(branch)
    rows = branch.shifts.filter(day=day).order_by("starts_at", "pk")
    return tuple(
        Stint(s.pk, s.staff_id, s.counter_id, s.starts_at, s.ends_at, duty_of(s, terms))
        for s in rows
    )


def _desks(branch: Branch) -> dict[int, Desk]:
    counters = branch.counters.prefetch_related("queues")
    return {c.pk: Desk(c.pk, c.zone, frozenset(q.pk for q in c.queues.all())) for c in counters}


def _seats(branch: Branch, at: datetime) -> tuple[Seat, ...]:
    rows = CounterSession.objects.filter(branch=branch, opened_at__lt=at)
    there = rows.filter(Q(closed_at=None) | Q(closed_at__gt=at))
    return tuple(Seat(s.pk, s.counter_id, s.staff_id, s.shift_id) for s in there)


def _opening(branch: Branch, day: date, stints: Iterable[Stint]) -> tuple[Span, ...]:
    """The opening hours of the day, up to an early closing; of a branch whose doors never close
    the time in which somebody is rostered."""
    spans = opening_spans(branch.opening_hours, day, zone_of(branch))
    if not branch.opening_hours:
        times = [(s.starts_at, s.ends_at) for s in stints]
        spans = [(min(a for a, _ in times), max(b for _, b in times))] if times else []
    closed = _closed_early(branch, day)
    cut = [(a, min(b, closed)) for a, b in spans] if closed else spans
    return tuple((a, b) for a, b in cut if a < b)


def _closed_early(branch: Branch, day: date) -> datetime | None:
    kinds, span = ("branch.closed_early", "branch.reopened"), span_of(branch, day)
    rows = Event.objects.filter(branch=branch, kind__in=kinds, at__gte=span[0], at__lt=span[1])
    last = rows.order_by("number").last()
    return last.at if last and last.kind == kinds[0] else None


@cache
def spoken() -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """The scripts that are said aloud, and those of them that contain an apology (K16)."""
    scripts = [s for each in default().situations.values() for s in each.scripts.values()]
    voice = [s for s in scripts if s.channel == "voice"]
    sorry = (s for s in voice if "apology" in s.contains)
    return (
        frozenset((s.situation, s.id) for s in voice),
        frozenset((s.situation, s.id) for s in sorry),
    )


# ---- which days are to be counted


def is_over(branch: Branch, day: date, *, now: datetime) -> bool:
    """Whether a business day has ended, the last of its shifts too."""
    last = branch.shifts.filter(day=day).aggregate(last=Max("ends_at"))["last"]
    return now >= max(filter(None, (span_of(branch, day)[1], last)))


def first_day(branch: Branch) -> date | None:
    """The day of the first thing that happened at a branch."""
    first = Event.objects.filter(branch=branch).order_by("number").first()
    return first.at.astimezone(zone_of(branch)).date() if first else None


def days_touched(branch: Branch, since: datetime, *, now: datetime) -> set[date]:
    """The days of which events since an instant tell more: when a case was opened and due, when
    something was owed, and the business day of a break."""
    zone, days = zone_of(branch), set[date]()
    rows = Event.objects.filter(branch=branch, at__gte=since, at__lte=now)
    late = rows.filter(kind__in=(*CASE_KINDS, *COMMITMENT_KINDS, "break.ended"))
    for facts in late.values_list("facts", flat=True):
        for name in ("opened_at", "first_due_at", "due_at"):
            if facts.get(name):
                days.add(datetime.fromisoformat(facts[name]).astimezone(zone).date())
        if facts.get("day"):
            days.add(date.fromisoformat(facts["day"]))
    return days
