"""One press: the client is done and the next one is called (T6, T2)."""

import pytest

from branches.errors import Refused
from breaks import actions
from queueapp.models import Ticket
from tests.morning import ask, done, fresh, planned, prove, refused, serve, sit, take, tick
from tests.people import Bank, at, found_bank


def test_the_one_is_done_and_the_next_is_called_at_one_instant(alone: Bank) -> None:
    """Both are events of their own, in this order."""
    session = sit(alone)
    first, second = (take(alone, "09:00") for _ in range(2))
    serve(session, "09:01")
    called = actions.finish_and_call(session.pk, ticket_id=first.pk, now=at("09:04"))
    assert called and called.pk == second.pk
    first.refresh_from_db()
    assert (first.state, first.ended_at, called.called_at) == ("done", at("09:04"), at("09:04"))
    kinds = list(alone.branch.events.order_by("-number").values_list("kind", flat=True)[:2])
    assert kinds == ["ticket.called", "ticket.done"]


def test_the_last_client_is_done_though_nobody_waits(alone: Bank) -> None:
    session, last = sit(alone), take(alone, "09:00")
    serve(session, "09:01")
    assert actions.finish_and_call(session.pk, ticket_id=last.pk, now=at("09:04")) is None
    assert Ticket.objects.get(pk=last.pk).state == "done"


def test_who_serves_nobody_has_nothing_to_finish(alone: Bank) -> None:
    session, first = sit(alone), take(alone, "09:00")
    with pytest.raises(Refused, match="No client is"):
        actions.finish_and_call(session.pk, ticket_id=first.pk, now=at("09:04"))
    assert not Ticket.objects.filter(state="called").exists()


def test_who_has_left_the_counter_finishes_and_calls_nobody(alone: Bank) -> None:
    session, first = sit(alone), take(alone, "09:00")
    actions.close_session(session.pk, by=session.staff, now=at("09:01"))
    with refused("session_closed"):
        actions.finish_and_call(session.pk, ticket_id=first.pk, now=at("09:04"))


def test_a_break_that_waited_for_the_client_begins_and_nobody_is_called(db: None) -> None:
    """B5: what the one client held up is not held up by the next."""
    bank = found_bank(1, estimate=5)
    session, lunch = sit(bank), planned(bank)
    first = take(bank, "12:00")
    serve(session, "12:10")
    tick("12:15")
    prove(bank, lunch, "12:15")
    tick("12:25", "12:30")
    late = take(bank, "12:31")
    assert actions.finish_and_call(session.pk, ticket_id=first.pk, now=at("12:33")) is None
    assert fresh(lunch).state == "on_break"
    assert Ticket.objects.get(pk=late.pk).state == "waiting"


def test_a_break_that_waits_for_cover_begins_when_the_cover_is_back(pair: Bank) -> None:
    """U5: the counter calls meanwhile, but not past the instant at which the break may begin."""
    first, second = sit(pair), sit(pair, 1)
    take(pair, "09:00")
    serve(first, "09:01")
    rest = ask(first, "09:02")
    ask(second, "09:03", "medical")
    done(first, "09:09")
    tick("09:10")
    client = take(pair, "09:11")
    serve(first, "09:11")
    assert fresh(rest).cover_told_at
    word = {"confirm": True, "reason": "I am well again"}
    actions.end_break(second.pk, by=second.staff, now=at("09:14"), **word)
    take(pair, "09:14")
    assert actions.finish_and_call(first.pk, ticket_id=client.pk, now=at("09:15")) is None
    assert fresh(rest).state == "on_break"


def test_a_client_whom_the_desk_does_not_show_is_not_finished(alone: Bank) -> None:
    """A second desk of the same person has gone on meanwhile."""
    session = sit(alone)
    first, second = (take(alone, "09:00") for _ in range(2))
    serve(session, "09:01")
    actions.finish_and_call(session.pk, ticket_id=first.pk, now=at("09:04"))
    actions.start_service(session.pk, now=at("09:05"))
    with pytest.raises(Refused) as refused:
        actions.finish_and_call(session.pk, ticket_id=first.pk, now=at("09:06"))
    assert refused.value.code == "other_client"
    assert Ticket.objects.get(pk=second.pk).state == "serving"
