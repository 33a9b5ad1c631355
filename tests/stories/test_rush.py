"""Many at once, over HTTP."""

from concurrent.futures import ThreadPoolExecutor

from tests.stories.bank import Opens

# the races of the actions take a hundred; here what HTTP adds is looked at
TICKETS = 24
HANDS = 8


def test_eight_tellers_call_every_number_without_double_or_gap(opens: Opens) -> None:
    story = opens(counters=HANDS, tellers=HANDS)
    story.move_clock("09:00")
    sessions = [story.sit(teller=n, counter=n) for n in range(HANDS)]
    with ThreadPoolExecutor(HANDS) as hands:
        codes = list(hands.map(lambda _: story.take()["code"], range(TICKETS)))
    assert sorted(codes) == [f"A{n + 1:03d}" for n in range(TICKETS)]

    def work(n: int) -> list[str]:
        called = []
        person, path = story.tellers[n], f"sessions/{sessions[n]}/"
        while (answer := person.post(f"{path}call/")).status_code == 200:
            called.append(answer.json()["ticket"]["code"])
            person.do(f"{path}service/")
            story.finish(sessions[n], teller=n)
        assert answer.json()["code"] == "nobody_waiting"
        return called

    with ThreadPoolExecutor(HANDS) as hands:
        called = [code for codes in hands.map(work, range(HANDS)) for code in codes]
    assert sorted(called) == sorted(codes)


def test_of_three_tellers_who_ask_at_once_two_go(opens: Opens) -> None:
    """U5 under one lock: max_on_break 2, floor 1, nobody waiting."""
    story = opens(counters=3, tellers=3)
    assert story.manager
    terms = {"cover.max_on_break": 2, "cover.floor_open": 1}
    answer = story.manager.ask("PUT", f"{story.path}policy/", json={"values": terms})
    assert answer.status_code == 200, answer.text
    story.move_clock("10:00")
    sessions = [story.sit(teller=n, counter=n) for n in range(3)]

    def ask(n: int) -> tuple[int, str, str]:
        path = f"sessions/{sessions[n]}/break/"
        body = story.tellers[n].post(path, reason="short_rest")
        said = body.json()
        return body.status_code, said.get("state") or said["code"], said.get("detail", "")

    with ThreadPoolExecutor(3) as hands:
        answers = sorted(hands.map(ask, range(3)))
    assert [a[:2] for a in answers[:2]] == [(201, "on_break"), (201, "on_break")]
    status, code, why = answers[2]
    assert status == 409
    assert code in ("coverage_floor", "max_on_break")
    assert "on break" in why or "open" in why
    running = story.office.get(f"{story.path}breaks/?day={story.day}")["breaks"]
    assert [b["state"] for b in running] == ["on_break", "on_break"]
