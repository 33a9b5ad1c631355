"""What counts as a notice seen (N2), as a commitment kept (3.6.3), as grounds (3.4)."""

import pytest

from breaks.rules.commitments import judged
from breaks.rules.overrides import SOFT, Grounds, OverrideReason, judge_grounds
from breaks.rules.proof import Proof, clock_error, counts
from tests.people import at, minutes


@pytest.mark.parametrize(
    ("proof", "asked", "online", "offline"),
    [
        ("display_ack", "display_ack", True, True),
        ("display_ack", "phone_or_kiosk", True, True),
        ("display_ack", "voice_tick", True, True),
        # by default each lower proof counts, and only while no screen is online
        ("phone_or_kiosk", "display_ack", False, True),
        ("voice_tick", "display_ack", False, True),
        # a policy that names one lower proof means that one
        ("phone_or_kiosk", "phone_or_kiosk", False, True),
        ("voice_tick", "phone_or_kiosk", False, False),
        ("phone_or_kiosk", "voice_tick", False, False),
        ("voice_tick", "voice_tick", False, True),
    ],
)
def test_a_lower_proof_counts_only_while_no_screen_is_online(
    proof: str, asked: str, online: bool, offline: bool
) -> None:
    """N2, 3.9 no. 21."""
    found = [counts(Proof(proof), asked, screens_online=now) for now in (True, False)]
    assert found == [online, offline]


@pytest.mark.parametrize(
    ("seconds", "error"),
    [
        (0, None),
        (60, None),
        (-60, None),
        (60.1, 60.1),
        (-60.1, -60.1),
        (61.26, 61.3),
        (7200, 7200.0),
    ],
)
def test_a_screens_clock_is_wrong_by_more_than_a_minute(
    seconds: float, error: float | None
) -> None:
    """3.9 no. 29."""
    assert clock_error(at("12:00") + minutes(seconds / 60), at("12:00")) == error


def test_a_screen_that_tells_no_time_is_not_called_wrong() -> None:
    assert clock_error(None, at("12:00")) is None


@pytest.mark.parametrize(
    ("kept_at", "state"), [("13:29:59", "kept"), ("13:30", "kept"), ("13:30:01", "kept_late")]
)
def test_a_commitment_is_kept_by_its_due_time_or_late(kept_at: str, state: str) -> None:
    """3.6.3, K9."""
    assert judged(at("13:30"), at(kept_at)) == state


@pytest.mark.parametrize(
    ("reason", "remark", "code"),
    [
        ("rush", "1234567890", None),
        ("rush", "123456789", "override_remark"),
        ("rush", "  12345678  ", "override_remark"),
        ("rush", "", "override_remark"),
        ("because", "1234567890", "override_reason"),
        ("", "", "override_reason"),
    ],
)
def test_a_soft_rule_is_broken_with_a_known_reason_and_ten_characters(
    reason: str, remark: str, code: str | None
) -> None:
    """3.4."""
    verdict = judge_grounds(Grounds(reason, remark))
    assert (verdict and verdict.code) == code
    facts = {
        "override_reason": {"reasons": OverrideReason.values},
        "override_remark": {"least_characters": 10},
    }
    assert verdict is None or verdict.facts == facts[verdict.code]


@pytest.mark.parametrize(
    "hard",
    [
        "rest_law",
        "start_before_shown",
        "client_at_counter",
        "role_floor",
        "notice_too_short",
        "overlap",
        "outside_shift",
        "consent_required",
        "postpone_spent",
        "pharmacist_absence",
    ],
)
def test_no_grounds_break_a_hard_rule(hard: str) -> None:
    """3.4."""
    assert hard not in SOFT
