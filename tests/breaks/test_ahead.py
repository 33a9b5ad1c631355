"""How many are called before a client: where one counter serves several queues, of all of them."""

import pytest

from breaks import actions
from breaks.queries import ahead_of
from queueapp.models import Queue, Ticket
from tests.morning import call, fresh, sit, take
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


def test_whoever_is_called_first_at_the_same_counter_is_before_the_client(pair: Bank) -> None:
    cards = second_queue(pair, 0)
    session = sit(pair)
    others = [take_of(cards, "09:01"), take(pair, "09:02")]
    last = take_of(cards, "09:03")
    assert [ahead_of(t) for t in (*others, last)] == [0, 1, 2]
    call(session, "09:04")
    assert ahead_of(fresh(last)) == 1


def test_a_counter_that_cannot_call_the_client_takes_nobody_before(pair: Bank) -> None:
    cards = second_queue(pair)
    pair.counters[1].queues.set([cards])
    sit(pair)
    sit(pair, 1)
    take_of(cards, "09:01")
    assert ahead_of(take(pair, "09:02")) == 0


def test_who_waits_for_one_counter_waits_behind_its_queues_only(pair: Bank) -> None:
    cards = second_queue(pair, 0)
    sit(pair)
    sit(pair, 1)
    take_of(cards, "09:01")
    bound = take(pair, "09:02")
    assert ahead_of(bound) == 1
    Ticket.objects.filter(pk=bound.pk).update(counter_wanted=pair.counters[1])
    assert ahead_of(fresh(bound)) == 0
