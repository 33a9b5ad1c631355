"""The clock alone: once, late, twice, in two workers, past a row that fails (3.7, 3.9 no. 13)."""

from datetime import datetime
from typing import Any

import pytest

from branches.models import Branch
from breaks import timers
from breaks.models import Break
from queueapp.models import Ticket
from tests.morning import (
    call,
    done,
    draft,
    fresh,
    planned,
    prove,
    proven,
    publish,
    serve,
    sit,
    take,
    tick,
    told,
)
from tests.people import Bank, at, found_bank


def test_nothing_is_due_on_a_quiet_morning(pair: Bank) -> None:
    planned(pair)
    sit(pair)
    assert timers.run_due(at("12:14:59")) == 0


def test_a_step_run_twice_does_its_work_once(pair: Bank) -> None:
    """F45: whatever is repeated, one event each."""
    sit(pair), sit(pair, 1)
    break_ = planned(pair)
    tick("12:15", "12:15", "12:15:01")
    prove(pair, break_, "12:15:02")
    for clock in ("12:25", "12:30", "12:58", "13:02", "13:05"):
        tick(clock, clock, clock)
    for kind in ("warned", "last_call", "started", "return_reminder", "overrun", "overrun_alarm"):
        assert len(told(pair, f"break.{kind}")) == 1, kind


def test_two_breaks_due_together_are_both_advanced(db: None) -> None:
    bank = found_bank(6)
    first, second = draft(bank, "12:00"), draft(bank, "12:00", who=1)
    publish(bank)
    assert timers.run_due(at("11:45")) == 2
    assert {fresh(first).state, fresh(second).state} == {"warned"}


def test_what_was_due_earlier_is_done_earlier(pair: Bank) -> None:
    """3.9 no. 13: a missed call of 12:14 comes before the warning of 12:15."""
    session = sit(pair)
    planned(pair)
    take(pair, "12:12")
    call(session, "12:12")
    tick("12:16")
    kinds = [e.kind for e in pair.branch.events.order_by("number")]
    assert kinds.index("ticket.no_show") < kinds.index("break.warned")
    [event] = told(pair, "ticket.no_show")
    assert (event.due_at, event.at) == (at("12:14"), at("12:16"))


def test_every_branch_gets_its_turn(pair: Bank) -> None:
    other = found_bank(2, slug="other")
    breaks = [planned(pair), planned(other)]
    tick("12:15")
    assert [fresh(b).state for b in breaks] == ["warned", "warned"]


def test_a_row_that_fails_stops_neither_the_others_nor_itself(
    pair: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DESIGN.md 5: it steps aside for a minute."""
    bad = planned(pair, "12:00")
    good = planned(pair, "12:35", who=1)
    ticket = take(pair, "12:15")
    session = sit(pair)
    call(session, "12:18")
    advance = timers.advance

    def stumble(break_: Break, branch: Branch, *, now: datetime) -> None:
        if break_.pk == bad.pk:
            Break.objects.filter(pk=bad.pk).update(remark="half done")
            raise RuntimeError("a fault nobody thought of")
        advance(break_, branch, now=now)

    monkeypatch.setattr(timers, "advance", stumble)
    tick("12:20")
    assert (fresh(good).state, fresh(ticket).state) == ("warned", "no_show")
    bad = fresh(bad)
    assert (bad.state, bad.remark, bad.next_step_at) == ("published", "", at("12:21"))
    monkeypatch.undo()
    tick("12:20:59")
    assert fresh(bad).state == "published"
    tick("12:21")
    assert fresh(bad).state == "warned"


NOTICE = 10 * 60


def began_with_notice(break_: Break) -> bool:
    """Whether a running break was proven ten minutes before the start that was shown."""
    break_ = fresh(break_)
    assert break_.notice_at and break_.started_at
    proven_for = (break_.starts_at - break_.notice_at).total_seconds()
    return proven_for >= NOTICE and break_.started_at >= break_.starts_at


@pytest.mark.parametrize(
    ("back", "start"),
    [("12:15", "12:30"), ("12:20", "12:30"), ("12:25", "12:35"), ("12:29:30", "12:40")],
)
def test_after_an_outage_the_start_lies_ten_minutes_behind_the_proof(
    alone: Bank, back: str, start: str
) -> None:
    """F44: nothing ran from S-20 to `back`."""
    sit(alone)
    break_ = planned(alone)
    tick("12:10", back)
    assert fresh(break_).state == "warned"
    prove(alone, break_, back)
    assert fresh(break_).starts_at == at(start)
    last_call = fresh(break_).next_step_at
    assert last_call
    timers.run_due(last_call)
    timers.run_due(at(start))
    assert began_with_notice(break_)


@pytest.mark.parametrize("back", ["12:31", "13:10", "14:00"])
def test_an_outage_over_the_start_begins_no_break_unannounced(alone: Bank, back: str) -> None:
    """F44: nothing ran from S-20 to `back`; what was not shown is not taken."""
    sit(alone)
    break_ = planned(alone)
    tick("12:10", back, back)
    break_ = fresh(break_)
    assert (break_.state, break_.started_at) == ("warned", None)
    assert break_.starts_at >= at(back)
    assert (break_.starts_at - at(back)).total_seconds() >= NOTICE


def test_an_outage_after_the_proof_only_delays(alone: Bank) -> None:
    """The notice was seen at 12:15; nothing ran from then to 12:33."""
    sit(alone)
    break_ = proven(alone)
    tick("12:33")
    assert fresh(break_).started_at == at("12:33")
    assert fresh(break_).returns_at == at("13:03")
    assert began_with_notice(break_)


def test_an_outage_over_the_last_call_turns_no_promised_client_away(alone: Bank) -> None:
    """C1: nothing ran from 12:16 to 12:50, one client is still at the counter, one promised."""
    session, break_ = sit(alone), proven(alone)
    take(alone, "12:16"), take(alone, "12:16")
    serve(session, "12:17")
    tick("12:50")
    assert fresh(break_).state == "closing"
    done(session, "12:51")
    assert fresh(break_).state == "closing"
    serve(session, "12:51")
    done(session, "12:55")
    assert fresh(break_).started_at == at("12:55")


def test_a_running_break_keeps_its_return_through_an_outage(alone: Bank) -> None:
    """3.9 no. 13: R unchanged; after it, an overrun, and nobody opens the counter (E2)."""
    session = sit(alone)
    break_ = proven(alone)
    tick("12:25", "12:30", "12:57")
    assert fresh(break_).returns_at == at("13:00")
    tick("13:40")
    break_ = fresh(break_)
    assert (break_.state, break_.returns_at) == ("overrun", at("13:00"))
    assert break_.shown_return_at == at("13:45")
    assert fresh(session.counter).state == "on_break"


def test_a_shown_return_passes_only_in_the_minutes_of_tolerance(alone: Bank) -> None:
    """E0: minute by minute; between R and R+2 the screens say "opens in a moment"."""
    sit(alone)
    break_ = proven(alone)
    tick("12:25")
    passed = []
    for minute in range(60):
        clock = f"{12 + (30 + minute) // 60}:{(30 + minute) % 60:02d}"
        tick(clock)
        shown = fresh(break_).shown_return_at
        passed.extend([clock] if shown and shown < at(clock) else [])
    assert passed == ["13:01"]


def test_a_whole_day_of_ticks_leaves_no_row_due(pair: Bank) -> None:
    """Nothing waits for a clock for ever."""
    session, other = sit(pair), sit(pair, 1)
    proven(pair)
    for _ in range(4):
        take(pair, "12:16")
    call(session, "12:17"), call(other, "12:17")
    for hour in range(12, 20):
        for minute in range(0, 60, 3):
            if (hour, minute) > (12, 17):
                tick(f"{hour}:{minute:02d}")
    due: dict[str, Any] = {"next_step_at__lte": at("20:00")}
    assert not Ticket.objects.filter(**due).exists()
    assert not Break.objects.filter(**due).exists()
