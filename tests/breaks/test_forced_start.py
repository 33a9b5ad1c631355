"""The latest lawful start: what the law begins, and what is told on the way (A4, B5f, N3, K17)."""

from datetime import timedelta

import pytest

from breaks.models import Break, Commitment
from tests.morning import (
    call,
    done,
    fresh,
    planned,
    prove,
    proven,
    refused,
    serve,
    sit,
    start,
    take,
    tick,
    told,
)
from tests.people import Bank, at


def protect(break_: Break, latest: str, minutes: int = 20) -> Break:
    """As the law lays it over a published break."""
    rows = Break.objects.filter(pk=break_.pk)
    rows.update(protected_minutes=minutes, latest_at=at(latest))
    return fresh(break_)


def test_the_law_begins_the_break_and_the_promised_go_first_elsewhere(pair: Bank) -> None:
    """A4, F29: after the client at the counter, with an event and a broken promise for each."""
    session = sit(pair)
    break_ = planned(pair)
    a, b, c = (take(pair, "12:10") for _ in range(3))
    tick("12:15")
    break_ = protect(proven_now(pair, break_), "12:40")
    tick("12:25")
    serve(session, "12:25")
    # the estimate said seven minutes; A001 takes twenty
    tick("12:30", "12:33", "12:40")
    assert fresh(break_).state == "closing"
    done(session, "12:45")
    break_ = fresh(break_)
    assert (break_.state, break_.started_at, break_.forced_by_law) == (
        "on_break",
        at("12:45"),
        True,
    )
    assert break_.returns_at == at("13:15")
    broken = told(pair, "promise.broken")
    assert [e.data["code"] for e in broken] == [b.code]
    assert all(e.data["apology"] for e in broken)
    assert told(pair, "break.forced")[0].data["alarm"] == "forced"
    states = dict(Commitment.objects.values_list("ticket__code", "state"))
    assert (states[a.code], states[b.code]) == ("kept", "broken")
    assert fresh(c).state == "waiting"
    other = sit(pair, 1, "12:46")
    assert call(other, "12:46").code == b.code


def proven_now(bank: Bank, break_: Break) -> Break:
    return prove(bank, break_, "12:15")


@pytest.mark.parametrize(("clock", "may"), [("12:32:59", True), ("12:33", False)])
def test_no_client_is_called_who_could_not_be_finished_lawfully(
    alone: Bank, clock: str, may: bool
) -> None:
    """A4: from T_law - estimate (7 min) the counter gets no further ticket."""
    session, break_ = sit(alone), planned(alone)
    take(alone, "12:10")
    take(alone, "12:10")
    tick("12:15")
    protect(proven_now(alone, break_), "12:40")
    tick("12:25")
    serve(session, "12:26")
    tick("12:30")
    done(session, "12:32")
    tick(clock)
    if may:
        assert call(session, clock).code == "A002"
    else:
        with refused("not_promised"):
            call(session, clock)


def test_at_the_latest_lawful_start_an_idle_counter_goes(alone: Bank) -> None:
    """B5f by the timer: nobody presses anything, and one promised client is left."""
    sit(alone)
    break_ = planned(alone)
    take(alone, "12:10")
    tick("12:15")
    protect(proven_now(alone, break_), "12:36")
    tick("12:25", "12:30", "12:35:59")
    assert fresh(break_).state == "closing"
    tick("12:36")
    assert (fresh(break_).state, fresh(break_).started_at) == ("on_break", at("12:36"))
    assert len(told(alone, "promise.broken")) == 1


def test_a_client_on_the_way_is_still_waited_for(alone: Bank) -> None:
    """A2 is hard also at T_law: nobody is shut out between the call and the arrival."""
    session, break_ = sit(alone), planned(alone)
    take(alone, "12:10")
    tick("12:15")
    protect(proven_now(alone, break_), "12:38")
    tick("12:25")
    call(session, "12:30:30")
    tick("12:31")
    with refused("client_called"):
        start(session, "12:31")
    tick("12:32:30")
    # a no-show ends the last obligation
    assert fresh(break_).state == "on_break"


def test_a_protected_break_is_not_missed_after_half_an_hour(alone: Bank) -> None:
    """B12 is for unprotected breaks; the manager hears that the rest is at risk, once."""
    session, break_ = sit(alone), planned(alone)
    take(alone, "12:10")
    tick("12:15")
    protect(proven_now(alone, break_), "13:20")
    tick("12:25")
    serve(session, "12:29")
    tick("12:30", "12:40", "13:00", "13:05")
    assert fresh(break_).state == "closing"
    assert told(alone, "break.rest_at_risk") == []
    tick("13:10", "13:15")
    [alarm] = told(alone, "break.rest_at_risk")
    assert (alarm.at, alarm.data["alarm"]) == (at("13:10"), "rest_at_risk")
    done(session, "13:21")
    assert (fresh(break_).state, fresh(break_).started_at) == ("on_break", at("13:21"))


def test_the_notice_guard_stops_at_the_law(alone: Bank) -> None:
    """N3, F20: no proof, and ten minutes would be unlawful: T_law stands with short notice."""
    sit(alone)
    break_ = protect(planned(alone), "12:34")
    tick("12:15", "12:20", "12:21", "12:23")
    assert (fresh(break_).starts_at, fresh(break_).short_notice) == (at("12:33"), False)
    tick("12:25")
    break_ = fresh(break_)
    assert (break_.starts_at, break_.short_notice) == (at("12:34"), True)
    [alarm] = told(alone, "break.short_notice")
    assert (alarm.data["alarm"], alarm.data["card"]) == ("short_notice", "forgot_to_warn")
    tick("12:29", "12:33:59")
    assert fresh(break_).state == "closing"
    tick("12:34")
    assert fresh(break_).started_at == at("12:34")


def test_a_late_proof_does_not_roll_past_the_law(alone: Bank) -> None:
    """N3: t_proof + 10 is cut at T_law."""
    sit(alone)
    break_ = protect(planned(alone), "12:34")
    tick("12:15", "12:20")
    break_ = prove(alone, break_, "12:26")
    assert (fresh(break_).starts_at, fresh(break_).short_notice) == (at("12:34"), True)


def test_a_promise_never_reaches_past_the_law(alone: Bank) -> None:
    """C2 with A4: the slack of five minutes ends at T_law."""
    sit(alone)
    break_ = protect(planned(alone), "12:31")
    late = [take(alone, "12:16"), take(alone, "12:16"), take(alone, "12:16")]
    tick("12:16")
    # 12:23, 12:30, 12:37: the second ends before 12:31, the third would end after it
    kinds = [fresh(t).promise.kind for t in late]
    assert kinds == ["before", "before", "after"]
    assert fresh(break_).starts_at - at("12:16") == timedelta(minutes=14)


def test_who_never_came_rests_not_even_by_law(alone: Bank) -> None:
    """B12: a protected break of somebody who did not come to work is missed after all."""
    break_ = protect(planned(alone), "12:50")
    tick("12:15")
    proven_now(alone, break_)
    tick("12:25", "12:30", "12:50", "13:00")
    assert fresh(break_).state == "missed"
    assert told(alone, "break.missed")[0].data["rest_at_risk"] is True


def test_an_unprotected_break_has_no_latest_start(alone: Bank) -> None:
    session, break_ = sit(alone), proven(alone)
    take(alone, "12:20")
    serve(session, "12:29")
    tick("12:25", "12:30", "12:59:59")
    assert fresh(break_).state == "closing"
    tick("13:00")
    assert fresh(break_).state == "missed"
