"""Conversions (B18), confirmations (U3), cool-down, evacuation, and who insists (3.1)."""

import pytest

from breaks import actions
from breaks.models import Break, Commitment
from queueapp.rules import TicketState
from signage.boards import board_for
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


def convert(bank: Bank, break_: Break, clock: str, **more: object) -> Break:
    how = {"reason": "short_rest", **more}
    return actions.convert_break(break_.pk, by=bank.carla, now=at(clock), **how)  # type: ignore[arg-type]


@pytest.mark.parametrize(("clock", "may"), [("12:20", False), ("12:20:01", True)])
def test_only_a_break_past_its_notice_is_converted(alone: Bank, clock: str, may: bool) -> None:
    """U4."""
    sit(alone)
    break_ = planned(alone)
    if not may:
        with refused("still_announceable", 409, allowed_at=at("12:20")):
            convert(alone, break_, clock)
        return
    new = convert(alone, break_, clock)
    old = fresh(break_)
    assert (old.state, old.converted_to, new.converted_from) == ("cancelled", new, old)
    assert (new.state, new.kind, new.length_minutes) == ("on_break", "unplanned", 30)
    assert told(alone, "break.converted")[0].data["apology"] is True
    assert convert(alone, old, clock) == new


def test_a_proven_break_is_not_converted(alone: Bank) -> None:
    sit(alone)
    with refused("still_announceable"):
        convert(alone, proven(alone), "12:28")


def test_a_converted_rest_serves_those_present_first_and_stays_lawful(alone: Bank) -> None:
    """B18 as B14, with T_law: no manager's three minutes, she has decided already."""
    session, break_ = sit(alone), planned(alone)
    Break.objects.update(protected_minutes=20, latest_at=at("12:50"))
    present = take(alone, "12:10")
    new = convert(alone, break_, "12:21", minutes=20)
    assert (new.state, new.protected_minutes, new.latest_at) == ("closing", 20, at("12:50"))
    later = take(alone, "12:22")
    assert fresh(later).promise.kind == "after"
    serve(session, "12:22")
    assert fresh(present).state == TicketState.SERVING
    done(session, "12:27")
    tick("12:28")
    assert fresh(new).started_at == at("12:28")


def test_a_break_of_nobody_here_is_not_converted(alone: Bank) -> None:
    break_ = planned(alone)
    with refused("not_at_counter"):
        convert(alone, break_, "12:25")


def test_the_return_of_an_unplanned_break_is_confirmed_every_five_minutes(alone: Bank) -> None:
    """U3: asked at 10:05 and 10:10; the answer moves the next question; R is no question."""
    session = sit(alone)
    rest = ask(session, "10:00", "medical")
    tick("10:04:59")
    assert told(alone, "break.confirm_return") == []
    tick("10:05")
    assert told(alone, "break.confirm_return")[0].data["alarm"] == "confirm"
    actions.confirm_return(rest.pk, by=alone.carla, now=at("10:07"))
    notice = board_for(alone.branch.pk, at("10:07"))["notices"][0]
    assert notice["confirmed_at"] == "2027-03-03T09:07:00Z"
    tick("10:10", "10:11:59")
    assert len(told(alone, "break.confirm_return")) == 1
    tick("10:12", "10:13", "10:15", "10:17")
    assert len(told(alone, "break.confirm_return")) == 2
    assert fresh(rest).state == "overrun"


def test_a_confirmation_may_give_another_time(alone: Bank) -> None:
    session = sit(alone)
    rest = ask(session, "10:00", "medical")
    actions.confirm_return(rest.pk, by=alone.carla, now=at("10:06"), minutes=20)
    assert (fresh(rest).returns_at, fresh(rest).shown_return_at) == (at("10:26"), at("10:26"))
    end(session, "10:20")
    with refused("not_on_break"):
        actions.confirm_return(rest.pk, by=alone.carla, now=at("10:21"))


@pytest.mark.parametrize(("minutes", "code"), [(2, "length_too_short"), (11, "length_too_long")])
def test_a_cool_down_has_bounds_of_its_own(alone: Bank, minutes: int, code: str) -> None:
    """TR-4: at least a few minutes."""
    session = sit(alone)
    with refused(code, 422, min_minutes=3, max_minutes=10):
        ask(session, "10:00", "cool_down", minutes=minutes)


def test_a_cool_down_begins_at_once_and_says_only_when_it_ends(pair: Bank) -> None:
    """F63, TR-5: the client at the counter goes on as first; the return is owed."""
    session, _ = sit(pair), sit(pair, 1)
    client = take(pair, "09:58")
    serve(session, "09:59")
    rest = ask(session, "10:00", "cool_down")
    assert (rest.state, rest.returns_at) == ("on_break", at("10:05"))
    assert (fresh(client).state, fresh(client).first) == ("waiting", True)
    owed = Commitment.objects.get(kind="cool_down_return")
    assert owed.due_at == at("10:07")
    board = board_for(pair.branch.pk, at("10:01"))
    assert "cool" not in str(board).lower() and "Reason" not in str(board["notices"])
    assert "10:05" in str(board["notices"])
    assert "cool" not in str(told(pair, "break.started")[0].data)
    end(session, "10:04")
    assert fresh(owed).state == "kept"


def test_an_escort_of_cash_may_insist(alone: Bank) -> None:
    """3.1: deferrable, immediate if the escort demands; nobody else's reason is."""
    session = sit(alone)
    client = take(alone, "09:58")
    serve(session, "09:59")
    rest = ask(session, "10:00", "cash_delivery")
    assert rest.state == "closing"
    actions.withdraw_break(rest.pk, by=session.staff, now=at("10:00:10"))
    assert ask(session, "10:01", "goods_delivery", at_once=True).state == "closing"
    actions.withdraw_break(
        Break.objects.get(state="closing").pk, by=session.staff, now=at("10:01:10")
    )
    rest = ask(session, "10:02", "cash_delivery", at_once=True)
    assert (rest.state, fresh(client).first) == ("on_break", True)


def test_an_evacuation_interrupts_a_lawful_rest_which_begins_anew(alone: Bank) -> None:
    """3.9 no. 30."""
    session, lunch = sit(alone), proven(alone)
    Break.objects.filter(pk=lunch.pk).update(protected_minutes=20)
    tick("12:25", "12:30")
    out = ask(session, "12:40", "evacuation")
    assert (fresh(lunch).end_reason, fresh(lunch).rest_short) == ("interrupted", True)
    assert out.state == "on_break"
    end(session, "12:55")
    [rest] = Break.objects.filter(state="on_break")
    assert (rest.started_at, rest.returns_at) == (at("12:55"), at("13:25"))
    assert (rest.protected_minutes, fresh(session.counter).state) == (20, "on_break")
    with refused("rest_short", allowed_at=at("13:15")):
        end(session, "13:00")
    end(session, "13:20")
    assert fresh(session.counter).state == "open"
    assert not Break.objects.filter(state__in=["on_break", "overrun"]).exists()


def test_an_evacuation_during_a_free_break_leaves_nothing_to_make_up(alone: Bank) -> None:
    session, lunch = sit(alone), proven(alone)
    tick("12:25", "12:30")
    ask(session, "12:40", "evacuation")
    assert fresh(lunch).rest_short is False
    end(session, "12:55")
    assert fresh(session.counter).state == "open"


def test_more_than_three_breaks_in_a_shift_are_flagged_and_allowed(alone: Bank) -> None:
    """3.1, unplanned.soft_max."""
    session = sit(alone)
    for hour in ("09", "10", "11", "12"):
        ask(session, f"{hour}:00", "goods_delivery", minutes=11)
        actions.answer_request(
            Break.objects.latest("pk").pk, grant=True, by=alone.carla, now=at(f"{hour}:01")
        )
        end(session, f"{hour}:06")
    flags = [e.data["over_soft_max"] for e in told(alone, "break.requested")]
    assert flags == [False, False, False, True]


def test_a_call_after_the_cool_down_ends_it(alone: Bank) -> None:
    """E1: no lawful minimum is asked of it."""
    session = sit(alone)
    rest = ask(session, "10:00", "cool_down")
    take(alone, "10:01")
    call(session, "10:02")
    assert fresh(rest).state == "ended"
