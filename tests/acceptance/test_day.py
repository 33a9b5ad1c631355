"""F47, F48: the day turns out shorter than planned (3.9 no. 9 and 14)."""

from tests.stories.bank import Story


def test_f47_a_shift_that_ends_before_the_break_takes_it_along(pair: Story) -> None:
    pair.publish(pair.lunch("13:30"))
    pair.move_clock("12:00")
    session = pair.sit()
    assert [row["counter"] for row in pair.board()["breaks"]] == ["W1"]
    shift = pair.shifts[0]
    answer = pair.manager.patch(f"shifts/{shift['id']}/", ends_at=pair.at("13:20"))
    assert answer.status_code == 200, answer.text
    assert pair.the_break()["state"] == "cancelled"
    assert pair.board()["breaks"] == []
    assert len(pair.events("shift.changed")) == 1
    assert pair.call(session).status_code == 409


def test_f47_a_warned_break_leaves_the_screens_too(alone: Story) -> None:
    screen = alone.listen()
    alone.publish(alone.lunch("12:30"))
    alone.move_clock("12:10")
    session = alone.sit()
    alone.move_clock("12:15")
    alone.prove()
    late = alone.take()
    alone.move_clock("12:26")
    screen.sees(lambda board: board["notices"])
    shift = alone.shifts[0]
    answer = alone.manager.patch(f"shifts/{shift['id']}/", ends_at=alone.at("12:29"))
    assert answer.status_code == 200, answer.text
    assert alone.the_break()["state"] == "cancelled"
    version = alone.board()["version"]
    last = screen.sees(lambda board: board["version"] >= version)
    assert last["breaks"] == [] and alone.board()["breaks"] == []
    # the counter calls on as long as somebody sits there
    assert alone.call(session).json()["ticket"]["code"] == late["code"]


def test_f47_a_running_break_ends_with_the_shift(alone: Story) -> None:
    """B17, Q8."""
    alone.publish(alone.lunch("12:30"))
    alone.move_clock("12:10")
    alone.sit()
    alone.move_clock("12:15")
    alone.prove()
    alone.move_clock("12:25", "12:30", "12:40")
    shift = alone.shifts[0]
    answer = alone.manager.patch(f"shifts/{shift['id']}/", ends_at=alone.at("12:50"))
    assert answer.status_code == 200, answer.text
    alone.move_clock("12:49:59")
    assert alone.the_break()["state"] == "on_break"
    alone.move_clock("12:50")
    break_ = alone.the_break()
    assert (break_["state"], break_["ended_at"]) == ("ended", alone.at("12:50"))
    assert alone.board()["counters"][0]["state"] == "closed"


def test_f48_a_branch_closes_early(pair: Story) -> None:
    assert pair.plan(pair.lunch("12:30"), pair.lunch("13:10", 1))["status"] == 200
    pair.move_clock("12:10")
    pair.sit(0, 0)
    second = pair.sit(1, 1)
    pair.move_clock("12:15")
    pair.paint(pair.breaks()[0])
    pair.move_clock("12:25", "12:30")
    assert [b["state"] for b in pair.breaks()] == ["on_break", "published"]
    served, waiting = pair.take(), pair.take()
    pair.serve_next(second, 1)
    note, due = "No water in the building", pair.at("15:00")
    closed = pair.manager.post(f"{pair.path}closure/", note=note, call_back_at=due)
    assert closed.status_code == 200, closed.text
    assert [b["state"] for b in pair.breaks()] == ["ended", "cancelled"]
    ended = [e["data"]["end_reason"] for e in pair.events("break.ended")]
    assert ended == ["branch_closed"]
    refused = pair.try_take()
    assert (refused.status_code, refused.json()["code"]) == (409, "branch_closed")
    assert note in refused.json()["detail"]
    # who is being served is served
    assert pair.look(served)["state"] == "serving"
    told = pair.look(waiting)
    assert (told["state"], told["may"]["call_back"]) == ("waiting", True)
    assert told["branch"]["closure"] == {"note": note, "call_back_at": due}
    assert "15:00" in pair.page(f"t/{waiting['token']}").text
    answer = pair.public.post(f"tickets/{waiting['token']}/call-back/", contact="a@example.org")
    assert (answer.status_code, answer.json()["state"]) == (200, "left")
    owed = pair.manager.get(f"{pair.path}commitments/")["commitments"]
    assert due in [each["due_at"] for each in owed if each["kind"] == "call_back"]
    cards = {e["data"].get("card") for e in pair.events("break.cancelled")}
    assert cards == {"branch_closes_early"}


def test_f48_an_early_closing_is_taken_back(alone: Story) -> None:
    alone.move_clock("12:00")
    assert alone.manager.post(f"{alone.path}closure/").status_code == 200
    assert alone.try_take().status_code == 409
    assert alone.manager.delete(f"{alone.path}closure/").status_code == 200
    assert alone.try_take().status_code == 201
