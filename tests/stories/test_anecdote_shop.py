"""The shop of DOMAIN.md 2.2: goods at the door, three in the queue, four minutes a client.

The text calls them S101 to S104; a new branch begins with S001.
"""

import pytest

from tests.stories.bank import Facts, Opens, Story


@pytest.fixture
def shop(opens: Opens) -> Story:
    return opens(estimate=4, letter="S")


def at_six_past_ten(story: Story) -> tuple[int, Facts]:
    """S001 was served from 9:58, S002 from 10:02; S003, a couple, has just been called."""
    story.move_clock("09:58")
    session = story.sit()
    story.take()
    assert story.serve_next(session) == "S001"
    _, couple = story.take(), story.take()
    story.move_clock("10:02")
    story.finish(session)
    assert story.serve_next(session) == "S002"
    story.move_clock("10:06:00")
    story.finish(session)
    assert story.call(session).json()["ticket"]["code"] == "S003"
    return session, couple


def test_the_courier_waits_and_the_couple_is_served(shop: Story) -> None:
    screen, boss = shop.listen(), shop.listen_as(shop.manager)
    session, couple = at_six_past_ten(shop)
    # 10:06
    asked = shop.ask(session, "goods_delivery")
    said = asked.json()
    assert (asked.status_code, said["state"]) == (201, "closing")
    assert said["clients_before_request"] == ["S003"]
    assert said["starts_at"] == shop.at("10:10")
    assert shop.look(couple)["state"] == "called"
    boss.hears(lambda frame: frame["type"] == "changed")
    deferred = shop.events("break.deferred", "break.requested")
    assert "unplanned_deferrable" in [e["data"].get("card") for e in deferred]
    notice = shop.notice()
    assert "Break after: S003" in notice["text"]
    assert "Back at: 10:20" in notice["text"]
    assert "goods delivery" in notice["text"]
    # nobody is sent away for it
    forced = shop.start(session)
    assert (forced.status_code, forced.json()["code"]) == (409, "clients_before_request")
    shop.tellers[0].do(f"sessions/{session}/service/")
    assert shop.look(couple)["state"] == "serving"
    # 10:08
    shop.move_clock("10:08")
    late = shop.take()
    assert (late["code"], late["promise"]["kind"]) == ("S004", "after")
    assert late["promise"]["returns_at"] == shop.at("10:20")
    assert late["ahead"] == 0
    # 10:10
    shop.move_clock("10:10")
    shop.finish(session)
    started = shop.start(session)
    assert (started.status_code, started.json()["state"]) == (200, "on_break")
    assert started.json()["started_at"] == shop.at("10:10")
    assert shop.look(couple)["state"] == "done"
    notice = shop.notice()
    assert "we apologise" in notice["text"]
    assert "Back at: 10:20" in notice["text"]
    # 10:18
    shop.move_clock("10:18")
    assert len(shop.events("break.return_reminder")) == 1
    # 10:20
    shop.move_clock("10:20")
    shop.back(session)
    assert shop.desk(session)["ticket"]["code"] == "S004"
    board = shop.board()
    assert (board["counters"][0]["state"], board["counters"][0]["ticket"]) == ("open", "S004")
    assert "Open again" in shop.notice()["text"]
    screen.sees(lambda each: each["version"] >= board["version"])


@pytest.mark.parametrize("reason", ["goods_delivery", "cash_delivery", "internal_task"])
def test_a_delivery_never_starts_at_once_while_somebody_is_here(shop: Story, reason: str) -> None:
    session, couple = at_six_past_ten(shop)
    assert shop.ask(session, reason).json()["state"] == "closing"
    assert shop.start(session).json()["code"] == "clients_before_request"
    assert shop.look(couple)["state"] == "called"


@pytest.mark.parametrize("reason", ["medical", "security", "evacuation", "system_outage"])
def test_only_what_cannot_wait_starts_at_once(shop: Story, reason: str) -> None:
    session, couple = at_six_past_ten(shop)
    assert shop.ask(session, reason).json()["state"] == "on_break"
    assert (shop.look(couple)["state"], shop.look(couple)["ahead"]) == ("waiting", 0)


def test_with_five_present_the_manager_is_asked(shop: Story) -> None:
    """Five times four minutes are over fifteen; silence serves those present."""
    shop.move_clock("10:06")
    session = shop.sit()
    for _ in range(5):
        shop.take()
    assert shop.ask(session, "goods_delivery").json()["state"] == "requested"
    alarms = shop.manager.get(f"{shop.path}floor/")["alarms"]
    assert [alarm["kind"] for alarm in alarms] == ["request"]
    shop.move_clock("10:08:59")
    assert shop.the_break()["state"] == "requested"
    shop.move_clock("10:09")
    assert shop.the_break()["state"] == "closing"
    assert len(shop.desk(session)["clients_before"]) == 5
