"""A manager at the policy of the branch: the law, a number, a queue, and who changed what."""

from playwright.sync_api import BrowserContext, expect

from tests.stories.bank import Opens
from tests.stories.test_desk import log_in


def test_a_manager_confirms_the_law_and_changes_numbers_that_hold_at_once(
    opens: Opens, context: BrowserContext
) -> None:
    story = opens(counters=2, tellers=2)
    story.move_clock("09:00")
    page = log_in(context, story, "manager", f"/office/?branch={story.branch['id']}#policy")

    # the law protects before it is confirmed, and says so
    page.get_by_label("Law", exact=True).select_option("TR")
    expect(page.locator(".preset")).to_contain_text("Above 7.5 h of work, up to 11 h: 60 minutes")
    expect(page.locator(".preset")).to_contain_text("This is not legal advice")
    page.get_by_role("button", name="Apply, confirm later").click()
    expect(page.locator(".preset")).to_contain_text("in force, awaits confirmation")
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator(".preset")).to_contain_text("confirmed by")
    expect(page.locator(".policy")).to_contain_text("at least 60 min (the law)")

    # what is weaker than the law is refused beside its field, and nothing is saved
    page.locator("[id='length.lunch_min']").fill("45")
    page.get_by_role("button", name="Save 1 change").click()
    expect(page.locator("#wrong")).to_contain_text("the law asks for at least 60")
    page.get_by_role("button", name="Forget").click()

    page.locator("[id='edge.first_min']").fill("240")
    page.get_by_role("button", name="Save 1 change").click()
    expect(page.locator("#wrong")).to_have_text("between 0 and 180")
    page.locator("[id='edge.first_min']").fill("75")
    page.get_by_role("button", name="Save 1 change").click()
    expect(page.locator(".notice-place")).to_contain_text("Saved as version 3")
    expect(page.locator(".history")).to_contain_text("as above → 75 min")
    assert story.manager.get(f"{story.path}policy/")["terms"]["edge.first_min"] == 75

    # two at once: the second looks again and loses nothing
    page.locator("[id='edge.last_min']").fill("40")
    story.set_policy({"rest.preset": "TR", "edge.first_min": 80})
    page.get_by_role("button", name="Save 1 change").click()
    expect(page.locator(".notice-place")).to_contain_text("somebody else changed these numbers")
    expect(page.locator("[id='edge.first_min']")).to_have_value("80")
    page.get_by_role("button", name="Save 1 change").click()
    expect(page.locator(".notice-place")).to_contain_text("Saved as version 5")

    page.get_by_role("button", name="Queue A").click()
    expect(page.locator("[id='edge.first_min']")).to_have_count(0)
    page.locator("[id='cover.floor_open']").fill("2")
    page.get_by_role("button", name="Save 1 change").click()
    expect(page.locator(".history tbody tr")).to_have_count(6)
    queue = story.manager.get(f"queues/{story.queue['id']}/policy/")
    assert queue["values"] == {"cover.floor_open": 2}
