"""Real threads at the same instant: the branch row is the one lock (DESIGN.md 6)."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection

from branches.errors import Refused
from branches.models import Membership
from breaks import actions, timers
from breaks.models import Break
from queueapp.models import Ticket
from tests.morning import ask, draft, fresh, planned, prove, publish, sit, take, tick, told
from tests.people import Bank, at, found_bank

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act returns, or the code of its refusal; all begin together."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(n: int, act: Callable[[], Any]) -> None:
        gate.wait(10)
        try:
            results[n] = act()
        except Refused as error:
            results[n] = error.code
        except Exception as error:  # a thread must not swallow what it should have refused
            results[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results


def states(breaks: Sequence[Any]) -> list[str]:
    return sorted(b.state if isinstance(b, Break) else str(b) for b in breaks)


def test_a_hundred_numbers_are_given_out_and_called_without_double_or_gap() -> None:
    """T1, T2: eight threads, each a kiosk of 13 clients and a counter of its own."""
    bank = found_bank(8)
    sessions = [sit(bank, n) for n in range(8)]
    served: list[int] = []

    def work(n: int) -> Callable[[], None]:
        def act() -> None:
            for _ in range(13):
                take(bank, "09:00")
                ticket = actions.call_next(sessions[n].pk, now=at("09:01"))
                actions.start_service(sessions[n].pk, now=at("09:01"))
                actions.finish_service(sessions[n].pk, now=at("09:02"))
                served.append(ticket.pk)

        return act

    assert at_once(*map(work, range(8))) == [None] * 8
    numbers = Ticket.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 105))
    assert len(set(served)) == len(served) == 104
    assert not Ticket.objects.exclude(state="done").exists()
    versions = list(bank.branch.events.order_by("number").values_list("number", flat=True))
    assert versions == list(range(1, len(versions) + 1))
    assert fresh(bank.branch).version == len(versions)


@pytest.mark.parametrize("attempt", range(3))
def test_of_three_who_want_to_rest_at_once_two_go(attempt: int) -> None:
    """U5, F22: floor 1, two may be on break; whoever comes third is refused."""
    bank = found_bank(3)
    actions.set_policy(
        bank.branch.pk, values={"cover.max_on_break": 2}, by=bank.carla, now=at("07:00")
    )
    sessions = [sit(bank, n) for n in range(3)]
    results = at_once(*(lambda s=s: ask(s, "10:00") for s in sessions))  # type: ignore[misc]
    [refusal] = [r for r in results if not isinstance(r, Break)]
    assert refusal in ("coverage_floor", "max_on_break")
    assert Break.objects.filter(state="on_break").count() == 2


def test_two_workers_at_the_same_second_warn_once() -> None:
    """F45."""
    bank = found_bank(2)
    break_ = planned(bank)
    at_once(*[lambda: timers.run_due(at("12:15"))] * 4)
    assert fresh(break_).state == "warned"
    assert len(told(bank, "break.warned")) == 1


def test_two_drafts_that_overlap_at_the_same_instant() -> None:
    """P2, F26: one is made, the other refused."""
    bank = found_bank(2)
    results = at_once(lambda: draft(bank, "12:00"), lambda: draft(bank, "12:15"))
    assert states(results) == ["draft", "overlap"]
    assert Break.objects.count() == 1


def test_two_managers_publish_the_same_day() -> None:
    """P8: every break is announced once."""
    bank = found_bank(2)
    break_ = draft(bank)
    results = at_once(lambda: publish(bank), lambda: publish(bank))
    assert sorted(len(r) for r in results) == [0, 1]
    assert (fresh(break_).revision, len(told(bank, "break.published"))) == (1, 1)


def test_two_counters_call_two_different_clients() -> None:
    """T2."""
    bank = found_bank(4)
    sessions = [sit(bank, n) for n in range(4)]
    for _ in range(4):
        take(bank, "09:00")
    acts = [lambda s=s: actions.call_next(s.pk, now=at("09:01")).pk for s in sessions]  # type: ignore[misc]
    assert len(set(at_once(*acts))) == 4


def test_one_teller_presses_the_same_button_in_two_windows() -> None:
    """DESIGN.md 6: the second press gets the first one's answer."""
    bank = found_bank(1)
    session = sit(bank)
    take(bank, "09:00"), take(bank, "09:00")
    call_twice = at_once(*[lambda: actions.call_next(session.pk, now=at("09:01")).pk] * 4)
    assert len(set(call_twice)) == 1
    ended = actions.leave_queue(call_twice[0], now=at("09:02"))
    actions.leave_queue(Ticket.objects.get(number=2).pk, now=at("09:02"))
    assert ended.state == "left"
    rested = at_once(*[lambda: ask(session, "09:03").pk] * 4)
    assert len(set(rested)) == 1
    assert Break.objects.count() == 1


def test_the_clock_and_the_person_start_the_same_break_once() -> None:
    """B5: timer and button in the same second."""
    bank = found_bank(1)
    session, break_ = sit(bank), planned(bank)
    tick("12:15")
    prove(bank, break_, "12:15:01")
    tick("12:25")
    start = {"by": session.staff, "now": at("12:30")}
    at_once(lambda: timers.run_due(at("12:30")), lambda: actions.start_break(session.pk, **start))
    assert fresh(break_).state == "on_break"
    assert len(told(bank, "break.started")) == 1


def test_a_first_proof_of_two_screens() -> None:
    """N2: one proof, whichever screen was faster."""
    bank = found_bank(2)
    break_ = planned(bank)
    tick("12:15")
    at_once(*[lambda: prove(bank, break_, "12:15:02")] * 3)
    assert len(told(bank, "notice.proven")) == 1
    assert fresh(break_).receipts.count() == 1


def test_a_last_client_and_the_start_of_the_break_meet() -> None:
    """A2: either the client is promised and served, or told after; never shut in the face."""
    bank = found_bank(1)
    session, break_ = sit(bank), planned(bank)
    tick("12:15")
    prove(bank, break_, "12:15:01")
    tick("12:25")
    start = {"by": session.staff, "now": at("12:30")}
    at_once(lambda: take(bank, "12:30"), lambda: actions.start_break(session.pk, **start))
    promise = Ticket.objects.get().promise
    running = fresh(break_).state == "on_break"
    assert promise.kind == ("after" if running else "before")


def at_their_own_branch(bank: Bank, clock: str) -> Callable[[], Any]:
    return lambda: draft(bank, clock)


def test_a_person_of_two_branches_gets_one_break_at_a_time() -> None:
    """P2, 3.9 no. 7: two branch locks, and the database between them."""
    bank, other = found_bank(2), found_bank(2, slug="other")
    amira = bank.tellers[0]
    Membership.objects.create(
        staff=amira,
        branch=other.branch,
        organisation=other.branch.organisation,
        role="teller",
    )
    other.shift(amira, other.counters[0])
    other.tellers[0] = amira
    results = at_once(at_their_own_branch(bank, "12:00"), at_their_own_branch(other, "12:10"))
    assert states(results) == ["draft", "overlap"]
