"""F40, F41, F67: what a door or counter sign says, on a tablet, on paper and on e-paper."""

import io
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import requests
from PIL import Image
from playwright.sync_api import Page, expect

from tests.stories.bank import Opens, Story

SOON_MS = 4_000


def test_f40_the_door_says_until_when_one_may_come_in(opens: Opens, page: Page) -> None:
    """S = 13:30, estimate 3: 13:27 while nobody or one waits, from 13:25 with one "after"."""
    story = opens(estimate=3)
    story.publish(story.lunch("13:30"))
    story.move_clock("13:14")
    story.sit()
    story.move_clock("13:15")
    story.prove()
    story.move_clock("13:20")
    page.set_viewport_size({"width": 1024, "height": 600})
    page.goto(f"{story.house.url}/sign/{story.device('sign', 'Door')}")
    entries = page.locator("#entries")
    expect(entries).to_have_text("Last entry: 13:27", timeout=SOON_MS)
    story.take()
    page.reload()
    expect(entries).to_have_text("Last entry: 13:27", timeout=SOON_MS)
    story.move_clock("13:25")
    expect(entries).to_have_text("New numbers: after the break", timeout=SOON_MS)


def test_f41_the_glass_and_the_printed_sheet_follow_a_move(pair: Story, page: Page) -> None:
    """`/counter/{token}` lists today's breaks; the print view carries date and revision; after a
    move both show the new revision, and the old sheet's code tells the move.
    """
    assert pair.plan(pair.lunch("12:30"), pair.lunch("13:10", 1))["status"] == 200
    pair.move_clock("09:00")
    token = pair.device("sign", "Glass")
    page.goto(f"{pair.house.url}/counter/{token}?counter=W1")
    breaks = page.locator("[data-breaks]")
    expect(breaks).to_contain_text("12:30–13:00", timeout=SOON_MS)
    expect(breaks.locator("li")).to_have_count(1)
    expect(breaks).to_contain_text("Revision 1")
    old = printed(pair, token)
    assert old.rows == [["W1", "12:30–13:00", "1"], ["W2", "13:10–13:40", "1"]]
    assert f"{pair.day:%A} {pair.day.day} {pair.day:%B %Y}" in old.text
    assert "ATM in the lobby" in old.text
    pair.move_clock("09:05")
    move_to(pair, "12:35")
    expect(breaks).to_contain_text("12:35–13:05", timeout=SOON_MS)
    expect(breaks).to_contain_text("Revision 2")
    new = printed(pair, token)
    assert new.rows == [["W1", "12:35–13:05", "2"], ["W2", "13:10–13:40", "1"]]
    assert ["09:00" in old.text, "09:05" in old.text] == [True, False]
    assert "09:05" in new.text
    assert "Teller0" not in new.text
    page.goto(old.address)
    moved = page.locator(".changes li")
    expect(moved).to_have_count(1)
    expect(moved).to_contain_text("Moved")
    expect(moved).to_contain_text("12:30–13:00 → 12:35–13:05")
    page.goto(new.address)
    expect(page.locator(".changes")).to_contain_text("Nothing has changed.")


def test_f41_the_office_prints_the_same_sheet(pair: Story) -> None:
    assert pair.plan(pair.lunch("12:30"), pair.lunch("13:10", 1))["status"] == 200
    pair.move_clock("09:00")
    token = pair.device("sign", "Glass")
    path = f"office/sheet/?branch={pair.branch['id']}&day={pair.day}"
    answer = pair.office.session.get(f"{pair.house.url}/{path}", timeout=20)
    office, sign = Paper(answer.text), printed(pair, token)
    assert office.rows == sign.rows
    assert office.week == sign.week
    assert office.week[0][-1] == "W1 12:30–13:00 W2 13:10–13:40"
    assert office.week[1][-1] == "as shown on the screen"


def test_f41_electronic_paper_shows_the_new_revision(alone: Story) -> None:
    alone.publish(alone.lunch("12:30"))
    alone.move_clock("09:00")
    address = f"{alone.house.url}/sign/{alone.device('sign', 'E-paper')}/image.png"
    first = requests.get(address, timeout=20)
    picture = Image.open(io.BytesIO(first.content))
    assert (picture.mode, picture.size) == ("1", (800, 480))
    assert int(first.headers["Refresh"]) == 900
    know = {"If-None-Match": first.headers["ETag"]}
    # a client who takes a number changes the board and not the sign
    alone.take()
    alone.move_clock("09:02")
    assert requests.get(address, headers=know, timeout=20).status_code == 304
    move_to(alone, "12:35")
    moved = requests.get(address, headers=know, timeout=20)
    assert moved.status_code == 200
    assert moved.content != first.content


def test_f67_who_serves_is_named_only_where_the_branch_wants_it(alone: Story, page: Page) -> None:
    """FIL-10: name, position and organisation on the counter's screen; off, nowhere."""
    alone.move_clock("09:00")
    alone.sit()
    ear = alone.listen()
    page.goto(f"{alone.house.url}/counter/{alone.device('sign', 'Desk')}?counter=W1")
    expect(page.locator("#state")).to_have_text("Open", timeout=SOON_MS)
    expect(page.locator("body")).not_to_contain_text("Teller0")
    show_staff(alone, True)
    staff = page.locator("#staff")
    expect(staff).to_contain_text("Teller0", timeout=SOON_MS)
    expect(staff).to_contain_text("Story Bank")
    shown = ear.sees(lambda board: "staff" in board["counters"][0])["counters"][0]["staff"]
    assert shown == {"name": "Teller0", "position": "", "organisation": "Story Bank"}
    show_staff(alone, False)
    expect(staff).to_be_hidden(timeout=SOON_MS)
    expect(page.locator("body")).not_to_contain_text("Teller0")
    assert "staff" not in ear.sees(lambda board: "staff" not in board["counters"][0])["counters"][0]
    assert "Teller0" not in str(alone.board())


def test_f67_a_break_is_never_said_of_a_person(alone: Story) -> None:
    show_staff(alone, True)
    alone.publish(alone.lunch("12:30"))
    alone.move_clock("12:10")
    session = alone.sit()
    assert "Teller0" in str(alone.board())
    alone.move_clock("12:15")
    alone.prove()
    alone.move_clock("12:30")
    assert alone.the_break()["state"] == "on_break"
    assert "Teller0" not in str(alone.board())
    alone.move_clock("13:00")
    alone.back(session)
    assert "Teller0" in str(alone.board())


def show_staff(story: Story, wanted: bool) -> None:
    answer = story.office.patch(story.path, show_staff=wanted)
    assert answer.status_code == 200, answer.text


def move_to(story: Story, clock: str) -> None:
    """The manager moves the day's first break."""
    first = story.breaks()[0]
    moved = story.manager.patch(f"breaks/{first['id']}/", starts_at=story.at(clock))
    assert (moved.status_code, moved.json()["revision"]) == (200, 2)


def printed(story: Story, token: str, **asked: Any) -> "Paper":
    """The sheet of a sign as its print view has it."""
    address = f"{story.house.url}/sign/{token}/print"
    answer = requests.get(address, params=asked, timeout=20)
    assert answer.status_code == 200, answer.text
    return Paper(answer.text)


class Paper(HTMLParser):
    """A sheet as it is read: the rows of its two tables, its text, and where its code leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.words: list[str] = []
        self.in_cell = self.in_body = False
        self.feed(page)
        self.text = " ".join(self.words)
        self.address = unescape(re.findall(r'href="([^"]*/sheet/[^"]+)"', page)[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tbody":
            self.tables.append([])
            self.in_body = True
        if tag == "tr" and self.in_body:
            self.tables[-1].append([])
        if tag in ("th", "td") and self.in_body:
            self.in_cell = True
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.in_body = self.in_body and tag != "tbody"
        self.in_cell = self.in_cell and tag not in ("th", "td")

    def handle_data(self, data: str) -> None:
        if not data.strip():
            return
        self.words.append(data.strip())
        if self.in_cell:
            row = self.tables[-1][-1]
            row[-1] = f"{row[-1]} {data.strip()}".strip()

    @property
    def rows(self) -> list[list[str]]:
        """The day's breaks."""
        return self.tables[0]

    @property
    def week(self) -> list[list[str]]:
        """Hours and breaks by weekday."""
        return self.tables[1]
