"""A promise needs the certainty of the forecast; a closing counter takes one more in time (C1)."""

import pytest

from branches.models import Branch
from breaks.actions import set_out_of_service, set_policy, take_ticket, withdraw_promise
from breaks.actions.settle import settle
from breaks.actions.waits import make_forecast
from breaks.models import Break, Commitment, WaitForecast
from breaks.queries import promise_of
from breaks.queries.line import Line
from breaks.queries.policy import terms_for
from breaks.queries.waits import edition_of
from breaks.rules.overrides import Grounds, OverrideReason
from breaks.rules.promises import promise_for
from queueapp.models import Queue, Ticket
from tests.morning import (
    done,
    draft,
    fresh,
    planned,
    prove,
    proven,
    publish,
    serve,
    sit,
    take,
    tick,
)
from tests.people import Bank, at, found_bank

# T_law less one service, of a learned queue and of one of seven minutes
TOO_LATE = [("12:26", "after", 0), ("12:28", "after", 0)]


@pytest.fixture
def learning(db: None) -> Bank:
    """One counter of a queue whose services are learned, not fixed."""
    return found_bank(1, estimate=None)


def forecast(bank: Bank, clock: str) -> None:
    assert make_forecast(bank.branch, now=at(clock))


def chances(bank: Bank, clock: str, break_id: int) -> dict[int, float]:
    edition = edition_of(bank.branch, now=at(clock))
    assert edition
    return {ticket: told.before[break_id] for ticket, told in edition.tickets.items()}


def set_chance(bank: Bank, *break_ids: int, chance: float = 0.8) -> None:
    """A branch whose newcomers have this chance before these breaks."""
    row = WaitForecast.objects.get(pk=bank.branch.pk)
    row.facts["queues"][str(bank.queue.pk)]["before"] = {str(n): chance for n in break_ids}
    row.save(update_fields=["facts"])


def take_of(queue: Queue, clock: str) -> Ticket:
    return take_ticket(queue.pk, source="kiosk", now=at(clock), real_now=at(clock))


def kinds(tickets: list[Ticket]) -> list[str]:
    return [promise_of(t).kind for t in tickets]


def test_what_is_not_sure_is_not_promised(learning: Bank) -> None:
    """SCIENCE.md 5: the closed form promises all that fit on average, the forecast fewer."""
    serving = sit(learning)
    serve_first = take(learning, "12:00")
    break_ = planned(learning)
    tickets = [take(learning, "12:00") for _ in range(5)]
    assert serve(serving, "12:05").pk == serve_first.pk
    tick("12:10")
    line = Line(learning.branch, terms_for(learning.branch), at("12:15"))
    places = line.places()
    by_closed_form = [promise_for(t.queue_id, places[t.pk], line.coming).kind for t in tickets]
    forecast(learning, "12:14:59")
    tick("12:15")
    sure = chances(learning, "12:15", break_.pk)
    told = kinds(tickets)
    assert told == ["before" if sure[t.pk] >= 0.9 else "after" for t in tickets]
    assert told.count("before") < by_closed_form.count("before")
    assert all(promise_of(t).fixed_at == at("12:15") for t in tickets)
    backs = {
        promise_of(t).returns_at for t, kind in zip(tickets, told, strict=True) if kind == "after"
    }
    assert all(back and back >= at("13:00") for back in backs)


def test_of_those_who_join_between_two_forecasts_only_the_first_is_a_newcomer(
    learning: Bank,
) -> None:
    """The chance of who would join next is not that of whoever joins behind."""
    proven(learning)
    sit(learning)
    forecast(learning, "12:15:05")
    first, *others = [take(learning, "12:15:06") for _ in range(6)]
    assert kinds([first]) == ["before"]
    assert set(kinds(others)) == {"after"}
    forecast(learning, "12:15:07")
    last = take(learning, "12:15:08")
    # the second is sure by now, and a promise improves with the next event
    assert kinds([others[0], others[-1], last]) == ["before", "after", "after"]


def test_the_wished_certainty_is_policy(learning: Bank) -> None:
    serving = sit(learning)
    take(learning, "12:00")
    tickets = [take(learning, "12:00") for _ in range(4)]
    set_policy(
        learning.branch.pk,
        values={"promise.before_percent": 50},
        by=learning.carla,
        now=at("07:00"),
    )
    break_ = planned(learning)
    serve(serving, "12:05")
    forecast(learning, "12:14:59")
    tick("12:15")
    sure = chances(learning, "12:15", break_.pk)
    assert kinds(tickets) == ["before" if sure[t.pk] >= 0.5 else "after" for t in tickets]
    assert any(0.5 <= share < 0.9 for share in sure.values())


def test_a_number_taken_after_the_forecast_is_judged_as_a_newcomer(learning: Bank) -> None:
    serving = sit(learning)
    take(learning, "12:15")
    break_ = proven(learning)
    serve(serving, "12:15")
    forecast(learning, "12:16")
    edition = edition_of(learning.branch, now=at("12:16"))
    assert edition
    newcomer = edition.queues[learning.queue.pk].before[break_.pk]
    told = promise_of(take(learning, "12:16:20")).kind
    assert told == ("before" if newcomer >= 0.9 else "after")


def test_a_class_of_its_own_is_not_judged_as_a_newcomer(learning: Bank) -> None:
    """Its own chance is known with the next forecast, and the next event tells it."""
    sit(learning)
    break_ = proven(learning)
    forecast(learning, "12:16")
    set_chance(learning, break_.pk, chance=0.95)
    ticket = take(learning, "12:16:20", priority=5)
    assert kinds([ticket]) == ["after"]
    forecast(learning, "12:16:30")
    settle(Branch.objects.get(pk=learning.branch.pk), now=at("12:16:30"))
    assert kinds([ticket]) == ["before"]


def test_a_stale_forecast_promises_nothing_by_itself(learning: Bank) -> None:
    """Nobody is sure of a call before the break where a forecaster is away (C1)."""
    sit(learning)
    proven(learning)
    ticket = take(learning, "12:15")
    forecast(learning, "12:15")
    settle(Branch.objects.get(pk=learning.branch.pk), now=at("12:17:01"))
    assert kinds([ticket]) == ["after"]
    settle(Branch.objects.get(pk=learning.branch.pk), now=at("12:16:59"))
    assert kinds([ticket]) == ["before"]


@pytest.mark.parametrize(
    ("clock", "kind", "callable_"),
    [
        # S = 12:30, by 12:33: nine minutes are enough for 85 of 100 services, three for 40
        ("12:25:10", "before", 1),
        ("12:29:40", "after", 0),
    ],
)
def test_a_free_closing_counter_takes_who_comes_if_it_ends_in_time(
    learning: Bank, clock: str, kind: str, callable_: int
) -> None:
    """SCIENCE.md 5, two tiers: nobody may be promised, yet the minutes before S are not lost."""
    session, break_ = sit(learning), proven(learning)
    tick("12:25")
    # a newcomer's chance is under 0.9 already at 12:25: the counter may be taken by another
    forecast(learning, clock)
    set_chance(learning, break_.pk)
    ticket = take(learning, clock)
    assert promise_of(ticket).kind == kind
    assert fresh(session).only_tickets == [ticket.pk] * callable_
    owed = Commitment.objects.filter(ticket=ticket, break_ref=break_)
    assert owed.exists() is (kind == "before")


@pytest.mark.parametrize("chance", [0.8, 0.95])
@pytest.mark.parametrize(("clock", "kind", "callable_"), [("12:25:59", "before", 1), *TOO_LATE])
def test_whoever_is_promised_may_be_called(
    learning: Bank, clock: str, kind: str, callable_: int, chance: float
) -> None:
    """A4: T_law = 12:31, five minutes for a service; neither tier promises what nobody calls."""
    values = {"promise.take_percent": 50}
    set_policy(learning.branch.pk, values=values, by=learning.carla, now=at("07:00"))
    session, break_ = sit(learning), proven(learning)
    Break.objects.update(protected_minutes=20, latest_at=at("12:31"))
    tick("12:25")
    forecast(learning, "12:25:50")
    set_chance(learning, break_.pk, chance=chance)
    ticket = take(learning, clock)
    assert promise_of(ticket).kind == kind
    assert fresh(session).only_tickets == [ticket.pk] * callable_


@pytest.mark.parametrize(("clock", "kind", "callable_"), [("12:27:59", "before", 1), *TOO_LATE[1:]])
def test_a_counter_of_two_queues_calls_each_as_long_as_it_promises(
    alone: Bank, clock: str, kind: str, callable_: int
) -> None:
    """A4, C2: seven minutes fit before T_law = 12:35 until 12:28, twelve until 12:23."""
    advice = Queue.objects.create(
        branch=alone.branch, name="Advice", letter="C", estimate_minutes=12
    )
    alone.counters[0].queues.add(advice)
    session = sit(alone)
    proven(alone)
    Break.objects.update(protected_minutes=20, latest_at=at("12:35"))
    tick("12:25")
    ticket = take(alone, clock)
    longer = take_of(advice, clock)
    assert kinds([ticket, longer]) == [kind, "after"]
    assert fresh(session).only_tickets == [ticket.pk] * callable_


def test_a_counter_out_of_service_takes_nobody_more(learning: Bank) -> None:
    sit(learning)
    break_ = proven(learning)
    tick("12:25")
    forecast(learning, "12:25:10")
    set_chance(learning, break_.pk)
    set_out_of_service(learning.counters[0].pk, True, by=learning.carla, now=at("12:25:10"))
    assert promise_of(take(learning, "12:25:11")).kind != "before"


def test_they_are_taken_one_at_a_time(learning: Bank) -> None:
    """While somebody is served, or was promised, nobody is taken besides."""
    session, break_ = sit(learning), proven(learning)
    serve_first = take(learning, "12:20")
    serve(session, "12:20")
    tick("12:25")
    forecast(learning, "12:25")
    set_chance(learning, break_.pk)
    line = [take(learning, "12:25:20") for _ in range(2)]
    assert kinds(line) == ["after", "after"]
    assert done(session, "12:26").pk == serve_first.pk
    assert kinds(line) == ["before", "after"]
    assert fresh(session).only_tickets == [line[0].pk]
    serve(session, "12:26")
    assert kinds(line)[1] == "after"
    tick("12:30")
    done(session, "12:31")
    assert fresh(break_).started_at == at("12:31")


def test_a_queue_with_a_fixed_estimate_keeps_the_closed_form(db: None) -> None:
    """C2: 2.1 and all that is reckoned by a figure the manager gave."""
    bank = found_bank(1, estimate=7)
    serving = sit(bank)
    take(bank, "12:00")
    tickets = [take(bank, "12:00") for _ in range(5)]
    planned(bank)
    serve(serving, "12:00")
    forecast(bank, "12:14:59")
    tick("12:15")
    assert kinds(tickets) == ["before"] * 2 + ["after"] * 3


def test_two_closing_counters_take_one_client_each(db: None) -> None:
    bank = found_bank(2, estimate=None)
    both = {"cover.full_close_allowed": True, "cover.max_on_break": 2, "cover.floor_open": 0}
    both["cover.stagger_gap_min"] = 0
    set_policy(bank.branch.pk, values=both, by=bank.carla, now=at("07:00"))
    sessions = [sit(bank, n) for n in range(2)]
    breaks = [draft(bank, who=n) for n in range(2)]
    publish(bank)
    tick("12:15")
    for break_ in breaks:
        prove(bank, break_, "12:15")
    tick("12:25")
    forecast(bank, "12:25:10")
    set_chance(bank, *(b.pk for b in breaks))
    line = [take(bank, "12:25:10") for _ in range(2)]
    assert kinds(line) == ["before", "before"]
    assert {promise_of(t).break_ref_id for t in line} == {b.pk for b in breaks}
    assert all(fresh(s).only_tickets for s in sessions)


def test_what_a_manager_took_back_no_forecast_gives_again(learning: Bank) -> None:
    """3.4: with the very forecast that held the call before the break for sure."""
    sit(learning)
    break_ = proven(learning)
    forecast(learning, "12:15:50")
    ticket = take(learning, "12:16")
    forecast(learning, "12:16")
    assert chances(learning, "12:16", break_.pk)[ticket.pk] >= 0.9
    assert promise_of(ticket).kind == "before"
    grounds = Grounds(OverrideReason.TECHNICAL, "The system of the till is down until noon.")
    withdraw_promise(
        ticket.pk, by=learning.carla, now=at("12:17"), grounds=grounds, address="10.0.0.7"
    )
    assert promise_of(ticket).kind == "after"
    forecast(learning, "12:17:30")
    settle(Branch.objects.get(pk=learning.branch.pk), now=at("12:17:30"))
    assert promise_of(ticket).kind == "after"


def test_nor_does_a_free_counter_take_that_client_besides(learning: Bank) -> None:
    session, break_ = sit(learning), proven(learning)
    tick("12:25")
    forecast(learning, "12:25:10")
    set_chance(learning, break_.pk)
    ticket = take(learning, "12:25:10")
    assert fresh(session).only_tickets == [ticket.pk]
    grounds = Grounds(OverrideReason.TECHNICAL, "The system of the till is down until noon.")
    withdraw_promise(
        ticket.pk, by=learning.carla, now=at("12:25:20"), grounds=grounds, address="10.0.0.7"
    )
    assert (promise_of(ticket).kind, fresh(session).only_tickets) == ("after", [])
