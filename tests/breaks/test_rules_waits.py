"""What is told of a wait: rounding, freshness, reasons, and when a screen would say another."""

from dataclasses import replace
from datetime import datetime, timedelta
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breaks.rules.waits import (
    Ahead,
    Edition,
    LearningState,
    Range,
    edition_facts,
    edition_from,
    fresh,
    is_due,
    look_again_at,
    range_for,
    range_of,
    shown,
    tells_otherwise,
    widened_in_order,
)
from forecast.waits import Wait
from tests.people import at

NOON = at("12:00")


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (0, 0, (0, 2)),
        (0, 1.4, (0, 2)),
        (0.4, 2.4, (0, 2)),
        (0.5, 2.5, (1, 3)),
        (0.5, 0.6, (0, 2)),
        (3.4, 4.4, (3, 4)),
        (4, 4.4, (4, 5)),
        (8.5, 9.4, (8, 9)),
        (9.49, 9.49, (9, 10)),
        (9.5, 9.5, (9, 10)),
        (9.5, 12.4, (10, 15)),
        (9, 12.4, (9, 10)),
        (9, 12.5, (9, 15)),
        (10, 20, (10, 20)),
        (12.4, 17.4, (10, 15)),
        (12.5, 17.5, (15, 20)),
        (17.4, 17.4, (15, 20)),
        (62, 118, (60, 120)),
        (-3, -1, (0, 2)),
        (-3, 12, (0, 10)),
        (20, inf, (20, None)),
        (0, inf, (0, None)),
    ],
)
def test_minutes_are_told_one_by_one_below_ten_and_in_fives_beyond(
    low: float, high: float, told: tuple[int, int | None]
) -> None:
    assert shown(low, high) == told


@given(st.floats(0, 500), st.floats(0, 300))
def test_a_told_range_is_never_a_point_and_never_far_from_the_forecast(
    low: float, width: float
) -> None:
    first, last = shown(low, low + width)
    assert last is not None
    assert 0 <= first < last
    assert -2.5 <= low - first <= 5
    assert last >= low + width - 2.5
    # whatever is told, the middle of what is forecast lies in it
    assert first <= low + width / 2 <= last


@pytest.mark.parametrize(
    ("sure", "range_"), [(27.6, (25, 30)), (17.8, (15, 20)), (12.7, (10, 15)), (5.4, (5, 6))]
)
def test_what_is_sure_lies_in_the_range_that_is_told(sure: float, range_: tuple[int, int]) -> None:
    """The first in line before a counter that comes back at a known time."""
    assert shown(sure, sure) == range_


def told(low: int = 5, high: int | None = 20, **more: Any) -> Range:
    return Range(low, high, NOON + minutes(low), NOON + minutes(20), **more)


def wait(low: float = 5, median: float = 9, high: float = 20, **before: float) -> Wait:
    return Wait(low, median, high, {int(n[1:]): share for n, share in before.items()})


def test_a_range_is_widened_by_a_share_of_its_width() -> None:
    waits = {1: wait(5, 9, 20), 2: wait(0, 1, 5), 3: wait(6, 9, inf)}
    assert widened_in_order(waits, 0.2) == {1: (2, 23), 2: (0, 6), 3: (6, inf)}


def test_a_wide_range_widens_to_no_sooner_than_a_narrow_one_before_it() -> None:
    """By 30 % alone who joins would read 5.7 to 31.3 minutes, before somebody's 7 to 23."""
    waits = {"waits": wait(10, 15, 20), "joins": wait(10.5, 16, 26.5), "like": wait(10, 18, 30)}
    told = widened_in_order(waits, 0.3)
    assert told["waits"] == (*told["like"][:1], 23) == (7, 23)
    assert told["joins"] == (7, pytest.approx(31.3))
    # nor is an end told sooner than an end that is forecast sooner
    ends = widened_in_order({"waits": wait(0, 9, 20), "joins": wait(10, 15, 21)}, 0.3)
    assert ends == {"waits": (0, 26), "joins": (pytest.approx(6.7), 26)}


@given(
    st.lists(st.tuples(st.floats(0, 90), st.floats(0, 90)), min_size=1, max_size=6),
    st.floats(0, 2),
)
def test_told_ends_stand_in_the_order_of_the_forecast_ones(
    ends: list[tuple[float, float]], by: float
) -> None:
    waits = {n: Wait(low, low + wide, low + wide) for n, (low, wide) in enumerate(ends)}
    told = widened_in_order(waits, by)
    for n, one in waits.items():
        assert told[n][0] <= one.low <= one.high <= told[n][1]
        for m, other in waits.items():
            assert one.low > other.low or told[n][0] <= told[m][0]
            assert one.high > other.high or told[n][1] <= told[m][1]


def test_a_range_is_corrected_by_the_record_and_keeps_the_forecast_behind_it() -> None:
    seen = range_of(wait(), (2, 23), Ahead(), now=NOON)
    assert seen
    assert (seen.low, seen.high) == (2, 25)
    assert (seen.low_at, seen.high_at) == (NOON + minutes(5), NOON + minutes(20))


def test_whom_nobody_will_call_is_told_nothing() -> None:
    assert range_of(wait(5, inf, inf), (5, inf), Ahead(), now=NOON) is None
    open_ended = range_of(wait(5, 9, inf), (5, inf), Ahead(), now=NOON)
    assert open_ended
    assert (open_ended.low, open_ended.high, open_ended.high_at) == (5, None, None)


def test_the_end_of_a_shift_is_no_break() -> None:
    seen = range_of(Wait(1, 2, 3, {7: 0.9, -4: 0.5}), (1, 3), Ahead(), now=NOON)
    assert seen and seen.before == {7: 0.9}


BEGINS = {
    1: (NOON - minutes(10), NOON),
    2: (NOON + minutes(20), NOON + minutes(50)),
    3: (NOON + minutes(21), NOON + minutes(30)),
    4: (NOON - minutes(40), NOON - minutes(10)),
}


def test_a_break_is_a_reason_when_it_meets_the_wait() -> None:
    ahead = Ahead(BEGINS, ((NOON + minutes(20), 2), (NOON + minutes(21), 3)))
    seen = range_of(wait(high=20), (0, 27), ahead, now=NOON)
    assert seen
    # to P90, not to the widened end; one that is over by now is none
    assert seen.because == (1, 2)
    assert (seen.next_break, seen.next_break_at) == (2, NOON + minutes(20))
    endless = range_of(wait(high=inf), (5, inf), ahead, now=NOON)
    assert endless and endless.because == (1, 2, 3)


@pytest.mark.parametrize(("in_minutes", "near"), [(30, True), (30.1, False), (0, True), (-3, True)])
def test_near_is_half_an_hour_before_a_break_of_the_queue(in_minutes: float, near: bool) -> None:
    ahead = Ahead(coming=((NOON + minutes(in_minutes), 1), (NOON + minutes(90), 2)))
    assert ahead.is_near(NOON) is near
    assert Ahead().is_near(NOON) is False


def edition(**more: Any) -> Edition:
    facts: dict[str, Any] = {"number": 3, "version": 40, "made_at": NOON, **more}
    return Edition(**facts)


def test_an_edition_survives_its_row() -> None:
    first = told(because=(3, 9), before={9: 0.935}, next_break=9, next_break_at=NOON)
    whole = edition(
        state=LearningState.DRIFTING,
        queues={1: first, 2: told(20, None)},
        tickets={7: first},
        in_line=frozenset({7, 8}),
    )
    row = edition_facts(whole)
    assert edition_from(row, number=3, version=40, made_at=NOON) == whole
    assert row["tickets"]["8"] == {"low": None, "high": None}


@pytest.mark.parametrize(("seconds", "told"), [(0, True), (119.9, True), (120, False), (-5, True)])
def test_two_minutes_old_is_stale(seconds: float, told: bool) -> None:
    now = NOON + timedelta(seconds=seconds)
    assert (fresh(edition(), now) is not None) is told
    assert fresh(None, now) is None


@pytest.mark.parametrize(
    ("version", "seconds", "due"),
    [(40, 0, False), (41, 0, True), (40, 29.9, False), (40, 30, True), (40, -30, True)],
)
def test_an_edition_is_renewed_by_news_and_by_half_a_minute(
    version: int, seconds: float, due: bool
) -> None:
    assert is_due(40, NOON, version, NOON + timedelta(seconds=seconds)) is due


@pytest.mark.parametrize(
    ("version", "seconds", "again"),
    [
        # when it grows stale; soon, while a newer one is on its way; rarely, once it was stale
        (40, 10, 120),
        (41, 10, 12),
        (41, 119, 120),
        (40, 120, None),
        (41, 120, 150),
    ],
)
def test_a_screen_looks_again_without_a_nudge(
    version: int, seconds: int, again: int | None
) -> None:
    now = NOON + timedelta(seconds=seconds)
    due = NOON + timedelta(seconds=again) if again else None
    assert look_again_at(edition(), version, now) == due
    assert look_again_at(None, version, now) is None


def test_who_came_after_the_edition_is_told_as_a_newcomer() -> None:
    whole = edition(queues={1: told(9)}, tickets={7: told(3)}, in_line=frozenset({7, 8}))

    def tells(ticket: int, issued_at: datetime, queue: int | None = 1) -> Range | None:
        return range_for(whole, ticket=ticket, queue=queue, issued_at=issued_at)

    assert tells(7, at("11:00")) == told(3)
    assert tells(8, at("11:00")) is None
    assert tells(9, NOON) == told(9)
    assert tells(9, NOON, queue=2) is None
    # who waits otherwise than a newcomer has the own range or none
    assert tells(9, NOON, queue=None) is None
    assert tells(7, NOON, queue=None) == told(3)
    # an old number that came back into the line is no newcomer
    assert tells(9, NOON - minutes(1)) is None
    assert range_for(None, ticket=7, queue=1, issued_at=NOON) is None


def test_a_nudge_is_due_when_a_screen_would_show_something_else() -> None:
    old = edition(
        queues={1: told(9)}, tickets={7: told(3), 8: told(5)}, in_line=frozenset({6, 7, 8})
    )
    line: dict[int, int | None] = {6: 1, 7: 1, 8: 1}

    def differs(new: Edition, line: dict[int, int | None] = line) -> bool:
        return tells_otherwise(new, old, line)

    later = NOON + minutes(1)
    same = {7: replace(told(3), low_at=later, before={1: 0.2}), 8: told(5)}
    assert not differs(replace(old, number=4, version=44, made_at=later, tickets=same))
    # who was called is told nothing more, and shows another number
    assert not differs(replace(old, tickets={8: told(5)}), {6: 1, 8: 1})
    # who joined was told as a newcomer
    assert not differs(replace(old, tickets={**old.tickets, 9: told(9)}), {**line, 9: 1})
    assert differs(replace(old, tickets={**old.tickets, 9: told(10)}), {**line, 9: 1})
    # but not whoever waits otherwise than one
    assert differs(replace(old, tickets={**old.tickets, 9: told(9)}), {**line, 9: None})
    assert differs(replace(old, tickets={**old.tickets, 6: told(5)}))
    assert differs(replace(old, tickets={7: told(3)}))
    assert differs(replace(old, tickets={**old.tickets, 8: told(5, 25)}))
    assert differs(replace(old, tickets={**old.tickets, 8: told(5, because=(1,))}))
    # "probably before the break"
    assert differs(replace(old, tickets={**old.tickets, 8: told(5, before={1: 0.5})}))
    assert differs(replace(old, queues={}))
    assert differs(replace(old, state=LearningState.STEADY))
    assert tells_otherwise(old, None, line)
