"""Writes the past of many branches: what was laid out, and every event with its number, by COPY.

Numbers grow with time in each branch, and `branch.version` ends at the last, as the product itself
leaves them. Besides the log only what indicators and rest records read is kept as rows: rosters,
breaks, sittings.
"""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from operator import methodcaller
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import JSONField, Model

from branches.models import Branch, Device, Event, Membership, Organisation, Staff, hash_token
from branches.rules import Role
from breaks.models import Break, BreakPolicy
from quality.models import LogMark
from queueapp.models import Counter, CounterSession, Queue, Shift
from tests.bench.reports.day import BranchDay, days_of
from tests.bench.reports.shapes import Happened, Ids, Place

# from when the rules of the organisation are in force
SINCE = datetime(2025, 1, 1, tzinfo=UTC)
ZONES = ("Europe/Budapest", "Europe/Sofia", "Europe/Istanbul", "Asia/Manila")
COUNTERS, TELLERS = 4, 5
EVENT_COLUMNS = (
    *("branch_id", "number", "kind", "at", "due_at", "by_id", "device_id"),
    *("subject", "subject_id", "data", "facts"),
)
COPY_SUMS = "COPY quality_tally (branch_id, span, since, scope, key, counts, made_at) FROM STDIN"
HOURS = {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


def lay_out(number: int, *, seed: int = 1, slug: str = "year") -> list[Place]:
    """So many branches of one organisation, each with a manager, tellers, counters and a screen."""
    organisation = Organisation.objects.create(name=slug.title(), slug=slug)
    _person(organisation, None, "office", Role.HEAD_OFFICE)
    law = {"rest.preset": "HU"}
    BreakPolicy.objects.create(organisation=organisation, version=1, values=law, since=SINCE)
    chance = random.Random(seed)
    return [_branch(organisation, n, chance) for n in range(number)]


def _branch(organisation: Organisation, n: int, chance: random.Random) -> Place:
    branch = Branch.objects.create(
        organisation=organisation,
        name=f"Branch {n + 1:02}",
        slug=f"{organisation.slug}-{n + 1}",
        time_zone=ZONES[n % len(ZONES)],
        opening_hours=HOURS,
    )
    queue = Queue.objects.create(branch=branch, name="Cash", letter="A", estimate_minutes=7)
    counters = [Counter.objects.create(branch=branch, label=f"W{i + 1}") for i in range(COUNTERS)]
    for counter in counters:
        counter.queues.add(queue)
    tellers = [_person(organisation, branch, f"teller-{n}-{i}") for i in range(TELLERS)]
    manager = _person(organisation, branch, f"manager-{n}", Role.MANAGER)
    screen = Device.objects.create(
        branch=branch,
        kind="display",
        name="Lobby",
        token_hash=hash_token(f"{organisation.slug}-{n}"),
    )
    return Place(
        branch=branch.pk,
        zone=ZoneInfo(branch.time_zone),
        queue=queue.pk,
        counters=tuple(c.pk for c in counters),
        tellers=tuple(tellers),
        manager=manager,
        screen=screen.pk,
        crowd=chance.uniform(0.8, 1.15),
        sloppy=chance.uniform(0.4, 2.2),
    )


def _person(
    organisation: Organisation, branch: Branch | None, name: str, role: Role = Role.TELLER
) -> int:
    login = name if organisation.slug == "year" else f"{organisation.slug}-{name}"
    user = User.objects.create(username=login)
    staff = Staff.objects.create(user=user, name=name.title())
    Membership.objects.create(staff=staff, organisation=organisation, branch=branch, role=role)
    return int(staff.pk)


def write_past(
    places: Sequence[Place], first: date, days: int, *, seed: int = 1, ids_from: int = 1
) -> int:
    """Play and write these days of all the branches; how many events they are."""
    ids = Ids(ids_from)
    return sum(_write_branch(place, first, days, ids, seed) for place in places)


def _write_branch(place: Place, first: date, days: int, ids: Ids, seed: int) -> int:
    chance = random.Random(f"{seed} {place.branch}")
    played = [BranchDay(place, day, chance, ids) for day in days_of(first, days)]
    number = _copy_events(place, in_order(played))
    for model in (Shift, CounterSession, Break):
        rows = [row for day in played for row in day.rows if type(row) is model]
        _copy_rows(model, rows)
    Branch.objects.filter(pk=place.branch).update(version=number)
    LogMark.objects.update_or_create(branch_id=place.branch, defaults={"number": number})
    return number


def in_order(days: Sequence[BranchDay]) -> Iterator[Happened]:
    """The events of the days one after the other: what a day makes happen later waits for its day.

    First of all the screens are up.
    """
    lit = days[0].at(6)
    later = [Happened(lit, "screens.back", None, {}, {"zone": "main"})]
    for day in days:
        evening = day.at(0) + timedelta(days=1)
        noted = sorted([*later, *day.play()], key=lambda event: event.at)
        yield from (event for event in noted if event.at < evening)
        later = [event for event in noted if event.at >= evening]


def _copy_events(place: Place, happened: Iterable[Happened]) -> int:
    """The events in the order in which they happened, numbered from one."""
    number = 0
    columns = ", ".join(f'"{name}"' for name in EVENT_COLUMNS)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {Event._meta.db_table} ({columns}) FROM STDIN") as copy,
    ):
        for number, event in enumerate(happened, 1):
            copy.write(_line(place.branch, number, event))
    return number


def _line(branch: int, number: int, event: Happened) -> str:
    """One event as COPY reads it: no value of ours holds a tab, a backslash or a line's end."""
    subject = event.subject
    named = subject._meta.model_name if subject is not None else ""
    values = (
        *(branch, number, event.kind, event.at, event.due_at, event.by, event.device),
        *(named, subject.pk if subject is not None else None),
        *(_json(event.data), _json(event.facts)),
    )
    return "\t".join("\\N" if value is None else str(value) for value in values) + "\n"


def _copy_rows(model: type[Model], rows: Sequence[Model]) -> None:
    """The rows as they are, by COPY."""
    fields = [f for f in model._meta.concrete_fields if not getattr(f, "generated", False)]
    columns = ", ".join(f'"{f.column}"' for f in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row([_value(row, field) for field in fields])
        # the next row the product itself makes must find a free number
    with connection.cursor() as cursor:
        table = model._meta.db_table
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        )


def copy_sums(one: Branch, other: Branch) -> None:
    """Give a branch the sums of another, under its own counters and people."""
    new = {
        "counter": _matched(one.counters.order_by("pk"), other.counters.order_by("pk")),
        "person": _matched(one.memberships.order_by("pk"), other.memberships.order_by("pk")),
    }
    # read whole first: while a COPY runs nothing else can be asked
    rows = list(one.tallies.all())
    with connection.cursor() as cursor, cursor.copy(COPY_SUMS) as copy:
        for row in rows:
            key = new.get(row.scope, {}).get(row.key, row.key)
            values = (row.span, row.since, row.scope, key, json.dumps(row.counts), row.made_at)
            copy.write_row((other.pk, *values))


def _matched(ones: Iterable[Any], others: Iterable[Any]) -> dict[str, str]:
    pairs = zip(ones, others, strict=True)
    return {_whom(one): _whom(other) for one, other in pairs}


def _whom(row: Any) -> str:
    return str(getattr(row, "staff_id", row.pk))


def _value(row: Model, field: Any) -> Any:
    value = getattr(row, field.attname)
    return json.dumps(value) if isinstance(field, JSONField) else value


def _json(value: dict[str, Any]) -> str:
    """As the product writes it: instants and days as ISO texts."""
    return json.dumps(value, default=methodcaller("isoformat"))
