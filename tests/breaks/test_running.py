"""Starting, slipping, running over and ending (B5, B8 to B10, B12; A1 to A3, A5, E0 to E3)."""

import pytest

from breaks import actions
from breaks.models import Break
from breaks.queries import promise_of
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
    told,
)
from tests.people import Bank, at


def under_way(bank: Bank, clock: str = "12:30") -> Break:
    """A lunch that began at its shown start, with nobody in the hall."""
    break_ = proven(bank)
    tick("12:25", clock)
    assert fresh(break_).state == "on_break"
    return fresh(break_)


def test_a_break_never_starts_before_the_screens_say(alone: Bank) -> None:
    """A1, 2.5 no. 2, F13: not a second, not before the last call, not in an empty hall."""
    session, break_ = sit(alone), planned(alone)
    for clock in ("08:00", "12:14:59", "12:15:01"):
        tick(clock)
        with refused("start_before_shown", 409, allowed_at=at("12:30")):
            start(session, clock)
    actions.record_receipt(
        alone.display, break_.pk, revision=1, starts_at=at("12:30"), now=at("12:15:02")
    )
    tick("12:25", "12:29:59")
    with refused("start_before_shown", 409, allowed_at=at("12:30")):
        start(session, "12:29:59")
    assert start(session, "12:30").started_at == at("12:30")


@pytest.mark.parametrize(("clock", "state"), [("12:29:59", "closing"), ("12:30", "on_break")])
def test_an_idle_counter_goes_on_break_by_itself(alone: Bank, clock: str, state: str) -> None:
    """B5, F16; 3.9 no. 18: at S, not earlier, though the queue has emptied."""
    sit(alone)
    break_ = proven(alone)
    tick("12:25", clock)
    assert fresh(break_).state == state


def test_a_branch_may_want_the_press_of_a_button(alone: Bank) -> None:
    """start.auto_when_idle."""
    actions.set_policy(
        alone.branch.pk,
        values={"start.auto_when_idle": False},
        by=alone.carla,
        now=at("07:00"),
    )
    session, break_ = sit(alone), proven(alone)
    tick("12:25", "12:30", "12:35")
    assert fresh(break_).state == "closing"
    assert start(session, "12:36").returns_at == at("13:06")


def test_a_start_with_a_client_at_the_counter_is_refused(alone: Bank) -> None:
    """A2, 2.5 no. 1, F14."""
    session, break_ = sit(alone), proven(alone)
    take(alone, "12:16")
    serve(session, "12:26")
    tick("12:25", "12:30")
    for clock in ("12:30", "12:39", "12:59"):
        with refused("client_at_counter", 409, ticket="A001"):
            start(session, clock)
    assert fresh(break_).state == "closing"


@pytest.mark.parametrize(("clock", "code"), [("12:31:59", "client_called"), ("12:32", None)])
def test_nobody_on_the_way_is_shut_out(alone: Bank, clock: str, code: str | None) -> None:
    """A2, T4, F14: called at 12:30:00, the window of 120 s ends at 12:32:00."""
    session, break_ = sit(alone), proven(alone)
    take(alone, "12:20")
    tick("12:25")
    call(session, "12:30")
    if code:
        with refused(code, 409, allowed_at=at("12:32")):
            start(session, clock)
    else:
        assert start(session, clock).started_at == at(clock)
        assert alone.branch.tickets.get().state == "no_show"
        assert fresh(break_).returns_at == at("13:02")


@pytest.mark.parametrize(("clock", "state"), [("12:31:59", "closing"), ("12:32", "on_break")])
def test_the_end_of_the_arrival_window_begins_the_break(
    alone: Bank, clock: str, state: str
) -> None:
    """B5, T4: by the clock alone, to the second."""
    session, break_ = sit(alone), proven(alone)
    take(alone, "12:20")
    tick("12:25")
    call(session, "12:30")
    tick(clock)
    assert fresh(break_).state == state
    assert alone.branch.tickets.get().state == ("called" if state == "closing" else "no_show")


def test_a_start_with_somebody_promised_is_refused(alone: Bank) -> None:
    """A2."""
    session = sit(alone)
    break_ = proven(alone)
    take(alone, "12:20")
    tick("12:25", "12:30")
    with refused("promised_waiting", 409, tickets=["A001"]):
        start(session, "12:31")
    actions.leave_queue(alone.branch.tickets.get().pk, now=at("12:32"))
    assert fresh(break_).started_at == at("12:32")


def test_the_end_of_the_last_service_begins_the_break_with_its_full_length(alone: Bank) -> None:
    """B5, A5, F15: A = end of service, R = A + D, shown on the minute above."""
    session, break_ = sit(alone), proven(alone)
    take(alone, "12:16")
    serve(session, "12:27")
    tick("12:25", "12:30")
    done(session, "12:35:10")
    break_ = fresh(break_)
    assert (break_.state, break_.started_at) == ("on_break", at("12:35:10"))
    assert (break_.returns_at, break_.shown_return_at) == (at("13:05:10"), at("13:06"))
    [event] = told(alone, "break.started")
    assert event.data["slip_minutes"] == pytest.approx(5.2, abs=0.05)
    assert event.data["notice_minutes"] == 15


def test_a_second_press_returns_the_running_break(alone: Bank) -> None:
    """F46: no second event."""
    session = sit(alone)
    break_ = under_way(alone)
    assert start(session, "12:30:20").pk == break_.pk
    assert len(told(alone, "break.started")) == 1


def test_without_a_break_there_is_nothing_to_start_or_end(alone: Bank) -> None:
    session = sit(alone)
    with refused("no_break"):
        start(session, "12:00")
    with refused("not_on_break"):
        end(session, "12:00")


@pytest.mark.parametrize(("clock", "alarms"), [("12:39:59", 0), ("12:40", 1)])
def test_the_manager_hears_of_a_slip_after_ten_minutes(
    alone: Bank, clock: str, alarms: int
) -> None:
    """A3, F15: the client is finished all the same."""
    session, break_ = sit(alone), proven(alone)
    take(alone, "12:20")
    serve(session, "12:27")
    tick("12:25", "12:30", clock, clock)
    assert len(told(alone, "break.slip_alarm")) == alarms
    tick("12:41", "12:45")
    assert len(told(alone, "break.slip_alarm")) == 1
    done(session, "12:46")
    assert fresh(break_).returns_at == at("13:16")


@pytest.mark.parametrize(("clock", "state"), [("12:59:59", "closing"), ("13:00", "missed")])
def test_a_break_not_begun_after_half_an_hour_is_missed(
    alone: Bank, clock: str, state: str
) -> None:
    """B12: and the counter calls everybody again."""
    session, break_ = sit(alone), proven(alone)
    take(alone, "12:20")
    serve(session, "12:27")
    tick("12:25", "12:30", "12:40", clock)
    assert fresh(break_).state == state
    if state == "missed":
        assert fresh(session.counter).state == "open"
        assert fresh(session).only_tickets is None
        assert fresh(break_).next_step_at is None


def test_a_person_without_a_counter_takes_the_break_too(pair: Bank) -> None:
    """A break belongs to a person: it begins, and sitting down again ends it (E1)."""
    session, break_ = sit(pair), proven(pair)
    actions.close_session(session.pk, by=session.staff, now=at("12:20"))
    tick("12:25", "12:30")
    assert fresh(break_).state == "on_break"
    again = sit(pair, clock="13:00")
    assert (fresh(break_).state, fresh(again.counter).state) == ("ended", "open")


def test_nobody_is_called_while_the_counter_pauses(alone: Bank) -> None:
    session = sit(alone)
    break_ = under_way(alone)
    take(alone, "12:40")
    assert fresh(session.counter).state == "on_break"
    tick("12:45")
    assert alone.branch.tickets.get().state == "waiting"
    assert fresh(break_).state == "on_break"


@pytest.mark.parametrize(
    ("clock", "state", "reminders"),
    [
        ("12:57:59", "on_break", 0),
        ("12:58", "on_break", 1),
        ("13:00", "on_break", 1),
        ("13:01:59", "on_break", 1),
        ("13:02", "overrun", 1),
    ],
)
def test_the_return_is_reminded_of_then_overrun(
    alone: Bank, clock: str, state: str, reminders: int
) -> None:
    """B9, E0, F18: R = 13:00; R-2 reminds, R+2 is an overrun, never opened by a timer (E2)."""
    session, break_ = sit(alone), under_way(alone)
    for step in ("12:57:59", "12:58", "13:00", "13:01:59", "13:02"):
        if step <= clock:
            tick(step)
    assert fresh(break_).state == state
    assert len(told(alone, "break.return_reminder")) == reminders
    assert fresh(session.counter).state == "on_break"


def test_an_overrun_tells_two_new_times_and_then_a_person(alone: Bank) -> None:
    """E0, F18, F19: R+2, a time five minutes on, the manager at R+5, no third time."""
    session, break_ = sit(alone), under_way(alone)
    shown = {}
    for clock in ("12:58", "13:02", "13:04:59", "13:05", "13:06:59", "13:07", "13:12", "13:40"):
        tick(clock, clock)
        break_ = fresh(break_)
        shown[clock] = break_.shown_return_at
        assert break_.shown_return_at is None or break_.shown_return_at >= at(clock)
        alarmed = clock >= "13:05"
        assert len(told(alone, "break.overrun_alarm")) == int(alarmed)
    assert shown["13:02"] == shown["13:06:59"] == at("13:07")
    assert (shown["13:07"], shown["13:12"], shown["13:40"]) == (at("13:12"), None, None)
    # nothing is left to the clock but the end of the shift (B17)
    assert (break_.next_step_at, fresh(session.counter).state) == (at("16:30"), "on_break")
    assert break_.first_return_at == at("13:00")


@pytest.mark.parametrize("clock", ["12:50", "13:00", "13:30"])
def test_the_person_ends_the_break_early_in_time_and_late(alone: Bank, clock: str) -> None:
    """B8, B10."""
    session, break_ = sit(alone), under_way(alone)
    for step in ("12:58", "13:02", "13:05"):
        if step <= clock:
            tick(step)
    end(session, clock)
    break_ = fresh(break_)
    assert (break_.state, break_.ended_at, break_.next_step_at) == ("ended", at(clock), None)
    assert fresh(session.counter).state == "open"
    [event] = told(alone, "break.ended")
    assert event.data["overrun_minutes"] == (30 if clock == "13:30" else 0)
    with refused("not_on_break"):
        end(session, "13:31")


def test_the_first_call_after_a_break_ends_it(alone: Bank) -> None:
    """E1."""
    session, break_ = sit(alone), under_way(alone)
    ticket = take(alone, "12:40")
    assert call(session, "13:00").pk == ticket.pk
    assert fresh(break_).ended_at == at("13:00")


def test_leaving_for_the_day_ends_a_running_break(alone: Bank) -> None:
    """Q8."""
    session, break_ = sit(alone), under_way(alone)
    actions.close_session(session.pk, by=session.staff, now=at("12:50"))
    assert (fresh(break_).state, fresh(session.counter).state) == ("ended", "closed")


def test_a_manager_ends_an_overrun_with_a_remark_and_nothing_else(alone: Bank) -> None:
    """E1, B10."""
    session, break_ = sit(alone), under_way(alone)

    def by_manager(clock: str) -> Break:
        return actions.end_break_for(
            break_.pk, by=alone.carla, now=at(clock), remark="came back, forgot to press"
        )

    with refused("not_overrun"):
        by_manager("12:50")
    tick("12:58", "13:02")
    by_manager("13:03")
    by_manager("13:04")
    break_ = fresh(break_)
    assert (break_.state, break_.ended_at) == ("ended", at("13:03"))
    assert break_.remark == "came back, forgot to press"
    assert fresh(session.counter).state == "open"
    assert len(told(alone, "break.ended")) == 1


def test_held_clients_are_called_first_in_the_order_of_issue(alone: Bank) -> None:
    """E3, F20: two held, one newer waiting."""
    session = sit(alone)
    proven(alone)
    tick("12:25")
    first, second = take(alone, "12:29"), take(alone, "12:29")
    actions.hold_ticket(second.pk, now=at("12:29"))
    actions.hold_ticket(first.pk, now=at("12:29"))
    tick("12:30")
    newer = take(alone, "12:40")
    end(session, "13:00")
    assert fresh(first).state == "called"
    actions.start_service(session.pk, now=at("13:00"))
    called = []
    for clock in ("13:05", "13:10"):
        done(session, clock)
        called.append(serve(session, clock).pk)
    assert called == [second.pk, newer.pk]


def test_nobody_is_called_by_the_system_when_nobody_was_told_after(alone: Bank) -> None:
    session = sit(alone)
    under_way(alone)
    end(session, "13:00")
    assert not told(alone, "ticket.called")


def test_who_was_told_after_is_called_by_the_system(alone: Bank) -> None:
    """T2, 2.1: A017 at 13:03."""
    session = sit(alone)
    under_way(alone)
    ticket = take(alone, "12:40")
    assert promise_of(ticket).returns_at == at("13:00")
    end(session, "12:59")
    assert (fresh(ticket).state, fresh(ticket).called_at) == ("called", at("12:59"))


def test_two_late_breaks_of_one_person_do_not_start_together(alone: Bank) -> None:
    """Collisions: the second moves behind the first, and asks for its own notice."""
    session = sit(alone)
    short = planned(alone, "12:00", kind="short", length=10)
    lunch = planned(alone, "12:15")
    tick("11:45")
    prove(alone, short, "11:45:05")
    take(alone, "11:46")
    serve(session, "11:54")
    tick("11:55", "12:00")
    prove(alone, lunch, "12:00:05")
    tick("12:10", "12:15")
    assert (fresh(short).state, fresh(lunch).state) == ("closing", "closing")
    done(session, "12:20")
    assert (fresh(short).state, fresh(short).returns_at) == ("on_break", at("12:30"))
    lunch = fresh(lunch)
    assert (lunch.starts_at, lunch.revision, lunch.notice_at) == (at("12:30"), 2, None)
    assert lunch.state in ("published", "warned")
