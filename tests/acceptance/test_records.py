"""F1, F69: what a branch consists of, and who may do what (DOMAIN.md 3.8)."""

from tests.stories.bank import Opens, Story, employ


def test_f01_records_are_made_by_the_api_and_listed(opens: Opens) -> None:
    story = opens(counters=2, tellers=2)
    office, path = story.office, story.path
    assert story.boss["role"] == "manager"
    assert office.get(path)["name"] == story.branch["name"]
    assert story.branch["id"] in [b["id"] for b in office.get("branches/")]
    assert [q["letter"] for q in office.get(f"{path}queues/")] == ["A"]
    assert [c["label"] for c in office.get(f"{path}counters/")] == ["W1", "W2"]
    people = {(p["name"], p["role"]) for p in office.get(f"{path}staff/")}
    assert {("Teller0", "teller"), ("Teller1", "teller"), ("Manager", "manager")} <= people
    shifts = office.get(f"{path}shifts/?day={story.day}")
    assert [s["starts_at"] for s in shifts] == [story.at("08:00")] * 2
    assert [s["ends_at"] for s in shifts] == [story.at("16:30")] * 2


def test_f01_a_second_branchs_manager_is_told_that_there_is_no_such_branch(opens: Opens) -> None:
    story, other = opens(), opens()
    for what in ("", "queues/", "counters/", "staff/", "shifts/", "breaks/", "floor/", "events/"):
        answer = other.manager.ask("GET", f"{story.path}{what}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), what
    assert other.manager.post(f"{story.path}queues/", name="X", letter="X").status_code == 404
    assert story.branch["id"] not in [b["id"] for b in other.manager.get("branches/")]


def test_f69_a_teller_plans_nothing_and_changes_nothing_of_the_branch(pair: Story) -> None:
    teller, path = pair.tellers[0], pair.path
    break_ = pair.publish(pair.lunch("12:30"))
    mine = f"breaks/{break_['id']}/"
    evening = {"starts_at": pair.at("17:00"), "ends_at": pair.at("18:00")}
    evening["staff"] = pair.staff[0]["id"]
    tries = [
        teller.post(f"{path}plans/{pair.day}/publication/", breaks=[pair.lunch("13:10", 1)]),
        teller.post(f"{path}breaks/", **pair.lunch("13:10", 1)),
        teller.patch(mine, starts_at=pair.at("12:40")),
        teller.delete(mine, reason="I would rather not"),
        teller.put(f"{path}policy/", values={"notice.floor_min": 10}),
        teller.post(f"{path}queues/", name="X", letter="X"),
        teller.post(
            f"{path}shifts/", staff=1, starts_at=pair.at("17:00"), ends_at=pair.at("18:00")
        ),
        teller.post(f"{path}devices/", kind="display", name="Mine"),
        teller.post("clock/", now=pair.at("12:00")),
    ]
    assert [answer.status_code for answer in tries] == [403] * len(tries)
    assert pair.the_break()["revision"] == 1


def test_f69_a_teller_neither_closes_nor_converts_nor_relieves(pair: Story) -> None:
    teller, shift = pair.tellers[0], pair.shifts[0]
    mine = f"breaks/{pair.publish(pair.lunch('12:30'))['id']}/"
    tries = [
        teller.post(f"{pair.path}closure/", note="enough for today"),
        teller.post(f"{mine}conversion/", reason="short_rest"),
        teller.post(f"{mine}relief/", staff=pair.boss["id"], counter=pair.counters[1]["id"]),
        teller.post(f"{mine}pressure/", answer="keep"),
        teller.post(f"{mine}end/", remark="long enough"),
        teller.patch(f"shifts/{shift['id']}/", ends_at=pair.at("15:00")),
    ]
    assert [answer.status_code for answer in tries] == [403] * len(tries)
    # the consent is the employee's own to give
    assert pair.manager.post(f"{mine}consent/").status_code == 403
    assert pair.tellers[1].post(f"{mine}consent/").status_code == 403
    assert pair.the_break()["revision"] == 1


def test_f69_a_session_belongs_to_who_opened_it(pair: Story) -> None:
    pair.move_clock("09:00")
    first, _ = pair.sit(0, 0), pair.sit(1, 1)
    stranger = pair.tellers[1]
    for verb in ("call/", "service/", "break/", "recall/"):
        assert stranger.post(f"sessions/{first}/{verb}").status_code == 404, verb
    assert stranger.delete(f"sessions/{first}/").status_code == 404


def test_f69_a_clients_token_opens_no_other_ticket(alone: Story) -> None:
    mine, other = alone.take(), alone.take()
    assert alone.look(mine)["code"] == "A001"
    wrong = mine["token"][:-1] + ("A" if mine["token"][-1] != "A" else "B")
    client = alone.public
    for path in (f"tickets/{wrong}/", f"tickets/{other['code']}/", "tickets/2/"):
        assert client.ask("GET", path).status_code == 404
        assert client.delete(path).status_code == 404
        assert client.post(f"{path}hold/").status_code == 404
    assert alone.page(f"t/{wrong}").status_code == 404
    assert alone.look(other)["state"] == "waiting"


def test_f69_a_display_posts_nothing_but_what_it_painted(alone: Story) -> None:
    alone.publish(alone.lunch("12:30"))
    alone.move_clock("12:00")
    session = alone.sit()
    screen = {"Authorization": f"Device {alone.display}"}
    tries = [
        ("POST", "tickets/", {"queue": alone.queue["id"]}),
        ("POST", f"sessions/{session}/call/", {}),
        ("POST", f"sessions/{session}/break/", {}),
        ("POST", f"{alone.path}breaks/", alone.lunch("14:00")),
        ("PATCH", f"breaks/{alone.the_break()['id']}/", {"starts_at": alone.at("13:00")}),
        ("DELETE", f"breaks/{alone.the_break()['id']}/", {"reason": "no"}),
        ("PUT", f"{alone.path}policy/", {"values": {}}),
        ("POST", f"{alone.path}closure/", {}),
        ("POST", "clock/", {"now": alone.at("12:00")}),
    ]
    for method, path, body in tries:
        answer = alone.public.ask(method, path, json=body, headers=screen)
        assert answer.status_code in (401, 403, 404), (method, path, answer.text)
    alone.move_clock("12:15")
    assert alone.paint(alone.the_break()).status_code == 201
    break_ = alone.the_break()
    assert (break_["starts_at"], break_["revision"]) == (alone.at("12:30"), 1)
    assert alone.events("ticket.issued") == []


def test_f69_a_display_proves_nothing_at_another_branch(opens: Opens) -> None:
    other, story = opens(), opens()
    story.publish(story.lunch("12:30"))
    story.move_clock("12:15")
    answer = story.paint(story.the_break(), other.display)
    assert answer.status_code == 404
    assert story.the_break()["notice_at"] is None


def test_f69_a_manager_takes_the_role_of_nobody_above(alone: Story) -> None:
    boss, _ = employ(alone, "second", "manager")
    assert boss["role"] == "manager"
    body = {"username": f"chief-{alone.day}", "password": "a long quiet password", "name": "C"}
    answer = alone.manager.post(f"{alone.path}staff/", **body, role="head_office")
    assert answer.status_code == 403
