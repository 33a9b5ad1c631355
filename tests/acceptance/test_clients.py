"""F21, F38, F40: what a client may choose and is told while a break concerns the number."""

from collections.abc import Callable

import pytest
import requests

from tests.stories.bank import Facts, Opens, Story

Choice = Callable[[Story, Facts], requests.Response]


def hold(story: Story, ticket: Facts) -> requests.Response:
    return story.public.post(f"tickets/{ticket['token']}/hold/")


def another_counter(story: Story, ticket: Facts) -> requests.Response:
    return story.public.post(f"tickets/{ticket['token']}/counter/")


def call_back(story: Story, ticket: Facts) -> requests.Response:
    return story.public.post(f"tickets/{ticket['token']}/call-back/", contact="+36 1 234 5678")


def leave(story: Story, ticket: Facts) -> requests.Response:
    return story.public.delete(f"tickets/{ticket['token']}/")


@pytest.fixture
def announced(pair: Story) -> tuple[Story, Facts]:
    """Lunch at W1 from 12:30, warned; of two counters; eight wait, the last one is ours."""
    pair.publish(pair.lunch("12:30"))
    pair.move_clock("12:10")
    pair.sit(0, 0), pair.sit(1, 1)
    tickets = [pair.take() for _ in range(8)]
    pair.move_clock("12:15")
    pair.prove()
    return pair, tickets[-1]


@pytest.fixture
def during(alone: Story) -> tuple[Story, Facts]:
    """The only counter is on break until 13:00; our number is told "after"."""
    alone.publish(alone.lunch("12:30"))
    alone.move_clock("12:10")
    alone.sit()
    alone.move_clock("12:15")
    alone.prove()
    alone.move_clock("12:25", "12:30", "12:35")
    return alone, alone.take()


def test_f21_a_client_keeps_the_place(during: tuple[Story, Facts]) -> None:
    story, ticket = during
    assert story.look(ticket)["may"]["hold"]
    answer = hold(story, ticket)
    assert (answer.status_code, answer.json()["state"]) == (200, "held")
    assert answer.json()["held_until"] == story.at("13:15")
    released = story.public.delete(f"tickets/{ticket['token']}/hold/")
    assert (released.status_code, released.json()["state"]) == (200, "waiting")


def test_f21_a_client_leaves(during: tuple[Story, Facts]) -> None:
    story, ticket = during
    answer = leave(story, ticket)
    assert (answer.status_code, answer.json()["state"]) == (200, "left")
    assert story.board()["queues"][0]["waiting"] == 0


def test_f21_a_client_asks_to_be_called_back(during: tuple[Story, Facts]) -> None:
    """Something is owed at R, and the contact is nobody else's business."""
    story, ticket = during
    answer = call_back(story, ticket)
    assert (answer.status_code, answer.json()["state"]) == (200, "left")
    owed = story.manager.get(f"{story.path}commitments/")["commitments"]
    mine = [each for each in owed if each["kind"] == "call_back"]
    assert [(each["state"], each["due_at"]) for each in mine] == [("open", story.at("13:00"))]
    for text in (answer.text, str(story.board()), story.page(f"t/{ticket['token']}").text):
        assert "234 5678" not in text
    story.move_clock("13:00")
    kept = story.manager.post(f"commitments/{mine[0]['id']}/kept/")
    assert (kept.status_code, kept.json()["state"]) == (200, "kept")


def test_f21_a_client_goes_to_another_counter(announced: tuple[Story, Facts]) -> None:
    story, ticket = announced
    answer = another_counter(story, ticket)
    assert (answer.status_code, answer.json()["state"]) == (200, "waiting")
    assert story.look(ticket)["counter_wanted"] == "W2"
    # the place in line stays: called by W2, and by nobody else
    session = int(story.tellers[0].get("me/")["session"])
    assert ticket["code"] not in [row["code"] for row in story.desk(session)["waiting"]]


@pytest.mark.parametrize("choice", [hold, another_counter, call_back])
def test_f21_without_a_break_there_is_nothing_to_choose(alone: Story, choice: Choice) -> None:
    alone.move_clock("09:00")
    alone.sit()
    ticket = alone.take()
    refused = choice(alone, ticket)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_break_concerns")
    assert alone.look(ticket)["state"] == "waiting"


@pytest.fixture
def pharmacy(opens: Opens) -> tuple[Story, int]:
    """2.3: one pharmacist, three minutes a client, break 13:30 to 14:00, notice since 13:15."""
    story = opens(estimate=3, letter="P", kind="pharmacy", alternative="duty pharmacy, 400 m")
    story.publish(story.lunch("13:30"))
    story.move_clock("13:10")
    session = story.sit()
    story.move_clock("13:15")
    story.prove()
    return story, session


def late(story: Story, session: int, **more: object) -> Facts:
    answer = story.tellers[0].post(f"sessions/{session}/late-arrival/", **more)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_f38_who_comes_late_and_still_fits_is_served_before(pharmacy: tuple[Story, int]) -> None:
    """Case 1: in service until 13:31, three minutes more end at 13:34, not after 13:35."""
    story, session = pharmacy
    story.move_clock("13:25", "13:28")
    story.take()
    story.serve_next(session)
    story.move_clock("13:29")
    anna = late(story, session)
    assert (anna["outcome"], anna["promise"]["kind"]) == ("before", "before")
    told = story.events("ticket.late_arrival")[-1]
    assert told["data"]["card"] == "late_arrival"
    story.move_clock("13:31")
    story.finish(session)
    assert story.serve_next(session) == anna["code"]
    story.move_clock("13:34")
    story.finish(session)
    break_ = story.the_break()
    assert (break_["started_at"], break_["returns_at"]) == (story.at("13:34"), story.at("14:04"))


def too_late(story: Story, session: int, **more: object) -> Facts:
    """Case 2: P001 is in service from 13:31 to 13:34; Anna comes at 13:33."""
    story.move_clock("13:25", "13:28")
    story.take()
    story.serve_next(session)
    story.move_clock("13:29")
    story.take()
    story.move_clock("13:31")
    story.finish(session)
    story.serve_next(session)
    story.move_clock("13:33")
    return late(story, session, **more)


def test_f38_who_comes_too_late_is_first_after(pharmacy: tuple[Story, int]) -> None:
    story, session = pharmacy
    anna = too_late(story, session)
    assert (anna["outcome"], anna["promise"]["kind"]) == ("after", "after")
    assert anna["promise"]["returns_at"] == story.at("14:04")
    assert anna["ahead"] == 0
    story.move_clock("13:34")
    story.finish(session)
    assert story.the_break()["started_at"] == story.at("13:34")
    story.move_clock("14:04")
    story.back(session)
    assert story.desk(session)["ticket"]["code"] == anna["code"]


def test_f38_an_urgent_need_may_be_served_anyway(pharmacy: tuple[Story, int]) -> None:
    """`serve_anyway`, a right of the pharmacist: until S + 10."""
    story, session = pharmacy
    anna = too_late(story, session, urgent=True)
    assert (anna["outcome"], anna["promise"]["kind"]) == ("before", "before")
    story.move_clock("13:34")
    story.finish(session)
    assert story.the_break()["state"] == "closing"
    assert story.serve_next(session) == anna["code"]
    story.move_clock("13:37")
    story.finish(session)
    assert story.the_break()["started_at"] == story.at("13:37")


def test_f38_without_a_break_nobody_is_late(alone: Story) -> None:
    alone.move_clock("09:00")
    session = alone.sit()
    code = alone.tellers[0].refused(f"sessions/{session}/late-arrival/")
    assert code == "no_break_concerns"


def entry(story: Story) -> str | None:
    """The last entry as every public screen has it."""
    board = story.board()
    told = {row["last_entry_at"] for row in [*board["notices"], *board["breaks"]]}
    assert len(told) == 1
    return told.pop()


def test_f40_with_nobody_waiting_one_may_come_in_until_a_service_before(
    pharmacy: tuple[Story, int],
) -> None:
    story, _ = pharmacy
    story.move_clock("13:20")
    assert entry(story) == story.at("13:27")
    assert "13:27" in " ".join(story.board()["notices"][0]["lines"])


def test_f40_one_client_at_twenty_past_leaves_it_as_it_is(pharmacy: tuple[Story, int]) -> None:
    story, _ = pharmacy
    story.move_clock("13:20")
    story.take()
    assert entry(story) == story.at("13:27")


def test_f40_one_client_at_twenty_five_past_is_the_last(pharmacy: tuple[Story, int]) -> None:
    """13:25 and three minutes are past 13:27."""
    story, _ = pharmacy
    story.move_clock("13:25")
    story.take()
    assert entry(story) is None
    lines = " ".join(story.board()["notices"][0]["lines"])
    assert "New numbers: after the break" in lines


def test_f40_who_is_being_served_counts_too(pharmacy: tuple[Story, int]) -> None:
    """In service until 13:26; the one who waits would be done at 13:29, past 13:27."""
    story, session = pharmacy
    story.move_clock("13:23")
    story.take()
    story.serve_next(session)
    assert entry(story) == story.at("13:27")
    story.take()
    assert entry(story) is None
