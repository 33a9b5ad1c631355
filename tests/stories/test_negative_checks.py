"""The five negative checks common to all four anecdotes (DOMAIN.md 2.5)."""

from datetime import datetime

import pytest

from tests.stories.bank import Opens, Story, refuse_passed_returns


@pytest.fixture
def alone(opens: Opens) -> Story:
    return opens()


@pytest.fixture
def pair(opens: Opens) -> Story:
    return opens(counters=2, tellers=2)


def closing(story: Story) -> int:
    """Lunch at 12:30, proven at 12:15, one client in service since 12:28."""
    story.publish(story.lunch("12:30"))
    story.move_clock("12:10")
    session = story.sit()
    story.move_clock("12:15")
    story.prove()
    story.move_clock("12:25", "12:28")
    story.take()
    story.serve_next(session)
    return session


def test_1_no_start_with_a_client_in_service(alone: Story) -> None:
    session = closing(alone)
    alone.move_clock("12:31")
    refused = alone.start(session)
    assert (refused.status_code, refused.json()["code"]) == (409, "client_at_counter")


def test_2_no_start_before_s(alone: Story) -> None:
    session = closing(alone)
    alone.move_clock("12:29:59")
    refused = alone.start(session)
    assert (refused.status_code, refused.json()["code"]) == (409, "start_before_shown")


@pytest.mark.parametrize(("now", "status"), [("12:21", 422), ("12:20", 200)])
def test_3_nine_minutes_are_too_short_and_ten_enough(pair: Story, now: str, status: int) -> None:
    pair.move_clock(now)
    answer = pair.plan(pair.lunch("12:30"))
    assert (answer["status"], answer.get("code")) in [(422, "notice_too_short"), (200, None)]
    assert answer["status"] == status


@pytest.mark.parametrize(("now", "status"), [("12:16", 422), ("12:15", 200)])
def test_3_with_nobody_left_fourteen_are_too_short_and_fifteen_enough(
    alone: Story, now: str, status: int
) -> None:
    alone.move_clock(now)
    answer = alone.plan(alone.lunch("12:30"))
    assert (answer["status"], answer.get("code")) in [(422, "notice_too_short"), (200, None)]
    assert answer["status"] == status


def test_4_no_page_and_no_message_names_a_passed_return(alone: Story) -> None:
    """The frames of the whole story are looked through when it is over; here its pages."""
    session, screen = closing(alone), alone.listen()
    ticket = alone.take()
    alone.move_clock("12:35")
    alone.finish(session)
    for clock in ("13:04", "13:05", "13:06", "13:07", "13:12", "13:13", "13:18", "13:30"):
        alone.move_clock(clock)
        now = datetime.fromisoformat(alone.at(clock))
        refuse_passed_returns(alone.board())
        back = alone.look(ticket)["promise"]["returns_at"]
        assert back is None or datetime.fromisoformat(back) >= now
    assert len(screen.boards) >= 3


def test_5_who_saw_before_is_served_before(alone: Story) -> None:
    alone.publish(alone.lunch("12:30"))
    alone.move_clock("12:00")
    session = alone.sit()
    tickets = [alone.take() for _ in range(6)]
    alone.move_clock("12:01")
    alone.serve_next(session)
    alone.move_clock("12:15")
    alone.prove()
    promised = [t for t in tickets if alone.promise(t)[0] == "before"]
    assert len(promised) >= 3
    for clock in ("12:16", "12:21", "12:26", "12:31", "12:36", "12:41"):
        alone.move_clock(clock)
        if alone.desk(session)["ticket"]:
            alone.finish(session)
        if alone.the_break()["state"] == "on_break" or alone.call(session).status_code != 200:
            break
        alone.tellers[0].do(f"sessions/{session}/service/")
    began = alone.the_break()["started_at"]
    assert began
    for ticket in promised:
        assert alone.look(ticket)["state"] == "done"
    assert alone.events("promise.broken") == []
