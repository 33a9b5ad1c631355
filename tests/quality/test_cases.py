"""D1 to D8 on rows: who owns a case, what the clock does, what is written down."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from branches.errors import Refused
from branches.models import Event
from branches.rules import Role
from breaks.models import Commitment
from breaks.rules.commitments import CommitmentState
from quality import timers
from quality.actions import cases as verbs
from quality.actions.case_calls import end_call, enter_stage, note_attempt, start_call
from quality.actions.case_clock import advance_case
from quality.actions.case_handover import accept, hand_over, return_case
from quality.actions.case_opening import complain, open_case, review_rise
from quality.models import Case, Tally
from quality.queries.cases import access_case, cases_for
from quality.queries.protocols import open_runs
from quality.rules.calls import Stage
from quality.rules.case_guards import MOST_NOTES, MOST_PER_TICKET
from quality.rules.cases import CaseSource, CaseState, Outcome
from queueapp.models import Ticket
from tests.people import Bank, at, found_bank, hire

TEN = at("10:00")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORDS = "Nobody said that the counter closes."
CONTACT = {"client_name": "Mrs. Ehlers", "client_phone": "+36 1 234 5678"}


def ticket_of(bank: Bank, number: int = 1) -> Ticket:
    about = {"branch": bank.branch, "queue": bank.queue, "day": TEN.date(), "number": number}
    return Ticket.objects.create(
        code=f"A{number:03}", issued_at=TEN, counter_wanted=bank.counters[0], **about
    )


def complaint(bank: Bank, number: int = 1, *, now: datetime = TEN, **more: Any) -> Case:
    about = {"cause": "break_not_announced", **CONTACT, **more}
    return complain(ticket_of(bank, number), text=WORDS, now=now, **about)


def clarified(bank: Bank) -> Case:
    return verbs.understand(complaint(bank).pk, by=bank.tellers[0], now=TEN + HOUR)


def agreed(bank: Bank, due_at: datetime) -> Case:
    case, by = clarified(bank), bank.tellers[0]
    for way in ("A call from the manager", "The fee back"):
        verbs.add_option(case.pk, text=way, by=by, now=TEN + HOUR)
    return verbs.agree(case.pk, text="The fee back", due_at=due_at, by=by, now=TEN + HOUR)


def tick(case: Case, now: datetime) -> Case:
    """What the timers do with a due row."""
    case = Case.objects.select_related("branch", "owner", "commitment").get(pk=case.pk)
    if case.next_step_at and case.next_step_at <= now:
        advance_case(case, now=now)
    return Case.objects.get(pk=case.pk)


def kinds(bank: Bank) -> list[str]:
    return list(bank.branch.events.order_by("number").values_list("kind", flat=True))


def last(bank: Bank) -> Event:
    event = bank.branch.events.order_by("number").last()
    assert event
    return event


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def test_a_complaint_is_owed_an_answer_and_the_log_keeps_no_word_of_it(alone: Bank) -> None:
    case = complaint(alone)
    assert (case.code, case.state, case.due_at) == ("F-1001", CaseState.NEW, TEN + 3 * DAY)
    assert case.counter == alone.counters[0]
    owed = Commitment.objects.get()
    assert (owed.kind, owed.due_at, owed.owner, owed.contact) == (
        "case_answer",
        TEN + 3 * DAY,
        None,
        "",
    )
    event = last(alone)
    assert (event.kind, event.subject, event.subject_id) == ("case.opened", "case", case.pk)
    assert (event.facts["cause"], event.facts["ticket"]) == ("break_not_announced", case.ticket_id)
    kept = f"{event.data} {event.facts}"
    assert not [word for word in (WORDS, *CONTACT.values()) if word in kept]


def test_the_same_words_again_are_one_case_and_a_sixth_is_refused(alone: Bank) -> None:
    ticket = ticket_of(alone)
    about = {"reach": "anonymous", "now": TEN}
    first = complain(ticket, text="One", **about)
    assert complain(ticket, text="One", **about) == first
    for text in ("Two", "Three", "Four", "Five"):
        complain(ticket, text=text, **about)
    with pytest.raises(Refused) as refused:
        complain(ticket, text="Six", **about)
    assert code_of(refused) == "too_many_cases"


def test_a_client_fills_no_log_with_cases_and_notes(alone: Bank) -> None:
    """The holder of one token withdraws and writes again, or adds and adds."""
    ticket, about = ticket_of(alone), {"reach": "anonymous", "now": TEN}
    for n in range(MOST_PER_TICKET):
        case = complain(ticket, text=f"No. {n}", **about)
        if n + 1 < MOST_PER_TICKET:
            verbs.withdraw(case.pk, now=TEN)
    verbs.add_note(case.pk, text="More", by=alone.carla, now=TEN)
    for _ in range(MOST_NOTES):
        verbs.add_note(case.pk, text="More", now=TEN)
    for code, write in (
        ("too_many_notes", lambda: verbs.add_note(case.pk, text="More", now=TEN)),
        ("too_many_cases", lambda: complain(ticket, text="Again", **about)),
    ):
        with pytest.raises(Refused) as refused:
            write()
        assert code_of(refused) == code


def test_a_case_entered_by_a_person_is_theirs(alone: Bank) -> None:
    by = alone.tellers[0]
    case = open_case(
        alone.branch.pk, CaseSource.LETTER, text=WORDS, by=by, now=TEN, reach="anonymous"
    )
    assert (case.owner, case.receiver, Commitment.objects.get().owner) == (by, by, by)
    with pytest.raises(Refused) as refused:
        open_case(alone.branch.pk, CaseSource.LETTER, text=" ", by=by, now=TEN, reach="anonymous")
    assert code_of(refused) == "text_missing"


def test_an_agreement_moves_the_promise_and_the_answer_keeps_it(alone: Bank) -> None:
    case, by = agreed(alone, TEN + 2 * DAY), alone.tellers[0]
    assert (case.state, case.due_at, case.first_due_at) == (
        "agreed",
        TEN + 2 * DAY,
        TEN + 3 * DAY,
    )
    assert Commitment.objects.get().due_at == TEN + 2 * DAY
    with pytest.raises(Refused) as refused:
        verbs.answer_case(case.pk, text="The fee is back.", by=by, now=TEN + DAY)
    assert code_of(refused) == "call_first"
    note_attempt(case.pk, by=by, now=TEN + DAY)
    case = verbs.answer_case(case.pk, text="The fee is back.", by=by, now=TEN + DAY)
    assert (case.state, case.answered_at) == ("answered", TEN + DAY)
    assert Commitment.objects.get().state == CommitmentState.KEPT


def test_one_way_is_no_choice_but_our_own_mistake_needs_none(alone: Bank) -> None:
    case, by = clarified(alone), alone.tellers[0]
    verbs.add_option(case.pk, text="The fee back", by=by, now=TEN + HOUR)
    about: dict[str, Any] = {"text": "The fee back", "due_at": TEN + DAY, "by": by}
    with pytest.raises(Refused) as refused:
        verbs.agree(case.pk, now=TEN + HOUR, **about)
    assert code_of(refused) == "options_missing"
    verbs.change_details(case.pk, by=by, now=TEN + HOUR, fault="ours")
    assert (last(alone).kind, last(alone).data["card"]) == ("case.fault_review", "own_mistake")
    assert verbs.agree(case.pk, now=TEN + HOUR, **about).state == "agreed"


def test_the_clock_reminds_alarms_and_does_each_once(alone: Bank) -> None:
    case = complaint(alone)
    assert case.next_step_at == TEN + DAY
    case = tick(case, TEN + DAY)
    assert (case.owner, last(alone).kind) == (alone.carla, "case.still_new")
    case = tick(case, TEN + 2 * DAY)
    event = last(alone)
    assert (event.kind, event.data["card"]) == ("case.reminder", "follow_up_delay")
    case = tick(case, TEN + 3 * DAY + HOUR)
    assert (last(alone).kind, last(alone).due_at) == ("case.overdue", TEN + 3 * DAY)
    assert case.next_step_at is None
    count = len(kinds(alone))
    advance_case(case, now=TEN + 9 * DAY)
    assert len(kinds(alone)) == count


def test_after_an_outage_everything_that_fell_due_is_done_in_its_order(alone: Bank) -> None:
    tick(complaint(alone), TEN + 5 * DAY)
    assert kinds(alone)[1:] == ["case.still_new", "case.reminder", "case.overdue"]


def test_a_delay_is_told_once_by_anybody_and_again_by_the_manager(alone: Bank) -> None:
    case, by = clarified(alone), alone.tellers[0]
    tick(case, TEN + 2 * DAY)
    told: dict[str, Any] = {"reason": "We wait for the head office.", "by": by}
    new = TEN + 5 * DAY
    case = verbs.tell_delay(case.pk, new_due_at=new, now=TEN + 2 * DAY, **told)
    assert (case.due_at, case.first_due_at, case.delays) == (new, TEN + 3 * DAY, 1)
    assert (case.delayed_at, case.reminded_at) == (TEN + 2 * DAY, None)
    assert case.next_step_at == new - DAY
    # the double click is one notice
    assert verbs.tell_delay(case.pk, new_due_at=new, now=TEN + 2 * DAY, **told).delays == 1
    with pytest.raises(Refused) as refused:
        verbs.tell_delay(case.pk, new_due_at=new + DAY, now=TEN + 3 * DAY, **told)
    assert code_of(refused) == "manager_needed"
    told["by"] = alone.carla
    case = verbs.tell_delay(case.pk, new_due_at=new + DAY, now=TEN + 3 * DAY, **told)
    owed = Commitment.objects.get()
    assert (case.delays, owed.due_at, owed.original_due_at) == (2, new + DAY, TEN + 3 * DAY)


def test_silence_closes_and_a_no_reopens_with_the_manager(alone: Bank) -> None:
    case, by = clarified(alone), alone.tellers[0]
    note_attempt(case.pk, by=by, now=TEN + 2 * HOUR)
    verbs.answer_case(case.pk, text="It was our sign.", by=by, now=TEN + 3 * HOUR)
    case = tick(case, TEN + 3 * HOUR + DAY)
    assert last(alone).kind == "case.check_asked"
    case = tick(case, TEN + 3 * HOUR + 3 * DAY)
    assert (case.state, case.outcome, last(alone).data["silent"]) == ("closed", "", True)
    again = TEN + 10 * DAY
    case = verbs.judge_outcome(case.pk, Outcome.NO, now=again)
    assert (case.state, case.owner, case.reopened) == ("clarified", alone.carla, 1)
    assert (case.due_at, case.erase_after, case.answered_at) == (again + 3 * DAY, None, None)
    states = Commitment.objects.order_by("pk").values_list("state", "due_at")
    assert list(states) == [("kept", TEN + 3 * DAY), ("open", again + 3 * DAY)]
    # the call of the first answer is not that of the second
    with pytest.raises(Refused) as refused:
        verbs.answer_case(case.pk, text="Once more.", by=by, now=again + HOUR)
    assert code_of(refused) == "call_first"
    # a second click of the client changes nothing
    assert verbs.judge_outcome(case.pk, Outcome.NO, now=again).reopened == 1


def test_a_withdrawn_case_owes_nothing_and_has_no_next_step(alone: Bank) -> None:
    case = verbs.withdraw(complaint(alone).pk, now=TEN + HOUR)
    assert (case.state, case.next_step_at) == ("withdrawn", None)
    assert case.erase_after == (TEN + 730 * DAY).date()
    assert Commitment.objects.get().state == CommitmentState.RELEASED
    with pytest.raises(Refused) as refused:
        verbs.understand(case.pk, by=alone.carla, now=TEN + HOUR)
    assert code_of(refused) == "case_state"


def test_a_handover_is_the_targets_alone_and_returns_when_nobody_accepts(pair: Bank) -> None:
    case, (amira, bela) = clarified(pair), pair.tellers
    case = hand_over(case.pk, by=amira, to=bela, now=TEN + HOUR)
    assert case.handover_due_at == TEN + 5 * HOUR
    with pytest.raises(Refused) as refused:
        accept(case.pk, by=pair.carla, now=TEN + 2 * HOUR)
    assert code_of(refused) == "not_for_you"
    assert access_case(bela, case.pk) == case
    # TR-11: the card says how a client is led on
    timers.run_due(TEN + HOUR)
    assert [r.situation for r in open_runs(amira, pair.branch)] == ["outside_competence"]
    case = tick(case, TEN + 5 * HOUR)
    event = last(pair)
    assert (event.kind, event.data["alarm"]) == ("case.handover_missed", "case_handover")
    assert (case.owner, case.handed_to, case.handed_at) == (amira, None, None)
    hand_over(case.pk, by=amira, to=bela, now=TEN + 6 * HOUR)
    case = accept(case.pk, by=bela, now=TEN + 7 * HOUR)
    assert (case.owner, Commitment.objects.get().owner) == (bela, bela)
    assert accept(case.pk, by=bela, now=TEN + 7 * HOUR).owner == bela


def test_a_unit_sees_what_was_handed_to_it_and_one_of_it_accepts(pair: Bank) -> None:
    amira, bela = pair.tellers
    bela.position = "Card service"
    bela.save(update_fields=["position"])
    case = clarified(pair)
    assert not cases_for(bela, pair.branch).exists()
    hand_over(case.pk, by=amira, unit="Card service", now=TEN + HOUR)
    # what somebody typed stays out of the log, which is never erased
    assert "Card service" not in f"{last(pair).data} {last(pair).facts}"
    assert list(cases_for(bela, pair.branch)) == [case]
    assert accept(case.pk, by=bela, now=TEN + 2 * HOUR).owner == bela
    hand_over(case.pk, by=bela, unit="Complaints", now=TEN + 3 * HOUR)
    assert return_case(case.pk, by=bela, now=TEN + 3 * HOUR).unit == ""


def test_a_case_is_seen_by_its_people_and_the_manager_only(pair: Bank) -> None:
    case, (amira, bela) = clarified(pair), pair.tellers
    dov = hire("Dov", found_bank(1, slug="other").branch, Role.MANAGER, pair.branch.organisation)
    assert access_case(amira, case.pk) == access_case(pair.carla, case.pk) == case
    for stranger in (bela, dov):
        with pytest.raises(Refused) as refused:
            access_case(stranger, case.pk)
        assert refused.value.status == 404


def test_a_call_comes_to_its_end_stage_by_stage(alone: Bank) -> None:
    case, by = clarified(alone), alone.tellers[0]
    start_call(case.pk, by=by, now=TEN, rings=2)
    start_call(case.pk, by=by, now=TEN)
    with pytest.raises(Refused) as refused:
        enter_stage(case.pk, Stage.CLOSING, by=by, now=TEN)
    assert code_of(refused) == "stage_order"
    for minute, stage in enumerate((Stage.CLARIFYING, Stage.CHECKING, Stage.CLOSING), 1):
        enter_stage(case.pk, stage, by=by, now=TEN + timedelta(minutes=minute))
    case = tick(case, TEN + timedelta(minutes=10))
    assert last(alone).kind == "case.call_reminder"
    case = tick(case, TEN + timedelta(minutes=16))
    assert last(alone).kind == "case.call_long"
    end_call(case.pk, by=by, now=TEN + timedelta(minutes=17), transferred=True)
    data = last(alone).data
    assert (data["call"], data["minutes"], data["transferred"]) == (1, 17.0, True)
    assert kinds(alone).count("case.call_started") == 1
    with pytest.raises(Refused) as refused:
        end_call(case.pk, by=by, now=TEN + HOUR)
    assert code_of(refused) == "no_call"


def test_the_third_complaint_of_a_cause_at_a_counter_opens_one_review(pair: Bank) -> None:
    """K13a, F66; another cause, another counter and what is long ago do not count."""
    complaint(pair, 1, now=TEN)
    for number, cause in ((2, "tone"), (3, "break_not_announced")):
        complaint(pair, number, cause=cause, now=TEN + 13 * DAY)
    other = ticket_of(pair, 4)
    other.counter_wanted = pair.counters[1]
    other.save(update_fields=["counter_wanted"])
    complain(other, text="x", cause="break_not_announced", reach="anonymous", now=TEN + 13 * DAY)
    reviews = Case.objects.filter(kind="review")
    assert not reviews.exists()
    # the first is fifteen days old by now
    complaint(pair, 5, now=TEN + 15 * DAY)
    assert not reviews.exists()
    complaint(pair, 6, now=TEN + 15 * DAY)
    review = reviews.get()
    assert (review.owner, review.counter, review.cause) == (
        pair.carla,
        pair.counters[0],
        "break_not_announced",
    )
    assert (review.commitment, last(pair).kind) == (None, "case.review_opened")
    complaint(pair, 7, now=TEN + 16 * DAY)
    assert reviews.count() == 1


def counted(bank: Bank, day: date, complaints: int) -> None:
    """A day of a thousand numbers as the daily count leaves it; a whole month has its own row."""
    counts = {"k13.num": complaints, "k13.den": 1000}
    about = {"branch": bank.branch, "span": "day", "scope": "branch", "made_at": TEN}
    Tally.objects.create(since=day, counts=counts, **about)


def test_twice_as_many_complaints_as_before_open_one_review(alone: Bank) -> None:
    """K13a: four weeks against the twelve before; two complaints are no rise."""
    today = TEN.date()
    counted(alone, today - 30 * DAY, 1)
    counted(alone, today - 10 * DAY, 2)
    assert review_rise(alone.branch.pk, now=TEN) is None
    counted(alone, today - DAY, 2)
    review = review_rise(alone.branch.pk, now=TEN)
    assert review and (review.owner, review.cause, review.kind) == (alone.carla, "", "review")
    assert review_rise(alone.branch.pk, now=TEN + 27 * DAY) is None


def test_as_many_as_before_is_no_rise(alone: Bank) -> None:
    today = TEN.date()
    counted(alone, today - 30 * DAY, 3)
    counted(alone, today - 10 * DAY, 5)
    assert review_rise(alone.branch.pk, now=TEN) is None
