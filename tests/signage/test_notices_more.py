"""What a notice says beside start and return: until when to come in, what was confirmed, what is
over, and how long it is where the clocks change.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from signage.notices import Announced, Phase, is_noticed, next_change, notice_for
from tests.people import BUDAPEST, at, minutes
from tests.signage.test_notices import LUNCH, UNPLANNED, lines

ALONE = replace(LUNCH, other_counters=())
OPEN = replace(ALONE, last_entry_at=at("12:23"), entry_ends_at=at("12:20"))


def test_the_door_says_until_when_one_may_come_in() -> None:
    """F40, 2.4; who comes in now is before the break, so no number is the last yet."""
    notice = notice_for(OPEN, now=at("12:19:59"), zone=BUDAPEST)
    assert notice.last_entry_at == at("12:23")
    assert notice.lines[4] == "Come in until 12:23 · Last number before the break: A016"


def test_what_cannot_be_kept_any_more_is_not_told() -> None:
    assert next_change(OPEN, at("12:15"), BUDAPEST) == at("12:20")
    notice = notice_for(OPEN, now=at("12:20"), zone=BUDAPEST)
    assert notice.last_entry_at is None
    assert notice.lines[4] == (
        "New numbers: after the break · Last number before the break: A016"
        " · Later numbers: from 13:00"
    )


def test_where_other_counters_go_on_nobody_is_sent_away() -> None:
    assert "New numbers" not in lines(LUNCH, "12:15")[4]
    assert "Come in" not in lines(LUNCH, "12:15")[4]


def test_an_unplanned_break_and_one_that_runs_tell_no_entry() -> None:
    unplanned = replace(UNPLANNED, other_counters=())
    running = replace(ALONE, state="on_break", shown_return_at=at("13:00"))
    for said in (lines(unplanned, "12:15"), lines(running, "12:40")):
        assert "New numbers" not in said[4]


CANCELLED = replace(LUNCH, state="cancelled", ended_at=at("12:20"))
OVER = replace(LUNCH, state="ended", ended_at=at("13:00:30"), shown_return_at=at("13:03"))


@pytest.mark.parametrize(
    ("break_", "phase", "last", "gone"),
    [
        (CANCELLED, Phase.CANCELLED, "12:24:59", "12:25"),
        (OVER, Phase.REOPENED, "13:02:29", "13:02:30"),
    ],
)
def test_the_end_is_news_for_a_little_while(
    break_: Announced, phase: Phase, last: str, gone: str
) -> None:
    """B7: "no break at counter" for five minutes; B8: "open again" for two."""
    assert is_noticed(break_, at(last))
    assert not is_noticed(break_, at(gone))
    assert next_change(break_, at(last), BUDAPEST) == at(gone)
    notice = notice_for(break_, now=at(last), zone=BUDAPEST)
    assert (notice.phase, notice.returns_at, notice.needs_receipt) == (phase, None, False)
    assert (notice.last_ticket, notice.last_entry_at) == (None, None)


def test_the_lines_of_what_is_over() -> None:
    assert lines(CANCELLED, "12:21") == (
        "Counter: 2 · No break at 12:30",
        "Break: cancelled",
        "",
        "Other counters: 1, 4",
        "Your place in line: kept",
    )
    alone = replace(OVER, other_counters=())
    assert lines(alone, "13:01") == (
        "Counter: 2 · Open again",
        "Break: over",
        "",
        "Please: keep your number and watch the screen",
        "Your place in line: kept",
    )


def test_a_confirmed_return_says_when() -> None:
    """U3: the minute that has passed, never one ahead."""
    sure = replace(
        UNPLANNED, state="on_break", shown_return_at=at("12:35"), confirmed_at=at("12:20:59")
    )
    notice = notice_for(sure, now=at("12:21"), zone=BUDAPEST)
    assert (notice.lines[1], notice.confirmed_at) == (
        "Back at: 12:35 · Confirmed: 12:20",
        at("12:20:59"),
    )
    planned = replace(sure, planned=True)
    assert lines(planned, "12:21")[1] == "Back at: 12:35"


def test_a_pause_to_cool_down_says_nothing_but_when_it_ends() -> None:
    """3.1, F63: no reason at all."""
    pause = replace(UNPLANNED, state="on_break", reason="cool_down", shown_return_at=at("12:35"))
    notice = notice_for(pause, now=at("12:31"), zone=BUDAPEST)
    assert (notice.label, notice.lines[1]) == ("", "Back at: 12:35")
    assert "Reason" not in " ".join(notice.lines)
    assert "short break" not in " ".join(notice.lines)


FOLD = date(2027, 10, 31)
NIGHT = replace(
    LUNCH,
    # the first 02:30, and half an hour on it is 02:00 again
    starts_at=at("02:30", FOLD),
    returns_at=at("02:30", FOLD) + minutes(30),
    last_ticket=None,
    next_step_at=None,
)


def test_behind_a_change_of_the_clocks_the_minutes_are_said() -> None:
    """3.9 no. 12, F49: 02:30 and thirty minutes is 02:00."""
    notice = notice_for(NIGHT, now=at("02:20", FOLD), zone=BUDAPEST)
    assert notice.lines[0] == "Counter: 2 · Break: 02:30"
    assert notice.lines[1] == "Back at: 02:00 · in 40 min"
    assert notice.returns_in_minutes == 40
    running = replace(NIGHT, state="on_break", shown_return_at=NIGHT.returns_at)
    assert notice_for(running, now=at("02:30:30", FOLD), zone=BUDAPEST).returns_in_minutes == 30
    after = NIGHT.returns_at - minutes(0.5)
    assert notice_for(running, now=after, zone=BUDAPEST).lines[1] == "Back at: 02:00 · in 1 min"


def test_the_minutes_pass_one_by_one() -> None:
    now = at("02:20:30", FOLD)
    assert next_change(NIGHT, now, BUDAPEST) == at("02:21", FOLD)
    assert next_change(NIGHT, at("02:21", FOLD), BUDAPEST) == at("02:22", FOLD)
    while now < NIGHT.returns_at - minutes(1):
        change = next_change(NIGHT, now, BUDAPEST)
        assert change is not None
        before = notice_for(NIGHT, now=now, zone=BUDAPEST)
        assert notice_for(NIGHT, now=change - timedelta(seconds=1), zone=BUDAPEST) == before
        now = change


def test_on_every_other_night_a_clock_time_is_enough() -> None:
    assert notice_for(LUNCH, now=at("12:15"), zone=BUDAPEST).returns_in_minutes is None
    spring = date(2027, 3, 28)
    # three o'clock follows two: the start lies behind the change
    early = replace(LUNCH, starts_at=at("03:30", spring), returns_at=at("04:00", spring))
    notice = notice_for(early, now=at("01:50", spring), zone=BUDAPEST)
    assert notice.lines[:2] == (
        "Counter: 2 · Break: 03:30 · in 40 min",
        "Back at: 04:00 · in 70 min",
    )
