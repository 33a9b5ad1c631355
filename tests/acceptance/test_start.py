"""F13 to F16: when a break begins, and in nobody's face (A1 to A3, A5, B5)."""

import pytest

from tests.stories.bank import Story


@pytest.fixture
def noon(alone: Story) -> Story:
    """The lunch of 12:30 is proven since 12:15 and the counter is in its last minutes."""
    alone.publish(alone.lunch("12:30"))
    alone.move_clock("12:10")
    alone.sit()
    alone.move_clock("12:15")
    alone.prove()
    return alone


def session_of(story: Story) -> int:
    return int(story.tellers[0].get("me/")["session"])


def test_f13_no_break_begins_before_the_time_the_screens_show(noon: Story) -> None:
    session = session_of(noon)
    noon.move_clock("12:25", "12:29:59")
    refused = noon.start(session)
    assert (refused.status_code, refused.json()["code"]) == (409, "start_before_shown")
    assert refused.json()["allowed_at"] == noon.at("12:30")
    assert noon.the_break()["state"] == "closing"
    noon.move_clock("12:30")
    assert noon.the_break()["started_at"] == noon.at("12:30")


def test_f14_nobody_is_shut_out_while_being_served(noon: Story) -> None:
    session = session_of(noon)
    noon.take()
    noon.serve_next(session)
    noon.move_clock("12:25", "12:31")
    refused = noon.start(session)
    assert (refused.status_code, refused.json()["code"]) == (409, "client_at_counter")
    assert noon.the_break()["state"] == "closing"


def test_f14_nobody_is_shut_out_on_the_way_to_the_counter(noon: Story) -> None:
    """A2, T4: two minutes to walk, and not a second less."""
    session = session_of(noon)
    noon.take()
    noon.move_clock("12:25", "12:29:30")
    noon.call(session)
    noon.move_clock("12:30:30")
    refused = noon.start(session)
    assert (refused.status_code, refused.json()["code"]) == (409, "client_called")
    assert refused.json()["allowed_at"] == noon.at("12:31:30")
    assert noon.the_break()["state"] == "closing"
    noon.move_clock("12:31:31")
    started = noon.start(session)
    assert started.status_code == 200
    assert started.json()["state"] == "on_break"


def test_f15_a_start_that_slips_ten_minutes_alarms_the_manager(noon: Story) -> None:
    """A3, A5: the client is finished in peace and the rest is whole."""
    session = session_of(noon)
    boss = noon.listen_as(noon.manager)
    noon.take()
    noon.serve_next(session)
    noon.move_clock("12:25", "12:30", "12:39:59")
    assert noon.events("break.slip_alarm") == []
    noon.move_clock("12:40")
    assert [e["due_at"] for e in noon.events("break.slip_alarm")] == [noon.at("12:40")]
    assert noon.manager.get(f"{noon.path}floor/")["alarms"][0]["kind"] == "slip"
    noon.move_clock("12:41")
    noon.finish(session)
    break_ = noon.the_break()
    assert (break_["state"], break_["started_at"]) == ("on_break", noon.at("12:41"))
    assert break_["returns_at"] == noon.at("13:11")
    alarm = boss.alarm("slip")
    assert alarm["break"]["id"] == break_["id"] if isinstance(alarm["break"], dict) else True


def test_f16_an_idle_counter_goes_on_break_by_itself(noon: Story) -> None:
    """B5: nobody waits, nobody presses."""
    noon.move_clock("12:25", "12:29:59")
    assert noon.the_break()["state"] == "closing"
    noon.move_clock("12:30")
    break_ = noon.the_break()
    assert (break_["state"], break_["started_at"]) == ("on_break", noon.at("12:30"))
    assert break_["returns_at"] == noon.at("13:00")
    assert noon.board()["counters"][0]["state"] == "on_break"


def test_f46_the_same_start_twice_is_one_start(noon: Story) -> None:
    session = session_of(noon)
    noon.take()
    noon.move_clock("12:25", "12:28:30")
    noon.call(session)
    noon.move_clock("12:30:29")
    assert noon.start(session).status_code == 409
    # the client does not come
    noon.move_clock("12:30:31")
    for _ in range(2):
        assert noon.start(session).status_code in (200, 409)
    assert len(noon.events("break.started")) == 1


def test_f46_a_request_repeated_with_its_key_happens_once(noon: Story) -> None:
    session = session_of(noon)
    noon.take(), noon.take()
    key = {"Idempotency-Key": "one press"}
    person = noon.tellers[0]
    path = f"sessions/{session}/break/"
    body = {"reason": "goods_delivery"}
    noon.move_clock("12:16")
    first = person.ask("POST", path, json=body, headers=dict(key))
    again = person.ask("POST", path, json=body, headers=dict(key))
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(noon.events("break.requested")) <= 1
