"""The bank of DOMAIN.md 2.1, variant A, told through the actions minute by minute."""

import pytest

from branches.errors import Refused
from breaks import actions, timers
from breaks.models import Break
from breaks.queries import last_ticket, promise_of
from queueapp.models import Ticket
from tests.people import DAY, Bank, at, found_bank

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> Bank:
    return found_bank(2, rostered=1)


def lunch(bank: Bank, starts: str = "12:30", now: str = "08:00", length: int = 30) -> Break:
    actions.draft_break(
        bank.branch.pk,
        staff_id=bank.tellers[0].pk,
        kind="lunch",
        starts_at=at(starts),
        length_minutes=length,
        by=bank.carla,
        now=at(now),
    )
    return actions.publish_plan(bank.branch.pk, DAY, by=bank.carla, now=at(now))[0]


def take(bank: Bank, clock: str) -> Ticket:
    return actions.take_ticket(bank.queue.pk, source="kiosk", now=at(clock), real_now=at(clock))


def serve(session_id: int, clock: str) -> Ticket:
    actions.call_next(session_id, now=at(clock))
    return actions.start_service(session_id, now=at(clock))


def test_variant_a_of_the_bank(bank: Bank) -> None:
    eva = bank.tellers[0]
    break_ = lunch(bank)
    session = actions.open_session(bank.counters[1].pk, staff=eva, now=at("08:00"))
    tickets = [take(bank, "11:50") for _ in range(5)]
    serve(session.pk, "11:58")
    tickets.append(take(bank, "12:00"))
    assert promise_of(tickets[5]).kind == "after"
    actions.finish_service(session.pk, now=at("12:05"))
    serve(session.pk, "12:05")
    actions.finish_service(session.pk, now=at("12:12"))
    serve(session.pk, "12:12")

    timers.run_due(at("12:15"))
    break_.refresh_from_db()
    assert break_.state == "warned"
    assert last_ticket(break_) == "A005"
    # rostered at W1, she sits at W2: the sheet was posted anew
    actions.record_receipt(
        bank.display, break_.pk, revision=2, starts_at=at("12:30"), now=at("12:15:02")
    )
    promises = [promise_of(t) for t in tickets[3:]]
    assert [p.kind for p in promises] == ["before", "before", "after"]
    assert promises[2].returns_at == at("13:03")
    actions.hold_ticket(tickets[5].pk, now=at("12:16"))
    actions.finish_service(session.pk, now=at("12:19"))
    serve(session.pk, "12:19")
    timers.run_due(at("12:25"))
    break_.refresh_from_db()
    assert break_.state == "closing"
    actions.finish_service(session.pk, now=at("12:26"))
    serve(session.pk, "12:26")
    with pytest.raises(Refused) as early:
        actions.start_break(session.pk, by=eva, now=at("12:29:59"))
    assert early.value.code == "start_before_shown"
    timers.run_due(at("12:30"))
    with pytest.raises(Refused) as busy:
        actions.start_break(session.pk, by=eva, now=at("12:31"))
    assert busy.value.code == "client_at_counter"
    actions.finish_service(session.pk, now=at("12:33"))
    break_.refresh_from_db()
    assert (break_.state, break_.started_at) == ("on_break", at("12:33"))
    assert break_.shown_return_at == at("13:03")
    assert actions.start_break(session.pk, by=eva, now=at("12:33:20")).pk == break_.pk
    timers.run_due(at("13:01"))
    actions.end_break(session.pk, by=eva, now=at("13:03"))
    tickets[5].refresh_from_db()
    assert (tickets[5].state, tickets[5].session_id) == ("called", session.pk)


def test_the_start_rolls_until_a_screen_proves_the_notice(bank: Bank) -> None:
    break_ = lunch(bank)
    actions.open_session(bank.counters[0].pk, staff=bank.tellers[0], now=at("12:00"))
    for clock in ("12:15", "12:20", "12:21", "12:22"):
        timers.run_due(at(clock))
    break_.refresh_from_db()
    assert (break_.state, break_.starts_at) == ("warned", at("12:32"))
    actions.record_receipt(
        bank.display, break_.pk, revision=1, starts_at=at("12:30"), now=at("12:22:01")
    )
    break_.refresh_from_db()
    assert (break_.starts_at, break_.notice_at) == (at("12:33"), at("12:22:01"))
    assert break_.revision == 1
    for clock in ("12:28", "12:32:59"):
        timers.run_due(at(clock))
    break_.refresh_from_db()
    assert break_.state == "closing"
    timers.run_due(at("12:33"))
    break_.refresh_from_db()
    assert break_.state == "on_break"
