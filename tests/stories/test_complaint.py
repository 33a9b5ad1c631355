"""A client complains on the phone page in Turkish and follows the case to its answer."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.stories.bank import DAYS, Facts, Opens, Story
from tests.stories.test_desk import log_in

WORDS = "Gişe önümde kapandı, kimse haber vermedi."


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A Turkish client's phone on which no script runs."""
    profile = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="tr-TR", java_script_enabled=False
    )
    yield profile.new_page()
    profile.close()


def wall(story: Story, clock: str, days: int) -> str:
    """A date and a time as a field of a form takes them."""
    return f"{story.day + timedelta(days=days)}T{clock}"


def shot(page: Page, pictures: Path, name: str) -> None:
    page.screenshot(path=pictures / f"case-{name}.png", full_page=True)


def complain(story: Story, ticket: Facts, phone: Page, pictures: Path) -> str:
    """From the page of the number to the page of the case; its address."""
    phone.goto(f"{story.house.url}/t/{ticket['token']}")
    phone.get_by_role("link", name="Şikâyet veya soru").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Şikâyet veya soru")
    expect(phone.locator("html")).to_have_attribute("lang", "tr")
    phone.get_by_label("Konu nedir?").select_option(label="Gişe önümde kapandı")
    phone.get_by_label("Ne oldu?").fill(WORDS)
    # who wants a call and leaves no number is asked again, and has lost no word
    phone.get_by_role("button", name="Gönder").click()
    expect(phone.get_by_role("alert")).to_contain_text("telefon")
    expect(phone.get_by_label("Ne oldu?")).to_have_value(WORDS)
    shot(phone, pictures, "complaint")
    phone.get_by_label("Telefon").fill("+90 212 555 01 01")
    phone.get_by_label("Ad (isteğe bağlı)").fill("Bayan Yılmaz")
    phone.get_by_role("button", name="Gönder").click()
    expect(phone.locator(".number")).to_contain_text("F-1001")
    return phone.url


def test_a_client_complains_in_turkish_and_follows_the_case_to_its_answer(
    opens: Opens, context: BrowserContext, phone: Page, pictures: Path
) -> None:
    story = opens(languages=["hu", "tr"])
    DAYS.take()
    story.move_clock("09:00")
    complain(story, story.take(), phone, pictures)
    # the promise by the day and the hour, and nobody's name or number
    page = phone.locator("body")
    expect(page).to_contain_text(re.compile(r"Yanıt için son tarih\s*\d+ [^,]+, 09\.00"))
    expect(page).not_to_contain_text("Yılmaz")
    expect(page).not_to_contain_text("555")

    desk = log_in(context, story, "manager", f"/office/cases/?branch={story.branch['id']}")
    expect(desk.locator("tbody")).to_contain_text("nobody yet")
    desk.get_by_role("link", name="F-1001").click()
    # what to say stands there in the client's language
    expect(desk.locator(".say").first).to_contain_text("Bunun sizi üzdüğünü görüyorum")
    desk.get_by_role("button", name="The client confirms it").click()
    for way in ("The manager calls", "A sign at the counter"):
        desk.get_by_label("One more way").fill(way)
        desk.get_by_role("button", name="Add", exact=True).click()
    expect(desk.locator(".ways li")).to_have_count(2)
    desk.get_by_label("What is done").fill("Yarın tabelayı düzeltiyoruz")
    desk.get_by_label("Done by").fill(wall(story, "16:00", days=1))
    desk.get_by_role("button", name="Agreed with the client").click()
    expect(desk.locator(".cases-head")).to_contain_text("Agreed")

    story.move_clock("15:00")
    desk.get_by_text("Tell of a delay").click()
    desk.get_by_label("Why").fill("Tabela geç geldi")
    desk.get_by_label("New time").fill(wall(story, "12:00", days=2))
    desk.get_by_role("button", name="Tell the client").click()
    phone.reload()
    expect(phone.get_by_role("alert")).to_contain_text("Özür dileriz")
    expect(phone.get_by_role("alert")).to_contain_text("Tabela geç geldi")

    # not before a call
    answer(desk, "Tabela artık yerinde.")
    expect(desk.get_by_role("alert")).to_contain_text("Call the client first")
    desk.get_by_role("button", name="A call begins").click()
    for stage in ("Listen", "Say it back", "Thank"):
        desk.get_by_role("button", name=f"Next: {stage}").click()
    expect(desk.locator("#call-clock")).to_have_text(re.compile(r"^0:\d\d$"))
    shot(desk, pictures, "call")
    desk.get_by_role("button", name="End the call").click()
    answer(desk, "Tabela artık yerinde.")
    expect(desk.locator(".cases-head")).to_contain_text("Answered")

    phone.reload()
    expect(phone.locator(".answer")).to_have_text("Tabela artık yerinde.")
    shot(phone, pictures, "answer")
    phone.get_by_role("button", name="Evet, uygun").click()
    expect(phone.locator("main")).to_have_attribute("data-state", "closed")
    desk.reload()
    expect(desk.locator(".cases-head")).to_contain_text("Closed")


def answer(desk: Page, text: str) -> None:
    """The manager writes the answer and sends it."""
    box = desk.get_by_label("The answer, as the client reads it")
    box.fill(text)
    desk.get_by_role("button", name="Send the answer").click()
