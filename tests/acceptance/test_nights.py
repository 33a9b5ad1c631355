"""F49: a break over midnight, and in the nights in which clocks change (3.9 no. 10 to 12)."""

from datetime import date

from playwright.sync_api import Page, expect

from tests.stories.bank import Facts, Opens, Story

SOON_MS = 4_000


def night(opens: Opens, day: date) -> Story:
    """Two counters in Budapest, the shifts from 22:00 to 06:00."""
    return opens(counters=2, tellers=2, day=day, shift=("22:00", "06:00"))


def rest(story: Story, start: str, day: date, minutes: int = 30) -> Facts:
    """A rest as the plan's template has it: by the clock on the wall."""
    about = {"staff": story.staff[0]["id"], "kind": "short", "length_minutes": minutes}
    return {**about, "start": start, "day": str(day)}


def drafted(story: Story, body: Facts) -> Facts:
    return dict(story.manager.do(f"{story.path}breaks/", **body))


def test_f49_half_past_two_does_not_exist_and_becomes_half_past_three(
    opens: Opens, page: Page
) -> None:
    """2027-03-28: at 02:00 it is 03:00. The planner shows the change."""
    story = night(opens, date(2027, 3, 27))
    draft = drafted(story, rest(story, "02:30", date(2027, 3, 28)))
    assert draft["starts_at"] == "2027-03-28T01:30:00Z"
    assert draft["returns_at"] == "2027-03-28T02:00:00Z"
    assert draft["moved_by_clock_change"] is True
    assert draft["day"] == "2027-03-27"
    assert story.plan()["status"] == 200
    story.move_clock("01:30", days=1)
    page.goto(f"{story.house.url}/display/{story.display}")
    expect(page.locator("[data-breaks]")).to_contain_text("03:30–04:00", timeout=SOON_MS)


def test_f49_of_two_half_past_twos_it_is_the_first(opens: Opens, page: Page) -> None:
    """2027-10-31: at 03:00 it is 02:00 again. Thirty minutes later the wall reads 02:00."""
    story = night(opens, date(2027, 10, 30))
    draft = drafted(story, rest(story, "02:30", date(2027, 10, 31)))
    assert draft["starts_at"] == "2027-10-31T00:30:00Z"
    assert draft["returns_at"] == "2027-10-31T01:00:00Z"
    assert draft["moved_by_clock_change"] is False
    assert story.plan()["status"] == 200
    story.move_clock("02:10", days=1)
    session = story.sit(0, 0)
    story.sit(1, 1)
    page.goto(f"{story.house.url}/display/{story.display}")
    story.move_clock("02:15", days=1)
    story.prove()
    story.move_clock("02:25", "02:30", days=1)
    break_ = story.the_break()
    assert (break_["state"], break_["returns_at"]) == ("on_break", "2027-10-31T01:00:00Z")
    banner = page.locator("[data-notice]")
    expect(banner).to_contain_text("Back at: 02:00", timeout=SOON_MS)
    expect(banner).to_contain_text("30 min")
    # a quarter of an hour later the clock of the lobby reads 02:45, and it is 15 minutes more
    story.office.do("clock/", now="2027-10-31T00:45:00Z", speed=0)
    expect(page.locator("#clock")).to_have_text("02:45", timeout=SOON_MS)
    expect(banner).to_contain_text("15 min")
    story.office.do("clock/", now="2027-10-31T01:00:00Z", speed=0)
    expect(page.locator("#clock")).to_have_text("02:00", timeout=SOON_MS)
    ended = story.back(session)
    assert (ended["state"], ended["ended_at"]) == ("ended", "2027-10-31T01:00:00Z")


def test_f49_a_break_over_midnight_belongs_to_the_day_of_its_shift(
    opens: Opens, page: Page
) -> None:
    story = opens(counters=2, tellers=2, shift=("16:00", "01:00"))
    answer = story.plan({**story.lunch("23:40"), "kind": "short"})
    assert answer["status"] == 200, answer
    break_ = story.the_break()
    assert break_["day"] == str(story.day)
    assert break_["returns_at"] == story.at("00:10", days=1)
    story.move_clock("23:20")
    session = story.sit(0, 0)
    story.sit(1, 1)
    story.move_clock("23:25")
    story.prove()
    story.move_clock("23:35", "23:40")
    page.goto(f"{story.house.url}/display/{story.display}")
    story.move_clock("00:05", days=1)
    expect(page.locator("[data-notice]")).to_contain_text("Back at: 00:10", timeout=SOON_MS)
    expect(page.locator("[data-breaks]")).to_contain_text("back 00:10")
    story.move_clock("00:10", days=1)
    story.back(session)
    assert story.the_break()["state"] == "ended"
