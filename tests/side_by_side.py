"""All tests in four workers side by side, as config/runtime/test.py asks for.

What needs the running house goes to one worker, what needs a browser without the house to a second;
the rest goes to the others, which fill what those leave of the two cores while they wait.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from xdist.scheduler import LoadScopeScheduling

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
HOUSE, BROWSER = "house", "browser"
# where these two fixtures stand; to import it here would be too early for Django
RUNNING = "tests.running"
# xdist's own groups are lost with pytest 9.2 (pytest-xdist 1386), so the workers leave word here
FOUND = Path(os.environ["INTERMEZZO_DATA"]) / "wanted-by-tests.json"
# how much later than the house's processes the tests beside them get the processor
BESIDE = 10
NICE_AT_FIRST = os.nice(0)


class HouseApart(LoadScopeScheduling):
    """Hands out the tests at the house and those with a browser whole, the others one by one to who
    has neither.
    """

    wanted: Mapping[str, str] = {}

    def schedule(self) -> None:
        """Every worker has collected and left word."""
        self.wanted = json.loads(FOUND.read_text())
        super().schedule()

    def _reschedule(self, node: Any) -> None:
        """Whoever had a browser does nothing after it: its event loop still runs in that process,
        and neither the database nor other loops may be used beside it.
        """
        if not {HOUSE, BROWSER}.isdisjoint(self.assigned_work.get(node, ())):
            node.shutdown()
        else:
            super()._reschedule(node)

    def _split_scope(self, nodeid: str) -> str:
        return self.wanted.get(nodeid, nodeid)


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
        named = ((item.nodeid, wanted_by(item)) for item in session.items)
        FOUND.write_text(json.dumps({node: wanted for node, wanted in named if wanted}))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Screens and clocks of the house must not wait for the tests beside it."""
    if WORKER and not wanted_by(item):
        os.nice(NICE_AT_FIRST + BESIDE - os.nice(0))


def wanted_by(item: pytest.Item) -> str:
    """What of the two a test needs, itself or through a fixture: the house before the browser."""
    found = getattr(item, "_fixtureinfo", None)
    ours = {
        name
        for name, defined in (found.name2fixturedefs if found else {}).items()
        # something else may have the name
        if defined[-1].func.__module__ == RUNNING
    }
    return next((wanted for wanted in (HOUSE, BROWSER) if wanted in ours), "")
