"""The pharmacy of DOMAIN.md 2.3: one pharmacist, break 13:30 to 14:00, three minutes a client.

The text calls them P030 to P033; a new branch begins with P001.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.stories.bank import Facts, Opens, Story

MEANWHILE = "duty pharmacy, 400 m; urgent bell at the door"


@pytest.fixture
def pharmacy(opens: Opens) -> tuple[Story, int]:
    """The notice is on glass and door screen since 13:15:02."""
    story = opens(estimate=3, letter="P", kind="pharmacy", alternative=MEANWHILE)
    story.publish(story.lunch("13:30"))
    story.move_clock("13:00")
    session = story.sit()
    story.move_clock("13:15")
    sign = story.device("sign", "Door")
    story.move_clock("13:15:02")
    assert story.paint(story.the_break(), sign).status_code == 201
    assert story.the_break()["notice_at"] == story.at("13:15:02")
    assert MEANWHILE in story.notice()["text"]
    return story, session


def test_case_1_anna_is_late_for_the_entry_and_in_time_for_the_slack(
    pharmacy: tuple[Story, int],
) -> None:
    story, session = pharmacy
    # 13:25
    story.move_clock("13:25")
    assert story.notice()["last_entry_at"] == story.at("13:27")
    assert "13:27" in story.notice()["text"]
    assert story.events("break.last_call")[0]["data"]["card"] == "last_call"
    # P001 is in service until 13:31
    story.move_clock("13:28")
    story.take()
    assert story.serve_next(session) == "P001"
    # 13:29
    story.move_clock("13:29")
    anna = story.take()
    assert (anna["code"], anna["promise"]["kind"], anna["promise"]["fixed"]) == (
        "P002",
        "before",
        True,
    )
    assert "You will be served before the break." in story.page(f"t/{anna['token']}").text
    assert story.notice()["last_ticket"] == "P002"
    waiting = story.desk(session)["waiting"]
    assert [(t["code"], t["promise"], t["callable"]) for t in waiting] == [("P002", "before", True)]
    # 13:31
    story.move_clock("13:31")
    story.finish(session)
    assert story.call(session).json()["ticket"]["code"] == "P002"
    story.tellers[0].do(f"sessions/{session}/service/")
    # 13:34
    story.move_clock("13:34")
    story.finish(session)
    break_ = story.the_break()
    assert (break_["started_at"], break_["returns_at"]) == (story.at("13:34"), story.at("14:04"))
    assert "Back at: 14:04" in story.notice()["text"]
    assert story.events("break.started")[0]["data"]["slip_minutes"] == 4.0
    # the manager hears at 13:40 only of a break that has not begun
    story.move_clock("13:40")
    assert story.events("break.slip_alarm") == []


def case_2(story: Story, session: int) -> None:
    """P002, another person, is in service from 13:31 to 13:34; it is 13:33."""
    story.move_clock("13:25", "13:28")
    story.take()
    story.serve_next(session)
    story.move_clock("13:29")
    story.take()
    story.move_clock("13:31")
    story.finish(session)
    assert story.serve_next(session) == "P002"
    story.move_clock("13:33")


def test_case_2_anna_is_first_after_the_break(pharmacy: tuple[Story, int]) -> None:
    story, session = pharmacy
    case_2(story, session)
    anna = story.take()
    assert (anna["code"], anna["promise"]["kind"]) == ("P003", "after")
    assert (anna["promise"]["returns_at"], anna["ahead"]) == (story.at("14:04"), 0)
    page = story.page(f"t/{anna['token']}").text
    assert "after the break, from 14:04" in page
    assert MEANWHILE in page
    story.move_clock("13:34")
    story.finish(session)
    assert story.the_break()["started_at"] == story.at("13:34")
    story.move_clock("14:04")
    story.back(session)
    assert story.look(anna)["state"] == "called"


def test_case_2_an_urgent_need_is_served_until_twenty_to(pharmacy: tuple[Story, int]) -> None:
    story, session = pharmacy
    case_2(story, session)
    path = f"sessions/{session}/late-arrival/"
    anna = story.tellers[0].do(path, urgent=True)
    assert (anna["code"], anna["outcome"]) == ("P003", "before")
    story.move_clock("13:34")
    story.finish(session)
    assert story.serve_next(session) == "P003"
    story.move_clock("13:40")
    story.finish(session)
    assert story.the_break()["started_at"] == story.at("13:40")


def test_case_2_past_twenty_to_the_right_is_over(pharmacy: tuple[Story, int]) -> None:
    """Until S + 10, and no longer: whoever asks then is first after the break."""
    story, session = pharmacy
    case_2(story, session)
    story.move_clock("13:41")
    anna = story.tellers[0].do(f"sessions/{session}/late-arrival/", urgent=True)
    assert anna["outcome"] == "after"


def test_case_3_the_kiosk_goes_on_during_the_break(pharmacy: tuple[Story, int], page: Page) -> None:
    story, session = pharmacy
    case_2(story, session)
    story.take()
    story.move_clock("13:34")
    story.finish(session)
    # 13:50
    story.move_clock("13:50")
    page.goto(f"{story.house.url}/kiosk/{story.kiosk}")
    choice = page.get_by_role("button", name="Cash")
    expect(choice).to_contain_text("on break, back at 14:04", timeout=4_000)
    choice.click()
    expect(page.locator("#code")).to_have_text("P004", timeout=4_000)
    expect(page.locator("#promise")).to_contain_text("from 14:04")
    expect(page.locator("#ahead")).to_have_text("1")
    expect(page.locator("#ticket")).to_contain_text("duty pharmacy, 400 m")
    expect(page.locator("#ticket")).to_contain_text("urgent bell")


def test_the_counter_never_flips_between_call_and_arrival(pharmacy: tuple[Story, int]) -> None:
    """Two minutes to walk, at every second of them."""
    story, session = pharmacy
    story.move_clock("13:25", "13:28")
    anna: Facts = story.take()
    story.move_clock("13:29:30")
    story.call(session)
    for clock in ("13:30:00", "13:30:30", "13:31:00", "13:31:29"):
        story.move_clock(clock)
        refused = story.start(session)
        assert (refused.status_code, refused.json()["code"]) == (409, "client_called")
        assert story.board()["counters"][0]["state"] == "closing"
        assert story.look(anna)["state"] == "called"
