"""The forecast of a branch is made beside the requests: once, whatever happened, and in turn."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from branches.locks import lock_branch
from branches.models import Branch
from breaks import actions, tasks, timers
from breaks.models import WaitForecast, WaitLearning
from breaks.queries.waits import wait_of, wait_of_queue
from breaks.rules.waits import Range
from queueapp.models import Ticket
from tests.morning import call, fresh, planned, proven, serve, sit, take, tick
from tests.people import Bank, at, found_bank

pytestmark = pytest.mark.django_db

Captured = Callable[..., AbstractContextManager[list[Any]]]


def forecast(clock: str) -> int:
    return timers.forecast_due(at(clock))


def number(bank: Bank) -> int:
    """Which edition the branch is at; 0 before the first."""
    row = WaitForecast.objects.filter(branch=bank.branch).first()
    return row.edition if row else 0


def told(ticket: Ticket, clock: str) -> Range | None:
    ticket.refresh_from_db()
    return wait_of(ticket, now=at(clock))


def test_whatever_happened_is_one_edition_and_no_request_makes_it(pair: Bank) -> None:
    sit(pair), sit(pair, 1)
    tickets = [take(pair, "09:00") for _ in range(3)]
    assert number(pair) == 0
    assert told(tickets[0], "09:00") is None
    assert (forecast("09:00"), forecast("09:00")) == (1, 0)
    assert number(pair) == 1
    serve(pair.branch.sessions.all()[0], "09:00:05")
    take(pair, "09:00:05")
    assert number(pair) == 1
    assert (forecast("09:00:06"), forecast("09:00:06")) == (1, 0)
    [row] = WaitForecast.objects.all()
    branch = Branch.objects.get()
    assert (row.edition, row.version, row.made_at) == (2, branch.version, at("09:00:06"))
    # nothing was recorded: it would be forecast for ever
    assert branch.events.count() == branch.version


def test_a_wait_shrinks_while_nothing_happens_and_rests_at_night(pair: Bank) -> None:
    session = sit(pair)
    forecast("09:00")
    assert (forecast("09:00:29"), forecast("09:00:30")) == (0, 1)
    actions.close_session(session.pk, by=session.staff, now=at("09:01"))
    assert (forecast("09:01"), forecast("10:00")) == (1, 0)
    take(pair, "10:01")
    assert (forecast("10:01"), forecast("10:01:29"), forecast("10:01:31")) == (1, 0, 1)


def test_more_ahead_wait_longer_and_nobody_a_past_time(pair: Bank) -> None:
    sit(pair), sit(pair, 1)
    planned(pair)
    tickets = [take(pair, "12:10") for _ in range(8)]
    forecast("12:11")
    ranges = [told(t, "12:11") for t in tickets]
    seen = [r for r in ranges if r]
    assert len(seen) == 8
    lows = [r.low for r in seen]
    assert lows == sorted(lows) and lows[0] == 0 and lows[-1] >= 10
    assert all(r.high is not None and r.high > r.low >= 0 for r in seen)
    assert all(r.high_at and at("12:11") <= r.low_at <= r.high_at for r in seen)
    lunch = pair.branch.breaks.get().pk
    assert [r.because for r in seen[:1] + seen[-1:]] == [(), (lunch,)]
    shares = [r.before[lunch] for r in seen]
    assert shares == sorted(shares, reverse=True) and shares[0] == 1 > shares[-1]


def test_a_break_is_no_reason_where_a_counter_is_free(pair: Bank) -> None:
    sit(pair), sit(pair, 1)
    lunch = proven(pair)
    tick("12:25", "12:30")
    assert fresh(lunch).state == "on_break"
    forecast("12:31")
    newcomer = wait_of_queue(pair.queue, now=at("12:31"))
    assert newcomer and newcomer.because == ()
    for _ in range(3):
        take(pair, "12:32")
    forecast("12:32")
    newcomer = wait_of_queue(pair.queue, now=at("12:32"))
    assert newcomer and newcomer.because == (lunch.pk,)


def test_a_break_is_no_reason_for_who_is_called_before_it_as_surely_as_promised(db: None) -> None:
    bank = found_bank(1, estimate=None)
    values = {"promise.before_percent": 60}
    actions.set_policy(bank.branch.pk, values=values, by=bank.carla, now=at("07:00"))
    session = sit(bank)
    lunch = planned(bank)
    tickets = [take(bank, "12:05") for _ in range(5)]
    serve(session, "12:05")
    forecast("12:10")
    seen = {t.pk: told(t, "12:10") for t in tickets[1:]}
    chances = {pk: (r.before[lunch.pk], r.because) for pk, r in seen.items() if r}
    assert {pk: bool(because) for pk, (_, because) in chances.items()} == {
        pk: chance < 0.6 for pk, (chance, _) in chances.items()
    }
    assert any(0.6 <= chance < 0.9 for chance, _ in chances.values())


def test_who_comes_after_the_edition_is_told_as_a_newcomer(pair: Bank) -> None:
    sit(pair)
    first = take(pair, "09:00")
    for _ in range(3):
        take(pair, "09:00")
    forecast("09:01")
    newcomer = wait_of_queue(pair.queue, now=at("09:01:05"))
    late = take(pair, "09:01:05")
    assert newcomer and newcomer.low >= 10
    assert told(late, "09:01:05") == newcomer
    assert told(first, "09:01:05") != newcomer
    call(pair.branch.sessions.get(), "09:01:06")
    assert told(first, "09:01:06") is None


def test_an_edition_that_is_stale_or_missing_tells_nothing(pair: Bank) -> None:
    sit(pair)
    ticket = take(pair, "09:00")
    forecast("09:00")
    assert told(ticket, "09:01:59") and wait_of_queue(pair.queue, now=at("09:01:59"))
    assert told(ticket, "09:02") is None and wait_of_queue(pair.queue, now=at("09:02")) is None
    forecast("09:02")
    WaitForecast.objects.update(facts={"written": "by another release"})
    assert told(ticket, "09:02") is None
    # and is replaced by the next
    take(pair, "09:02:01")
    assert forecast("09:02:01") == 1
    assert told(ticket, "09:02:01")


def test_whom_nobody_calls_is_told_nothing(pair: Bank) -> None:
    ticket = take(pair, "09:00")
    assert forecast("09:00") == 1
    assert told(ticket, "09:00") is None and wait_of_queue(pair.queue, now=at("09:00")) is None
    # an hour's line at a counter that closes in ten minutes: it has a first end or none at all
    sit(pair, clock="16:20")
    tickets = [take(pair, "16:20") for _ in range(12)]
    forecast("16:20")
    assert told(ticket, "16:20") and told(tickets[-1], "16:20") is None


def test_screens_are_nudged_when_what_they_show_changed(
    pair: Bank, django_capture_on_commit_callbacks: Captured
) -> None:
    sit(pair), sit(pair, 1)
    tickets = [take(pair, "09:00") for _ in range(6)]

    def nudges(clock: str) -> int:
        with django_capture_on_commit_callbacks() as calls:
            assert forecast(clock) == 1
        return len(calls)

    assert nudges("09:00") == 1
    # who leaves from behind takes a row away, and shortens a newcomer's wait
    actions.leave_queue(tickets[-1].pk, now=at("09:00:01"))
    assert nudges("09:00:01") == 1
    # something happened, but no wait is another
    values = {"display.stale_s": 20}
    actions.set_policy(pair.branch.pk, values=values, by=pair.carla, now=at("09:00:01"))
    assert nudges("09:00:01") == 0
    # two minutes without a forecast: the screens show nothing meanwhile
    assert nudges("09:02:01") == 1


def test_a_branch_that_fails_is_tried_again_and_stops_no_other(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = found_bank(1), found_bank(1, slug="other")
    for bank in (broken, sound):
        sit(bank)
        take(bank, "09:00")
    Branch.objects.filter(pk=broken.branch.pk).update(time_zone="Nowhere/Else")
    assert forecast("09:00") == 1
    assert (number(broken), number(sound)) == (0, 1)
    assert f"make_forecast failed for branch {broken.branch.pk}" in caplog.text
    Branch.objects.filter(pk=broken.branch.pk).update(time_zone="Europe/Budapest")
    assert (forecast("09:00:09"), forecast("09:00:10")) == (0, 1)
    assert number(broken) == 1


def test_the_worker_and_run_timers_make_the_same_forecasts(pair: Bank) -> None:
    sit(pair)
    call_command("run_timers", "--once")
    assert number(pair) == 1
    take(pair, "09:00")
    tasks.forecast()
    assert number(pair) == 2


def test_one_branch_a_round_learns(db: None) -> None:
    for slug in ("main", "other"):
        sit(found_bank(1, slug=slug))
    assert (forecast("09:00"), WaitLearning.objects.count()) == (2, 1)
    assert (forecast("09:00:01"), WaitLearning.objects.count()) == (0, 2)
    first, second = WaitLearning.objects.order_by("learned_at").values_list("learned_at", flat=True)
    assert (first, second) == (at("09:00"), at("09:00:01"))
    forecast("09:30"), forecast("09:30:01")
    assert WaitLearning.objects.filter(learned_at__gte=at("09:30")).count() == 2


@contextmanager
def in_use(hold: Callable[[], Any]) -> Iterator[None]:
    """Another transaction holds something as long as this lasts."""
    held, let_go = threading.Event(), threading.Event()

    def use() -> None:
        with transaction.atomic():
            hold()
            held.set()
            let_go.wait(60)
        connection.close()

    holder = threading.Thread(target=use)
    holder.start()
    held.wait(5)
    try:
        yield
    finally:
        let_go.set()
        holder.join(5)


def rounds(many: int) -> list[int]:
    """Rounds of several forecasters that begin together; of those that were done in time."""
    made: list[int] = []
    gate = threading.Barrier(many)

    def work() -> None:
        gate.wait(5)
        made.append(forecast("09:00"))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(many)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(10)
    return sorted(made)


@pytest.mark.django_db(transaction=True)
def test_two_forecasters_do_the_work_once_and_wait_for_nobody() -> None:
    bank, other = found_bank(2), found_bank(1, slug="other")
    for place in (bank, other):
        sit(place)
        take(place, "09:00")
    with in_use(lambda: lock_branch(bank.branch.pk)):
        assert sum(rounds(2)) == 2
    assert (number(bank), number(other)) == (1, 1)
    WaitForecast.objects.update(version=-1)
    row = WaitForecast.objects.filter(branch=bank.branch).select_for_update(no_key=True)
    with in_use(row.get):
        assert rounds(1) == [1]
    assert (number(bank), number(other)) == (1, 2)
