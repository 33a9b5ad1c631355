"""The verbs of a morning in short, for tests: each takes the clock of the branch as it reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from django.db.models import Model

from branches.errors import Refused
from branches.models import Event
from breaks import actions, timers
from breaks.models import Break
from queueapp.models import CounterSession, Ticket
from tests.people import DAY, Bank, at

Row = TypeVar("Row", bound=Model)


def fresh(row: Row) -> Row:
    """The row as the database has it now."""
    return type(row)._default_manager.get(pk=row.pk)


@contextmanager
def refused(code: str, status: int | None = None, **facts: Any) -> Iterator[None]:
    """What follows is refused with this code (and status, and facts)."""
    with pytest.raises(Refused) as caught:
        yield
    error = caught.value
    assert error.code == code, error.message
    assert status in (None, error.status)
    assert {key: error.facts.get(key) for key in facts} == facts


def draft(
    bank: Bank,
    clock: str = "12:30",
    *,
    who: int = 0,
    kind: str = "lunch",
    length: int = 30,
    now: str = "08:00",
) -> Break:
    return actions.draft_break(
        bank.branch.pk,
        staff_id=bank.tellers[who].pk,
        kind=kind,
        starts_at=at(clock),
        length_minutes=length,
        by=bank.carla,
        now=at(now),
    )


def publish(bank: Bank, now: str = "08:00") -> list[Break]:
    return actions.publish_plan(bank.branch.pk, DAY, by=bank.carla, now=at(now))


def planned(bank: Bank, clock: str = "12:30", *, now: str = "08:00", **more: Any) -> Break:
    """A break drafted and published."""
    break_ = draft(bank, clock, now=now, **more)
    publish(bank, now)
    return fresh(break_)


def proven(bank: Bank, clock: str = "12:30", *, now: str = "12:15", **more: Any) -> Break:
    """A break that was warned of and seen on the lobby's screen at `now`."""
    break_ = planned(bank, clock, **more)
    tick(now)
    return prove(bank, break_, now)


def prove(bank: Bank, break_: Break, clock: str, **more: Any) -> Break:
    break_ = fresh(break_)
    painted = {"revision": break_.revision, "starts_at": break_.starts_at, **more}
    return actions.record_receipt(bank.display, break_.pk, now=at(clock), **painted)


def tick(*clocks: str) -> None:
    for clock in clocks:
        timers.run_due(at(clock))


def sit(bank: Bank, n: int = 0, clock: str = "08:00", *, who: int | None = None) -> CounterSession:
    staff = bank.tellers[n if who is None else who]
    return actions.open_session(bank.counters[n].pk, staff=staff, now=at(clock))


def take(bank: Bank, clock: str, **more: Any) -> Ticket:
    more = {"real_now": at(clock)} | more
    return actions.take_ticket(bank.queue.pk, source="kiosk", now=at(clock), **more)


def call(session: CounterSession, clock: str, ticket: Ticket | None = None) -> Ticket:
    return actions.call_next(session.pk, now=at(clock), ticket_id=ticket.pk if ticket else None)


def serve(session: CounterSession, clock: str) -> Ticket:
    """Call the next client, who is there at once."""
    call(session, clock)
    return actions.start_service(session.pk, now=at(clock))


def done(session: CounterSession, clock: str) -> Ticket:
    return actions.finish_service(session.pk, now=at(clock))


def start(session: CounterSession, clock: str) -> Break:
    return actions.start_break(session.pk, by=session.staff, now=at(clock))


def end(session: CounterSession, clock: str) -> Break:
    return actions.end_break(session.pk, by=session.staff, now=at(clock))


def ask(session: CounterSession, clock: str, reason: str = "short_rest", **more: Any) -> Break:
    return actions.request_break(session.pk, by=session.staff, reason=reason, now=at(clock), **more)


def told(bank: Bank, kind: str) -> list[Event]:
    """The events of a kind, in order."""
    return list(bank.branch.events.filter(kind=kind).order_by("number"))
