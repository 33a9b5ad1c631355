"""Sitting down, getting up, breaking down (Q1 to Q9)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from breaks import actions
from queueapp.models import Shift
from tests.morning import (
    ask,
    call,
    end,
    fresh,
    proven,
    refused,
    serve,
    sit,
    take,
    tick,
    told,
)
from tests.people import DAY, Bank, at, found_bank


def broken(bank: Bank, clock: str, *, out: bool = True, n: int = 0) -> str:
    actions.set_out_of_service(bank.counters[n].pk, out, by=bank.carla, now=at(clock))
    return str(fresh(bank.counters[n]).state)


@pytest.mark.parametrize(
    ("clock", "may"),
    [("07:29:59", False), ("07:30", True), ("16:29:59", True), ("16:30", False)],
)
def test_a_counter_opens_in_the_hours_of_the_shift(alone: Bank, clock: str, may: bool) -> None:
    """Q1."""
    if may:
        session = sit(alone, clock=clock)
        assert (session.closed_at, fresh(alone.counters[0]).state) == (None, "open")
    else:
        with refused("not_in_shift"):
            sit(alone, clock=clock)
        assert fresh(alone.counters[0]).state == "closed"


def test_a_night_shift_opens_a_counter_after_midnight(alone: Bank) -> None:
    """3.9 no. 10: what began yesterday is not over."""
    morning = DAY + timedelta(days=1)
    Shift.objects.update(starts_at=at("22:00"), ends_at=at("06:00", morning))
    counter, staff = alone.counters[0], alone.tellers[0]
    session = actions.open_session(counter.pk, staff=staff, now=at("02:10", morning))
    assert session.shift and session.shift.day == DAY
    actions.close_session(session.pk, by=staff, now=at("05:59", morning))
    with refused("not_in_shift"):
        actions.open_session(counter.pk, staff=staff, now=at("06:00", morning))


def test_nobody_sits_down_without_a_shift_at_this_branch(alone: Bank) -> None:
    other = found_bank(1, slug="other")
    alone.tellers.append(other.tellers[0])
    with refused("not_in_shift"):
        sit(alone, who=1)
    Shift.objects.all().delete()
    with refused("not_in_shift"):
        sit(alone)


def test_a_second_press_returns_the_session_already_open(alone: Bank) -> None:
    session = sit(alone)
    assert sit(alone, clock="08:01").pk == session.pk
    assert len(told(alone, "session.opened")) == 1


def test_one_person_at_a_counter_and_one_counter_to_a_person(pair: Bank) -> None:
    """Q1, Q6."""
    sit(pair)
    with refused("counter_taken", counter="W1"):
        sit(pair, 0, who=1)
    with refused("already_at_counter", counter="W1"):
        sit(pair, 1, who=0)


def test_there_is_no_such_counter(alone: Bank) -> None:
    with refused("not_found", 404):
        actions.open_session(0, staff=alone.tellers[0], now=at("08:00"))


def test_a_counter_is_left_when_nobody_is_there_or_on_the_way(alone: Bank) -> None:
    """Q7."""
    session = sit(alone)
    take(alone, "09:00")
    call(session, "09:00")

    def leave(clock: str) -> None:
        actions.close_session(session.pk, by=session.staff, now=at(clock))

    with refused("client_called", ticket="A001"):
        leave("09:01")
    actions.start_service(session.pk, now=at("09:01"))
    with refused("client_at_counter", ticket="A001"):
        leave("09:02")
    actions.finish_service(session.pk, now=at("09:03"))
    leave("09:03")
    leave("09:04")
    assert (fresh(session).closed_at, fresh(alone.counters[0]).state) == (at("09:03"), "closed")
    assert len(told(alone, "session.closed")) == 1


def test_whoever_has_left_does_nothing_at_the_counter(alone: Bank) -> None:
    session = sit(alone)
    actions.close_session(session.pk, by=session.staff, now=at("09:00"))
    for verb in (actions.call_next, actions.recall_ticket, actions.start_service):
        with refused("session_closed"):
            verb(session.pk, now=at("09:01"))
    with refused("session_closed"):
        ask(session, "09:01")


def test_leaving_while_closing_closes_the_counter(pair: Bank) -> None:
    """Q7."""
    session = sit(pair)
    proven(pair)
    tick("12:25")
    assert fresh(session.counter).state == "closing"
    actions.close_session(session.pk, by=session.staff, now=at("12:26"))
    assert (fresh(session.counter).state, fresh(session).only_tickets) == ("closed", None)


def test_a_broken_counter_sends_its_client_on_and_opens_again(pair: Bank) -> None:
    """Q9."""
    session, other = sit(pair), sit(pair, 1)
    ticket, newer = take(pair, "09:00"), take(pair, "09:00")
    serve(session, "09:00")
    assert broken(pair, "09:01") == "out_of_service"
    assert fresh(ticket).state == "waiting"
    with refused("counter_not_open"):
        call(session, "09:02")
    assert call(other, "09:02").pk == ticket.pk
    assert broken(pair, "09:05", out=False) == "open"
    assert call(session, "09:06").pk == newer.pk


def test_out_of_service_twice_is_once(pair: Bank) -> None:
    sit(pair)
    broken(pair, "09:00"), broken(pair, "09:01")
    broken(pair, "09:02", out=False), broken(pair, "09:03", out=False)
    assert (len(told(pair, "counter.out")), len(told(pair, "counter.back"))) == (1, 1)


def test_a_counter_where_nobody_sits_comes_back_closed(pair: Bank) -> None:
    """Q9, E2: an empty counter is never advertised as open."""
    assert broken(pair, "09:00") == "out_of_service"
    with refused("counter_state"):
        sit(pair, clock="09:01")
    assert broken(pair, "09:02", out=False) == "closed"
    assert sit(pair, clock="09:03").pk


def test_a_person_gets_up_from_a_broken_counter(pair: Bank) -> None:
    session = sit(pair)
    broken(pair, "09:00")
    actions.close_session(session.pk, by=session.staff, now=at("09:01"))
    assert fresh(pair.counters[0]).state == "out_of_service"
    assert sit(pair, 1, "09:02", who=0).counter_id == pair.counters[1].pk


def test_a_broken_counter_keeps_nobody_from_a_break(pair: Bank) -> None:
    """B5: the rest is the person's; the counter stays out of service meanwhile."""
    session = sit(pair)
    sit(pair, 1)
    break_ = proven(pair)
    tick("12:25")
    broken(pair, "12:26")
    tick("12:30")
    assert fresh(break_).state == "on_break"
    assert fresh(pair.counters[0]).state == "out_of_service"
    end(session, "13:00")
    assert fresh(pair.counters[0]).state == "out_of_service"


def test_a_repair_during_a_break_opens_no_counter(pair: Bank) -> None:
    """E2."""
    session = sit(pair)
    sit(pair, 1)
    proven(pair)
    tick("12:25", "12:30")
    assert broken(pair, "12:40", out=False) == "on_break"
    assert broken(pair, "12:41") == "out_of_service"
    assert broken(pair, "12:50", out=False) == "on_break"
    end(session, "13:00")
    assert fresh(pair.counters[0]).state == "open"


def test_a_repair_in_the_last_call_keeps_the_last_call(pair: Bank) -> None:
    """B4."""
    sit(pair), sit(pair, 1)
    proven(pair)
    tick("12:25")
    broken(pair, "12:26")
    assert broken(pair, "12:27", out=False) == "closing"


def test_an_emergency_at_a_broken_counter_is_not_blocked(pair: Bank) -> None:
    """U2."""
    session = sit(pair)
    broken(pair, "09:00")
    assert ask(session, "09:01", "medical").state == "on_break"


def test_a_long_line_costs_no_more_queries_than_a_short_one(pair: Bank) -> None:
    """DESIGN.md 10: one and three in line, with a break that every one of them is served before."""
    pair.queue.estimate_minutes = 2
    pair.queue.save(update_fields=["estimate_minutes"])
    sit(pair)
    proven(pair)
    costs = []
    for _ in range(4):
        with CaptureQueriesContext(connection) as seen:
            take(pair, "12:16")
        costs.append(len(seen))
    assert costs[1] == costs[3], costs
