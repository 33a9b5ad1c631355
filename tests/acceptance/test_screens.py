"""F21, F39, F42 and F43: what the public's screens show and offer, in a real browser."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.stories.bank import Opens, Story
from tests.stories.wire import Wire

SOON_MS = 4_000
# how soon a screen is right after the network is back
RIGHT_AGAIN_MS = 2_000


def on_break(story: Story) -> int:
    """The lunch of 12:30 has begun; the session."""
    story.publish(story.lunch("12:30"))
    story.move_clock("12:10")
    session = story.sit()
    story.move_clock("12:15")
    story.prove()
    story.move_clock("12:25", "12:30")
    assert story.the_break()["state"] == "on_break"
    return session


def test_f39_the_kiosk_goes_on_while_everything_is_closed(alone: Story, page: Page) -> None:
    """At A+10: a number, the return time, the place, and what can be done meanwhile."""
    on_break(alone)
    alone.take()
    alone.move_clock("12:40")
    page.goto(f"{alone.house.url}/kiosk/{alone.kiosk}")
    choice = page.get_by_role("button", name="Cash")
    expect(choice).to_contain_text("on break, back at 13:00", timeout=SOON_MS)
    choice.click()
    expect(page.locator("#code")).to_have_text("A002", timeout=SOON_MS)
    expect(page.locator("#promise")).to_contain_text("after the break, from 13:00")
    expect(page.locator("#ahead")).to_have_text("1")
    expect(page.locator("#ticket")).to_contain_text("ATM in the lobby")
    told = alone.events("ticket.issued")[-1]["data"]["code"]
    assert told == "A002"


def test_f21_the_phone_offers_every_choice_while_a_break_lasts(alone: Story, page: Page) -> None:
    """Keep the place, be called back, leave; without a break only leave."""
    alone.move_clock("12:00")
    early = alone.take()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{alone.house.url}/t/{early['token']}")
    expect(page.get_by_role("button", name="Give up my place")).to_be_visible()
    for name in ("Keep my place", "Call me back", "another counter"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    alone.public.delete(f"tickets/{early['token']}/")
    on_break(alone)
    ticket = alone.take()
    page.goto(f"{alone.house.url}/t/{ticket['token']}")
    page.get_by_role("button", name="Keep my place").click()
    expect(page.get_by_role("heading", name="Your place is kept.")).to_be_visible()
    page.get_by_role("button", name="I am here").click()
    expect(page.get_by_role("button", name="Keep my place")).to_be_visible(timeout=SOON_MS)
    assert alone.look(ticket)["state"] == "waiting"
    page.get_by_role("button", name="Call me back: 13:00").click()
    page.get_by_label("Phone or e-mail").fill("+36 1 234 5678")
    page.get_by_role("button", name="Call me back: 13:00").click()
    expect(page.get_by_role("button", name="Call me back")).to_have_count(0, timeout=SOON_MS)
    assert alone.look(ticket)["state"] == "left"
    assert alone.look(ticket)["call_back_at"] == alone.at("13:00")
    expect(page.locator("main")).to_contain_text("13:00")


def test_f43_a_display_that_is_cut_off_says_so_and_recovers(pair: Story, page: Page) -> None:
    """3.6.4: stale after 30 s, offline after 120 s, a full board on return; whatever its own clock
    reads (3.9 no. 29).
    """
    pair.publish(pair.lunch("12:30"))
    pair.move_clock("12:10")
    session = pair.sit()
    pair.take(), pair.take()
    pair.serve_next(session)
    wire = Wire(pair.house.port)
    page.clock.install()
    page.goto(f"{wire.url}/display/{pair.display}")
    status, waiting = page.locator("body"), page.locator("#queues .number").first
    expect(status).to_have_attribute("data-status", "online", timeout=SOON_MS)
    pair.move_clock("12:15")
    banner = page.locator("[data-notice]")
    expect(banner).to_contain_text("15 min", timeout=SOON_MS)
    # the branch's clock goes on as a clock does
    pair.move_clock("12:16:20", speed=1)
    # the page has heard of it, or it would not go on by itself
    expect(page.locator("#clock")).to_have_text("12:16", timeout=SOON_MS)
    expect(waiting).to_have_text("1")
    wire.cut()
    page.clock.run_for(6_000)
    expect(status).to_have_attribute("data-status", "updating")
    page.clock.set_system_time(datetime.now(UTC) + timedelta(minutes=5))
    page.clock.run_for(25_000)
    expect(status).to_have_attribute("data-status", "stale")
    expect(page.locator("#mark-word")).to_have_text(re.compile(r"^Not up to date.* 12:16$"))
    page.clock.run_for(60_000)
    expect(status).to_have_attribute("data-status", "stale")
    expect(page.locator("#clock")).to_have_text("12:17")
    expect(banner).to_contain_text(re.compile(r"1[34] min"))
    page.clock.run_for(30_000)
    expect(status).to_have_attribute("data-status", "offline")
    expect(page.locator("[data-calls]")).to_be_hidden()
    expect(waiting).to_have_text("–")
    expect(page.locator("[data-breaks]")).to_contain_text("12:30–13:00")
    pair.take()
    wire.mend()
    expect(status).to_have_attribute("data-status", "online", timeout=RIGHT_AGAIN_MS)
    expect(waiting).to_have_text("2")
    expect(page.locator("[data-calls]")).to_be_visible()
    expect(page.locator("#clock")).to_have_text(re.compile(r"12:1[67]"))
    wire.close()


Said = set[tuple[str, ...]]
ENGLISH = ("en", "Now calling", "Break: 12:30")
MAGYAR = ("hu", "Most hívjuk", "Szünet: 12:30")
TURKISH = ("tr", "Şimdi çağrılan", "Mola: 12.30")


def rotation(story: Story, page: Page) -> Said:
    """In one rotation of two languages: the page's language, its heading, and when the banner of
    the 12:30 lunch says it starts.
    """
    story.publish(story.lunch("12:30"))
    story.move_clock("12:15")
    story.prove()
    page.clock.install()
    page.goto(f"{story.house.url}/display/{story.display}")
    banner, told = page.locator("[data-notice]"), set()
    for _ in range(2):
        expect(banner).to_contain_text(re.compile(r"12[:.]30"), timeout=SOON_MS)
        starts = re.search(r"\w+: 12[:.]30", banner.inner_text().replace("\n", " "))
        language = page.locator("html").get_attribute("lang") or ""
        heading = page.locator("#calls-title").inner_text()
        told.add((language, heading, starts[0] if starts else ""))
        page.clock.fast_forward(6_000)
    return told


@pytest.mark.parametrize(
    ("languages", "said"), [(["hu", "tr"], {MAGYAR, TURKISH}), (["de", "hu"], {ENGLISH, MAGYAR})]
)
def test_f42_all_of_a_lobby_comes_round_in_both_languages_of_its_branch(
    opens: Opens, page: Page, languages: list[str], said: Said
) -> None:
    """Headings, notices and clock times turn together; nobody has written German: it is English."""
    assert rotation(opens(languages=languages), page) == said


def test_f42_a_branch_with_one_language_stays_with_it(alone: Story, page: Page) -> None:
    assert rotation(alone, page) == {ENGLISH}
