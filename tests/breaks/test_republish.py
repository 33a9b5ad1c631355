"""A published break keeps its numbers until the manager says otherwise (3.1)."""

import pytest

from breaks.queries import terms_of_break
from tests.morning import fresh, planned, proven, publish, refused, tick, told
from tests.people import Bank, at
from tests.planning import GROUNDS, law, lunch, move, publish_new, rule, wanted


def republish(bank: Bank, now: str = "10:00", **more: object) -> None:
    publish_new(bank, now=now, republish=True, **more)  # type: ignore[arg-type]


def test_a_published_break_keeps_what_differs_from_the_defaults(pair: Bank) -> None:
    assert planned(pair, "12:00").policy == {"values": {}}
    rule(pair, notice__warn_lead_min=20, notice__gong_at_min=[15, 10, 5, 0])
    break_ = planned(pair, "12:40", who=1)
    assert break_.policy == {"values": {"notice.warn_lead_min": 20}}


def test_a_change_of_the_policy_leaves_a_published_break_alone(pair: Bank) -> None:
    """Its warning comes when it was to come; the next one's by the new number."""
    break_ = planned(pair, "12:30")
    rule(pair, "09:00", notice__warn_lead_min=30)
    assert terms_of_break(break_, pair.branch)["notice.warn_lead_min"] == 15
    assert fresh(break_).next_step_at == at("12:15")
    tick("12:14:59")
    assert fresh(break_).state == "published"
    tick("12:15")
    assert fresh(break_).state == "warned"
    assert planned(pair, "13:10", who=1, now="12:16").next_step_at == at("12:40")


def test_a_move_takes_the_present_numbers(pair: Bank) -> None:
    """B6."""
    break_ = planned(pair, "12:30")
    rule(pair, "09:00", notice__warn_lead_min=30)
    moved = move(pair, break_, "12:40")
    assert (moved.next_step_at, moved.policy["values"]) == (
        at("12:10"),
        {"notice.warn_lead_min": 30},
    )


def test_republishing_lays_the_present_numbers_over_what_is_published(pair: Bank) -> None:
    """A new revision at the same times, the next step anew; what is warned of stays as it is."""
    break_, other = planned(pair, "12:30"), proven(pair, "11:45", who=1, now="11:30")
    rule(pair, "11:31", notice__warn_lead_min=30)
    publish(pair, "11:32")
    assert fresh(break_).revision == 1
    republish(pair, "11:33")
    again = fresh(break_)
    assert (again.revision, again.starts_at, again.next_step_at) == (2, at("12:30"), at("12:00"))
    assert (fresh(other).revision, fresh(other).policy) == (1, {"values": {}})
    assert [e.subject_id for e in told(pair, "break.republished")] == [break_.pk]


def test_a_break_republished_inside_its_new_warning_time_is_announced_at_once(pair: Bank) -> None:
    """N1."""
    break_ = planned(pair, "12:30")
    rule(pair, "12:05", notice__warn_lead_min=30)
    republish(pair, "12:06")
    assert (fresh(break_).state, fresh(break_).revision) == ("warned", 2)


def test_what_the_new_numbers_forbid_is_not_republished(pair: Bank) -> None:
    """P8: all or none; a manager may excuse what is soft."""
    first, second = planned(pair, "12:00"), planned(pair, "12:40", who=1)
    rule(pair, "09:00", window__lunch="12:30-14:30")
    with refused("lunch_window", 422, break_id=first.pk):
        republish(pair)
    assert fresh(second).revision == 1
    republish(pair, override=GROUNDS)
    assert (fresh(first).revision, fresh(second).revision) == (2, 2)
    # what was granted stays granted at the same times
    republish(pair)
    assert fresh(first).revision == 3


@pytest.mark.parametrize(
    ("clock", "code"), [("13:50", None), ("14:00", None), ("14:01", "rest_law")]
)
def test_a_new_law_reaches_published_breaks_by_republishing(
    pair: Bank, clock: str, code: str | None
) -> None:
    break_ = lunch(pair, clock, 20)
    law(pair, "HU")
    assert fresh(break_).protected_minutes == 0
    if code:
        with refused(code, 422):
            republish(pair)
    else:
        republish(pair)
        assert (fresh(break_).protected_minutes, fresh(break_).latest_at) == (20, at("14:00"))


def test_drafts_go_out_together_with_what_is_republished(pair: Bank) -> None:
    break_ = planned(pair, "12:30")
    new = publish_new(pair, wanted(pair, "13:30", who=1), now="10:00", republish=True)
    assert ([b.staff_id for b in new], fresh(break_).revision) == ([pair.tellers[1].pk], 2)
