"""F33 to F36: breaks that nobody could announce (U1, U2, U3, U5)."""

import time

import pytest

from tests.stories.bank import Facts, Opens, Story
from tests.stories.house import Person


@pytest.fixture
def shop(opens: Opens) -> Story:
    """2.2: one counter, four minutes a client, S001 in service since 9:58."""
    story = opens(estimate=4, letter="S")
    story.move_clock("09:58")
    story.sit()
    return story


def session_of(story: Story, teller: int = 0) -> int:
    return int(story.tellers[teller].get("me/")["session"])


def test_f33_those_present_are_served_before_a_break_that_can_wait(shop: Story) -> None:
    session = session_of(shop)
    shop.take(), shop.take(), shop.take()
    shop.serve_next(session)
    shop.move_clock("10:02")
    shop.finish(session)
    shop.serve_next(session)
    shop.move_clock("10:06")
    shop.finish(session)
    assert shop.call(session).json()["ticket"]["code"] == "S003"
    asked = shop.ask(session, "goods_delivery")
    said = asked.json()
    assert (asked.status_code, said["state"]) == (201, "closing")
    assert said["clients_before_request"] == ["S003"]
    assert said["starts_at"] == shop.at("10:10")
    early = shop.start(session)
    assert (early.status_code, early.json()["code"]) == (409, "clients_before_request")
    shop.tellers[0].do(f"sessions/{session}/service/")
    # S003 is quicker than thought: the break begins at once, before the planned start
    shop.move_clock("10:08")
    shop.finish(session)
    started = shop.start(session)
    assert (started.status_code, started.json()["state"]) == (200, "on_break")
    assert started.json()["started_at"] == shop.at("10:08")
    assert started.json()["returns_at"] == shop.at("10:18")


def test_f34_too_long_a_queue_is_the_managers_decision(shop: Story) -> None:
    """U1: five times four minutes are over fifteen."""
    session, boss = session_of(shop), shop.listen_as(shop.manager)
    for _ in range(5):
        shop.take()
    asked = shop.ask(session, "goods_delivery")
    assert (asked.status_code, asked.json()["state"]) == (201, "requested")
    assert shop.board()["notices"] == []
    alarms = shop.manager.get(f"{shop.path}floor/")["alarms"]
    assert [a["kind"] for a in alarms] == ["request"]
    shop.move_clock("10:00:59")
    assert shop.the_break()["state"] == "requested"
    shop.move_clock("10:01")
    assert shop.the_break()["state"] == "closing"
    silence = shop.events("break.request_unanswered")
    assert [e["due_at"] for e in silence] == [shop.at("10:01")]
    before = shop.desk(session)["clients_before"]
    assert before == ["S001", "S002", "S003", "S004", "S005"]
    boss.hears(lambda frame: frame["type"] == "changed")


@pytest.mark.parametrize(("grant", "state"), [(True, "closing"), (False, "cancelled")])
def test_f34_the_manager_answers_in_time(shop: Story, grant: bool, state: str) -> None:
    session = session_of(shop)
    for _ in range(5):
        shop.take()
    break_ = shop.ask(session, "goods_delivery").json()
    shop.move_clock("10:00")
    answer = shop.manager.post(f"breaks/{break_['id']}/answer/", grant=grant)
    assert (answer.status_code, answer.json()["state"]) == (200, state)
    assert shop.call(session).status_code == 200


def test_f35_what_cannot_wait_sends_the_client_on_as_first(opens: Opens) -> None:
    """U2, T7: at the other counter, ahead of everybody who waits there."""
    story = opens(counters=2, tellers=2)
    story.move_clock("10:00")
    first, second = story.sit(0, 0), story.sit(1, 1)
    client, neighbour, waiting = story.take(), story.take(), story.take()
    assert story.serve_next(first) == client["code"]
    assert story.serve_next(second, 1) == neighbour["code"]
    screen, began = story.listen(), time.monotonic()
    answer = story.ask(first, "medical")
    assert (answer.status_code, answer.json()["state"]) == (201, "on_break")

    def sorry(board: Facts) -> bool:
        lines = " ".join(" ".join(n["lines"]) for n in board["notices"])
        return "we apologise" in lines and "Back at: 10:15" in lines

    screen.sees(sorry)
    assert time.monotonic() - began <= 2
    assert story.look(client)["state"] == "waiting"
    assert story.look(client)["ahead"] == 0
    assert story.look(waiting)["ahead"] == 1
    story.finish(second, 1)
    assert story.call(second, 1).json()["ticket"]["code"] == client["code"]


@pytest.fixture
def hush(opens: Opens) -> Story:
    """A counter for each personal reason, and one that stays."""
    story = opens(counters=5, tellers=5)
    story.set_policy({"cover.max_on_break": 4})
    story.move_clock("10:00")
    for n in range(5):
        story.sit(n, n)
    return story


PERSONAL = ("medical", "restroom", "urgent_call", "cool_down")


def public_texts(story: Story, tickets: list[Facts]) -> dict[str, str]:
    """Every page and every public answer, by where it was got."""
    sign = story.device("sign", "Glass")
    pages = [f"display/{story.display}", f"sign/{sign}", f"sign/{sign}?counter=W1"]
    pages += [f"kiosk/{story.kiosk}", *(f"t/{t['token']}" for t in tickets)]
    doors = [f"boards/{token}/" for token in (story.display, sign, story.kiosk)]
    doors += [f"tickets/{t['token']}/" for t in tickets]
    public: Person = story.public
    return {page: story.page(page).text for page in pages} | {
        door: public.ask("GET", door).text for door in doors
    }


def test_f36_a_personal_reason_is_no_business_of_the_lobby(hush: Story) -> None:
    screen, phone = hush.listen(), hush.take()
    hush.public.delete(f"tickets/{phone['token']}/")
    for n, reason in enumerate(PERSONAL):
        answer = hush.ask(session_of(hush, n), reason, n, minutes=5)
        assert (answer.status_code, answer.json()["state"]) == (201, "on_break"), answer.text
    later = hush.take()
    texts = public_texts(hush, [phone, later])
    # until they are back they are spoken of, late ones too
    hush.move_clock("10:02", "10:08", "10:16", "10:18")
    texts |= {f"later {where}": text for where, text in public_texts(hush, [later]).items()}
    version = hush.board()["version"]
    screen.sees(lambda board: board["version"] >= version)
    texts["socket"] = str(screen.frames)
    assert len(screen.boards[-1]["notices"]) == 4
    for where, text in texts.items():
        for reason in PERSONAL:
            assert reason not in text.lower(), where
