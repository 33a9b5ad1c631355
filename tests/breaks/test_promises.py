"""What every ticket is told, that it is kept, and that it only improves (C1, C2; T8, T9)."""

import pytest

from breaks import actions
from breaks.models import Break, Promise
from breaks.queries import expected_at, promise_of
from queueapp.models import Ticket
from tests.morning import (
    call,
    done,
    end,
    fresh,
    planned,
    prove,
    proven,
    refused,
    serve,
    sit,
    start,
    take,
    tick,
)
from tests.people import Bank, at, found_bank


def kinds(*tickets: Ticket) -> list[str]:
    return [promise_of(t).kind for t in tickets]


def test_where_no_break_is_known_nothing_is_promised(alone: Bank) -> None:
    sit(alone)
    assert kinds(take(alone, "10:00")) == ["none"]


def test_a_number_is_told_of_the_break_when_it_is_given_out(alone: Bank) -> None:
    """C1: provisional until the warning."""
    session = sit(alone)
    planned(alone)
    for _ in range(5):
        take(alone, "12:00")
    serve(session, "12:00")
    ticket = take(alone, "12:00")
    promise = promise_of(ticket)
    assert (promise.kind, promise.returns_at, promise.fixed_at) == ("after", at("13:05"), None)
    assert expected_at(ticket, now=at("12:00")) == at("13:05")


def test_a_provisional_promise_follows_the_forecast_both_ways(alone: Bank) -> None:
    session = sit(alone)
    planned(alone)
    tickets = [take(alone, "12:00") for _ in range(5)]
    assert kinds(tickets[4]) == ["before"]
    serve(session, "12:05")
    assert kinds(tickets[4]) == ["after"]
    done(session, "12:07")
    assert kinds(tickets[4]) == ["before"]


def test_from_the_warning_on_a_promise_is_fixed(alone: Bank) -> None:
    """C1, B3: a slower service worsens no promise, a faster one improves it."""
    session = sit(alone)
    tickets = [take(alone, "12:00") for _ in range(5)]
    planned(alone, now="12:00")
    serve(session, "12:08")
    tick("12:15")
    assert kinds(*tickets[1:]) == ["before", "before", "after", "after"]
    assert {promise_of(t).fixed_at for t in tickets[1:]} == {at("12:15")}
    take(alone, "12:24")
    assert kinds(*tickets[1:]) == ["before", "before", "after", "after"]
    done(session, "12:24")
    actions.leave_queue(tickets[1].pk, now=at("12:24"))
    assert kinds(*tickets[2:]) == ["before", "after", "after"]


def test_a_fixed_after_improves_when_somebody_leaves(alone: Bank) -> None:
    session = sit(alone)
    proven(alone)
    tickets = [take(alone, "12:15") for _ in range(4)]
    serve(session, "12:15")
    assert kinds(*tickets[1:]) == ["before", "after", "after"]
    actions.leave_queue(tickets[1].pk, now=at("12:16"))
    assert kinds(*tickets[2:]) == ["before", "after"]


def test_a_priority_number_takes_nobodys_promise(alone: Bank) -> None:
    """F12: the promised one is still served before the break."""
    session, break_ = sit(alone), proven(alone)
    promised = [take(alone, "12:16"), take(alone, "12:16")]
    urgent = take(alone, "12:17", priority=5)
    assert kinds(*promised) == ["before", "before"]
    served = [serve(session, "12:17").pk]
    for clock in ("12:24", "12:31"):
        tick(clock)
        prove(alone, break_, clock)
        done(session, clock)
        served.append(serve(session, clock).pk)
    assert served == [urgent.pk, *(t.pk for t in promised)]
    done(session, "12:38")
    assert fresh(break_).started_at == at("12:38")


def test_after_the_last_call_a_new_number_is_judged_by_the_slack(alone: Bank) -> None:
    """B4, C2: done by 12:35 is before."""
    sit(alone)
    proven(alone)
    tick("12:25")
    assert kinds(take(alone, "12:28")) == ["before"]
    assert kinds(take(alone, "12:28")) == ["after"]


def test_another_counter_bridges_the_break(pair: Bank) -> None:
    """C1, F25: nobody is told after."""
    sessions = [sit(pair), sit(pair, 1)]
    proven(pair)
    tickets = [take(pair, "12:20") for _ in range(6)]
    for session in sessions:
        serve(session, "12:20")
    assert kinds(*tickets[2:]) == ["before"] + ["other_counter"] * 3


def test_a_fixed_after_improves_when_another_counter_opens(pair: Bank) -> None:
    """C1, T9: whoever was told after can be served before the return."""
    session = sit(pair)
    proven(pair)
    tickets = [take(pair, "12:16") for _ in range(4)]
    serve(session, "12:16")
    assert kinds(tickets[-1]) == ["after"]
    sit(pair, 1, "12:17")
    assert kinds(tickets[-1]) == ["other_counter"]
    assert expected_at(fresh(tickets[-1]), now=at("12:17")) < at("13:00")


def test_a_running_break_tells_its_return_and_moves_it(alone: Bank) -> None:
    session, break_ = sit(alone), proven(alone)
    take(alone, "12:20")
    serve(session, "12:27")
    tick("12:25")
    late = take(alone, "12:29")
    assert promise_of(late).returns_at == at("13:04")
    done(session, "12:36:30")
    assert promise_of(late).returns_at == at("13:07") == fresh(break_).shown_return_at
    tick("13:04:30", "13:08:30")
    assert promise_of(late).returns_at == at("13:14") == fresh(break_).shown_return_at


@pytest.mark.parametrize("shown", ["12:15", "12:25", "12:30"])
def test_a_place_is_held_while_a_break_concerns_it(alone: Bank, shown: str) -> None:
    """T8: warned, closing, on break; valid until R + 15."""
    sit(alone)
    proven(alone)
    late = take(alone, "12:15")
    Promise.objects.filter(ticket=late).update(kind="after")
    Ticket.objects.filter(pk=late.pk).update(priority=-1)
    tick(shown)
    actions.hold_ticket(late.pk, now=at(shown))
    again = actions.hold_ticket(late.pk, now=at(shown))
    assert (again.state, fresh(late).next_step_at) == ("held", at("13:15"))


def test_a_place_is_not_held_without_a_warned_break(alone: Bank) -> None:
    """T8, F21."""
    sit(alone)
    ticket = take(alone, "10:00")
    with refused("no_break_concerns", ticket="A001"):
        actions.hold_ticket(ticket.pk, now=at("10:00"))
    planned(alone, now="10:01")
    with refused("no_break_concerns"):
        actions.hold_ticket(ticket.pk, now=at("12:14"))


def closing_with_one_held(bank: Bank) -> tuple[Break, Ticket]:
    """A break in its last call, and a client who keeps a place for after it."""
    break_ = proven(bank)
    tick("12:25")
    late = take(bank, "12:29")
    actions.hold_ticket(late.pk, now=at("12:29"))
    return break_, late


def test_a_held_client_is_back_in_line_when_the_break_is_cancelled(alone: Bank) -> None:
    """T9: the counter calls again, so nobody waits for a break that is not."""
    sit(alone)
    break_, late = closing_with_one_held(alone)
    actions.cancel_break(break_.pk, by=alone.carla, now=at("12:29:30"), reason="rush")
    assert fresh(late).state == "waiting"


@pytest.mark.parametrize(("clock", "state"), [("13:14:59", "held"), ("13:15", "expired")])
def test_a_held_place_ends_fifteen_minutes_after_the_return(
    alone: Bank, clock: str, state: str
) -> None:
    """T11: where the break went and nobody came back for the client."""
    session = sit(alone)
    break_, late = closing_with_one_held(alone)
    actions.close_session(session.pk, by=session.staff, now=at("12:29:20"))
    actions.cancel_break(break_.pk, by=alone.carla, now=at("12:29:30"), reason="ill")
    tick(clock)
    assert fresh(late).state == state


def test_a_held_place_lasts_while_the_break_does(alone: Bank) -> None:
    """T8, 3.9 no. 23: R + 15 moves with R, in slip and in overrun."""
    session = sit(alone)
    _, late = closing_with_one_held(alone)
    tick("12:30", "12:58", "13:02", "13:07", "13:12", "13:15", "13:20", "13:40")
    assert fresh(late).state == "held"
    end(session, "13:41")
    assert fresh(late).state == "called"


def test_a_held_client_is_back_in_line_by_a_tap(alone: Bank) -> None:
    """T9: in issue order, not callable before that."""
    session = sit(alone)
    proven(alone)
    first, second = take(alone, "12:16"), take(alone, "12:16")
    actions.hold_ticket(first.pk, now=at("12:16"))
    assert call(session, "12:17").pk == second.pk
    actions.start_service(session.pk, now=at("12:17"))
    done(session, "12:18")
    actions.release_ticket(first.pk, now=at("12:18"))
    actions.release_ticket(first.pk, now=at("12:18"))
    assert (fresh(first).state, fresh(first).next_step_at) == ("waiting", None)
    assert call(session, "12:18").pk == first.pk


def test_a_held_place_lets_the_next_client_be_served_before_the_break(alone: Bank) -> None:
    """C2: who holds is not here; an idle counter turns nobody away."""
    session = sit(alone)
    proven(alone)
    for _ in range(3):
        take(alone, "12:16")
    serve(session, "12:16")
    held = alone.branch.tickets.get(code="A003")
    actions.hold_ticket(held.pk, now=at("12:17"))
    actions.leave_queue(alone.branch.tickets.get(code="A002").pk, now=at("12:17"))
    done(session, "12:18")
    newcomer = take(alone, "12:18")
    assert kinds(newcomer) == ["before"]
    assert expected_at(newcomer, now=at("12:18")) == at("12:18")


def test_a_client_sent_on_does_not_keep_the_break_waiting(db: None) -> None:
    """T7, A2: served here once, the client now waits for another counter."""
    bank = found_bank(2)
    session, other = sit(bank), sit(bank, 1)
    break_ = proven(bank)
    ticket = take(bank, "12:26")
    call(session, "12:26", ticket)
    actions.start_service(session.pk, now=at("12:26"))
    tick("12:25", "12:30")
    actions.transfer_ticket(session.pk, now=at("12:31"), counter_id=other.counter_id)
    assert fresh(break_).started_at == at("12:31")
    assert call(other, "12:32").pk == ticket.pk


def test_whoever_was_told_before_is_served_before(alone: Bank) -> None:
    """2.5 no. 5: at every second of a closing no promised client is left behind."""
    session, break_ = sit(alone), proven(alone)
    tickets = [take(alone, f"12:{minute}") for minute in range(16, 30)]
    tick("12:25", "12:30")
    promised = [t for t in tickets if promise_of(t).kind == "before"]
    assert len(promised) == 2
    for clock in ("12:30", "12:33"):
        with refused("promised_waiting"):
            start(session, clock)
        serve(session, clock)
        done(session, clock)
    assert fresh(break_).started_at == at("12:33")
    assert {fresh(t).state for t in promised} == {"done"}
    assert {fresh(t).state for t in tickets} == {"done", "waiting"}


def test_a_missed_client_who_returns_is_promised_anew(alone: Bank) -> None:
    """T5: the break began meanwhile; first after it."""
    session, break_ = sit(alone), proven(alone)
    ticket = take(alone, "12:26")
    call(session, "12:29")
    tick("12:25", "12:30", "12:31")
    assert fresh(break_).state == "on_break"
    actions.revive_ticket(ticket.pk, now=at("12:40"))
    newer = take(alone, "12:35")
    assert (kinds(ticket), promise_of(ticket).returns_at) == (["after"], at("13:01"))
    end(session, "13:01")
    assert (fresh(ticket).state, fresh(newer).state) == ("called", "waiting")
