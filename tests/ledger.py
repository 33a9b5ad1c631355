"""Rows of the ledger of told waits, and editions of forecasts, for tests that need them."""

from datetime import date, datetime
from typing import Any

from breaks.models import Break, WaitForecast, WaitTold
from breaks.rules.waits import Edition, Range, edition_facts
from queueapp.models import Ticket
from tests.people import DAY, Bank, at, minutes


def ranged(clock_: str, low: int, high: int | None, **more: Any) -> Range:
    """A range told at this time, its P10 and P90 inside its minutes."""
    now = at(clock_)
    high_at = None if high is None else now + minutes(high - 1)
    return Range(low, high, now + minutes(low + 1), high_at, **more)


def forecast(bank: Bank, clock_: str, queue: Range | None = None, **tickets: Range) -> None:
    """The branch has this edition."""
    rows = {int(n.strip("t")): told for n, told in tickets.items()}
    edition = Edition(
        1,
        0,
        at(clock_),
        queues={bank.queue.pk: queue} if queue else {},
        tickets=rows,
        in_line=frozenset(rows),
    )
    kept = {"version": 0, "edition": 1, "made_at": at(clock_), "facts": edition_facts(edition)}
    WaitForecast.objects.update_or_create(branch=bank.branch, defaults=kept)


def ledger(ticket: Ticket) -> list[tuple[str, int, int | None, str]]:
    rows = ticket.waits_told.order_by("told_at", "pk")
    return list(rows.values_list("screen", "low_minutes", "high_minutes", "outcome"))


def waited(
    bank: Bank,
    clock_: str,
    wait: float | None,
    low: int = 10,
    high: int | None = 20,
    *,
    day: date = DAY,
    ticket: Ticket | None = None,
    **more: Any,
) -> WaitTold:
    """Somebody was told 10 to 20 minutes and called after `wait` of them (None: not yet)."""
    now = at(clock_, day)
    fields: dict[str, Any] = {
        "screen": "kiosk",
        "told_at": now,
        "low_minutes": low,
        "high_minutes": high,
        "low_at": now + minutes(low + 1),
        "high_at": None if high is None else now + minutes(high - 2),
        "outcome": "" if wait is None else "called",
        "called_at": None if wait is None else now + minutes(wait),
    }
    row = ticket or issued(bank, now)
    return WaitTold.objects.create(
        branch=bank.branch, ticket=row, queue=bank.queue, **fields | more
    )


def issued(bank: Bank, now: datetime, **more: Any) -> Ticket:
    n = Ticket.objects.count() + 1
    return Ticket.objects.create(
        branch=bank.branch,
        queue=bank.queue,
        day=DAY,
        number=n,
        code=f"A{n:03}",
        issued_at=now,
        **more,
    )


def rest(bank: Bank, clock_: str, **more: Any) -> Break:
    """A break of a person nobody else's break meets."""
    fields: dict[str, Any] = {
        "branch": bank.branch,
        "staff": bank.tellers[0],
        "counter": bank.counters[0],
        "day": DAY,
        "kind": "short",
        "state": "ended",
        "starts_at": at(clock_),
        "length_minutes": 10,
        "returns_at": at(clock_) + minutes(10),
        "started_at": at(clock_),
        "ended_at": at(clock_) + minutes(10),
    }
    return Break.objects.create(**fields | more)
