"""The bank of DOMAIN.md 2.1: one staffed window, lunch 12:30 to 13:00, A001 to A006.

The text calls them A012 to A017; a new branch begins with A001.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.stories.bank import Opens, Story

# "plus at most two seconds"
SOON = 2_000


@pytest.fixture
def story(opens: Opens) -> Story:
    return opens(counters=2, tellers=1)


def until_noon(story: Story) -> int:
    """Lunch is published, five clients wait, the first has been served since 11:58."""
    assert story.plan(story.lunch("12:30"))["status"] == 200
    story.move_clock("11:50")
    session = story.sit(counter=1)
    for _ in range(5):
        story.take()
    story.move_clock("11:58")
    assert story.serve_next(session) == "A001"
    story.move_clock("12:00")
    return session


def test_variant_a_closes_for_lunch_in_nobodys_face(
    story: Story, page: Page, pictures: Path
) -> None:
    session = until_noon(story)
    teller = story.tellers[0]
    page.goto(f"{story.house.url}/display/{story.display}")
    ours = story.take()
    assert (ours["code"], ours["promise"]["kind"]) == ("A006", "after")
    for clock in ("12:05", "12:12"):
        story.move_clock(clock)
        story.finish(session)
        story.serve_next(session)

    story.move_clock("12:15:00")
    notice = page.locator("[data-notice]")
    # the roster said W1; where the teller sits is what clients read
    expect(notice).to_contain_text("Counter: W2", timeout=SOON)
    expect(notice).not_to_contain_text("W1")
    for words in ("12:30", "13:00", "A005"):
        expect(notice).to_contain_text(words, timeout=SOON)
    expect_proof(story)
    page.screenshot(path=pictures / "lobby.png")
    assert story.look(ours)["promise"]["kind"] == "after"
    assert story.look(ours)["promise"]["returns_at"] == story.at("13:03")

    story.move_clock("12:19")
    story.finish(session)
    assert story.serve_next(session) == "A004"
    story.move_clock("12:25")
    assert story.the_break()["state"] == "closing"
    story.move_clock("12:26")
    story.finish(session)
    assert story.serve_next(session) == "A005"
    story.move_clock("12:29:59")
    assert teller.refused(f"sessions/{session}/break/") == "start_before_shown"
    story.move_clock("12:31")
    assert teller.refused(f"sessions/{session}/break/") == "client_at_counter"
    assert story.the_break()["state"] == "closing"
    story.move_clock("12:33")
    story.finish(session)
    assert story.the_break()["started_at"] == story.at("12:33")
    expect(notice).to_contain_text("13:03", timeout=SOON)
    story.move_clock("13:03")
    answer = teller.delete(f"sessions/{session}/break/")
    assert answer.status_code == 200
    expect(page.locator("[data-calls]")).to_contain_text("A006", timeout=SOON)
    assert story.look(ours)["state"] == "called"


def expect_proof(story: Story) -> None:
    """The screen itself proves within two seconds that it painted the warning."""
    import time

    deadline = time.monotonic() + 2
    while story.the_break()["notice_at"] is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert story.the_break()["notice_at"] == story.at("12:15")


def test_a_lunch_nine_minutes_ahead_is_refused(story: Story) -> None:
    story.move_clock("12:21")
    refusal = story.plan(story.lunch("12:30"))
    assert (refusal["status"], refusal["code"]) == (422, "notice_too_short")
    assert story.office.get(f"{story.path}breaks/?day={story.day}")["breaks"] == []


def test_a_screen_that_was_cut_off_moves_the_start(story: Story, page: Page) -> None:
    """N3: the display is back at 12:22:01, so 12:33 is shown and no break begins before it."""
    from tests.stories.wire import Wire

    until_noon(story)
    wire = Wire(story.house.port)
    page.goto(f"{wire.url}/display/{story.display}")
    expect(page.locator("[data-breaks]")).to_contain_text("12:30", timeout=5_000)
    story.move_clock("12:10")
    wire.cut()
    for clock in ("12:15", "12:20", "12:21", "12:22"):
        story.move_clock(clock)
    assert story.the_break()["notice_at"] is None
    story.move_clock("12:22:01")
    wire.mend()
    expect(page.locator("[data-notice]")).to_contain_text("12:33", timeout=40_000)
    assert story.the_break()["starts_at"] == story.at("12:33")
    assert story.the_break()["notice_at"] == story.at("12:22:01")
    story.move_clock("12:32:59")
    assert story.the_break()["state"] == "closing"
    wire.close()
