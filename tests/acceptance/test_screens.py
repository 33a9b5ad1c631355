"""F21, F39, F41 to F43: what the public's screens show and offer, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.stories.bank import Opens, Story
from tests.stories.wire import Wire

SOON_MS = 4_000


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
    page.get_by_label("Phone or e-mail").fill("+36 1 234 5678")
    page.get_by_role("button", name="Call me back: 13:00").click()
    expect(page.get_by_role("button", name="Call me back")).to_have_count(0, timeout=SOON_MS)
    assert alone.look(ticket)["state"] == "left"
    assert alone.look(ticket)["call_back_at"] == alone.at("13:00")
    expect(page.locator("main")).to_contain_text("13:00")


def test_f41_the_glass_lists_the_days_breaks_and_follows_a_move(pair: Story, page: Page) -> None:
    first, second = pair.lunch("12:30"), pair.lunch("13:10", 1)
    assert pair.plan(first, second)["status"] == 200
    pair.move_clock("09:00")
    token = pair.device("sign", "Glass")
    page.goto(f"{pair.house.url}/sign/{token}?counter=W1")
    expect(page.locator("[data-breaks]")).to_contain_text("12:30–13:00", timeout=SOON_MS)
    expect(page.locator("[data-breaks] li")).to_have_count(1)
    break_ = pair.breaks()[0]
    expect(page.locator("[data-breaks]")).to_contain_text("Revision 1")
    assert "12:30–13:00</td><td>ATM in the lobby</td><td>1<" in sheet(pair)
    moved = pair.manager.patch(f"breaks/{break_['id']}/", starts_at=pair.at("12:35"))
    assert (moved.status_code, moved.json()["revision"]) == (200, 2)
    expect(page.locator("[data-breaks]")).to_contain_text("12:35–13:05", timeout=SOON_MS)
    expect(page.locator("[data-breaks]")).to_contain_text("Revision 2")
    printed = sheet(pair)
    assert "12:35–13:05</td><td>ATM in the lobby</td><td>2<" in printed
    assert f"{pair.day:%A} {pair.day.day} {pair.day:%B %Y}" in printed
    assert "at 09:00." in printed
    assert "Teller0" not in printed


def sheet(story: Story) -> str:
    """The printed sheet of the day, as the manager's browser gets it."""
    path = f"office/sheet/?branch={story.branch['id']}&day={story.day}"
    answer = story.office.session.get(f"{story.house.url}/{path}", timeout=20)
    assert answer.status_code == 200
    return answer.text


def test_f43_a_display_that_is_cut_off_says_so_and_recovers(pair: Story, page: Page) -> None:
    """3.6.4: stale after 30 s, offline after 120 s, a full board on return."""
    pair.publish(pair.lunch("12:30"))
    pair.move_clock("12:10")
    session = pair.sit()
    pair.take(), pair.take()
    pair.serve_next(session)
    wire = Wire(pair.house.port)
    page.clock.install()
    page.goto(f"{wire.url}/display/{pair.display}")
    expect(page.locator("body")).to_have_attribute("data-status", "online", timeout=SOON_MS)
    pair.move_clock("12:15")
    banner = page.locator("[data-notice]")
    expect(banner).to_contain_text("15 min", timeout=SOON_MS)
    # the branch's clock goes on as a clock does
    pair.move_clock("12:15:30", speed=1)
    expect(page.locator("#clock")).to_have_text("12:15", timeout=SOON_MS)
    expect(page.locator("#queues .number").first).to_have_text("1")
    page.wait_for_timeout(300)
    wire.cut()
    page.clock.fast_forward(31_000)
    expect(page.locator("body")).to_have_attribute("data-status", "stale")
    expect(page.locator("#mark-word")).to_contain_text(re.compile(r"\d\d:\d\d"))
    page.clock.fast_forward(60_000)
    expect(page.locator("#clock")).to_have_text("12:17")
    expect(banner).to_contain_text(re.compile(r"1[34] min"))
    page.clock.fast_forward(30_000)
    expect(page.locator("body")).to_have_attribute("data-status", "offline")
    expect(page.locator("[data-calls]")).to_be_hidden()
    expect(page.locator("#queues .number").first).to_have_text("–")
    expect(page.locator("[data-breaks]")).to_contain_text("12:30–13:00")
    pair.take()
    wire.mend()
    page.clock.fast_forward(60_000)
    expect(page.locator("body")).to_have_attribute("data-status", "online", timeout=15_000)
    expect(page.locator("#queues .number").first).to_have_text("2")
    expect(page.locator("[data-calls]")).to_be_visible()
    wire.close()


def rotation(story: Story, page: Page) -> set[str]:
    """What the banner of the 12:30 lunch says about its start, in one rotation of two languages."""
    story.publish(story.lunch("12:30"))
    story.move_clock("12:15")
    story.prove()
    page.clock.install()
    page.goto(f"{story.house.url}/display/{story.display}")
    banner = page.locator("[data-notice]")
    told = set()
    for _ in range(2):
        expect(banner).to_contain_text("12:30", timeout=SOON_MS)
        told |= set(re.findall(r"(Break|Szünet): 12:30", banner.inner_text().replace("\n", " ")))
        page.clock.fast_forward(6_000)
    return told


@pytest.mark.parametrize("languages", [["hu", "en"], ["tl", "hu"]])
def test_f42_both_languages_of_a_branch_come_round(
    opens: Opens, page: Page, languages: list[str]
) -> None:
    """Nobody has written Filipino: it falls back to English."""
    assert rotation(opens(languages=languages), page) == {"Szünet", "Break"}


def test_f42_a_branch_with_one_language_stays_with_it(alone: Story, page: Page) -> None:
    assert rotation(alone, page) == {"Break"}
