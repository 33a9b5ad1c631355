"""Who sits in while a person is on break (Q6, F25), and a counter that is out of service (Q9)."""

import pytest
from rest_framework.test import APIClient

from branches.models import Staff
from branches.rules import Role
from breaks import actions
from breaks.models import Break, Relief
from queueapp.models import Counter, CounterSession
from tests.morning import call, end, fresh, planned, proven, refused, serve, sit, start, take, tick
from tests.people import Bank, at, found_bank, hire

pytestmark = pytest.mark.django_db


def on_break(bank: Bank) -> Break:
    """Amira's lunch, begun at 12:30 at W1."""
    break_ = proven(bank)
    tick("12:25", "12:30")
    assert fresh(break_).state == "on_break"
    return break_


def relief(
    bank: Bank, break_: Break, staff: Staff, counter: int = 0, until: str = "13:05"
) -> Relief:
    return Relief.objects.create(
        break_ref=break_,
        staff=staff,
        counter=bank.counters[counter],
        starts_at=at("12:30"),
        ends_at=at(until),
    )


def seat(bank: Bank, staff: Staff, clock: str, counter: int = 0) -> CounterSession:
    return actions.open_session(bank.counters[counter].pk, staff=staff, now=at(clock))


def test_the_relief_takes_the_seat_and_the_break_goes_on(alone: Bank) -> None:
    """Q6: a manager without a shift sits down at the very counter of the break."""
    sit(alone)
    break_ = on_break(alone)
    relief(alone, break_, alone.carla)
    session = seat(alone, alone.carla, "12:31")
    assert (fresh(alone.counters[0]).state, fresh(break_).state) == ("open", "on_break")
    assert (session.shift, session.staff) == (None, alone.carla)
    assert alone.branch.sessions.get(closed_at=None) == session
    take(alone, "12:32")
    assert serve(session, "12:33").session == session


def test_the_person_who_comes_back_gets_the_seat_back(alone: Bank) -> None:
    sit(alone)
    break_ = on_break(alone)
    relief(alone, break_, alone.carla)
    sitting = seat(alone, alone.carla, "12:31")
    ticket = take(alone, "12:59")
    serve(sitting, "12:59")
    with refused("counter_taken", 409, ticket=ticket.code):
        seat(alone, alone.tellers[0], "13:00")
    assert fresh(break_).state == "on_break"
    actions.finish_service(sitting.pk, now=at("13:01"))
    session = seat(alone, alone.tellers[0], "13:01")
    assert (fresh(break_).state, fresh(break_).ended_at) == ("ended", at("13:01"))
    assert (fresh(sitting).closed_at, fresh(alone.counters[0]).state) == (at("13:01"), "open")
    take(alone, "13:02")
    assert call(session, "13:02").session == session


def test_the_old_desk_can_still_end_the_break(alone: Bank) -> None:
    own = sit(alone)
    break_ = on_break(alone)
    relief(alone, break_, alone.carla)
    sitting = seat(alone, alone.carla, "12:31")
    end(own, "13:00")
    assert (fresh(break_).state, fresh(sitting).closed_at) == ("ended", None)
    seat(alone, alone.tellers[0], "13:01")
    assert fresh(sitting).closed_at == at("13:01")


def test_held_clients_are_back_in_line_as_soon_as_somebody_sits_there(alone: Bank) -> None:
    """T9: the counter opens with the relief."""
    sit(alone)
    break_ = proven(alone)
    held = [take(alone, "12:16") for _ in range(3)][2]
    actions.hold_ticket(held.pk, now=at("12:17"))
    for ticket in alone.branch.tickets.filter(state="waiting"):
        actions.leave_queue(ticket.pk, now=at("12:20"))
    tick("12:25", "12:30")
    relief(alone, break_, alone.carla)
    assert fresh(held).state == "held"
    seat(alone, alone.carla, "12:31")
    assert fresh(held).state == "waiting"


def test_a_relief_at_another_counter_needs_no_shift_either(db: None) -> None:
    bank = found_bank(2, rostered=1)
    sit(bank)
    break_ = on_break(bank)
    relief(bank, break_, bank.carla, counter=1)
    with refused("counter_taken", 409):
        seat(bank, bank.carla, "12:31")
    assert seat(bank, bank.carla, "12:31", 1).shift is None
    assert [fresh(c).state for c in bank.counters] == ["on_break", "open"]


@pytest.mark.parametrize("clock", ["12:29:59", "13:05"])
def test_only_for_the_time_of_the_relief(db: None, clock: str) -> None:
    bank = found_bank(2, rostered=1)
    sit(bank)
    break_ = proven(bank)
    relief(bank, break_, bank.carla, counter=1)
    tick("12:25", "12:30")
    with refused("not_in_shift", 409):
        seat(bank, bank.carla, clock, 1)


def test_a_relief_that_was_called_off_admits_nobody(alone: Bank) -> None:
    sit(alone)
    row = relief(alone, on_break(alone), alone.carla)
    Relief.objects.filter(pk=row.pk).update(cancelled_at=at("12:20"))
    with refused("counter_taken", 409):
        seat(alone, alone.carla, "12:31")


def test_no_seat_is_taken_from_who_still_sits_there(alone: Bank) -> None:
    """The break slips because of the client at the counter: the relief waits, too."""
    session = sit(alone)
    break_ = proven(alone)
    take(alone, "12:16")
    serve(session, "12:29")
    relief(alone, break_, alone.carla)
    tick("12:30")
    with refused("counter_taken", 409):
        seat(alone, alone.carla, "12:31")


def test_no_seat_is_taken_before_the_break_begins(alone: Bank) -> None:
    sit(alone)
    row = relief(alone, proven(alone), alone.carla)
    Relief.objects.filter(pk=row.pk).update(starts_at=at("12:20"))
    with refused("counter_taken", 409):
        seat(alone, alone.carla, "12:25")


def test_a_relief_keeps_the_announced_breaks_of_its_own_counter(pair: Bank) -> None:
    """P1: sitting in is no new seat; Bela's break at W2 is announced there, and once."""
    sit(pair)
    own = planned(pair, "13:40", who=1, kind="short", length=10)
    relief(pair, on_break(pair), pair.tellers[1])
    seat(pair, pair.tellers[1], "12:31")
    assert (fresh(own).counter, fresh(own).revision) == (pair.counters[1], 1)


# Q9


def door(person: Staff, counter: Counter, method: str = "post") -> tuple[int, str]:
    client = APIClient()
    client.force_login(person.user)
    answer = getattr(client, method)(f"/api/v1/counters/{counter.pk}/outage/")
    return answer.status_code, answer.json().get("state", answer.json().get("code"))


@pytest.fixture
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("branches.clock.now", lambda: at("12:31"))


@pytest.mark.usefixtures("_noon")
def test_a_counter_breaks_down_and_its_client_is_first_elsewhere(pair: Bank) -> None:
    first, second = sit(pair), sit(pair, 1)
    take(pair, "12:30")
    ticket = serve(first, "12:30")
    take(pair, "12:30")
    assert door(pair.tellers[0], pair.counters[0]) == (200, "out_of_service")
    assert (fresh(ticket).state, fresh(ticket).first) == ("waiting", True)
    assert call(second, "12:32") == ticket
    assert door(pair.tellers[0], pair.counters[0]) == (200, "out_of_service")
    assert door(pair.carla, pair.counters[0], "delete") == (200, "open")


@pytest.mark.usefixtures("_noon")
def test_a_counter_that_is_back_during_its_break_stays_on_break(alone: Bank) -> None:
    sit(alone)
    on_break(alone)
    assert door(alone.carla, alone.counters[0]) == (200, "out_of_service")
    assert door(alone.carla, alone.counters[0], "delete") == (200, "on_break")


@pytest.mark.usefixtures("_noon")
def test_only_people_of_the_branch_take_a_counter_out(alone: Bank) -> None:
    dov = found_bank(slug="other").tellers[0]
    assert door(dov, alone.counters[0]) == (404, "not_found")
    cili = hire("Cili", alone.branch, Role.TELLER, alone.branch.organisation)
    assert door(cili, alone.counters[0]) == (200, "out_of_service")
    client = APIClient()
    client.force_login(cili.user)
    assert client.post("/api/v1/counters/999999/outage/").status_code == 404


def test_a_start_is_not_hindered_by_a_relief(alone: Bank) -> None:
    session = sit(alone)
    break_ = proven(alone)
    relief(alone, break_, alone.carla)
    tick("12:25")
    assert start(session, "12:30").pk == break_.pk
