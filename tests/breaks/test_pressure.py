"""A long line at the first warning is put to the manager, whose silence keeps the break (3.1)."""

from typing import Any

import pytest

from breaks import actions
from breaks.models import Break
from breaks.rules.pressure import Crowd, judge_crowd
from breaks.rules.terms import terms_of
from queueapp.models import Counter
from tests.morning import fresh, planned, prove, refused, sit, take, tick, told
from tests.people import Bank, at, minutes

TERMS = terms_of()


@pytest.mark.parametrize(
    ("crowd", "long"),
    [
        (Crowd(5, 1), False),
        (Crowd(6, 1), True),
        (Crowd(10, 2), False),
        (Crowd(11, 2), True),
        # where nobody calls, the line is measured as if one did
        (Crowd(5, 0), False),
        (Crowd(6, 0), True),
        (Crowd(1, 1, minutes(20)), False),
        (Crowd(1, 1, minutes(20.1)), True),
    ],
)
def test_a_line_is_long_above_five_a_counter_or_twenty_minutes(crowd: Crowd, long: bool) -> None:
    assert judge_crowd(crowd, TERMS) is long


def asked(bank: Bank, clients: int = 6) -> Break:
    """Lunch at 12:30 with so many in line at 12:15, at one counter."""
    sit(bank)
    break_ = planned(bank)
    for _ in range(clients):
        take(bank, "12:14")
    tick("12:15")
    return fresh(break_)


def answer(bank: Bank, break_: Break, what: str, clock: str = "12:16", **more: Any) -> Break:
    return actions.answer_pressure(break_.pk, answer=what, by=bank.carla, now=at(clock), **more)


def test_six_at_one_counter_are_put_to_the_manager(alone: Bank) -> None:
    """F32."""
    break_ = asked(alone)
    [event] = told(alone, "break.pressure")
    assert (event.at, event.data["waiting"], event.data["counters"]) == (at("12:15"), 6, 1)
    assert event.data["alarm"] == "pressure"
    assert break_.pressure_at == at("12:15")


def test_a_short_line_is_not(alone: Bank) -> None:
    break_ = asked(alone, clients=2)
    assert (break_.pressure_at, told(alone, "break.pressure")) == (None, [])
    with refused("no_proposal"):
        answer(alone, break_, "keep")


@pytest.mark.parametrize(("clock", "answers"), [("12:16:59", 0), ("12:17", 1)])
def test_two_minutes_of_silence_keep_the_break(alone: Bank, clock: str, answers: int) -> None:
    break_ = asked(alone)
    tick(clock)
    silent = told(alone, "break.pressure_answered")
    assert len(silent) == answers
    if answers:
        data = silent[0].data
        assert (data["answer"], data["kept"], data["seconds"]) == ("timeout", True, 120)
        assert (fresh(break_).state, fresh(break_).starts_at) == ("warned", at("12:30"))
        with refused("no_proposal", answer="timeout"):
            answer(alone, break_, "keep", "12:18")


def test_the_guard_and_the_last_call_come_at_their_own_time_after_it(alone: Bank) -> None:
    """The silence is one more instant, and moves no other."""
    break_ = asked(alone)
    prove(alone, break_, "12:15")
    tick("12:17", "12:24:59")
    assert fresh(break_).state == "warned"
    tick("12:25")
    assert fresh(break_).state == "closing"


def test_a_manager_keeps_it(alone: Bank) -> None:
    break_ = answer(alone, asked(alone), "keep")
    assert (break_.pressure_answer, break_.pressure_answered_at) == ("keep", at("12:16"))
    tick("12:17")
    [event] = told(alone, "break.pressure_answered")
    assert (event.data["seconds"], event.by) == (60, alone.carla)


def test_a_manager_puts_it_off(alone: Bank) -> None:
    break_ = answer(alone, asked(alone), "postpone", minutes=15)
    assert (break_.starts_at, break_.revision) == (at("12:45"), 2)


def test_a_manager_lets_somebody_sit_in(alone: Bank) -> None:
    break_ = asked(alone)
    spare = Counter.objects.create(branch=alone.branch, label="W9")
    spare.queues.add(alone.queue)
    answer(alone, break_, "relief", staff_id=alone.carla.pk, counter_id=spare.pk)
    [relief] = fresh(break_).reliefs.all()
    assert (relief.staff, relief.starts_at, relief.ends_at) == (
        alone.carla,
        at("12:30"),
        at("13:05"),
    )


@pytest.mark.parametrize(
    ("what", "code"),
    [("shrug", "unknown_answer"), ("postpone", "minutes_missing"), ("relief", "relief_missing")],
)
def test_half_an_answer_is_none(alone: Bank, what: str, code: str) -> None:
    """A refusal leaves the proposal open."""
    break_ = asked(alone)
    with refused(code, 422):
        answer(alone, break_, what)
    assert fresh(break_).pressure_answer == ""
    answer(alone, break_, "keep", "12:16:30")
