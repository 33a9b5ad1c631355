"""Every public screen in every look: six languages, light and dark, wide and tall, with and
without motion. Nothing is cut, nothing is out of reach, nothing comes from elsewhere.
"""

import os
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from quality.playbook.phrases import languages
from tests.running import opening
from tests.stories.bank import Opens, Story
from tests.stories.house import House
from tests.stories.looking import (
    cut_texts,
    faults_of_access,
    learn_axe,
    left_in_english,
    moving,
    too_new,
)

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = sorted(ROOT.glob("signage/static/signage/*.js"))
SOON = 6_000
Where = Callable[[Story], str]
WIDE, TALL = (1920, 1080), (1080, 1920)
# what is looked at, in which windows, and whether it may be longer than the window
SCREENS: dict[str, tuple[Where, tuple[tuple[int, int], ...], bool]] = {
    "lobby": (lambda story: f"display/{story.display}", (WIDE, TALL), False),
    "kiosk": (lambda story: f"kiosk/{story.kiosk}", ((1280, 1024), TALL), False),
    "sign": (lambda story: f"counter/{SIGN[0]}?counter=W2", ((1024, 600), (600, 1024)), False),
    "phone": (lambda story: f"t/{TICKETS[0]['token']}", ((844, 390), (390, 844)), True),
}
# the glass of cheap screens: only where every look is seen
SMALL = dict.fromkeys(("lobby", "kiosk", "sign"), ((1366, 768), (1024, 768), (768, 1024)))
LIGHT_AND_DARK, MOTIONS = ("light", "dark"), ("no-preference", "reduce")
# every look of every language takes minutes; a usual run takes two looks of each language, which
# differ in window, colours and motion and together come to every look
EVERY_LOOK = os.environ.get("INTERMEZZO_MATRIX") == "all"
Look = tuple[tuple[int, int], str, str]
SIGN: list[str] = []
TICKETS: list[dict[str, Any]] = []


@pytest.fixture(scope="module")
def hall(house: House, django_db_blocker: Any) -> Iterator[Story]:
    """The branch of all looks: they only look at it."""
    with opening(house, django_db_blocker) as opens:
        yield busy_hall(opens)


def busy_hall(opens: Opens) -> Story:
    """A warned lunch, one that runs, a client who is called and three who wait."""
    story = opens(counters=3, tellers=3)
    assert story.plan(story.lunch("12:00"), story.lunch("12:40", 1))["status"] == 200
    story.move_clock("11:44")
    sessions = [story.sit(n, n) for n in range(3)]
    story.move_clock("11:45")
    story.paint(story.breaks()[0])
    story.move_clock("11:55", "12:00", "12:25", "12:26")
    TICKETS[:] = [story.take() for _ in range(5)]
    story.tellers[2].do(f"sessions/{sessions[2]}/call/")
    TICKETS.pop(0)
    SIGN[:] = [story.device("sign", "Glass")]
    assert story.board()["notices"]
    return story


@pytest.fixture
def watched(context: BrowserContext) -> Iterator[Page]:
    """A page of which every request outside the house is a fault."""
    page, outside = context.new_page(), []

    def listen(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1", "data:", "blob:")):
            outside.append(request.url)

    page.on("request", listen)
    yield page
    assert outside == []


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_is_whole_and_open_to_all_in_every_look(
    screen: str, hall: Story, watched: Page, pictures: Path
) -> None:
    where, windows, tall = SCREENS[screen]
    faults: list[str] = []
    folder = pictures / "matrix"
    folder.mkdir(exist_ok=True)
    for n, language in enumerate(languages()):
        say(hall, language)
        watched.goto(f"{hall.house.url}/{where(hall)}" + asked_in(screen, language))
        ready(watched, screen, language)
        faults += [f"{screen} {language}: {line}" for line in left_in_english(watched, language)]
        learn_axe(watched)
        for look in looks(windows, SMALL.get(screen, ()), n):
            name = "-".join([screen, language, dress(watched, look)])
            found = faults_of_access(watched) + cut_texts(watched, tall=tall)
            faults += [f"{name}: {fault}" for fault in found]
            watched.screenshot(path=folder / f"{name}.jpg", type="jpeg", quality=60)
    assert faults == []


def looks(
    windows: tuple[tuple[int, int], ...], small: tuple[tuple[int, int], ...], n: int
) -> list[Look]:
    """The looks in which the language of place `n` is seen in this run."""
    if EVERY_LOOK:
        return list(product(windows + small, LIGHT_AND_DARK, MOTIONS))
    every = list(product(windows, LIGHT_AND_DARK, MOTIONS))
    first = n % 4
    # the other one differs in everything
    return [every[first], every[7 - first]]


def dress(page: Page, look: Look) -> str:
    """Give the page a look, as its device would, and say it; where motion is unwanted none is."""
    (width, height), scheme, motion = look
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme, reduced_motion=motion)  # type: ignore[arg-type]
    page.wait_for_timeout(150)
    assert motion == "no-preference" or moving(page) == 0
    return f"{scheme}-{width}x{height}" + ("-still" if motion == "reduce" else "")


def say(story: Story, language: str) -> None:
    """The branch speaks one language only."""
    assert story.office.patch(story.path, languages=[language]).status_code == 200


def asked_in(screen: str, language: str) -> str:
    return f"?lang={language}" if screen == "phone" else ""


def ready(page: Page, screen: str, language: str) -> None:
    """The screen is up to date and speaks."""
    expect(page.locator("html")).to_have_attribute("lang", language, timeout=SOON)
    if screen != "phone":
        expect(page.locator("body")).to_have_attribute("data-status", "online", timeout=SOON)
    if screen in ("lobby", "sign"):
        expect(page.locator("[data-notice]").first).to_be_visible(timeout=SOON)


def test_a_new_screen_and_a_sheet_are_whole_too(hall: Story, watched: Page) -> None:
    """What has no language of its own: the page with a code, and the paper for the door."""
    for where in ("pair/", f"sign/{SIGN[0]}/print?size=A4"):
        watched.goto(f"{hall.house.url}/{where}")
        learn_axe(watched)
        for scheme in LIGHT_AND_DARK:
            dress(watched, ((1280, 1024), scheme, "reduce"))
            assert faults_of_access(watched) + cut_texts(watched, tall=True) == [], where


def test_the_public_screens_are_es2019(page: Page) -> None:
    """Old televisions run Chromium 79 (UX.md 0 no. 8); a parser says what a glance may miss."""
    page.goto("about:blank")
    acorn = ROOT / "tests" / "vendor" / "acorn-8.19.0" / "dist" / "acorn.js"
    page.evaluate(acorn.read_text(encoding="utf-8"))
    assert too_new(page, "export const a = b?.c;") is not None
    refused = {path.name: too_new(page, path.read_text(encoding="utf-8")) for path in PUBLIC}
    assert {name: why for name, why in refused.items() if why} == {}
