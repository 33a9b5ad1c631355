"""Breaks nobody could announce: asked for, deferred, granted, given up (B13 to B16; U1, U2, U5)."""

import pytest

from breaks import actions
from breaks.models import Break
from breaks.queries import clients_before, last_ticket, promise_of
from queueapp.models import CounterSession, Ticket
from tests.morning import (
    ask,
    call,
    done,
    end,
    fresh,
    planned,
    proven,
    refused,
    serve,
    sit,
    start,
    take,
    tick,
    told,
)
from tests.people import Bank, at, found_bank


@pytest.fixture
def shop(db: None) -> Bank:
    """2.2: one counter, four minutes a client."""
    return found_bank(1, estimate=4)


def crowd(bank: Bank, session: CounterSession, n: int) -> list[Ticket]:
    """`n` clients present at 10:00, the first of them at the counter since then."""
    tickets = [take(bank, "10:00") for _ in range(n)]
    if tickets:
        serve(session, "10:00")
    return tickets


def test_in_an_empty_hall_the_person_goes_at_once(alone: Bank) -> None:
    """B15."""
    session = sit(alone)
    break_ = ask(session, "10:00")
    assert (break_.state, break_.started_at, break_.returns_at) == (
        "on_break",
        at("10:00"),
        at("10:05"),
    )
    assert fresh(session.counter).state == "on_break"
    assert end(session, "10:05").state == "ended"


def test_those_present_are_served_first(shop: Bank) -> None:
    """B14, U1, F33: intake closes at the request, the last number is named."""
    session = sit(shop)
    tickets = crowd(shop, session, 3)
    break_ = ask(session, "10:00", "goods_delivery")
    assert (break_.state, break_.starts_at, break_.returns_at) == (
        "closing",
        at("10:12"),
        at("10:22"),
    )
    assert clients_before(break_) == ["A001", "A002", "A003"]
    assert (last_ticket(break_), fresh(session.counter).state) == ("A003", "closing")
    assert fresh(session).only_tickets == [t.pk for t in tickets[1:]]
    late = take(shop, "10:01")
    assert (promise_of(late).kind, promise_of(late).returns_at) == ("after", at("10:22"))
    with refused("clients_before_request", clients_before_request=["A001", "A002", "A003"]):
        start(session, "10:02")
    for clock in ("10:03", "10:06"):
        done(session, clock)
        serve(session, clock)
    with refused("clients_before_request", clients_before_request=["A003"]):
        start(session, "10:08")
    done(session, "10:09")
    with refused("not_promised", ticket="A004"):
        call(session, "10:09")
    assert start(session, "10:09:10").started_at == at("10:09:10")


def test_the_break_begins_by_itself_at_its_time_when_the_hall_is_empty(shop: Bank) -> None:
    session = sit(shop)
    crowd(shop, session, 1)
    break_ = ask(session, "10:00", "goods_delivery")
    done(session, "10:02")
    tick("10:03:59")
    assert fresh(break_).state == "closing"
    tick("10:04")
    assert fresh(break_).state == "on_break"


def test_those_present_are_promised_though_the_line_has_become_slow(shop: Bank) -> None:
    """U1: everyone issued before the request, also after a minute of thought."""
    session = sit(shop)
    tickets = crowd(shop, session, 5)
    break_ = ask(session, "10:00", "goods_delivery")
    assert break_.state == "requested"
    actions.answer_request(break_.pk, grant=True, by=shop.carla, now=at("10:02:59"))
    done(session, "10:09")
    assert clients_before(fresh(break_)) == ["A002", "A003", "A004", "A005"]
    assert {promise_of(t).kind for t in tickets[1:]} == {"before"}


@pytest.mark.parametrize(("present", "state"), [(3, "closing"), (4, "requested")])
def test_more_than_fifteen_minutes_of_clients_go_to_the_manager(
    shop: Bank, present: int, state: str
) -> None:
    """U1, F34: three take 12 minutes, four take 16."""
    session = sit(shop)
    crowd(shop, session, present)
    assert ask(session, "10:00", "goods_delivery").state == state


@pytest.mark.parametrize(("length", "state"), [(10, "on_break"), (11, "requested")])
def test_more_than_ten_minutes_of_rest_go_to_the_manager(
    alone: Bank, length: int, state: str
) -> None:
    """unplanned.approval."""
    assert ask(sit(alone), "10:00", minutes=length).state == state


@pytest.mark.parametrize(
    ("reason", "present", "state"),
    [
        ("short_rest", 1, "closing"),
        ("short_rest", 2, "requested"),
        ("urgent_call", 1, "requested"),
        ("internal_task", 2, "closing"),
    ],
)
def test_a_reason_has_its_own_longest_wait(
    shop: Bank, reason: str, present: int, state: str
) -> None:
    """3.1: short rest and restroom 5 minutes, an urgent call 2."""
    session = sit(shop)
    crowd(shop, session, present)
    assert ask(session, "10:00", reason).state == state


@pytest.mark.parametrize(("clock", "state"), [("10:02:59", "requested"), ("10:03", "closing")])
def test_no_answer_in_three_minutes_means_serve_those_present(
    shop: Bank, clock: str, state: str
) -> None:
    """U1, F34."""
    session = sit(shop)
    crowd(shop, session, 5)
    break_ = ask(session, "10:00", "goods_delivery")
    assert break_.starts_at == at("10:20")
    late = take(shop, "10:01")
    tick(clock)
    assert fresh(break_).state == state
    if state == "closing":
        assert clients_before(break_) == ["A001", "A002", "A003", "A004", "A005"]
        assert promise_of(late).kind == "after"
    assert len(told(shop, "break.request_unanswered")) == int(state == "closing")


def test_the_manager_refuses_or_grants_once(shop: Bank) -> None:
    """B16."""
    session = sit(shop)
    crowd(shop, session, 5)
    break_ = ask(session, "10:00", "goods_delivery")
    answer = {"by": shop.carla, "now": at("10:01")}
    actions.answer_request(break_.pk, grant=False, **answer)
    assert (fresh(break_).state, fresh(session.counter).state) == ("cancelled", "open")
    with refused("no_request"):
        actions.answer_request(break_.pk, grant=True, **answer)
    again = ask(session, "10:02", "goods_delivery")
    actions.answer_request(again.pk, grant=True, by=shop.carla, now=at("10:03"))
    assert (fresh(again).state, fresh(session.counter).state) == ("closing", "closing")
    with refused("no_request"):
        actions.answer_request(again.pk, grant=False, by=shop.carla, now=at("10:04"))


def test_a_granted_break_in_an_empty_hall_begins(alone: Bank) -> None:
    break_ = ask(sit(alone), "10:00", minutes=20)
    actions.answer_request(break_.pk, grant=True, by=alone.carla, now=at("10:01"))
    assert (fresh(break_).state, fresh(break_).returns_at) == ("on_break", at("10:21"))


@pytest.mark.parametrize("present", [2, 5])
def test_a_request_is_given_up_before_it_begins(shop: Bank, present: int) -> None:
    """B16 out of closing and requested: the counter calls everybody again."""
    session = sit(shop)
    crowd(shop, session, present)
    break_ = ask(session, "10:00", "goods_delivery")
    late = take(shop, "10:01")
    give_up = {"by": session.staff, "now": at("10:02")}
    actions.withdraw_break(break_.pk, **give_up)
    actions.withdraw_break(break_.pk, **give_up)
    assert (fresh(break_).state, fresh(session.counter).state) == ("cancelled", "open")
    assert (fresh(session).only_tickets, promise_of(late).kind) == (None, "none")
    assert len(told(shop, "break.withdrawn")) == 1


def test_neither_a_running_nor_a_planned_break_is_withdrawn(alone: Bank) -> None:
    session = sit(alone)
    running = ask(session, "10:00")
    with refused("no_request"):
        actions.withdraw_break(running.pk, by=session.staff, now=at("10:01"))
    with refused("no_request"):
        actions.withdraw_break(planned(alone).pk, by=session.staff, now=at("10:01"))


def test_a_second_press_returns_the_break_asked_for(shop: Bank) -> None:
    session = sit(shop)
    crowd(shop, session, 2)
    first = ask(session, "10:00", "goods_delivery")
    assert ask(session, "10:01", "restroom").pk == first.pk
    assert Break.objects.count() == 1


@pytest.mark.parametrize("reason", ["medical", "system_outage", "security", "evacuation"])
def test_an_immediate_reason_flips_the_counter_at_once(pair: Bank, reason: str) -> None:
    """U2, B15, F35: the client at the counter goes on as first, the others keep their place."""
    session, other = sit(pair), sit(pair, 1)
    tickets = [take(pair, clock) for clock in ("09:58", "09:59", "10:00")]
    serve(session, "10:01")
    break_ = ask(session, "10:02", reason)
    assert (break_.state, break_.started_at) == ("on_break", at("10:02"))
    assert fresh(session.counter).state == "on_break"
    assert fresh(tickets[0]).state == "waiting"
    called = []
    for clock in ("10:03", "10:04", "10:05"):
        called.append(serve(other, clock).pk)
        done(other, clock)
    assert called == [t.pk for t in tickets]


def test_an_immediate_reason_asks_for_no_cover_and_no_length(pair: Bank) -> None:
    """U5: immediate reasons are exempt; approval never blocks them."""
    ask(sit(pair), "10:00", "medical", minutes=60)
    assert ask(sit(pair, 1), "10:00", "evacuation", minutes=60).state == "on_break"


def test_an_immediate_reason_takes_the_place_of_a_rest_asked_for(shop: Bank) -> None:
    """Immediate reasons are never blocked."""
    session = sit(shop)
    crowd(shop, session, 2)
    rest = ask(session, "10:00", "goods_delivery")
    ill = ask(session, "10:01", "medical")
    assert (ill.reason, ill.state, fresh(rest).state) == ("medical", "on_break", "cancelled")


def test_an_emergency_while_a_break_slips_moves_that_break_along(pair: Bank) -> None:
    """Collisions: S = 12:30 has passed; no row fails, nobody else is stopped."""
    session = sit(pair)
    lunch = proven(pair)
    take(pair, "12:20")
    serve(session, "12:27")
    tick("12:25", "12:30")
    ill = ask(session, "12:31", "medical")
    assert ill.state == "on_break"
    lunch = fresh(lunch)
    assert (lunch.starts_at, lunch.revision, lunch.notice_at) == (at("12:46"), 2, None)
    assert take(pair, "12:32").code == "A002"
    tick("12:32", "12:40")
    assert fresh(lunch).state == "warned"


def test_a_rest_that_runs_into_the_next_break_is_that_break(pair: Bank) -> None:
    """P2: before it, up to its start, and while it slips."""
    session = sit(pair)
    sit(pair, 1)
    proven(pair)
    with refused("overlap", 409):
        ask(session, "12:26")
    assert ask(session, "12:16").state == "on_break"
    end(session, "12:20")
    take(pair, "12:21")
    serve(session, "12:27")
    tick("12:25", "12:30")
    with refused("overlap", 409):
        ask(session, "12:31")


def test_a_short_rest_before_the_last_number_keeps_the_counter_closing(pair: Bank) -> None:
    """B4 stands: after the rest only promised clients are callable."""
    session = sit(pair)
    sit(pair, 1)
    proven(pair)
    tick("12:25")
    ask(session, "12:25:30", minutes=2)
    end(session, "12:27:30")
    assert fresh(session.counter).state == "closing"


def test_clients_promised_before_a_later_break_still_come_first(alone: Bank) -> None:
    """U1: who is present is served before the rest, whatever else was promised."""
    session = sit(alone)
    proven(alone, "13:00", now="12:45")
    ticket = take(alone, "12:46")
    assert promise_of(ticket).kind == "before"
    break_ = ask(session, "12:46", "internal_task", minutes=5)
    assert (break_.state, clients_before(break_)) == ("closing", ["A001"])
    assert serve(session, "12:47").pk == ticket.pk


def test_only_known_reasons_and_sensible_lengths_are_asked_for(alone: Bank) -> None:
    session = sit(alone)
    for reason, length, code in (
        ("siesta", 5, "unknown_reason"),
        ("short_rest", 0, "length_too_short"),
        ("short_rest", 61, "length_too_long"),
    ):
        with refused(code, 422):
            ask(session, "10:00", reason, minutes=length)
    assert not Break.objects.exists()


def test_a_rest_needs_a_colleague_who_stays(pair: Bank) -> None:
    """U5: of two one may go; an immediate reason is exempt."""
    session, other = sit(pair), sit(pair, 1)
    ask(session, "10:00")
    with refused("max_on_break", 409):
        ask(other, "10:01")
    end(session, "10:04")
    assert ask(other, "10:05").state == "on_break"


def test_a_colleague_who_winds_down_is_no_cover(pair: Bank) -> None:
    """U5, P4: her break begins within five minutes."""
    sit(pair)
    other = sit(pair, 1)
    proven(pair)
    tick("12:25")
    with refused("coverage_floor", 409):
        ask(other, "12:26")


def test_a_deferred_break_waits_for_the_colleague(pair: Bank) -> None:
    """U5: judged at the instant it starts."""
    session, other = sit(pair), sit(pair, 1)
    take(pair, "10:00")
    serve(session, "10:00")
    break_ = ask(session, "10:01", "goods_delivery")
    assert ask(other, "10:02", "medical").state == "on_break"
    done(session, "10:05")
    with refused("max_on_break", 409):
        start(session, "10:09")
    tick("10:09")
    assert fresh(break_).state == "closing"
    end(other, "10:10")
    assert fresh(break_).state == "on_break"


def test_everybody_present_comes_first_whichever_counter_serves_them(pair: Bank) -> None:
    """U1."""
    session, other = sit(pair), sit(pair, 1)
    for _ in range(4):
        take(pair, "10:00")
    serve(session, "10:00"), serve(other, "10:00")
    break_ = ask(session, "10:01", "goods_delivery")
    assert (break_.state, clients_before(break_)) == ("closing", ["A001", "A003", "A004"])
    done(other, "10:06"), serve(other, "10:06")
    take(pair, "10:06")
    assert clients_before(fresh(break_)) == ["A001", "A004"]
