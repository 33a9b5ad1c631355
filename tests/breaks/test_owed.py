"""What is owed to clients because of breaks, from its promise to its end (3.6.3, K9)."""

from breaks import actions
from breaks.models import Commitment
from tests.morning import fresh, planned, prove, proven, serve, sit, take, tick, told
from tests.people import Bank, at


def owed(bank: Bank, clock: str = "12:16") -> Commitment:
    """Service before the lunch at 12:30, promised firmly."""
    ticket = take(bank, clock)
    return Commitment.objects.get(ticket=ticket, kind="served_before")


def test_a_provisional_promise_owes_nothing(alone: Bank) -> None:
    sit(alone)
    planned(alone)
    ticket = take(alone, "12:00")
    assert fresh(ticket).promise.kind == "before"
    assert not Commitment.objects.exists()
    tick("12:15")
    assert Commitment.objects.get().due_at == at("12:50")


def test_who_was_told_after_and_is_promised_before_is_owed_it_too(alone: Bank) -> None:
    """C1: a promise that improved binds like one given at once."""
    sit(alone)
    proven(alone)
    first, *_, last = [take(alone, "12:16") for _ in range(3)]
    assert fresh(last).promise.kind == "after"
    assert not Commitment.objects.filter(ticket=last).exists()
    actions.leave_queue(first.pk, now=at("12:17"))
    assert fresh(last).promise.kind == "before"
    assert Commitment.objects.get(ticket=last).due_at == at("12:50")


def test_it_is_kept_when_the_service_begins(alone: Bank) -> None:
    session, _ = sit(alone), proven(alone)
    promised = owed(alone)
    serve(session, "12:17")
    assert (fresh(promised).state, fresh(promised).ended_at) == ("kept", at("12:17"))


def test_a_client_who_leaves_releases_it(alone: Bank) -> None:
    sit(alone)
    proven(alone)
    promised = owed(alone)
    actions.leave_queue(promised.ticket.pk, now=at("12:18"))
    assert fresh(promised).state == "released"


def test_a_break_that_is_taken_back_leaves_nothing_owed(alone: Bank) -> None:
    sit(alone)
    break_ = proven(alone)
    promised = owed(alone)
    actions.cancel_break(break_.pk, by=alone.carla, now=at("12:18"), reason="rush")
    assert fresh(promised).state == "released"
    tick("12:50", "13:10")
    assert told(alone, "promise.broken") == []


def test_a_break_that_moves_later_gives_more_time(alone: Bank) -> None:
    sit(alone)
    break_ = proven(alone)
    promised = owed(alone)
    how = {"by": alone.carla, "now": at("12:18"), "starts_at": at("12:45")}
    actions.reschedule_break(break_.pk, **how)
    promised = fresh(promised)
    assert (promised.due_at, promised.original_due_at) == (at("13:05"), at("12:50"))
    tick("12:30")
    prove(alone, break_, "12:30")
    tick("12:40", "12:45", "12:50", "12:55")
    assert fresh(promised).state == "open"
    tick("13:05")
    assert fresh(promised).state == "broken"
    assert [e.data["apology"] for e in told(alone, "promise.broken")] == [True]
