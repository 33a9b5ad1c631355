"""F30, F31, F37: moving an announced break, and giving it up for another (B6, B18, N4, U4)."""

import requests

from tests.stories.bank import Facts, Story


def move(story: Story, clock: str, **more: object) -> requests.Response:
    path = f"breaks/{story.the_break()['id']}/"
    return story.manager.patch(path, starts_at=story.at(clock), **more)


def refusal(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def test_f30_a_break_is_put_off_by_a_quarter_of_an_hour_once(pair: Story) -> None:
    pair.publish(pair.lunch("12:30"))
    assert refusal(move(pair, "12:46")) == (422, "postpone_limit")
    assert pair.the_break()["starts_at"] == pair.at("12:30")
    moved = move(pair, "12:45")
    assert moved.status_code == 200, moved.text
    assert (moved.json()["starts_at"], moved.json()["revision"]) == (pair.at("12:45"), 2)
    assert refusal(move(pair, "12:50")) == (409, "consent_required")
    assert pair.the_break()["starts_at"] == pair.at("12:45")


def test_f30_the_employee_alone_consents_to_a_second_time(pair: Story) -> None:
    break_ = pair.publish(pair.lunch("12:30"))
    assert move(pair, "12:45").status_code == 200
    consent = f"breaks/{break_['id']}/consent/"
    assert pair.manager.post(consent).status_code == 403
    assert pair.tellers[1].post(consent).status_code == 403
    assert refusal(move(pair, "12:50")) == (409, "consent_required")
    assert pair.tellers[0].post(consent).status_code == 200
    again = move(pair, "13:00")
    assert again.status_code == 200, again.text
    assert pair.the_break()["starts_at"] == pair.at("13:00")
    # a consent is to one move, and there is no third
    assert refusal(move(pair, "13:05")) == (409, "postpone_spent")
    records = pair.tellers[0].get(f"{pair.path}overrides/")["overrides"]
    mine = [each for each in records if each["rule"] == "postpone_limit"]
    assert mine[0]["consent_by"]["id"] == pair.staff[0]["id"]


def test_f31_a_break_moved_earlier_needs_ten_minutes(pair: Story) -> None:
    pair.publish(pair.lunch("13:00"))
    pair.move_clock("12:15")
    pair.sit(0, 0), pair.sit(1, 1)
    assert refusal(move(pair, "12:24")) == (422, "notice_too_short")
    assert pair.the_break()["revision"] == 1
    moved = move(pair, "12:25")
    assert moved.status_code == 200, moved.text
    assert (moved.json()["starts_at"], moved.json()["revision"]) == (pair.at("12:25"), 2)


def test_f31_the_warning_starts_again_and_the_screens_say_moved(pair: Story) -> None:
    pair.publish(pair.lunch("13:00"))
    pair.move_clock("12:45")
    pair.sit(0, 0), pair.sit(1, 1)
    pair.prove()
    pair.move_clock("12:46")
    moved = move(pair, "12:56")
    assert moved.status_code == 200, moved.text
    break_ = pair.the_break()
    assert (break_["state"], break_["revision"], break_["notice_at"]) == ("warned", 2, None)
    notice: Facts = pair.board()["notices"][0]
    assert (notice["revision"], notice["needs_receipt"]) == (2, True)
    assert notice["moved_from"] == pair.at("13:00")
    assert "Break: 12:56 · Moved from: 13:00" in notice["lines"][0]
    assert [e["data"]["revision"] for e in pair.events("break.warned")] == [1, 2]
    # the old proof is none for the new start
    pair.move_clock("12:46:00")
    assert pair.prove()["notice_at"] == pair.at("12:46")
    assert pair.the_break()["starts_at"] == pair.at("12:56")
    pair.move_clock("12:56:00")
    assert "Moved from" not in " ".join(pair.board()["notices"][0]["lines"])


def test_f31_a_full_closure_moved_earlier_needs_fifteen(alone: Story) -> None:
    alone.publish(alone.lunch("13:00"))
    alone.move_clock("12:15")
    assert refusal(move(alone, "12:29")) == (422, "notice_too_short")
    assert move(alone, "12:30").status_code == 200


def test_f37_a_break_that_lost_its_notice_becomes_an_unplanned_one(pair: Story) -> None:
    """Every screen was dark, less than ten minutes are left: the manager converts."""
    pair.publish(pair.lunch("12:30"))
    pair.move_clock("12:10")
    pair.sit(0, 0), pair.sit(1, 1)
    pair.move_clock("12:15", "12:20", "12:20:20")
    planned = pair.the_break()
    assert planned["notice_at"] is None
    path = f"breaks/{planned['id']}/conversion/"
    answer = pair.manager.post(path, reason="short_rest", minutes=10)
    assert answer.status_code == 201, answer.text
    old = pair.manager.get(f"breaks/{planned['id']}/")
    new = pair.manager.get(f"breaks/{answer.json()['id']}/")
    assert (old["state"], old["planned"]) == ("cancelled", True)
    assert (new["kind"], new["planned"], new["reason"]) == ("unplanned", False, "short_rest")
    assert (old["converted_to"], new["converted_from"]) == (new["id"], old["id"])
    told = pair.events("break.converted")
    assert [(e["data"]["converted_to"], e["data"]["apology"]) for e in told] == [(new["id"], True)]
    assert new["state"] == "on_break"


def test_f37_what_can_still_be_announced_is_not_converted(pair: Story) -> None:
    """U4: only a break that can no longer get its notice."""
    pair.publish(pair.lunch("12:30"))
    pair.move_clock("12:10")
    pair.sit(0, 0), pair.sit(1, 1)
    pair.move_clock("12:15")
    proven = pair.prove()
    answer = pair.manager.post(f"breaks/{proven['id']}/conversion/", reason="short_rest")
    assert answer.status_code == 409
    assert pair.the_break()["state"] == "warned"
