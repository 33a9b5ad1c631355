"""How well what was told held: every figure against one reckoned by hand."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from breaks.models import Break, Commitment
from breaks.queries import told
from breaks.rules.calibration import Held, Share
from tests.ledger import issued, rest, waited
from tests.people import DAY, Bank, at, minutes

pytestmark = pytest.mark.django_db
YESTERDAY = DAY - timedelta(days=1)


@pytest.fixture
def today(alone: Bank) -> told.Span:
    """This one day."""
    return told.last_days(alone.branch, 1, now=at("15:00"))


def test_days_are_those_of_the_branch(alone: Bank) -> None:
    span = told.last_days(alone.branch, 14, now=at("00:30"))
    assert (span.first, span.last) == (date(2027, 2, 18), DAY)
    assert (span.begins, span.ends) == (at("00:00", span.first), at("00:00", date(2027, 3, 4)))
    waited(alone, "00:10", 15)
    waited(alone, "23:50", 15, day=YESTERDAY)
    assert told.held_by_day(span) == {YESTERDAY: Held(inside=1), DAY: Held(inside=1)}
    assert told.told_in(told.last_days(alone.branch, 1, now=at("00:30"))).count() == 1


def test_a_call_is_early_inside_or_late_by_the_hour_of_telling(
    alone: Bank, today: told.Span
) -> None:
    for clock_, wait in (("09:00", 9.9), ("09:59", 10), ("09:30", 20), ("10:00", 20.1)):
        waited(alone, clock_, wait)
    waited(alone, "10:10", 300, 20, None)
    waited(alone, "10:20", None)
    waited(alone, "10:30", None, outcome="left")
    assert told.held_by_hour(today) == {9: Held(1, 2, 0), 10: Held(0, 1, 1)}
    assert told.outcomes_of(today) == {
        "waiting": 1,
        "called": 5,
        "left": 1,
        "held": 0,
        "expired": 0,
    }


def test_what_the_lobby_repeated_counts_once_and_by_itself(alone: Bank, today: told.Span) -> None:
    row = waited(alone, "09:00", 15)
    waited(alone, "09:00", 15, ticket=row.ticket, screen="lobby")
    waited(alone, "09:05", 9, ticket=row.ticket, screen="phone")
    assert told.held_by_hour(today) == {9: Held(1, 1, 0)}
    assert told.held_by_screen(today) == {
        "kiosk": Held(inside=1),
        "lobby": Held(inside=1),
        "phone": Held(early=1),
    }


def test_calls_by_how_far_ahead_the_next_break_was(alone: Bank, today: told.Span) -> None:
    for ahead, wait in ((-3, 15), (15, 25), (16, 15), (30, 15), (31, 5), (60, 15), (61, 25)):
        waited(alone, "10:00", wait, break_at=at("10:00") + minutes(ahead))
    waited(alone, "10:00", 15)
    assert told.held_by_approach(today) == {
        -1: Held(inside=1),
        0: Held(inside=1, late=1),
        1: Held(inside=2),
        2: Held(early=1, inside=1),
        3: Held(late=1),
    }


def test_what_was_told_while_a_counter_was_free_flatters_no_figure(
    alone: Bank, today: told.Span
) -> None:
    """An edition half a minute old knows of no wait; told a minute at 90 %, one is judged."""
    made = at("08:59:30")
    waited(alone, "09:00", 0.1, 0, 2, low_at=made, median_at=made, high_at=made)
    assert told.held_by_hour(today) == {} and told.p90_kept(today) == Share(0, 0)
    assert told.kept_in(today) == told.last_kept(alone.branch, 5, now=at("15:00")) == []
    assert told.held_by_screen(today) == {"kiosk": Held(inside=1)}
    waited(alone, "09:00", 0.1, 0, 2, low_at=made, median_at=made, high_at=at("09:01"))
    waited(alone, "09:00", 15, 10, None)
    assert told.held_by_hour(today) == {9: Held(inside=2)}
    assert len(told.last_kept(alone.branch, 5, now=at("15:00"))) == 2


def test_p90_is_kept_by_whom_was_called_by_it(alone: Bank, today: told.Span) -> None:
    """Told up to 20 minutes, P90 at 18: two of three; without a bound there is nothing to keep."""
    for wait in (5, 18, 19):
        waited(alone, "09:00", wait)
    waited(alone, "09:00", 500, 20, None)
    assert told.p90_kept(today) == Share(2, 3)


def test_a_promise_is_kept_by_a_call_before_the_break_began(alone: Bank, today: told.Span) -> None:
    """Called at 12:01 for 12:02 is kept; 12:03 is not, served elsewhere in time or not."""
    break_ = rest(alone, "12:00", started_at=at("12:02"))

    def owed(called: str | None, state: str, of: Break = break_, made: str = "11:45") -> None:
        ticket = issued(alone, at("11:00"), called_at=at(called) if called else None)
        Commitment.objects.create(
            branch=alone.branch,
            kind="served_before",
            state=state,
            ticket=ticket,
            break_ref=of,
            made_at=at(made),
            due_at=at("12:20"),
            original_due_at=at("12:20"),
            ended_at=None if state == "open" else at("12:25"),
        )

    for called, state in (("12:01", "kept"), ("12:02", "kept"), ("12:03", "kept")):
        owed(called, state)
    owed(None, "broken")
    owed("12:21", "kept_late")
    owed(None, "released")
    owed(None, "open")
    coming = rest(alone, "14:00", state="warned", started_at=None, ended_at=None)
    owed("13:50", "kept", coming)
    assert told.promises_kept(today) == Share(3, 6)
    assert told.promises_kept(told.Span(alone.branch, YESTERDAY, YESTERDAY)) == Share(0, 0)


def test_what_was_said_of_a_call_before_the_break_against_what_came(
    alone: Bank, today: told.Span
) -> None:
    """Of two told 92 and 98 % one was called before 10:20; 100 % belongs to the last tenth."""
    begun = rest(alone, "10:20")

    def said(p: float, wait: float | None, break_: Break = begun, **more: Any) -> None:
        waited(alone, "10:00", wait, before_p=p, break_ref=break_, **more)

    said(0.92, 20)
    said(0.98, 21)
    said(1.0, 5)
    said(0.05, 30)
    said(0.09, None, outcome="expired")
    said(0.31, 12)
    # who left, waits or held says nothing, nor does a break that never came; the lobby repeats
    said(0.5, None, outcome="left")
    said(0.5, None)
    said(0.5, 10, rest(alone, "11:00", state="cancelled", started_at=None, ended_at=None))
    said(0.5, 10, screen="lobby")
    found = [(s.tenth, round(s.probability, 4), s.came) for s in told.said_and_came(today)]
    assert found == [
        (0, 0.07, Share(0, 2)),
        (3, 0.31, Share(1, 1)),
        (9, 0.9667, Share(2, 3)),
    ]


def test_the_last_tickets_count_by_the_first_range_each_was_told(alone: Bank) -> None:
    first = waited(alone, "09:00", 15)
    waited(alone, "09:01", 5, ticket=first.ticket, screen="phone")
    waited(alone, "09:00", 15, ticket=first.ticket, screen="lobby")
    waited(alone, "09:02", 25, break_at=at("09:30"))
    waited(alone, "09:03", None)
    waited(alone, "09:00", 15, day=DAY - timedelta(days=40))
    newest, before = told.last_kept(alone.branch, 5, now=at("15:00"))
    assert (before.held, before.near) == (Held(inside=1), False)
    assert (before.low, before.high, before.actual) == (11, 18, 15)
    assert (newest.held, newest.near, newest.actual) == (Held(late=1), True, 25)
    assert told.last_kept(alone.branch, 1, now=at("15:00")) == [newest]
    day = told.kept_in(told.Span(alone.branch, DAY, DAY))
    assert [k.actual for k in day] == [15, 5, 25]


def test_figures_cost_the_same_whatever_was_told(alone: Bank, today: told.Span) -> None:
    ask = (
        told.held_by_hour,
        told.held_by_day,
        told.held_by_approach,
        told.held_by_screen,
        told.p90_kept,
        told.said_and_came,
        told.outcomes_of,
        told.kept_in,
    )
    for n in range(3):
        waited(alone, f"1{n}:00", 15)
    with CaptureQueriesContext(connection) as asked:
        for query in ask:
            query(today)
    assert len(asked) == len(ask)
