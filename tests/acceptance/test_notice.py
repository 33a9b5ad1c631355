"""F7 to F9, F45: the warning, its proof, and what happens without one (N1 to N3)."""

from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.stories.bank import Opens, Story

SOON_MS = 2_000


@pytest.fixture
def lunch(alone: Story) -> Story:
    """Lunch at 12:30, the teller sits at W1 since 11:55, one client is being served."""
    alone.publish(alone.lunch("12:30"))
    alone.move_clock("11:55")
    session = alone.sit()
    alone.take()
    alone.serve_next(session)
    return alone


def warned(frame: dict[str, Any]) -> bool:
    return [n["phase"] for n in frame["notices"]] == ["warned"]


def test_f07_the_banner_comes_fifteen_minutes_before_by_the_worker_alone(lunch: Story) -> None:
    """The clock runs at six times the speed, and nobody asks anything."""
    screen = lunch.listen()
    lunch.move_clock("12:14:57", speed=6)
    banner = screen.sees(warned, within=6)
    shown = datetime.fromisoformat(banner["generated_at"])
    ahead = (datetime.fromisoformat(lunch.at("12:30")) - shown).total_seconds()
    assert 14.5 * 60 <= ahead <= 15 * 60
    notice = banner["notices"][0]
    assert (notice["starts_at"], notice["returns_at"]) == (lunch.at("12:30"), lunch.at("13:00"))
    assert notice["last_ticket"] == "A001"


def test_f07_the_lobby_shows_start_return_and_last_number(lunch: Story, page: Page) -> None:
    page.goto(f"{lunch.house.url}/display/{lunch.display}")
    expect(page.locator("[data-breaks]")).to_contain_text("12:30", timeout=5_000)
    lunch.move_clock("12:14:59")
    expect(page.locator("#notices")).to_be_hidden()
    lunch.move_clock("12:15")
    banner = page.locator("[data-notice]")
    for words in ("Break: 12:30", "Back at: 13:00", "Last number before the break: A001"):
        expect(banner).to_contain_text(words, timeout=SOON_MS)
    expect(banner).to_contain_text("15 min")


def test_f08_only_a_screen_of_the_counters_zone_proves_the_notice(lunch: Story) -> None:
    """N2: the proof is the screen's acknowledgement, not the sending."""
    elsewhere = lunch.device("display", "Upstairs", zone="upstairs")
    lunch.move_clock("12:15")
    assert lunch.the_break()["state"] == "warned"
    assert lunch.the_break()["notice_at"] is None
    lunch.move_clock("12:15:01")
    assert lunch.paint(lunch.the_break(), elsewhere).json()["notice_at"] is None
    assert lunch.the_break()["notice_at"] is None
    lunch.move_clock("12:15:03")
    assert lunch.paint(lunch.the_break()).status_code == 201
    assert lunch.the_break()["notice_at"] == lunch.at("12:15:03")
    # a second screen changes nothing of it
    lunch.move_clock("12:16")
    lunch.paint(lunch.the_break(), lunch.device("display", "Second"))
    assert lunch.the_break()["notice_at"] == lunch.at("12:15:03")


def test_f08_the_days_table_is_no_proof(lunch: Story) -> None:
    lunch.move_clock("12:10")
    early = lunch.paint(lunch.the_break())
    assert (early.status_code, early.json()["code"]) == (409, "not_warned")


def test_f09_without_proof_the_start_rolls_to_ten_minutes_after_it(lunch: Story) -> None:
    """N3: the screen is heard at S-8, to the second not on a whole minute."""
    screen = lunch.listen()
    lunch.move_clock("12:15", "12:20", "12:21", "12:22")
    rolled = lunch.the_break()
    assert (rolled["starts_at"], rolled["notice_at"]) == (lunch.at("12:32"), None)
    lunch.move_clock("12:22:20")
    assert lunch.paint(rolled).status_code == 201
    break_ = lunch.the_break()
    assert (break_["starts_at"], break_["returns_at"]) == (lunch.at("12:33"), lunch.at("13:03"))
    assert (break_["revision"], break_["notice_at"]) == (1, lunch.at("12:22:20"))

    def told(board: dict[str, Any]) -> bool:
        return [n["starts_at"] for n in board["notices"]] == [lunch.at("12:33")]

    notice = screen.sees(told)["notices"][0]
    assert (notice["revision"], notice["returns_at"]) == (1, lunch.at("13:03"))
    assert notice["moved_from"] == lunch.at("12:30")
    lunch.move_clock("12:28", "12:32:59")
    assert lunch.the_break()["state"] == "closing"


def test_f09_a_proof_at_s_minus_eight_on_the_minute_moves_by_two(lunch: Story) -> None:
    lunch.move_clock("12:15", "12:20", "12:21", "12:22")
    assert lunch.prove()["starts_at"] == lunch.at("12:32")


def test_f45_two_workers_and_a_repeated_tick_warn_once(opens: Opens) -> None:
    """3.7: a second worker, a second beat, the clock's own tick, all at the same step."""
    story = opens(counters=2, tellers=2)
    story.publish(story.lunch("12:30"))
    screen = story.listen()
    house = story.house
    house.start_worker("second")
    house.start_beat("second-beat")
    try:
        story.move_clock("12:14:50", speed=4)
        screen.sees(warned, within=8)
        for clock in ("12:20:00", "12:20:00", "12:20:00"):
            story.move_clock(clock)
    finally:
        house.kill("second")
        house.kill("second-beat")
    assert len(story.events("break.warned")) == 1
    assert {n["revision"] for board in screen.boards for n in board["notices"]} == {1}
    # a moved break is a new revision with a warning of its own, again one
    break_ = story.the_break()
    answer = story.manager.patch(f"breaks/{break_['id']}/", starts_at=story.at("12:40"))
    assert answer.status_code == 200
    for _ in range(3):
        story.move_clock("12:25")
    told = [e["data"]["revision"] for e in story.events("break.warned")]
    assert told == [1, 2]
