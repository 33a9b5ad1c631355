"""A client's page read as a client reads it: the words of the wait, of the breaks, every time."""

import html
import re
from dataclasses import dataclass
from datetime import datetime

from tests.bench.doors.branch import ZONE

WAIT = re.compile(r'<p class="wait"[^>]*>.*?<b>(.*?)</b>', re.S)
ROW = re.compile(r"<dt>Counter (.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", re.S)
MAIN = re.compile(r"<main.*?</main>", re.S)
TIME = re.compile(r"\b(\d\d):(\d\d)\b")
# a break that waits for a client has its start behind it, as every screen says
START = re.compile(r"\bbreak \d\d:\d\d")
COUNTED = "already counted in"
# the ways to say a wait (UX.md 1.1)
WORDS = (
    re.compile(r"about (?P<low>\d+)–(?P<high>\d+) min"),
    re.compile(r"up to (?P<high>\d+) min"),
    re.compile(r"(?P<low>\d+) min or more"),
)


@dataclass(frozen=True)
class Told:
    """A range of minutes; no `high` where nobody could name one."""

    low: int
    high: int | None


@dataclass(frozen=True)
class Page:
    """What stands on a client's page: the wait, the counters whose breaks are counted in, and
    every clock time but the starts of breaks.
    """

    wait: Told | None
    counted: frozenset[str]
    times: tuple[tuple[int, int], ...]

    def has_past(self, now: datetime) -> bool:
        """Whether a time on it has passed; no day here reaches midnight."""
        wall = now.astimezone(ZONE)
        return any(time < (wall.hour, wall.minute) for time in self.times)


def read(source: str) -> Page:
    """The page of this HTML; words that nobody would understand are an error."""
    [main] = MAIN.findall(source)
    said = WAIT.search(main)
    rows = [(html.unescape(counter), words) for counter, words in ROW.findall(main)]
    text = START.sub(" ", re.sub(r"<[^>]*>", " ", main))
    return Page(
        told_by(html.unescape(said[1])) if said else None,
        frozenset(counter for counter, words in rows if COUNTED in words),
        tuple((int(h), int(m)) for h, m in TIME.findall(text)),
    )


def told_by(words: str) -> Told:
    """The range that these words tell."""
    for form in WORDS:
        if found := form.fullmatch(words.strip()):
            low, high = found.groupdict().get("low"), found.groupdict().get("high")
            return Told(int(low or 0), int(high) if high else None)
    raise AssertionError(f"a wait in words that nobody knows: {words!r}")
