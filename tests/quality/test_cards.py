"""Cards that open by themselves, are walked through, and give way, told minute by minute."""

from datetime import timedelta

import pytest

from branches.errors import Refused
from branches.events import record
from branches.models import Event
from branches.queries import events_after
from breaks import actions as breaks
from breaks import timers as lower
from breaks.api.shapes import break_facts
from breaks.models import Break
from quality import timers
from quality.actions.protocols import answer_step, leave_run, open_run, tick_said
from quality.actions.walks import MOST_STEPS
from quality.models import Alarm, LogMark, ProtocolRun
from quality.queries.protocols import open_runs
from queueapp.models import CounterSession, Shift
from tests.morning import fresh
from tests.people import Bank, at, found_bank
from tests.planning import lunch

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> Bank:
    return found_bank(2)


def tick(*clocks: str) -> None:
    """The clock of the house comes by, on this floor after the one below."""
    for clock in clocks:
        lower.run_due(at(clock))
        timers.run_due(at(clock))


def seat(bank: Bank, clock: str = "11:00", who: int = 0) -> CounterSession:
    return breaks.open_session(bank.counters[who].pk, staff=bank.tellers[who], now=at(clock))


def cards(bank: Bank, who: int = 0) -> list[tuple[str, str]]:
    """What lies on a console, the newest first, with its step."""
    return [(r.situation, r.step) for r in open_runs(bank.tellers[who], bank.branch)]


def card(bank: Bank, situation: str) -> ProtocolRun:
    return ProtocolRun.objects.get(staff=bank.tellers[0], situation=situation)


def walk(run: ProtocolRun, *answers: str, clock: str) -> ProtocolRun:
    for answer in answers:
        run = fresh(run)
        run = answer_step(run.pk, step=run.step, answer=answer, by=run.staff, now=at(clock))
    return fresh(run)


def say(run: ProtocolRun, script: str, clock: str) -> ProtocolRun:
    return tick_said(run.pk, script=script, by=run.staff, now=at(clock), real_now=at(clock))


def warned(bank: Bank, *, shown: bool = True) -> Break:
    """A lunch at 12:30 whose warning a screen has painted at 12:15."""
    break_ = lunch(bank, "12:30")
    seat(bank)
    tick("12:15")
    if shown:
        breaks.record_receipt(
            bank.display, break_.pk, revision=1, starts_at=at("12:30"), now=at("12:15:02")
        )
    return fresh(break_)


def test_the_warning_opens_its_card_where_the_house_has_done_its_part(bank: Bank) -> None:
    """B3, HU-18: the screens' step is done; the teller's waits two minutes."""
    warned(bank)
    assert cards(bank) == [("planned_break_notice", "s2")]
    assert cards(bank, who=1) == []
    assert card(bank, "planned_break_notice").next_step_at == at("12:17")
    tick("12:16")
    assert ProtocolRun.objects.count() == 1


def test_a_break_that_leaves_nobody_brings_its_card_when_it_is_published(bank: Bank) -> None:
    """HU-17: with a colleague at the other counter there is none, nor before the person sits."""
    seat(bank, "07:55")
    lunch(bank, "12:30")
    tick("08:00")
    assert cards(bank) == []
    Shift.objects.filter(staff=bank.tellers[1]).update(ends_at=at("12:45"))
    lunch(bank, "14:00", kind="short", length=10)
    tick("08:00")
    assert [situation for situation, _ in cards(bank)] == ["full_closure"]


def test_each_tick_of_a_walk_is_an_event_without_names(bank: Bank) -> None:
    warned(bank)
    run = say(card(bank, "planned_break_notice"), "voice_notice", "12:16")
    say(run, "voice_notice", "12:16")
    run = walk(run, "next", "yes", "next", "no", "next", clock="12:16")
    assert (run.state, run.ended_at) == ("done", at("12:16"))
    rows = Event.objects.filter(kind__startswith="protocol.").order_by("number")
    told = [(e.kind, e.data["step"], e.data.get("answer"), e.data["script"]) for e in rows]
    assert told == [
        ("protocol.opened", "s1", None, None),
        ("protocol.step", "s1", "next", None),
        ("protocol.said", "s2", None, "voice_notice"),
        ("protocol.step", "s2", "next", None),
        ("protocol.step", "s3", "yes", None),
        ("protocol.step", "s4", "next", None),
        ("protocol.step", "s5", "no", None),
        ("protocol.step", "s7", "next", None),
        ("protocol.ended", "s7", None, None),
    ]
    # what the house did itself was done by nobody
    assert [e.by_id for e in rows[:3]] == [None, None, bank.tellers[0].pk]
    assert not any(bank.tellers[0].name in str(e.data) for e in rows)
    # where it leads has an hour of its own
    assert cards(bank) == []


def test_the_manager_who_says_nothing_for_two_minutes_has_said_no(bank: Bank) -> None:
    warned(bank)
    walk(card(bank, "planned_break_notice"), "next", "yes", "next", clock="12:16")
    tick("12:17:59")
    assert cards(bank) == [("planned_break_notice", "s5")]
    tick("12:18")
    assert cards(bank) == [("planned_break_notice", "s7")]
    assert card(bank, "planned_break_notice").path[-1][:2] == ["s5", "timeout"]


def test_a_step_whose_time_is_up_only_says_so(bank: Bank) -> None:
    warned(bank)
    tick("12:17", "12:18")
    assert cards(bank) == [("planned_break_notice", "s2")]
    rung = Event.objects.filter(kind="protocol.timeout")
    assert [e.due_at for e in rung] == [at("12:17")]


@pytest.mark.parametrize("said", [True, False])
def test_who_did_not_say_it_by_the_last_call_is_reminded(bank: Bank, said: bool) -> None:
    """HU-24: S-5 without the tick; the house knows that a screen has shown it."""
    warned(bank)
    if said:
        say(card(bank, "planned_break_notice"), "voice_notice", "12:16")
    tick("12:25")
    assert cards(bank) == [*([] if said else [("forgot_to_warn", "s2")]), ("last_call", "s2")]


def test_the_end_of_a_break_takes_its_cards_off_the_console(bank: Bank) -> None:
    warned(bank)
    tick("12:25", "12:30")
    session = CounterSession.objects.get()
    assert [name for name, _ in cards(bank)] == ["forgot_to_warn", "last_call"]
    breaks.end_break(session.pk, by=bank.tellers[0], now=at("13:00"))
    tick("13:00")
    assert cards(bank) == [("return_from_break", "s3")]


def test_the_card_of_a_break_that_moves_moves_its_clock(bank: Bank) -> None:
    warned(bank)
    tick("12:25")
    run = walk(card(bank, "last_call"), "no", "yes", clock="12:25")
    assert (run.step, run.next_step_at) == ("s5", at("12:40"))
    Break.objects.update(starts_at=at("12:35"), returns_at=at("13:05"))
    tick("12:40")
    run = fresh(run)
    assert (run.step, run.next_step_at) == ("s5", at("12:45"))
    Break.objects.update(starts_at=at("12:32"), returns_at=at("13:02"))
    record(bank.branch, "break.pushed", now=at("12:41"), subject=Break.objects.get())
    tick("12:41")
    assert fresh(run).next_step_at == at("12:42")
    tick("12:42")
    assert fresh(run).step == "s7"


def test_an_overrun_is_asked_about_at_two_minutes_past(bank: Bank) -> None:
    warned(bank)
    tick("12:25", "12:30", "12:58")
    assert cards(bank) == [("break_overrun", "s1")]
    tick("13:00")
    assert cards(bank) == [("break_overrun", "s2")]
    tick("13:02")
    assert cards(bank) == [("break_overrun", "s3")]


def test_a_question_is_not_answered_by_next_and_a_passed_one_not_at_all(bank: Bank) -> None:
    warned(bank)
    run = walk(card(bank, "planned_break_notice"), "next", clock="12:16")
    with pytest.raises(Refused) as otherwise:
        walk(run, "next", clock="12:16")
    assert (otherwise.value.code, otherwise.value.status) == ("unknown_answer", 422)
    with pytest.raises(Refused) as passed:
        answer_step(run.pk, step="s1", answer="next", by=run.staff, now=at("12:16"))
    assert (passed.value.code, passed.value.facts) == ("step_passed", {"step": "s3"})
    # a double click is no second answer
    again = answer_step(run.pk, step="s2", answer="next", by=run.staff, now=at("12:16"))
    assert (again.step, len(again.path)) == ("s3", 2)
    with pytest.raises(Refused) as unknown:
        say(run, "voice_last", "12:16")
    assert unknown.value.code == "unknown_script"


def test_a_walk_leads_on_to_the_card_it_names(bank: Bank) -> None:
    """HU-21, HU-23: a client who accepts nothing is not told the same a third time."""
    seat(bank)
    run = open_run(bank.branch.pk, "objection_replies", by=bank.tellers[0], now=at("12:00"))
    walk(run, "next", "no", "next", clock="12:00")
    assert cards(bank) == [("queue_demands_cancellation", "s1")]
    same = open_run(
        bank.branch.pk, "queue_demands_cancellation", by=bank.tellers[0], now=at("12:01")
    )
    assert same.pk == card(bank, "queue_demands_cancellation").pk
    leave_run(same.pk, by=bank.tellers[0], now=at("12:02"))
    assert cards(bank) == []


def test_a_delivery_that_begins_at_once_is_a_break_that_could_wait(bank: Bank) -> None:
    session = seat(bank)
    seat(bank, who=1)
    how = {"by": bank.tellers[0], "now": at("11:10")}
    breaks.request_break(session.pk, reason="goods_delivery", **how)
    tick("11:10")
    assert cards(bank) == [("unplanned_deferrable", "s6")]
    breaks.request_break(
        CounterSession.objects.get(staff=bank.tellers[1]).pk,
        reason="medical",
        by=bank.tellers[1],
        now=at("11:11"),
    )
    tick("11:11")
    assert cards(bank, who=1) == [("unplanned_immediate", "s3")]


def test_a_client_of_the_last_moment_is_answered_as_the_forecast_did(bank: Bank) -> None:
    """HU-14, HU-22: whether it still fits is no whim of the teller."""
    break_ = warned(bank)
    session = CounterSession.objects.get()
    tick("12:25")
    about = {"by": bank.tellers[0], "now": at("12:29"), "real_now": at("12:29")}
    breaks.late_arrival(session.pk, queue_id=bank.queue.pk, **about)
    tick("12:29")
    run = card(bank, "late_arrival")
    assert (run.ticket.code, run.step) == ("A001", "s1")
    assert walk(run, "next", clock="12:29").step == "s4"
    assert fresh(break_).state == "closing"


def test_a_long_service_brings_the_closing_question_and_the_next_client_ends_it(bank: Bank) -> None:
    """3.9 no. 27: twice the estimate of seven minutes."""
    session = seat(bank)
    breaks.take_ticket(bank.queue.pk, source="kiosk", now=at("11:00"), real_now=at("11:00"))
    breaks.call_next(session.pk, now=at("11:00"))
    breaks.start_service(session.pk, now=at("11:00"))
    tick("11:13")
    assert cards(bank) == []
    tick("11:15")
    assert cards(bank) == [("talkative_client", "s1")]
    breaks.finish_service(session.pk, now=at("11:16"))
    tick("11:16")
    assert cards(bank) == []


def test_a_client_at_the_counter_makes_no_second_card(bank: Bank) -> None:
    """N3 rolls the start every minute, and the card lies there once; a pause has one card."""
    break_ = lunch(bank, "12:30")
    session = seat(bank)
    breaks.take_ticket(bank.queue.pk, source="kiosk", now=at("12:10"), real_now=at("12:10"))
    breaks.call_next(session.pk, now=at("12:10"))
    breaks.start_service(session.pk, now=at("12:10"))
    tick("12:15", "12:20", "12:21", "12:22")
    assert fresh(break_).starts_at > at("12:30")
    assert cards(bank) == [("forgot_to_warn", "s5"), ("planned_break_notice", "s2")]
    run = open_run(
        bank.branch.pk, "cool_down_pause", by=bank.tellers[0], now=at("12:22:10"), minutes=5
    )
    walk(run, "next", clock="12:22:20")
    tick("12:22:20")
    assert [name for name, _ in cards(bank)].count("cool_down_pause") == 1


def test_an_early_closing_is_one_card_on_every_console(bank: Bank) -> None:
    """3.9 no. 14: the breaks it cancels bring no cards of their own."""
    lunch(bank, "12:30")
    seat(bank)
    seat(bank, who=1)
    breaks.close_branch(
        bank.branch.pk,
        call_back_at=at("15:00"),
        by=bank.carla,
        now=at("12:00"),
        note="a burst pipe",
    )
    tick("12:00")
    assert Event.objects.filter(kind="break.cancelled").count() == 1
    assert cards(bank) == cards(bank, who=1) == [("branch_closes_early", "s1")]


def test_where_somebody_sits_in_nothing_is_announced(bank: Bank) -> None:
    break_ = lunch(bank, "12:30")
    seat(bank)
    breaks.assign_relief(
        break_.pk,
        staff_id=bank.carla.pk,
        counter_id=bank.counters[0].pk,
        by=bank.carla,
        now=at("11:30"),
    )
    tick("12:15", "12:25")
    assert fresh(break_).state == "closing"
    assert cards(bank) == []


def test_whoever_leaves_the_counter_has_no_card_before_them(bank: Bank) -> None:
    warned(bank)
    breaks.close_session(CounterSession.objects.get().pk, by=bank.tellers[0], now=at("12:16"))
    tick("12:16")
    assert cards(bank) == []


def test_a_cool_down_flips_the_counter_after_the_client_was_told(bank: Bank) -> None:
    """TR-5, TR-6, F63: the minute named is the minute shown; who is not calm is relieved."""
    session = seat(bank)
    run = open_run(
        bank.branch.pk, "cool_down_pause", by=bank.tellers[0], now=at("12:00:10"), minutes=5
    )
    assert run.facts["return_at"] == at("12:06").isoformat()
    assert not Break.objects.exists()
    # nobody was told in time, so a later minute is named
    tick("12:01")
    assert fresh(run).facts["return_at"] == at("12:07").isoformat()
    run = walk(run, "next", clock="12:01:30")
    break_ = Break.objects.get()
    assert (run.step, run.break_ref_id) == ("s3", break_.pk)
    assert (break_.reason, break_.state) == ("cool_down", "on_break")
    assert break_.shown_return_at == at("12:07")
    tick("12:05:29")
    assert fresh(run).step == "s3"
    tick("12:05:30")
    assert fresh(run).step == "s4"
    assert not Alarm.objects.exists()
    walk(run, "no", clock="12:05:40")
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.asked, alarm.counter) == ("help", bank.carla, session.counter)
    assert cards(bank) == [("cool_down_pause", "s6")]


def test_a_cool_down_is_nobodys_in_the_log(bank: Bank) -> None:
    """DOMAIN.md 6: the manager sees counts of the branch, and no door says whose they were."""
    session = seat(bank)
    breaks.request_break(
        session.pk, reason="cool_down", by=bank.tellers[0], now=at("12:00"), minutes=5
    )
    tick("12:00")
    assert cards(bank) == [("cool_down_pause", "s3")]
    read, more = events_after(bank.branch, 0, limit=500)
    assert not more
    assert "break.started" in [e.kind for e in read]
    assert not any("cool" in str(e.data) for e in read)
    assert "cool" not in str(break_facts(Break.objects.get()))


@pytest.mark.parametrize(("minutes", "code"), [(2, "length_too_short"), (11, "length_too_long")])
def test_a_cool_down_outside_the_policy_opens_no_card(bank: Bank, minutes: int, code: str) -> None:
    seat(bank)
    with pytest.raises(Refused) as refused:
        open_run(
            bank.branch.pk, "cool_down_pause", by=bank.tellers[0], now=at("12:00"), minutes=minutes
        )
    assert (refused.value.code, refused.value.status) == (code, 422)
    assert not ProtocolRun.objects.exists()


def test_the_log_is_read_once_and_nothing_of_long_ago_opens(bank: Bank) -> None:
    warned(bank)
    later = at("12:15") + timedelta(hours=2)
    for forget in (LogMark.objects.all().delete, lambda: LogMark.objects.update(number=0)):
        ProtocolRun.objects.all().delete()
        forget()
        timers.run_due(later)
        assert cards(bank) == []
    bank.branch.refresh_from_db()
    assert LogMark.objects.get().number == bank.branch.version


def test_the_walk_of_the_house_itself_is_bounded() -> None:
    """A circle of its own steps would hold the branch; no situation has more steps than this."""
    from quality.playbook.reading import default

    assert max(len(s.steps) for s in default().situations.values()) < MOST_STEPS
