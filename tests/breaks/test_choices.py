"""What a client may choose while a break concerns the number (F21; 3.9 no. 3, 23, 26)."""

from collections.abc import Callable
from datetime import datetime

import pytest
from rest_framework.test import APIClient

from breaks import actions
from breaks.models import Break, Commitment
from breaks.queries import promise_of
from queueapp.models import Counter, Queue, Ticket
from tests.morning import (
    ask,
    call,
    done,
    end,
    fresh,
    planned,
    proven,
    refused,
    serve,
    sit,
    take,
    tick,
    told,
)
from tests.people import Bank, at

pytestmark = pytest.mark.django_db
Page = Callable[..., dict]


def after_the_break(bank: Bank, clock: str = "12:16") -> Ticket:
    """Two clients fit before the break of 12:30 at one counter, the third does not."""
    return [take(bank, clock) for _ in range(3)][2]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def set_to(text: str) -> None:
        monkeypatch.setattr("branches.clock.now", lambda: at(text))

    set_to("12:17")
    return set_to


def door(ticket: Ticket, verb: str = "", method: str = "post", **body: object) -> dict:
    answer = getattr(APIClient(), method)(
        f"/api/v1/tickets/{ticket.token}/{verb}", body, format="json"
    )
    return {"status": answer.status_code, **answer.json()}


def bound(bank: Bank, ticket: Ticket, counter: int = 0) -> Ticket:
    """The client of one counter: "my adviser"."""
    Ticket.objects.filter(pk=ticket.pk).update(counter_wanted=bank.counters[counter])
    return fresh(ticket)


def test_who_must_wait_for_the_break_is_offered_every_choice_at_the_door(
    alone: Bank, clock: Callable[[str], None]
) -> None:
    sit(alone)
    proven(alone)
    ticket = after_the_break(alone)
    seen = door(ticket, method="get")
    assert seen["promise"]["kind"] == "after"
    assert {k: v["ok"] for k, v in seen["choices"].items()} == {
        "hold": True,
        "counter": False,
        "call_back": True,
        "leave": True,
    }
    assert seen["choices"]["counter"]["code"] == "no_other_counter"
    assert seen["choices"]["hold"]["until"] == "2027-03-03T12:15:00Z"
    assert seen["choices"]["call_back"]["at"] == "2027-03-03T12:00:00Z"
    assert (seen["may"]["call_back"], seen["may"]["counter"]) == (True, False)
    assert seen["break"] == {
        "state": "warned",
        "counter": "W1",
        "starts_at": "2027-03-03T11:30:00Z",
        "returns_at": "2027-03-03T12:00:00Z",
        "last_entry_at": None,
        "alternative": "ATM in the lobby",
    }


def test_where_no_break_concerns_the_number_nothing_of_it_is_offered(
    alone: Bank, clock: Callable[[str], None]
) -> None:
    sit(alone)
    planned(alone)
    clock("10:00")
    ticket = take(alone, "10:00")
    for verb in ("hold/", "counter/", "call-back/"):
        answer = door(ticket, verb)
        assert (answer["status"], answer["code"]) == (409, "no_break_concerns"), verb
    seen = door(ticket, method="get")
    assert seen["choices"]["call_back"]["message"] == "No break concerns this number."
    assert door(ticket, method="delete")["state"] == "left"


def test_a_choice_of_another_number_is_not_mine(alone: Bank) -> None:
    for verb in ("hold/", "counter/", "call-back/", "revival/"):
        assert APIClient().post(f"/api/v1/tickets/nobody/{verb}").status_code == 404


def test_a_call_back_ends_the_number_and_is_owed_at_the_return(
    alone: Bank, clock: Callable[[str], None]
) -> None:
    sit(alone)
    break_ = proven(alone)
    ticket = after_the_break(alone)
    answer = door(ticket, "call-back/", contact="0620 123")
    assert (answer["status"], answer["state"]) == (200, "left")
    assert answer["call_back_at"] == "2027-03-03T12:00:00Z"
    [owed] = Commitment.objects.filter(kind="call_back")
    assert (owed.due_at, owed.break_ref, owed.owner) == (at("13:00"), break_, alone.tellers[0])
    assert (owed.contact, owed.told_by, owed.state) == ("0620 123", "phone", "open")
    again = door(ticket, "call-back/")
    assert (again["status"], Commitment.objects.filter(kind="call_back").count()) == (200, 1)
    [event] = told(alone, "ticket.call_back")
    assert "0620" not in str(event.data)


def test_a_call_back_during_the_break_is_due_at_the_shown_return(alone: Bank) -> None:
    sit(alone)
    proven(alone)
    ticket = after_the_break(alone)
    serve_two(alone)
    actions.call_back(ticket.pk, now=at("12:40"))
    assert Commitment.objects.get(kind="call_back").due_at == at("13:04")


def serve_two(bank: Bank) -> None:
    """The two promised clients are served, and the break begins at 12:33:30."""
    session = bank.branch.sessions.get(closed_at=None)
    serve(session, "12:17")
    tick("12:25")
    done(session, "12:25")
    serve(session, "12:25")
    done(session, "12:33:30")


def test_nobody_is_promised_a_call_when_nobody_knows_the_return(alone: Bank) -> None:
    sit(alone)
    proven(alone)
    ticket = after_the_break(alone)
    serve_two(alone)
    # overrun: twice a new time, then a person in the hall
    tick("13:05:30", "13:11", "13:17", "13:23")
    with refused("return_unknown", 409):
        actions.call_back(ticket.pk, now=at("13:24"))


def test_a_served_client_chooses_nothing(alone: Bank) -> None:
    session = sit(alone)
    proven(alone)
    ticket = take(alone, "12:16")
    serve(session, "12:17")
    for verb in (actions.call_back, actions.change_counter):
        with refused("ticket_state", 409):
            verb(ticket.pk, now=at("12:18"))


def test_a_client_of_one_counter_is_never_moved_unasked(pair: Bank) -> None:
    """3.9 no. 3: "my adviser" pauses, a colleague is free, and nobody decides for the client."""
    first, second = sit(pair), sit(pair, 1)
    proven(pair)
    tick("12:25")
    take(pair, "12:28")
    ticket = serve(second, "12:28")
    actions.transfer_ticket(second.pk, now=at("12:29"), counter_id=pair.counters[0].pk)
    assert promise_of(ticket).kind == "after"
    tick("12:30")
    assert first.staff.breaks.get().state == "on_break"
    with refused("nobody_waiting", 409):
        call(second, "12:31")
    end(first, "13:00")
    assert (fresh(ticket).state, fresh(ticket).session_id) == ("called", first.pk)


def test_a_client_of_one_counter_may_change_hold_or_be_called_back(
    pair: Bank, clock: Callable[[str], None]
) -> None:
    """3.9 no. 3."""
    sit(pair)
    second = sit(pair, 1)
    proven(pair)
    one, two, three = (bound(pair, after_the_break(pair)) for _ in range(3))
    seen = door(one, method="get")
    assert seen["counter_wanted"] == "W1"
    assert seen["choices"]["counter"]["counters"] == [{"id": pair.counters[1].pk, "label": "W2"}]
    assert door(two, "hold/")["state"] == "held"
    assert door(three, "call-back/")["state"] == "left"
    changed = door(one, "counter/")
    assert (changed["status"], changed["counter_wanted"]) == (200, None)
    # seniority stays: it is called at the other counter in the order of issue
    waiting = list(pair.branch.tickets.filter(state="waiting").order_by("issued_at", "pk"))
    for expected in waiting[: waiting.index(fresh(one)) + 1]:
        assert serve(second, "12:18") == expected
        done(second, "12:18")


def test_a_client_names_the_other_counter(pair: Bank, clock: Callable[[str], None]) -> None:
    sit(pair)
    sit(pair, 1)
    proven(pair)
    ticket = bound(pair, after_the_break(pair))
    here, there = (c.pk for c in pair.counters)
    assert door(ticket, "counter/", counter=here)["counter_wanted"] == "W1"
    shut = Counter.objects.create(branch=pair.branch, label="W3")
    shut.queues.add(pair.queue)
    refusal = door(ticket, "counter/", counter=shut.pk)
    assert (refusal["code"], refusal["counters"]) == ("not_served_there", [there])
    assert door(ticket, "counter/", counter=999_999)["status"] == 422
    assert door(ticket, "counter/", counter=there)["counter_wanted"] == "W2"
    assert promise_of(ticket).kind in ("none", "other_counter")
    assert door(ticket, "counter/", counter=there)["status"] == 200
    assert len(told(pair, "ticket.counter_changed")) == 1


def test_a_counter_that_serves_another_queue_or_pauses_too_is_no_choice(pair: Bank) -> None:
    sit(pair)
    sit(pair, 1)
    proven(pair)
    ticket = bound(pair, after_the_break(pair))
    other = Queue.objects.create(branch=pair.branch, name="Advice", letter="C")
    pair.counters[1].queues.set([other])
    with refused("no_other_counter", 409):
        actions.change_counter(ticket.pk, now=at("12:17"))


def test_nobody_is_sent_to_a_counter_that_pauses_next(pair: Bank) -> None:
    sit(pair)
    sit(pair, 1)
    proven(pair)
    ticket = bound(pair, after_the_break(pair))
    next_break = planned(pair, "13:30", who=1, now="12:16")
    actions.change_counter(ticket.pk, now=at("12:17"), counter_id=pair.counters[1].pk)
    bound(pair, ticket)
    actions.settle(pair.branch, now=at("12:18"))
    Break.objects.filter(pk=next_break.pk).update(state="warned")
    with refused("no_other_counter", 409):
        actions.change_counter(ticket.pk, now=at("12:19"))


def test_a_held_client_who_changes_the_counter_is_here_again(pair: Bank) -> None:
    """T9: other counter."""
    sit(pair)
    sit(pair, 1)
    proven(pair)
    ticket = bound(pair, after_the_break(pair))
    actions.hold_ticket(ticket.pk, now=at("12:17"))
    actions.change_counter(ticket.pk, now=at("12:20"), counter_id=pair.counters[1].pk)
    assert (fresh(ticket).state, fresh(ticket).next_step_at) == ("waiting", None)


def test_who_goes_elsewhere_is_owed_nothing_here(pair: Bank) -> None:
    sit(pair)
    sit(pair, 1)
    proven(pair)
    ticket = bound(pair, take(pair, "12:16"))
    actions.settle(pair.branch, now=at("12:16"))
    take(pair, "12:16")
    assert Commitment.objects.get(ticket=ticket, kind="served_before").state == "open"
    actions.change_counter(ticket.pk, now=at("12:17"), counter_id=pair.counters[1].pk)
    assert Commitment.objects.get(ticket=ticket, kind="served_before").state == "released"


def test_a_held_place_lapses_fifteen_minutes_after_the_return(alone: Bank) -> None:
    """3.9 no. 26: nobody came back, not even the teller, whose shift ends meanwhile."""
    sit(alone)
    break_ = proven(alone)
    ticket = after_the_break(alone)
    actions.hold_ticket(ticket.pk, now=at("12:17"))
    serve_two(alone)
    shift = alone.tellers[0].shifts.get()
    actions.change_shift(shift.pk, by=alone.carla, now=at("12:40"), ends_at=at("13:05"))
    tick("13:05")
    assert (fresh(break_).state, fresh(break_).end_reason) == ("ended", "shift_end")
    tick("13:18:59")
    assert fresh(ticket).state == "held"
    tick("13:19")
    assert fresh(ticket).state == "expired"
    with refused("not_a_no_show", 409):
        actions.revive_ticket(ticket.pk, now=at("13:20"))


def test_a_held_client_who_missed_the_call_comes_back_as_first(alone: Bank) -> None:
    """3.9 no. 26: within the no-show rule, ten minutes, first."""
    session, ticket = held_through(alone)
    end(session, "13:04")
    assert fresh(ticket).state == "called"
    tick("13:06")
    later = take(alone, "13:07")
    actions.revive_ticket(ticket.pk, now=at("13:16"))
    assert call(session, "13:16") == ticket
    assert fresh(later).state == "waiting"


def held_through(bank: Bank) -> tuple:
    session = sit(bank)
    proven(bank)
    ticket = after_the_break(bank)
    actions.hold_ticket(ticket.pk, now=at("12:17"))
    serve_two(bank)
    return session, ticket


def test_an_early_return_takes_nothing_of_a_kept_place(alone: Bank) -> None:
    """3.9 no. 23: called at 12:45, but told that the place is kept until 13:15."""
    session, ticket = held_through(alone)
    end(session, "12:45")
    tick("12:47")
    assert fresh(ticket).state == "no_show"
    with refused("revival_over"):
        actions.revive_ticket(ticket.pk, now=at("13:15:01"))
    actions.revive_ticket(ticket.pk, now=at("13:15"))
    assert call(session, "13:15") == ticket


def test_the_page_says_until_when_a_kept_place_may_be_taken_up(
    alone: Bank, clock: Callable[[str], None]
) -> None:
    session, ticket = held_through(alone)
    end(session, "12:45")
    tick("12:47")
    clock("13:10")
    assert door(ticket, method="get")["revive_until"] == "2027-03-03T12:15:00Z"


def test_starting_late_moves_the_choices_along(alone: Bank) -> None:
    """A return that has not begun lies a whole break ahead, never in the past."""
    session = sit(alone)
    proven(alone, kind="short", length=5)
    ticket = after_the_break(alone)
    serve(session, "12:17")
    tick("12:25")
    done(session, "12:29")
    serve(session, "12:29")
    actions.call_back(ticket.pk, now=at("12:37"))
    assert Commitment.objects.get(kind="call_back").due_at == at("12:42")


@pytest.mark.parametrize("reason", ["medical", "restroom", "cool_down", "goods_delivery"])
def test_the_clients_door_names_no_person_and_no_reason(
    alone: Bank, clock: Callable[[str], None], reason: str
) -> None:
    session = sit(alone)
    ask(session, "12:00", reason)
    ticket = take(alone, "12:01")
    clock("12:02")
    seen = door(ticket, method="get")
    assert seen["break"]["state"] == "on_break"
    for word in (reason, alone.tellers[0].name, alone.carla.name, "reason", "staff", "remark"):
        assert word not in str(seen)


def test_no_return_that_has_passed_is_told_to_a_client(
    alone: Bank, clock: Callable[[str], None]
) -> None:
    sit(alone)
    proven(alone)
    ticket = after_the_break(alone)
    serve_two(alone)
    for text in ("13:03:59", "13:04", "13:05", "13:06", "13:11", "13:17", "13:30"):
        tick(text)
        clock(text)
        seen = door(ticket, method="get")
        times = [seen["break"]["returns_at"], seen["promise"]["returns_at"], seen["expected_at"]]
        times.append(seen["choices"]["call_back"].get("at"))
        assert all(t is None or datetime.fromisoformat(t) >= at(text) for t in times), times


def test_a_place_kept_for_a_break_that_is_taken_back_speaks_of_it_no_more(pair: Bank) -> None:
    """B7: also where nobody sits any more who could call the client back into the line."""
    session, _ = sit(pair, 0), sit(pair, 1)
    first, _ = planned(pair, "12:30"), planned(pair, "13:30", who=1)
    tick("12:15")
    *_, ticket = [take(pair, "12:16") for _ in range(5)]
    actions.hold_ticket(ticket.pk, now=at("12:17"))
    assert promise_of(fresh(ticket)).break_ref == first
    actions.close_session(session.pk, by=pair.tellers[0], now=at("12:18"))
    actions.cancel_break(first.pk, by=pair.carla, now=at("12:19"), reason="not needed")
    assert promise_of(fresh(ticket)).break_ref != first
