"""The public screens in a real browser: honest when cut off, one number a press, no call missed."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from signage.tickets import wait_words
from tests.stories.bank import Opens, Story
from tests.stories.wire import Wire

SOON = 4_000
# how long a call owns the stage
STAGE_MS = 8_000
# what kiosk and lobby say of some ranges
SAID = """async (ranges) => {
    const {waitWords} = await import("/static/signage/words.js");
    return ranges.map(([low, high]) => waitWords({low, high}));
}"""


@pytest.fixture
def story(opens: Opens) -> Story:
    return opens(counters=2, tellers=2)


def waiting(story: Story, clients: int) -> list[int]:
    """Both counters are open and so many clients wait at 11:50."""
    story.move_clock("11:50")
    sessions = [story.sit(n, n) for n in range(2)]
    for _ in range(clients):
        story.take()
    return sessions


def test_a_display_that_is_cut_off_grows_honest_step_by_step(story: Story, page: Page) -> None:
    assert story.plan(story.lunch("12:30"))["status"] == 200
    first, _ = waiting(story, 2)
    story.serve_next(first)
    wire = Wire(story.house.port)
    page.clock.install()
    page.goto(f"{wire.url}/display/{story.display}")
    expect(page.locator("body")).to_have_attribute("data-status", "online", timeout=SOON)
    story.move_clock("12:15")
    expect(page.locator("[data-notice]")).to_contain_text("13:00", timeout=SOON)
    expect(page.locator("[data-notice]")).to_contain_text("15 min")
    wait = page.locator("#queues .wait").first
    expect(wait).to_contain_text(" min", timeout=SOON)
    # from here on a real second is a minute of the branch
    story.move_clock("12:16", speed=60)
    expect(page.locator("#clock")).to_have_text(re.compile(r"12:(19|2\d)"), timeout=10_000)
    wire.cut()
    page.clock.fast_forward(6_000)
    expect(page.locator("#mark-word")).to_contain_text(re.compile(r"Updating… last 12:\d\d"))
    page.clock.fast_forward(25_000)
    expect(page.locator("body")).to_have_attribute("data-status", "stale")
    expect(page.locator("#advice")).to_be_visible()
    expect(wait).to_have_text("–")
    page.clock.fast_forward(95_000)
    expect(page.locator("body")).to_have_attribute("data-status", "offline")
    expect(page.locator("[data-calls]")).to_be_hidden()
    expect(page.locator("#queues .number").first).to_have_text("–")
    # by the screen's own clock the return has passed unheard
    expect(page.locator("[data-breaks]")).to_contain_text("please ask at the counter")
    expect(page.locator("[data-notice]")).to_contain_text("please ask at the counter")
    expect(page.locator("[data-notice]")).not_to_contain_text("13:00")
    story.move_clock("16:00")
    wire.close()


def test_calls_at_the_same_moment_own_the_stage_one_after_the_other(
    story: Story, page: Page
) -> None:
    sessions = waiting(story, 2)
    page.clock.install()
    page.goto(f"{story.house.url}/display/{story.display}")
    expect(page.locator("#mark-word")).to_have_text("Live", timeout=SOON)
    for n, session in enumerate(sessions):
        story.tellers[n].do(f"sessions/{session}/call/")
    # the second waits its turn although it is there
    expect(page.locator("[data-calls]")).to_contain_text("A002", timeout=SOON)
    expect(page.locator("#stage-code")).to_have_text("A001", timeout=SOON)
    expect(page.locator("#stage")).to_be_visible()
    page.clock.fast_forward(STAGE_MS)
    expect(page.locator("#stage-code")).to_have_text("A002", timeout=SOON)
    expect(page.locator("#stage-counter")).to_have_text("W2")
    page.clock.fast_forward(STAGE_MS)
    expect(page.locator("#stage")).to_be_hidden(timeout=SOON)


def test_a_press_whose_answer_was_lost_gives_one_number(story: Story, page: Page) -> None:
    assert story.plan(story.lunch("12:30"))["status"] == 200
    waiting(story, 1)
    asked: list[str] = []

    def lose_the_first(route: Route) -> None:
        asked.append(route.request.headers["idempotency-key"])
        if len(asked) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/api/v1/tickets/", lose_the_first)
    page.goto(f"{story.house.url}/kiosk/{story.kiosk}")
    choice = page.get_by_role("button", name="Cash")
    expect(choice).to_contain_text("Counter W1: break 12:30–13:00", timeout=SOON)
    expect(choice).to_contain_text("1 is waiting")
    choice.click()
    expect(page.locator("#code")).to_have_text("A002", timeout=10_000)
    assert len(asked) == 2
    assert len(set(asked)) == 1
    assert len(story.events("ticket.issued")) == 2
    page.get_by_role("button", name="Done").click()
    expect(choice).to_contain_text("2 are waiting", timeout=SOON)
    # kiosk, lobby and phone tell one range
    wait = story.forecast_board()["queues"][0]["wait"]
    words = wait_words(wait["low"], wait["high"])
    assert words
    ranges = [(10, 20), (1, 2), (0, 5), (20, None), (0, None), (None, None)]
    assert page.evaluate(SAID, ranges) == [wait_words(*each) for each in ranges]
    expect(choice).to_contain_text("Wait: " + words, timeout=SOON)
    lobby, phone = page.context.new_page(), page.context.new_page()
    lobby.goto(f"{story.house.url}/display/{story.display}")
    expect(lobby.locator("#queues .wait")).to_have_text(words, timeout=SOON)
    ours = story.take()
    assert story.forecast_board()["queues"][0]["waiting"] == 3
    wait = story.look(ours)["wait"]
    phone.goto(f"{story.house.url}/t/{ours['token']}")
    expect(phone.locator(".wait b")).to_have_text(wait_words(wait["low"], wait["high"]))


def test_the_phone_turns_when_it_is_ones_turn(story: Story, context: BrowserContext) -> None:
    first, _ = waiting(story, 0)
    ticket = story.take()
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{story.house.url}/t/{ticket['token']}")
    expect(page.get_by_role("heading", name="You are next.")).to_be_visible()
    story.tellers[0].do(f"sessions/{first}/call/")
    expect(page.get_by_role("heading", name="It is your turn")).to_be_visible(timeout=SOON)
    expect(page).to_have_title("Your turn: counter W1")
    page.get_by_role("button", name="Give up my place").click()
    page.get_by_role("button", name="Yes, leave").click()
    expect(page.get_by_role("heading", name="You left the queue.")).to_be_visible(timeout=SOON)
    assert story.look(ticket)["state"] == "left"
