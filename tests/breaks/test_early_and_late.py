"""Coming back early (E4), later than said (B11), with the end of the shift (B17), and E1."""

import pytest

from breaks import actions
from breaks.models import Break, Commitment
from queueapp.models import Shift
from tests.morning import (
    ask,
    call,
    draft,
    end,
    fresh,
    planned,
    proven,
    publish,
    refused,
    sit,
    take,
    tick,
    told,
)
from tests.people import Bank, at


def away(bank: Bank, protected: int = 20) -> Break:
    """On a lunch from 12:30 to 13:00, of which so many minutes are the law's."""
    break_ = proven(bank)
    Break.objects.filter(pk=break_.pk).update(protected_minutes=protected)
    tick("12:25", "12:30")
    assert fresh(break_).state == "on_break"
    return fresh(break_)


def extend(break_: Break, minutes: int, clock: str, by: object = None) -> Break:
    who = by or break_.staff
    return actions.extend_break(break_.pk, minutes=minutes, by=who, now=at(clock))


@pytest.mark.parametrize(("clock", "whole"), [("12:49:59", False), ("12:50", True)])
def test_back_before_the_lawful_minimum_needs_the_persons_word(
    alone: Bank, clock: str, whole: bool
) -> None:
    """E4: twenty minutes are protected, ten are free."""
    session, break_ = sit(alone), away(alone)
    if whole:
        end(session, clock)
        assert fresh(break_).rest_short is False
        return
    with refused("rest_short", 409, allowed_at=at("12:50"), minutes_left=1):
        end(session, clock)
    assert fresh(break_).state == "on_break"
    by, now = session.staff, at(clock)
    with refused("rest_reason", 422):
        actions.end_break(session.pk, by=by, now=now, confirm=True, reason=" ")
    actions.end_break(session.pk, by=by, now=now, confirm=True, reason="rush at the door")
    assert (fresh(break_).state, fresh(break_).rest_short) == ("ended", True)
    assert told(alone, "break.ended")[0].data["rest_short"] is True
    assert fresh(session.counter).state == "open"


def test_a_call_does_not_end_a_lawful_rest_by_the_way(alone: Bank) -> None:
    """E1 meets E4: the implicit end asks for the word as well."""
    session, break_ = sit(alone), away(alone)
    take(alone, "12:35")
    with refused("rest_short"):
        call(session, "12:40")
    call(session, "12:50")
    assert fresh(break_).state == "ended"


def test_whoever_goes_home_says_that_the_rest_may_end(alone: Bank) -> None:
    session, break_ = sit(alone), away(alone)
    actions.close_session(session.pk, by=session.staff, now=at("12:40"))
    assert (fresh(break_).state, fresh(break_).rest_short) == ("ended", True)


@pytest.mark.parametrize(("minutes", "code"), [(5, None), (6, "extension_limit")])
def test_the_person_adds_up_to_five_minutes(alone: Bank, minutes: int, code: str | None) -> None:
    """B11."""
    sit(alone)
    break_ = away(alone)
    if code:
        with refused(code, 409, max_minutes=5):
            extend(break_, minutes, "12:50")
        return
    extend(break_, minutes, "12:50")
    break_ = fresh(break_)
    assert (break_.returns_at, break_.shown_return_at) == (at("13:05"), at("13:05"))
    assert (break_.first_return_at, break_.extended_minutes) == (at("13:00"), 5)


def test_the_person_adds_once_and_the_manager_again(alone: Bank) -> None:
    sit(alone)
    break_ = away(alone)
    extend(break_, 2, "12:50")
    with refused("extension_limit"):
        extend(break_, 1, "12:51")
    extend(break_, 20, "12:52", by=alone.carla)
    assert fresh(break_).returns_at == at("13:22")


@pytest.mark.parametrize(("clock", "may"), [("12:59:59", True), ("13:00", False)])
def test_a_return_moves_only_before_it_has_passed(alone: Bank, clock: str, may: bool) -> None:
    """A5, 3.9 no. 22: what was shown may move until it has passed."""
    sit(alone)
    break_ = away(alone)
    tick("12:58")
    if may:
        extend(break_, 5, clock)
        tick("13:02")
        assert fresh(break_).state == "on_break"
        tick("13:03", "13:07")
        assert len(told(alone, "break.return_reminder")) == 2
        assert fresh(break_).state == "overrun"
    else:
        with refused("return_passed"):
            extend(break_, 5, clock)


def test_an_extension_is_no_cover_lost(pair: Bank) -> None:
    """B11: a colleague whose break begins then goes first."""
    sit(pair)
    sit(pair, 1)
    draft(pair, "13:05", who=1)
    break_ = proven(pair)
    publish(pair, "08:00")
    tick("12:25", "12:30")
    with refused("coverage_floor", 422, latest=at("13:05")):
        extend(break_, 10, "12:40", by=pair.carla)
    extend(fresh(break_), 5, "12:40")


def test_an_extension_ends_with_the_shift(alone: Bank) -> None:
    Shift.objects.update(ends_at=at("13:10"))
    sit(alone)
    break_ = proven_at_the_edge(alone)
    with refused("outside_shift", 422, latest=at("13:10")):
        extend(break_, 11, "12:40", by=alone.carla)
    extend(break_, 10, "12:40", by=alone.carla)


def proven_at_the_edge(bank: Bank) -> Break:
    Shift.objects.update(ends_at=at("16:30"))
    break_ = away(bank)
    Shift.objects.update(ends_at=at("13:10"))
    return break_


def test_a_running_break_ends_with_the_shift(alone: Bank) -> None:
    """B17, Q8, 3.9 no. 9: by the clock, and the counter closes."""
    session, break_ = sit(alone), away(alone, protected=30)
    Shift.objects.update(ends_at=at("12:45"))
    tick("12:58")
    break_ = fresh(break_)
    assert (break_.state, break_.end_reason, break_.rest_short) == ("ended", "shift_end", True)
    assert fresh(session.counter).state == "closed"
    assert fresh(session).closed_at == at("12:58")


def test_an_overrun_ends_with_the_shift(alone: Bank) -> None:
    session, break_ = sit(alone), away(alone)
    tick("12:58", "13:02", "13:05", "13:07", "13:12", "16:29:59")
    assert fresh(break_).state == "overrun"
    tick("16:30")
    assert (fresh(break_).state, fresh(break_).end_reason) == ("ended", "shift_end")
    assert fresh(session.counter).state == "closed"


@pytest.mark.parametrize(
    ("ended_at", "code"), [("12:59", "ended_at"), ("13:00", None), ("13:21", "ended_at")]
)
def test_a_manager_dates_an_end_back_to_the_return_at_most(
    alone: Bank, ended_at: str, code: str | None
) -> None:
    """E1: back-dating by no more than the break has run over."""
    sit(alone)
    break_ = away(alone)
    tick("12:58", "13:02")
    how = {"by": alone.carla, "remark": "was back", "ended_at": at(ended_at)}
    if code:
        with refused(code, 422):
            actions.end_break_for(break_.pk, now=at("13:20"), **how)
        return
    actions.end_break_for(break_.pk, now=at("13:20"), **how)
    break_ = fresh(break_)
    assert (break_.ended_at, break_.end_reason) == (at("13:00"), "manager")
    assert told(alone, "break.ended")[0].data["overrun_minutes"] == 0


@pytest.mark.parametrize(("clock", "state"), [("13:02", "kept"), ("13:02:01", "kept_late")])
def test_the_return_time_is_owed(alone: Bank, clock: str, state: str) -> None:
    """K9: by R + 2."""
    session, break_ = sit(alone), away(alone)
    owed = Commitment.objects.get(break_ref=break_, kind="return_time")
    assert (owed.state, owed.due_at, owed.owner) == ("open", at("13:02"), break_.staff)
    end(session, clock)
    assert fresh(owed).state == state


def test_a_second_rest_asked_for_is_not_the_lawful_one(alone: Bank) -> None:
    """E4 protects the planned part; a short rest ends when its person likes."""
    session = sit(alone)
    planned(alone, "14:00")
    rest = ask(session, "10:00")
    assert fresh(rest).protected_minutes == 0
    end(session, "10:01")
    assert fresh(rest).rest_short is False
