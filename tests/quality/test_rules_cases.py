"""D1 to D8 as plain values: moves, guards, and what the clock does."""

from datetime import datetime, timedelta
from itertools import pairwise, product
from typing import Any

import pytest

from branches.errors import Refused
from quality.rules.calls import STAGES, Call, Stage, judge_stage, minutes_of
from quality.rules.case_guards import (
    judge_agreement,
    judge_answer,
    judge_contact,
    judge_delay,
    judge_move,
    judge_reopening,
    may_move,
)
from quality.rules.case_steps import CaseTimes, Step, steps_ahead
from quality.rules.cases import CaseState, Fault, Reach
from tests.people import at

NEW, CLARIFIED, AGREED, ANSWERED, CLOSED, WITHDRAWN = CaseState
# the moves of DOMAIN.md 6, written out once more
ALLOWED = {
    (NEW, CLARIFIED),
    (CLARIFIED, AGREED),
    (CLARIFIED, ANSWERED),
    (AGREED, ANSWERED),
    (ANSWERED, CLOSED),
    (ANSWERED, CLARIFIED),
    (CLOSED, CLARIFIED),
    (NEW, WITHDRAWN),
    (CLARIFIED, WITHDRAWN),
    (AGREED, WITHDRAWN),
}
NOON = at("12:00")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(("here", "there"), [*product(CaseState, CaseState)])
def test_only_the_moves_of_the_table_are_made(here: CaseState, there: CaseState) -> None:
    assert may_move(here, there) is ((here, there) in ALLOWED)
    if not may_move(here, there):
        with pytest.raises(Refused) as refused:
            judge_move(here, there)
        assert (refused.value.code, refused.value.status) == ("case_state", 409)


def refusal(judge: Any, *args: Any, **more: Any) -> tuple[str, int] | None:
    try:
        judge(*args, **more)
    except Refused as error:
        return error.code, error.status
    return None


@pytest.mark.parametrize(
    ("reach", "phone", "email", "said"),
    [
        (Reach.CALL, "", "e@example.com", ("contact_missing", 422)),
        (Reach.CALL, "+36 1", "", None),
        (Reach.TEXT, "", "", ("contact_missing", 422)),
        (Reach.TEXT, "", "e@example.com", None),
        (Reach.TEXT, "+36 1", "", None),
        (Reach.ANONYMOUS, "", "", None),
    ],
)
def test_a_client_is_reached_as_wished_or_is_anonymous(
    reach: Reach, phone: str, email: str, said: Any
) -> None:
    assert refusal(judge_contact, reach, phone, email) == said


@pytest.mark.parametrize(
    ("state", "due_at", "options", "fault", "said"),
    [
        (NEW, NOON + DAY, 2, Fault.UNCLEAR, ("not_understood", 422)),
        (CLARIFIED, None, 2, Fault.UNCLEAR, ("due_missing", 422)),
        (CLARIFIED, NOON, 2, Fault.UNCLEAR, ("due_in_past", 422)),
        (CLARIFIED, NOON + DAY, 1, Fault.PARTNER, ("options_missing", 422)),
        (CLARIFIED, NOON + DAY, 0, Fault.OURS, None),
        (CLARIFIED, NOON + DAY, 2, Fault.CLIENT, None),
    ],
)
def test_an_agreement_needs_understanding_a_time_and_two_ways(
    state: str, due_at: datetime | None, options: int, fault: str, said: Any
) -> None:
    assert refusal(judge_agreement, state, due_at, options, fault, now=NOON) == said


@pytest.mark.parametrize(
    ("text", "reach", "called", "said"),
    [
        ("Done.", Reach.CALL, False, ("call_first", 422)),
        ("Done.", Reach.CALL, True, None),
        ("Done.", Reach.TEXT, False, None),
        ("Done.", Reach.ANONYMOUS, False, None),
        (" ", Reach.TEXT, True, ("answer_missing", 422)),
    ],
)
def test_an_answer_is_called_first_and_written_too(
    text: str, reach: str, called: bool, said: Any
) -> None:
    assert refusal(judge_answer, text, reach, called=called) == said


@pytest.mark.parametrize(
    ("now", "new_due", "reason", "delays", "manager", "said"),
    [
        (NOON - HOUR, NOON + DAY, "the lab", 0, False, None),
        (NOON - HOUR, NOON + 3 * DAY, "the lab", 0, False, None),
        (NOON, NOON + DAY, "the lab", 0, True, ("due_passed", 409)),
        (NOON - HOUR, NOON + DAY, "", 0, True, ("reason_missing", 422)),
        (NOON - HOUR, NOON, "the lab", 0, True, ("delay_length", 422)),
        (NOON - HOUR, NOON + 3 * DAY + HOUR, "the lab", 0, True, ("delay_length", 422)),
        (NOON - HOUR, NOON + DAY, "the lab", 1, False, ("manager_needed", 403)),
        (NOON - HOUR, NOON + DAY, "the lab", 1, True, None),
    ],
)
def test_a_delay_is_told_before_the_promised_time(
    now: datetime, new_due: datetime, reason: str, delays: int, manager: bool, said: Any
) -> None:
    found = refusal(judge_delay, NOON, new_due, reason, delays, manager=manager, now=now)
    assert found == said


def test_a_case_is_reopened_within_thirty_days() -> None:
    assert refusal(judge_reopening, NOON, now=NOON + 30 * DAY) is None
    assert refusal(judge_reopening, NOON, now=NOON + 30 * DAY + HOUR) == ("reopen_over", 409)


def case(state: CaseState = NEW, **more: Any) -> CaseTimes:
    about: dict[str, Any] = {"kind": "complaint", "opened_at": NOON, "due_at": NOON + 3 * DAY}
    return CaseTimes(state=state, **{**about, **more})


def test_the_clock_of_an_untouched_case() -> None:
    assert steps_ahead(case()) == [
        (NOON + DAY, Step.STILL_NEW),
        (NOON + 2 * DAY, Step.REMIND),
        (NOON + 3 * DAY, Step.OVERDUE),
    ]
    told = case(still_new_told=True, reminded=True, overdue_told=True)
    assert steps_ahead(told) == []


def test_a_handover_falls_due_and_a_review_is_never_put_to_the_manager_again() -> None:
    handed = case(CLARIFIED, reminded=True, handover_due_at=NOON + 4 * HOUR)
    assert steps_ahead(handed)[0] == (NOON + 4 * HOUR, Step.HANDOVER)
    assert Step.STILL_NEW not in [step for _, step in steps_ahead(case(kind="review"))]


def test_after_the_answer_the_client_is_asked_and_silence_closes() -> None:
    answered = case(ANSWERED, answered_at=NOON + HOUR, check_due_at=NOON + 25 * HOUR)
    assert steps_ahead(answered) == [
        (NOON + 25 * HOUR, Step.CHECK),
        (NOON + HOUR + 3 * DAY, Step.CLOSE),
    ]
    assert steps_ahead(case(CLOSED, answered_at=NOON)) == []
    assert steps_ahead(case(WITHDRAWN)) == []


def test_a_call_reminds_at_ten_and_is_too_long_at_fifteen_minutes() -> None:
    begun = NOON + HOUR
    ahead = steps_ahead(case(CLOSED, call=Call(1, begun, Stage.GREETING)))
    assert ahead == [
        (begun + timedelta(minutes=10), Step.CALL_REMINDER),
        (begun + timedelta(minutes=15), Step.CALL_LONG),
    ]
    told = Call(1, begun, Stage.GREETING, reminded=True, long=True)
    assert steps_ahead(case(CLOSED, call=told)) == []


@pytest.mark.parametrize(("here", "there"), [*product(Stage, Stage)])
def test_the_stages_of_a_call_come_in_their_order(here: Stage, there: Stage) -> None:
    """FIL-21: 1, 2, 3, 4; and from the check back to the clarifying while it is not confirmed."""
    steps = [(Stage(a), Stage(b)) for a, b in pairwise(STAGES)]
    wanted = (here, there) in [*steps, (Stage.CHECKING, Stage.CLARIFYING)]
    assert (refusal(judge_stage, here, there) is None) is wanted


def test_the_length_of_a_call_has_one_decimal() -> None:
    assert minutes_of(NOON, NOON + timedelta(minutes=14, seconds=45)) == 14.8
