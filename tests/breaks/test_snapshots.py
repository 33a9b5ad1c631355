"""The branch as the forecast takes it: counters, clients, pauses, and who is called before one."""

import math

import pytest

from branches.rules import Role
from breaks import actions
from breaks.models import Break, Override, Relief
from breaks.queries import Line, terms_for
from breaks.queries.learned import learning_of
from breaks.queries.snapshot import Learned, breaks_ahead, new_edition, outlook_of, snapshot_of
from breaks.rules.learning import IN_FRONT
from breaks.rules.overrides import PROMISE_WITHDRAWN
from forecast.laws import Law, fixed, prior
from forecast.waits import Counter, Outlook, Pause, Serving, Snapshot
from queueapp.models import Queue
from tests.morning import (
    ask,
    call,
    done,
    fresh,
    planned,
    proven,
    serve,
    sit,
    take,
    tick,
)
from tests.people import Bank, at, found_bank, hire

pytestmark = pytest.mark.django_db


def seen(bank: Bank, clock: str, law: Law | None = None) -> Snapshot:
    """The snapshot, every service as long as the fixed estimate unless a law is given."""
    line = Line(bank.branch, terms_for(bank.branch), at(clock))
    lengths = {q.pk: law or fixed(q.estimate_minutes or 5) for q in bank.branch.queues.all()}
    return snapshot_of(line, Learned(lengths))


def counter(bank: Bank, clock: str, n: int = 0, law: Law | None = None) -> Counter:
    [found] = [c for c in seen(bank, clock, law).counters if c.id == bank.counters[n].pk]
    return found


def pause(bank: Bank, clock: str, law: Law | None = None) -> Pause:
    """The first pause of the first counter."""
    return counter(bank, clock, law=law).pauses[0]


def test_who_is_served_for_how_long_and_who_is_on_the_way(pair: Bank) -> None:
    first, second = sit(pair), sit(pair, 1)
    take(pair, "09:00"), take(pair, "09:00")
    serve(first, "09:01"), call(second, "09:02")
    assert counter(pair, "09:04:30").serving == Serving(pair.queue.pk, 3.5)
    assert counter(pair, "09:04:30", 1).serving == Serving(pair.queue.pk, 2.5)
    done(first, "09:05")
    assert counter(pair, "09:05").serving is None


def test_the_line_stands_in_the_order_of_calls_without_who_is_held(alone: Bank) -> None:
    sit(alone)
    proven(alone)
    held, plain = take(alone, "12:16"), take(alone, "12:17")
    urgent = take(alone, "12:18", priority=2)
    actions.hold_ticket(held.pk, now=at("12:19"))
    line = seen(alone, "12:20")
    assert [(w.id, w.priority, w.queue) for w in line.waiting] == [
        (urgent.pk, 2, alone.queue.pk),
        (plain.pk, 0, alone.queue.pk),
    ]
    assert line.newcomers == (alone.queue.pk,)


def test_nobody_to_come_goes_before_a_client_who_was_sent_on(alone: Bank) -> None:
    """T7: not even another who will be sent on later."""
    loans = Queue.objects.create(branch=alone.branch, name="Loans", letter="L")
    alone.counters[0].queues.add(loans)
    session = sit(alone)
    take(alone, "09:00", priority=2)
    serve(session, "09:01")
    sent_on = actions.transfer_ticket(session.pk, queue_id=loans.pk, now=at("09:05"))
    take(alone, "09:05", priority=2)
    found = [(w.id == sent_on.pk, w.priority) for w in seen(alone, "09:06").waiting]
    assert found == [(True, IN_FRONT), (False, 2)]


def test_a_counter_closes_with_its_shift_and_stays_while_its_person_stays_on(alone: Bank) -> None:
    sit(alone)
    assert counter(alone, "16:00").pauses == (Pause(-alone.counters[0].pk, 30.0),)
    assert counter(alone, "16:30").pauses == ()


def test_a_counter_opens_when_its_shift_begins(pair: Bank) -> None:
    first, second = (c.pk for c in pair.counters)
    before = {c.id: c for c in seen(pair, "07:50").counters}
    # half past four is 520 minutes away
    assert before[second] == Counter(
        second, frozenset({pair.queue.pk}), None, 10, (Pause(-second, 520),)
    )
    sit(pair, clock="07:55")
    assert {c.id: c.opens_at for c in seen(pair, "07:56").counters} == {first: 0, second: 4}
    # who has not come is not there
    assert [c.id for c in seen(pair, "08:00").counters] == [first]


def test_a_shift_is_followed_by_the_next_at_the_counter(alone: Bank) -> None:
    sit(alone)
    bela = hire("Bela", alone.branch, Role.TELLER, alone.branch.organisation)
    later = alone.shift(bela, alone.counters[0], "16:45", "20:00")
    assert counter(alone, "16:00").pauses == (Pause(-alone.counters[0].pk, 30, 15),)
    later.starts_at = at("16:15")
    later.save(update_fields=["starts_at"])
    assert counter(alone, "16:00").pauses == (Pause(-alone.counters[0].pk, 30, 0),)


def test_a_counter_out_of_service_is_none(pair: Bank) -> None:
    sit(pair), sit(pair, 1)
    actions.set_out_of_service(pair.counters[0].pk, True, by=pair.carla, now=at("09:00"))
    assert [c.id for c in seen(pair, "09:01").counters] == [pair.counters[1].pk]


def test_a_running_break_opens_the_counter_at_its_return(alone: Bank) -> None:
    sit(alone)
    proven(alone)
    tick("12:25", "12:30")
    assert counter(alone, "12:40").opens_at == 20
    # one overdue is expected now, never in the past
    assert counter(alone, "13:01").opens_at == 0


def test_whoever_sits_in_opens_a_counter_for_a_while(db: None) -> None:
    bank = found_bank(2, rostered=1)
    sit(bank)
    break_ = planned(bank)
    sits_in(bank, break_, 1)
    relief = counter(bank, "12:00", 1)
    assert (relief.opens_at, relief.pauses) == (30, (Pause(-bank.counters[1].pk, 65.0),))
    # the break is relieved: a pause of its counter, and no reason to tell of a longer wait
    assert pause(bank, "12:00").id == break_.pk
    assert breaks_ahead(Line(bank.branch, terms_for(bank.branch), at("12:00"))) == {}


def sits_in(bank: Bank, break_: Break, n: int) -> None:
    """Carla is to sit in at a counter while the break lasts."""
    times = {"starts_at": break_.starts_at, "ends_at": at("13:05")}
    Relief.objects.create(break_ref=break_, staff=bank.carla, counter=bank.counters[n], **times)


def places(bank: Bank, clock: str) -> set[int]:
    """The counters by which promises are reckoned without a forecast (C2)."""
    line = Line(bank.branch, terms_for(bank.branch), at(clock))
    return {place.server for place in line.places().values() if not place.after}


def test_who_was_to_sit_in_elsewhere_and_did_not_come_opens_nothing(db: None) -> None:
    bank = found_bank(2, rostered=1)
    sit(bank)
    sits_in(bank, planned(bank), 1)
    tick("12:15", "12:25", "12:30")
    take(bank, "12:31")
    first, second = (c.pk for c in bank.counters)
    assert {c.id for c in seen(bank, "12:32").counters} == {first, second}
    assert places(bank, "12:32") == {second}
    assert {c.id for c in seen(bank, "12:32:01").counters} == {first}
    assert places(bank, "12:32:01") == set()


def test_a_counter_where_nobody_sat_in_is_away_until_the_return(alone: Bank) -> None:
    session = sit(alone)
    break_ = planned(alone)
    sits_in(alone, break_, 0)
    assert counter(alone, "12:20").pauses[0].id == -alone.counters[0].pk
    tick("12:15", "12:25", "12:30")
    take(alone, "12:31")
    assert fresh(break_).started_at == at("12:30")
    assert (counter(alone, "12:32").opens_at, places(alone, "12:32")) == (0, {session.counter_id})
    assert (counter(alone, "12:32:30").opens_at, places(alone, "12:32:30")) == (27.5, set())
    actions.open_session(alone.counters[0].pk, staff=alone.carla, now=at("12:33"))
    assert counter(alone, "12:33").opens_at == 0


def test_a_promise_reckons_only_with_who_sits_there(pair: Bank) -> None:
    """The range counts who is rostered from 12:10 on; the certainty of a call before 12:30 not."""
    pair.shift(pair.tellers[1], pair.counters[1], "12:10")
    pair.branch.shifts.filter(starts_at=at("08:00"), staff=pair.tellers[1]).delete()
    sit(pair)
    tickets = [take(pair, "12:00") for _ in range(5)]
    break_ = planned(pair)

    def waits() -> Outlook:
        line = Line(pair.branch, terms_for(pair.branch), at("12:00"))
        return outlook_of(line, Learned({pair.queue.pk: prior(5)}))

    rostered = waits()
    pair.branch.shifts.filter(staff=pair.tellers[1]).delete()
    alone, last = waits(), tickets[-1].pk
    assert rostered.tickets[last].high < alone.tickets[last].high
    assert rostered.tickets[last].before[break_.pk] == alone.tickets[last].before[break_.pk]
    newcomer = pair.queue.pk
    assert rostered.newcomers[newcomer].before == alone.newcomers[newcomer].before


def test_nobody_is_told_more_than_a_day(alone: Bank) -> None:
    """The ledger keeps minutes in two bytes; nobody waits for weeks."""
    sit(alone)
    tickets = [take(alone, "09:00") for _ in range(3)]
    alone.branch.shifts.all().delete()
    line = Line(alone.branch, terms_for(alone.branch), at("09:01"))
    found = outlook_of(line, Learned({alone.queue.pk: fixed(1400)}))
    made = new_edition(line, found, learning_of(alone.branch), number=1)
    ends = [(made.tickets[t.pk].low, made.tickets[t.pk].high) for t in tickets]
    assert ends == [(0, 2), (1400, 1405), (1440, None)]
    assert (made.queues[alone.queue.pk].low, made.queues[alone.queue.pk].high) == (1440, None)


def test_an_announced_break_takes_everybody_until_its_start(alone: Bank) -> None:
    sit(alone)
    break_ = proven(alone)
    early = take(alone, "12:16")
    late = [take(alone, "12:16") for _ in range(4)]
    # seven minutes each: two fit before 12:30 and five of slack
    found = pause(alone, "12:20")
    assert found == Pause(break_.pk, 10, 30, None, 8, frozenset({early.pk, late[0].pk}))


@pytest.mark.parametrize(
    ("estimate", "mean", "until"),
    [
        # a fixed estimate ends by S+5; a learned mean too, but is not called after S
        (7, 3.0, 8.0),
        (None, 9.0, 6.0),
        (None, 3.0, 10.0),
    ],
)
def test_a_call_counts_as_before_by_the_service_behind_it(
    estimate: int | None, mean: float, until: float, db: None
) -> None:
    bank = found_bank(1, estimate=estimate)
    sit(bank)
    proven(bank)
    assert pause(bank, "12:20", fixed(mean)).counts_until == until


def test_a_counter_of_several_queues_reckons_with_the_longest(alone: Bank) -> None:
    other = Queue.objects.create(
        branch=alone.branch, name="Advice", letter="C", estimate_minutes=12
    )
    alone.counters[0].queues.add(other)
    sit(alone)
    proven(alone)
    assert pause(alone, "12:20").counts_until == 3


def test_a_closing_counter_calls_whom_it_promised_and_whoever_is_done_in_time(alone: Bank) -> None:
    session = sit(alone)
    proven(alone)
    first, second = take(alone, "12:16"), take(alone, "12:16")
    rest = [take(alone, "12:17") for _ in range(3)]
    tick("12:25")
    session.refresh_from_db()
    assert session.only_tickets == [first.pk, second.pk]
    found = pause(alone, "12:26")
    assert (found.at, found.takes_until, found.counts_until) == (4, 2, 2)
    assert found.before == {first.pk, second.pk}
    # whoever stands before a promised client is called too (B4)
    session.only_tickets = [first.pk, second.pk, rest[0].pk]
    session.save(update_fields=["only_tickets"])
    assert pause(alone, "12:26").before == {first.pk, second.pk, rest[0].pk}
    session.only_tickets = [first.pk, second.pk]
    session.save(update_fields=["only_tickets"])
    # a client at the counter past S: the break slips, and the promised are called all the same
    serve(session, "12:27")
    late = pause(alone, "12:31")
    assert (late.at, late.takes_until, late.before) == (-1, -3, {second.pk})
    assert rest[0].pk not in late.before


def test_a_withdrawn_promise_is_none(alone: Bank) -> None:
    sit(alone)
    break_ = proven(alone)
    ticket = take(alone, "12:16")
    assert pause(alone, "12:17").before == {ticket.pk}
    Override.objects.create(
        branch=alone.branch,
        at=at("12:17"),
        by=alone.carla,
        role="manager",
        rule=PROMISE_WITHDRAWN,
        break_ref=break_,
        ticket=ticket,
        reason="other",
        remark="a power cut",
    )
    found = pause(alone, "12:18")
    assert (found.before, found.after) == (set(), {ticket.pk})


def test_before_an_unplanned_break_come_those_who_were_there(alone: Bank) -> None:
    session = sit(alone)
    there = take(alone, "10:00")
    break_ = ask(session, "10:01")
    later = take(alone, "10:02")
    found = pause(alone, "10:02")
    assert (found.id, found.length, found.takes_until) == (break_.pk, 5, -math.inf)
    assert (found.before, found.after) == ({there.pk}, {later.pk})


def test_a_break_is_told_of_where_it_takes_a_counter_of_the_queue_away(pair: Bank) -> None:
    session = sit(pair)
    sit(pair, 1)
    lunch = planned(pair, "12:30")
    rest = ask(session, "12:00")
    assert rest.state == "on_break"
    Queue.objects.create(branch=pair.branch, name="Advice", letter="C")

    def ahead(clock: str) -> dict[int, dict[int, tuple[str, str]]]:
        line = Line(pair.branch, terms_for(pair.branch), at(clock))
        return {
            queue: {n: (f"{b:%H:%M}", f"{e:%H:%M}") for n, (b, e) in found.away.items()}
            for queue, found in breaks_ahead(line).items()
        }

    away = {rest.pk: ("11:00", "11:05"), lunch.pk: ("11:30", "12:00")}
    assert ahead("12:03") == {pair.queue.pk: away}
    # who is overdue is still away
    assert ahead("12:06")[pair.queue.pk][rest.pk] == ("11:00", "11:06")


def test_what_was_only_asked_for_is_not_told(alone: Bank) -> None:
    session = sit(alone)
    for _ in range(3):
        take(alone, "10:00")
    asked = ask(session, "10:01", "internal_task", minutes=10)
    assert asked.state == "requested"
    assert pause(alone, "10:02").id == asked.pk
    assert breaks_ahead(Line(alone.branch, terms_for(alone.branch), at("10:02"))) == {}
