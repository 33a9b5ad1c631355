"""The edge cases of DOMAIN.md 3.9, one named test each: 1 to 16 (17 to 30 stand beside this file).

What a case implies beyond its decision is tested where the rule is.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from branches import timetable
from breaks import actions
from breaks.models import Break, Commitment
from breaks.rules.wall import lay_out
from queueapp.models import Shift
from signage.boards import board_for
from tests.morning import (
    ask,
    call,
    done,
    draft,
    end,
    fresh,
    planned,
    prove,
    proven,
    publish,
    refused,
    serve,
    sit,
    take,
    tick,
    told,
)
from tests.people import DAY, Bank, at, minutes

pytestmark = pytest.mark.django_db


def shown_return(bank: Bank, clock: str) -> list[str]:
    """The returns that the board shows, as clock times of the branch."""
    zone = ZoneInfo("Europe/Budapest")
    texts = [n["returns_at"] for n in board_for(bank.branch.pk, at(clock))["notices"]]
    return [f"{datetime.fromisoformat(t).astimezone(zone):%H:%M}" for t in texts if t]


def test_edge_01_a_client_in_service_at_s_is_finished_in_peace(alone: Bank) -> None:
    session, break_ = sit(alone), proven(alone)
    take(alone, "12:20")
    serve(session, "12:28")
    tick("12:25", "12:30", "12:35")
    assert shown_return(alone, "12:35") == ["13:00"]
    tick("12:40")
    assert len(told(alone, "break.slip_alarm")) == 1
    done(session, "12:41")
    assert fresh(break_).returns_at == at("13:11")
    assert shown_return(alone, "12:41") == ["13:11"]


@pytest.mark.parametrize(
    ("served", "state"), [("12:50", "kept"), ("12:50:01", "kept_late"), (None, "broken")]
)
def test_edge_02_a_promise_is_broken_ten_minutes_past_the_slip(
    pair: Bank, served: str | None, state: str
) -> None:
    """Called next, slip to 12:40, and ten minutes more elsewhere."""
    session, break_ = sit(pair), proven(pair)
    first, second = take(pair, "12:16"), take(pair, "12:17")
    serve(session, "12:20")
    tick("12:25", "12:30", "12:40")
    assert (fresh(break_).state, fresh(first).state) == ("closing", "serving")
    other = sit(pair, 1, "12:49")
    if served:
        assert call(other, "12:49:30") == second
        actions.start_service(other.pk, now=at(served))
    tick("12:50", "12:51")
    owed = Commitment.objects.get(ticket=second, kind="served_before")
    assert (owed.due_at, owed.state) == (at("12:50"), state)
    assert len(told(pair, "promise.broken")) == (state == "broken")


def test_edge_03_a_client_of_one_counter_is_never_moved_silently(pair: Bank) -> None:
    """Hold, change or call-back are offered; the client stays this counter's."""
    session, other = sit(pair), sit(pair, 1)
    mine = take(pair, "12:00")
    serve(other, "12:00")
    actions.transfer_ticket(other.pk, now=at("12:01"), counter_id=pair.counters[0].pk)
    planned_by_now = planned(pair, "12:30")
    tick("12:15")
    prove(pair, planned_by_now, "12:15")
    serve(session, "12:16")
    tick("12:25", "12:30")
    assert fresh(mine).counter_wanted == pair.counters[0]
    with refused("nobody_waiting"):
        call(other, "12:31")


@pytest.mark.parametrize(("new", "may"), [("12:18", False), ("12:19", True)])
def test_edge_04_earlier_only_with_ten_minutes_left(pair: Bank, new: str, may: bool) -> None:
    sit(pair)
    sit(pair, 1)
    break_ = planned(pair, "13:00")
    how = {"by": pair.carla, "now": at("12:09"), "starts_at": at(new)}
    if not may:
        with refused("notice_too_short", 422, earliest=at("12:19")):
            actions.reschedule_break(break_.pk, **how)
        return
    actions.reschedule_break(break_.pk, **how)
    break_ = fresh(break_)
    assert (break_.starts_at, break_.revision, break_.state) == (at("12:19"), 2, "warned")
    assert break_.notice_at is None


def test_edge_05_later_is_shown_at_once_and_promises_only_improve(alone: Bank) -> None:
    sit(alone)
    break_ = proven(alone)
    told_after = [take(alone, "12:16") for _ in range(3)][-1]
    assert fresh(told_after).promise.kind == "after"
    how = {"by": alone.carla, "now": at("12:18"), "starts_at": at("12:45")}
    actions.reschedule_break(break_.pk, **how)
    assert shown_return(alone, "12:18") == ["13:15"]
    assert fresh(told_after).promise.kind == "before"


def test_edge_06_unplanned_without_notice(alone: Bank) -> None:
    """Deferrable: those present first. Immediate: the client goes on, an apology, and R."""
    session = sit(alone)
    present = take(alone, "10:00")
    deferred = ask(session, "10:01", "goods_delivery")
    assert (deferred.state, fresh(present).promise.kind) == ("closing", "before")
    urgent = ask(session, "10:02", "medical")
    assert (urgent.state, fresh(deferred).state) == ("on_break", "cancelled")
    assert told(alone, "break.started")[0].data["apology"] is True
    assert shown_return(alone, "10:02") == ["10:17"]
    tick("10:07")
    assert len(told(alone, "break.confirm_return")) == 1


def test_edge_07_one_person_one_break(alone: Bank) -> None:
    planned(alone, "12:30")
    with refused("overlap", 409, starts_at=at("12:30")):
        draft(alone, "12:45")


def test_edge_08_a_late_colleague_holds_the_start_for_ten_minutes(pair: Bank) -> None:
    sit(pair)
    sit(pair, 1)
    bela, amira = draft(pair, "11:50", who=1), draft(pair, "12:30")
    publish(pair)
    tick("11:35")
    prove(pair, bela, "11:35")
    tick("11:45", "11:50", "12:15")
    prove(pair, amira, "12:15")
    tick("12:18", "12:22", "12:25", "12:30")
    assert fresh(amira).state == "closing"
    assert told(pair, "break.no_cover")[0].data["alarm"] == "no_cover"
    tick("12:40")
    assert fresh(amira).started_at == at("12:40")


def test_edge_09_a_shift_that_ends_sooner_takes_its_breaks_along(alone: Bank) -> None:
    """Future breaks cancelled, a running one ends with the shift."""
    sit(alone)
    lunch, late = draft(alone, "12:30"), draft(alone, "15:00", kind="short", length=10)
    publish(alone)
    tick("12:15")
    prove(alone, lunch, "12:15")
    tick("12:25", "12:30")
    shift = Shift.objects.get()
    actions.change_shift(shift.pk, by=alone.carla, now=at("12:31"), ends_at=at("12:50"))
    assert (fresh(late).state, fresh(lunch).state) == ("cancelled", "on_break")
    tick("12:50")
    assert (fresh(lunch).state, fresh(lunch).end_reason) == ("ended", "shift_end")


def test_edge_10_a_break_over_midnight_belongs_to_its_shifts_day(alone: Bank) -> None:
    Shift.objects.update(starts_at=at("20:00"), ends_at=at("20:00") + timedelta(hours=8))
    break_ = draft(alone, "23:50", kind="short", length=20)
    assert break_.day == DAY
    assert break_.returns_at == at("23:50") + minutes(20)


def test_edge_11_a_time_that_the_spring_skips_is_moved_on() -> None:
    laid = lay_out(date(2027, 3, 28), time(2, 30), ZoneInfo("Europe/Budapest"))
    assert (laid.instant.isoformat(), laid.moved) == ("2027-03-28T01:30:00+00:00", True)


def test_edge_12_of_a_time_shown_twice_the_first_is_meant() -> None:
    laid = lay_out(date(2027, 10, 31), time(2, 30), ZoneInfo("Europe/Budapest"))
    assert (laid.instant.isoformat(), laid.moved) == ("2027-10-31T00:30:00+00:00", False)
    # half an hour of elapsed time later the clock on the wall has gone back
    back = (laid.instant + minutes(30)).astimezone(ZoneInfo("Europe/Budapest"))
    assert f"{back:%H:%M}" == "02:00"


def test_edge_13_after_an_outage_nobody_is_late_by_it(alone: Bank) -> None:
    sit(alone)
    break_ = proven(alone)
    tick("12:25", "12:30")
    timetable.tick(at("12:50"), at("09:00"))
    timetable.tick(at("13:10"), at("09:00") + timedelta(seconds=60))
    break_ = fresh(break_)
    assert (break_.state, break_.outage, break_.returns_at) == ("on_break", True, at("13:00"))
    timetable.tick(at("13:12"), at("09:00") + timedelta(seconds=61))
    assert fresh(break_).state == "overrun"


def test_edge_14_a_branch_that_closes_early_ends_every_break(pair: Bank) -> None:
    sit(pair)
    sit(pair, 1)
    running, ahead = proven(pair, "12:30"), draft(pair, "14:00", who=1)
    publish(pair)
    tick("12:25", "12:30")
    client = take(pair, "12:31")
    how = {"by": pair.carla, "now": at("12:40"), "note": "Power cut."}
    actions.close_branch(pair.branch.pk, call_back_at=at("15:00"), **how)
    assert (fresh(running).end_reason, fresh(ahead).state) == ("branch_closed", "cancelled")
    with refused("branch_closed", note="Power cut."):
        take(pair, "12:41")
    assert fresh(client).state == "waiting"
    actions.call_back(client.pk, now=at("12:42"))
    owed = Commitment.objects.get(ticket=client, kind="call_back")
    assert owed.due_at == at("15:00")


def test_edge_15_a_teller_who_forgets_to_end_is_never_opened_by_the_clock(alone: Bank) -> None:
    session, break_ = sit(alone), proven(alone)
    tick("12:25", "12:30", "12:58", "13:00", "13:02", "13:05")
    kinds = ("break.return_reminder", "break.overrun", "break.overrun_alarm")
    assert [len(told(alone, kind)) for kind in kinds] == [1, 1, 1]
    assert fresh(session.counter).state == "on_break"
    take(alone, "13:06")
    call(session, "13:06")
    assert fresh(break_).state == "ended"


def test_edge_16_a_teller_who_forgets_to_start(alone: Bank) -> None:
    """Idle at S: the clock; calling on: only the promised."""
    session, break_ = sit(alone), proven(alone)
    promised = take(alone, "12:20")
    tick("12:25")
    late = [take(alone, "12:26") for _ in range(2)]
    assert serve(session, "12:27") == promised
    done(session, "12:29")
    told_after = [t for t in late if fresh(t).promise.kind == "after"]
    assert told_after
    for ticket in late:
        if ticket not in told_after:
            serve(session, "12:29")
            done(session, "12:33")
    tick("12:34")
    assert fresh(break_).state == "on_break"
    assert {fresh(t).state for t in told_after} == {"waiting"}
    assert Break.objects.get().forced_by_law is False
    end(session, "13:05")
