"""How often and how far an announced break is put off (B6, F30)."""

import pytest

from breaks.rules.plan import judge_postponing, judge_step
from breaks.rules.terms import terms_of
from tests.people import at

OLD = at("12:30")


@pytest.mark.parametrize(
    ("clock", "code"),
    [("12:45", None), ("12:46", "postpone_limit"), ("12:30", None), ("11:00", None)],
)
def test_a_step_is_fifteen_minutes(clock: str, code: str | None) -> None:
    verdict = judge_step(OLD, at(clock), terms_of())
    assert (verdict and verdict.code) == code
    assert verdict is None or verdict.facts == {"step_minutes": 15, "latest": at("12:45")}


@pytest.mark.parametrize(
    ("clock", "postponed", "consented", "most", "code"),
    [
        ("12:31", 0, False, 1, None),
        ("12:31", 1, False, 1, "consent_required"),
        ("12:31", 1, True, 1, None),
        ("12:31", 2, True, 1, "postpone_spent"),
        ("12:31", 1, False, 2, None),
        ("12:31", 2, False, 2, "consent_required"),
        ("12:31", 0, False, 0, "consent_required"),
        # earlier, or not at all, is no postponement
        ("12:30", 1, False, 1, None),
        ("12:29", 2, False, 1, None),
    ],
)
def test_once_and_once_more_with_consent(
    clock: str, postponed: int, consented: bool, most: int, code: str | None
) -> None:
    terms = terms_of({"postpone.max": most})
    verdict = judge_postponing(OLD, at(clock), postponed, terms, consented=consented)
    assert (verdict and verdict.code) == code
    # with consent one more than the policy gives
    allowed = most + (code == "postpone_spent")
    assert verdict is None or verdict.facts == {"postponed": postponed, "max": allowed}
