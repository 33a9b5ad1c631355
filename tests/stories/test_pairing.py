"""A new screen hangs on the wall, shows a code, and belongs to the branch; later it does not."""

import re

from playwright.sync_api import BrowserContext, expect

from tests.stories.bank import Opens
from tests.stories.test_desk import log_in

SOON_MS = 15_000


def test_a_screen_is_paired_by_its_code_laid_out_and_retired(
    opens: Opens, context: BrowserContext
) -> None:
    story = opens(counters=1, tellers=1)
    story.move_clock("09:00")
    office = log_in(context, story, "manager", f"/office/screens/?branch={story.branch['id']}")
    screen = context.new_page()
    screen.goto(f"{story.house.url}/pair/")
    expect(screen.locator("#state")).to_contain_text("Waiting for the code", timeout=SOON_MS)
    code = screen.locator("#code").inner_text()
    assert re.fullmatch(r"[A-Z0-9]{6}", code)
    # a power cut changes nothing
    screen.reload()
    expect(screen.locator("#code")).to_have_text(code, timeout=SOON_MS)

    office.get_by_label("Code on the screen").fill(code.lower())
    office.get_by_label("Name", exact=True).fill("Wall")
    office.get_by_role("button", name="Pair", exact=True).click()
    expect(office.get_by_role("heading", name="Wall")).to_be_visible()
    expect(screen).to_have_url(re.compile("/display/"), timeout=SOON_MS)
    expect(screen.locator("body")).to_have_attribute("data-status", "online", timeout=SOON_MS)

    # what nobody could read is said before it is kept, and not kept
    office.get_by_label("Diagonal (inches)").fill("32")
    office.get_by_label("Farthest seat (metres)").fill("9")
    expect(office.locator("#verdict-word")).to_contain_text("Cannot be read")
    office.get_by_role("button", name="Keep the layout").click()
    expect(office.get_by_role("alert").first).to_contain_text("Not kept")
    office.get_by_label("Farthest seat (metres)").fill("3")
    expect(office.locator("#verdict-word")).to_contain_text("Can be read")
    office.get_by_role("button", name="Keep the layout").click()
    expect(office.locator("#layout ~ .notice-good")).to_be_visible()
    expect(screen.locator("body")).to_have_attribute("style", re.compile("--unit: 2"))

    office.get_by_label("Yes, retire Wall").check()
    office.get_by_role("button", name="Retire this screen").click()
    heading = screen.get_by_role("heading", name="This screen is not paired")
    expect(heading).to_be_visible(timeout=SOON_MS)
    expect(screen.locator("#state")).to_contain_text("Waiting for the code", timeout=SOON_MS)
    assert screen.locator("#code").inner_text() != code
    happened = ["device.created", "layout.changed", "device.retired"]
    assert [event["kind"] for event in story.events(*happened)][-3:] == happened
