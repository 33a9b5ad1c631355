"""What tellers and managers do about breaks at their screens, on the running house."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.stories.bank import Opens
from tests.stories.house import House
from tests.stories.test_desk import log_in


def test_a_teller_comes_back_early_on_her_own_word_and_later_only_once(
    opens: Opens, context: BrowserContext
) -> None:
    """E4, B11, U3, and the lawful rest beside the break."""
    story = opens(counters=2, tellers=2)
    story.move_clock("08:30")
    story.manager.do(f"{story.path}preset/", code="HU", confirm=True)
    story.move_clock("11:30")
    assert story.plan(story.lunch("12:30"))["status"] == 200
    page = log_in(context, story, "teller0", "/desk/")
    page.get_by_role("button", name="W1").click()
    expect(page.locator(".pause")).to_contain_text("must begin by 14:00")
    expect(page.locator(".mine")).to_contain_text("lawful rest planned")
    story.move_clock("12:15")
    story.paint(story.the_break())
    story.move_clock("12:31")
    expect(page.locator(".pause")).to_contain_text("whole at 12:51")

    page.keyboard.press("e")
    page.get_by_role("dialog").get_by_role("button", name="Come back later").click()
    expect(page.locator(".pause-times")).to_contain_text("13:06")
    # the screens may know before the press is answered; until then keys rest
    expect(page.get_by_role("button", name="Give a number")).to_be_enabled()
    page.keyboard.press("e")
    expect(page.locator(".notice-place")).to_contain_text("up to 5 minutes, once")

    page.keyboard.press("b")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("20 min of your lawful rest are left")
    dialog.get_by_role("button", name="End it now").click()
    # without a reason and the person's own word nothing happens
    assert story.the_break()["state"] == "on_break"
    dialog.get_by_label("Why do you come back").fill("the hall is full")
    dialog.get_by_label("of my own will").check()
    dialog.get_by_role("button", name="End it now").click()
    expect(page.locator(".pause")).to_have_attribute("data-state", "none")
    ended = story.the_break()
    assert (ended["state"], ended["rest_short"], ended["remark"]) == (
        "ended",
        True,
        "the hall is full",
    )


def test_a_manager_breaks_a_soft_rule_only_with_a_reason_that_is_kept(
    opens: Opens, context: BrowserContext
) -> None:
    """3.4: the refusal names the rule and what would be allowed; then it asks for grounds."""
    story = opens(counters=2, tellers=2)
    story.move_clock("09:00")
    break_ = story.publish(story.lunch("12:00"))
    page = log_in(context, story, "manager", f"/office/?branch={story.branch['id']}")
    page.get_by_role("button", name="Move: Lunch of Teller0").click()
    page.get_by_label("Start, by the clocks").fill("12:30")
    page.get_by_label("Reason").fill("rush")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Putting off: A break is put off by 15 minutes at most.")
    expect(dialog).to_contain_text("12:15 at the latest.")

    dialog.get_by_label("Reason").select_option("rush")
    dialog.get_by_label("In your own words").fill("market day, long line")
    dialog.get_by_role("button", name="Do it all the same").click()
    expect(page.locator(".plan")).to_contain_text("12:30 – 13:00")
    expect(page.locator(".plan")).to_contain_text("put off once")
    page.keyboard.press("4")
    expect(page.locator(".records tbody")).to_contain_text("12:15 at the latest. → 12:30, 30 min")
    expect(page.locator(".records tbody")).to_contain_text("market day, long line")

    # the second time is the employee's to allow, at her own desk
    answer = story.manager.patch(f"breaks/{break_['id']}/", starts_at=story.at("12:40"))
    assert answer.json()["code"] == "consent_required"
    teller = log_in(context, story, "teller0", "/desk/")
    teller.get_by_role("button", name="W1").click()
    expect(teller.locator(".mine .records")).to_contain_text("market day, long line")
    teller.get_by_role("button", name="I agree …").click()
    teller.get_by_role("button", name="I agree", exact=True).click()
    expect(teller.locator(".pause")).to_contain_text("to once more")
    answer = story.manager.patch(f"breaks/{break_['id']}/", starts_at=story.at("12:40"))
    assert answer.status_code == 200


def test_a_long_line_is_put_to_the_manager_who_answers_on_the_floor(
    opens: Opens, context: BrowserContext
) -> None:
    """3.1, K20: a toast wherever the manager looks, then keep, put off or somebody sits in."""
    story = opens(counters=2, tellers=2)
    story.move_clock("11:30")
    story.publish(story.lunch("12:30"))
    page = log_in(context, story, "manager", f"/office/?branch={story.branch['id']}")
    expect(page.locator(".plan")).to_be_visible()
    story.sit()
    for _ in range(7):
        story.take()
    story.move_clock("12:15")
    toast = page.locator(".toast")
    expect(toast).to_contain_text("Many clients wait before the break of Teller0")
    toast.get_by_role("button", name="Show me").click()
    call = page.locator(".calls .call")
    expect(call).to_contain_text("left.")

    page.get_by_label("put off by").fill("30")
    page.get_by_role("button", name="Put off").click()
    expect(page.locator(".notice-place")).to_contain_text("12:45 at the latest.")
    page.get_by_label("put off by").fill("10")
    page.get_by_role("button", name="Put off").click()
    expect(call).to_have_count(0)
    moved = story.the_break()
    assert (moved["starts_at"], moved["pressure_answer"]) == (story.at("12:40"), "postpone")
    assert story.events("break.pressure_answered")[-1]["data"]["kept"] is False


# what a refusal says, as a person reads it
REFUSALS = [
    (
        {"code": "notice_too_short", "message": "M.", "earliest": "2027-03-03T10:42:00Z"},
        "Notice to clients: M. 11:42 at the earliest.",
    ),
    (
        {"code": "start_before_shown", "message": "M.", "allowed_at": "2027-03-03T11:30:30Z"},
        "Shown start: M. Allowed from 12:30:30.",
    ),
    (
        {
            "code": "lunch_window",
            "message": "M.",
            "earliest": "2027-03-03T10:30:00Z",
            "latest": "2027-03-03T13:00:00Z",
        },
        "Lunch window: M. Allowed: 11:30 to 14:00.",
    ),
    (
        {
            "code": "rest_law",
            "message": "M.",
            "earliest": "2027-03-03T13:00:00Z",
            "latest": "2027-03-03T10:30:00Z",
        },
        "Lawful rest: M. No time of that day is allowed.",
    ),
    (
        {"code": "rest_protected", "latest": "2027-03-03T13:00:00Z", "protected_minutes": 20},
        "Lawful rest: 14:00 at the latest. 20 min of it are lawful rest. "
        "Cancel it together with a lawful break that takes its place.",
    ),
    (
        {
            "code": "coverage_floor",
            "open": 0,
            "floor": 1,
            "at": "2027-03-03T11:40:00Z",
            "minutes_below": 25,
        },
        "Open counters: 0 open counters left, 1 needed. From 12:40 on, 25 min in all. "
        "Another time, somebody who sits in, or a reason that is kept.",
    ),
    (
        {"code": "role_floor", "role": "cash_dual_control", "here": 1, "floor": 2},
        "People of a role in the house: 1 of the role cash dual control left, 2 needed.",
    ),
    (
        {
            "code": "overlap",
            "message": "M.",
            "starts_at": "2027-03-03T11:00:00Z",
            "returns_at": "2027-03-03T11:30:00Z",
        },
        "One break at a time: M. That one lasts 12:00 to 12:30.",
    ),
    (
        {
            "code": "outside_shift",
            "message": "M.",
            "shift_starts_at": "2027-03-03T07:00:00Z",
            "shift_ends_at": "2027-03-03T15:30:00Z",
        },
        "Inside the shift: M. The shift lasts 08:00 to 16:30.",
    ),
    (
        {"code": "length_too_long", "message": "Up to 60 min.", "max_minutes": 60},
        "Length of a break: Up to 60 min.",
    ),
    ({"code": "length_too_short", "min_minutes": 3}, "Length of a break: At least 3 min."),
    ({"code": "nobody_waiting", "message": "M."}, "M."),
]


@pytest.mark.parametrize(("facts", "words"), REFUSALS, ids=lambda case: str(case)[:40])
def test_a_refusal_names_its_rule_the_fact_and_what_would_be_allowed(
    house: House, page: Page, facts: dict[str, Any], words: str
) -> None:
    page.goto(house.url + "/login/")
    said = page.evaluate(
        """async (facts) => {
            const {refusalInWords} = await import("/static/desk/refusals.js");
            return refusalInWords(facts, "Europe/Budapest");
        }""",
        facts,
    )
    assert said == words
