"""What the media zone of a display plays, in a real browser with a playlist of the test's own."""

import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, Route, expect

import signage

STATIC = Path(signage.__file__).parent / "static" / "signage"
HOST = "http://screen.test"
SOON_MS = 6_000
PAGE = """<!doctype html><html lang="en"><title>Screen</title>
<body><script id="setup" type="application/json">%s</script>
<button id="call">Call</button><button id="tomorrow">Tomorrow</button>
<section id="media"></section><script type="module" src="/test.js"></script></body></html>"""
SETUP = {"languages": {"hu": "Magyar"}, "words": {}, "sound": {}}
# all that was shown is noted in its order; a day of this house passes by a touch
SCRIPT = """
import { Media } from "/media.js";
const node = document.getElementById("media");
const board = { branch: { time_zone: "Europe/Budapest" } };
const live = { board, unpaired: false, now: () => now };
const media = new Media({ live, token: "t", node });
const shown = [];
let now = Date.parse("2027-03-03T22:30:00Z");
document.getElementById("call").onclick = () => { media.hold(!media.held); };
document.getElementById("tomorrow").onclick = () => { now += 3600000; };
setInterval(() => {
  const any = media.draw(now);
  const face = node.querySelector(".shown");
  const said = !any ? "nothing" : face.alt || face.textContent;
  if (said !== shown[shown.length - 1]) shown.push(said);
  document.body.dataset.shown = shown.join(" | ");
  document.body.dataset.nodes = node.children.length;
  document.body.dataset.muted = node.querySelector("video").muted;
}, 50);
"""


def item(number: int, kind: str, text: dict[str, str], **more: Any) -> dict[str, Any]:
    days = {"first_day": None, "last_day": None}
    src = None if kind == "text" else f"/media/t/{number}"
    return {"id": number, "kind": kind, "text": text, "seconds": 0.4, "src": src, **days, **more}


ITEMS = [
    item(1, "text", {"en": "Hello", "hu": "Helló"}),
    # no file of the name is there
    item(2, "image", {"en": "Broken"}),
    item(3, "video", {"en": "Broken film"}),
    item(4, "image", {"en": "A red page"}),
    item(5, "text", {"en": "From tomorrow"}, first_day="2027-03-04"),
    item(6, "text", {"en": "Until today"}, last_day="2027-03-03"),
]


class House:
    """Answers as the server does until it is away."""

    def __init__(self, items: Sequence[dict[str, Any]] = ITEMS, **sound: Any) -> None:
        self.away, self.items, self.setup = False, items, SETUP | {"sound": sound}
        body = io.BytesIO()
        Image.new("RGB", (16, 9), "red").save(body, "PNG")
        self.picture = body.getvalue()

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path == "/":
            route.fulfill(body=PAGE % json.dumps(self.setup), content_type="text/html")
        elif path == "/test.js":
            route.fulfill(body=SCRIPT, content_type="text/javascript")
        elif path.endswith(".js"):
            route.fulfill(path=STATIC / path[1:], content_type="text/javascript")
        elif self.away:
            route.abort()
        elif path == "/api/v1/boards/t/playlist/":
            route.fulfill(json={"items": self.items}, headers={"ETag": '"1"'})
        elif path == "/media/t/4":
            route.fulfill(body=self.picture, content_type="image/png")
        else:
            route.fulfill(status=404)


def test_a_playlist_goes_round_by_its_days_and_passes_over_what_is_broken(page: Page) -> None:
    house = House()
    page.route(f"{HOST}/**", house.answer)
    page.goto(HOST)
    body = page.locator("body")

    def shows(*pages: str) -> None:
        begun = re.compile("^" + r" \| ".join(pages))
        expect(body).to_have_attribute("data-shown", begun, timeout=SOON_MS)

    today = ("Helló", "A red page", "Until today")
    shows("nothing", *today, *today)
    # a call owns the stage: what is shown stays
    page.locator("#call").click()
    held = str(body.get_attribute("data-shown"))
    page.wait_for_timeout(900)
    expect(body).to_have_attribute("data-shown", held)
    page.locator("#tomorrow").click()
    page.locator("#call").click()
    # read in what was shown: who looks now and then may miss a page of 0.4 seconds
    tomorrow = re.compile(r"From tomorrow \| .*Helló")
    expect(body).to_have_attribute("data-shown", tomorrow, timeout=SOON_MS)
    after = str(body.get_attribute("data-shown")).split("From tomorrow")[1]
    assert "Until today" not in after
    expect(body).to_have_attribute("data-nodes", "4")
    # cut off and started anew: what was kept is played, by its days
    house.away = True
    page.reload()
    shows("Helló", "Until today", "Helló")


def test_a_video_is_not_heard_in_a_quiet_hour(page: Page) -> None:
    house = House([item(9, "video", {"en": "A film"})], media=True, quiet=[["00:00", "07:00"]])
    page.route(f"{HOST}/**", house.answer)
    # half of it has come, and no more comes
    page.route(f"{HOST}/media/t/9", lambda route: None)
    page.goto(HOST)
    body, video = page.locator("body"), page.locator("video")
    # before the playlist has come there is nothing that could be loaded
    expect(video).to_have_attribute("src", "/media/t/9", timeout=SOON_MS)
    # a browser lets a page be heard after a touch
    page.locator("#call").click()
    video.dispatch_event("loadeddata")
    page.locator("#call").click()
    expect(page.locator("video.shown")).to_be_attached(timeout=SOON_MS)
    expect(body).to_have_attribute("data-muted", "false")
    page.locator("#tomorrow").click()
    expect(body).to_have_attribute("data-muted", "true")
