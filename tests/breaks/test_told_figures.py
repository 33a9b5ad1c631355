"""How well what was told held: every figure against one reckoned by hand."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from breaks.models import Break, Commitment
from breaks.queries import told
from breaks.queries.calibration import calibration_of
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
    assert calibration_of(span).days == {YESTERDAY: Held(inside=1), DAY: Held(inside=1)}
    assert told.told_in(told.last_days(alone.branch, 1, now=at("00:30"))).count() == 1


def test_a_call_is_early_inside_or_late_by_the_hour_of_telling(
    alone: Bank, today: told.Span
) -> None:
    for clock_, wait in (("09:00", 9.9), ("09:59", 10), ("09:30", 20), ("10:00", 20.1)):
        waited(alone, clock_, wait)
    waited(alone, "10:10", 300, 20, None)
    waited(alone, "10:20", None)
    waited(alone, "10:30", None, outcome="left")
    found = calibration_of(today)
    assert found.hours == {9: Held(1, 2, 0), 10: Held(0, 1, 1)}
    # by the end of the range: who was called sooner too
    assert (found.held, found.held.in_time) == (Held(1, 3, 1), Share(4, 5))
    assert found.outcomes == {
        "waiting": 1,
        "called": 5,
        "left": 1,
        "held": 0,
        "expired": 0,
    }


def test_a_client_counts_once_by_the_first_range_and_the_lobby_by_itself(
    alone: Bank, today: told.Span
) -> None:
    row = waited(alone, "09:00", 15)
    waited(alone, "09:00", 15, ticket=row.ticket, screen="lobby")
    waited(alone, "09:05", 9, ticket=row.ticket, screen="phone")
    waited(alone, "10:00", 5, ticket=row.ticket, screen="phone")
    found = calibration_of(today)
    assert found.hours == {9: Held(inside=1)}
    assert found.screens == {
        "kiosk": Held(inside=1),
        "lobby": Held(inside=1),
        "phone": Held(early=2),
    }
    assert found.ranges == Held(inside=1, early=2)


def test_calls_by_how_far_ahead_the_next_break_was(alone: Bank, today: told.Span) -> None:
    for ahead, wait in ((-3, 15), (15, 25), (16, 15), (30, 15), (31, 5), (60, 15), (61, 25)):
        waited(alone, "10:00", wait, break_at=at("10:00") + minutes(ahead))
    waited(alone, "10:00", 15)
    assert calibration_of(today).approach == {
        -1: Held(inside=1),
        0: Held(inside=1, late=1),
        1: Held(inside=2),
        2: Held(early=1, inside=1),
        3: Held(late=1),
    }


def test_who_found_a_counter_free_was_told_a_range_that_held_or_did_not(
    alone: Bank, today: told.Span
) -> None:
    """Told up to 2 minutes with no wait forecast: called after one, and after five."""
    made = at("08:59:30")
    for wait in (1, 5):
        waited(alone, "09:00", wait, 0, 2, low_at=made, high_at=made)
    assert calibration_of(today).held == Held(inside=1, late=1)
    last = told.last_kept(alone.branch, 5, now=at("15:00"))
    assert [k.held for k in last] == [Held(late=1), Held(inside=1)]
    assert [k.high for k in last] == [-0.5, -0.5]


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
        told.clients_called,
        told.held_by_screen,
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
