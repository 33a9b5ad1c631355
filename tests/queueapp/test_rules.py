"""Counters and tickets over plain values: allowed moves, who is next, until when."""

from itertools import product

import pytest

from queueapp.rules import (
    MAX_RECALLS,
    SLOW_FACTOR,
    CounterState,
    TicketState,
    Waiting,
    counter_may,
    expires_now,
    in_shift,
    next_ticket,
    revival_ends,
    ticket_may,
)
from tests.people import at

# DOMAIN.md 3.6.2
TICKET_MOVES = {
    "waiting": {"called", "held", "left", "expired"},
    "called": {"serving", "no_show", "waiting", "left"},
    "serving": {"done", "waiting"},
    "held": {"waiting", "left", "expired"},
    "no_show": {"waiting"},
    "done": set(),
    "left": set(),
    "expired": set(),
}
# DOMAIN.md 3.6.1; out of service to closed is Q9 at a desk where nobody sits (E2)
COUNTER_MOVES = {
    "closed": {"open", "out_of_service"},
    "open": {"closing", "on_break", "closed", "out_of_service"},
    "closing": {"on_break", "open", "closed", "out_of_service"},
    "on_break": {"open", "closed", "out_of_service"},
    "out_of_service": {"open", "closed"},
}


@pytest.mark.parametrize(("here", "there"), [*product(TICKET_MOVES, repeat=2)])
def test_every_pair_of_ticket_states(here: str, there: str) -> None:
    """T2 to T11."""
    assert ticket_may(here, there) is (there in TICKET_MOVES[here])


@pytest.mark.parametrize(("here", "there"), [*product(COUNTER_MOVES, repeat=2)])
def test_every_pair_of_counter_states(here: str, there: str) -> None:
    """Q1 to Q9."""
    assert counter_may(here, there) is (there in COUNTER_MOVES[here])


def test_the_tables_know_every_state() -> None:
    assert set(TICKET_MOVES) == set(TicketState.values)
    assert set(COUNTER_MOVES) == set(CounterState.values)


def waiting(id_: int, clock: str, **more: object) -> Waiting:
    return Waiting(id=id_, queue_id=1, issued_at=at(clock), **more)  # type: ignore[arg-type]


EARLY, LATE = waiting(1, "10:00"), waiting(2, "10:01")


@pytest.mark.parametrize(
    ("line", "chosen"),
    [
        ([], None),
        ([LATE, EARLY], 1),
        ([waiting(7, "10:00"), waiting(6, "10:00")], 6),
        ([EARLY, waiting(2, "10:05", priority=1)], 2),
        ([waiting(1, "10:00", priority=1), waiting(2, "09:00", first=True)], 2),
        ([waiting(1, "10:00", first=True), waiting(2, "09:00", first=True)], 2),
        ([waiting(1, "09:00", counter_id=9), LATE], 2),
        ([waiting(1, "09:00", counter_id=9)], None),
        ([LATE, waiting(3, "10:05", counter_id=5, first=True)], 3),
    ],
)
def test_who_is_called_next(line: list[Waiting], chosen: int | None) -> None:
    """T2: put in front, then priority, then issue order; a ticket bound elsewhere is not ours."""
    ticket = next_ticket(line, counter_id=5, queue_ids={1}, only=None)
    assert (ticket and ticket.id) == chosen


def test_a_counter_calls_only_its_own_queues() -> None:
    assert next_ticket([EARLY], counter_id=5, queue_ids={2}, only=None) is None


def test_a_client_sent_to_a_counter_is_called_there_whatever_its_queues() -> None:
    """T7: to another counter or queue."""
    sent = waiting(1, "10:00", counter_id=5)
    assert next_ticket([sent], counter_id=5, queue_ids={2}, only=None) == sent


@pytest.mark.parametrize(("only", "chosen"), [(None, 1), ({2}, 2), (set(), None), ({1, 2}, 1)])
def test_a_closing_counter_calls_only_whom_it_promised(
    only: set[int] | None, chosen: int | None
) -> None:
    """B4, T2."""
    ticket = next_ticket([EARLY, LATE], counter_id=5, queue_ids={1}, only=only)
    assert (ticket and ticket.id) == chosen


@pytest.mark.parametrize(
    ("clock", "may"),
    [("07:29:59", False), ("07:30", True), ("16:29:59", True), ("16:30", False)],
)
def test_a_counter_opens_from_half_an_hour_before_the_shift_to_its_end(
    clock: str, may: bool
) -> None:
    """Q1."""
    assert in_shift(at("08:00"), at("16:30"), at(clock)) is may


def test_a_missed_client_may_return_for_ten_minutes() -> None:
    """T5."""
    assert revival_ends(at("13:33"), 10) == at("13:43")
    assert revival_ends(at("13:33"), 0) == at("13:33")


@pytest.mark.parametrize(
    ("kept_until", "ends"), [("13:42", "13:43"), ("13:43", "13:43"), ("13:50", "13:50")]
)
def test_a_missed_client_who_held_a_place_may_return_as_long_as_it_was_kept(
    kept_until: str, ends: str
) -> None:
    """T5, 3.9 no. 23, 26: the later of the two."""
    assert revival_ends(at("13:33"), 10, at(kept_until)) == at(ends)


def test_a_client_is_called_again_twice_and_a_service_is_slow_at_twice_its_estimate() -> None:
    """T4; 3.9 no. 27."""
    assert (MAX_RECALLS, SLOW_FACTOR) == (2, 2)


@pytest.mark.parametrize(
    ("clock", "serves", "expires"),
    [
        ("16:59:59", False, False),
        ("17:00", False, True),
        ("17:00", True, False),
        ("17:59:59", True, False),
        ("18:00", True, True),
    ],
)
def test_a_number_left_over_at_closing_time(clock: str, serves: bool, expires: bool) -> None:
    """T11: nobody loses a place to a teller who serves on, for at most an hour."""
    assert expires_now(at("17:00"), at(clock), somebody_serves=serves) is expires
