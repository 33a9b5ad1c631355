"""The trolleybus of DOMAIN.md 2.4: nobody runs for nothing. S is 13:30, three minutes a client.

The text calls the walking client P031; a new branch begins with P001.
"""

import pytest

from tests.stories.bank import Facts, Opens, Story


@pytest.fixture
def walking(opens: Opens) -> tuple[Story, int, Facts]:
    """A closing counter; P002 was promised service and is called at 13:31:00."""
    story = opens(estimate=3, letter="P")
    story.publish(story.lunch("13:30"))
    story.move_clock("13:00")
    session = story.sit()
    story.move_clock("13:15")
    story.prove()
    story.move_clock("13:25", "13:28")
    story.take()
    story.serve_next(session)
    story.move_clock("13:29")
    client = story.take()
    assert client["promise"]["kind"] == "before"
    story.move_clock("13:31:00")
    story.finish(session)
    assert story.call(session).json()["ticket"]["code"] == "P002"
    return story, session, client


def refused_start(story: Story, session: int) -> None:
    """13:31:40: "P002 is on the way, until 13:33:00"."""
    story.move_clock("13:31:40")
    refused = story.start(session)
    said = refused.json()
    assert (refused.status_code, said["code"]) == (409, "client_called")
    assert said["allowed_at"] == story.at("13:33:00")
    assert "P002 is on the way" in said["detail"]


def test_the_client_arrives_and_is_served(walking: tuple[Story, int, Facts]) -> None:
    story, session, client = walking
    calls = story.board()["calls"]
    assert [(c["code"], c["counter"], c["state"]) for c in calls] == [("P002", "W1", "called")]
    told = story.look(client)
    assert (told["state"], told["counter"]) == ("called", "W1")
    assert told["arrive_by"] == story.at("13:33:00")
    assert story.the_break()["state"] == "closing"
    refused_start(story, session)
    assert story.board()["calls"] == calls
    story.move_clock("13:32:10")
    story.tellers[0].do(f"sessions/{session}/service/")
    # past the arrival window nothing happens to a client who is here
    story.move_clock("13:33:00", "13:35:00")
    assert story.look(client)["state"] == "serving"
    story.move_clock("13:35:10")
    story.finish(session)
    break_ = story.the_break()
    assert (break_["state"], break_["started_at"]) == ("on_break", story.at("13:35:10"))
    assert break_["returns_at"] == story.at("14:05:10")
    assert break_["shown_return_at"] == story.at("14:06")
    assert "Back at: 14:06" in story.notice()["text"]
    slip = story.events("break.started")[0]["data"]["slip_minutes"]
    assert round(slip) == 5


def test_the_client_does_not_come(walking: tuple[Story, int, Facts]) -> None:
    story, session, client = walking
    refused_start(story, session)
    story.move_clock("13:32:59")
    assert story.the_break()["state"] == "closing"
    story.move_clock("13:33:00")
    break_ = story.the_break()
    assert (break_["state"], break_["started_at"]) == ("on_break", story.at("13:33"))
    assert "Back at: 14:03" in story.notice()["text"]
    told = story.look(client)
    assert (told["state"], told["revive_until"]) == ("no_show", story.at("13:43"))
    # and may return as first
    story.move_clock("13:42")
    story.take()
    story.public.do(f"tickets/{client['token']}/revival/")
    assert story.look(client)["ahead"] == 0
    story.move_clock("14:03")
    story.back(session)
    assert story.desk(session)["ticket"]["code"] == client["code"]


def test_nobody_is_called_whose_service_cannot_begin(walking: tuple[Story, int, Facts]) -> None:
    """In closing only tickets promised "before" are callable: no teasing."""
    story, session, _ = walking
    story.tellers[0].do(f"sessions/{session}/service/")
    story.move_clock("13:33")
    late = story.take()
    assert late["promise"]["kind"] == "after"
    story.move_clock("13:34")
    story.finish(session)
    assert story.the_break()["state"] == "on_break"
    assert story.look(late)["state"] == "waiting"


def test_the_door_says_until_when_one_may_come(opens: Opens) -> None:
    """L = S - estimate, recomputed on every event; the slack is never advertised."""
    story = opens(estimate=3, letter="P")
    story.publish(story.lunch("13:30"))
    story.move_clock("13:00")
    story.sit()
    story.move_clock("13:15")
    story.prove()
    assert story.notice()["last_entry_at"] == story.at("13:27")
    story.move_clock("13:22")
    first = story.take()
    assert story.notice()["last_entry_at"] == story.at("13:27")
    story.take()
    # 13:22 and twice three minutes are 13:28
    assert story.notice()["last_entry_at"] is None
    assert "New numbers: after the break" in story.notice()["text"]
    story.public.delete(f"tickets/{first['token']}/")
    assert story.notice()["last_entry_at"] == story.at("13:27")
    told = story.take()
    assert story.look(told)["break"]["last_entry_at"] is None


def test_the_teller_has_one_button_for_who_comes_in_the_last_two_minutes(opens: Opens) -> None:
    story = opens(estimate=3, letter="P")
    story.publish(story.lunch("13:30"))
    story.move_clock("13:00")
    session = story.sit()
    story.move_clock("13:15")
    story.prove()
    story.move_clock("13:25", "13:29")
    path = f"sessions/{session}/late-arrival/"
    first = story.tellers[0].do(path)
    assert first["outcome"] == "before"
    second = story.tellers[0].do(path)
    third = story.tellers[0].do(path)
    # 13:29 and three, six, nine minutes: 13:35 still fits
    assert [second["outcome"], third["outcome"]] == ["before", "after"]
    assert third["promise"]["returns_at"] is not None
