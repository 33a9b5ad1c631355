"""K7 to K8a, K11 and K12 on days written by hand, against values reckoned by hand."""

from datetime import timedelta

import pytest

from quality.rules.figures.shapes import Stint
from quality.rules.figures.sums import BRANCH
from queueapp.models import Ticket
from tests.people import DAY, at
from tests.quality.handlog import AMIRA, BELA, CARLA, CILI, Log, a_roster


@pytest.fixture
def log() -> Log:
    """Amira alone at counter 1 since eight."""
    log = Log()
    log.sit("08:00", AMIRA, 1)
    return log


def test_k7_strands_who_was_in_line_before_a_late_notice(log: Log) -> None:
    early = log.ticket("10:40")
    row = log.publish("07:00", "11:00")
    log.prove("10:51", row)
    # joined with the notice or after it: the kiosk said so
    log.ticket("10:51")
    log.ticket("10:52")
    # of another queue
    log.ticket("10:40", queue=2)
    log.start("11:05", row)
    log.end("11:35", row)
    # min(A, S) − notice is 9 min: the first of four; 1 in 4 is 250 in 1000
    assert (log.value("k7"), log.value("k7.rate")) == (1, 250)
    assert log.value("k7", ("person", str(AMIRA))) == 1
    assert early.pk in log.day.visits


def test_k7_ten_minutes_of_notice_strand_nobody(log: Log) -> None:
    log.ticket("10:40")
    log.taken("11:00", "10:50", "11:20", "11:50")
    assert log.value("k7") == 0


def test_k7_measures_to_the_start_where_that_came_before_the_shown_one(log: Log) -> None:
    log.ticket("10:40")
    # S − notice is 15, A − notice 9
    log.taken("11:00", "10:45", "10:54", "11:30")
    assert log.value("k7") == 1


def test_k7_counts_immediate_breaks_honestly(log: Log) -> None:
    log.ticket("10:40")
    log.ticket("10:41")
    log.pause("10:50", "11:05", "medical")
    # who comes meanwhile is told at the kiosk
    log.ticket("10:55")
    assert log.value("k7") == 2


def test_k7_another_open_counter_of_the_queue_strands_nobody(log: Log) -> None:
    log.sit("08:00", CILI, 3)
    log.ticket("10:40")
    log.pause("10:50", "11:05", "medical")
    # counter 3 serves another queue
    assert log.value("k7") == 1
    with_bela = Log()
    with_bela.sit("08:00", AMIRA, 1)
    with_bela.sit("08:00", BELA, 2)
    with_bela.ticket("10:40")
    with_bela.pause("10:50", "", "medical")
    assert with_bela.value("k7") == 0
    # who goes second leaves nobody
    with_bela.ticket("10:52")
    with_bela.pause("10:55", "11:00", "medical", BELA)
    assert with_bela.value("k7") == 2


def test_k7_a_promise_before_the_break_counts_whatever_the_notice(log: Log) -> None:
    row = log.publish("07:00", "11:00")
    first, second, third, fourth = (log.ticket("10:30") for _ in range(4))
    log.prove("10:45", row)
    log.promise("10:45", "before", row, first, second)
    log.promise("10:45", "after", row, third, fourth)
    seat = log.sit("08:00", CILI, 3)
    log.serve("10:50", first, seat, "10:58")
    log.start("11:00", row)
    # what is promised after the start of it was not promised before
    log.promise("11:01", "before", row, third)
    # the first was served, the third and fourth told 15 min ahead
    assert log.value("k7") == 1


def test_k7_who_keeps_the_place_by_own_choice_is_not_stranded(log: Log) -> None:
    held, kept_for = log.ticket("10:40"), log.ticket("10:40")
    log.move("10:45", held, "held")
    kept_for.state = "held"
    log.note("10:45", "ticket.held", kept_for, AMIRA)
    log.pause("10:50", "11:05", "medical")
    # the one that somebody else put aside
    assert log.value("k7") == 1


def test_k7_who_waits_for_one_counter_is_not_helped_by_another(log: Log) -> None:
    log.sit("08:00", BELA, 2)
    row = log.ticket("10:40")
    row.counter_wanted_id = 1
    log.move("10:41", row, "waiting", "counter_changed")
    # this one waits for Bela, who is away as well
    other = log.ticket("10:40")
    other.counter_wanted_id = 2
    log.move("10:41", other, "waiting", "counter_changed")
    away = log.publish("07:00", "10:45", BELA)
    log.prove("10:30", away)
    log.start("10:45", away)
    log.pause("10:50", "11:05", "medical")
    assert log.value("k7") == 1


def test_k7a_counts_the_faces_before_which_a_counter_shut(log: Log) -> None:
    seat = log.sit("08:00", BELA, 2)
    mine = log.day.sittings[0].seat
    assert mine.staff == AMIRA
    served, called, done = (log.ticket("10:30") for _ in range(3))
    row = log.publish("07:00", "11:00")
    log.prove("10:45", row)
    log.serve("10:50", done, seat, "10:55")
    log.serve("10:56", called, seat)
    # at Amira's counter, whose break it is
    served.session_id = mine.id
    log.move("10:57", served, "called")
    log.move("10:58", served, "serving")
    log.start("11:00", row)
    # Bela's client is at Bela's counter
    assert log.value("k7a") == 1


def test_k7a_whom_an_immediate_break_sends_on_stands_before_no_shut_counter(log: Log) -> None:
    client = log.ticket("10:30")
    client.session_id = log.day.sittings[0].seat.id
    log.move("10:40", client, "called")
    log.move("10:41", client, "serving")
    log.pause("10:50", "11:05", "medical", sent_on=client.code)
    # sent on to nobody: stranded, and re-routed because of a break (1 of the 1 who waits then)
    assert (log.value("k7a"), log.value("k7"), log.value("k8")) == (0, 1, 100)


def test_k7b_is_five_minutes_of_waiting_while_the_queue_was_closed(log: Log) -> None:
    log.sit("08:00", BELA, 2)
    first, second, third, fourth = (log.ticket(c) for c in ("10:50", "10:50", "11:24", "11:31"))
    # Amira is away 11:00–11:30, Bela 11:10–11:20: closed 11:10–11:20
    lunch = log.publish("07:00", "11:00")
    log.start("11:00", lunch)
    log.move("11:05", second, "called")
    away = log.pause("11:10", "", "goods_delivery", BELA)
    log.end("11:20", away)
    log.move("11:40", first, "called")
    log.move("11:41", third, "called")
    log.move("11:42", fourth, "called")
    log.end("11:50", lunch)
    # the first waited all ten minutes; 1 of 4
    assert log.value("k7b") == 25


def test_k7b_needs_five_whole_minutes(log: Log) -> None:
    row = log.ticket("10:50")
    log.pause("11:00", "11:04:59", "medical")
    log.move("11:10", row, "called")
    assert log.value("k7b") == 0
    # once more away, and the minutes of one wait are taken together
    other = log.ticket("11:15")
    log.pause("11:20", "11:22:30", "medical")
    log.pause("11:30", "11:32:30", "medical")
    log.move("11:40", other, "called")
    assert log.value("k7b") == 50


def test_k7b_whoever_sits_in_keeps_the_counter_open(log: Log) -> None:
    client = log.ticket("10:50")
    mine = log.day.sittings[0].seat
    row = log.publish("07:00", "11:00")
    log.note("07:00", "relief.assigned", row, CARLA, staff=CARLA, counter="W2", counter_id=2)
    log.start("11:00", row, relieved=True)
    # two minutes until she sits at counter 2
    log.sit("11:02", CARLA, 2)
    log.move("11:29", client, "called")
    log.end("11:30", row)
    # closed 11:00–11:02; of K5a, 2 min of 3 × 510 scheduled are 0.13 %
    assert (log.value("k7b"), log.value("k5a")) == (0, 0.1)
    # nobody told of it, and nobody stranded
    assert log.value("k7") == 0
    assert log.sums[("branch", "")]["k5a.num"] == 2
    assert mine.counter == 1


def test_k8_counts_of_who_waited_at_the_notice_whom_another_counter_got(log: Log) -> None:
    a, b, c, d = (log.ticket("10:30") for _ in range(4))
    row = log.publish("07:00", "11:00")
    log.move("10:40", d, "called")
    log.prove("10:45", row)
    late = log.ticket("10:46")
    log.promise("10:46", "other_counter", row, a, late)
    log.promise("10:46", "before", row, b)
    log.promise("10:46", "after", row, c)
    log.start("11:00", row)
    # a, b and c waited; d was called before, the late one came after: 1 of 3
    assert log.value("k8") == 33.3


def test_k8a_counts_choices_of_who_was_told_after(log: Log) -> None:
    held, changed, called, waits, before = (log.ticket("10:30") for _ in range(5))
    row = log.publish("07:00", "11:00")
    log.prove("10:45", row)
    log.promise("10:45", "after", row, held, changed, called, waits)
    log.promise("10:45", "before", row, before)
    log.move("10:46", held, "held")
    log.move("10:46", changed, "waiting", "counter_changed")
    log.move("10:46", called, "left")
    log.note("10:46", "ticket.call_back", called)
    log.move("10:47", before, "held")
    # 3 of 4
    assert log.value("k8a") == 75


def test_k11_reckons_from_issue_to_the_first_call(log: Log) -> None:
    seat = log.sit("08:00", BELA, 2)
    for n, clock in enumerate(("10:01", "10:02", "10:04", "10:08", "10:20", "10:20:01")):
        row = log.ticket("10:00")
        log.call(clock, row, seat)
        if n == 0:
            # missed, back, called again: the first call counts
            log.move("10:03", row, "no_show")
            log.move("10:10", row, "waiting", "revived")
            log.call("10:30", row, seat)
    log.ticket("10:00")
    # of 1, 2, 4, 8, 20, 20.0: the middle is (4 + 8) / 2; the 90th percentile is the 6th of 6
    assert (log.value("k11"), log.value("k11.p90")) == (6, 20)
    # more than 20 min: 1 of 6
    assert log.value("k11.long") == 16.7
    assert log.value("k11.long", ("person", str(BELA))) == 16.7


def test_k12_sets_who_was_lost_in_a_closure_beside_all_others(log: Log) -> None:
    left, missed, served, after, more = (log.ticket("10:50") for _ in range(5))
    log.pause("11:00", "11:20", "medical")
    log.move("11:10", left, "left")
    log.move("11:21", missed, "called")
    log.move("11:24", missed, "no_show")
    log.move("11:25", served, "called")
    log.move("11:26", more, "called")
    outside, gone, third = (log.ticket("12:00") for _ in range(3))
    log.move("12:00", third, "called")
    log.move("12:01", gone, "expired")
    log.move("12:05", outside, "called")
    log.move("12:06", after, "called")
    # 2 of the 5 who waited between 11:00 and 11:20; 1 of the 3 others
    assert (log.value("k12"), log.value("k12.out")) == (40, 33.3)


def test_k7_sees_who_came_behind_midnight_to_a_night_shift() -> None:
    """The break is of the day of its shift, the ticket of the next: the break's day counts both."""
    night = timedelta(days=1)
    shift = Stint(101, AMIRA, 1, at("22:00"), at("06:00") + night)
    log = Log(a_roster(shifts=(shift,), until=at("06:00") + night))
    log.sit("22:00", AMIRA, 1)
    late = Ticket(
        pk=900, queue_id=1, day=DAY + night, number=1, code="A900", issued_at=at("00:10") + night
    )
    log.note(at("00:10") + night, "ticket.issued", late)
    row = log.publish("21:00", "00:30")
    row.starts_at, row.returns_at = row.starts_at + night, row.returns_at + night
    row.state, row.started_at = "on_break", at("00:30") + night
    row.shown_return_at = row.first_return_at = row.returns_at
    log.note(at("00:30") + night, "break.started", row, planned=True, sent_on=None, relieved=False)
    assert log.value("k7") == 1
    # the ticket itself is the next day's
    assert "k7.den" not in log.sums[BRANCH]
