"""F50, F53, F54, F63, F64: cards on the console, calls for help, a few minutes to calm down."""

import time

import pytest

from tests.stories.bank import Facts, Story, employ
from tests.stories.ear import Ear, Frame

ALARM_WORDS = ("alarm", "security", "danger", "silent", "medical")


def cards(story: Story, teller: int = 0) -> list[Facts]:
    """What lies on a teller's console, the newest first."""
    return list(story.tellers[teller].get(f"{story.path}cards/")["cards"])


def answer(story: Story, card: Facts, said: str) -> Facts:
    """The teller answers the step the card shows; the card as it goes on."""
    body = {"step": card["step"]["id"], "answer": said}
    return dict(story.tellers[0].do(f"cards/{card['id']}/answer/", **body))


def rings(ear: Ear, kind: str, **facts: object) -> Frame:
    """The alarm of a kind at a manager's socket, which must ring within two seconds."""

    def wanted(frame: Frame) -> bool:
        told = frame.get("facts", {})
        return frame.get("kind") == kind and all(told[name] == v for name, v in facts.items())

    return ear.hears(wanted)


def test_f50_the_first_warning_opens_the_tellers_card(pair: Story) -> None:
    """HU-26: at B3, in her own language, with its placeholders filled; each tick is kept."""
    pair.move_clock("11:00")
    pair.publish(pair.lunch("12:30"))
    pair.sit()
    assert cards(pair) == []
    pair.move_clock("12:15")
    pair.prove()
    [card] = cards(pair)
    assert (card["situation"], card["step"]["id"]) == ("planned_break_notice", "s2")
    assert card["deadline"] == pair.at("12:17")
    [script] = card["scripts"]
    assert "pauses at 12:30 and reopens at 13:00" in script["lines"]["en"]
    said = pair.tellers[0].do(f"cards/{card['id']}/said/", script=script["id"])
    assert said["scripts"][0]["said"]
    asked = answer(pair, said, "next")
    assert asked["step"]["answers"] == ["yes", "no"]
    assert answer(pair, asked, "yes")["step"]["id"] == "s4"
    ticks = pair.events("protocol.said", "protocol.step")
    told = [(e["data"]["step"], e["data"]["script"] or e["data"]["answer"]) for e in ticks]
    assert told == [("s1", "next"), ("s2", "voice_notice"), ("s2", "next"), ("s3", "yes")]
    assert {e["data"]["break"] for e in ticks} == {pair.the_break()["id"]}
    # nobody answers a card of somebody else, nor a step that has passed
    passed = pair.tellers[0].refused(f"cards/{card['id']}/answer/", step="s3", answer="no")
    assert passed == "step_passed"
    other = pair.tellers[1].post(f"cards/{card['id']}/said/", script="voice_offer")
    assert other.status_code == 404


def test_f53_all_objections_are_answered_by_one_tap(alone: Story) -> None:
    """HU-21: seven replies, with an announced break as without one."""
    alone.move_clock("11:00")
    alone.sit()
    body = {"situation": "objection_replies"}
    card = alone.tellers[0].do(f"{alone.path}cards/", **body)
    assert len(card["scripts"]) == 7
    heard = [each["objection"]["en"] for each in card["scripts"]]
    assert "I will complain!" in heard
    assert not any("{" in line for each in card["scripts"] for line in each["lines"].values())
    again = alone.tellers[0].do(f"{alone.path}cards/", **body)
    assert again["id"] == card["id"]
    unknown = alone.tellers[0].refused(f"{alone.path}cards/", situation="last_call")
    assert unknown == "unknown_situation"


def test_f54_a_call_for_help_goes_to_the_next_manager(alone: Story) -> None:
    """HU-23: at the manager's socket within two seconds, after two minutes at the next one's."""
    alone.move_clock("11:00")
    session = alone.sit()
    first, (second, person) = alone.boss, employ(alone, "deputy", "manager")
    boss, deputy = alone.listen_as(alone.manager), alone.listen_as(person)
    call = alone.tellers[0].do(f"sessions/{session}/alarm/", kind="help")
    assert rings(boss, "help")["facts"]["asked"] == first["id"]
    assert call["counter"]["label"] == "W1"
    alone.move_clock("11:01:59")
    assert alone.events("alarm.passed_on") == []
    alone.move_clock("11:02")
    rings(deputy, "help", asked=second["id"])
    person.do(f"alarms/{call['id']}/resolution/")
    alone.move_clock("11:06")
    kinds = [e["kind"] for e in alone.events() if e["kind"].startswith("alarm.")]
    assert kinds == ["alarm.raised", "alarm.passed_on", "alarm.resolved"]


def shown(board: Facts) -> list[object]:
    """What the lobby reads, but for the wait: a forecast may be made at any moment."""
    queues = [{k: v for k, v in queue.items() if k != "wait"} for queue in board["queues"]]
    return [board["notices"], board["counters"], queues]


@pytest.mark.parametrize("kind", ["security", "silent"])
def test_f64_an_alarm_nobody_answers_goes_to_all_and_shows_nowhere(alone: Story, kind: str) -> None:
    """FIL-31, D9: two seconds to the manager, thirty to everybody, and no word in the lobby."""
    alone.move_clock("11:00")
    session, ticket = alone.sit(), alone.take()
    boss, screen = alone.listen_as(alone.manager), alone.listen()
    phone = Ear(alone.house, f"ticket/{ticket['token']}")
    teller = alone.listen_as(alone.tellers[0])
    before = alone.board()
    began = time.monotonic()
    alarm = alone.tellers[0].do(f"sessions/{session}/alarm/", kind=kind)
    rings(boss, kind)
    assert time.monotonic() - began <= 2
    alone.move_clock("11:00:29")
    assert alone.events("alarm.escalated") == []
    alone.move_clock("11:00:30")
    escalated = alone.events("alarm.escalated")
    assert [(e["due_at"], e["data"]["alarm"]) for e in escalated] == [(alone.at("11:00:30"), kind)]
    for word in ALARM_WORDS:
        for ear in (screen, phone, teller):
            assert word not in str(ear.frames).lower(), word
        for page in (f"display/{alone.display}", f"t/{ticket['token']}"):
            assert f">{word}" not in alone.page(page).text.lower(), page
    assert shown(alone.board()) == shown(before)
    assert alone.tellers[0].post(f"alarms/{alarm['id']}/acknowledgement/").status_code == 403
    known = alone.manager.do(f"alarms/{alarm['id']}/acknowledgement/")
    assert known["acknowledged_by"]["id"] == alone.boss["id"]
    assert alone.manager.do(f"alarms/{alarm['id']}/resolution/")["resolved_at"]
    assert alone.manager.get(f"{alone.path}alarms/")["alarms"] == []
    phone.close()


def test_f63_a_cool_down_says_when_it_ends_and_nothing_else(pair: Story) -> None:
    """TR-4 to TR-6: the client is told the minute first; the manager never learns the reason."""
    pair.move_clock("10:00")
    pair.sit()
    pair.sit(1, 1)
    teller, path = pair.tellers[0], f"{pair.path}cards/"
    short = teller.post(path, situation="cool_down_pause", minutes=2)
    assert (short.status_code, short.json()["code"]) == (422, "length_too_short")
    pair.move_clock("10:00:10")
    card = teller.do(path, situation="cool_down_pause", minutes=5)
    assert "10:06" in card["scripts"][0]["lines"]["en"]
    # the counter flips after the client has been told, and not before
    assert pair.board()["notices"] == []
    pair.move_clock("10:00:40")
    card = answer(pair, card, "next")
    assert card["step"]["id"] == "s3"
    notice = pair.notice()
    assert "Back at: 10:06" in notice["text"]
    assert "Reason" not in notice["text"]
    # R - 1 min: calm enough to go on?
    pair.move_clock("10:04:40")
    [card] = cards(pair)
    assert card["step"]["answers"] == ["yes", "no"]
    boss = pair.listen_as(pair.manager)
    assert answer(pair, card, "no")["step"]["actor"] == "manager"
    rings(boss, "help")
    doors = ("floor/", f"breaks/?day={pair.day}", "events/?limit=500", "commitments/", "alarms/")
    seen = {door: str(pair.manager.get(f"{pair.path}{door}")) for door in doors}
    for door, text in seen.items():
        assert "cool" not in text.lower(), door
