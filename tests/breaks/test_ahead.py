"""How many are called before a client: where one counter serves several queues, of all of them."""

import pytest

from breaks import actions
from breaks.api.desk_facts import desk_facts
from breaks.queries import Line, ahead_of, entry_before, terms_for
from queueapp.models import Counter, Queue, Ticket
from queueapp.rules import CounterState
from tests.morning import call, fresh, planned, sit, take
from tests.people import Bank, at

pytestmark = pytest.mark.django_db


def second_queue(bank: Bank, *counters: int) -> Queue:
    queue = Queue.objects.create(branch=bank.branch, name="Cards", letter="B", estimate_minutes=7)
    for n in counters:
        bank.counters[n].queues.add(queue)
    return queue


def take_of(queue: Queue, clock: str) -> Ticket:
    now = at(clock)
    return actions.take_ticket(queue.pk, source="kiosk", now=now, real_now=now)


def close(bank: Bank, n: int, clock: str) -> None:
    session = bank.branch.sessions.get(counter=bank.counters[n])
    actions.close_session(session.pk, by=session.staff, now=at(clock))


def test_whoever_is_called_first_at_the_same_counter_is_before_the_client(pair: Bank) -> None:
    cards = second_queue(pair, 0)
    session = sit(pair)
    others = [take_of(cards, "09:01"), take(pair, "09:02")]
    last = take_of(cards, "09:03")
    assert [ahead_of(t) for t in (*others, last)] == [0, 1, 2]
    call(session, "09:04")
    assert ahead_of(fresh(last)) == 1


def test_where_another_counter_has_nobody_else_to_call_the_client_is_next(pair: Bank) -> None:
    """Unless that counter calls nobody now."""
    cards = second_queue(pair, 0)
    sit(pair)
    alone = sit(pair, 1)
    for minute in (1, 2):
        take_of(cards, f"09:0{minute}")
    last = take(pair, "09:03")
    assert ahead_of(last) == 0
    Counter.objects.filter(pk=alone.counter_id).update(state=CounterState.OUT_OF_SERVICE)
    assert ahead_of(last) == 2
    # who has left serves nobody, and where nobody sits only the own queue is known
    close(pair, 0, "09:04")
    close(pair, 1, "09:04")
    assert ahead_of(last) == 0


def test_a_counter_that_cannot_call_the_client_takes_nobody_before(pair: Bank) -> None:
    cards = second_queue(pair)
    pair.counters[1].queues.set([cards])
    sit(pair)
    sit(pair, 1)
    take_of(cards, "09:01")
    assert ahead_of(take(pair, "09:02")) == 0


def test_who_is_bound_to_a_counter_is_called_by_it_alone(pair: Bank) -> None:
    """Also where it does not serve the queue, as after a transfer (T7)."""
    cards = second_queue(pair, 0)
    pair.counters[0].queues.set([cards])
    sit(pair)
    sit(pair, 1)
    sent_on = take_of(cards, "09:01")
    other = take_of(cards, "09:02")
    mine = take(pair, "09:03")
    assert [ahead_of(t) for t in (sent_on, other, mine)] == [0, 1, 0]
    Ticket.objects.filter(pk=sent_on.pk).update(counter_wanted=pair.counters[1])
    assert [ahead_of(fresh(t)) for t in (sent_on, other, mine)] == [0, 0, 1]
    # the desk has them in its line, and nobody comes in whose turn they take
    seat = pair.branch.sessions.get(counter=pair.counters[1])
    desk = desk_facts(seat, now=at("09:04"), speed=1.0)
    assert [t["code"] for t in desk["waiting"]] == [sent_on.code, mine.code]
    lunch = planned(pair, who=1)
    line = Line(pair.branch, terms_for(pair.branch), at("12:00"))
    entry = entry_before(fresh(lunch), line)
    assert entry and entry.ends_at == at("12:09")
