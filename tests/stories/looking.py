"""What a machine can see of a screen: faults of access, text that is cut, motion, and old engines.

The checks run inside the page; what they say is a list of faults, empty when all is well.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tests.words.books import DOMAINS, PLURALS, book_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(find_spec("axe_playwright_python").origin).with_name("axe.min.js")  # type: ignore[union-attr, arg-type]
ONLY_FAULTS = {"resultTypes": ["violations"]}
RUN_AXE = """(options) => axe.run(document, options).then(({violations}) => violations.map(
    (v) => v.id + ": " + v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(", ")))"""
CUT = Path(__file__).with_name("cut_texts.js")
PARSE = """(source) => {
    try {
        acorn.parse(source, {ecmaVersion: 2019, sourceType: "module"});
        return null;
    } catch (error) {
        return error.message;
    }
}"""


def learn_axe(page: "Page") -> None:
    """Bring axe into a page; a script tag would break the page's own policy."""
    page.evaluate(AXE.read_text(encoding="utf-8"))


def faults_of_access(page: "Page") -> list[str]:
    """What axe finds in the page as it stands."""
    found: list[str] = page.evaluate(RUN_AXE, ONLY_FAULTS)
    return found


def cut_texts(page: "Page", *, tall: bool) -> list[str]:
    """Texts that nobody can read whole; a `tall` page may be scrolled down."""
    found: list[str] = page.evaluate(CUT.read_text(encoding="utf-8"), tall)
    return found


def moving(page: "Page") -> int:
    """How many animations run."""
    running: int = page.evaluate(
        "document.getAnimations().filter((a) => a.playState === 'running').length"
    )
    return running


def too_new(page: "Page", source: str) -> str | None:
    """Why an ES2019 engine would refuse a module; None when it would not."""
    why: str | None = page.evaluate(PARSE, source)
    return why


def left_in_english(page: "Page", language: str) -> list[str]:
    """Lines of the page with an open placeholder, or that are another language's to say."""
    lines = {line.strip() for line in page.locator("body").inner_text().splitlines()}
    known = {
        phrase: text
        for domain in DOMAINS
        if language in PLURALS
        for phrase, text in book_of(language, domain).phrases.items()
    }
    return [line for line in lines if "{" in line or known.get(line, line) != line]
