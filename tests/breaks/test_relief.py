"""Who sits in while somebody is on break: asked, refused, called off (P4, 3.9 no. 24, F22)."""

from typing import Any

import pytest

from branches.models import Membership
from branches.rules import Role
from breaks import actions
from breaks.models import Break, Relief
from breaks.queries import is_relieved, relief_now, reliefs_of
from queueapp.models import Counter, Queue
from tests.morning import (
    done,
    draft,
    fresh,
    planned,
    prove,
    publish,
    refused,
    serve,
    sit,
    take,
    tick,
    told,
)
from tests.people import Bank, at, found_bank
from tests.planning import cancel, colleague, lunch, publish_new, relieve, wanted


def by(bank: Bank, now: str = "08:00") -> dict[str, Any]:
    return {"by": bank.carla, "now": at(now)}


def test_who_sits_in_stays_five_minutes_past_the_return(pair: Bank) -> None:
    """P4: from S to R and the reserve."""
    gabor = colleague(pair)
    break_ = planned(pair)
    relief = relieve(pair, break_, gabor)
    assert (relief.starts_at, relief.ends_at) == (at("12:30"), at("13:05"))
    assert is_relieved(fresh(break_))
    assert told(pair, "relief.assigned")[0].data["staff"] == gabor.pk
    assert [r.pk for r in reliefs_of(pair.branch)] == [relief.pk]
    for clock, wanted_ in (
        ("12:29:59", None),
        ("12:30", relief),
        ("13:04:59", relief),
        ("13:05", None),
    ):
        assert relief_now(gabor.pk, pair.branch, now=at(clock)) == wanted_


@pytest.mark.parametrize(("until", "code"), [("12:35", None), ("12:34", "coverage_floor")])
def test_two_breaks_at_once_with_relief_in_the_draft(
    pair: Bank, until: str, code: str | None
) -> None:
    """F22: covered with the reserve of P4, else below the floor."""
    relief = {"staff_id": colleague(pair).pk, "counter_id": pair.counters[0].pk}
    first = wanted(pair, "12:00", relief={**relief, "ends_at": at(until)})
    second = wanted(pair, "12:00", who=1)
    if code:
        with refused(code, 422, at=at("12:34")):
            publish_new(pair, first, second)
        assert not Relief.objects.exists()
    else:
        assert len(publish_new(pair, first, second)) == 2


def test_relief_at_another_counter_of_the_queue_is_as_good(pair: Bank) -> None:
    """Scenario 2.1 B: window W1 is free, Eva's lunch at W2 closes nothing."""
    free = Counter.objects.create(branch=pair.branch, label="W3")
    free.queues.add(pair.queue)
    break_ = planned(pair)
    relieve(pair, break_, colleague(pair), free)
    assert is_relieved(fresh(break_))


def test_a_relief_of_half_the_queues_is_no_relief(pair: Bank) -> None:
    loans = Queue.objects.create(branch=pair.branch, name="Loans", letter="L")
    free = Counter.objects.create(branch=pair.branch, label="W3")
    free.queues.add(pair.queue)
    pair.counters[0].queues.add(loans)
    break_ = draft(pair)
    relieve(pair, break_, colleague(pair), free)
    assert not is_relieved(fresh(break_))


def test_managers_sit_in_too_and_strangers_do_not(pair: Bank) -> None:
    other = found_bank(1, slug="other")
    break_ = planned(pair)
    with refused("unknown_staff", 422):
        relieve(pair, break_, other.tellers[0])
    with refused("own_relief", 422):
        relieve(pair, break_, pair.tellers[0])
    with refused("unknown_counter", 422):
        relieve(pair, break_, pair.carla, other.counters[0])
    assert relieve(pair, break_, pair.carla).pk


@pytest.mark.parametrize(
    ("clock", "length", "code"),
    [
        ("12:20", 10, None),
        ("12:21", 10, "relief_overlap"),
        ("13:05", 10, None),
        ("13:04", 10, "relief_overlap"),
    ],
)
def test_nobody_sits_in_while_on_a_break_of_their_own(
    trio: Bank, clock: str, length: int, code: str | None
) -> None:
    """Amira rests from 12:30 to 13:00; Cili sits in from 12:30 to 13:05."""
    break_ = planned(trio)
    draft(trio, clock, who=2, kind="short", length=length)
    if code:
        with refused(code, 409):
            relieve(trio, break_, trio.tellers[2])
    else:
        relieve(trio, break_, trio.tellers[2])
        with refused("relief_overlap", 409):
            draft(trio, "12:40", who=2, length=10)


def test_who_is_away_now_may_sit_in_later(trio: Bank) -> None:
    """A running break counts until its return, one that has run over as long as it lasts."""
    sit(trio), sit(trio, 2)
    mine = planned(trio, "11:30", who=2)
    tick("11:15")
    prove(trio, mine, "11:15:05")
    tick("11:25", "11:30")
    assert fresh(mine).state == "on_break"
    break_ = planned(trio, "12:30", now="11:31")
    with refused("relief_overlap", 409):
        relieve(trio, break_, trio.tellers[2], now=at("11:40"), starts_at=at("11:59"))
    relief = relieve(trio, break_, trio.tellers[2], now=at("11:40"))
    actions.cancel_relief(break_.pk, **by(trio, "11:41"))
    assert relief.starts_at == at("12:30")
    tick("11:58", "12:02", "12:05", "12:10")
    assert fresh(mine).state == "overrun"
    with refused("relief_overlap", 409):
        relieve(trio, break_, trio.tellers[2], now=at("12:10"), starts_at=at("12:10"))


def test_nobody_sits_at_two_places_at_once(trio: Bank) -> None:
    gabor = colleague(trio)
    relieve(trio, planned(trio, "12:00"), gabor)
    later = planned(trio, "12:34", who=1)
    with refused("relief_overlap", 409, starts_at=at("12:00")):
        relieve(trio, later, gabor)
    assert relieve(trio, later, gabor, starts_at=at("12:35")).pk


def test_one_person_is_asked_by_one_branch_at_a_time(pair: Bank) -> None:
    other, gabor = found_bank(2, slug="other"), colleague(pair)
    Membership.objects.create(
        staff=gabor, branch=other.branch, organisation=other.branch.organisation, role=Role.TELLER
    )
    relieve(pair, planned(pair), gabor)
    with refused("relief_overlap", 409):
        relieve(other, planned(other), gabor)


def test_a_counter_has_one_person(trio: Bank) -> None:
    break_ = planned(trio)
    with refused("counter_taken", 409, counter="W2", at=at("12:30")):
        relieve(trio, break_, colleague(trio), trio.counters[1])
    relieve(trio, break_, trio.carla)
    with refused("counter_taken", 409, counter="W1"):
        relieve(trio, break_, colleague(trio, "Helga"))


def test_the_place_of_who_sits_in_keeps_its_floor(pair: Bank) -> None:
    """P4: Bela's loans would be served by nobody."""
    loans = Queue.objects.create(branch=pair.branch, name="Loans", letter="L")
    pair.counters[1].queues.set([loans])
    break_ = planned(pair)
    with refused("coverage_floor", 422, open=0, floor=1):
        relieve(pair, break_, pair.tellers[1])


def test_a_relief_has_a_length_and_a_future(pair: Bank) -> None:
    break_ = planned(pair)
    times = {"starts_at": at("12:40"), "ends_at": at("12:40")}
    with refused("relief_times", 422):
        relieve(pair, break_, pair.carla, **times)
    with refused("in_the_past", 422):
        relieve(pair, break_, pair.carla, ends_at=at("12:45"), now=at("12:45"))


def test_a_break_that_is_over_needs_nobody(pair: Bank) -> None:
    with refused("break_state", 409):
        relieve(pair, cancel(pair, planned(pair)), pair.carla)


def test_whoever_sits_in_from_the_middle_of_a_break_does_so_at_once(pair: Bank) -> None:
    """3.9 no. 24: another relief; a running break is relieved from now on."""
    sit(pair), sit(pair, 1)
    break_ = planned(pair)
    tick("12:15")
    prove(pair, break_, "12:15:05")
    tick("12:25", "12:30")
    relief = relieve(pair, break_, colleague(pair), now=at("12:40"))
    assert (relief.starts_at, relief.ends_at) == (at("12:40"), at("13:05"))


def test_a_relief_that_falls_ill_is_told_and_the_break_stays(pair: Bank) -> None:
    """3.9 no. 24: the floor breaks, the manager is told what is missing."""
    relief = {"staff_id": colleague(pair).pk, "counter_id": pair.counters[0].pk}
    first, _ = publish_new(pair, wanted(pair, "12:00", relief=relief), wanted(pair, "12:00", who=1))
    actions.cancel_relief(first.pk, **by(pair, "10:00"))
    row = Relief.objects.get()
    assert (row.cancelled_at, fresh(first).state) == (at("10:00"), "published")
    assert told(pair, "relief.cancelled")[0].data["staff"] == row.staff_id
    missing = told(pair, "relief.missing")[0].data
    assert (missing["open"], missing["floor"], missing["alarm"]) == (0, 1, "relief")
    with refused("no_relief", 409):
        actions.cancel_relief(first.pk, **by(pair, "10:01"))


def test_a_relief_that_nobody_needed_is_lost_without_an_alarm(trio: Bank) -> None:
    break_ = planned(trio)
    relieve(trio, break_, colleague(trio))
    actions.cancel_relief(break_.pk, **by(trio))
    assert told(trio, "relief.cancelled") and not told(trio, "relief.missing")


def test_clients_learn_of_the_closure_when_the_relief_is_lost_late(pair: Bank) -> None:
    """N3: what was announced to nobody gets its ten minutes, even in its last call."""
    sit(pair), sit(pair, 1)
    break_ = planned(pair)
    relieve(pair, break_, colleague(pair))
    tick("12:15", "12:20", "12:25")
    assert fresh(break_).state == "closing"
    actions.cancel_relief(break_.pk, **by(pair, "12:26"))
    assert (fresh(break_).state, fresh(break_).notice_at) == ("warned", None)
    tick("12:26:01", "12:30")
    assert fresh(break_).state == "warned"
    assert fresh(break_).starts_at >= at("12:36")


def test_whoever_sits_in_stays_when_the_start_slips_or_the_return_moves(pair: Bank) -> None:
    """A3, B11: the client is finished at 12:38; the relief keeps its distance from R."""
    session = sit(pair)
    sit(pair, 1)
    break_ = planned(pair)
    relief = relieve(pair, break_, colleague(pair))
    take(pair, "12:20")
    tick("12:15", "12:20", "12:25")
    serve(session, "12:28")
    tick("12:30", "12:35")
    done(session, "12:38")
    assert (fresh(break_).state, fresh(break_).returns_at) == ("on_break", at("13:08"))
    assert fresh(relief).ends_at == at("13:13") and is_relieved(fresh(break_))
    actions.extend_break(break_.pk, minutes=5, by=session.staff, now=at("13:00"))
    assert fresh(relief).ends_at == at("13:18") and is_relieved(fresh(break_))


def test_whoever_cannot_stay_longer_goes_as_was_agreed(trio: Bank) -> None:
    """A timer never fails on such a row: the next place is agreed for 13:05."""
    session, gabor = sit(trio), colleague(trio)
    break_, other = planned(trio), planned(trio, "13:05", who=1)
    relief = relieve(trio, break_, gabor)
    relieve(trio, other, gabor)
    take(trio, "12:20")
    tick("12:15", "12:20", "12:25")
    serve(session, "12:28")
    done(session, "12:38")
    assert fresh(break_).state == "on_break"
    assert fresh(relief).ends_at == at("13:05") and not is_relieved(fresh(break_))


def test_what_was_asked_for_a_break_that_is_over_holds_nobody(pair: Bank) -> None:
    gabor, break_ = colleague(pair), planned(pair)
    relieve(pair, break_, gabor)
    Break.objects.filter(pk=break_.pk).update(state="missed", next_step_at=None)
    again = planned(pair, "12:30", now="10:00")
    assert relieve(pair, again, gabor).starts_at == at("12:30")


def test_nobody_sits_in_for_a_break_that_was_taken_back(pair: Bank) -> None:
    gabor, break_ = colleague(pair), planned(pair)
    relieve(pair, break_, gabor)
    cancel(pair, break_)
    assert reliefs_of(pair.branch) == []
    relieve(pair, lunch(pair, "12:30", who=1), gabor)


def test_relief_of_a_draft_is_counted_when_it_is_published(pair: Bank) -> None:
    first, _ = draft(pair, "12:00"), draft(pair, "12:00", who=1)
    with refused("coverage_floor", 422):
        publish(pair)
    relieve(pair, first, colleague(pair))
    assert len(publish(pair)) == 2


@pytest.fixture
def trio(db: None) -> Bank:
    """Three counters of one queue."""
    return found_bank(3)
