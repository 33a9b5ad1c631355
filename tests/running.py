"""One running house and one browser for all tests that need them, whatever folder they are in."""

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import environ
import pytest
from django.db import connections, transaction
from django.db.utils import load_backend

from branches import clock
from branches.models import Branch
from breaks.models import Break
from quality.models import Alarm, Case, ProtocolRun
from queueapp.models import CounterSession, Ticket
from queueapp.rules import ENDED, TicketState
from tests.invariants import check_now
from tests.stories.bank import Opens, Story, open_story
from tests.stories.house import House

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

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
        "DJANGO_SETTINGS_MODULE": "tests.quick",
        "CLOCK_CONTROL": "1",
        "DB_POOL": "1",
        "CHANNEL_PREFIX": f"stories{os.getpid()}",
        "TICK_SECONDS": "1",
        # a pause of the timers that counts as an outage: short, for a test waits for it
        "OUTAGE_SECONDS": "4",
    }
    place = House(tmp_path_factory.mktemp("house"), env)
    try:
        place.open()
        yield place
    finally:
        place.close()


@contextmanager
def inside(house: House, *, only_looking: bool = True) -> Iterator[None]:
    """The models of this thread stand for the house's database for a while."""
    wanted = environ.Env.db_url_config(house.env["DATABASE_URL"])
    settings = {**connections.settings["default"], **wanted}
    there = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")
    own, connections["default"] = connections["default"], there
    try:
        with transaction.atomic():
            if only_looking:
                there.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        there.close()
        connections["default"] = own


@contextmanager
def opening(house: House, django_db_blocker: Any) -> Iterator[Opens]:
    """Opens branches; when the stories are over the invariants of each must hold."""
    opened: list[Story] = []

    def open_one(**how: Any) -> Story:
        opened.append(open_story(house, **how))
        return opened[-1]

    yield open_one
    for story in opened:
        story.hush()
    # in a thread of its own: the browser's thread belongs to an event loop
    with django_db_blocker.unblock(), ThreadPoolExecutor(1) as hand:
        for story in opened:
            hand.submit(put_away, story).result()


@pytest.fixture
def opens(house: House, django_db_blocker: Any) -> Iterator[Opens]:
    """Opens branches for a test."""
    with opening(house, django_db_blocker) as opens:
        yield opens


def put_away(story: Story) -> None:
    """Look whether all holds that must hold at any instant of a day; then nobody works on it."""
    try:
        check(story)
    finally:
        close_for_good(story)


def check(story: Story) -> None:
    """All that must hold at any instant of the branch's day."""
    with inside(story.house):
        branch = Branch.objects.get(pk=story.branch["id"])
        check_now(branch, clock.now())


def close_for_good(story: Story) -> None:
    """Timers and forecaster would go on with the branch on the days of all later stories."""
    branch_id = story.branch["id"]
    with inside(story.house, only_looking=False):
        Branch.objects.filter(pk=branch_id).update(next_step_at=None)
        for clocked in (Break, Case, ProtocolRun, Alarm):
            clocked.objects.filter(branch=branch_id).update(next_step_at=None)
        tickets = Ticket.objects.filter(branch=branch_id).exclude(state__in=ENDED)
        tickets.update(next_step_at=None, state=TicketState.EXPIRED)
        sessions = CounterSession.objects.filter(counter__branch=branch_id, closed_at=None)
        sessions.update(closed_at=clock.now())


def chromium_path() -> str:
    """Where the browser is."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Debian's Chromium, or the one CHROMIUM names."""
    # asked for only here: the tests without a browser need not wait for it
    with import_module("playwright.sync_api").sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: "Browser") -> "Iterator[BrowserContext]":
    """A fresh profile that fails the test when a page breaks the content policy."""
    profile = browser.new_context(viewport={"width": 1920, "height": 1080})
    profile.add_init_script(LISTEN)
    yield profile
    for page in profile.pages:
        assert page.evaluate("window.violations || []") == []
    profile.close()


@pytest.fixture
def page(context: "BrowserContext") -> "Page":
    """One tab."""
    return context.new_page()


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where the pictures of the stories go (the README's is one of them)."""
    folder = Path(os.environ.get("INTERMEZZO_PICTURES", "var/pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
