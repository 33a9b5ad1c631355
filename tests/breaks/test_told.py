"""The ledger: what clients were told of their wait, by which screen, and what came of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from branches import clock
from branches.models import Event
from breaks import actions
from breaks.models import WaitTold
from breaks.queries.waits import wait_of
from queueapp.models import Queue, Ticket
from tests.breaks.test_races import at_once
from tests.ledger import forecast, ledger, ranged
from tests.morning import call, done, fresh, proven, refused, serve, sit, take
from tests.people import Bank, at, found_bank

pytestmark = pytest.mark.django_db


def test_a_kiosk_and_a_seen_lobby_are_written_with_the_number(alone: Bank) -> None:
    break_ = proven(alone, "12:30")
    next_ = {"next_break": break_.pk, "next_break_at": break_.starts_at}
    forecast(alone, "12:20", ranged("12:20", 10, 20, before={break_.pk: 0.4}, **next_))
    display = alone.display
    assert display
    display.last_seen_at = clock.real_now() - timedelta(seconds=5)
    display.save(update_fields=["last_seen_at"])
    ticket = take(alone, "12:21", real_now=clock.real_now())
    assert ledger(ticket) == [("kiosk", 10, 20, ""), ("lobby", 10, 20, "")]
    row = ticket.waits_told.first()
    assert row
    assert (row.told_at, row.queue_id) == (at("12:21"), alone.queue.pk)
    assert (row.low_at, row.high_at) == (at("12:31"), at("12:39"))
    assert (row.break_ref_id, row.break_at, row.before_p) == (break_.pk, at("12:30"), 0.4)


def test_what_no_screen_said_is_not_written(alone: Bank) -> None:
    display = alone.display
    assert display
    display.last_seen_at = clock.real_now() - timedelta(hours=1)
    display.save(update_fields=["last_seen_at"])
    assert ledger(take(alone, "09:00", real_now=clock.real_now())) == []
    forecast(alone, "09:00", ranged("09:00", 5, 9))
    assert ledger(take(alone, "09:01", real_now=clock.real_now())) == [("kiosk", 5, 9, "")]
    # a stale edition is shown nowhere, and a class of its own waits otherwise than told
    assert ledger(take(alone, "09:03")) == []
    assert ledger(take(alone, "09:01", priority=3)) == []
    desk = actions.take_ticket(
        alone.queue.pk, source="teller", now=at("09:01:59"), real_now=at("09:01:59")
    )
    assert ledger(desk) == [("desk", 5, 9, "")]
    # from no minute on to nobody knows when is said nowhere
    nothing = ranged("09:05", 0, None)
    forecast(alone, "09:05", nothing, **{f"t{desk.pk}": nothing})
    assert ledger(take(alone, "09:06")) == []
    with refused("wait_not_told", 422):
        actions.note_painted(desk, 0, None, now=at("09:06"))


def test_who_waits_otherwise_than_a_newcomer_is_told_the_own_wait_or_none(alone: Bank) -> None:
    forecast(alone, "09:00", ranged("09:00", 5, 9))
    first, wisher = take(alone, "09:01", priority=3), take(alone, "09:01")
    assert wait_of(wisher, now=at("09:01"))
    wisher.counter_wanted = alone.counters[0]
    wisher.save(update_fields=["counter_wanted"])
    for ticket in (first, fresh(wisher)):
        assert wait_of(ticket, now=at("09:01")) is None
        with refused("wait_not_told", 422):
            actions.note_painted(ticket, 5, 9, now=at("09:01"))
    mine = ranged("09:01", 0, 3)
    forecast(alone, "09:01", **{f"t{first.pk}": mine})
    assert wait_of(first, now=at("09:01")) == mine


@pytest.mark.django_db(transaction=True)
def test_receipts_of_one_range_at_the_same_instant_are_one_row() -> None:
    """A phone with three windows, and one that tries again."""
    bank = found_bank(1)
    ticket = take(bank, "09:00")
    forecast(bank, "09:00", **{f"t{ticket.pk}": ranged("09:00", 10, 20)})
    said = at_once(*[lambda: actions.note_painted(ticket, 10, 20, now=at("09:00"))] * 4)
    assert sorted(said) == [False, False, False, True]
    assert ledger(ticket) == [("phone", 10, 20, "")]


def test_a_phone_is_written_when_its_range_changes(alone: Bank) -> None:
    ticket = take(alone, "09:00")
    for clock_, low, high, new in (
        ("09:00", 10, 20, True),
        ("09:01", 10, 20, False),
        ("09:02", 10, None, True),
        ("09:03", 10, 20, True),
    ):
        forecast(alone, clock_, **{f"t{ticket.pk}": ranged(clock_, low, high)})
        assert actions.note_painted(ticket, low, high, now=at(clock_)) is new
    assert [row[1:3] for row in ledger(ticket)] == [(10, 20), (10, None), (10, 20)]


def test_a_phone_that_painted_another_range_is_no_proof(alone: Bank) -> None:
    ticket = take(alone, "09:00")
    with refused("wait_not_told", 422):
        actions.note_painted(ticket, 10, 20, now=at("09:00"))
    forecast(alone, "09:00", **{f"t{ticket.pk}": ranged("09:00", 10, 20)})
    with refused("wait_changed", 409, low=10, high=20):
        actions.note_painted(ticket, 5, 20, now=at("09:00"))
    call(sit(alone, clock="09:00"), "09:00")
    with refused("wait_not_told", 422):
        actions.note_painted(fresh(ticket), 10, 20, now=at("09:01"))
    assert not WaitTold.objects.exists()


def test_a_receipt_changes_nothing_that_is_shown(alone: Bank) -> None:
    """No event and no new version: it would make a new forecast, which would be painted again."""
    ticket = take(alone, "09:00")
    forecast(alone, "09:00", **{f"t{ticket.pk}": ranged("09:00", 10, 20)})
    before = (Event.objects.count(), fresh(alone.branch).version)
    actions.note_painted(ticket, 10, 20, now=at("09:00"))
    actions.settle_told(alone.branch, now=at("09:01"))
    assert (Event.objects.count(), fresh(alone.branch).version) == before


def told(ticket: Ticket, clock_: str, screen: str = "phone") -> WaitTold:
    actions.note_told(ticket, screen, ranged(clock_, 5, 9), now=at(clock_))
    row = ticket.waits_told.order_by("-pk").first()
    assert row
    return row


def outcome(row: WaitTold) -> tuple[str, Any]:
    row = fresh(row)
    return row.outcome, row.called_at


def test_every_end_of_a_wait_is_an_outcome(alone: Bank) -> None:
    first, second, third, fourth, last = (take(alone, f"09:0{n}") for n in range(5))
    rows = [told(t, "09:05") for t in (first, second, third, fourth, last)]
    session = sit(alone, clock="09:05")
    call(session, "09:06")
    actions.mark_no_show(session.pk, now=at("09:09"))
    actions.leave_queue(second.pk, now=at("09:07"))
    proven(alone, "09:40", kind="short", length=10, now="09:25")
    actions.hold_ticket(third.pk, now=at("09:26"))
    Event.objects.create(
        branch=alone.branch,
        number=10_000,
        kind="ticket.expired",
        at=at("09:30"),
        subject="ticket",
        subject_id=fourth.pk,
    )
    assert actions.settle_told(alone.branch, now=at("09:31")) == 4
    assert [outcome(r) for r in rows] == [
        ("called", at("09:06")),
        ("left", None),
        ("held", None),
        ("expired", None),
        ("", None),
    ]
    assert actions.settle_told(alone.branch, now=at("09:31")) == 0


def test_who_is_sent_on_waits_anew_however_late_the_ledger_is_settled(alone: Bank) -> None:
    loans = Queue.objects.create(branch=alone.branch, name="Loans", letter="L")
    alone.counters[0].queues.add(loans)
    ticket = take(alone, "09:00")
    before = told(ticket, "09:00")
    session = sit(alone, clock="09:04")
    serve(session, "09:05")
    actions.transfer_ticket(session.pk, queue_id=loans.pk, now=at("09:08"))
    again = told(fresh(ticket), "09:08")
    assert again.pk != before.pk
    assert again.queue_id == loans.pk
    serve(session, "09:12")
    actions.settle_told(alone.branch, now=at("09:13"))
    assert outcome(before) == ("called", at("09:05"))
    assert outcome(again) == ("called", at("09:12"))


def test_a_revived_client_and_a_released_one_wait_anew(alone: Bank) -> None:
    revived, held = take(alone, "09:00"), take(alone, "09:01")
    rows = [told(revived, "09:02"), told(held, "09:02")]
    session = sit(alone, clock="09:02")
    call(session, "09:03")
    actions.mark_no_show(session.pk, now=at("09:06"))
    actions.revive_ticket(revived.pk, now=at("09:07"))
    proven(alone, "09:40", kind="short", length=10, now="09:25")
    actions.hold_ticket(held.pk, now=at("09:26"))
    actions.release_ticket(held.pk, now=at("09:28"))
    rows.append(told(fresh(revived), "09:28"))
    serve(session, "09:29")
    done(session, "09:30")
    serve(session, "09:31")
    actions.settle_told(alone.branch, now=at("09:32"))
    assert [outcome(r) for r in rows] == [
        ("called", at("09:03")),
        ("held", None),
        ("called", at("09:29")),
    ]


def test_settling_costs_one_statement_whatever_was_told(alone: Bank) -> None:
    for n in range(3):
        told(take(alone, f"09:0{n}"), "09:05")
    session = sit(alone, clock="09:05")
    for n in range(3):
        serve(session, f"09:{10 + n}")
        done(session, f"09:{10 + n}")
    with CaptureQueriesContext(connection) as asked:
        assert actions.settle_told(alone.branch, now=at("09:20")) == 3
    assert len([q for q in asked if "waittold" in q["sql"]]) == 1
