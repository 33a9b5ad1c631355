"""What is asked again at the start: late colleagues, and who sits in (3.9 no. 8, 24, 25)."""

from datetime import datetime
from typing import Any

import pytest

from branches.clock import zone_of
from branches.models import Branch
from breaks import actions
from breaks.actions.relief import assign_relief
from breaks.actions.waits import make_forecast
from breaks.models import Break, Promise
from breaks.queries import Line, promise_of, terms_for
from breaks.queries.waits import probably_before, wait_of
from queueapp.models import Ticket
from signage.boards import board_for
from signage.queries import breaks_before
from signage.tickets import words_of_break
from tests.morning import (
    ask,
    call,
    done,
    draft,
    end,
    fresh,
    planned,
    prove,
    publish,
    refused,
    serve,
    sit,
    take,
    tick,
    told,
)
from tests.people import Bank, at
from tests.planning import move


def late_colleague(pair: Bank) -> tuple[Break, Break]:
    """Bela's lunch from 11:50 runs over; Amira's is shown for 12:30."""
    sit(pair)
    sit(pair, 1)
    bela = draft(pair, "11:50", who=1)
    amira = draft(pair, "12:30")
    publish(pair)
    tick("11:35")
    prove(pair, bela, "11:35")
    tick("11:45", "11:50", "12:15")
    prove(pair, amira, "12:15")
    tick("12:18", "12:22", "12:25")
    assert fresh(bela).state == "overrun"
    return amira, bela


def test_a_planned_break_waits_for_a_late_colleague(pair: Bank) -> None:
    """3.9 no. 8, no. 25: the manager is alarmed at once, the counter serves on."""
    amira, bela = late_colleague(pair)
    tick("12:30")
    assert fresh(amira).state == "closing"
    [alarm] = told(pair, "break.no_cover")
    assert (alarm.subject_id, alarm.data["alarm"]) == (amira.pk, "no_cover")
    session = fresh(amira).staff.sessions.get(closed_at=None)
    client = take(pair, "12:31")
    assert call(session, "12:31") == client
    assert fresh(bela).state == "overrun"


def test_the_lobby_says_that_a_break_waits_for_a_colleague(pair: Bank) -> None:
    """The counter serves on, so no client is said to hold the break back."""
    Branch.objects.update(languages=["en", "hu"])
    late_colleague(pair)
    tick("12:30")
    [notice] = [
        n for n in board_for(pair.branch.pk, at("12:31"))["notices"] if n["counter"] == "W1"
    ]
    assert (notice["phase"], notice["returns_at"], notice["say"]) == ("waiting", None, {})
    assert [*notice["lines"][:2], *notice["lines"][4:]] == [
        "Counter: W1 · Break: when a colleague is back",
        "Return: shown when the break starts",
        "Your place in line: kept",
        "Next update: when the break starts",
    ]
    lines = {w["language"]: w["lines"][0] for w in notice["wordings"]}
    assert lines["hu"] == "Ablak: W1 · Szünet: ha egy munkatárs visszajött"


def test_whatever_waits_for_a_colleague_is_told_no_time(pair: Bank) -> None:
    """Nobody knows when it begins, so no screen names its return, nor sends new clients away."""
    amira, _ = late_colleague(pair)
    tick("12:30")
    clients = [take(pair, "12:31") for _ in range(6)]
    assert make_forecast(pair.branch, now=at("12:31"))
    board = board_for(pair.branch.pk, at("12:31"))
    rows = {row["counter"]: (row["waits"], row["returns_at"]) for row in board["breaks"]}
    assert rows["W1"] == (True, None)
    assert rows["W2"] == (False, "2027-03-03T11:35:00Z")
    [queue] = board["queues"]
    assert queue["pause"] is None
    waits = {
        each["counter"]: (each["waits"], each["returns_at"]) for each in queue["wait"]["because"]
    }
    assert waits["W1"] == (True, None)
    assert {promise_of(client).kind for client in clients} == {"after"}
    [w1] = [b for b in breaks_before(clients[-1], at("12:31")) if b.pk == amira.pk]
    how: dict[str, Any] = {"zone": zone_of(pair.branch), "counted": True, "language": "en"}
    said = words_of_break(w1, at("12:31"), **how)
    assert said == "break when a colleague is back, already counted in"


def leaves_at(bank: Bank, break_: Break, now: str) -> datetime:
    line = Line(Branch.objects.get(pk=bank.branch.pk), terms_for(bank.branch), at(now))
    return line.leaves_at(line.by_id[break_.pk])


def test_the_forecast_lets_the_counter_serve_until_the_colleague_is_expected(pair: Bank) -> None:
    """Until then, where that is known, and for ten minutes at most."""
    amira, bela = late_colleague(pair)
    assert leaves_at(pair, amira, "12:29") == at("12:30")
    tick("12:30")
    back = fresh(bela).shown_return_at
    assert back == at("12:35")
    clocks = ("12:30", "12:35", "12:39:59")
    assert [leaves_at(pair, amira, now) for now in clocks] == [back, at("12:40"), at("12:40")]


def test_one_that_was_asked_for_waits_as_long_as_it_takes(pair: Bank) -> None:
    """U5: the counter serves on, and while nobody can name a time the forecast names none."""
    session, other = sit(pair), sit(pair, 1)
    take(pair, "10:00")
    serve(session, "10:00")
    break_ = ask(session, "10:01", "goods_delivery")
    medical = ask(other, "10:02", "medical")
    done(session, "10:05")
    tick("10:09")
    assert (fresh(break_).state, fresh(medical).state) == ("closing", "on_break")
    [row] = [b for b in board_for(pair.branch.pk, at("10:09"))["breaks"] if b["counter"] == "W1"]
    assert (row["waits"], row["returns_at"]) == (True, None)
    client = take(pair, "10:10")
    Ticket.objects.filter(pk=client.pk).update(counter_wanted=pair.counters[0])
    Promise.objects.all().delete()
    take(pair, "10:10")
    promise = promise_of(client)
    assert (promise.kind, promise.break_ref_id, promise.returns_at) == ("after", break_.pk, None)
    assert call(session, "10:10") == client
    assert leaves_at(pair, break_, "10:10") == at("10:17")
    Break.objects.filter(pk=medical.pk).update(shown_return_at=None, returns_at=at("10:05"))
    assert leaves_at(pair, break_, "10:11") == at("10:11")


def test_the_colleague_back_lets_it_begin(pair: Bank) -> None:
    amira, bela = late_colleague(pair)
    tick("12:30")
    end(bela.staff.sessions.get(closed_at=None), "12:33")
    assert fresh(amira).started_at == at("12:33")


def test_with_the_colleague_back_it_is_a_last_call_again(pair: Bank) -> None:
    """Only the client at the counter holds it now, and nobody new is called there."""
    amira, bela = late_colleague(pair)
    tick("12:30")
    session = amira.staff.sessions.get(closed_at=None)
    take(pair, "12:31")
    serve(session, "12:31")
    tick("12:31")
    end(bela.staff.sessions.get(closed_at=None), "12:33")
    assert fresh(amira).state == "closing"
    board = board_for(pair.branch.pk, at("12:33"))
    row, counter = board["breaks"][0], board["counters"][0]
    assert (row["waits"], counter["state"]) == (False, "closing")
    take(pair, "12:34")
    done(session, "12:35")
    assert fresh(amira).started_at == at("12:35")


def test_a_client_at_the_counter_hides_no_lack_of_colleagues(pair: Bank) -> None:
    """Nobody could leave though the client were done: told at S, and no return from then on."""
    amira, _ = late_colleague(pair)
    session = amira.staff.sessions.get(closed_at=None)
    take(pair, "12:26")
    serve(session, "12:26")
    tick("12:30")
    [row] = [b for b in board_for(pair.branch.pk, at("12:30"))["breaks"] if b["counter"] == "W1"]
    assert row["waits"]
    tick("12:40")
    [row] = [b for b in board_for(pair.branch.pk, at("12:40"))["breaks"] if b["counter"] == "W1"]
    assert (row["state"], row["waits"], row["returns_at"]) == ("closing", False, None)
    done(session, "12:41")
    assert fresh(amira).shown_return_at == at("13:11")


def test_nobody_is_called_past_the_law_while_it_waits(pair: Bank) -> None:
    """A4: from T_law less one service on the counter calls nobody, colleague or not."""
    amira, _ = late_colleague(pair)
    Break.objects.filter(pk=amira.pk).update(latest_at=at("12:38"), protected_minutes=20)
    tick("12:30")
    session = amira.staff.sessions.get(closed_at=None)
    assert leaves_at(pair, amira, "12:36") == at("12:38")
    take(pair, "12:30")
    serve(session, "12:30")
    done(session, "12:31")
    take(pair, "12:32")
    with refused("not_promised", 409):
        call(session, "12:32")


def test_who_is_next_at_a_counter_that_waits_is_told_so(pair: Bank) -> None:
    """No promise that would hold the break back, and no word that a free counter calls nobody."""
    late_colleague(pair)
    tick("12:30")
    client = take(pair, "12:31")
    assert make_forecast(pair.branch, now=at("12:31"))
    promise, told = promise_of(client), wait_of(client, now=at("12:31"))
    assert (promise.kind, promise.returns_at) == ("after", None)
    assert probably_before(client, promise, told, now=at("12:31"))


def test_one_put_off_asks_its_manager_again(pair: Bank) -> None:
    """Nothing of the first wait is left: not the alarm, nor what screens say."""
    amira, _ = late_colleague(pair)
    tick("12:30")
    assert fresh(amira).cover_told_at
    move(pair, amira, "12:44", "12:32")
    assert fresh(amira).cover_told_at is None


@pytest.mark.parametrize(("clock", "state"), [("12:39:59", "closing"), ("12:40", "on_break")])
def test_it_waits_for_ten_minutes_at_most(pair: Bank, clock: str, state: str) -> None:
    amira, _ = late_colleague(pair)
    tick("12:30", clock)
    assert fresh(amira).state == state


def test_the_law_does_not_wait_for_a_colleague(pair: Bank) -> None:
    """T_law wins."""
    amira, _ = late_colleague(pair)
    Break.objects.filter(pk=amira.pk).update(latest_at=at("12:34"), protected_minutes=20)
    tick("12:30", "12:33:59")
    assert fresh(amira).state == "closing"
    tick("12:34")
    assert fresh(amira).started_at == at("12:34")


def test_one_who_stands_alone_needs_no_colleague(pair: Bank) -> None:
    """The other did not come: one staffed counter may close with its notice."""
    sit(pair)
    break_ = planned(pair)
    tick("12:15")
    prove(pair, break_, "12:15")
    tick("12:25", "12:30")
    assert fresh(break_).state == "on_break"


def relieved(bank: Bank, counter: int) -> Break:
    """Amira's lunch at W1 with Carla sitting in at a counter."""
    sit(bank)
    break_ = planned(bank)
    assign_relief(
        break_.pk,
        staff_id=bank.carla.pk,
        counter_id=bank.counters[counter].pk,
        by=bank.carla,
        now=at("09:00"),
    )
    return fresh(break_)


def test_a_relieved_break_waits_for_no_proof_and_tells_nobody(alone: Bank) -> None:
    """F25: a break and no closure."""
    break_ = relieved(alone, 0)
    for clock in ("12:15", "12:20", "12:21", "12:25", "12:30"):
        tick(clock)
        board = board_for(alone.branch.pk, at(clock))
        assert (board["notices"], board["breaks"]) == ([], [])
    break_ = fresh(break_)
    assert (break_.state, break_.started_at, break_.notice_at) == ("on_break", at("12:30"), None)


def test_a_counter_to_which_nobody_came_is_told_as_closed(alone: Bank) -> None:
    """Two minutes are given to take the seat; with them the promise of no closure ends."""
    break_ = relieved(alone, 0)
    tick("12:15", "12:25", "12:30")
    waits = board_for(alone.branch.pk, at("12:31"))
    assert (waits["notices"], waits["breaks"]) == ([], [])
    assert waits["next_change_at"] == "2027-03-03T11:32:00.000001Z"
    [notice] = board_for(alone.branch.pk, at("12:32:01"))["notices"]
    assert (notice["break"], notice["phase"]) == (break_.pk, "on_break")
    actions.open_session(alone.counters[0].pk, staff=alone.carla, now=at("12:33"))
    assert board_for(alone.branch.pk, at("12:33"))["notices"] == []


def test_who_is_served_by_the_relief_is_promised_nothing_and_called_in_turn(alone: Bank) -> None:
    break_ = relieved(alone, 0)
    first, second = take(alone, "12:20"), take(alone, "12:21")
    tick("12:15", "12:25")
    session = fresh(break_).staff.sessions.get(closed_at=None)
    # until S the counter calls as ever; from S on its person finishes and goes
    assert serve(session, "12:26") == first
    tick("12:30")
    done(session, "12:32")
    assert fresh(break_).started_at == at("12:32")
    sitting = actions.open_session(alone.counters[0].pk, staff=alone.carla, now=at("12:32"))
    assert call(sitting, "12:33") == second
    assert fresh(break_).state == "on_break"
    assert not hasattr(fresh(second), "promise") or fresh(second).promise.kind == "none"


def test_the_person_comes_back_to_a_seat_that_is_taken(alone: Bank) -> None:
    """Q6: her session was closed; the rest ends all the same and the relief goes on."""
    break_ = relieved(alone, 0)
    tick("12:15", "12:25", "12:30")
    mine = fresh(break_).staff.sessions.get(closed_at=None)
    sitting = actions.open_session(alone.counters[0].pk, staff=alone.carla, now=at("12:30"))
    assert fresh(mine).closed_at == at("12:30")
    end(mine, "13:00")
    assert fresh(break_).state == "ended"
    assert fresh(sitting).closed_at is None
    assert fresh(alone.counters[0]).state == "open"
