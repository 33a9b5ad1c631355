"""All tests in three workers side by side, as config/runtime/test.py asks for.

What needs the running house or the browser goes to one worker, so that there is one of each; the
rest goes to the others, which fill what it leaves of the two cores while it waits for screens.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from xdist.scheduler import LoadScopeScheduling

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
HOUSE = "house"
ONE_OF_EACH = {HOUSE, "browser"}
# xdist's own groups are lost with pytest 9.2 (pytest-xdist 1386), so the workers leave word here
FOUND = Path(os.environ["INTERMEZZO_DATA"]) / "at-the-house.json"
# how much later than the house's processes the tests beside them get the processor
BESIDE = 5
NICE_AT_FIRST = os.nice(0)


class HouseApart(LoadScopeScheduling):
    """Hands out the tests at the house whole and first, the others one by one to who has none."""

    at_the_house: frozenset[str] = frozenset()

    def schedule(self) -> None:
        """Every worker has collected and left word."""
        self.at_the_house = frozenset(json.loads(FOUND.read_text()))
        super().schedule()

    def _reschedule(self, node: Any) -> None:
        """Whoever had the house does nothing after it: the browser's event loop still runs in that
        process, and neither the database nor other loops may be used beside it.
        """
        if HOUSE in self.assigned_work.get(node, ()):
            node.shutdown()
        else:
            super()._reschedule(node)

    def _split_scope(self, nodeid: str) -> str:
        return HOUSE if nodeid in self.at_the_house else nodeid


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> HouseApart:
    return HouseApart(config, log)


def pytest_configure() -> None:
    """Each worker's database numbers its branches from 1, but Redis is one: their nudges part."""
    if WORKER:
        settings.CHANNEL_PREFIX = WORKER
        settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = WORKER


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave word before xdist says that the worker is ready."""
    if WORKER:
        FOUND.write_text(json.dumps([i.nodeid for i in session.items if is_at_the_house(i)]))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Screens and clocks of the house must not wait for the tests beside it."""
    if WORKER and not is_at_the_house(item):
        os.nice(NICE_AT_FIRST + BESIDE - os.nice(0))


def is_at_the_house(item: pytest.Item) -> bool:
    """Whether a test needs the house or the browser, itself or through a fixture."""
    return not ONE_OF_EACH.isdisjoint(getattr(item, "fixturenames", ()))
