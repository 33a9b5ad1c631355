"""F17 to F19: the way back, and what clients are told when it takes longer (E0 to E2)."""

import re
from datetime import datetime

import pytest

from tests.stories.bank import BUDAPEST, Facts, Story, refuse_passed_returns

RETURNS = re.compile(r"(?:back at|Back at:|from) (\d\d:\d\d)")


@pytest.fixture
def away(alone: Story) -> Story:
    """On lunch since 12:30, back at 13:00, one client waits for it."""
    alone.publish(alone.lunch("12:30"))
    alone.move_clock("12:10")
    alone.sit()
    alone.move_clock("12:15")
    alone.prove()
    alone.move_clock("12:25", "12:30")
    assert alone.the_break()["state"] == "on_break"
    return alone


def notice(story: Story) -> Facts:
    return dict(story.board()["notices"][0])


def refuse_passed_words(text: str, now: datetime) -> None:
    """No page names a time to come back at that lies behind it."""
    wall = f"{now.astimezone(BUDAPEST):%H:%M}"
    for told in RETURNS.findall(text):
        assert told >= wall, text


def test_f17_no_page_and_no_message_names_a_return_that_has_passed(alone: Story) -> None:
    """A lunch that overruns, minute by minute: three sockets, the lobby's board, the phone."""
    screen, kiosk = alone.listen(), alone.listen(alone.kiosk)
    alone.publish(alone.lunch("12:30"))
    alone.move_clock("12:10")
    session = alone.sit()
    alone.move_clock("12:15")
    alone.prove()
    ticket = None
    readings = ["12:25", "12:30", "12:31", "12:59", "13:00", "13:01", "13:02", "13:06", "13:07"]
    readings += ["13:11", "13:12", "13:13", "13:23"]
    for clock in readings:
        alone.move_clock(clock)
        if clock == "12:31":
            ticket = alone.take()
        refuse_passed_returns(alone.board())
        if ticket is None:
            continue
        now = datetime.fromisoformat(alone.at(clock))
        back = alone.look(ticket)["promise"]["returns_at"]
        assert back is None or datetime.fromisoformat(back) >= now
        refuse_passed_words(alone.page(f"t/{ticket['token']}").text, now)
    alone.back(session)
    assert len(screen.boards) > 5
    for board in [*screen.boards, *kiosk.boards]:
        refuse_passed_returns(board)


def test_f18_two_minutes_over_is_an_overrun_with_a_new_time(away: Story) -> None:
    boss = away.listen_as(away.manager)
    away.move_clock("13:00")
    assert (notice(away)["phase"], notice(away)["returns_at"]) == ("opening", None)
    away.move_clock("13:01:59")
    assert away.the_break()["state"] == "on_break"
    away.move_clock("13:02")
    assert away.the_break()["state"] == "overrun"
    assert (notice(away)["phase"], notice(away)["returns_at"]) == ("overrun", away.at("13:07"))
    assert "Back at: 13:07" in " ".join(notice(away)["lines"])
    assert away.events("break.overrun_alarm") == []
    away.move_clock("13:05")
    assert len(away.events("break.overrun_alarm")) == 1
    assert away.board()["counters"][0]["state"] == "on_break"
    boss.alarm("overrun")


def test_f18_no_timer_opens_the_counter(away: Story) -> None:
    """E2."""
    away.take()
    away.move_clock("13:02", "13:07", "13:12", "13:20", "14:00")
    assert away.board()["counters"][0]["state"] == "on_break"
    assert away.the_break()["state"] == "overrun"
    assert away.events("break.ended") == []


def test_f19_a_third_new_time_is_not_shown(away: Story) -> None:
    """E0: two new times at most, then a person in the hall."""
    away.move_clock("13:02")
    assert notice(away)["returns_at"] == away.at("13:07")
    away.move_clock("13:07")
    assert notice(away)["returns_at"] == away.at("13:12")
    away.move_clock("13:12")
    last = notice(away)
    assert (last["phase"], last["returns_at"]) == ("ask_staff", None)
    assert "please ask the staff" in " ".join(last["lines"])
    away.move_clock("13:17", "13:22")
    assert notice(away)["returns_at"] is None
