"""F27 to F29: the lawful rest (P7, A4, 3.3, 3.4)."""

import pytest

from tests.stories.bank import Facts, Opens, Story


@pytest.fixture
def hungary(opens: Opens) -> Story:
    """HU, 08:00-16:30: twenty minutes in one piece, begun between 11:00 and 14:00."""
    story = opens(counters=2, tellers=2)
    story.set_policy({"rest.preset": "HU"})
    return story


def violation(answer: Facts) -> Facts:
    return dict(answer["violations"][0])


def test_f27_a_lunch_after_the_sixth_hour_is_against_the_law(hungary: Story) -> None:
    refused = hungary.plan(hungary.lunch("14:10", minutes=20))
    assert (refused["status"], refused["code"]) == (422, "rest_law")
    said = violation(refused)
    assert said["latest"] == hungary.at("14:00")
    assert said["earliest"] == hungary.at("11:00")
    assert said["required_minutes"] == 20
    assert hungary.breaks() == []


def test_f27_ten_to_two_is_lawful(hungary: Story) -> None:
    break_ = hungary.publish(hungary.lunch("13:50"))
    assert (break_["state"], break_["protected_minutes"]) == ("published", 20)
    assert break_["latest_at"] == hungary.at("14:00")


def test_f27_no_reason_overrides_the_law(hungary: Story) -> None:
    grounds = {"reason": "staff_shortage", "remark": "nobody else could come today"}
    refused = hungary.plan(hungary.lunch("14:10", minutes=20), override=grounds)
    assert (refused["status"], refused["code"]) == (422, "rest_law")


def test_f28_the_lawful_rest_is_not_taken_away(hungary: Story) -> None:
    break_ = hungary.publish(hungary.lunch("12:30"))
    refused = hungary.manager.delete(f"breaks/{break_['id']}/", reason="much to do")
    assert (refused.status_code, refused.json()["code"]) == (409, "rest_protected")
    assert hungary.the_break()["state"] == "published"


def test_f28_a_lawful_replacement_takes_its_place(hungary: Story) -> None:
    break_ = hungary.publish(hungary.lunch("12:30"))
    path = f"breaks/{break_['id']}/"
    late = {"starts_at": hungary.at("14:10"), "length_minutes": 20}
    unlawful = hungary.manager.delete(path, reason="much to do", replacement=late)
    assert (unlawful.status_code, unlawful.json()["code"]) == (422, "rest_law")
    assert hungary.the_break()["state"] == "published"
    lawful = {"starts_at": hungary.at("13:30")}
    answer = hungary.manager.delete(path, reason="much to do", replacement=lawful)
    assert answer.status_code == 200, answer.text
    old, new = hungary.breaks()
    assert (old["state"], new["state"]) == ("cancelled", "published")
    assert (new["starts_at"], new["length_minutes"]) == (hungary.at("13:30"), 30)
    assert old["replaced_by"] == new["id"]


def test_f28_what_no_law_protects_is_cancelled_with_a_reason(pair: Story) -> None:
    break_ = pair.publish(pair.lunch("12:30"))
    answer = pair.manager.delete(f"breaks/{break_['id']}/", reason="much to do")
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")


@pytest.fixture
def overdue(opens: Opens) -> tuple[Story, int, list[Facts]]:
    """Lunch at 13:50 in Hungary; promised clients still wait at 14:00, one is being served."""
    story = opens()
    story.set_policy({"rest.preset": "HU"})
    story.publish(story.lunch("13:50"))
    story.move_clock("13:30")
    session = story.sit()
    tickets = [story.take() for _ in range(3)]
    story.serve_next(session)
    story.move_clock("13:35")
    story.prove()
    assert [story.promise(t)[0] for t in tickets[1:]] == ["before", "before"]
    story.move_clock("13:45", "13:50", "13:59:59")
    return story, session, tickets


def test_f29_at_the_latest_lawful_minute_the_break_begins_after_the_client(
    overdue: tuple[Story, int, list[Facts]],
) -> None:
    story, session, tickets = overdue
    boss = story.listen_as(story.manager)
    assert story.the_break()["state"] == "closing"
    story.move_clock("14:00")
    # nobody is sent away from the counter
    assert story.the_break()["state"] == "closing"
    refused = story.start(session)
    assert (refused.status_code, refused.json()["code"]) == (409, "client_at_counter")
    story.move_clock("14:02")
    story.finish(session)
    break_ = story.the_break()
    assert (break_["state"], break_["started_at"]) == ("on_break", story.at("14:02"))
    assert break_["returns_at"] == story.at("14:32")
    boss.alarm("forced")
    broken = [e["data"]["code"] for e in story.events("promise.broken")]
    assert broken == [t["code"] for t in tickets[1:]]
    assert all(e["data"]["apology"] for e in story.events("promise.broken"))
    forced = story.events("break.forced")
    assert [e["due_at"] for e in forced] == [story.at("14:00")]
    story.move_clock("14:32")
    story.back(session)
    assert story.desk(session)["ticket"]["code"] == tickets[1]["code"]


def test_f29_the_counter_gets_nobody_it_could_not_finish_in_time(
    overdue: tuple[Story, int, list[Facts]],
) -> None:
    """A4: from T_law less one service on."""
    story, session, _ = overdue
    story.finish(session)
    break_ = story.the_break()
    assert break_["state"] in ("closing", "on_break")
    assert story.desk(session)["ticket"] is None
    refused = story.call(session)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_promised")
    story.move_clock("14:00")
    break_ = story.the_break()
    assert (break_["state"], break_["started_at"]) == ("on_break", story.at("14:00"))
