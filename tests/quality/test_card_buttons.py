"""Which card a button opens, and which press is one too many."""

import pytest

from branches.errors import Refused
from breaks import actions as breaks
from quality.actions.protocols import answer_step, open_run
from tests.morning import fresh
from tests.people import Bank, at
from tests.quality.test_cards import card, seat, tick, walk


@pytest.fixture
def bank(pair: Bank) -> Bank:
    return pair


def test_the_next_client_is_another_card(bank: Bank) -> None:
    session, by = seat(bank), bank.tellers[0]
    opened = []
    for clock in ("11:00", "11:05"):
        breaks.take_ticket(bank.queue.pk, source="kiosk", now=at(clock), real_now=at(clock))
        breaks.call_next(session.pk, now=at(clock))
        breaks.start_service(session.pk, now=at(clock))
        run = open_run(bank.branch.pk, "dissatisfied_client", by=by, now=at(clock))
        again = open_run(bank.branch.pk, "dissatisfied_client", by=by, now=at(clock))
        assert again.pk == run.pk
        opened.append(run.ticket.code)
        breaks.finish_service(session.pk, now=at(clock))
    assert opened == ["A001", "A002"]


def test_a_second_pause_is_another_card_though_the_first_one_still_lies(bank: Bank) -> None:
    """TR-4: one tap, whatever was left unanswered after the last one."""
    session, by = seat(bank), bank.tellers[0]
    first = open_run(bank.branch.pk, "cool_down_pause", by=by, now=at("12:00"), minutes=5)
    walk(first, "next", clock="12:00:10")
    during = open_run(bank.branch.pk, "cool_down_pause", by=by, now=at("12:02"), minutes=5)
    assert during.pk == first.pk
    breaks.end_break(session.pk, by=by, now=at("12:05:30"))
    second = open_run(bank.branch.pk, "cool_down_pause", by=by, now=at("14:00"), minutes=5)
    assert second.pk != first.pk
    assert (fresh(first).state, second.break_ref_id) == ("left", None)
    assert second.facts["return_at"] == at("14:06").isoformat()


def test_a_double_click_is_one_where_the_house_goes_on_by_itself(bank: Bank) -> None:
    """The first press led over a step of the house's own."""
    session = seat(bank)
    breaks.request_break(session.pk, reason="medical", by=bank.tellers[0], now=at("11:10"))
    tick("11:10")
    run = walk(card(bank, "unplanned_immediate"), "no", "yes", clock="11:11")
    assert run.step == "s8"
    again = answer_step(run.pk, step="s5", answer="yes", by=run.staff, now=at("11:12"))
    assert (again.step, len(again.path)) == ("s8", len(run.path))
    with pytest.raises(Refused):
        answer_step(run.pk, step="s5", answer="no", by=run.staff, now=at("11:12"))
