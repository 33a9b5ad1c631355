"""The line of the playbook that a notice carries: the one that fits, filled, in every language."""

from dataclasses import replace
from datetime import datetime
from itertools import product

import pytest

from breaks.rules.states import REASONS
from quality.playbook.reading import default, overlaid
from quality.rules.said import has_rolled
from signage.notices import Announced, Notice, line_for, next_change, notice_for
from tests.people import BUDAPEST, at
from tests.signage.test_notices import LUNCH, RUNNING, UNPLANNED

SIX = ("en", "hu", "tr", "bg", "fil", "ru")
LATER = replace(LUNCH, moved_from=at("12:20"), moved_at=at("12:10"))
GONE = replace(UNPLANNED, state="on_break", reason="goods_delivery", shown_return_at=at("12:45"))
OVERRUN = replace(RUNNING, state="overrun", shown_return_at=at("13:10"))
BACK = replace(LUNCH, state="ended", ended_at=at("13:00"), now_serving="A017")
BARE = replace(LUNCH, last_ticket=None)


def notice(break_: Announced, clock: str, **more: object) -> Notice:
    return notice_for(break_, now=at(clock), zone=BUDAPEST, languages=SIX, **more)


def path(break_: Announced, clock: str) -> str:
    return line_for(break_, now=at(clock), zone=BUDAPEST, languages=SIX)[0]


OCCASIONS = [
    (LUNCH, "12:15", "planned_break_notice/display_notice"),
    (BARE, "12:15", ""),
    (replace(LUNCH, closes_all=True), "12:15", "full_closure/display_full"),
    (replace(BARE, closes_all=True, alternative=""), "12:15", ""),
    (LATER, "12:15", "break_moved/display_later"),
    (replace(LATER, moved_from=at("12:40")), "12:15", "break_moved/display_earlier"),
    (replace(LATER, rolled=True), "12:15", "forgot_to_warn/display_forgot"),
    (LATER, "12:20", "planned_break_notice/display_notice"),
    (replace(LATER, state="published"), "12:15", "break_moved/display_later"),
    (replace(LUNCH, state="published"), "12:15", ""),
    (replace(LUNCH, state="closing"), "12:26", "last_call/display_last"),
    (replace(LATER, state="closing", last_ticket=None), "12:15", "break_moved/display_later"),
    (replace(LUNCH, state="closing"), "13:00", ""),
    (RUNNING, "12:40", "last_call/display_away"),
    (RUNNING, "13:03", "break_overrun/display_moment"),
    (OVERRUN, "13:05", "break_overrun/display_late"),
    (OVERRUN, "13:10", ""),
    (
        replace(UNPLANNED, reason="short_rest"),
        "12:15",
        "unplanned_deferrable/display_unplanned_soon",
    ),
    (GONE, "12:35", "unplanned_deferrable/display_unplanned"),
    (replace(GONE, reason="system_outage"), "12:35", "unplanned_immediate/display_immediate"),
    (replace(GONE, reason="cool_down"), "12:35", "cool_down_pause/display_cooldown"),
    (replace(UNPLANNED, reason="cool_down"), "12:15", ""),
    (BACK, "13:01", "return_from_break/display_open"),
    (replace(BACK, now_serving=None), "13:01", ""),
    (replace(LUNCH, state="cancelled", ended_at=at("12:20")), "12:21", ""),
    (replace(RUNNING, counter=None), "12:40", ""),
]


@pytest.mark.parametrize(("break_", "clock", "line"), OCCASIONS)
def test_each_occasion_has_its_line(break_: Announced, clock: str, line: str) -> None:
    assert path(break_, clock) == line


@pytest.mark.parametrize(("break_", "clock", "line"), OCCASIONS)
def test_a_line_is_said_in_every_language_whole_and_within_its_length(
    break_: Announced, clock: str, line: str
) -> None:
    said = notice(break_, clock).say
    assert list(said) == (list(SIX) if line else [])
    for text in said.values():
        assert "{" not in text
        assert len(text) <= 90


def test_the_line_and_the_slots_say_the_same_times() -> None:
    said = notice(LUNCH, "12:15")
    assert said.say["hu"] == "2. ablak: szünet 12:30–13:00. Utolsó szám előtte: A016"
    assert said.wordings[1].lines[:2] == ("Ablak: 2 · Szünet: 12:30", "Vissza: 13:00")
    assert said.say["tr"] == "Gişe 2: mola 12.30–13.00. Moladan önceki son numara: A016"
    assert said.wordings[2].lines[:2] == ("Gişe: 2 · Mola: 12.30", "Açılış: 13.00")


def test_an_organisations_own_words_are_shown() -> None:
    own = {("last_call/display_away", "hu"): "{counter}. pult: vissza {return_time}"}
    said = notice(RUNNING, "12:40", playbook=overlaid(default(), own)).say
    assert said["hu"] == "2. pult: vissza 13:03"
    assert said["en"] == "Counter 2: on break, back at 13:03"


@pytest.mark.parametrize("reason", [reason for reason in REASONS if reason != "short_break"])
def test_no_line_names_a_reason_that_is_nobodys_business(reason: str) -> None:
    for state, clock in product(("closing", "on_break", "overrun"), ("12:15", "12:35")):
        break_ = replace(GONE, reason=reason, state=state)
        for text in notice(break_, clock).say.values():
            assert reason.replace("_", " ") not in text
            assert "medical" not in text


@pytest.mark.parametrize("state", ["closing", "on_break", "overrun"])
def test_reasons_with_one_public_label_cannot_be_told_apart(state: str) -> None:
    """3.1: what is a person's own is a short break, whatever it is, in every language."""
    alike = [reason for reason in REASONS if REASONS[reason].label == "short break"]
    assert "medical" in alike
    gone = replace(GONE, state=state)
    assert len({repr(notice(replace(gone, reason=each), "12:35")) for each in alike}) == 1


@pytest.mark.parametrize("break_", [b for b, _, _ in OCCASIONS])
def test_between_two_announced_changes_no_line_changes(break_: Announced) -> None:
    now: datetime | None = at("12:10")
    for _ in range(8):
        change = next_change(break_, now, BUDAPEST) if now else None
        if now is None or change is None:
            return
        first = notice_for(break_, now=now, zone=BUDAPEST)
        last = notice_for(break_, now=change - (change - now) / 1000, zone=BUDAPEST)
        assert last.say == first.say
        now = change


def test_a_start_has_rolled_only_where_no_screen_had_proven_it() -> None:
    """N3: the warning stood, the start moved by itself, and the proof came later or never."""

    class Row:
        state, warned_at, moved_at = "warned", at("12:15"), at("12:20")
        starts_at, moved_from = at("12:30"), at("12:25")
        notice_at: datetime | None = None

    row = Row()
    assert has_rolled(row)
    row.notice_at = at("12:21")
    assert has_rolled(row)
    # proven before: pushed by the break before it
    row.notice_at = at("12:16")
    assert not has_rolled(row)
    # the manager moved it: warned of anew since
    row.notice_at, row.warned_at = at("12:25"), at("12:24")
    assert not has_rolled(row)
    row.warned_at, row.state = at("12:15"), "on_break"
    row.notice_at = None
    assert not has_rolled(row)
