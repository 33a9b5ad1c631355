"""What a screen sounds, in a real browser: only after a touch, one after the other, never at night.

Everything here is started and observed by code of the page: what a test evaluates would count as
the touch of a person and hide that the browser forbids sound.
"""

import io
import json
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

import signage
from tests.running import FLAGS, chromium_path
from tests.stories.bank import Opens

STATIC = Path(signage.__file__).parent / "static" / "signage"
HOST = "http://screen.test"
SOON_MS = 4_000
# what sounds is told to the page as [kind, from, to] in milliseconds
LISTEN = """
const heard = [];
function note(kind, seconds) {
  const from = performance.now();
  const last = heard[heard.length - 1];
  const to = from + seconds * 1000;
  if (last && last[0] === kind && from < last[2]) last[2] = Math.max(last[2], to);
  else heard.push([kind, from, to]);
  document.body.dataset.heard = JSON.stringify(heard);
  document.body.dataset.kinds = heard.map((each) => each[0]).join(" ");
}
const tone = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () {
  const made = tone.call(this);
  const stop = made.stop;
  made.stop = function (at) {
    note(made.frequency.value < 400 ? "gong" : "chime", at - made.context.currentTime);
    return stop.call(this, at);
  };
  return made;
};
const source = AudioContext.prototype.createBufferSource;
AudioContext.prototype.createBufferSource = function () {
  const made = source.call(this);
  const start = made.start;
  made.start = function () {
    note("voice" + Math.round(made.buffer.duration * 10), made.buffer.duration);
    return start.call(this);
  };
  return made;
};
"""
PAGE = """<!doctype html><html lang="en"><title>Screen</title>
<body><button>Touch</button><script type="module" src="/test.js"></script></body></html>"""
SCREEN = """
import { Sound, isQuiet, wallMinutes } from "/sound.js";
const body = document.body;
const live = { at: Date.parse("2027-03-03T11:00:00Z"), now: () => live.at };
live.board = { branch: { time_zone: "Europe/Budapest" } };
const setup = { sound: Object.assign({ gong: true, chime: true, volume: 0.6 }, %s) };
const sound = new Sound({
  setup, token: "t", live,
  onState: (state) => { body.dataset.state = state; },
  onBusy: (busy) => { body.dataset.busy = busy; },
});
document.querySelector("button").onclick = () => { sound.enable(); };
%s
"""


def recorded(tenths: int) -> bytes:
    """A sound of so many tenths of a second."""
    written = io.BytesIO()
    with wave.open(written, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(8000)
        target.writeframes(b"\1\0" * 800 * tenths)
    return written.getvalue()


@dataclass
class Screen:
    """A page that holds nothing but the mouth of a screen."""

    page: Page
    script: str = ""

    def open(self, code: str, **sound: Any) -> None:
        self.script = SCREEN % (json.dumps(sound), code)
        self.page.route(f"{HOST}/**", self._answer)
        self.page.goto(HOST)

    def touch(self) -> None:
        self.page.get_by_role("button").click()

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path == "/":
            route.fulfill(body=PAGE, content_type="text/html")
        elif path == "/test.js":
            route.fulfill(body=self.script, content_type="text/javascript")
        elif path.endswith(".js"):
            route.fulfill(path=STATIC / path[1:], content_type="text/javascript")
        else:
            self._voice(route)

    def _voice(self, route: Route) -> None:
        """Hungarian lasts two tenths, English three; nobody speaks Filipino."""
        tenths = {"hu": 2, "en": 3}.get(route.request.url[-2:])
        if tenths is None:
            route.fulfill(status=404, body="{}", content_type="application/problem+json")
        else:
            route.fulfill(body=recorded(tenths), content_type="audio/wav")

    def has(self, name: str, value: str) -> None:
        body = self.page.locator("body")
        expect(body).to_have_attribute(f"data-{name}", value, timeout=6_000)

    def heard(self) -> list[list[Any]]:
        return list(json.loads(self.page.locator("body").get_attribute("data-heard") or "[]"))


@pytest.fixture
def screen(context: BrowserContext) -> Screen:
    context.add_init_script(LISTEN)
    return Screen(context.new_page())


def test_a_display_says_that_it_is_silent_until_somebody_touches_it(
    opens: Opens, page: Page
) -> None:
    """UX.md 0 no. 9: a browser without the launch flag forbids sound."""
    story = opens()
    page.goto(f"{story.house.url}/display/{story.display}")
    off = page.get_by_role("button", name="Sound off – touch to enable")
    expect(off).to_be_visible(timeout=SOON_MS)
    off.click()
    expect(off).to_be_hidden(timeout=SOON_MS)


@pytest.fixture
def flagged(browser: Browser) -> Iterator[Browser]:
    """A browser started as docs/sound.md says."""
    flags = [*FLAGS, "--autoplay-policy=no-user-gesture-required"]
    chromium = browser.browser_type.launch(executable_path=chromium_path(), args=flags)
    yield chromium
    chromium.close()


def test_calls_and_gongs_come_one_after_the_other(screen: Screen) -> None:
    """A pause between them, the voices after the chime; what is undone or cancelled is silent."""
    screen.open(
        """
        document.querySelector("button").onclick = () => {
          sound.enable();
          setTimeout(() => {
            body.dataset.called = performance.now();
            sound.call({ code: "A041", counter: "1", stillOpen: () => true });
            sound.call({ code: "A042", counter: "2", stillOpen: () => false });
            const undone = sound.call({ code: "A043", counter: "3" });
            setTimeout(() => { undone.cancel(); }, 600);
            sound.gong();
          }, 300);
        };
        """,
        voice=["hu", "fil", "en"],
    )
    screen.has("state", "blocked")
    screen.touch()
    screen.has("kinds", "chime voice2 voice3 gong")
    screen.has("busy", "false")
    chime, hungarian, english, gong = screen.heard()
    called = float(screen.page.locator("body").get_attribute("data-called") or 0)
    assert chime[1] - called >= 1_200
    assert chime[2] <= hungarian[1] + 5 and hungarian[2] <= english[1]
    assert gong[1] - english[2] >= 600


def test_a_call_that_nobody_answers_is_sounded_once_more(screen: Screen) -> None:
    """Where there is no voice the chime alone calls; the first sound of all starts it."""
    screen.open(
        """
        document.querySelector("button").onclick = () => {
          sound.enable();
          setTimeout(() => {
            sound.call({ code: "A041", counter: "1", stillOpen: () => true });
            setTimeout(() => { body.dataset.over = "yes"; }, 5200);
          }, 100);
        };
        """,
        voice=["fil"],
        repeat_s=1,
    )
    screen.has("state", "blocked")
    screen.touch()
    screen.has("kinds", "chime chime")
    screen.has("over", "yes")
    assert len(screen.heard()) == 2


def test_in_quiet_hours_nothing_sounds(screen: Screen) -> None:
    """By the wall clock of the branch, across midnight, whatever the server's zone."""
    screen.open(
        """
        const spans = [["20:00", "07:30"], ["12:00", "12:30"]];
        const at = (iso) => isQuiet(spans, wallMinutes(Date.parse(iso), "Europe/Budapest"));
        const table = ["2027-03-03T19:00Z", "2027-03-03T18:59Z", "2027-03-03T23:00Z",
          "2027-03-03T06:29Z", "2027-03-03T06:30Z", "2027-03-03T11:00Z", "2027-07-03T18:00Z"];
        body.dataset.table = table.map((iso) => at(iso) ? "quiet" : "loud").join(" ");
        document.querySelector("button").onclick = () => {
          sound.enable();
          sound.call({ code: "A041", counter: "1", stillOpen: () => true });
          sound.gong();
          setTimeout(() => {
            live.at = Date.parse("2027-03-03T11:30:00Z");
            sound.gong();
          }, 1500);
        };
        """,
        quiet=[["20:00", "07:30"], ["12:00", "12:30"]],
    )
    screen.has("table", "quiet loud quiet quiet loud quiet quiet")
    screen.has("state", "quiet")
    screen.touch()
    screen.has("kinds", "gong")
    screen.has("state", "on")
    assert len(screen.heard()) == 1


def test_with_the_launch_flag_a_screen_sounds_untouched(flagged: Browser) -> None:
    context = flagged.new_context()
    context.add_init_script(LISTEN)
    screen = Screen(context.new_page())
    screen.open("sound.gong(); setTimeout(() => { sound.gong(); }, 600);")
    screen.has("state", "on")
    screen.has("kinds", "gong")
