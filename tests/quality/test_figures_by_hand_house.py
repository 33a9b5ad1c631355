"""K2a, K5a, K9, K13 to K15, K19 and K21 on days written by hand, against values by hand."""

from dataclasses import replace
from datetime import timedelta

from quality.rules.figures.shapes import Seat
from queueapp.models import Counter
from tests.people import at
from tests.quality.handlog import AMIRA, BELA, CARLA, CILI, Log, a_roster

DAYS = timedelta(days=1)


def test_k2a_counts_opening_minutes_per_zone_with_a_screen() -> None:
    # open 9:00 to 17:00: 480 min; the main zone lives, the back one is dark as the day begins
    log = Log(a_roster(screens={"main": True, "back": False}))
    log.note("08:00", "screens.back", zone="back")
    log.note("10:00", "screens.dark", zone="main")
    log.note("10:48", "screens.back", zone="main")
    log.note("16:12", "screens.dark", zone="back")
    # 48 min dark in each of two zones: 864 of 960
    assert log.value("k2a") == 90
    # of 10 to 11 o'clock: 60 + 12 of 120
    assert log.value("k2a", ("hour", "10")) == 60
    # a branch whose screens nobody knows of has no base
    assert Log().value("k2a") is None


def test_k2a_of_a_zone_that_is_new_counts_from_its_first_screen() -> None:
    log = Log()
    log.note("13:00", "screens.back", zone="main")
    log.note("15:00", "screens.dark", zone="main")
    # 13:00 to 17:00, two hours of it lit
    assert log.value("k2a") == 50


def test_k5a_is_of_scheduled_counter_minutes() -> None:
    log = Log()
    log.sit("08:00", AMIRA, 1)
    log.taken("11:00", "10:45", "11:00", "11:30")
    log.pause("12:55", "13:10", "cool_down")
    # 3 × 510 min scheduled; 45 closed: 2.94 %
    assert log.value("k5a") == 2.9
    # at the counter as well, but in no person's figure: 30 of 510 are 5.88 %
    assert log.value("k5a", ("counter", "1")) == 8.8
    assert log.value("k5a", ("person", str(AMIRA))) == 5.9
    # 5 min of the hour from 12 to 13, in which 180 min are scheduled
    assert log.value("k5a", ("hour", "12")) == 2.8


def test_k5a_of_a_shift_without_a_counter_is_scheduled_where_its_person_sat() -> None:
    usual = a_roster()
    loose = replace(usual.shifts[1], counter=None)
    log = Log(a_roster(shifts=(usual.shifts[0], loose)))
    log.sit("08:00", AMIRA, 1)
    log.sit("08:00", BELA, 2)
    assert log.sums[("counter", "2")]["k5a.den"] == 510
    # nobody knows where a person would have sat who never came
    assert ("counter", "2") not in Log(a_roster(shifts=(usual.shifts[0], loose))).sums


def test_k5a_of_a_counter_that_was_out_of_service_is_nobodys_break() -> None:
    log = Log()
    log.sit("08:00", AMIRA, 1)
    row = log.publish("07:00", "11:00")
    log.start("11:00", row)
    log.note("11:10", "counter.out", Counter(pk=1), CARLA)
    log.note("11:20", "counter.back", Counter(pk=1), CARLA)
    log.end("11:30", row)
    assert log.sums[("branch", "")]["k5a.num"] == 20


def test_k9_counts_what_was_due_by_kind() -> None:
    log = Log()
    row = log.taken("11:00", "10:45", "11:00", "11:30")
    log.owed("11:30", "return_time", "kept", "11:32", break_=row)
    log.owed("11:40", "return_time", "kept_late", "11:32", BELA)
    log.owed("11:20", "served_before", "broken", "11:20", BELA)
    log.owed("11:00", "call_back", "released", "12:00")
    log.owed("14:06", "cool_down_return", "kept", "14:07", AMIRA)
    log.owed("15:00", "other", "broken", "15:00", AMIRA)
    # kept 2 of 5; the released one is in no base
    assert (log.value("k9"), log.value("k9.return_time")) == (40, 50)
    assert (log.value("k9.served_before"), log.value("k9.call_back")) == (0, None)
    assert log.value("k9.cool_down_return") == 100
    # 1 of Amira's own two; the cool-down is the branch's alone
    assert log.value("k9", ("person", str(AMIRA))) == 50
    # the break's counter is that of what was owed by it
    assert log.sums[("counter", "1")]["k9.den"] == 1


def test_k9_belongs_to_the_day_on_which_it_was_due() -> None:
    log = Log()
    tomorrow = at("10:00") + DAYS
    log.owed("11:00", "case_answer", "kept", "10:00")
    log.events[-1].facts["due_at"] = tomorrow.isoformat()  # type: ignore[index]
    assert log.value("k9") is None


def test_k9_counts_an_answer_that_is_overdue_and_still_owed() -> None:
    log = Log()
    opened, due = at("15:00") - 3 * DAYS, at("15:00")
    silent, late, gone, review = (
        log.case(opened, due, kind) for kind in ("complaint", "question", "request", "review")
    )
    for case in (silent, late, gone, review):
        log.note("15:00", "case.overdue", case)
    # answered after all: its commitment ended late and is counted by that
    late.answered_at = at("16:00")
    log.note("16:00", "case.answered", late)
    log.owed("16:00", "case_answer", "kept_late", "15:00")
    gone.state = "withdrawn"
    log.note("16:30", "case.withdrawn", gone)
    log.owed("10:00", "case_answer", "kept", "15:00")
    log.owed("10:00", "case_answer", "kept", "15:30")
    # kept 2, late 1, owed still 1: 2 of 4
    assert (log.value("k9"), log.value("k9.case_answer")) == (50, 50)


def test_k13_counts_complaints_by_cause_and_criterion() -> None:
    log = Log()
    log.sit("08:00", AMIRA, 1)
    for _ in range(8):
        log.ticket("10:00")
    due = at("17:00") + 3 * DAYS
    log.case(at("10:30"), due, cause="closed_in_face", criterion="a", counter_id=1)
    log.case(at("10:40"), due, cause="tone", criterion="b", counter_id=2)
    log.case(at("10:45"), due, cause="return_late", counter_id=2)
    log.case(at("10:50"), due, "question")
    log.case(at("10:55"), due, "review", cause="tone")
    # told on a later day what it was about: yesterday's case is no complaint of today
    log.case(at("10:00") - DAYS, due, cause="tone")
    log.pause("11:00", "11:10", "medical")
    for _ in range(2):
        log.ticket("12:00")
    # 3 per 10 tickets are 300 per mille; of 8 tickets that waited in a closure 2 break complaints
    assert (log.value("k13"), log.value("k13b")) == (300, 250)
    branch = log.sums[("branch", "")]
    assert (branch["k13.cause.tone"], branch["k13.criterion.a"]) == (1, 1)
    assert log.sums[("counter", "1")]["k13.num"] == 1


def test_k14_and_k15_judge_by_the_due_time_first_given() -> None:
    log = Log()
    opened, due = at("15:00") - 3 * DAYS, at("15:00")
    in_time, late, told, told_late, gone, soon, review = (
        log.case(opened, due, kind)
        for kind in ("complaint", "question", *["complaint"] * 4, "review")
    )
    soon.delayed_at = at("10:00")
    log.note("10:00", "case.delay_notice", soon)
    assert review
    for case, clock in ((in_time, "15:00"), (late, "15:00:01")):
        case.answered_at = at(clock)
        log.note(clock, "case.answered", case)
    told.delayed_at, told.due_at = at("14:59"), due + DAYS
    log.note("14:59", "case.delay_notice", told)
    # told when it was due: that is not before
    told_late.delayed_at = at("15:00")
    log.note("15:00", "case.delay_notice", told_late)
    gone.state = "withdrawn"
    log.note("12:00", "case.withdrawn", gone)
    # answered after all, the day after: late is late
    told.answered_at = at("10:00") + DAYS
    log.note(at("10:00") + DAYS, "case.answered", told)
    # 1 of 5; of the 4 late ones 2
    assert (log.value("k14"), log.value("k15")) == (20, 50)


def test_k14_waits_for_the_due_time_and_forgives_a_case_opened_again() -> None:
    opened = at("15:00") - 3 * DAYS
    log = Log(a_roster(until=at("14:59")))
    log.case(opened, at("15:00"))
    assert log.value("k14") is None
    again = Log()
    case = again.case(opened, at("15:00"))
    case.answered_at = at("12:00")
    again.note("12:00", "case.answered", case)
    case.answered_at, case.reopened = None, 1
    again.note("13:00", "case.reopened", case)
    assert again.value("k14") == 100


def test_k19_counts_minutes_below_the_floor_and_announced_closures_apart() -> None:
    # two queues with a floor of one; open 9 to 17
    log = Log(a_roster(floors={1: 2, 2: 1}))
    log.sit("08:30", AMIRA, 1)
    cili = log.sit("08:30", CILI, 3)
    log.sit("09:10", BELA, 2)
    # queue 1 has one of two counters from 9:00 to 9:10: 10 min
    lunch = log.publish("07:00", "11:00")
    log.start("11:00", lunch)
    # and from 11:00 to 11:10: 10 min; then nobody: 5 min, of which one break is unplanned
    goods = log.pause("11:10", "", "goods_delivery", BELA)
    log.end("11:15", goods)
    # 11:15 to 11:30 one of two: 15 min
    log.end("11:30", lunch)
    # queue 2: an announced break of its only counter, 20 min
    rest = log.publish("07:00", "13:00", CILI, 20)
    log.start("13:00", rest)
    log.end("13:20", rest)
    # Cili goes home at 16:30: 30 min without anybody
    log.leave("16:30", cili)
    # 10 + 10 + 5 + 15 + 30
    assert (log.value("k19"), log.value("k19.full")) == (70, 20)
    # by hours: 10 from 9, 30 from 11, 30 from 16
    hours = [log.value("k19", ("hour", h)) for h in ("9", "11", "16")]
    assert hours == [10, 30, 30]


def test_k19_a_counter_that_winds_down_and_one_left_open_overnight_still_serve() -> None:
    seats = (Seat(901, 1, AMIRA), Seat(902, 3, CILI))
    log = Log(a_roster(seats=seats))
    lunch = log.publish("07:00", "11:00")
    log.prove("10:45", lunch)
    log.last_call("10:55", lunch)
    assert log.value("k19") == 0
    log.start("11:00", lunch)
    log.end("11:30", lunch)
    assert (log.value("k19"), log.value("k19.full")) == (0, 30)


def test_k21_counts_calls_by_their_minutes() -> None:
    log = Log()
    case = log.case(at("09:30"), at("09:30") + 3 * DAYS, "question")
    for length, passed_on in ((3.5, True), (5, False), (15, False), (15.1, False), (40, False)):
        log.note("11:00", "case.call_ended", case, BELA, minutes=length, transferred=passed_on)
    # 3 of 5; 1 of 5
    assert (log.value("k21"), log.value("k21.transferred")) == (60, 20)
