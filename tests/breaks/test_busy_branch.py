"""Presses and ticks that meet a busy branch."""

import threading

import pytest
from django.db import connection, transaction

from branches.errors import Refused
from branches.locks import lock_branch
from breaks import actions, timers
from tests.people import Bank, at, found_bank


@pytest.mark.django_db(transaction=True)
def test_a_tick_waits_in_line_for_a_branch_that_is_never_free() -> None:
    bank = found_bank(1)
    actions.open_session(bank.counters[0].pk, staff=bank.tellers[0], now=at("08:00"))
    ticket = actions.take_ticket(
        bank.queue.pk, source="kiosk", now=at("09:00"), real_now=at("09:00")
    )
    session = bank.branch.sessions.get()
    actions.call_next(session.pk, now=at("09:00"))
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            lock_branch(bank.branch.pk)
            held.set()
            let_go.wait(5)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(5)
    threading.Timer(0.2, let_go.set).start()
    assert timers.run_due(at("09:03")) == 1
    holder.join()
    ticket.refresh_from_db()
    assert ticket.state == "no_show"


@pytest.mark.django_db(transaction=True)
def test_a_tick_gives_up_a_branch_that_is_held_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = found_bank(1)
    monkeypatch.setattr("branches.timers.PATIENCE_MS", 50)
    actions.open_session(bank.counters[0].pk, staff=bank.tellers[0], now=at("08:00"))
    actions.take_ticket(bank.queue.pk, source="kiosk", now=at("09:00"), real_now=at("09:00"))
    actions.call_next(bank.branch.sessions.get().pk, now=at("09:00"))
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            lock_branch(bank.branch.pk)
            held.set()
            let_go.wait(5)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(5)
    assert timers.run_due(at("09:03")) == 0
    let_go.set()
    holder.join()
    assert timers.run_due(at("09:03")) == 1


def test_a_press_under_way_when_the_break_begins_does_not_end_it(alone: Bank) -> None:
    bank = alone
    actions.draft_break(
        bank.branch.pk,
        staff_id=bank.tellers[0].pk,
        kind="lunch",
        starts_at=at("12:30"),
        length_minutes=30,
        by=bank.carla,
        now=at("08:00"),
    )
    actions.publish_plan(bank.branch.pk, at("08:00").date(), by=bank.carla, now=at("08:00"))
    session = actions.open_session(bank.counters[0].pk, staff=bank.tellers[0], now=at("08:00"))
    timers.run_due(at("12:15"))
    break_ = bank.branch.breaks.get()
    actions.record_receipt(
        bank.display, break_.pk, revision=1, starts_at=at("12:30"), now=at("12:15:01")
    )
    timers.run_due(at("12:25"))
    timers.run_due(at("12:30:02"))
    with pytest.raises(Refused) as pressed:
        actions.call_next(session.pk, now=at("12:30:01"))
    assert pressed.value.code == "on_break"
    break_.refresh_from_db()
    assert break_.state == "on_break"
