"""The house stood still: what is late then is late by no one's fault (3.9 no. 13)."""

from datetime import timedelta

import pytest

from branches import timetable
from branches.actions import note_restart
from branches.models import Tick
from breaks.models import Break
from tests.morning import draft, end, fresh, planned, prove, proven, publish, sit, tick, told
from tests.people import Bank, at

pytestmark = pytest.mark.django_db
REAL = at("09:00")


def beat(clock: str, real_seconds: float) -> None:
    """The timers run, so many real seconds after the first beat."""
    timetable.tick(at(clock), REAL + timedelta(seconds=real_seconds))


def test_a_gap_in_the_beat_is_an_outage(alone: Bank) -> None:
    beat("12:00", 0)
    beat("12:01", 15)
    assert Tick.objects.get().restarted_at is None
    beat("12:02", 30.1)
    assert Tick.objects.get().restarted_at == at("12:02")


def away(bank: Bank) -> Break:
    break_ = proven(bank)
    tick("12:25", "12:30")
    return fresh(break_)


@pytest.mark.parametrize(("clock", "state"), [("13:11:59", "on_break"), ("13:12", "overrun")])
def test_a_running_break_is_late_two_minutes_after_the_restart(
    alone: Bank, clock: str, state: str
) -> None:
    """F44: R = 13:00 passed while nothing ran; back at 13:10, overrun from 13:12 only."""
    sit(alone)
    break_ = away(alone)
    beat("12:50", 0)
    beat("13:10", 60)
    break_ = fresh(break_)
    assert (break_.state, break_.outage, break_.returns_at) == ("on_break", True, at("13:00"))
    beat(clock, 61)
    assert fresh(break_).state == state


def test_whoever_comes_back_in_the_grace_was_never_late(alone: Bank) -> None:
    sit(alone)
    break_ = away(alone)
    beat("12:50", 0)
    beat("13:10", 60)
    end(fresh(break_).staff.sessions.get(), "13:11")
    assert told(alone, "break.overrun") == []
    assert fresh(break_).outage is True


def test_of_two_beats_after_the_restart_the_older_clock_gives_grace_too(alone: Bank) -> None:
    """Two workers come back at once: the one noted the restart, the other read its clock before."""
    sit(alone)
    break_ = away(alone)
    beat("12:50", 0)
    note_restart(at("13:10:01"), REAL + timedelta(seconds=60), timedelta(seconds=15))
    beat("13:10", 60)
    assert (fresh(break_).state, fresh(break_).outage) == ("on_break", True)


def test_a_clock_that_jumps_without_an_outage_gives_no_grace(alone: Bank) -> None:
    """F18: only the beats tell whether the house stood still."""
    sit(alone)
    break_ = away(alone)
    beat("12:50", 0)
    beat("13:10", 1)
    assert (fresh(break_).state, fresh(break_).outage) == ("overrun", False)


def test_an_outage_over_the_warning_moves_the_start(alone: Bank) -> None:
    """F44: down from S-20 to S-5: warned at once, and the guard moves the start."""
    sit(alone)
    break_ = planned(alone)
    beat("12:10", 0)
    beat("12:25", 60)
    beat("12:25:01", 61)
    break_ = fresh(break_)
    assert (break_.state, break_.outage) == ("warned", True)
    assert break_.starts_at >= at("12:35")
    prove(alone, break_, "12:25:30")
    assert fresh(break_).starts_at == at("12:36")


def test_an_outage_before_the_notice_ends_leaves_the_start(alone: Bank) -> None:
    """Warn overdue and ten minutes ahead: warn now."""
    sit(alone)
    break_ = planned(alone)
    beat("12:10", 0)
    beat("12:19", 60)
    prove(alone, break_, "12:19:30")
    assert (fresh(break_).starts_at, fresh(break_).outage) == (at("12:30"), True)


def test_breaks_of_others_are_not_marked(pair: Bank) -> None:
    """Only what fell due meanwhile."""
    sit(pair)
    sit(pair, 1)
    early, late = draft(pair, "12:30"), draft(pair, "13:30", who=1)
    publish(pair)
    beat("12:10", 0)
    beat("12:19", 60)
    assert (fresh(early).outage, fresh(late).outage) == (True, False)
