"""F4 to F6, F23, F26: which day plans are published, and which are not (P2 to P8, B2)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.stories.bank import Opens, Story


def test_f04_a_day_plan_is_published_whole_or_not_at_all(pair: Story) -> None:
    bad = pair.lunch("12:50", 1)
    answer = pair.plan(pair.lunch("12:30"), bad)
    assert (answer["status"], answer["code"]) == (422, "coverage_floor")
    assert answer["violations"][0]["staff"] == "Teller0"
    assert pair.breaks() == []
    assert pair.events("break.published") == []
    assert pair.board()["breaks"] == []
    fixed = pair.plan(pair.lunch("12:30"), pair.lunch("13:10", 1))
    assert fixed["status"] == 200
    assert [(b["state"], b["revision"]) for b in fixed["breaks"]] == [("published", 1)] * 2
    assert [row["starts_at"] for row in pair.board()["breaks"]] == [
        pair.at("12:30"),
        pair.at("13:10"),
    ]


@pytest.mark.parametrize(("now", "status"), [("12:21", 422), ("12:20", 200)])
def test_f05_clients_learn_of_a_break_ten_minutes_ahead(pair: Story, now: str, status: int) -> None:
    pair.move_clock(now)
    answer = pair.plan(pair.lunch("12:30"))
    assert answer["status"] == status
    if status == 422:
        assert answer["code"] == "notice_too_short"
        assert answer["violations"][0]["earliest"] == pair.at("12:31")
        assert pair.breaks() == []
    else:
        assert answer["breaks"][0]["revision"] == 1


@pytest.mark.parametrize(("now", "status"), [("12:16", 422), ("12:15", 200)])
def test_f06_a_full_closure_is_known_fifteen_minutes_ahead(
    alone: Story, now: str, status: int
) -> None:
    alone.move_clock(now)
    answer = alone.plan(alone.lunch("12:30"))
    assert answer["status"] == status
    if status == 422:
        assert answer["code"] == "notice_too_short"
        assert answer["violations"][0]["floor_minutes"] == 15


def test_f06_a_full_closure_says_what_clients_can_do_meanwhile(opens: Opens) -> None:
    story = opens(alternative="")
    story.move_clock("12:15")
    refused = story.plan(story.lunch("12:30"))
    assert (refused["status"], refused["code"]) == (422, "alternative_missing")
    assert story.breaks() == []
    story.publish(story.lunch("12:30", alternative="ATM in the lobby"))
    assert "Meanwhile: ATM in the lobby" in " ".join(story.board()["notices"][0]["lines"])


def test_f23_of_six_three_may_be_on_break_at_once(opens: Opens) -> None:
    """P6: half of those staffed, rounded down."""
    story = opens(counters=6, tellers=6)
    three = [story.lunch("12:00", n) for n in range(3)]
    assert story.plan(*three)["status"] == 200
    fourth = story.plan(story.lunch("12:15", 3))
    assert (fourth["status"], fourth["code"]) == (422, "max_on_break")
    assert len(story.breaks()) == 3
    assert story.plan(story.lunch("12:35", 3))["status"] == 200


def test_f26_of_two_overlapping_breaks_of_a_person_one_stands(pair: Story) -> None:
    """P2, 3.9 no. 7: whoever asks at the same moment, the database decides."""
    wanted = [pair.lunch("12:30"), pair.lunch("12:45")]
    assert pair.breaks() == pair.manager.get(f"{pair.path}breaks/?day={pair.day}")["breaks"] == []

    def draft(body: dict[str, object]) -> tuple[int, str]:
        answer = pair.manager.post(f"{pair.path}breaks/", **body)
        return answer.status_code, answer.json().get("code", "")

    with ThreadPoolExecutor(2) as hands:
        answers = sorted(hands.map(draft, wanted))
    assert answers == [(201, ""), (409, "overlap")]
    assert len(pair.breaks()) == 1


def test_f26_a_shorter_break_before_the_other_is_no_overlap(pair: Story) -> None:
    path = f"{pair.path}breaks/"
    pair.manager.do(path, **pair.lunch("12:30"))
    touching = {**pair.lunch("13:00", minutes=10), "kind": "short"}
    assert pair.manager.post(path, **touching).status_code == 201
