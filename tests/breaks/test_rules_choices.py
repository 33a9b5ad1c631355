"""What a client may choose, as plain values (F21), and the last entry (F40)."""

from dataclasses import replace

import pytest

from breaks.rules.choices import (
    Standing,
    judge_call_back,
    judge_counter,
    judge_hold,
    judge_leave,
    may_serve_anyway,
)
from breaks.rules.entry import entry_ends, last_entry
from tests.people import at, minutes

FREE = Standing("A001", "waiting")
TOLD = replace(FREE, concerned=True, returns_at=at("13:00"), counters=(2, 3))
CLOSED = replace(FREE, closed_at=at("11:00"), call_back_at=at("15:00"))


def code(refusal: object) -> str | None:
    return getattr(refusal, "code", None)


@pytest.mark.parametrize(
    ("standing", "hold", "counter", "call_back", "leave"),
    [
        (FREE, "no_break_concerns", "no_break_concerns", "no_break_concerns", None),
        (TOLD, None, None, None, None),
        (replace(TOLD, counters=()), None, "no_other_counter", None, None),
        (replace(TOLD, returns_at=None), None, None, "return_unknown", None),
        (replace(TOLD, state="held"), "ticket_state", None, None, None),
        (replace(TOLD, state="called"), "ticket_state", "ticket_state", "ticket_state", None),
        (replace(TOLD, state="serving"), *["ticket_state"] * 4),
        (replace(TOLD, state="left"), *["ticket_state"] * 4),
        (CLOSED, "no_break_concerns", "no_break_concerns", None, None),
        (
            replace(CLOSED, state="expired", ended_at=at("11:00")),
            "ticket_state",
            "ticket_state",
            None,
            "ticket_state",
        ),
        (replace(CLOSED, state="expired", ended_at=at("10:59")), *["ticket_state"] * 4),
        (replace(CLOSED, state="done", ended_at=at("11:10")), *["ticket_state"] * 4),
        (replace(CLOSED, call_back_at=None), *["no_break_concerns"] * 3, None),
        (replace(CLOSED, closed_at=None), *["no_break_concerns"] * 3, None),
    ],
)
def test_every_choice_has_its_verdict(
    standing: Standing,
    hold: str | None,
    counter: str | None,
    call_back: str | None,
    leave: str | None,
) -> None:
    verdicts = [judge(standing) for judge in (judge_hold, judge_counter, judge_call_back)]
    assert [code(v) for v in verdicts] == [hold, counter, call_back]
    assert code(judge_leave(standing)) == leave


def test_a_counter_that_does_not_serve_the_client_is_refused_by_name() -> None:
    assert judge_counter(TOLD, 3) is None
    refusal = judge_counter(TOLD, 4)
    assert refusal
    assert (refusal.code, refusal.facts) == ("not_served_there", {"counters": [2, 3]})


@pytest.mark.parametrize(
    ("clock", "waiting", "last"),
    [
        ("13:20", 0, "13:27"),
        ("13:20", 1, "13:27"),
        ("13:24", 1, "13:27"),
        ("13:24:01", 1, None),
        ("13:25", 1, None),
        ("13:27", 0, "13:27"),
        ("13:27:01", 0, None),
        ("13:15", 4, "13:27"),
        ("13:15:01", 4, None),
    ],
)
def test_the_last_entry_before_a_break(clock: str, waiting: int, last: str | None) -> None:
    """F40: S = 13:30, three minutes a client; the slack is never advertised."""
    found = last_entry(at("13:30"), minutes(3), at(clock), waiting)
    assert found == (at(last) if last else None)


@pytest.mark.parametrize("waiting", [0, 1, 4])
def test_the_last_entry_is_told_until_it_cannot_be_kept(waiting: int) -> None:
    ends = entry_ends(at("13:27"), minutes(3), waiting)
    assert last_entry(at("13:30"), minutes(3), ends, waiting) == at("13:27")
    late = ends + minutes(1 / 60)
    assert last_entry(at("13:30"), minutes(3), late, waiting) is None


@pytest.mark.parametrize(
    ("state", "now", "latest", "may"),
    [
        ("published", "13:00", None, True),
        ("warned", "13:00", None, True),
        ("closing", "13:40", None, True),
        ("closing", "13:40:01", None, False),
        ("on_break", "13:35", None, False),
        ("draft", "13:00", None, False),
        # one more service of three minutes ends before the latest lawful start
        ("closing", "13:31:59", "13:35", True),
        ("closing", "13:32", "13:35", False),
        ("closing", "13:40:01", "14:00", False),
    ],
)
def test_an_urgent_client_may_still_be_served(
    state: str, now: str, latest: str | None, may: bool
) -> None:
    """2.3 case 2, A4: until S + 10 = 13:40 of a break that has not begun."""
    found = may_serve_anyway(
        state,
        at("13:30"),
        at(now),
        slip=minutes(10),
        latest_at=at(latest) if latest else None,
        estimate=minutes(3),
    )
    assert found is may
