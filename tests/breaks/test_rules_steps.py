"""When the clock acts next on a break."""

from typing import Any

import pytest

from breaks.rules.steps import GRACE, Facts, next_confirmation, next_step, overrun_from
from breaks.rules.terms import terms_of
from tests.people import at, minutes

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
    assert step(facts("requested"), "12:06") is None, "asked of nobody: a person decides"


@pytest.mark.parametrize(
    ("asked", "due"), [("12:17", "12:19"), ("12:18", "12:20"), ("12:19", "12:20")]
)
def test_a_managers_silence_about_a_long_line_ends_after_two_minutes(asked: str, due: str) -> None:
    """3.1: or at the notice guard of S-10, whichever comes first."""
    assert step(facts("warned", pressure_at=at(asked)), asked) == at(due)


def test_a_waived_proof_counts_like_one() -> None:
    """N3: the last call at S-5 and no guard at S-10."""
    assert step(facts("warned", proof_waived=True), "12:15") == at("12:25")


@pytest.mark.parametrize(
    ("now", "until", "due"),
    [
        ("12:25", None, "12:30"),
        ("12:29:59", None, "12:30"),
        ("12:30", None, "12:40"),
        ("12:30", "12:31:30", "12:31:30"),
        ("12:39", "12:41", "12:40"),
        ("12:40", None, "12:50"),
        ("12:50", None, "13:00"),
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
    told = facts("closing", called_until=called_until, slip_told=True)
    assert step(told, now) == at(due)


@pytest.mark.parametrize(
    ("now", "due"), [("12:39:59", "12:40"), ("12:40", "12:40"), ("12:42", "12:42")]
)
def test_an_alarm_of_the_slip_that_nobody_heard_is_overdue(now: str, due: str) -> None:
    """A3: a break that winds down later than S+10 is told of at once."""
    assert step(facts("closing"), now) == at(due)


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


@pytest.mark.parametrize(
    ("now", "told", "due"),
    [
        # the rest is at risk ten minutes before T_law = 12:50, the last client fits until 12:43
        ("12:39", False, "12:40"),
        ("12:39", True, "12:40"),
        ("12:41", False, "12:43"),
        ("12:43", False, "12:50"),
        ("12:49:59", True, "12:50"),
        ("12:50", True, "13:00"),
    ],
)
def test_a_closing_break_wakes_for_the_law(now: str, told: bool, due: str) -> None:
    """A4; the alarm of A3 stands at S+10 = 12:40 too."""
    lawful = facts(
        "closing",
        latest_at=at("12:50"),
        estimates=(minutes(7),),
        risk_told=told,
        slip_told=True,
    )
    assert step(lawful, now) == at(due)


@pytest.mark.parametrize(("told", "due"), [(False, "12:32"), (True, "12:35")])
def test_the_manager_hears_of_a_rest_at_risk_ten_minutes_ahead(told: bool, due: str) -> None:
    """A4: T_law = 12:42, seven minutes for the last client."""
    lawful = facts(
        "closing",
        latest_at=at("12:42"),
        estimates=(minutes(7),),
        risk_told=told,
        slip_told=True,
    )
    assert step(lawful, "12:30") == at(due)


@pytest.mark.parametrize(
    ("grace", "late"), [(None, "13:02"), ("13:01", "13:02"), ("13:02", "13:02"), ("13:04", "13:04")]
)
def test_after_an_outage_nobody_is_late_before_two_minutes(grace: str | None, late: str) -> None:
    """B9, 3.9 no. 13."""
    assert minutes(2) == GRACE
    until = at(grace) if grace else None
    assert overrun_from(at("13:00"), until, TERMS) == at(late)
    resting = facts("on_break", return_reminded=True, grace_until=until)
    assert step(resting, "12:59") == at(late)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("12:30", "12:35"),
        ("12:34:59", "12:35"),
        ("12:35", "12:40"),
        ("12:54:59", "12:55"),
        # the next one would be the return itself
        ("12:55", None),
        ("13:00", None),
    ],
)
def test_the_return_of_an_unplanned_break_is_confirmed_every_five_minutes(
    now: str, due: str | None
) -> None:
    """U3: from 12:30 until R = 13:00."""
    wanted = at(due) if due else None
    assert next_confirmation(at("12:30"), at("13:00"), at(now)) == wanted
    resting = facts("on_break", confirmed_at=at("12:30"), return_reminded=True)
    assert step(resting, now) == (wanted or at("13:02"))


@pytest.mark.parametrize(
    ("state", "now", "ends", "due"),
    [
        ("on_break", "12:40", "12:57", "12:57"),
        ("on_break", "12:40", "16:30", "12:58"),
        ("overrun", "13:02", "13:04", "13:04"),
        ("overrun", "13:02", "16:30", "13:05"),
    ],
)
def test_a_running_break_ends_with_the_shift(state: str, now: str, ends: str, due: str) -> None:
    """B17."""
    assert step(facts(state, shift_ends_at=at(ends)), now) == at(due)


def test_a_return_far_from_now_is_reminded_before_it_is_late() -> None:
    """The reminder at R-2 never comes after the tolerance, whatever the numbers are."""
    terms = terms_of({"overrun.remind_min": 0, "overrun.tolerance_min": 0})
    assert next_step(facts("on_break"), terms, now=at("12:40")) == at("13:00")
