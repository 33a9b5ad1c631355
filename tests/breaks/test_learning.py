"""A branch learns from its record: every figure of the record, and the loop closed by it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from breaks import actions
from breaks.models import WaitLearning, WaitTold
from breaks.queries.learned import laws_of, learned_from, learning_of
from breaks.queries.record import half_hour_of, record_of
from breaks.rules.learning import IN_FRONT
from breaks.rules.waits import LearningState
from queueapp.models import Queue, Ticket
from tests.ledger import issued, rest, waited
from tests.morning import call, done, fresh, serve, sit, take
from tests.people import DAY, Bank, at, minutes

pytestmark = pytest.mark.django_db
TOMORROW = DAY + timedelta(days=1)


def test_a_service_is_all_the_time_a_client_takes_a_counter(alone: Bank) -> None:
    """From the call; to the next call where the next client was waiting already."""
    session = sit(alone, clock="08:55")
    take(alone, "08:58")
    call(session, "09:00")
    actions.start_service(session.pk, now=at("09:01"))
    take(alone, "09:03")
    done(session, "09:05")
    # 30 seconds to the next call, whose client was waiting: 5.5 minutes; nobody came to it
    call(session, "09:05:30")
    actions.mark_no_show(session.pk, now=at("09:08"))
    # the next client came later: the counter was idle, 2.5 minutes
    take(alone, "09:09")
    serve(session, "09:09")
    take(alone, "09:10")
    done(session, "09:12")
    # called only after more than three minutes: something else was done
    serve(session, "09:20")
    done(session, "09:31")
    take(alone, "09:40")
    serve(session, "09:41")
    found = record_of(alone.branch, per_teller=False, now=at("10:00"))
    assert [(s.half_hour, s.minutes) for s in found.services[alone.queue.pk]] == [
        (18, 5.5),
        (18, 2.5),
        (18, 3.0),
        (18, 11.0),
    ]
    assert found.finished == 3
    assert {s.teller for s in found.services[alone.queue.pk]} == {None}
    named = record_of(alone.branch, per_teller=True, now=at("10:00"))
    assert {s.teller for s in named.services[alone.queue.pk]} == {alone.tellers[0].pk}


def ticket(bank: Bank, clock: str, **more: Any) -> Ticket:
    day = more.pop("day", DAY)
    return issued(bank, at(clock, day), **more)


def test_waiting_and_giving_up_are_counted(alone: Bank) -> None:
    """10 + 20 + 5 + 7 minutes waited, one gave up; who left after the call did not."""
    ticket(alone, "09:00", called_at=at("09:10"), ended_at=at("09:15"), state="done")
    ticket(alone, "09:00", called_at=at("09:20"), ended_at=at("09:21"), state="left")
    ticket(alone, "09:00", ended_at=at("09:05"), state="left")
    ticket(alone, "09:00", ended_at=at("09:07"), state="expired")
    ticket(alone, "09:00")
    old = at("09:00", DAY - timedelta(days=30))
    issued(alone, old, ended_at=old + minutes(500), state="left")
    found = record_of(alone.branch, per_teller=False, now=at("10:00"))
    assert (found.left, found.waited_minutes) == (1, 42)


def test_who_overtakes_is_counted_by_queue_class_and_half_hour(alone: Bank) -> None:
    loans = Queue.objects.create(branch=alone.branch, name="Loans", letter="L")
    alone.counters[0].queues.add(loans)
    for clock, priority in (("09:00", 2), ("09:29", 2), ("09:30", 2), ("09:31", 5), ("11:00", 0)):
        ticket(alone, clock, priority=priority)
    Ticket.objects.filter(priority=5).update(queue=loans)
    ticket(alone, "09:00", day=date(2027, 3, 2))
    Ticket.objects.filter(issued_at__lt=at("00:00")).update(day=date(2027, 3, 2))
    session = sit(alone, clock="11:01")
    serve(session, "11:02")
    actions.transfer_ticket(session.pk, queue_id=loans.pk, now=at("11:31"))
    found = record_of(alone.branch, per_teller=False, now=at("12:00"))
    assert found.overtakers == {
        (alone.queue.pk, 2): {18: 2, 19: 1},
        (loans.pk, 5): {19: 1},
        (loans.pk, IN_FRONT): {23: 1},
    }
    assert (found.days, found.halves) == (2, 3)


def test_unplanned_breaks_are_counted_by_staffed_minute(pair: Bank) -> None:
    """Two sit 240 and 180 minutes until noon, less 10 of a planned break and 5 + 8 unplanned."""
    sit(pair, 0, "08:00")
    sit(pair, 1, "09:00")
    rest(pair, "09:30")
    rest(pair, "10:00", kind="unplanned", ended_at=at("10:05"))
    rest(pair, "11:00", kind="unplanned", ended_at=at("11:08"))
    planned = rest(pair, "11:20", state="cancelled", started_at=None, ended_at=None)
    known = rest(pair, "11:21", kind="unplanned", ended_at=at("11:31"))
    planned.converted_to = known
    planned.save(update_fields=["converted_to"])
    found = record_of(pair.branch, per_teller=False, now=at("12:00"))
    assert (found.breaks, found.staffed_minutes) == ([5, 8], 240 + 180 - 33)


def test_half_hours_are_those_of_the_branch(alone: Bank) -> None:
    assert [half_hour_of(alone.branch, at(c)) for c in ("00:00", "08:29", "08:30", "23:59")] == [
        0,
        16,
        17,
        47,
    ]


def told_before(bank: Bank, inside: int, late: int, *, day: date = DAY) -> None:
    """So many clients were called in the middle of what they were told, and late, on a day."""
    waits = [15] * inside + [23] * late
    rows = [issued(bank, at("09:00", day)) for _ in waits]
    for row, wait in zip(rows, waits, strict=True):
        waited(bank, "09:00", wait, day=day, ticket=row)


def served(bank: Bank, count: int) -> None:
    """So many services of three minutes at the first counter, one after the other."""
    session = sit(bank, clock="08:00")
    since: datetime = at("08:10")
    for n in range(count):
        called = since + minutes(4 * n)
        times = {"called_at": called, "served_at": called, "ended_at": called + minutes(3)}
        issued(bank, called, session=session, state="done", **times)


def test_a_new_branch_learns_and_says_how_much_it_has_seen(alone: Bank) -> None:
    served(alone, 34)
    learned = actions.learn_waits(alone.branch, now=at("12:00"))
    assert (learned.state, learned.services) == (LearningState.LEARNING, 34)
    assert (learned.coverage, learned.counted) == (None, 0)
    assert (learned.widen_far, learned.widen_near) == (0, 0)


def test_what_was_learned_is_the_forecasts_to_use(alone: Bank) -> None:
    """34 services of 3 minutes weigh against the 7 that were believed as 34 to 10, in logs."""
    assert laws_of(alone.branch, at("09:00"))[alone.queue.pk].mean == pytest.approx(7, rel=0.02)
    served(alone, 34)
    rest(alone, "09:30", kind="unplanned", ended_at=at("09:36"))
    actions.learn_waits(alone.branch, now=at("12:00"))
    found = learned_from(learning_of(alone.branch), alone.branch, at("12:00"))
    law = found.laws[alone.queue.pk]
    assert 3 < law.mean < 5
    assert law.doubt == pytest.approx(0.35 * (10 / 44) ** 0.5)
    assert found.surprises
    assert (found.patience, found.overtakers, found.speeds) == (None, (), {})


def test_speeds_are_learned_only_where_the_policy_wants_it(pair: Bank) -> None:
    served(pair, 40)
    actions.learn_waits(pair.branch, now=at("12:00"))
    assert learned_from(learning_of(pair.branch), pair.branch, at("12:00")).speeds == {}
    wanted = {"forecast.per_teller": True}
    actions.set_policy(pair.branch.pk, values=wanted, by=pair.carla, now=at("12:01"))
    actions.learn_waits(pair.branch, now=at("12:30"))
    assert set(learned_from(learning_of(pair.branch), pair.branch, at("12:30")).speeds or ()) == {
        pair.tellers[0].pk
    }


def test_ranges_that_hold_for_too_few_widen_by_themselves(alone: Bank) -> None:
    """120 of 200 inside; P10 to P90 is 11 to 18, so 23 is late by 5 of 7 minutes."""
    served(alone, 60)
    told_before(alone, 120, 80)
    learned = actions.learn_waits(alone.branch, now=at("14:00"))
    assert (learned.state, learned.coverage, learned.counted) == ("drifting", 0.6, 200)
    assert learned.widen_far == pytest.approx(5 / 7)
    again = actions.learn_waits(alone.branch, now=at("14:30"))
    assert again.widen_far == learned.widen_far


def test_ranges_that_hold_for_too_many_are_narrowed_at_night(alone: Bank) -> None:
    """190 of 200: said today, narrowed at the first learning of tomorrow, and only then."""
    served(alone, 60)
    WaitLearning.objects.create(
        branch=alone.branch,
        learned_at=at("08:00"),
        corrected_day=DAY - timedelta(days=1),
        widen_far=0.5,
        widen_near=0.4,
    )
    told_before(alone, 190, 10)
    said = actions.learn_waits(alone.branch, now=at("14:00"))
    assert (said.state, said.coverage) == ("drifting", 0.95)
    assert (said.widen_far, said.widen_near) == (0.5, 0.4)
    night = actions.learn_waits(alone.branch, now=at("08:00", TOMORROW))
    assert (night.corrected_day, night.state) == (DAY, "drifting")
    # called 15 of 11 to 18: inside by 3 of 7, which a quarter of the width bounds
    assert (night.widen_far, night.widen_near) == (-0.25, -0.25)
    WaitLearning.objects.update(widen_far=0.1)
    assert actions.learn_waits(alone.branch, now=at("09:00", TOMORROW)).widen_far == 0.1
    # without a record of calls nothing drifts
    WaitTold.objects.all().delete()
    later = actions.learn_waits(alone.branch, now=at("10:00", TOMORROW))
    assert (later.widen_far, later.state, later.coverage) == (0.1, "steady", None)


def test_learning_settles_the_ledger_first_and_asks_as_often_for_more(alone: Bank) -> None:
    session, client = sit(alone, clock="09:00"), take(alone, "09:00")
    row = waited(alone, "09:00", None, ticket=client)
    with CaptureQueriesContext(connection) as few:
        actions.learn_waits(alone.branch, now=at("09:01"))
    call(session, "09:15")
    for _ in range(3):
        waited(alone, "09:00", 15)
    with CaptureQueriesContext(connection) as many:
        assert actions.learn_waits(alone.branch, now=at("09:31")).counted == 4
    assert fresh(row).called_at == at("09:15")
    # the first learning writes a row besides, and goes by the ranges of the days before
    assert len(many) <= len(few)
