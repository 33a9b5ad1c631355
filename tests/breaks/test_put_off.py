"""Breaks that are put off, overtaken or in each other's way: nobody is shut out by them."""

import pytest

from branches.errors import Refused
from breaks import actions
from breaks.queries import promise_of
from queueapp.models import Ticket
from tests.morning import ask, fresh, planned, prove, proven, serve, sit, take, tick
from tests.people import Bank, at, found_bank


def test_a_break_does_not_begin_while_the_one_before_has_not_ended(pair: Bank) -> None:
    """Collisions: neither the branch nor its clients suffer from a teller who forgot to end."""
    session, lunch = sit(pair), planned(pair)
    other = sit(pair, 1)
    ask(session, "12:00")
    tick("12:05", "12:07", "12:10", "12:12", "12:15")
    prove(pair, lunch, "12:15")
    tick("12:17", "12:22", "12:25", "12:30", "12:31")
    ticket = take(pair, "12:31")
    assert actions.call_next(other.pk, now=at("12:31")).pk == ticket.pk
    assert fresh(lunch).state != "on_break"


def test_those_promised_before_a_rest_are_served_before_the_lunch_too(db: None) -> None:
    """A2, 2.5 no. 5: the last call of the lunch does not forget what the rest still owes."""
    alone = found_bank(1, estimate=5)
    session, lunch = sit(alone), planned(alone)
    tickets = [take(alone, "11:50") for _ in range(3)]
    serve(session, "11:51")
    rest = ask(session, "11:52", "goods_delivery")
    tick("12:06", "12:15")
    prove(alone, lunch, "12:15")
    tick("12:16", "12:25")
    actions.finish_service(session.pk, now=at("12:26"))
    tick("12:30")
    assert fresh(lunch).state == "closing"
    for clock, ticket in (("12:31", tickets[1]), ("12:34", tickets[2])):
        assert actions.call_next(session.pk, now=at(clock)).pk == ticket.pk
        actions.start_service(session.pk, now=at(clock))
        actions.finish_service(session.pk, now=at(clock))
    assert fresh(rest).state == "on_break"


def test_a_client_sent_back_to_the_same_line_keeps_the_promise(alone: Bank) -> None:
    """C1: a transfer does not turn "before" into "after"."""
    session, lunch = sit(alone), proven(alone)
    ticket = take(alone, "12:20")
    serve(session, "12:29")
    tick("12:30")
    actions.transfer_ticket(session.pk, queue_id=alone.queue.pk, now=at("12:33"))
    assert promise_of(Ticket.objects.get(pk=ticket.pk)).kind == "before"
    assert fresh(lunch).state == "closing"


def test_a_rest_without_cover_leaves_the_counter_calling(pair: Bank) -> None:
    """U5: the manager is asked, and clients are served until enough colleagues are back."""
    first, second = sit(pair), sit(pair, 1)
    take(pair, "09:00")
    serve(first, "09:01")
    rest = actions.request_break(first.pk, by=first.staff, reason="short_rest", now=at("09:02"))
    actions.request_break(second.pk, by=second.staff, reason="medical", now=at("09:03"))
    actions.finish_service(first.pk, now=at("09:09"))
    tick("09:10")
    assert fresh(rest).state == "closing"
    ticket = take(pair, "09:11")
    assert actions.call_next(first.pk, now=at("09:11")).pk == ticket.pk


def test_who_never_came_takes_no_break(alone: Bank) -> None:
    lunch = proven(alone)
    tick("12:25", "12:30")
    assert fresh(lunch).state == "closing"
    tick("13:00")
    assert fresh(lunch).state == "missed"


def test_a_start_that_no_screen_was_told_is_no_proof(alone: Bank) -> None:
    """N2: neither later nor earlier than what this revision showed."""
    sit(alone)
    break_ = planned(alone)
    tick("12:15")
    assert alone.display
    for clock in ("12:29", "12:31"):
        with pytest.raises(Refused) as refused:
            actions.record_receipt(
                alone.display, break_.pk, revision=1, starts_at=at(clock), now=at("12:16")
            )
        assert refused.value.code == "unknown_start"


def test_nobody_is_sent_to_where_nobody_sits(pair: Bank) -> None:
    session = sit(pair)
    take(pair, "09:00")
    serve(session, "09:01")
    with pytest.raises(Refused) as refused:
        actions.transfer_ticket(session.pk, counter_id=pair.counters[1].pk, now=at("09:02"))
    assert refused.value.code == "nobody_there"


def test_nobody_leaves_while_promised_clients_wait(alone: Bank) -> None:
    session, _ = sit(alone), proven(alone)
    take(alone, "12:20")
    tick("12:25")
    with pytest.raises(Refused) as refused:
        actions.close_session(session.pk, by=session.staff, now=at("12:26"))
    assert refused.value.code == "promised_waiting"
