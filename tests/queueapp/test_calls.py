"""Calling, recalling, serving, finishing, missing (T2 to T4, T6)."""

import pytest

from breaks import actions
from queueapp.models import Queue, Ticket
from queueapp.queries import queues_and_estimates, service_estimate
from tests.morning import call, done, fresh, refused, serve, sit, take, tick, told
from tests.people import Bank, at, found_bank, minutes


def test_clients_are_called_in_the_order_of_issue(alone: Bank) -> None:
    """T2."""
    session = sit(alone)
    tickets = [take(alone, "09:00") for _ in range(3)]
    for n, clock in enumerate(("09:01", "09:02", "09:03")):
        assert serve(session, clock).pk == tickets[n].pk
        done(session, clock)


def test_a_client_of_higher_priority_is_called_first(alone: Bank) -> None:
    session = sit(alone)
    take(alone, "09:00")
    urgent = take(alone, "09:01", priority=5)
    assert call(session, "09:02").pk == urgent.pk


def test_a_teller_may_call_a_number_by_name(alone: Bank) -> None:
    session = sit(alone)
    take(alone, "09:00")
    second = take(alone, "09:00")
    assert call(session, "09:01", second).pk == second.pk


def test_a_call_notes_where_and_until_when(alone: Bank) -> None:
    """T2, T4."""
    session = sit(alone)
    take(alone, "09:00")
    ticket = fresh(call(session, "09:01"))
    assert (ticket.session, ticket.called_at, ticket.recalls) == (session, at("09:01"), 0)
    assert ticket.next_step_at == at("09:03")
    [event] = told(alone, "ticket.called")
    assert event.data["counter"] == "W1"


def test_nobody_is_called_when_nobody_waits_or_another_is_here(alone: Bank) -> None:
    session = sit(alone)
    with refused("nobody_waiting"):
        call(session, "09:00")
    take(alone, "09:00")
    second = take(alone, "09:00")
    first = call(session, "09:01")
    assert call(session, "09:01:10").pk == first.pk
    with refused("client_called", ticket="A001"):
        call(session, "09:01:20", second)
    actions.start_service(session.pk, now=at("09:02"))
    with refused("client_at_counter", ticket="A001"):
        call(session, "09:02")
    assert len(told(alone, "ticket.called")) == 1


def test_a_number_of_another_queue_or_branch_is_not_called(pair: Bank) -> None:
    loans = Queue.objects.create(branch=pair.branch, name="Loans", letter="L")
    session = sit(pair)
    elsewhere = actions.take_ticket(loans.pk, source="kiosk", now=at("09:00"), real_now=at("09:00"))
    other = found_bank(1, slug="other")
    foreign = take(other, "09:00")
    for ticket in (elsewhere, foreign):
        with refused("nobody_waiting"):
            call(session, "09:01", ticket)


def test_a_client_is_recalled_twice_and_expected_no_longer_for_it(alone: Bank) -> None:
    """T4."""
    session = sit(alone)
    take(alone, "09:00")
    call(session, "09:00")
    for clock in ("09:00:40", "09:01:20"):
        actions.recall_ticket(session.pk, now=at(clock))
    with refused("recall_limit", ticket="A001"):
        actions.recall_ticket(session.pk, now=at("09:01:40"))
    tick("09:01:59")
    assert alone.branch.tickets.get().state == "called"
    tick("09:02")
    assert alone.branch.tickets.get().state == "no_show"


@pytest.mark.parametrize(("clock", "state"), [("09:01:59", "called"), ("09:02", "no_show")])
def test_a_client_is_expected_for_two_minutes(alone: Bank, clock: str, state: str) -> None:
    """T4, F3: 119 and 120 seconds."""
    session = sit(alone)
    take(alone, "09:00")
    call(session, "09:00")
    tick(clock)
    ticket = alone.branch.tickets.get()
    assert (ticket.state, ticket.ended_at) == (
        state,
        at(clock) if state == "no_show" else None,
    )


@pytest.mark.parametrize(("clock", "code"), [("09:01:59", "arrival_window"), ("09:02", None)])
def test_the_teller_gives_nobody_up_before_that(alone: Bank, clock: str, code: str | None) -> None:
    """T4, HU-14."""
    session = sit(alone)
    take(alone, "09:00")
    call(session, "09:00")
    if code:
        with refused(code, 409, allowed_at=at("09:02")):
            actions.mark_no_show(session.pk, now=at(clock))
    else:
        assert actions.mark_no_show(session.pk, now=at(clock)).state == "no_show"


def test_who_came_is_not_missed(alone: Bank) -> None:
    """T3."""
    session = sit(alone)
    take(alone, "09:00")
    serve(session, "09:00")
    actions.start_service(session.pk, now=at("09:00:30"))
    tick("09:02", "09:30")
    ticket = alone.branch.tickets.get()
    assert (ticket.state, ticket.served_at) == ("serving", at("09:00"))
    assert len(told(alone, "ticket.serving")) == 1
    with refused("no_client"):
        actions.mark_no_show(session.pk, now=at("09:31"))


def test_verbs_without_a_client_are_refused(alone: Bank) -> None:
    session = sit(alone)
    for verb in (
        actions.recall_ticket,
        actions.start_service,
        actions.finish_service,
        actions.mark_no_show,
        actions.transfer_ticket,
    ):
        with refused("no_client"):
            verb(session.pk, now=at("09:00"))
    take(alone, "09:00")
    call(session, "09:00")
    with refused("no_client"):
        actions.finish_service(session.pk, now=at("09:01"))


def served(bank: Bank, lengths: list[float]) -> None:
    """Done tickets of these lengths in minutes, the last one latest."""
    for n, length in enumerate(lengths):
        begun = at("00:00") + minutes(20 * n)
        Ticket.objects.create(
            branch=bank.branch,
            queue=bank.queue,
            day=begun.date(),
            number=n,
            code=f"X{n}",
            state="done",
            issued_at=begun,
            served_at=begun,
            ended_at=begun + minutes(length),
        )


@pytest.mark.parametrize(
    ("lengths", "estimate"),
    [
        ([], 5),
        ([2, 2, 2, 2], 5),
        ([1, 2, 3, 4, 5], 4),
        ([0.5] * 5, 1),
        ([*range(1, 21)], 15),
        # only the last twenty are looked at
        ([19] * 20 + [3] * 20, 3),
    ],
)
def test_the_estimate_is_the_75th_percentile_of_the_last_services(
    db: None, lengths: list[float], estimate: float
) -> None:
    """C2: five minutes until five were seen, never under a minute."""
    bank = found_bank(1, estimate=None)
    served(bank, lengths)
    assert service_estimate(bank.queue) == minutes(estimate)


def test_a_fixed_estimate_stands(alone: Bank) -> None:
    served(alone, [15] * 10)
    assert service_estimate(alone.queue) == minutes(7)


def test_a_service_of_more_than_twice_its_estimate_is_told_once_with_its_card(alone: Bank) -> None:
    """3.9 no. 27: seven minutes a client, so from fourteen on."""
    session = sit(alone)
    take(alone, "09:00")
    ticket = serve(session, "09:00")
    assert fresh(ticket).next_step_at == at("09:14")
    tick("09:13:59")
    assert told(alone, "ticket.slow") == []
    tick("09:14", "09:15", "09:30")
    [event] = told(alone, "ticket.slow")
    assert (event.data["card"], event.due_at) == ("talkative_client", at("09:14"))
    assert fresh(ticket).next_step_at is None
    assert done(session, "09:31").state == "done"


def test_a_service_that_ends_in_time_raises_no_card(alone: Bank) -> None:
    session = sit(alone)
    take(alone, "09:00")
    serve(session, "09:00")
    assert done(session, "09:14").next_step_at is None
    tick("09:20")
    assert told(alone, "ticket.slow") == []


def test_a_slow_client_sent_on_is_measured_anew(pair: Bank) -> None:
    first, second = sit(pair), sit(pair, 1)
    take(pair, "09:00")
    serve(first, "09:00")
    actions.transfer_ticket(first.pk, now=at("09:10"), counter_id=pair.counters[1].pk)
    tick("09:14")
    assert told(pair, "ticket.slow") == []
    assert serve(second, "09:15").next_step_at == at("09:29")


def test_all_estimates_of_a_branch_are_those_of_each_queue(alone: Bank) -> None:
    """C2: fixed, seen often enough, and not yet."""
    session = sit(alone)
    seen = Queue.objects.create(branch=alone.branch, name="Loans", letter="L")
    Queue.objects.create(branch=alone.branch, name="New", letter="N")
    alone.counters[0].queues.add(seen)
    for n, length in enumerate((9, 3, 4, 8, 5, 2)):
        actions.take_ticket(
            seen.pk, source="kiosk", now=at(f"{9 + n:02}:00"), real_now=at(f"{9 + n:02}:00")
        )
        serve(session, f"{9 + n:02}:00")
        done(session, f"{9 + n:02}:{length:02}")
    found = queues_and_estimates(alone.branch)
    assert found == {q: service_estimate(q) for q in alone.branch.queues.all()}
    assert sorted(found.values()) == [minutes(5), minutes(7), minutes(8)]
