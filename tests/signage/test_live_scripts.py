"""The scripts that keep a public screen honest, in Chromium, in a world where only a test moves
time, network and socket (tests/signage/js/).
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import signage

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

HERE = Path(__file__).parent / "js"
STATIC = Path(signage.__file__).parent / "static"
PLACES = {"/static/": STATIC, "/tests/": HERE}
FILES = sorted(HERE.glob("*_test.js"))
NAMES = [
    name
    for each in FILES
    for name in re.findall(r'^test\("(.+?)", ', each.read_text(), re.MULTILINE)
]
RUN = """async (files) => {
    for (const file of files) await import("/tests/" + file);
    const { runAll } = await import("/tests/world.js");
    return runAll();
}"""


def serve(route: "Route") -> None:
    """The page, the scripts of the tests and those of the screens, from the disk."""
    path = route.request.url.partition("screen.test")[2]
    for prefix, place in PLACES.items():
        if path.startswith(prefix):
            return route.fulfill(path=place / path.removeprefix(prefix))
    return route.fulfill(path=HERE / "page.html")


@pytest.fixture(scope="module")
def results(browser: "Browser") -> dict[str, str | None]:
    """All tests of all files, run on one page."""
    context = browser.new_context()
    page = context.new_page()
    page.route("**/*", serve)
    page.goto("http://screen.test/display/tok")
    found: dict[str, str | None] = page.evaluate(RUN, [each.name for each in FILES])
    context.close()
    return found


def test_every_test_of_the_scripts_is_run_under_its_own_name(
    results: dict[str, str | None],
) -> None:
    assert sorted(NAMES) == sorted(results)


@pytest.mark.parametrize("name", NAMES)
def test_scripts(results: dict[str, str | None], name: str) -> None:
    assert results[name] is None, results[name]
