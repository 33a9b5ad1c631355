"""What a lobby display does when socket, server, network or its own clock fail: it never looks
alive when it is not, and is right within two seconds after it can be (3.6.4, 3.9 nos. 13, 29).
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.stories.bank import Opens, Story
from tests.stories.house import House
from tests.stories.wire import Wire

SOON_MS = 4_000
RIGHT_AGAIN_MS = 2_000
ONE, MANY = re.compile("^1$"), re.compile("^2$")


@pytest.fixture
def story(opens: Opens) -> Story:
    """At 12:15 a teller sits at W1, one client waits, and the lunch of 12:30 is announced."""
    story = opens(counters=2, tellers=1)
    story.publish(story.lunch("12:30"))
    story.move_clock("12:10")
    story.sit()
    story.take()
    story.move_clock("12:15")
    return story


@pytest.fixture
def wire(story: Story) -> Iterator[Wire]:
    """The cable between the display and the house."""
    wire = Wire(story.house.port)
    yield wire
    wire.close()


def is_(page: Page, status: str, within: float = SOON_MS) -> None:
    expect(page.locator("body")).to_have_attribute("data-status", status, timeout=within)


def waiting(page: Page) -> Locator:
    return page.locator("#queues .number").first


@pytest.fixture
def screen(story: Story, wire: Wire, page: Page) -> Page:
    """The display, up to date, its clock in the hands of the test."""
    page.clock.install()
    page.goto(f"{wire.url}/display/{story.display}")
    is_(page, "online")
    expect(waiting(page)).to_have_text(ONE)
    # what is loaded anew has no such mark
    page.evaluate("window.first = true")
    return page


def test_a_cut_socket_is_back_before_anybody_sees_it(
    story: Story, wire: Wire, screen: Page
) -> None:
    wire.cut()
    wire.mend()
    story.take()
    expect(waiting(screen)).to_have_text(MANY, timeout=RIGHT_AGAIN_MS)
    is_(screen, "online")


def test_a_minute_without_wifi_is_seen_and_over_at_once(
    story: Story, wire: Wire, screen: Page, context: BrowserContext
) -> None:
    """The radio says nothing when it goes, and the browser knows when it is back."""
    wire.hold()
    context.set_offline(True)
    screen.clock.run_for(6_000)
    is_(screen, "updating")
    screen.clock.run_for(54_000)
    is_(screen, "stale")
    expect(screen.locator("#advice")).to_be_visible()
    expect(screen.locator("[data-breaks]")).to_contain_text("12:30–13:00")
    story.take()
    wire.release()
    context.set_offline(False)
    is_(screen, "online", RIGHT_AGAIN_MS)
    expect(waiting(screen)).to_have_text(MANY)
    assert screen.evaluate("window.first") is True


def test_a_date_five_minutes_off_changes_nothing_on_the_glass(story: Story, screen: Page) -> None:
    notice = screen.locator("[data-notice]")
    # before the painting is proven the next update is an earlier one
    expect(notice).to_contain_text("12:25", timeout=SOON_MS)
    shown = notice.inner_text()
    for minutes in (5, -5):
        screen.clock.set_system_time(datetime.now(UTC) + timedelta(minutes=minutes))
        screen.clock.run_for(1_500)
        assert notice.inner_text() == shown
        expect(screen.locator("#clock")).to_have_text("12:15")
        is_(screen, "online")
    screen.reload()
    is_(screen, "online")
    expect(screen.locator("#clock")).to_have_text("12:15")
    expect(screen.locator("[data-notice]")).to_contain_text("15 min")


def test_a_server_that_comes_back_with_another_build_brings_the_new_page(
    story: Story, house: House, screen: Page
) -> None:
    """Away for two minutes; the page waits for the new one and never loads an error."""
    build = built(screen)["build"]
    house.kill("web")
    screen.clock.run_for(31_000)
    is_(screen, "stale")
    screen.clock.run_for(90_000)
    is_(screen, "offline")
    expect(screen.locator("[data-calls]")).to_be_hidden()
    house.env["RELEASE"] = "next"
    try:
        house.start_web()
        house.await_web()
        # the first board of a process takes longer than all others
        assert story.board()["version"]
    finally:
        del house.env["RELEASE"]
    is_(screen, "online", RIGHT_AGAIN_MS)
    expect(waiting(screen)).to_have_text(ONE)
    assert screen.evaluate("window.first") is True
    with screen.expect_event("load"):
        screen.clock.run_for(5_000)
    is_(screen, "online")
    assert built(screen)["build"] != build


def built(page: Page) -> dict[str, Any]:
    """What the page was told about itself."""
    found: dict[str, Any] = json.loads(page.locator("#setup").text_content() or "")
    return found
