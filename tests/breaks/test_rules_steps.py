"""When the clock acts next on a break."""

from typing import Any

import pytest

from breaks.rules.steps import Facts, next_step
from breaks.rules.terms import terms_of
from tests.people import at

TERMS = terms_of()


def facts(state: str, **more: Any) -> Facts:
    return Facts(state=state, starts_at=at("12:30"), returns_at=at("13:00"), **more)


def step(break_: Facts, now: str) -> Any:
    return next_step(break_, TERMS, now=at(now))


@pytest.mark.parametrize("state", ["draft", "ended", "cancelled", "missed"])
def test_the_clock_does_nothing_to_a_draft_or_what_is_over(state: str) -> None:
    assert step(facts(state), "12:00") is None


def test_a_published_break_is_warned_of_fifteen_minutes_ahead() -> None:
    """N1, B3; also when that instant has passed."""
    assert step(facts("published"), "08:00") == at("12:15")
    assert step(facts("published"), "12:17") == at("12:15")


def test_a_warned_break_waits_for_its_proof_then_for_the_last_call() -> None:
    """N3 at S-10, B4 at S-5."""
    assert step(facts("warned"), "12:15") == at("12:20")
    assert step(facts("warned", notice_at=at("12:15:02")), "12:15:02") == at("12:25")


def test_the_manager_has_three_minutes_to_answer() -> None:
    """U1."""
    assert step(facts("requested", requested_at=at("12:06")), "12:06") == at("12:09")


@pytest.mark.parametrize(
    ("now", "until", "due"),
    [
        ("12:25", None, "12:30"),
        ("12:29:59", None, "12:30"),
        ("12:30", None, "12:40"),
        ("12:30", "12:31:30", "12:31:30"),
        ("12:39", "12:41", "12:40"),
        ("12:40", None, "13:00"),
        ("12:40", "12:42", "12:42"),
        ("12:26", "12:28", "12:28"),
        # past everything it is looked at again within the minute
        ("13:00", None, "13:01"),
    ],
)
def test_a_closing_break_wakes_for_whatever_comes_first(
    now: str, until: str | None, due: str
) -> None:
    """B5 at S, T4 of the client called, the alarm of A3 at S+10, B12 at S+30."""
    called_until = at(until) if until else None
    assert step(facts("closing", called_until=called_until), now) == at(due)


def test_a_running_break_is_reminded_then_overruns() -> None:
    """R-2, B9 at R+2."""
    assert step(facts("on_break"), "12:30") == at("12:58")
    assert step(facts("on_break", return_reminded=True), "12:58") == at("13:02")


@pytest.mark.parametrize(
    ("alarmed", "shown", "due"),
    [
        (False, "13:07", "13:05"),
        (False, "13:04", "13:04"),
        (True, "13:07", "13:07"),
        (False, None, "13:05"),
        (True, None, None),
    ],
)
def test_an_overrun_alarms_at_five_minutes_and_at_each_time_that_passes(
    alarmed: bool, shown: str | None, due: str | None
) -> None:
    """B9, E0; after the last time only a person acts (E2)."""
    late = facts("overrun", overrun_told=alarmed, shown_return_at=at(shown) if shown else None)
    assert step(late, "13:02") == (at(due) if due else None)


def test_the_policy_moves_every_step() -> None:
    terms = terms_of(
        {
            "notice.warn_lead_min": 20,
            "notice.floor_min": 12,
            "notice.last_call_lead_min": 4,
            "overrun.remind_min": 3,
            "overrun.tolerance_min": 1,
            "overrun.manager_min": 8,
        }
    )
    steps = [
        facts("published"),
        facts("warned"),
        facts("warned", notice_at=at("12:10")),
        facts("on_break"),
        facts("on_break", return_reminded=True),
        facts("overrun"),
    ]
    due = [next_step(s, terms, now=at("12:00")) for s in steps]
    assert due == [at(c) for c in ("12:10", "12:18", "12:26", "12:57", "13:01", "13:08")]
