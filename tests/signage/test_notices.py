"""What the screens say about one break, composed from plain values."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from breaks.rules.states import REASONS
from signage.notices import (
    Announced,
    is_noticed,
    needs_receipt,
    next_change,
    notice_for,
    phase_of,
    return_shown_at,
)
from tests.people import BUDAPEST, at, minutes

LUNCH = Announced(
    id=7,
    revision=1,
    state="warned",
    planned=True,
    reason="",
    counter="2",
    zone="main",
    starts_at=at("12:30"),
    returns_at=at("13:00"),
    next_step_at=at("12:25"),
    last_ticket="A016",
    alternative="ATM in the lobby",
    other_counters=("1", "4"),
)
RUNNING = replace(
    LUNCH,
    state="on_break",
    starts_at=at("12:33"),
    returns_at=at("13:03"),
    shown_return_at=at("13:03"),
)
UNPLANNED = replace(LUNCH, state="closing", planned=False, reason="medical", last_ticket="A014")


def lines(break_: Announced, clock: str) -> tuple[str, ...]:
    return notice_for(break_, now=at(clock), zone=BUDAPEST).lines


def phase(break_: Announced, clock: str) -> str:
    return str(phase_of(break_, at(clock)))


def test_a_warning_has_the_six_slots_in_order() -> None:
    assert lines(LUNCH, "12:15") == (
        "Counter: 2 · Break: 12:30",
        "Back at: 13:00",
        "Reason: staff break",
        "Other counters: 1, 4 · Meanwhile: ATM in the lobby",
        "Last number before the break: A016 · Later numbers: at the other counters",
        "Next update: 12:25",
    )


def test_alone_later_numbers_come_after_the_return() -> None:
    alone = replace(LUNCH, other_counters=())
    assert lines(alone, "12:15")[3] == "Meanwhile: ATM in the lobby"
    assert lines(alone, "12:15")[4].endswith("Later numbers: from 13:00")


def test_every_notice_names_a_way_out() -> None:
    bare = replace(LUNCH, other_counters=(), alternative="")
    assert lines(bare, "12:15")[3] == "Please: keep your number and watch the screen"


def test_in_last_call_the_break_still_begins_by_the_clock_until_it_is_due() -> None:
    closing = replace(LUNCH, state="closing")
    assert lines(closing, "12:29")[0] == "Counter: 2 · Break: 12:30"
    assert lines(closing, "12:31")[0] == "Counter: 2 · Break after: A016"
    assert lines(closing, "12:31")[1] == "Back at: 13:00"


def test_a_slipping_break_drops_the_planned_return_once_it_has_passed() -> None:
    closing = replace(LUNCH, state="closing")
    assert notice_for(closing, now=at("13:00"), zone=BUDAPEST).returns_at is None
    assert lines(closing, "13:00")[1] == "Return: shown when the break starts"


def test_a_running_break_says_when_it_ends_then_opens_in_a_moment() -> None:
    assert lines(RUNNING, "12:40")[:2] == ("Counter: 2 · On break", "Back at: 13:03")
    assert phase(RUNNING, "13:02:59") == "on_break"
    assert phase(RUNNING, "13:03") == "opening"
    assert lines(RUNNING, "13:03")[:2] == ("Counter: 2 · Opens in a moment", "Back: in a moment")


def test_an_overrun_says_a_new_time_and_then_sends_to_a_person() -> None:
    late = replace(RUNNING, state="overrun", shown_return_at=at("13:10"))
    assert phase(late, "13:05") == "overrun"
    assert lines(late, "13:05")[1] == "Back at: 13:10"
    assert "we apologise" in lines(late, "13:05")[2]
    for lost in (replace(late, shown_return_at=None), replace(late, shown_return_at=at("13:04"))):
        assert phase(lost, "13:05") == "ask_staff"
        assert lines(lost, "13:05")[1] == "Return: please ask the staff"


@pytest.mark.parametrize("reason", sorted(code for code in REASONS if REASONS[code].label))
def test_an_unplanned_break_shows_the_public_label_and_never_its_code(reason: str) -> None:
    notice = notice_for(replace(UNPLANNED, reason=reason), now=at("12:15"), zone=BUDAPEST)
    assert notice.label == REASONS[reason].label
    assert f"Reason: {REASONS[reason].label}" in notice.lines[2]
    said = " ".join([*notice.lines, notice.label])
    assert reason not in said
    assert "medical" not in said


def test_a_reason_without_a_label_shows_only_the_times() -> None:
    notice = notice_for(replace(UNPLANNED, reason="cool_down"), now=at("12:15"), zone=BUDAPEST)
    assert notice.label == ""
    assert notice.lines[1:3] == ("Back at: 13:00", "")


def test_an_unknown_reason_says_no_more_than_short_break() -> None:
    notice = notice_for(replace(UNPLANNED, reason="vanity"), now=at("12:15"), zone=BUDAPEST)
    assert notice.label == "short break"


def test_an_unplanned_break_waits_for_the_last_client_not_for_a_clock() -> None:
    assert lines(UNPLANNED, "12:15")[0] == "Counter: 2 · Break after: A014"


def test_shown_minutes_are_rounded_up() -> None:
    odd = replace(UNPLANNED, returns_at=at("12:45:20"))
    assert lines(odd, "12:15")[1] == "Back at: 12:46"


def test_times_are_those_of_the_branch() -> None:
    assert "12:30" in lines(LUNCH, "12:15")[0]
    assert LUNCH.starts_at.hour == 11


def test_a_move_is_news_for_ten_minutes() -> None:
    moved = replace(LUNCH, moved_from=at("12:20"), moved_at=at("12:10"))
    assert "Moved from: 12:20" in lines(moved, "12:19:59")[0]
    assert notice_for(moved, now=at("12:20"), zone=BUDAPEST).moved_from is None
    assert next_change(moved, at("12:15"), BUDAPEST) == at("12:20")


def test_a_published_break_has_a_banner_only_while_its_move_is_news() -> None:
    published = replace(LUNCH, state="published")
    assert not is_noticed(published, at("10:00"))
    moved = replace(published, moved_from=at("12:00"), moved_at=at("09:55"))
    assert is_noticed(moved, at("10:00"))
    assert not is_noticed(moved, at("10:05"))


def test_only_an_unproven_warning_of_a_planned_break_asks_for_a_receipt() -> None:
    assert needs_receipt(LUNCH)
    assert needs_receipt(replace(LUNCH, state="closing"))
    assert not needs_receipt(replace(LUNCH, notice_at=at("12:15")))
    assert not needs_receipt(replace(LUNCH, state="published"))
    assert not needs_receipt(RUNNING)
    assert not needs_receipt(UNPLANNED)


STATES = ("published", "warned", "closing", "on_break", "overrun")
RETURNS = (None, at("12:45"), at("13:00"), at("13:03:30"))


@pytest.mark.parametrize(("state", "shown"), list(product(STATES, RETURNS)))
def test_a_return_in_the_past_is_never_shown(state: str, shown: object) -> None:
    break_ = replace(LUNCH, state=state, shown_return_at=shown)
    for n in range(120):
        now = at("12:00") + minutes(n)
        back = notice_for(break_, now=now, zone=BUDAPEST).returns_at
        assert back is None or back > now


@pytest.mark.parametrize(("state", "shown"), list(product(STATES, RETURNS)))
def test_between_two_announced_changes_the_clock_changes_nothing(state: str, shown: object) -> None:
    break_ = replace(LUNCH, state=state, shown_return_at=shown, next_step_at=None)
    now = at("12:00")
    while (change := next_change(break_, now, BUDAPEST)) is not None:
        before = notice_for(break_, now=now, zone=BUDAPEST)
        assert notice_for(break_, now=change - timedelta(seconds=1), zone=BUDAPEST) == before
        now = change
    assert return_shown_at(break_, now) is None
