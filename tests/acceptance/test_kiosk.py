"""F72: what a kiosk hands out on paper, by its own printer."""

from playwright.sync_api import Page, expect

from tests.stories.bank import Story

SOON_MS = 8_000
# what stands on the paper when the page prints, and nothing is printed here
PRINT = "window.print = () => document.body.setAttribute('data-printed', 'yes')"
SEEN = """() => Array.from(document.body.children)
    .filter((node) => getComputedStyle(node).display !== 'none').map((node) => node.id)"""


def test_f72_the_paper_ticket_carries_promise_and_times(alone: Story, page: Page) -> None:
    """Number, promise, breaks with their return, branch, date, time and code, in one language."""
    alone.publish(alone.lunch("12:30"))
    alone.move_clock("12:10")
    alone.sit()
    alone.move_clock("12:15")
    alone.prove()
    kiosk = alone.kiosk
    screens = alone.office.get(f"{alone.path}devices/")
    number = next(each["id"] for each in screens if each["kind"] == "kiosk")
    paper = alone.office.patch(f"{alone.path}devices/{number}/layout/", paper="page")
    assert paper.status_code == 200, paper.text
    page.add_init_script(PRINT)
    page.goto(f"{alone.house.url}/kiosk/{kiosk}")
    page.get_by_role("button", name="Cash").click(timeout=SOON_MS)
    expect(page.locator("body")).to_have_attribute("data-printed", "yes", timeout=SOON_MS)
    expect(page.locator("#paper-word")).to_have_text("Please take your paper.")
    page.emulate_media(media="print")
    assert page.evaluate(SEEN) == ["paper"]
    sheet = page.locator("#paper")
    expect(sheet).to_contain_text("A001")
    expect(sheet).to_contain_text("You will be served before the break.")
    expect(sheet).to_contain_text("Counter W1: break 12:30–13:00")
    expect(sheet).to_contain_text(alone.branch["name"])
    expect(sheet).to_contain_text(f"{alone.day.day} {alone.day:%B}, 12:15")
    assert sheet.locator("img.qr").evaluate("(picture) => picture.naturalWidth") > 0
    width = sheet.evaluate("(node) => node.getBoundingClientRect().width")
    # 72 of the 80 mm, at 96 dots an inch
    assert round(width) == round(72 / 25.4 * 96)
