"""What nobody takes away by a side door: the lawful rest, the shown return, a place in line."""

import pytest

from breaks import actions
from breaks.models import Break
from signage.boards import board_for
from tests.morning import (
    ask,
    call,
    end,
    fresh,
    planned,
    prove,
    proven,
    publish,
    refused,
    serve,
    sit,
    take,
    tick,
)
from tests.people import Bank, at


def protected(bank: Bank, latest: str = "13:30") -> Break:
    break_ = proven(bank)
    rows = Break.objects.filter(pk=break_.pk)
    rows.update(protected_minutes=20, latest_at=at(latest))
    return fresh(break_)


def test_no_confirmation_shortens_a_planned_break(alone: Bank) -> None:
    """U3 is for unplanned breaks: the lawful rest is nobody's to cut (3.4)."""
    sit(alone)
    break_ = protected(alone)
    tick("12:25", "12:30")
    with refused("not_on_break"):
        actions.confirm_return(break_.pk, by=alone.carla, now=at("12:31"), minutes=1)
    assert fresh(break_).returns_at == at("13:00")


@pytest.mark.parametrize(
    ("clock", "minutes", "code"),
    [
        ("10:05", 5, "not_later"),
        ("10:05", 11, None),
        ("10:05", 56, "length_too_long"),
        ("10:15", 20, "return_passed"),
    ],
)
def test_a_confirmed_return_only_moves_later_and_before_it_has_passed(
    alone: Bank, clock: str, minutes: int, code: str | None
) -> None:
    """A5, B11: R = 10:15."""
    sit(alone)
    rest = ask(alone.tellers[0].sessions.get(), "10:00", "medical")
    how = {"by": alone.carla, "now": at(clock), "minutes": minutes}
    if code:
        with refused(code):
            actions.confirm_return(rest.pk, **how)
        assert fresh(rest).returns_at == at("10:15")
    else:
        assert actions.confirm_return(rest.pk, **how).returns_at == at("10:16")


def test_the_person_confirms_no_more_than_she_may_extend(alone: Bank) -> None:
    session = sit(alone)
    rest = ask(session, "10:00", "medical")
    by = session.staff
    with refused("extension_limit", max_minutes=5):
        actions.confirm_return(rest.pk, by=by, now=at("10:10"), minutes=11)
    actions.confirm_return(rest.pk, by=by, now=at("10:10"), minutes=10)
    assert fresh(rest).returns_at == at("10:20")


@pytest.mark.parametrize(("minutes", "may"), [(19, False), (20, True)])
def test_a_conversion_keeps_the_lawful_minimum(alone: Bank, minutes: int, may: bool) -> None:
    sit(alone)
    break_ = planned(alone)
    Break.objects.update(protected_minutes=20)
    how = {"by": alone.carla, "now": at("12:25"), "reason": "short_rest", "minutes": minutes}
    if not may:
        with refused("rest_protected", 422, min_minutes=20):
            actions.convert_break(break_.pk, **how)
        assert fresh(break_).state == "published"
        return
    assert actions.convert_break(break_.pk, **how).state == "on_break"


def test_a_client_bound_to_a_counter_is_freed_when_nobody_sits_there(pair: Bank) -> None:
    """T7, 3.9 no. 3: whoever serves the queue may call; first stays first."""
    session, other = sit(pair), sit(pair, 1)
    client = take(pair, "10:00")
    serve(session, "10:00")
    actions.transfer_ticket(session.pk, now=at("10:01"), counter_id=pair.counters[1].pk)
    assert fresh(client).counter_wanted == pair.counters[1]
    actions.close_session(other.pk, by=other.staff, now=at("10:02"))
    assert call(session, "10:03") == client


def test_a_client_bound_to_a_broken_counter_is_freed(pair: Bank) -> None:
    """Q9."""
    session, _ = sit(pair), sit(pair, 1)
    client = take(pair, "10:00")
    serve(session, "10:00")
    actions.transfer_ticket(session.pk, now=at("10:01"), counter_id=pair.counters[1].pk)
    actions.set_out_of_service(pair.counters[1].pk, True, by=pair.carla, now=at("10:02"))
    assert call(session, "10:03") == client


def test_the_held_are_back_in_line_when_another_counter_opens(pair: Bank) -> None:
    """T9."""
    sit(pair)
    proven(pair)
    held = [take(pair, "12:16") for _ in range(3)][-1]
    actions.hold_ticket(held.pk, now=at("12:17"))
    other = sit(pair, 1, "12:20")
    assert fresh(held).state == "waiting"
    for clock in ("12:20", "12:21"):
        serve(other, clock)
        actions.finish_service(other.pk, now=at(clock))
    assert call(other, "12:22") == held


def test_a_start_by_law_begs_pardon_on_the_screens(alone: Bank) -> None:
    """B5f: as B5, with an apology."""
    sit(alone)
    break_ = protected(alone, "12:36")
    take(alone, "12:16")
    tick("12:25", "12:30", "12:36")
    assert fresh(break_).forced_by_law is True
    [notice] = board_for(alone.branch.pk, at("12:36"))["notices"]
    assert any("we apologise" in line for line in notice["lines"])


def test_a_replacement_remembers_how_often_the_rest_was_put_off(pair: Bank) -> None:
    sit(pair)
    sit(pair, 1)
    break_ = planned(pair)
    Break.objects.update(protected_minutes=20)
    later = {"starts_at": at("13:00")}
    how = {"by": pair.carla, "now": at("10:00"), "reason": "rush", "replacement": later}
    actions.cancel_break(break_.pk, **how)
    new = fresh(break_).replaced_by
    assert new.postponed == 1
    with refused("consent_required"):
        move = {"by": pair.carla, "now": at("10:01"), "starts_at": at("13:10")}
        actions.reschedule_break(new.pk, **move)


def test_a_day_that_closed_early_has_no_more_breaks(alone: Bank) -> None:
    sit(alone)
    actions.close_branch(alone.branch.pk, by=alone.carla, now=at("10:00"), call_back_at=at("18:00"))
    with refused("branch_closed", 409):
        publish(alone, "10:01")


def test_an_interrupted_rest_ends_early_only_on_the_persons_word(alone: Bank) -> None:
    """E4 holds for whatever carries a lawful minimum, planned or not."""
    session = sit(alone)
    break_ = protected(alone)
    prove(alone, break_, "12:15")
    tick("12:25", "12:30")
    ask(session, "12:35", "evacuation")
    end(session, "12:45")
    with refused("rest_short"):
        end(session, "12:50")
