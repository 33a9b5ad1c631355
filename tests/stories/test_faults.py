"""What breaks, breaks, and the break is kept all the same."""

import os
import time

import pytest
import redis
from playwright.sync_api import Page

from tests.stories.bank import Opens, Story
from tests.stories.house import STOPPED, House

# clock seconds per real second while processes are killed
FAST = 12


@pytest.fixture
def story(opens: Opens) -> Story:
    story = opens(counters=2, tellers=1)
    assert story.plan(story.lunch("12:30"))["status"] == 200
    return story


def await_clock(story: Story, clock: str) -> None:
    """Let the running clock reach an instant; the workers do what is due."""
    while story.office.get("clock/")["now"] < story.at(clock):
        time.sleep(0.1)


def test_a_warning_survives_an_emptied_redis_and_a_killed_worker(
    story: Story, house: House, page: Page
) -> None:
    """Two workers and two beats; Redis emptied at 12:14, both workers dead 12:14:30 to 12:16."""
    house.start_worker("second")
    house.start_beat("second-beat")
    page.goto(f"{house.url}/display/{story.display}")
    story.move_clock("12:10")
    session = story.sit()
    story.move_clock("12:13:55", speed=FAST)
    try:
        await_clock(story, "12:14:00")
        redis.Redis.from_url(os.environ["REDIS_URL"]).flushall()
        await_clock(story, "12:14:30")
        house.kill("worker")
        house.kill("second")
        await_clock(story, "12:16:00")
        house.start_worker("worker")
        house.start_worker("second")
        await_notice(story)
    finally:
        house.kill("second")
        house.kill("second-beat")
    assert len(story.events("break.warned")) == 1
    assert len(story.events("notice.proven")) == 1
    break_ = story.the_break()
    assert (break_["revision"], break_["starts_at"]) == (1, story.at("12:30"))
    story.move_clock("12:25")
    story.move_clock("12:30")
    assert story.the_break()["started_at"] == story.at("12:30")
    assert len(story.events("break.last_call", "break.started")) == 2
    story.tellers[0].delete(f"sessions/{session}/break/")


def await_notice(story: Story) -> None:
    """The workers are back, they warn, and the screen proves it; then the clock stops."""
    deadline = time.monotonic() + 20
    while story.the_break()["notice_at"] is None:
        assert time.monotonic() < deadline, "no notice was proven"
        time.sleep(0.2)
    story.office.do("clock/", speed=STOPPED)


def test_breaks_are_kept_while_redis_and_celery_are_away(story: Story, house: House) -> None:
    """`run_timers` drives the same timers without a broker."""
    house.kill("worker")
    house.kill("beat")
    env = {**house.env, "REDIS_URL": "redis://127.0.0.1:1/0"}
    plain = House(house.logs, env, port=house.port)
    plain.start("run_timers", "python", "manage.py", "run_timers")
    try:
        story.move_clock("12:14:50", speed=FAST)
        deadline = time.monotonic() + 20
        while not story.events("break.warned") and time.monotonic() < deadline:
            time.sleep(0.2)
        assert len(story.events("break.warned")) == 1
        story.office.do("clock/", speed=STOPPED)
    finally:
        plain.kill("run_timers")
        house.start_worker("worker")
        house.start_beat("beat")
