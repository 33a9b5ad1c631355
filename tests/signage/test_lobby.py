"""The lobby display in Chromium: who owns its glass, and when; one board after the other."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, Route, WebSocketRoute, expect

import signage
from branches.models import Branch, Device
from signage.boards.board import Board, plain
from signage.models import Layout
from signage.notices import Announced, notice_for
from signage.setup import setup_of
from tests.people import BUDAPEST, at

STATIC = Path(signage.__file__).parent / "static"
NOON = at("12:15")
STAGE_MS = 8_000
SOON = 4_000
BRANCH = Branch(name="Corner Branch", languages=["en"], time_zone="Europe/Budapest")
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
# which part of the glass a node covers
SHARE = """node => {
    const box = node.getBoundingClientRect();
    const wide = Math.min(box.right, innerWidth) - Math.max(box.left, 0);
    const tall = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
    return wide * tall / innerWidth / innerHeight;
}"""
Facts = dict[str, Any]


def call(code: str, counter: str, state: str = "called", recalls: int = 0) -> Facts:
    return {
        "code": code,
        "counter": counter,
        "state": state,
        "called_at": NOON,
        "recalls": recalls,
    }


def lunch(number: int, counter: str) -> Announced:
    """A warned break of half past twelve."""
    return Announced(
        id=number,
        revision=1,
        state="warned",
        planned=True,
        reason="",
        counter=counter,
        zone=None,
        starts_at=at("12:30"),
        returns_at=at("13:00"),
        shown_return_at=at("13:00"),
        next_step_at=at("12:25"),
        last_ticket="A007",
        alternative="ATM in the lobby",
        other_counters=("9",),
    )


class Screen:
    """A lobby display whose house says one board after the other."""

    def __init__(self, page: Page) -> None:
        self.page, self.version, self.sockets = page, 0, list[WebSocketRoute]()
        self.html, self.board, self.plays = "", {}, list[Facts]()
        # what the house's clock reads
        self.now = NOON
        # in what its notices are worded
        self.languages = ["en"]
        page.route("**/*", self._answer)
        page.route_web_socket("**/ws/**", self._connect)

    def open(
        self,
        *calls: Facts,
        window: tuple[int, int] = (1920, 1080),
        template: str = "lobby",
        **laid: Any,
    ) -> None:
        """Load the page of a screen that is laid out so."""
        wide, tall = window
        self.page.set_viewport_size({"width": wide, "height": tall})
        device, layout = Device(name="Lobby", branch=BRANCH), Layout(**laid)
        about = {"branch": BRANCH, "device": device, "token": "secret", "layout": layout}
        self.html = render_to_string(
            f"signage/{template}.html", {**about, "setup": setup_of(device, layout)}
        )
        self.say(*calls)
        self.page.goto("http://lobby.test/display/secret")
        clock = re.compile(r"^12:15(\sPM)?$")
        expect(self.page.locator("#clock")).to_have_text(clock, timeout=SOON)

    def say(
        self, *calls: Facts, breaks: tuple[Announced, ...] = (), opens_at: datetime | None = None
    ) -> None:
        """Another board; the branch is closed when it says when it opens."""
        self.version += 1
        said = self.languages
        notices = [notice_for(b, now=NOON, zone=BUDAPEST, languages=said) for b in breaks]
        hours = {"open": opens_at is None, "opens_at": opens_at, "closure": None}
        place = {"name": BRANCH.name, "time_zone": BRANCH.time_zone, "words": {}, **hours}
        nothing = {"counters": [], "queues": [], "breaks": [], "layouts": {}}
        self.board = Board(
            version=self.version,
            generated_at=self.now,
            next_change_at=None,
            clock_speed=1.0,
            build="one",
            branch=place,
            calls=list(calls),
            notices=notices,
            **nothing,
        ).as_json()
        self.tell()

    def tell(self, **more: Any) -> None:
        """The same board with more on it."""
        self.board |= more
        for socket in self.sockets:
            self._tell(socket)

    def _tell(self, socket: WebSocketRoute) -> None:
        beat = {"type": "heartbeat", "now": plain(self.now), "clock_speed": 1.0, "build": "one"}
        socket.send(json.dumps(self.board))
        socket.send(json.dumps({**beat, "version": self.version}))

    def _connect(self, socket: WebSocketRoute) -> None:
        self.sockets[:] = [socket]
        self._tell(socket)

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix("http://lobby.test")
        file = STATIC / path.removeprefix("/static/")
        if path == "/display/secret":
            route.fulfill(body=self.html, content_type="text/html")
        elif path.startswith("/static/") and file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
        elif path == "/api/v1/boards/secret/":
            route.fulfill(json=self.board)
        elif path == "/api/v1/boards/secret/playlist/":
            route.fulfill(json={"items": self.plays})
        else:
            route.fulfill(status=503)


@pytest.fixture
def screen(page: Page) -> Iterator[Screen]:
    page.clock.install()
    yield Screen(page)
    # nothing else is asked of it while the browser goes
    page.goto("about:blank")


def test_every_call_owns_most_of_the_glass_for_eight_seconds(screen: Screen) -> None:
    """UX.md 1.1: calls that arrive together follow each other, a recall is a call, and the notices
    stay beside them."""
    page, lunches = screen.page, (lunch(1, "3"), lunch(2, "4"))
    screen.open(call("A001", "1"))
    stage, code = page.locator("#stage"), page.locator("#stage-code")
    expect(page.locator("#hero")).to_contain_text("A001")
    expect(stage).to_be_hidden()
    screen.say(call("A003", "3"), call("A002", "2"), call("A001", "1"), breaks=lunches)
    expect(code).to_have_text("A002", timeout=SOON)
    expect(page.locator("#stage-next")).to_contain_text("A003")
    assert stage.evaluate(SHARE) >= 0.6
    for notice in page.locator("[data-notice]").all():
        assert notice.evaluate("n => n.getBoundingClientRect().bottom <= innerHeight")
        assert notice.evaluate(
            "n => { const b = n.getBoundingClientRect();"
            " return n.contains(document.elementFromPoint(b.x + b.width / 2, b.y + 9)) }"
        )
    page.clock.fast_forward(STAGE_MS)
    expect(code).to_have_text("A003")
    page.clock.fast_forward(STAGE_MS)
    expect(stage).to_be_hidden()
    expect(page.locator("#history li")).to_contain_text(["A002", "A001"])
    screen.say(call("A003", "3"), call("A001", "1", recalls=1))
    expect(code).to_have_text("A001", timeout=SOON)
    expect(page.locator("#stage-counter")).to_have_text("1")


def test_of_many_calls_five_rows_are_left_and_of_many_notices_each_has_its_turn(
    screen: Screen,
) -> None:
    page = screen.page
    many = [call(f"A0{n}", str(n), "serving") for n in range(10, 18)]
    screen.open(*many)
    expect(page.locator("#history li:visible")).to_have_count(5)
    screen.say(*many, breaks=tuple(lunch(n, str(n)) for n in range(1, 6)))
    counters = page.locator("[data-notice] .where .value")
    expect(counters.first).to_be_visible(timeout=SOON)
    seen: set[str] = set()
    for _ in range(5):
        seen |= set(counters.all_inner_texts())
        page.clock.fast_forward(12_000)
    assert seen == {"1", "2", "3", "4", "5"}


def lies_below(page: Page, lower: str, upper: str) -> bool:
    boxes = [page.locator(each).bounding_box() for each in (upper, lower)]
    assert boxes[0] and boxes[1]
    return boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]


def background(page: Page, node: str) -> str:
    return str(page.locator(node).evaluate("n => getComputedStyle(n).backgroundColor"))


def follows_its_window(page: Page) -> None:
    assert not lies_below(page, "#side", ".calls")
    page.set_viewport_size({"width": 1080, "height": 1920})
    expect(page.locator("body")).to_have_attribute("data-shape", "tall")
    assert lies_below(page, "#side", ".calls")


def is_column(page: Page) -> None:
    assert lies_below(page, "#side", ".calls")
    assert page.locator("body").evaluate(SHARE) < 0.4


def is_small(page: Page) -> None:
    expect(page.locator("#side")).to_be_hidden()
    expect(page.locator("#notices")).to_be_visible()


def is_strip(page: Page) -> None:
    assert {background(page, node) for node in ("html", "body")} == {"rgba(0, 0, 0, 0)"}
    box = page.locator("body").bounding_box()
    assert box
    assert box["y"] + box["height"] == 1080
    assert box["height"] < 1080 / 4
    expect(page.locator("#hero")).to_contain_text("A001")
    expect(page.locator("#notices")).to_be_visible()


@pytest.mark.parametrize(
    ("preset", "window", "looks"),
    [
        ("landscape", (1920, 1080), follows_its_window),
        ("portrait", (1920, 1080), is_column),
        ("counter_top", (1024, 600), is_small),
        ("strip", (1920, 1080), is_strip),
    ],
)
def test_a_preset_lays_the_zones_out(
    screen: Screen, preset: str, window: tuple[int, int], looks: Callable[[Page], None]
) -> None:
    screen.open(call("A001", "1"), preset=preset, window=window, overscan_percent=0)
    screen.say(call("A001", "1"), breaks=(lunch(1, "3"),))
    expect(screen.page.locator("[data-notice]")).to_be_visible(timeout=SOON)
    looks(screen.page)


def test_off_hours_hold_until_somebody_is_called_or_the_doors_open(screen: Screen) -> None:
    page = screen.page
    screen.open()
    off = page.locator("#off")
    screen.say(opens_at=at("12:20"))
    expect(page.locator("#off-opens")).to_have_text("Opens: 12:20", timeout=SOON)
    expect(page.locator("#off-clock")).to_have_text("12:15")
    place = page.locator(".off-words").bounding_box()
    screen.now = at("12:16")
    screen.say(opens_at=at("12:20"))
    expect(page.locator("#off-clock")).to_have_text("12:16", timeout=SOON)
    assert page.locator(".off-words").bounding_box() != place
    screen.say(call("A001", "1"), opens_at=at("12:20"))
    expect(off).to_be_hidden(timeout=SOON)
    screen.say(opens_at=NOON + timedelta(days=1))
    expect(page.locator("#off-opens")).to_have_text("Opens: Thursday 4 March, 12:15", timeout=SOON)
    # nobody tells it that the doors are open: it knows the hour
    screen.now = at("12:20") - timedelta(seconds=5)
    screen.say(opens_at=at("12:20"))
    expect(page.locator("#off-opens")).to_have_text("Opens: 12:20", timeout=SOON)
    page.clock.run_for(6_000)
    expect(off).to_be_hidden()


@pytest.mark.parametrize(("mode", "covered"), [("dark", True), ("on", False)])
def test_off_hours_are_dark_or_as_by_day(screen: Screen, mode: str, covered: bool) -> None:
    screen.open(off_hours=mode)
    screen.say(opens_at=at("12:20"))
    expect(screen.page.locator("#closed")).to_have_count(1)
    expect(screen.page.locator("#off")).to_be_visible(visible=covered)
    expect(screen.page.locator(".off-words")).to_be_hidden()


def words_of(number: int, words: str) -> Facts:
    """A page of a playlist."""
    days = {"first_day": None, "last_day": None}
    return {"id": number, "kind": "text", "seconds": 20, "text": {"en": words}, "src": None, **days}


@pytest.mark.parametrize(("mode", "left"), [("dark", "First"), ("on", "Second")])
def test_behind_the_cover_of_a_closed_branch_nothing_plays(
    screen: Screen, mode: str, left: str
) -> None:
    screen.plays = [words_of(1, "First"), words_of(2, "Second")]
    screen.open(off_hours=mode)
    expect(screen.page.locator("#media")).to_have_text("First", timeout=SOON)
    screen.say(opens_at=at("12:20"))
    expect(screen.page.locator("#closed")).to_be_attached()
    expect(screen.page.locator("#off")).to_be_visible(visible=mode == "dark")
    screen.page.clock.fast_forward(20_000)
    expect(screen.page.locator("#media")).to_have_text(left)


# where the picture stands at each turn of three minutes, and in which corner the name
WANDER = """async turns => {
    const {shift} = await import("/static/signage/frame.js");
    const {style, dataset} = document.body;
    return turns.map((turn) => {
        performance.now = () => turn * 180000 + 1;
        shift();
        const read = (name) => parseFloat(style.getPropertyValue(name));
        return [read("--shift-x"), read("--shift-y"), dataset.corner];
    });
}"""


def test_a_still_screen_pulses_nothing_and_its_picture_wanders(screen: Screen) -> None:
    """Burn-in care: other places every three minutes, never more than 8 px apart."""
    page = screen.page
    screen.open(still=True)
    screen.say(call("A001", "1"))
    stage = page.locator("#stage")
    expect(stage).to_be_visible(timeout=SOON)
    assert stage.evaluate("n => getComputedStyle(n).animationName") == "none"
    assert stage.evaluate("n => parseFloat(getComputedStyle(n).borderTopWidth)") > 4
    across, down, corners = zip(*page.evaluate(WANDER, list(range(1, 17))), strict=True)
    assert len(set(zip(across, down, strict=True))) > 4
    assert max(across) - min(across) <= 8
    assert max(down) - min(down) <= 8
    assert set(corners) == {"left", "right"}
