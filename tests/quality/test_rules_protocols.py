"""The walk through a situation and its clock, as pure rules."""

from datetime import datetime, timedelta

import pytest

from breaks.rules.start import return_shown
from quality.playbook.reading import default
from quality.rules.protocols import (
    Move,
    cards_of,
    cool_down_minutes,
    cool_down_return,
    deadline,
    follows_at_once,
    moment,
    move,
    next_look,
    span,
    timeout,
)
from tests.people import at

BOOK = default()
S, R, DUE = at("12:30"), at("13:00"), at("17:00")
MARKS = {"S": S, "R": R, "DUE": DUE}


def step(situation: str, name: str):  # type: ignore[no-untyped-def]
    return BOOK.situations[situation].steps[name]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("S-15m", at("12:15")),
        ("R+2m", at("13:02")),
        ("R", at("13:00")),
        ("S+10m", at("12:40")),
        ("DUE-24h", DUE - timedelta(days=1)),
        ("2m", at("12:22")),
        ("30s", at("12:20:30")),
        ("3 rings", None),
        ("A+2m", None),
    ],
)
def test_an_instant_of_the_playbook(text: str, instant: datetime | None) -> None:
    assert moment(text, MARKS, at("12:20")) == instant


def test_every_timer_of_the_playbook_is_understood_or_no_clock() -> None:
    """A timer that the file gains and the clock does not know would never ring."""
    marks = {**MARKS, "A": S}
    deaf = {
        text
        for situation in BOOK.situations.values()
        for each in situation.steps.values()
        for key, value in each.timer.items()
        if key not in ("on_timeout", "until") and moment(text := str(value), marks, S) is None
    }
    assert deaf == {"3 rings"}
    assert span("1d") == timedelta(days=1)


@pytest.mark.parametrize(
    ("situation", "name", "answer", "went"),
    [
        ("planned_break_notice", "s3", "yes", Move("s4")),
        ("planned_break_notice", "s3", "no", Move("s7")),
        ("planned_break_notice", "s3", "next", None),
        ("planned_break_notice", "s3", "", None),
        ("planned_break_notice", "s4", "next", Move("s5")),
        ("planned_break_notice", "s4", "yes", None),
        ("planned_break_notice", "s7", "next", Move(goto="last_call")),
        ("objection_replies", "s3", "next", Move()),
    ],
)
def test_an_answer_moves_a_walk(situation: str, name: str, answer: str, went: Move | None) -> None:
    assert move(step(situation, name), answer) == went


def test_every_walk_comes_to_an_end() -> None:
    """From each step an end is reached by some answers, and every move leads to a known step."""
    for situation in BOOK.situations.values():
        reached = {each.id for each in situation.steps.values() if each.is_end}
        for _ in situation.steps:
            reached |= {
                each.id
                for each in situation.steps.values()
                for answer in ("yes", "no", "next")
                if (went := move(each, answer)) and went.step in reached
            }
        assert reached == set(situation.steps)


@pytest.mark.parametrize(
    ("situation", "name", "due", "went"),
    [
        ("planned_break_notice", "s2", at("12:22"), None),
        ("planned_break_notice", "s5", at("12:22"), Move("s7")),
        ("queue_demands_cancellation", "s3", at("12:22"), Move("s8")),
        ("last_call", "s5", at("12:40"), Move("s7")),
        # nobody presses anything out of sight of the counter: the clock brings the question
        ("cool_down_pause", "s3", at("12:59"), Move("s4")),
        ("cool_down_pause", "s4", at("12:59"), None),
        ("insult_or_threat", "s3", at("12:20:30"), None),
        ("talkative_client", "s1", None, None),
    ],
)
def test_the_clock_of_a_step(
    situation: str, name: str, due: datetime | None, went: Move | None
) -> None:
    about, each = BOOK.situations[situation], step(situation, name)
    assert deadline(about, each, MARKS, at("12:20")) == due
    assert timeout(about, each, MARKS, at("12:20")) == went


def test_a_call_is_called_to_mind_at_ten_minutes_and_limited_at_fifteen() -> None:
    """FIL-21."""
    about, each = BOOK.situations["phone_call"], step("phone_call", "s6")
    assert next_look(about, each, {}, at("10:00"), at("10:00")) == at("10:10")
    assert next_look(about, each, {}, at("10:00"), at("10:10")) == at("10:15")
    assert next_look(about, each, {}, at("10:00"), at("10:15")) is None


@pytest.mark.parametrize(
    ("card", "reason", "opens"),
    [
        ("planned_break_notice", "", "planned_break_notice"),
        ("unplanned_immediate", "goods_delivery", "unplanned_deferrable"),
        ("unplanned_immediate", "medical", "unplanned_immediate"),
        ("unplanned_deferrable", "restroom", "unplanned_deferrable"),
        ("unplanned_immediate", "cool_down", ""),
        ("no_such_card", "", ""),
    ],
)
def test_which_card_an_event_opens(card: str, reason: str, opens: str) -> None:
    assert cards_of(BOOK, card, reason) == opens


def test_what_has_an_hour_of_its_own_does_not_open_where_a_walk_leads_to_it() -> None:
    at_once = {key for key, each in BOOK.situations.items() if follows_at_once(each)}
    assert {"queue_demands_cancellation", "dissatisfied_client", "outside_competence"} <= at_once
    assert not {"last_call", "return_from_break", "follow_up_delay"} & at_once


@pytest.mark.parametrize(
    ("opened", "told", "back", "minutes"),
    [
        ("12:00:01", "12:00:30", "12:06", 5),
        ("12:00:30", "12:01:00", "12:06", 5),
        # nobody says the sentence in ten seconds: a minute later is named
        ("12:00:50", "12:01:20", "12:07", 5),
        ("12:00:00", "12:00:00", "12:06", 6),
    ],
)
def test_a_cool_down_lasts_at_least_what_was_asked_for_and_ends_in_the_minute_that_was_named(
    opened: str, told: str, back: str, minutes: int
) -> None:
    """TR-5: screens round a return up to the minute, and show the one the client heard."""
    named = cool_down_return(at(opened), 5)
    lasts = cool_down_minutes(named, at(told), 10)
    assert (named, lasts) == (at(back), minutes)
    assert return_shown(at(told), timedelta(minutes=lasts)) == named


def test_a_cool_down_is_never_longer_than_the_policy_lets_it() -> None:
    assert cool_down_minutes(at("12:11"), at("12:00"), 10) == 10
