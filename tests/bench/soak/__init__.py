"""One lobby page for thousands of changes: whether it keeps anything that it should let go.

A branch is opened in a whole house, its boards of half a day are recorded with the lobby's page,
and the house is closed. A small server then sends the page and boards made of the recorded ones,
over a real socket, as fast as the page draws them: other calls, waits, counters, breaks and notices
each time. After a warm-up and at the end, with the same board on the glass and after a forced
collection of garbage, the page's heap, nodes and listeners are counted.
"""

import argparse
import json
import time
from typing import TYPE_CHECKING, Any

from config.runtime.errors import SetupError
from tests.bench.browsing import chromium
from tests.bench.soak.feed import Feed
from tests.bench.soak.recorded import record

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

# as wide as a wall display, a quarter of its points: here nobody looks, and painting takes the time
SMALL = {"width": 960, "height": 540}
# code is compiled anew while a page is young, which is no leak
WARM_UP = 5_000
ROUNDS = 10
MOST_GROWTH_PERCENT = 5.0
# the stage of a call, the chime behind it and a turn of the pages are over after this
SETTLES_S = 15.0
# tells the server what has been drawn, and keeps the longest time between two frames
WATCH = """
window.longest = 0;
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(...where) {
    super(...where);
    let heard = 0;
    this.addEventListener("message", () => {
      heard += 1;
      if (heard % 10 === 0) this.send(String(heard));
    });
  }
};
let last = performance.now();
// what collecting garbage by force takes is none of the page's frames
window.watchAnew = () => {
  window.longest = 0;
  last = performance.now();
};
const frame = (now) => {
  window.longest = Math.max(window.longest, now - last);
  last = now;
  requestAnimationFrame(frame);
};
requestAnimationFrame(frame);
"""
COUNTED = {"heap": "JSHeapUsedSize", "nodes": "Nodes", "listeners": "JSEventListeners"}
Counts = dict[str, float]


def main(arguments: list[str]) -> int:
    """Feed the page; the last line is one JSON object."""
    options = parse(arguments)
    print("Recording boards of a branch ...", flush=True)
    recorded = record()
    with Feed(recorded) as feed, chromium("--enable-precise-memory-info") as browser:
        found = soaked(browser, feed, options)
    print(json.dumps({"bench": "soak", **found}))
    good = found["boards"] >= options.boards and found["heap_growth_percent"] < MOST_GROWTH_PERCENT
    return 0 if good else 1


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="script/bench soak", description=__doc__)
    add = parser.add_argument
    add("--boards", type=int, default=20_000, help="changes after the warm-up (default 20000)")
    add("--minutes", type=float, default=10.0, help="at most so long (default 10)")
    options = parser.parse_args(arguments)
    if not 100 <= options.boards <= 1_000_000:
        raise SetupError(f"--boards {options.boards} is none: it must be from 100 to 1000000.")
    return options


def soaked(browser: "Browser", feed: Feed, options: argparse.Namespace) -> dict[str, Any]:
    """What the page held before and after."""
    page = browser.new_context(viewport=SMALL).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.add_init_script(WATCH)
    page.goto(f"{feed.url}/display/{feed.token}")
    page.locator("body[data-status=online]").wait_for(timeout=30_000)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    ends = time.monotonic() + 60 * options.minutes
    for _ in range(ROUNDS):
        # what a measurement leaves in the page is there before the first that counts
        fed(page, session, feed, WARM_UP // ROUNDS, ends)
    before = counted(page, session, feed)
    say("after the warm-up", before)
    begun, longest, sent = time.monotonic(), 0.0, 0
    for _ in range(ROUNDS):
        boards, frame = fed(page, session, feed, options.boards // ROUNDS, ends)
        sent, longest = sent + boards, max(longest, frame)
        say(f"after {sent} boards", counts(session))
    seconds = time.monotonic() - begun
    after = counted(page, session, feed)
    say("at the end", after)
    if faults:
        raise SetupError(f"The page failed: {faults[0]}")
    return {
        "boards": sent,
        "seconds": round(seconds, 1),
        "heap_growth_percent": round(100 * (after["heap"] / before["heap"] - 1), 2),
        "listeners_growth": int(after["listeners"] - before["listeners"]),
        "dom_nodes_growth": int(after["nodes"] - before["nodes"]),
        "longest_frame_ms": round(longest, 1),
        "heap_mb": round(after["heap"] / 1e6, 2),
        "sockets": feed.sockets,
    }


def fed(
    page: "Page", session: "CDPSession", feed: Feed, boards: int, ends: float
) -> tuple[int, float]:
    """Send boards; how many it were, and the longest frame meanwhile in ms."""
    counts(session)
    page.evaluate("window.watchAnew()")
    sent = feed.send(boards, ends)
    return sent, float(page.evaluate("window.longest"))


def counted(page: "Page", session: "CDPSession", feed: Feed) -> Counts:
    """The page at rest, always with the same board: nobody is called."""
    feed.rest()
    page.wait_for_timeout(1000 * SETTLES_S)
    return counts(session)


def counts(session: "CDPSession") -> Counts:
    """Heap in bytes, nodes and listeners, after a forced collection."""
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    values = {each["name"]: float(each["value"]) for each in metrics}
    return {name: values[key] for name, key in COUNTED.items()}


def say(when: str, found: Counts) -> None:
    print(
        f"{when}: {found['heap'] / 1e6:.2f} MB, {found['nodes']:.0f} nodes, "
        f"{found['listeners']:.0f} listeners",
        flush=True,
    )
