"""F44: the workers stand still while a warning falls due and a break ends (3.9 no. 13)."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.stories.bank import Opens, Story
from tests.stories.house import STOPPED

# seconds of the branch per second of the machine while nobody ticks
FAST = 150
# two beats may come back within moments of each other, and only one of them is seen from outside
MOMENTS = timedelta(seconds=15)


@pytest.fixture
def dark(opens: Opens) -> Story:
    """Lunch of the first at 12:30; the second is on lunch until 12:20. It is S-20."""
    story = opens(counters=2, tellers=2)
    story.set_policy({"window.lunch": "11:00-14:30"})
    assert story.plan(story.lunch("11:50", 1), story.lunch("12:30"))["status"] == 200
    story.move_clock("11:30")
    story.sit(0, 0), story.sit(1, 1)
    story.move_clock("11:35")
    story.paint(story.breaks()[0])
    story.move_clock("11:45", "11:50", "12:10")
    assert [b["state"] for b in story.breaks()] == ["on_break", "published"]
    return story


def until(done: Callable[[], Any], within: float) -> Any:
    """What is waited for, as soon as it is there."""
    deadline = time.monotonic() + within
    while not (found := done()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.1)
    return found


def test_f44_after_an_outage_nobody_is_hurried(dark: Story) -> None:
    house = dark.house
    house.kill("beat")
    house.kill("worker")
    dark.move_clock("12:10", speed=FAST)
    try:
        until(lambda: dark.clock()["now"] >= dark.at("12:20"), 20)
        assert dark.events("break.warned")[1:] == []
    finally:
        house.start_worker("worker")
        house.start_beat("beat")
    warned = until(lambda: dark.events("break.warned")[1:], 30)[0]
    dark.office.do("clock/", speed=STOPPED)
    restart = datetime.fromisoformat(warned["at"])
    assert warned["due_at"] == dark.at("12:15")
    assert warned["at"] > dark.at("12:20")
    no_overrun_before(dark, restart + timedelta(minutes=2))
    no_start_unnoticed(dark)


def no_overrun_before(story: Story, instant: datetime) -> None:
    """R was 12:20; its person has two minutes from the restart on."""
    overruns = [datetime.fromisoformat(e["at"]) for e in story.events("break.overrun")]
    if not overruns and datetime.fromisoformat(story.clock()["now"]) < instant - MOMENTS:
        before = instant - MOMENTS
        story.office.do("clock/", now=before.isoformat(), speed=STOPPED)
        assert story.breaks()[0]["state"] == "on_break"
        story.office.do("clock/", now=instant.isoformat(), speed=STOPPED)
        overruns = [datetime.fromisoformat(e["at"]) for e in story.events("break.overrun")]
    assert overruns
    assert all(each >= instant - MOMENTS for each in overruns)
    assert story.breaks()[0]["returns_at"] == story.at("12:20")


def no_start_unnoticed(story: Story) -> None:
    """The proof of now gives the break ten minutes, and then it begins."""
    now = datetime.fromisoformat(story.clock()["now"])
    lunch = story.breaks()[1]
    assert (lunch["state"], lunch["notice_at"]) == ("warned", None)
    assert story.paint(lunch).status_code == 201
    proven = story.breaks()[1]
    starts_at = datetime.fromisoformat(proven["starts_at"])
    assert starts_at - now >= timedelta(minutes=10)
    session = int(story.tellers[1].get("me/")["session"])
    story.back(session, 1)
    for before in (timedelta(minutes=5), timedelta(seconds=1)):
        story.office.do("clock/", now=(starts_at - before).isoformat(), speed=STOPPED)
        assert story.breaks()[1]["started_at"] is None
    story.office.do("clock/", now=starts_at.isoformat(), speed=STOPPED)
    begun = story.breaks()[1]
    assert begun["started_at"] == proven["starts_at"]
