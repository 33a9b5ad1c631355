"""What the database itself forbids (DESIGN.md 4): each constraint violated past every rule."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from branches.models import (
    Branch,
    ClockSetting,
    Device,
    Event,
    IdempotentAnswer,
    Membership,
    Tick,
)
from branches.rules import Role
from breaks.models import (
    Break,
    BreakPolicy,
    Commitment,
    Override,
    Promise,
    Receipt,
    Relief,
    WaitTold,
)
from queueapp.models import Counter, CounterSession, Queue, QueueDay, Shift, Ticket
from tests.morning import take
from tests.people import DAY, Bank, at

pytestmark = pytest.mark.django_db


def forbidden(name: str, act: Callable[[], Any]) -> None:
    """The database refuses what `act` does, by the constraint of this name."""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()


def session(bank: Bank, counter: int = 0, who: int = 0, **more: Any) -> CounterSession:
    return CounterSession.objects.create(
        branch=bank.branch,
        counter=bank.counters[counter],
        staff=bank.tellers[who],
        opened_at=at("08:00"),
        **more,
    )


def rest(bank: Bank, clock: str = "12:00", state: str = "published", **more: Any) -> Break:
    values = {
        "branch": bank.branch,
        "staff": bank.tellers[0],
        "day": DAY,
        "kind": "lunch",
        "state": state,
        "starts_at": at(clock),
        "length_minutes": 30,
        "returns_at": at(clock) + timedelta(minutes=30),
        **more,
    }
    return Break.objects.create(**values)


def running(bank: Bank, state: str = "on_break", **more: Any) -> Break:
    return rest(bank, state=state, started_at=at("12:00"), **more)


def test_one_session_at_a_counter_and_one_for_a_person(pair: Bank) -> None:
    session(pair)
    forbidden("one_session_per_counter", lambda: session(pair, 0, 1))
    forbidden("one_session_per_person", lambda: session(pair, 1, 0))
    session(pair, closed_at=at("09:00"))
    session(pair, 1, 1)


def test_one_running_break_of_a_person(pair: Bank) -> None:
    running(pair)
    forbidden("one_running_break", lambda: running(pair))
    forbidden("one_running_break", lambda: running(pair, "overrun"))
    running(pair, staff=pair.tellers[1])
    running(pair, "ended", ended_at=at("12:30"))


@pytest.mark.parametrize("state", ["draft", "published", "warned", "requested", "closing"])
def test_no_overlap_of_breaks_of_a_person_that_have_not_begun(pair: Bank, state: str) -> None:
    rest(pair, state=state)
    for clock in ("11:31", "12:00", "12:29"):
        forbidden("no_overlapping_breaks_of_a_person", lambda c=clock: rest(pair, c))  # type: ignore[misc]
    rest(pair, "11:30"), rest(pair, "12:30")
    rest(pair, staff=pair.tellers[1])
    rest(pair, state="cancelled")


def test_a_break_has_a_length_a_start_and_an_end_in_this_order(pair: Bank) -> None:
    forbidden("break_lasts_a_minute", lambda: rest(pair, length_minutes=0))
    forbidden("break_starts_before_it_returns", lambda: rest(pair, returns_at=at("12:00")))
    forbidden("running_break_has_begun", lambda: rest(pair, state="on_break"))
    forbidden("running_break_has_begun", lambda: rest(pair, state="overrun"))
    forbidden("break_ends_after_it_began", lambda: running(pair, "ended", ended_at=at("11:59")))


@pytest.mark.parametrize("state", ["ended", "cancelled", "missed"])
def test_an_ended_break_has_no_next_step(pair: Bank, state: str) -> None:
    forbidden(
        "ended_break_has_no_next_step", lambda: rest(pair, state=state, next_step_at=at("12:00"))
    )


@pytest.mark.parametrize("state", ["done", "left", "expired"])
def test_an_ended_ticket_has_no_next_step(alone: Bank, state: str) -> None:
    ticket = take(alone, "09:00")
    rows = Ticket.objects.filter(pk=ticket.pk)
    forbidden(
        "ended_ticket_has_no_next_step",
        lambda: rows.update(state=state, next_step_at=at("10:00")),
    )


def test_one_ticket_at_a_counter_at_a_time(pair: Bank) -> None:
    here = session(pair)
    tickets = [take(pair, "09:00") for _ in range(2)]
    Ticket.objects.filter(pk=tickets[0].pk).update(session=here, state="serving")
    rows = Ticket.objects.filter(pk=tickets[1].pk)
    forbidden("one_ticket_at_a_counter", lambda: rows.update(session=here, state="called"))
    rows.update(session=here, state="done")


def test_a_number_is_given_once_a_day(alone: Bank) -> None:
    ticket = take(alone, "09:00")
    again = {
        "branch": alone.branch,
        "queue": alone.queue,
        "number": 1,
        "code": ticket.code,
        "issued_at": at("09:01"),
    }
    forbidden("code_per_day", lambda: Ticket.objects.create(day=DAY, **again))
    Ticket.objects.create(day=DAY + timedelta(days=1), **again)
    forbidden("one_day_per_queue", lambda: QueueDay.objects.create(queue=alone.queue, day=DAY))
    forbidden("token", lambda: Ticket.objects.filter(number=1).update(token=ticket.token))


def test_the_order_and_the_names_of_the_first_floor(alone: Bank) -> None:
    forbidden(
        "shift_starts_before_it_ends",
        lambda: Shift.objects.create(
            branch=alone.branch,
            staff=alone.tellers[0],
            day=DAY,
            starts_at=at("09:00"),
            ends_at=at("09:00"),
        ),
    )
    here = {"branch": alone.branch}
    forbidden("letter_per_branch", lambda: Queue.objects.create(name="B", letter="A", **here))
    forbidden("label_per_branch", lambda: Counter.objects.create(label="W1", **here))
    forbidden(
        "estimate_is_a_minute",
        lambda: Queue.objects.create(name="Q", letter="Q", estimate_minutes=0, **here),
    )


def test_the_ground_floor_keeps_its_order_too(alone: Bank) -> None:
    amira, branch = alone.tellers[0], alone.branch
    member = {"staff": amira, "organisation": branch.organisation}
    forbidden(
        "one_role_per_branch",
        lambda: Membership.objects.create(branch=branch, role=Role.MANAGER, **member),
    )
    forbidden(
        "head_office_has_no_branch",
        lambda: Membership.objects.create(branch=branch, role=Role.HEAD_OFFICE, **member),
    )
    forbidden(
        "head_office_has_no_branch",
        lambda: Membership.objects.create(branch=None, role=Role.TELLER, **member),
    )
    forbidden("slug", lambda: Branch.objects.create(organisation=branch.organisation, slug="main"))
    assert alone.display
    twin = {"branch": branch, "kind": "display", "token_hash": alone.display.token_hash}
    forbidden("token_hash", lambda: Device.objects.create(**twin))


def test_there_is_one_clock_and_one_tick_and_neither_runs_back(db: None) -> None:
    now = {"real_at": at("12:00"), "shown_at": at("12:00")}
    forbidden("one_clock", lambda: ClockSetting.objects.create(pk=2, **now))
    forbidden("clock_never_runs_back", lambda: ClockSetting.objects.create(speed=-1, **now))
    forbidden("one_tick", lambda: Tick.objects.create(pk=2, at=at("12:00")))


def test_versions_receipts_promises_and_answers_are_single(alone: Bank) -> None:
    policy = {"organisation": alone.branch.organisation, "version": 1, "since": at("08:00")}
    for branch in (None, alone.branch):
        BreakPolicy.objects.create(branch=branch, **policy)
        forbidden(
            "policy_version",
            lambda b=branch: BreakPolicy.objects.create(branch=b, **policy),  # type: ignore[misc]
        )
    painting = {
        "break_ref": rest(alone),
        "device": alone.display,
        "revision": 1,
        "starts_at": at("12:00"),
        "at": at("11:45"),
    }
    Receipt.objects.create(**painting)
    forbidden("one_receipt_per_painting", lambda: Receipt.objects.create(**painting))
    ticket = take(alone, "09:00")
    Promise.objects.update_or_create(ticket=ticket)
    forbidden("ticket_id", lambda: Promise.objects.create(ticket=ticket))
    answer = {"scope": "a", "key": "k", "fingerprint": "f", "asked_at": at("09:00")}
    IdempotentAnswer.objects.create(**answer)
    forbidden("one_answer_per_key", lambda: IdempotentAnswer.objects.create(**answer))


def test_a_relief_has_a_length_and_its_person_one_place(pair: Bank) -> None:
    where = {"break_ref": rest(pair), "counter": pair.counters[0]}

    def sits_in(begins: str, ends: str, **more: Any) -> Relief:
        times = {"starts_at": at(begins), "ends_at": at(ends)}
        return Relief.objects.create(**{**where, "staff": pair.carla, **times, **more})

    forbidden("relief_starts_before_it_ends", lambda: sits_in("12:00", "12:00"))
    sits_in("12:00", "12:35")
    forbidden("no_overlapping_reliefs_of_a_person", lambda: sits_in("12:34", "13:00"))
    sits_in("12:35", "13:00")
    sits_in("12:00", "12:35", staff=pair.tellers[1])
    sits_in("12:00", "12:35", cancelled_at=at("08:00"))


def test_numbers_of_a_queue_name_its_branch(alone: Bank) -> None:
    policy = {"organisation": alone.branch.organisation, "version": 1, "since": at("08:00")}
    forbidden(
        "policy_of_a_queue_names_its_branch",
        lambda: BreakPolicy.objects.create(queue=alone.queue, **policy),
    )
    BreakPolicy.objects.create(queue=alone.queue, branch=alone.branch, **policy)


def test_a_told_range_is_in_order_and_a_call_has_its_time(alone: Bank) -> None:
    ticket, when = take(alone, "09:00"), at("09:00")
    told = {"branch": alone.branch, "ticket": ticket, "queue": alone.queue, "screen": "kiosk"}
    told |= {"told_at": when, "low_at": when}
    forbidden(
        "told_range_in_order",
        lambda: WaitTold.objects.create(low_minutes=9, high_minutes=5, **told),
    )
    forbidden(
        "called_outcome_has_its_time",
        lambda: WaitTold.objects.create(low_minutes=5, outcome="called", **told),
    )
    WaitTold.objects.create(low_minutes=5, high_minutes=None, **told)


def test_an_open_commitment_has_not_ended_and_a_closed_one_has(alone: Bank) -> None:
    due = {"made_at": at("09:00"), "due_at": at("10:00"), "original_due_at": at("10:00")}
    owed = {"branch": alone.branch, "kind": "call_back", **due}
    for wrong in ({"state": "open", "ended_at": at("10:00")}, {"state": "kept"}):
        forbidden(
            "open_commitment_has_not_ended",
            lambda w=wrong: Commitment.objects.create(**owed, **w),  # type: ignore[misc]
        )
    ticket = take(alone, "09:00")
    Commitment.objects.create(**owed, ticket=ticket)
    forbidden(
        "one_open_commitment_per_ticket_and_kind",
        lambda: Commitment.objects.create(**owed, ticket=ticket),
    )
    Commitment.objects.create(**owed, ticket=ticket, state="kept", ended_at=at("10:00"))


def test_overrides_are_never_rewritten(alone: Bank) -> None:
    why = {"rule": "edge", "reason": "rush", "remark": "The bus is late."}
    row = Override.objects.create(
        branch=alone.branch, at=at("09:00"), by=alone.carla, role="manager", **why
    )
    rows = Override.objects.filter(pk=row.pk)
    forbidden("append-only", lambda: rows.update(remark="All was well."))
    forbidden("append-only", lambda: rows.delete())
    forbidden("append-only", lambda: rows._raw_delete(rows.db))


def test_events_are_numbered_without_doubles_and_never_rewritten(alone: Bank) -> None:
    take(alone, "09:00")
    event = Event.objects.get()
    again = {"branch": alone.branch, "number": event.number, "kind": "x", "at": at("09:00")}
    forbidden("event_number_per_branch", lambda: Event.objects.create(**again))
    rows = Event.objects.filter(pk=event.pk)
    forbidden("append-only", lambda: rows.update(kind="nothing.happened"))
    forbidden("append-only", lambda: rows.delete())
    forbidden("append-only", lambda: rows._raw_delete(rows.db))
    assert Event.objects.get().kind == "ticket.issued"


def test_every_constraint_of_ours_was_violated_here() -> None:
    """A new constraint brings its own test."""
    text = Path(__file__).read_text()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype IN ('c', 'x')"
            " AND conname NOT LIKE '%\\_check'"
            " AND conrelid::regclass::text ~ '^(branches|queueapp|breaks)_'"
        )
        names = [row[0] for row in cursor.fetchall()]
    assert names
    assert [name for name in names if name not in text] == []
