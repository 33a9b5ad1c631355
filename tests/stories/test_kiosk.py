"""A kiosk that is cut off for ten minutes under load, and the ways to use one besides sight and a
long arm, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.stories.bank import Facts, Opens, Story
from tests.stories.wire import Wire

SOON = 8_000
STOCK = "Object.keys(localStorage).filter((key) => key.startsWith('intermezzo:reserve')).length"


@pytest.fixture
def story(opens: Opens) -> Story:
    return opens(counters=2, tellers=2, languages=["hu", "en", "bg"])


def kiosk_with_a_reserve(page: Page, url: str) -> None:
    """The page is up, and has laid numbers in."""
    page.goto(url)
    expect(page.locator("body")).to_have_attribute("data-status", "online", timeout=SOON)
    for _ in range(80):
        if page.evaluate(STOCK):
            return
        page.wait_for_timeout(100)
    raise AssertionError("no numbers were laid in")


def press(page: Page) -> str:
    """A client takes a number and goes; the number."""
    page.get_by_role("button", name="Pénztár").click()
    code = page.locator("#code")
    expect(code).not_to_have_text("", timeout=SOON)
    told = code.inner_text()
    page.locator("#home").click()
    return told


def issued(story: Story) -> list[Facts]:
    return [event["data"] for event in story.events("ticket.issued")]


def called(story: Story, sessions: list[int]) -> list[str]:
    """Everybody who waits is served, by the two tellers in turn."""
    codes = []
    while story.board()["queues"][0]["waiting"]:
        teller = len(codes) % 2
        codes.append(story.serve_next(sessions[teller], teller))
        story.finish(sessions[teller], teller)
    return codes


def take_at(story: Story, token: str) -> str:
    """A client takes a number at another kiosk."""
    headers = {"Authorization": f"Device {token}"}
    answer = story.public.ask(
        "POST", "tickets/", json={"queue": story.queue["id"]}, headers=headers
    )
    assert answer.status_code == 201
    return str(answer.json()["code"])


def away(page: Page) -> None:
    """Nearly three minutes pass, in steps after which a page does not load itself anew as one
    does that stood still for more than a minute."""
    for _ in range(3):
        page.clock.fast_forward(55_000)


def until_reported(page: Page) -> None:
    """The kiosk has told the house of every number.

    One look at both: a page that has not heard of the house yet says of nothing that it is
    unreported.
    """
    told = page.locator("body[data-status=online] #staff[hidden]")
    expect(told).to_be_attached(timeout=2 * SOON)


def test_a_kiosk_cut_off_for_ten_minutes_loses_nothing_and_doubles_nothing(
    story: Story, page: Page
) -> None:
    """3.9 no. 13: others take numbers, a teller calls, and who came first is first."""
    hall = story.device("kiosk", "Hall")
    story.move_clock("09:00", speed=1)
    sessions = [story.sit(n, n) for n in range(2)]
    take_at(story, hall)
    wire = Wire(story.house.port)
    page.clock.install()
    kiosk_with_a_reserve(page, f"{wire.url}/kiosk/{story.kiosk}")

    def lose_the_answer(route: Route) -> None:
        """The house gives out A002, which nobody hears of: the connection is gone."""
        route.fetch()
        wire.cut()
        route.abort()

    page.route("**/api/v1/tickets/", lose_the_answer, times=1)
    page.get_by_role("button", name="Pénztár").click()
    expect(page.locator("#code")).to_have_text("A999", timeout=SOON)
    expect(page.locator("#promise")).to_have_class(re.compile("unknown"))
    expect(page.locator("#scan svg.qr path")).to_have_count(1)
    page.locator("#home").click()
    given = ["A999"]
    for minute in ("09:02", "09:05", "09:08"):
        story.move_clock(minute, speed=1)
        take_at(story, hall)
        away(page)
        given.append(press(page))
    assert given == ["A999", "A998", "A997", "A996"]
    assert story.serve_next(sessions[0]) == "A001"
    story.finish(sessions[0])
    expect(page.locator("body")).to_have_attribute("data-status", "offline")
    expect(page.locator("#cut")).to_be_visible()
    expect(page.locator("#unsent")).to_contain_text("4")
    story.move_clock("09:10", speed=1)
    wire.mend()
    until_reported(page)
    told = [(each["code"], each.get("offline", False)) for each in issued(story)]
    assert [code for code, offline in told if offline] == given
    assert sorted(code for code, offline in told if not offline) == [f"A00{n}" for n in range(1, 6)]
    # nobody holds A002; between the others everybody stands where they came
    assert len(story.events("ticket.left")) == 1
    order = ["A999", "A003", "A998", "A004", "A997", "A005", "A996"]
    assert called(story, sessions) == order
    # the usual path is back
    assert press(page) == "A006"
    wire.close()


def test_the_kiosk_is_used_by_low_reach_by_keys_and_without_haste(story: Story, page: Page) -> None:
    """EN 301 549, WCAG 2.2.1: warned in time, as often as one likes."""
    story.move_clock("09:00")
    page.set_viewport_size({"width": 1280, "height": 1024})
    page.clock.install()
    kiosk_with_a_reserve(page, f"{story.house.url}/kiosk/{story.kiosk}")
    page.locator("[data-mode=reach]").click()
    for control in page.get_by_role("button").all():
        box = control.bounding_box()
        assert box is not None
        assert box["y"] >= 1024 * 2 / 3 - 20
        assert min(box["height"], box["width"]) >= 64
    page.locator("#languages [lang=bg]").click()
    expect(page.locator("html")).to_have_attribute("lang", "bg")
    for _ in range(2):
        page.clock.run_for(26_000)
        expect(page.locator("#warning")).to_be_visible()
        page.locator("#more").click()
        expect(page.locator("#warning")).to_be_hidden()
    expect(page.locator("body")).to_have_attribute("data-status", "online", timeout=SOON)
    page.keyboard.press("1")
    expect(page.locator("#code")).to_have_text("A001", timeout=SOON)
    assert page.evaluate("document.activeElement.tagName") == "H2"
    page.clock.run_for(51_000)
    # the next client finds nothing of the last one
    expect(page.locator("#choose")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "hu")
    expect(page.locator("#code")).to_have_text("")
    expect(page.locator("body")).not_to_have_attribute("data-reach", "")
    assert story.house.public.get(f"boards/{story.kiosk}/")["queues"][0]["waiting"] == 1


def test_a_client_who_does_not_see_hears_the_choices_and_takes_one(
    story: Story, page: Page
) -> None:
    """EN 301 549 5.1: a corner held begins to speak; feeling about takes no number."""
    said: list[str] = []
    page.on(
        "request", lambda r: said.append(r.post_data_json["text"]) if "speech" in r.url else None
    )
    story.move_clock("09:00")
    page.set_viewport_size({"width": 1080, "height": 1920})
    page.goto(f"{story.house.url}/kiosk/{story.kiosk}")
    expect(page.get_by_role("button", name="Pénztár")).to_be_visible(timeout=SOON)
    page.mouse.move(20, 20)
    page.mouse.down()
    expect(page.locator("body")).to_have_attribute("data-audio", "", timeout=SOON)
    page.mouse.up()
    page.get_by_role("button", name="Pénztár").click()
    expect(page.locator("#choose")).to_be_visible()
    # a touch beside the controls goes on to the next and round; a double one takes what was heard
    page.keyboard.press("ArrowUp")
    page.mouse.click(540, 1300)
    expect(page.locator(".choice")).to_be_focused()
    page.mouse.dblclick(540, 1300)
    expect(page.locator("#code")).to_have_text("A001", timeout=SOON)
    expect(page.locator("#ticket")).to_be_visible()
    page.wait_for_timeout(100)
    assert "Pénztár" in said[0]
    assert "Pénztár" in said[1]
    assert "A 0 0 1" in said[-1]
