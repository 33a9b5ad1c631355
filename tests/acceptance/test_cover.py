"""F22, F24, F25, F32: who stays while somebody rests (P4, P5, the pressure proposal)."""

import pytest

from tests.stories.bank import Facts, Opens, Story, employ


def relief(person: Facts, counter: Facts, **times: str) -> Facts:
    return {"staff": person["id"], "counter": counter["id"], **times}


@pytest.fixture
def relieved(opens: Opens) -> tuple[Story, list[Facts]]:
    """Two counters, two tellers, and two more people who may sit in."""
    story = opens(counters=2, tellers=2)
    spare = [employ(story, f"spare{n}", "teller")[0] for n in range(2)]
    return story, spare


def test_f22_both_counters_never_rest_at_the_same_time(pair: Story) -> None:
    refused = pair.plan(pair.lunch("12:00"), pair.lunch("12:00", 1))
    assert (refused["status"], refused["code"]) == (422, "coverage_floor")
    assert pair.breaks() == []


def test_f22_with_relief_that_covers_the_reserve_they_may(
    relieved: tuple[Story, list[Facts]],
) -> None:
    """P4 looks five minutes past the return."""
    story, spare = relieved
    first = story.lunch("12:00", relief=relief(spare[0], story.counters[0]))
    second = story.lunch("12:00", 1, relief=relief(spare[1], story.counters[1]))
    answer = story.plan(first, second)
    assert answer["status"] == 200, answer
    assert [b["state"] for b in answer["breaks"]] == ["published"] * 2


def test_f22_relief_until_the_return_is_too_short(relieved: tuple[Story, list[Facts]]) -> None:
    story, spare = relieved
    until = {"starts_at": story.at("12:00"), "ends_at": story.at("12:30")}
    for n in range(2):
        draft = story.manager.do(f"{story.path}breaks/", **story.lunch("12:00", n))
        body = relief(spare[n], story.counters[n], **until)
        story.manager.do(f"breaks/{draft['id']}/relief/", **body)
    refused = story.plan()
    assert (refused["status"], refused["code"]) == (422, "coverage_floor")
    assert refused["violations"][0]["at"] == story.at("12:30")
    assert {b["state"] for b in story.breaks()} == {"draft"}


@pytest.fixture
def pharmacy(opens: Opens) -> Story:
    """One pharmacist and a colleague who is none; the floor wants a pharmacist on the premises."""
    story = opens(counters=2, tellers=2, kind="pharmacy", skills=[["pharmacist"], []])
    story.set_policy({"cover.role_floor": {"pharmacist": 1}})
    return story


def test_f24_the_only_pharmacist_does_not_leave_an_open_counter(pharmacy: Story) -> None:
    """P5, and it is hard: no reason moves it."""
    refused = pharmacy.plan(pharmacy.lunch("12:00"))
    assert (refused["status"], refused["code"]) == (422, "role_floor")
    grounds = {"reason": "staff_shortage", "remark": "nobody else is here today"}
    again = pharmacy.plan(pharmacy.lunch("12:00"), override=grounds)
    assert again["status"] == 422
    assert pharmacy.breaks() == []
    # the colleague may go: the pharmacist stays
    assert pharmacy.plan(pharmacy.lunch("12:00", 1))["status"] == 200


def test_f24_when_all_counters_close_no_role_is_missing(pharmacy: Story) -> None:
    pharmacy.set_policy(
        {
            "cover.role_floor": {"pharmacist": 1},
            "cover.full_close_allowed": True,
            "cover.max_on_break": 2,
        }
    )
    both = [pharmacy.lunch("12:00"), pharmacy.lunch("12:00", 1)]
    answer = pharmacy.plan(*both)
    assert answer["status"] == 200, answer
    assert {b["alternative"] for b in answer["breaks"]} == {"ATM in the lobby"}


def test_f25_a_relieved_break_closes_nothing(relieved: tuple[Story, list[Facts]]) -> None:
    """Somebody sits in from S to R and five minutes more: clients are told of no closure."""
    story, _ = relieved
    screen = story.listen()
    break_ = story.publish(story.lunch("12:30"))
    path = f"breaks/{break_['id']}/relief/"
    at_the_counter = relief(story.boss, story.counters[0])
    assert story.manager.post(path, **at_the_counter).status_code == 201
    story.move_clock("12:00")
    story.sit(0, 0)
    story.move_clock("12:14:59", "12:15", "12:20", "12:25", "12:30")
    assert story.breaks()[0]["state"] == "on_break", story.breaks()[0]
    manager = story.manager.do("sessions/", counter=story.counters[0]["id"])
    assert manager["session"]["staff"]["id"] == story.boss["id"]
    ticket = story.take()
    assert story.manager.post(f"sessions/{manager['session']['id']}/call/").status_code == 200
    assert story.breaks()[0]["state"] == "on_break"
    story.move_clock("12:40")
    assert story.look(ticket)["state"] in ("called", "no_show")
    assert story.board()["counters"][0]["state"] == "open"
    told = story.board()["version"]
    screen.sees(lambda board: board["version"] >= told)
    after_relief = [b for b in screen.boards if b["generated_at"] >= story.at("12:00")]
    assert len(after_relief) >= 5
    for board in after_relief:
        assert (board["notices"], board["breaks"]) == ([], [])


@pytest.fixture
def crowd(alone: Story) -> Story:
    """Six wait at one counter for a quarter of an hour before lunch."""
    alone.publish(alone.lunch("12:30"))
    alone.move_clock("12:10")
    alone.sit()
    for _ in range(6):
        alone.take()
    return alone


def test_f32_a_long_line_is_put_to_the_manager(crowd: Story) -> None:
    boss = crowd.listen_as(crowd.manager)
    crowd.move_clock("12:14:59")
    assert crowd.events("break.pressure") == []
    crowd.move_clock("12:15")
    asked = crowd.events("break.pressure")
    assert [(e["data"]["waiting"], e["data"]["counters"]) for e in asked] == [(6, 1)]
    boss.alarm("pressure")
    kinds = [alarm["kind"] for alarm in crowd.manager.get(f"{crowd.path}floor/")["alarms"]]
    assert "pressure" in kinds


def test_f32_two_minutes_of_silence_keep_the_break(crowd: Story) -> None:
    crowd.move_clock("12:15", "12:16:59")
    assert crowd.events("break.pressure_answered") == []
    crowd.move_clock("12:17")
    answers = crowd.events("break.pressure_answered")
    told = [(e["data"]["kept"], e["data"]["seconds"], e["by"]) for e in answers]
    assert told == [(True, 120, None)]
    assert crowd.the_break()["starts_at"] == crowd.at("12:30")


def test_f32_the_manager_answers_and_is_remembered(crowd: Story) -> None:
    crowd.move_clock("12:15")
    break_ = crowd.prove()
    crowd.move_clock("12:16")
    answer = crowd.manager.post(f"breaks/{break_['id']}/pressure/", answer="postpone", minutes=10)
    assert answer.status_code == 200, answer.text
    assert answer.json()["starts_at"] == crowd.at("12:40")
    told = crowd.events("break.pressure_answered")[0]
    assert (told["data"]["answer"], told["data"]["seconds"]) == ("postpone", 60)
    assert told["by"]["id"] == crowd.boss["id"]
    crowd.move_clock("12:19")
    assert len(crowd.events("break.pressure_answered")) == 1


def test_f32_five_are_no_crowd(alone: Story) -> None:
    alone.publish(alone.lunch("12:30"))
    alone.move_clock("12:14")
    alone.sit()
    # three minutes each: nobody waits longer than twenty
    alone.take()
    alone.move_clock("12:15")
    assert alone.events("break.pressure") == []
