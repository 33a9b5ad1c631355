"""The running client (2.3) and the last two minutes at the counter (2.4): serve, or first after."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from branches.models import Staff
from breaks import actions
from breaks.models import Break, Commitment
from breaks.queries import promise_of
from breaks.rules.choices import may_serve_anyway
from queueapp.models import CounterSession, Queue
from tests.invariants import check_now, nobody_was_overtaken
from tests.morning import (
    call,
    done,
    end,
    fresh,
    prove,
    refused,
    serve,
    sit,
    start,
    take,
    tick,
    told,
)
from tests.people import DAY, Bank, at, found_bank, hire, minutes

pytestmark = pytest.mark.django_db
Login = Callable[[Staff], APIClient]


@pytest.fixture
def pharmacy(db: None) -> Bank:
    """One pharmacist, three minutes a client; break 13:30 to 14:00, proven at 13:15."""
    bank = found_bank(1, estimate=3)
    actions.draft_break(
        bank.branch.pk,
        staff_id=bank.tellers[0].pk,
        kind="lunch",
        starts_at=at("13:30"),
        length_minutes=30,
        by=bank.carla,
        now=at("08:00"),
    )
    actions.publish_plan(bank.branch.pk, DAY, by=bank.carla, now=at("08:00"))
    sit(bank, clock="13:00")
    tick("13:15")
    prove(bank, Break.objects.get(), "13:15:02")
    return bank


def desk(bank: Bank) -> CounterSession:
    return CounterSession.objects.get(branch=bank.branch, closed_at=None)


def arrive(bank: Bank, clock: str, **more: object) -> tuple:
    about = {"by": bank.tellers[0], "now": at(clock), "real_now": at(clock)}
    return actions.late_arrival(desk(bank).pk, **about | more)  # type: ignore[arg-type]


def busy_with_p030(bank: Bank) -> None:
    """Served since 13:28, until 13:31."""
    take(bank, "13:20")
    tick("13:25")
    serve(desk(bank), "13:28")


def test_case_1_the_running_client_is_served_inside_the_slack(pharmacy: Bank) -> None:
    """2.3 case 1: forecast end 13:34 ≤ 13:35; the break starts 13:34 and returns 14:04."""
    busy_with_p030(pharmacy)
    anna, outcome = arrive(pharmacy, "13:29")
    assert (outcome, promise_of(anna).kind, promise_of(anna).fixed_at) == (
        "before",
        "before",
        at("13:29"),
    )
    done(desk(pharmacy), "13:31")
    assert serve(desk(pharmacy), "13:31") == anna
    with refused("client_at_counter", 409):
        start(desk(pharmacy), "13:32")
    done(desk(pharmacy), "13:34")
    break_ = Break.objects.get()
    assert (break_.state, break_.started_at, break_.returns_at) == (
        "on_break",
        at("13:34"),
        at("14:04"),
    )
    check_now(pharmacy.branch, at("13:34"))


def test_case_2_a_minute_too_late_is_first_after_with_a_number_in_hand(pharmacy: Bank) -> None:
    """2.3 case 2: 13:34 + 3 = 13:37 > 13:35."""
    busy_with_p030(pharmacy)
    take(pharmacy, "13:29")
    done(desk(pharmacy), "13:31")
    serve(desk(pharmacy), "13:31")
    anna, outcome = arrive(pharmacy, "13:33")
    assert (outcome, anna.code, promise_of(anna).returns_at) == ("after", "A003", at("14:04"))
    [event] = told(pharmacy, "ticket.late_arrival")
    assert (event.data["card"], event.data["outcome"]) == ("late_arrival", "after")
    done(desk(pharmacy), "13:34")
    assert Break.objects.get().state == "on_break"
    end(desk(pharmacy), "14:04")
    assert (fresh(anna).state, fresh(anna).called_at) == ("called", at("14:04"))


def test_case_2_an_urgent_need_may_be_served_until_s_plus_ten(pharmacy: Bank) -> None:
    """2.3 case 2: `serve_anyway`, a right of the pharmacist's."""
    busy_with_p030(pharmacy)
    take(pharmacy, "13:29")
    done(desk(pharmacy), "13:31")
    serve(desk(pharmacy), "13:31")
    anna, outcome = arrive(pharmacy, "13:33", urgent=True)
    assert (outcome, promise_of(anna).kind) == ("before", "before")
    owed = Commitment.objects.get(ticket=anna, kind="served_before")
    assert (owed.state, owed.due_at) == ("open", at("13:50"))
    done(desk(pharmacy), "13:34")
    assert Break.objects.get().state == "closing"
    assert serve(desk(pharmacy), "13:34") == anna
    done(desk(pharmacy), "13:37")
    assert (Break.objects.get().state, Break.objects.get().started_at) == ("on_break", at("13:37"))
    assert fresh(owed).state == "kept"


def test_an_urgent_need_told_later_changes_the_answer(pharmacy: Bank) -> None:
    busy_with_p030(pharmacy)
    take(pharmacy, "13:29")
    done(desk(pharmacy), "13:31")
    serve(desk(pharmacy), "13:31")
    anna, outcome = arrive(pharmacy, "13:33")
    again, changed = arrive(pharmacy, "13:33:30", code=anna.code.lower(), urgent=True)
    assert (again.pk, outcome, changed) == (anna.pk, "after", "before")
    with refused("unknown_ticket", 422):
        arrive(pharmacy, "13:33:40", code="A999", urgent=True)


def test_an_urgent_need_passes_no_promised_client_by(pharmacy: Bank) -> None:
    """C1: whoever was told "before" still is served before."""
    busy_with_p030(pharmacy)
    first = take(pharmacy, "13:29")
    anna, _ = arrive(pharmacy, "13:30:30", urgent=True)
    assert {promise_of(first).kind, promise_of(anna).kind} == {"before"}
    done(desk(pharmacy), "13:31")
    for clock in ("13:31", "13:34"):
        serve(desk(pharmacy), clock)
        done(desk(pharmacy), clock)
    assert {fresh(first).state, fresh(anna).state} == {"done"}
    assert Break.objects.get().state == "on_break"


def test_an_urgent_need_is_a_class_of_its_own(pharmacy: Bank) -> None:
    """3.6.2: of the same class nobody is overtaken, whatever was told."""
    busy_with_p030(pharmacy)
    take(pharmacy, "13:29")
    done(desk(pharmacy), "13:31")
    serve(desk(pharmacy), "13:31")
    earlier = take(pharmacy, "13:32")
    assert promise_of(earlier).kind == "after"
    anna, _ = arrive(pharmacy, "13:33", urgent=True)
    done(desk(pharmacy), "13:34")
    called = serve(desk(pharmacy), "13:34")
    assert called == anna
    nobody_was_overtaken(called, [earlier])


def test_case_3_during_the_break_the_kiosk_answers(pharmacy: Bank) -> None:
    tick("13:25", "13:30")
    assert Break.objects.get().state == "on_break"
    with refused("no_break_concerns", 409):
        arrive(pharmacy, "13:50")
    take(pharmacy, "13:45")
    late = take(pharmacy, "13:50")
    assert (promise_of(late).kind, promise_of(late).returns_at) == ("after", at("14:00"))


def test_before_the_warning_nobody_is_late(pharmacy: Bank) -> None:
    Break.objects.update(state="published")
    with refused("no_break_concerns", 409):
        arrive(pharmacy, "13:14")


def test_a_counter_never_flips_between_the_call_and_the_arrival(pharmacy: Bank) -> None:
    """2.4: called at 13:31:00, walking; the break waits until served or 13:33:00 passes."""
    busy_with_p030(pharmacy)
    walking, _ = arrive(pharmacy, "13:29")
    done(desk(pharmacy), "13:31")
    call(desk(pharmacy), "13:31")
    tick("13:31:40")
    with refused("client_called", 409, allowed_at=at("13:33")):
        start(desk(pharmacy), "13:31:40")
    tick("13:33")
    assert (fresh(walking).state, Break.objects.get().state) == ("no_show", "on_break")
    assert Break.objects.get().returns_at == at("14:03")


S, SLIP, EST = at("13:30"), minutes(10), minutes(3)


@pytest.mark.parametrize(
    ("state", "clock", "latest", "may"),
    [
        ("closing", "13:40", None, True),
        ("closing", "13:40:01", None, False),
        ("warned", "13:20", None, True),
        ("on_break", "13:31", None, False),
        ("cancelled", "13:31", None, False),
        ("closing", "13:31:59", "13:35", True),
        ("closing", "13:32", "13:35", False),
    ],
)
def test_serving_anyway_ends_with_the_slip_and_with_the_law(
    state: str, clock: str, latest: str | None, may: bool
) -> None:
    law = at(latest) if latest else None
    estimate: timedelta = EST
    found = may_serve_anyway(state, S, at(clock), slip=SLIP, latest_at=law, estimate=estimate)
    assert found == may


def test_too_late_for_anything_is_still_a_number(pharmacy: Bank) -> None:
    busy_with_p030(pharmacy)
    anna, outcome = arrive(pharmacy, "13:40:01", urgent=True)
    assert (outcome, anna.priority) == ("after", 0)


def test_the_door_answers_with_the_ticket_and_the_outcome(
    pharmacy: Bank, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("branches.clock.now", lambda: at("13:29"))
    busy_with_p030(pharmacy)
    address = f"/api/v1/sessions/{desk(pharmacy).pk}/late-arrival/"
    answer = login(pharmacy.tellers[0]).post(address, {"in_person": True}, format="json")
    assert answer.status_code == 201
    told_at = answer.json()
    assert (told_at["outcome"], told_at["code"], told_at["in_person"]) == ("before", "A002", True)
    colleague = hire("Cili", pharmacy.branch, "teller", pharmacy.branch.organisation)  # type: ignore[arg-type]
    assert login(colleague).post(address).status_code == 404


def test_a_counter_of_two_queues_is_asked_for_which(pharmacy: Bank) -> None:
    other = Queue.objects.create(
        branch=pharmacy.branch, name="Advice", letter="C", estimate_minutes=3
    )
    alien = Queue.objects.create(branch=pharmacy.branch, name="Cash", letter="X")
    pharmacy.counters[0].queues.add(other)
    with refused("queue_missing", 422):
        arrive(pharmacy, "13:20")
    with refused("unknown_queue", 422):
        arrive(pharmacy, "13:20", queue_id=alien.pk)
    ticket, _ = arrive(pharmacy, "13:20", queue_id=other.pk)
    assert ticket.code == "C001"


@pytest.fixture
def login() -> Login:
    def as_(staff: Staff) -> APIClient:
        client = APIClient()
        client.force_login(staff.user)
        return client

    return as_
