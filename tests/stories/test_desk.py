"""A teller and a manager at their screens, by keyboard, on the running house."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.stories.bank import Opens, Story
from tests.stories.house import PASSWORD, House

# clocks go forward and back on these days; one zone never moves
DAYS = [
    ("Europe/Budapest", "2027-03-28"),
    ("Europe/Budapest", "2027-10-31"),
    ("Europe/Sofia", "2027-10-31"),
    ("America/New_York", "2027-03-14"),
    ("America/New_York", "2027-11-07"),
    ("Asia/Manila", "2027-10-31"),
]

AT_ONCE = """(keys) => keys.forEach((key) => document.body.dispatchEvent(
  new KeyboardEvent("keydown", { key, bubbles: true })))"""


def log_in(context: BrowserContext, story: Story, who: str, path: str) -> Page:
    """A tab of its own in which somebody has logged in."""
    if who == "manager":
        # a story employs one when it first speaks of one
        assert story.boss
    context.clear_cookies()
    page = context.new_page()
    page.goto(story.house.url + path)
    page.get_by_label("User").fill(f"{who}-{story.day}")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    return page


def test_a_teller_works_from_opening_to_the_end_of_lunch_by_keys(
    opens: Opens, context: BrowserContext
) -> None:
    story = opens(counters=2, tellers=2)
    story.move_clock("11:30")
    assert story.plan(story.lunch("12:30"))["status"] == 200
    page = log_in(context, story, "teller0", "/desk/")
    expect(page.get_by_role("button", name="W1")).to_be_visible()
    page.keyboard.press("1")
    expect(page.locator(".pause-times")).to_contain_text("12:30 – 13:00")
    story.take()
    story.take()
    expect(page.locator(".waiting-count")).to_have_text("2")

    page.keyboard.press("Space")
    expect(page.locator(".ticket-code")).to_have_text("A001")
    page.keyboard.press("x")
    expect(page.get_by_role("status")).to_contain_text("A001 is on the way")
    page.keyboard.press("s")
    expect(page.locator(".ticket")).to_contain_text("In service since 11:30")
    # a quick hand: the next key before the answer has come, and one that bounces
    page.evaluate(AT_ONCE, ["n", "s", "n"])
    expect(page.locator(".ticket-code")).to_have_text("A002")
    expect(page.locator(".ticket")).to_contain_text("In service")
    page.keyboard.press("f")
    expect(page.locator(".ticket")).to_contain_text("Nobody is waiting")

    page.keyboard.press("b")
    expect(page.get_by_role("status")).to_contain_text("Allowed from 12:30")
    story.move_clock("12:15")
    expect(page.locator(".pause")).to_contain_text("not shown yet")
    story.paint(story.the_break())
    expect(page.locator(".pause")).to_contain_text("shown on a screen at 12:15")
    story.move_clock("12:31")
    expect(page.locator(".pause")).to_have_attribute("data-state", "on_break")

    # neither Space nor a single B takes the rest away
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_contain_text("You are on a break")
    page.keyboard.press("b")
    expect(page.get_by_role("dialog")).to_contain_text("lasts until")
    page.keyboard.press("Escape")
    story.move_clock("13:01")
    expect(page.locator(".pause")).to_contain_text("due back at 13:01")
    page.keyboard.press("b")
    expect(page.locator(".pause")).to_contain_text("No break is coming up today")
    assert story.the_break()["state"] == "ended"


def test_a_manager_is_told_every_rule_that_a_plan_breaks_and_mends_it(
    opens: Opens, context: BrowserContext
) -> None:
    story = opens(counters=2, tellers=2)
    story.move_clock("09:00")
    for teller, clock in enumerate(("12:30", "12:40")):
        story.office.do(f"{story.path}breaks/", **story.lunch(clock, teller))
    page = log_in(context, story, "manager", f"/office/?branch={story.branch['id']}")
    page.get_by_role("button", name="Publish the day: 2 drafts").click()
    expect(page.get_by_role("alert")).to_contain_text("4 rules say no")
    expect(page.get_by_role("alert")).to_contain_text("Teller1, lunch at 12:40")

    page.get_by_role("button", name="Change it").last.click()
    page.get_by_label("Start, by the clocks").fill("1310")
    page.keyboard.press("Enter")
    expect(page.locator(".plan")).to_contain_text("13:10 – 13:40")
    page.get_by_role("button", name="Publish the day: 2 drafts").click()
    expect(page.get_by_role("status").last).to_contain_text("The day is published")
    published = story.office.get(f"{story.path}breaks/?day={story.day}")["breaks"]
    assert [each["starts_at"] for each in published] == [story.at("12:30"), story.at("13:10")]

    page.keyboard.press("3")
    page.get_by_label("Clients are warned").fill("5")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").last).to_contain_text("between 10 and 60")


@pytest.mark.parametrize(("zone", "day"), DAYS)
def test_wall_times_become_the_instants_the_server_would_choose(
    house: House, page: Page, zone: str, day: str
) -> None:
    """DOMAIN.md 3.9 no. 11 and 12: a gap moves on, of two the first; as `zoneinfo` has it."""
    page.goto(house.url + "/login/")
    begin = datetime.fromisoformat(day)
    walls = [f"{begin + timedelta(minutes=15 * n):%H:%M}" for n in range(96)]
    got = page.evaluate(
        """async ([day, walls, zone]) => {
            const {instantOf} = await import("/static/desk/times.js");
            return walls.map(wall => instantOf(day, wall, zone));
        }""",
        [day, walls, zone],
    )
    wanted = [
        datetime.fromisoformat(f"{day}T{wall}").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for wall in walls
    ]
    assert got == [each.isoformat().replace("+00:00", "Z") for each in wanted]
