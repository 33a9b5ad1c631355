"""What a cheap screen with long names has to say, in Chromium: all of it, whole."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.signage.test_lobby import SOON, Facts, Screen, call, lunch, screen
from tests.stories.looking import cut_texts

__all__ = ["screen"]
NAME = "Központi Bankfiók és Ügyfélszolgálat, Szent István körút 112. (Pesterzsébet)"
WIDE, SQUARE, TALL = (1366, 768), (1024, 768), (768, 1024)
NAMES = ("Cash", "Loans and mortgages", "Foreign currency and transfers abroad", "Accounts")
WHOLE = "n => n.scrollHeight <= n.clientHeight + 1 && n.scrollWidth <= n.clientWidth + 1"


def worded(screen: Screen, language: str) -> dict[str, list[str]]:
    """Words of a language, as a layout takes them."""
    screen.languages = [language]
    return {"languages": [language]}


def row(number: int, state: str = "published") -> Facts:
    """A break of the day's table."""
    facts = {"counter": f"WINDOW-{number}", "state": state, "revision": 1, "break": number}
    times = {"starts_at": f"2027-03-03T{10 + number}:30:00Z"}
    return {**facts, **times, "returns_at": f"2027-03-03T{11 + number}:00:00Z"}


def queue(number: int, name: str) -> Facts:
    because = [{"break": 3, **row(3)}, {"break": 4, **row(4)}]
    wait = {"low": 10, "high": 25, "because": because}
    facts = {"id": number, "letter": "ABCDEFGHIJKL"[number], "name": name, "waiting": 4}
    return {**facts, "wait": wait, "pause": None}


def services(screen: Screen, count: int) -> Facts:
    """The board of a branch with so many services, each with breaks before it."""
    queues = [queue(n, NAMES[n % 4]) for n in range(count)]
    letters = [each["letter"] for each in queues]
    breaks = [row(n) for n in (3, 4)]
    labels = [each["counter"] for each in breaks]
    counters = [{"label": label, "state": "open", "queues": letters} for label in labels]
    place = {**screen.board["branch"], "name": NAME, "accepts_tickets": True}
    return {"queues": queues, "breaks": breaks, "counters": counters, "branch": place}


@pytest.mark.parametrize(
    ("window", "language"), [(WIDE, "ru"), (SQUARE, "ru"), (SQUARE, "fil"), (TALL, "fil")]
)
def test_every_slot_of_a_notice_and_every_row_of_the_day_is_whole(
    screen: Screen, window: tuple[int, int], language: str
) -> None:
    """UX.md 1.2: what to do, the effect on the wait and the next update at any time."""
    page = screen.page
    screen.open(call("A001", "WINDOW-4"), window=window, **worded(screen, language))
    calls = call("A001", "WINDOW-4"), call("C007", "3", "serving")
    screen.say(*calls, breaks=(lunch(1, "1"), lunch(2, "WINDOW-2")))
    more = services(screen, 4)
    more["breaks"] = [row(n, "closing" if n == 2 else "published") for n in range(5)]
    screen.tell(**more)
    expect(page.locator("#branch")).to_have_text(NAME, timeout=SOON)
    expect(page.locator("[data-notice] .fine").first).to_be_visible()
    page.clock.run_for(2_000)
    seen: set[str] = set()
    for _ in range(13):
        assert cut_texts(page, tall=False) == []
        assert page.locator("#branch").evaluate(WHOLE)
        for notice in page.locator("[data-notice]").all():
            said = notice.inner_text()
            assert "ATM" in said or "банкомат" in said
            # the last number, and the time of the next update beside those of the break
            assert "A007" in said
            assert said.count("12:25") == 1, said
        seen |= set(page.locator("#breaks li:visible .where").all_inner_texts())
        page.clock.fast_forward(10_000)
    assert seen == {f"WINDOW-{n}" for n in range(5)}


@pytest.mark.parametrize("window", [(800, 480), SQUARE, TALL])
def test_a_screen_at_a_counter_has_room_for_long_names(
    screen: Screen, window: tuple[int, int]
) -> None:
    called = call("A001", "WWWWWWWW")
    screen.open(called, window=window, preset="counter_top")
    screen.say(called, breaks=(lunch(1, "WWWWWWWW"),))
    screen.tell(branch={**screen.board["branch"], "name": NAME})
    expect(screen.page.locator("#branch")).to_have_text(NAME, timeout=SOON)
    expect(screen.page.locator("[data-notice]")).to_be_visible()
    screen.page.clock.run_for(1_000)
    assert cut_texts(screen.page, tall=False) == []
    assert screen.page.locator("#branch").evaluate(WHOLE)


def test_who_listens_hears_the_language_of_the_screen(screen: Screen) -> None:
    screen.open(**worded(screen, "hu"))
    screen.say(breaks=(lunch(1, "3"),))
    told = screen.page.locator("#told")
    expect(told).to_have_attribute("lang", "hu", timeout=SOON)
    expect(told).to_contain_text("Ablak: 3")
    expect(told).not_to_contain_text("Counter")


@pytest.mark.parametrize(("others", "arrows"), [(("9",), 1), ((), 0)])
def test_an_arrow_points_at_a_counter(screen: Screen, others: tuple[str, ...], arrows: int) -> None:
    screen.open()
    screen.say(breaks=(replace(lunch(1, "3"), other_counters=others),))
    expect(screen.page.locator("[data-notice] .line")).to_contain_text("ATM", timeout=SOON)
    expect(screen.page.locator("[data-notice] .line .icon")).to_have_count(arrows)


def test_the_icon_of_a_screen_that_is_cut_off_stands_in_its_mark(screen: Screen) -> None:
    page = screen.page
    screen.open(window=WIDE)
    page.evaluate("document.body.dataset.status = 'stale'")
    mark, icon = (page.locator(each).bounding_box() for each in (".mark", ".mark .off"))
    assert mark
    assert icon
    assert mark["x"] <= icon["x"] <= mark["x"] + mark["width"]
    assert mark["y"] <= icon["y"] <= mark["y"] + mark["height"]


def shown(page: Page) -> set[str]:
    return set(page.locator("#choices li:visible .letter").all_inner_texts())


@pytest.mark.parametrize("window", [WIDE, TALL])
@pytest.mark.parametrize("reach", [False, True])
def test_four_services_and_all_about_them_stand_on_a_small_kiosk(
    screen: Screen, window: tuple[int, int], *, reach: bool
) -> None:
    """F39: the wait and the breaks before the number is taken, also with the controls below."""
    page = screen.page
    screen.open(window=window, template="kiosk", languages=["ru", "en", "hu", "fil", "tr", "bg"])
    screen.tell(**services(screen, 4))
    expect(page.locator("#choices li")).to_have_count(4, timeout=SOON)
    if reach:
        page.locator("[data-mode=reach]").click()
    expect(page.locator("#further")).to_be_hidden()
    facts = page.locator("#told" if reach else "#choices")
    expect(facts.locator(".wait")).to_have_count(4)
    expect(facts.locator("[data-break]")).to_have_count(8)
    assert cut_texts(page, tall=False) == []


def test_of_more_services_a_large_button_leads_to_the_next(screen: Screen) -> None:
    page = screen.page
    screen.open(window=SQUARE, template="kiosk")
    screen.tell(**services(screen, 9))
    more = page.locator("#further")
    expect(more).to_be_visible(timeout=SOON)
    expect(more).to_contain_text("More services")
    box = more.bounding_box()
    assert box
    assert min(box["height"], box["width"]) >= 64
    seen: set[str] = set()
    for _ in range(int(more.inner_text().rpartition(" ")[2])):
        assert cut_texts(page, tall=False) == []
        assert not shown(page) & seen
        seen |= shown(page)
        more.click()
    assert seen == set("ABCDEFGHI")
    # and round again
    assert "A" in shown(page)
