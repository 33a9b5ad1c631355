"""A Hungarian teller walks through her cards with the keyboard alone, in Chromium."""

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.stories.bank import Facts, Opens
from tests.stories.test_desk import log_in


def titled(page: Page, title: str) -> Locator:
    """The card that lies on top, once it is the one that is meant."""
    card = page.locator(".card")
    expect(card.locator(".card-title")).to_have_text(title)
    return card


def press(page: Page, key: str) -> None:
    """Press a key of the card once what was pressed before it is done."""
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator(".answer").first).to_have_attribute("aria-disabled", "false")
    page.keyboard.press(key)


def test_a_hungarian_teller_walks_two_cards_to_their_ends_with_the_keyboard(
    opens: Opens, context: BrowserContext
) -> None:
    """HU-23, HU-24: the queue demands that the break be cancelled; nobody was told aloud."""
    story = opens(counters=2, tellers=1, languages=["hu", "tr"])
    story.move_clock("11:30")
    story.publish(story.lunch("12:30"))
    page = log_in(context, story, "teller0", "/desk/")
    expect(page.get_by_role("button", name="W1")).to_be_visible()
    page.keyboard.press("1")
    expect(page.locator(".pause-times")).to_contain_text("12:30 – 13:00")
    story.take(language="tr")
    expect(page.locator(".waiting-count")).to_have_text("1")
    page.keyboard.press("n")
    expect(page.locator(".ticket-code")).to_have_text("A001")
    page.keyboard.press("s")
    expect(page.locator(".ticket")).to_have_attribute("data-state", "serving")
    story.move_clock("12:15")
    story.paint(story.the_break())
    card = titled(page, "Tervezett szünet: figyelmeztesse a sort")
    # both sentences, the teller's and the client's, with the same times
    expect(card.locator(".script-line[lang=hu]")).to_contain_text("12:30-kor szünetet tart")
    expect(card.locator(".script-line[lang=tr]")).to_contain_text("saat 12.30 itibarıyla")
    expect(card.locator(".card-clock")).to_contain_text("van hátra")

    press(page, "k")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("1")
    card = titled(page, "A sor felháborodott, és a szünet törlését követeli")
    text = card.locator(".card-text")
    expect(text).to_contain_text("Lélegezzen")
    press(page, "Enter")
    expect(text).to_contain_text("Kérjen elnézést")
    press(page, "a")
    expect(card.locator(".script")).to_have_attribute("data-said", "yes")
    press(page, "Enter")
    expect(text).to_contain_text("Vezető hívása")
    press(page, "m")
    expect(card.locator(".manager-called")).to_contain_text("Vezető hívva")
    press(page, "Enter")
    expect(card.locator(".card-facts")).to_contain_text("a vezető lépése")
    press(page, "2")
    expect(card.locator(".card-facts")).to_contain_text("5. lépés")
    press(page, "2")
    expect(text).to_contain_text("A szünet marad")
    press(page, "Enter")
    expect(card.get_by_role("button", name="Kész Enter")).to_be_visible()
    press(page, "Enter")
    titled(page, "Tervezett szünet: figyelmeztesse a sort")

    # the sentence to the hall was never ticked
    story.move_clock("12:25")
    card = titled(page, "A munkatárs elfelejtette figyelmeztetni az ügyfeleket")
    expect(card.locator(".card-facts")).to_contain_text("2. lépés")
    press(page, "a")
    expect(card.locator(".script")).to_have_attribute("data-said", "yes")
    press(page, "Enter")
    expect(card.get_by_role("button", name="Kész Enter")).to_be_visible()
    press(page, "Enter")
    titled(page, "Utolsó hívás: a megígért számok kiszolgálása")
    ended = [
        e["data"]["situation"] for e in story.events("protocol.ended") if not e["data"]["left"]
    ]
    assert ended == ["queue_demands_cancellation", "forgot_to_warn"]

    # a slip of the hand is no alarm, a second is
    page.get_by_role("button", name="Danger").focus()
    for milliseconds in (300, 1_200):
        assert story.events("alarm.raised") == [e for e in story.events("alarm.raised") if help_(e)]
        page.keyboard.down("Enter")
        page.wait_for_timeout(milliseconds)
        page.keyboard.up("Enter")
    expect(page.get_by_role("status")).to_contain_text("every manager has been told")
    assert page.evaluate("window.violations") == []


def help_(event: Facts) -> bool:
    """Whether the manager was asked to come, and nothing worse."""
    return bool(event["data"]["alarm"] == "help")
