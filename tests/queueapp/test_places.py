"""A client's place: given out, kept, moved on, given up (T1, T5, T7 to T11)."""

from datetime import date, timedelta

import pytest

from branches.models import Branch
from breaks import actions, timers
from queueapp.models import Queue, Ticket
from tests.morning import call, done, fresh, refused, serve, sit, take, tick, told
from tests.people import DAY, Bank, at, found_bank

HOURS = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
TOMORROW = DAY + timedelta(days=1)


def with_hours(bank: Bank) -> None:
    Branch.objects.filter(pk=bank.branch.pk).update(opening_hours=HOURS)


def test_numbers_run_from_one_without_a_gap_in_each_queue(alone: Bank) -> None:
    """T1."""
    loans = Queue.objects.create(branch=alone.branch, name="Loans", letter="L")
    codes = [take(alone, "09:00").code for _ in range(3)]
    assert codes == ["A001", "A002", "A003"]
    assert (
        actions.take_ticket(loans.pk, source="phone", now=at("09:01"), real_now=at("09:01")).code
        == "L001"
    )


def test_numbers_begin_anew_on_the_branchs_own_day(alone: Bank) -> None:
    """3.9 no. 10: midnight in Budapest."""
    take(alone, "23:59:59")
    night = actions.take_ticket(
        alone.queue.pk, source="kiosk", now=at("00:00", TOMORROW), real_now=at("00:00", TOMORROW)
    )
    assert (night.code, night.day) == ("A001", TOMORROW)


def test_a_refused_number_leaves_no_gap(alone: Bank) -> None:
    with_hours(alone)
    take(alone, "10:00")
    with refused("branch_closed"):
        take(alone, "17:00")
    tomorrow = [
        actions.take_ticket(
            alone.queue.pk, source="kiosk", now=at(c, TOMORROW), real_now=at(c, TOMORROW)
        ).number
        for c in ("09:00", "09:01")
    ]
    assert tomorrow == [1, 2]


@pytest.mark.parametrize(
    ("clock", "code"),
    [
        ("08:59:59", "branch_closed"),
        ("09:00", None),
        ("16:59:59", None),
        ("17:00", "branch_closed"),
    ],
)
def test_numbers_are_given_out_while_the_doors_are_open(
    alone: Bank, clock: str, code: str | None
) -> None:
    """T1, F48."""
    with_hours(alone)
    if code:
        with refused(code, 409):
            take(alone, clock)
    else:
        assert take(alone, clock).number == 1


def test_a_branch_that_takes_no_numbers_gives_none(alone: Bank) -> None:
    Branch.objects.update(accepts_tickets=False)
    with refused("branch_closed"):
        take(alone, "10:00")


def test_every_ticket_has_a_page_nobody_can_guess(alone: Bank) -> None:
    tokens = {take(alone, "09:00").token for _ in range(20)}
    assert len(tokens) == 20
    assert min(len(token) for token in tokens) >= 20


@pytest.fixture
def missed(alone: Bank) -> Ticket:
    """A client who did not come: called at 13:31:00, missed at 13:33:00."""
    session, ticket = sit(alone), take(alone, "13:30")
    take(alone, "13:30")
    call(session, "13:31")
    tick("13:33")
    return fresh(ticket)


@pytest.mark.parametrize(("clock", "code"), [("13:43", None), ("13:43:01", "revival_over")])
def test_a_missed_client_returns_within_ten_minutes(
    alone: Bank, missed: Ticket, clock: str, code: str | None
) -> None:
    """T5, F3, 2.4."""
    if code:
        with refused(code):
            actions.revive_ticket(missed.pk, now=at(clock))
    else:
        revived = actions.revive_ticket(missed.pk, now=at(clock))
        assert (revived.state, revived.first) == ("waiting", True)
        assert actions.revive_ticket(missed.pk, now=at(clock)).pk == missed.pk
        assert len(told(alone, "ticket.revived")) == 1
        assert call(alone.branch.sessions.get(), clock).pk == missed.pk


def test_a_missed_client_returns_out_of_turn_once(alone: Bank, missed: Ticket) -> None:
    """T5."""
    session = alone.branch.sessions.get()
    actions.revive_ticket(missed.pk, now=at("13:34"))
    call(session, "13:35")
    tick("13:37")
    with refused("revival_over"):
        actions.revive_ticket(missed.pk, now=at("13:38"))


def test_who_was_not_missed_cannot_return(alone: Bank) -> None:
    session, ticket = sit(alone), take(alone, "09:00")
    with refused("not_a_no_show"):
        actions.revive_ticket(ticket.pk, now=at("09:00"))
    serve(session, "09:00")
    done(session, "09:01")
    with refused("not_a_no_show"):
        actions.revive_ticket(ticket.pk, now=at("09:02"))


def test_a_client_sent_on_and_missed_there_may_still_return(pair: Bank) -> None:
    """T5: put first by T7 is not yet the one return out of turn."""
    session, other = sit(pair), sit(pair, 1)
    ticket = take(pair, "09:00")
    serve(session, "09:00")
    actions.transfer_ticket(session.pk, now=at("09:02"), counter_id=other.counter_id)
    call(other, "09:03")
    tick("09:05")
    assert actions.revive_ticket(ticket.pk, now=at("09:06")).state == "waiting"


def test_a_client_sent_to_another_counter_is_first_there_and_only_there(pair: Bank) -> None:
    """T7: the issue time stays the seniority."""
    session, other = sit(pair), sit(pair, 1)
    ticket = take(pair, "09:00")
    take(pair, "09:00")
    serve(session, "09:01")
    sent = actions.transfer_ticket(session.pk, now=at("09:02"), counter_id=other.counter_id)
    assert (sent.state, sent.issued_at, sent.session) == ("waiting", at("09:00"), None)
    assert call(session, "09:03").pk != ticket.pk
    assert call(other, "09:03").pk == ticket.pk


def test_a_client_sent_to_another_queue_is_first_in_it(pair: Bank) -> None:
    """T7: with the number the client has."""
    loans = Queue.objects.create(branch=pair.branch, name="Loans", letter="L")
    pair.counters[1].queues.set([loans])
    session, other = sit(pair), sit(pair, 1)
    actions.take_ticket(loans.pk, source="kiosk", now=at("08:30"), real_now=at("08:30"))
    ticket = take(pair, "09:00")
    call(session, "09:01")
    actions.transfer_ticket(session.pk, now=at("09:01"), queue_id=loans.pk)
    assert call(other, "09:02").pk == ticket.pk
    assert fresh(ticket).code == "A001"


def test_a_client_sent_to_a_counter_of_other_queues_is_served_there(pair: Bank) -> None:
    """T7, C2: the forecast knows the place too."""
    loans = Queue.objects.create(branch=pair.branch, name="Loans", letter="L")
    pair.counters[1].queues.set([loans])
    session, other = sit(pair), sit(pair, 1)
    ticket = take(pair, "09:00")
    serve(session, "09:01")
    actions.transfer_ticket(session.pk, now=at("09:02"), counter_id=other.counter_id)
    assert call(other, "09:03").pk == ticket.pk


def test_a_client_is_sent_nowhere_else(pair: Bank) -> None:
    other = found_bank(1, slug="other")
    session = sit(pair)
    take(pair, "09:00")
    serve(session, "09:00")
    with refused("unknown_queue", 422):
        actions.transfer_ticket(session.pk, now=at("09:01"), queue_id=other.queue.pk)
    with refused("unknown_counter", 422):
        actions.transfer_ticket(session.pk, now=at("09:01"), counter_id=other.counters[0].pk)
    assert pair.branch.tickets.get().state == "serving"


def test_a_client_leaves_waiting_held_and_called_but_not_done(alone: Bank) -> None:
    """T10."""
    session = sit(alone)
    waiting = take(alone, "09:00")
    assert actions.leave_queue(waiting.pk, now=at("09:01")).state == "left"
    assert actions.leave_queue(waiting.pk, now=at("09:02")).ended_at == at("09:01")
    called = take(alone, "09:03")
    call(session, "09:03")
    actions.leave_queue(called.pk, now=at("09:04"))
    assert (fresh(called).state, fresh(called).next_step_at) == ("left", None)
    served = take(alone, "09:05")
    serve(session, "09:05")
    with refused("ticket_state"):
        actions.leave_queue(served.pk, now=at("09:06"))
    done(session, "09:07")
    with refused("ticket_state"):
        actions.leave_queue(served.pk, now=at("09:08"))


def test_only_a_waiting_client_keeps_a_place(alone: Bank) -> None:
    """T8."""
    session, ticket = sit(alone), take(alone, "09:00")
    serve(session, "09:00")
    done(session, "09:01")
    with refused("ticket_state"):
        actions.hold_ticket(ticket.pk, now=at("09:02"))
    with refused("no_break_concerns"):
        actions.hold_ticket(take(alone, "09:02").pk, now=at("09:02"))
    with refused("ticket_state"):
        actions.release_ticket(ticket.pk, now=at("09:02"))


@pytest.mark.parametrize(("clock", "state"), [("16:59:59", "waiting"), ("17:00", "expired")])
def test_a_number_ends_with_the_day(alone: Bank, clock: str, state: str) -> None:
    """T11."""
    with_hours(alone)
    ticket = take(alone, "16:00")
    tick(clock)
    assert fresh(ticket).state == state


@pytest.mark.parametrize(("clock", "state"), [("17:59:59", "waiting"), ("18:00", "expired")])
def test_whoever_serves_on_after_closing_time_serves_those_inside(
    alone: Bank, clock: str, state: str
) -> None:
    """T11: for an hour at most."""
    with_hours(alone)
    sit(alone)
    ticket = take(alone, "16:50")
    tick("17:00", "17:30", clock)
    assert fresh(ticket).state == state


def test_a_night_without_clocks_leaves_no_number_of_yesterday(alone: Bank) -> None:
    """T11, 3.9 no. 13: the tick of the next morning, after the first number of the day."""
    with_hours(alone)
    old = take(alone, "16:00")
    new = actions.take_ticket(
        alone.queue.pk, source="kiosk", now=at("09:01", TOMORROW), real_now=at("09:01", TOMORROW)
    )
    timers.run_due(at("09:02", TOMORROW))
    assert (fresh(old).state, fresh(new).state) == ("expired", "waiting")
    assert fresh(alone.branch).next_step_at == at("17:00", TOMORROW)


def test_a_branch_that_never_closes_keeps_its_numbers(alone: Bank) -> None:
    ticket = take(alone, "16:00")
    tick("23:59")
    assert fresh(ticket).state == "waiting"
    assert fresh(alone.branch).next_step_at is None


def test_the_day_of_a_number_is_the_branchs_own(alone: Bank) -> None:
    Branch.objects.update(time_zone="Asia/Manila")
    assert take(alone, "23:30").day == date(2027, 3, 4)
