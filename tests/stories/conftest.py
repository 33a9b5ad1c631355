"""One house and one browser for all stories."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.stories.house import House

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
# violations are collected before any script of the page runs
LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", e => window.violations.push(
    e.violatedDirective + " " + e.blockedURI));
"""


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The whole stack, its clock stopped until a story moves it."""
    env = {
        **os.environ,
        "CLOCK_CONTROL": "1",
        "DB_POOL": "1",
        "CHANNEL_PREFIX": f"stories{os.getpid()}",
        "TICK_SECONDS": "1",
    }
    place = House(tmp_path_factory.mktemp("house"), env)
    try:
        place.open()
        yield place
    finally:
        place.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or the one CHROMIUM names."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile that fails the test when a page breaks the content policy."""
    profile = browser.new_context(viewport={"width": 1920, "height": 1080})
    profile.add_init_script(LISTEN)
    yield profile
    for page in profile.pages:
        assert page.evaluate("window.violations || []") == []
    profile.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """One tab."""
    return context.new_page()


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where the pictures of the stories go (the README's is one of them)."""
    folder = Path(os.environ.get("INTERMEZZO_PICTURES", "var/pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
