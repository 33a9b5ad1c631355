"""From a teller's key to the painted number: the desk and the lobby's page in Chromium.

The whole house runs as `script/server` starts it (web, worker, forecaster, beat). A teller presses
N on the desk's page, which finishes the client at the counter and calls the next, and the clock
stops when the number stands on the glass of the lobby's page: in the document, not covered, and the
frame with it painted. On a second screen a page shows the same calls as most open queue systems do:
it asks once a second. On the lobby's page a call keeps the stage for a moment only, so that each
one finds it free. Twenty clients wait all the time.
"""

import argparse
import json
import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from config.runtime.errors import SetupError
from config.runtime.programs import Programs
from tests.bench.browsing import chromium
from tests.bench.stack import running_house
from tests.stories.bank import Story, open_story
from tests.stories.house import PASSWORD, House, Person

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# the house's clock stands at today, and only runs forward
DAY = datetime.now(UTC).date() + timedelta(days=2)
LARGE = {"width": 1920, "height": 1080}
SLOWEST_MS = 15_000
# how many are in line before each press
WAITING = 20
# the first presses of a house that was just started are not counted
WARM = 5
PRESSED = """
window.addEventListener("keydown", (event) => {
  window.pressed = performance.timeOrigin + event.timeStamp;
}, true);
"""
# when the awaited number is on the glass: uncovered, and its frame painted
PAINTED = """
window.awaited = null;
window.expectCode = (code) => {
  window.seen = new Promise((done) => { window.done = done; });
  window.awaited = code;
};
const looks = () => {
  if (!window.awaited) return;
  for (const node of document.querySelectorAll("#stage-code, .code, [data-polled]")) {
    if (node.textContent !== window.awaited) continue;
    const box = node.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (top !== node && !node.contains(top)) continue;
    window.awaited = null;
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => window.done(performance.timeOrigin + performance.now());
      after.port2.postMessage(0);
    });
    return;
  }
};
const all = { subtree: true, childList: true, characterData: true, attributes: true };
new MutationObserver(looks).observe(document, all);
"""
SHORT_STAGE = """
const later = window.setTimeout;
window.setTimeout = (act, ms, ...more) => later(act, ms === 8000 ? 150 : ms, ...more);
"""
POLLING = """<!doctype html><title>Polling</title><p data-polled></p><script src="/polling.js">
</script>"""
POLLS = """
const ask = () => fetch("/api/v1/boards/TOKEN/", { cache: "no-store" })
  .then((answer) => answer.json())
  .then((board) => {
    document.querySelector("[data-polled]").textContent = board.calls.length && board.calls[0].code;
  });
setInterval(ask, 1000);
ask();
"""
DOOR = """performance.getEntriesByType("resource").filter((entry) => entry.name.endsWith("/call/"))
    .map((entry) => entry.responseEnd - entry.startTime)"""


def main(arguments: list[str]) -> int:
    """Press the key so many times; the last line is one JSON object."""
    options = parse(arguments)
    with running_house(speed=1, web_processes=1) as (_, programs), chromium() as browser:
        print("Opening a branch ...", flush=True)
        story = branch_of(programs)
        found = measured(browser, story, options.calls)
    say(found)
    print(json.dumps({"bench": "paint", **found}))
    return 0 if found["median_ms"] <= 100 and found["p95_ms"] <= 300 else 1


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="script/bench paint", description=__doc__)
    parser.add_argument("--calls", type=int, default=100, help="measured presses (default 100)")
    options = parser.parse_args(arguments)
    if not 10 <= options.calls <= 900:
        raise SetupError(f"--calls {options.calls} is none: it must be from 10 to 900.")
    return options


def branch_of(programs: Programs) -> Story:
    """A branch at nine with its line; its clock runs."""
    house = House(programs.data.path, programs.env, port=programs.wishes.port)
    head = ("found", "Bench Bank", "bench", "--username", "bench-office")
    house.manage(*head, INTERMEZZO_PASSWORD=PASSWORD)
    house.office, house.public = Person(house, "bench-office"), Person(house)
    story = open_story(house, counters=2, tellers=2, day=DAY)
    story.publish(story.lunch("13:30"))
    story.move_clock("09:00", speed=1)
    for _ in range(WAITING):
        story.take()
    return story


def measured(browser: "Browser", story: Story, calls: int) -> dict[str, Any]:
    """How long each press took until it was painted, by news and by polling."""
    desk, lobby, polling = desk_of(browser, story), lobby_of(browser, story), polls(browser, story)
    pushed, polled = [], []
    for n in range(1, calls + WARM + 1):
        ours, theirs = press(desk, (lobby, polling), f"A{n:03}")
        story.take()
        # presses fall anywhere within the second of the one that asks
        time.sleep(0.25 + (n * 0.137) % 0.5)
        if n > WARM:
            pushed.append(ours)
            polled.append(theirs)
    door = desk.evaluate(DOOR)[-calls:]
    median = statistics.median(pushed)
    return {
        "calls": calls,
        "median_ms": round(median, 1),
        "p95_ms": round(at_95(pushed), 1),
        "longest_ms": round(max(pushed), 1),
        "door_median_ms": round(statistics.median(door), 1) if door else None,
        "polling_median_ms": round(statistics.median(polled), 1),
        "polling_p95_ms": round(at_95(polled), 1),
        "times_faster": round(statistics.median(polled) / median, 1),
    }


def press(desk: "Page", screens: tuple["Page", ...], code: str) -> list[float]:
    """Call the next client by key, and begin the service; how long each screen took."""
    for screen in screens:
        screen.evaluate("(code) => window.expectCode(code)", code)
    desk.keyboard.press("n")
    seen = [until_seen(screen, code) for screen in screens]
    pressed = float(desk.evaluate("window.pressed"))
    desk.locator(".ticket-code", has_text=code).wait_for(timeout=SLOWEST_MS)
    desk.keyboard.press("s")
    desk.get_by_text("In service").first.wait_for(timeout=SLOWEST_MS)
    return [each - pressed for each in seen]


def until_seen(screen: "Page", code: str) -> float:
    """The instant at which a screen had painted the number; that it never did is an error."""
    late = f"new Promise((done) => setTimeout(done, {SLOWEST_MS}, null))"
    at = screen.evaluate(f"Promise.race([window.seen, {late}])")
    if at is None:
        raise SetupError(f"{code} was never painted.")
    return float(at)


def desk_of(browser: "Browser", story: Story) -> "Page":
    """A teller who has opened counter W1 by key."""
    page = browser.new_context().new_page()
    page.add_init_script(PRESSED)
    page.goto(f"{story.house.url}/desk/")
    page.get_by_label("User").fill(f"teller0-{story.day}")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="W1").wait_for(timeout=SLOWEST_MS)
    page.keyboard.press("1")
    page.locator(".waiting-count").wait_for(timeout=SLOWEST_MS)
    return page


def lobby_of(browser: "Browser", story: Story) -> "Page":
    """The lobby's display, up to date."""
    page = browser.new_context(viewport=LARGE).new_page()
    page.add_init_script(PAINTED + SHORT_STAGE)
    page.goto(f"{story.house.url}/display/{story.display}")
    page.locator("body[data-status=online]").wait_for(timeout=SLOWEST_MS)
    return page


def polls(browser: "Browser", story: Story) -> "Page":
    """A page of the same house that asks for the same board once a second."""
    page = browser.new_context(viewport=LARGE).new_page()
    page.add_init_script(PAINTED)
    script = POLLS.replace("TOKEN", story.device("display", "Polling"))
    page.route("**/polling", lambda route: route.fulfill(body=POLLING, content_type="text/html"))
    kind = "text/javascript"
    page.route("**/polling.js", lambda route: route.fulfill(body=script, content_type=kind))
    page.goto(f"{story.house.url}/polling")
    return page


def at_95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))]


def say(found: dict[str, Any]) -> None:
    print(
        f"{found['calls']} calls. From the key to the painted number: median "
        f"{found['median_ms']} ms, P95 {found['p95_ms']} ms, longest {found['longest_ms']} ms; "
        f"the door answered the desk in {found['door_median_ms']} ms.\n"
        f"A page that asks once a second: median {found['polling_median_ms']} ms, P95 "
        f"{found['polling_p95_ms']} ms: {found['times_faster']} times as long.",
        flush=True,
    )
