"""F72 and F21 on the client's own page: read and used without a script, seen as well as heard, and
honest when the network is away (3.6.4).
"""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.stories.bank import BUDAPEST, Facts, Story
from tests.stories.looking import faults_of_access, learn_axe
from tests.stories.wire import Wire

SOON_MS = 4_000
PHONE = {"width": 390, "height": 844}
# a tone is one that the engine was really told to play
COUNT_TONES = """
window.tones = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) { window.tones += 1; return start.call(this, at); };
"""


@pytest.fixture
def told(alone: Story) -> tuple[Story, int, Facts]:
    """A lunch is announced for 12:30; the last of four clients is told of it."""
    alone.publish(alone.lunch("12:30"))
    alone.move_clock("12:10")
    session = alone.sit()
    alone.move_clock("12:15")
    alone.prove()
    tickets = [alone.take() for _ in range(4)]
    alone.forecast_board()
    return alone, session, tickets[3]


@pytest.fixture
def unscripted(browser: Browser) -> Iterator[Page]:
    """A phone whose browser runs no script."""
    profile = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield profile.new_page()
    profile.close()


def address(story: Story, ticket: Facts, query: str = "") -> str:
    return f"{story.house.url}/t/{ticket['token']}{query}"


def test_f72_without_a_script_the_page_reads_and_every_choice_works(
    told: tuple[Story, int, Facts], unscripted: Page
) -> None:
    (story, _, ticket), page = told, unscripted
    page.goto(address(story, ticket))
    main = page.locator("main")
    for words in (
        ticket["code"],
        "3 clients are before you.",
        "break 12:30–13:00",
        "after the break",
    ):
        expect(main).to_contain_text(words)
    expect(page.locator(".wait")).to_contain_text("min")
    # what only a script can do is not offered
    for gone in ("#ring", "#share", "#late"):
        expect(page.locator(gone)).to_be_hidden()
    page.get_by_role("button", name="Keep my place").click()
    expect(main).to_contain_text("Your place is kept until 13:15.")
    page.get_by_role("button", name="I am here").click()
    expect(main).to_contain_text("3 clients are before you.")
    page.get_by_role("button", name="Give up my place").click()
    page.get_by_role("button", name="Yes, leave").click()
    expect(main).to_contain_text("You left the queue.")
    assert story.look(ticket)["state"] == "left"


def test_f72_every_text_of_the_page_stands_out_in_light_and_dark(
    told: tuple[Story, int, Facts], context: BrowserContext
) -> None:
    """At least 4.5:1, as axe computes it, and no other fault."""
    story, session, ticket = told
    page = context.new_page()
    page.set_viewport_size(PHONE)
    faults = {}
    for state in ("waiting", "held", "called"):
        if state == "held":
            story.public.post(f"tickets/{ticket['token']}/hold/")
        if state == "called":
            story.public.delete(f"tickets/{ticket['token']}/hold/")
            assert story.call(session, code=ticket["code"]).status_code == 200
        page.goto(address(story, ticket))
        page.get_by_text("Keep or share this page").click()
        learn_axe(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            faults[state, scheme] = faults_of_access(page)
        # 320 pixels at 200 %
        page.set_viewport_size({"width": 160, "height": 320})
        assert page.evaluate("document.documentElement.scrollWidth") == 160
        page.set_viewport_size(PHONE)
    assert {look: found for look, found in faults.items() if found} == {}


def test_f72_a_call_is_heard_where_it_was_asked_for_and_always_seen(
    told: tuple[Story, int, Facts], context: BrowserContext
) -> None:
    story, session, ticket = told
    context.add_init_script(COUNT_TONES)
    quiet, loud = context.new_page(), context.new_page()
    for page in (quiet, loud):
        page.set_viewport_size(PHONE)
        page.goto(address(story, ticket))
    ring = loud.locator("#ring")
    expect(ring).to_have_text("Sound on call: off")
    ring.click()
    expect(ring).to_have_text("Sound on call: on")
    # it sounds at once, so that one knows how
    tried = loud.evaluate("tones")
    assert tried > 0
    # the switch is remembered, but a page that nobody has touched yet is silent, and says so
    quiet.reload()
    expect(quiet.locator("#ring")).to_have_text("The browser blocks the sound: touch here")
    assert story.call(session, code=ticket["code"]).status_code == 200
    for page in (quiet, loud):
        expect(page.locator("h1")).to_have_text("It is your turn", timeout=SOON_MS)
        expect(page.locator(".to")).to_contain_text("W1")
        expect(page).to_have_title("Your turn: counter W1")
        expect(page.locator("body")).to_have_class(re.compile("is-called"))
        # the whole page turns, whatever the length of it
        assert (
            page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(11, 71, 140)"
        )
    assert (quiet.evaluate("tones"), loud.evaluate("tones") > tried) == (0, True)
    quiet.locator("#ring").click()
    expect(quiet.locator("#ring")).to_have_text("Sound on call: on")


def test_f72_a_phone_that_is_cut_off_says_so_and_tells_nothing_too_old(
    told: tuple[Story, int, Facts], page: Page
) -> None:
    story, _, ticket = told
    wire = Wire(story.house.port)
    page.set_viewport_size(PHONE)
    page.clock.install()
    page.goto(f"{wire.url}/t/{ticket['token']}")
    wait, late = page.locator(".wait"), page.locator("#late")
    expect(wait).to_contain_text("min")
    expect(page.locator("dl")).to_contain_text("12:30–13:00")
    # a house that lives and has no news is fresh however long it lasts
    page.clock.fast_forward(20_000)
    page.wait_for_timeout(2_500)
    page.clock.fast_forward(20_000)
    page.wait_for_timeout(100)
    expect(late).to_be_hidden()
    wire.cut()
    page.clock.fast_forward(31_000)
    expect(late).to_contain_text("No connection. Please watch the screens. Last checked at 12:15")
    expect(wait).to_be_visible()
    page.clock.fast_forward(91_000)
    expect(wait).to_be_hidden()
    expect(page.locator("h1")).to_be_hidden()
    expect(page.locator(".promise")).to_contain_text("from 13:")
    # by the page's own clock the return has passed unheard
    page.clock.fast_forward(3600_000)
    expect(page.locator("dl")).not_to_contain_text("13:00")
    expect(page.locator("dl")).to_contain_text("please ask at the counter")
    expect(page.locator(".promise")).to_contain_text("Please ask at the counter for the time.")
    page.get_by_role("button", name="Keep my place").click()
    expect(page.locator("#problem")).to_contain_text("That did not get through.")
    assert story.look(ticket)["state"] == "waiting"
    wire.mend()
    page.clock.fast_forward(30_000)
    expect(late).to_be_hidden(timeout=SOON_MS)
    expect(page.locator("dl")).to_contain_text("12:30–13:00")
    expect(wait).to_be_visible()
    # a refusal stays when the page is written anew
    stale = page.get_by_role("button", name="Keep my place")
    stale.evaluate("(button) => { button.value = 'revive'; }")
    stale.click()
    expect(page.locator("#problem")).to_contain_text("This is no longer possible.")
    with page.expect_response("**/t/*"):
        page.clock.fast_forward(31_000)
    page.wait_for_timeout(100)
    expect(page.get_by_text("This is no longer possible.")).to_have_count(1)
    wire.close()


def test_the_page_tells_what_the_door_tells(told: tuple[Story, int, Facts]) -> None:
    """One range, one promise and one return, however they are asked for."""
    story, _, ticket = told
    door, page = story.look(ticket), story.page(f"t/{ticket['token']}").text
    low, high = door["wait"]["low"], door["wait"]["high"]
    said = f"about {low}–{high} min" if high else f"{low} min or more"
    assert said in page
    assert f'data-low="{low}" data-high="{high or ""}"' in page
    assert door["promise"]["kind"] == "after"
    assert '<p class="promise after"' in page
    back = datetime.fromisoformat(door["promise"]["returns_at"]).astimezone(BUDAPEST)
    assert f"after the break, from {back:%H:%M}." in page
    assert f"{door['ahead']} clients are before you." in page
