"""F56 to F62, F66 and F70: complaints and questions, from the phone page to their end."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.stories.bank import DAYS, Facts, Opens, Story

WORDS = "The counter closed before me and nobody had said so."
CONTACT = {"client_name": "Mrs. Ehlers", "client_phone": "+36 1 555 0101"}
Desk = Callable[..., Any]


@pytest.fixture
def bank(opens: Opens) -> Story:
    """A counter, a teller and her manager, at nine; the days of the case are this story's own."""
    story = opens()
    DAYS.take()
    DAYS.take()
    assert story.boss
    story.move_clock("09:00")
    return story


def complain(bank: Story, ticket: Facts | None = None, **more: Any) -> Facts:
    """The client of a number writes what happened."""
    token = (ticket or bank.take())["token"]
    about = {"text": WORDS, "cause": "closed_in_face", "criterion": "b", **CONTACT, **more}
    answer = bank.public.post(f"tickets/{token}/cases/", **about)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def of_manager(bank: Story, case: Facts) -> str:
    """Where the manager finds the case of a client."""
    found = bank.manager.get(f"{bank.path}cases/")["cases"]
    number = next(each["id"] for each in found if each["code"] == case["code"])
    return f"desk-cases/{number}/"


def clarify(bank: Story, case: Facts) -> str:
    """The manager has understood; where the case is."""
    where = of_manager(bank, case)
    bank.manager.do(f"{where}understanding/")
    return where


def alarms(bank: Story) -> list[str]:
    return [e["data"]["alarm"] for e in bank.events() if "alarm" in e["data"]]


def test_f56_a_complaint_from_the_ticket_page_is_a_new_case_with_a_promise(bank: Story) -> None:
    ticket = bank.take()
    nothing = bank.public.post(f"tickets/{ticket['token']}/cases/", text=WORDS, cause="tone")
    assert (nothing.status_code, nothing.json()["code"]) == (422, "contact_missing")
    case = complain(bank, ticket)
    assert (case["state"], case["code"]) == ("new", "F-1001")
    assert case["due_at"] == bank.at("09:00", days=3)
    [row] = bank.manager.get(f"{bank.path}cases/")["cases"]
    assert (row["ticket"], row["criterion"], row["owner"]) == (ticket["code"], "b", None)
    # the teller of another counter has no part in it
    assert bank.tellers[0].get(f"{bank.path}cases/")["cases"] == []
    page = bank.page(f"c/{case['token']}/")
    assert page.status_code == 200
    assert "F-1001" in page.text and WORDS in page.text
    assert not [word for word in CONTACT.values() if word in page.text]
    assert bank.page("c/somebody-elses/").status_code == 404


def test_f57_understood_comes_before_agreed_and_two_ways_before_one(bank: Story) -> None:
    where = of_manager(bank, complain(bank))
    refused, due_at = bank.manager.refused, bank.at("12:00", days=2)
    assert refused(f"{where}agreement/", text="The fee back", due_at=due_at) == "not_understood"
    bank.manager.do(f"{where}understanding/")
    assert refused(f"{where}agreement/", text="The fee back") == "due_missing"
    assert refused(f"{where}agreement/", text="The fee", due_at=due_at) == "options_missing"
    for way in ("A call from the manager", "The fee back"):
        bank.manager.do(f"{where}options/", text=way)
    case = bank.manager.do(f"{where}agreement/", text="The fee back", due_at=due_at)
    assert (case["state"], case["due_at"], case["owner"]["name"]) == ("agreed", due_at, "Manager")


def test_f58_reminded_a_day_before_and_a_delay_is_told_before_the_promise_ends(
    bank: Story,
) -> None:
    case, late = complain(bank, language="tr"), complain(bank, text="Another matter")
    where, there = clarify(bank, case), clarify(bank, late)
    bank.move_clock("08:59", days=2)
    assert not bank.events("case.reminder")
    bank.move_clock("09:00", days=2)
    reminders = bank.events("case.reminder")
    assert [e["data"]["card"] for e in reminders] == ["follow_up_delay"] * 2
    cards = bank.manager.get(f"{bank.path}cards/")["cards"]
    assert sorted(card["case"] for card in cards) == ["F-1001", "F-1002"]
    new = {"due_at": bank.at("09:00", days=5), "reason": "Merkezden yanıt bekliyoruz"}
    told = bank.manager.do(f"{where}delay/", **new)
    assert (told["due_at"], told["first_due_at"]) == (new["due_at"], case["due_at"])
    page = bank.page(f"c/{case['token']}/").text
    assert "Özür dileriz" in page and new["reason"] in page and "09.00" in page
    assert "{" not in page
    bank.move_clock("09:00", days=3)
    answer = bank.manager.post(f"{there}delay/", **new)
    assert (answer.status_code, answer.json()["code"]) == (409, "due_passed")
    assert alarms(bank) == ["case_overdue"]


def test_f59_the_client_is_called_before_the_answer_is_sent(bank: Story) -> None:
    case, texted = complain(bank), complain(bank, text="Please write", reach="text")
    where, there = clarify(bank, case), clarify(bank, texted)
    answer = bank.manager.post(f"{where}answer/", text="We put up a sign.")
    assert (answer.status_code, answer.json()["code"]) == (422, "call_first")
    bank.manager.do(f"{where}call/", reached=False)
    assert bank.manager.do(f"{where}answer/", text="We put up a sign.")["state"] == "answered"
    assert bank.manager.do(f"{there}answer/", text="We put up a sign.")["state"] == "answered"
    assert "We put up a sign." in bank.page(f"c/{case['token']}/").text


def test_f60_a_handover_is_accepted_in_four_hours_or_comes_back(bank: Story) -> None:
    where = clarify(bank, complain(bank))
    teller, amira = bank.tellers[0], bank.staff[0]["id"]
    assert teller.ask("GET", where).status_code == 404
    bank.manager.do(f"{where}handover/", staff=amira)
    assert teller.get(where)["may"]["accept"] is True
    ear = bank.listen_as(bank.manager)
    bank.move_clock("13:00")
    told = ear.hears(lambda frame: frame["type"] == "alarm")
    assert (told["kind"], f"desk-cases/{told['case']}/") == ("case_handover", where)
    assert alarms(bank) == ["case_handover"]
    assert bank.manager.get(where)["owner"]["name"] == "Manager"
    assert teller.ask("GET", where).status_code == 404
    bank.manager.do(f"{where}handover/", staff=amira)
    assert teller.do(f"{where}acceptance/")["owner"]["id"] == amira
    bank.move_clock("18:00")
    assert alarms(bank) == ["case_handover"]


def test_f61_what_does_not_suit_is_reopened_with_the_manager(bank: Story) -> None:
    answer = bank.tellers[0].do(
        f"{bank.path}cases/", source="letter", text=WORDS, cause="error", reach="text", **CONTACT
    )
    where, token = f"desk-cases/{answer['id']}/", answer["token"]
    bank.tellers[0].do(f"{where}understanding/")
    bank.tellers[0].do(f"{where}answer/", text="We are sorry.")
    bank.move_clock("10:00")
    page = bank.page(f"c/{token}/")
    assert "Yes, it suits me" in page.text
    # the form of the page itself, as it works without a script
    said = bank.house.public.session.post(
        f"{bank.house.url}/c/{token}/", data={"do": "no", "text": "The fee is still there"}
    )
    assert said.status_code == 200 and "The fee is still there" not in said.text
    case = bank.manager.get(where)
    assert (case["state"], case["owner"]["name"], case["outcome"]) == ("clarified", "Manager", "no")
    assert case["due_at"] == bank.at("10:00", days=3)


def test_f62_a_call_has_four_stages_a_reminder_and_a_limit(bank: Story) -> None:
    teller = bank.tellers[0]
    case = teller.do(f"{bank.path}cases/", source="phone", **CONTACT)
    where = f"desk-cases/{case['id']}/"
    call = teller.do(f"{where}call/", rings=2, outgoing=False)["call"]
    assert call["stage"] == "greeting"
    assert teller.refused(f"{where}call/stage/", stage="checking") == "stage_order"
    for stage in ("clarifying", "checking", "closing"):
        assert teller.do(f"{where}call/stage/", stage=stage)["call"]["stage"] == stage
    bank.move_clock("09:10")
    assert teller.get(where)["call"] | {"started_at": ""} == {
        "number": 1,
        "started_at": "",
        "stage": "closing",
        "reminded": True,
        "long": False,
    }
    bank.move_clock("09:15")
    assert teller.get(where)["call"]["long"] is True
    bank.move_clock("09:16")
    assert teller.delete(f"{where}call/", transferred=False).json()["call"] is None
    [ended] = bank.events("case.call_ended")
    assert (ended["data"]["minutes"], ended["data"]["reached"]) == (16.0, True)


def test_f66_the_third_complaint_of_a_cause_at_a_counter_opens_one_review(bank: Story) -> None:
    session = bank.sit()
    for n in range(4):
        ticket = bank.take()
        bank.call(session)
        complain(bank, ticket, cause="tone" if n else "error", text=f"{WORDS} {n}")
        bank.tellers[0].do(f"sessions/{session}/service/")
        bank.finish(session)
        found = bank.manager.get(f"{bank.path}cases/")["cases"]
        reviews = [case for case in found if case["kind"] == "review"]
        assert len(reviews) == (n == 3)
    assert (reviews[0]["cause"], reviews[0]["owner"]["name"]) == ("tone", "Manager")
    assert reviews[0]["counter"]["label"] == "W1"
    # three more the same is no second review
    complain(bank, bank.take(), cause="tone", text="Again")
    assert len(bank.events("case.review_opened")) == 1


def test_f70_after_the_retention_nothing_personal_is_left(bank: Story) -> None:
    bank.set_policy({"retention.case_days": 1, "retention.ticket_days": 1})
    ticket = bank.take()
    case = complain(bank, ticket, text="My account 1177", client_email="ehlers@example.com")
    where = clarify(bank, case)
    assert bank.public.delete(f"cases/{case['token']}/").status_code == 200
    before = [(e["kind"], e["data"]) for e in bank.events()]
    assert bank.manager.get(where)["client_phone"] == CONTACT["client_phone"]
    bank.move_clock("00:00", days=2)
    bank.house.manage("forget_clients")
    left = bank.manager.get(where)
    personal = ("client_name", "client_phone", "client_email")
    assert [left[name] for name in personal] == [None, None, None]
    assert (left["text"], [e["text"] for e in left["history"] if e["text"]]) == ("", [])
    assert datetime.fromisoformat(left["erased_at"])
    assert "1177" not in bank.page(f"c/{case['token']}/").text
    assert bank.page(f"t/{ticket['token']}").status_code == 404
    # what the indicators count is as it was
    kept = [(e["kind"], e["data"]) for e in bank.events()]
    assert kept[: len(before)] == before
    counted = ("kind", "cause", "criterion", "state", "opened_at", "first_due_at", "closed_at")
    assert {name: left[name] for name in counted} == {
        "kind": "complaint",
        "cause": "closed_in_face",
        "criterion": "b",
        "state": "withdrawn",
        "opened_at": case["opened_at"],
        "first_due_at": case["due_at"],
        "closed_at": bank.at("09:00"),
    }
