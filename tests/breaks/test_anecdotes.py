"""The shop, the pharmacy and the trolleybus of DOMAIN.md 2.2 to 2.4, told minute by minute."""

from datetime import timedelta

import pytest

from breaks import actions
from breaks.models import Break
from breaks.queries import clients_before, expected_at, last_ticket, promise_of
from queueapp.models import CounterSession, Ticket
from tests.morning import (
    ask,
    call,
    done,
    draft,
    end,
    fresh,
    planned,
    prove,
    publish,
    refused,
    serve,
    sit,
    start,
    take,
    tick,
    told,
)
from tests.people import Bank, at, found_bank


@pytest.fixture
def shop(db: None) -> Bank:
    """2.2: one counter, four minutes a client."""
    return found_bank(1, estimate=4)


@pytest.fixture
def pharmacy(db: None) -> Bank:
    """2.3, 2.4: one pharmacist, three minutes a client, lunch 13:30 to 14:00."""
    bank = found_bank(1, estimate=3)
    bank.branch.alternative = "duty pharmacy, 400 m"
    bank.branch.save(update_fields=["alternative"])
    return bank


def test_goods_delivery_with_three_in_the_shop(shop: Bank) -> None:
    """2.2."""
    session = sit(shop)
    s101 = take(shop, "09:58")
    serve(session, "09:58")
    s102, s103 = take(shop, "09:59"), take(shop, "10:00")
    done(session, "10:02")
    assert serve(session, "10:02").pk == s102.pk
    done(session, "10:06")
    assert call(session, "10:06").pk == s103.pk

    break_ = ask(session, "10:06", "goods_delivery")
    assert (break_.state, break_.starts_at, break_.returns_at) == (
        "closing",
        at("10:10"),
        at("10:20"),
    )
    assert clients_before(break_) == [s103.code] == [last_ticket(break_)]
    with refused("clients_before_request", 409, clients_before_request=[s103.code]):
        start(session, "10:06")
    actions.start_service(session.pk, now=at("10:06"))
    s104 = take(shop, "10:08")
    assert (promise_of(s104).kind, promise_of(s104).returns_at) == ("after", at("10:20"))
    with refused("clients_before_request"):
        start(session, "10:08")

    done(session, "10:10")
    assert fresh(break_).started_at == at("10:10")
    assert start(session, "10:10:05").pk == break_.pk
    assert fresh(break_).shown_return_at == at("10:20")
    tick("10:18")
    assert len(told(shop, "break.return_reminder")) == 1
    end(session, "10:20")
    assert (fresh(s104).state, fresh(s104).called_at) == ("called", at("10:20"))
    assert {fresh(t).state for t in (s101, s102, s103)} == {"done"}


def test_five_in_the_shop_are_the_managers_decision(shop: Bank) -> None:
    """2.2: twenty minutes are over fifteen; three minutes of silence serve those present."""
    session = sit(shop)
    for _ in range(5):
        take(shop, "10:06")
    break_ = ask(session, "10:06", "goods_delivery")
    assert break_.state == "requested"
    tick("10:09")
    assert clients_before(fresh(break_)) == ["A001", "A002", "A003", "A004", "A005"]


@pytest.mark.parametrize("reason", ["goods_delivery", "cash_delivery", "internal_task"])
def test_no_delivery_goes_over_the_heads_of_those_present(shop: Bank, reason: str) -> None:
    """2.2: only four reasons start at once."""
    session = sit(shop)
    take(shop, "10:05")
    assert ask(session, "10:06", reason).state == "closing"
    with refused("clients_before_request"):
        start(session, "10:06")


def lunch(bank: Bank) -> Break:
    """Published in the morning, warned and seen at 13:15:02."""
    break_ = planned(bank, "13:30")
    tick("13:15")
    return prove(bank, break_, "13:15:02")


def closing_with_p030(bank: Bank) -> tuple[CounterSession, Break]:
    """The last call has come; P030 (A001 here) is in service from 13:28 to 13:31."""
    session, break_ = sit(bank), lunch(bank)
    tick("13:25")
    take(bank, "13:26")
    serve(session, "13:28")
    return session, break_


def test_anna_at_13_29_is_served_before_the_break(pharmacy: Bank) -> None:
    """2.3 case 1."""
    session, break_ = closing_with_p030(pharmacy)
    anna = take(pharmacy, "13:29")
    assert promise_of(anna).kind == "before"
    assert (expected_at(anna, now=at("13:29")), last_ticket(break_)) == (at("13:31"), anna.code)
    tick("13:30")
    assert fresh(break_).state == "closing"
    done(session, "13:31")
    assert fresh(break_).state == "closing"
    assert serve(session, "13:31").pk == anna.pk
    done(session, "13:34")
    break_ = fresh(break_)
    assert (break_.started_at, break_.shown_return_at) == (at("13:34"), at("14:04"))
    assert not told(pharmacy, "break.slip_alarm")
    [event] = told(pharmacy, "break.started")
    assert event.data["slip_minutes"] == 4


def test_anna_at_13_33_is_first_after_the_break(pharmacy: Bank) -> None:
    """2.3 case 2: another person is in service until 13:34."""
    session, break_ = closing_with_p030(pharmacy)
    take(pharmacy, "13:29")
    done(session, "13:31")
    serve(session, "13:31")
    anna = take(pharmacy, "13:33")
    assert (promise_of(anna).kind, promise_of(anna).returns_at) == ("after", at("14:04"))
    done(session, "13:34")
    assert fresh(break_).started_at == at("13:34")
    end(session, "14:04")
    assert fresh(anna).state == "called"


def test_anna_at_13_50_gets_a_number_and_the_return(pharmacy: Bank) -> None:
    """2.3 case 3, F39."""
    session, break_ = closing_with_p030(pharmacy)
    done(session, "13:31")
    assert fresh(break_).started_at == at("13:31")
    first, anna = take(pharmacy, "13:40"), take(pharmacy, "13:50")
    assert (promise_of(anna).kind, promise_of(anna).returns_at) == ("after", at("14:01"))
    assert expected_at(anna, now=at("13:50")) == at("14:04")
    assert break_.alternative == "duty pharmacy, 400 m"
    end(session, "14:01")
    assert (fresh(first).state, fresh(anna).state) == ("called", "waiting")


def walking(bank: Bank) -> tuple[CounterSession, Break, Ticket]:
    """2.4: P031 was called at 13:31:00 and the person is on the way."""
    session, break_ = closing_with_p030(bank)
    p031 = take(bank, "13:28")
    tick("13:30")
    done(session, "13:31")
    assert call(session, "13:31").pk == p031.pk
    return session, break_, p031


def test_the_trolleybus_waits_and_the_walker_is_served(pharmacy: Bank) -> None:
    """2.4: refused at 13:31:40 until 13:33:00; served 13:32:10 to 13:35:10; R shown 14:06."""
    session, break_, _ = walking(pharmacy)
    with refused("client_called", 409, allowed_at=at("13:33")):
        start(session, "13:31:40")
    actions.start_service(session.pk, now=at("13:32:10"))
    tick("13:33")
    with refused("client_at_counter"):
        start(session, "13:33:10")
    done(session, "13:35:10")
    break_ = fresh(break_)
    assert (break_.returns_at, break_.shown_return_at) == (at("14:05:10"), at("14:06"))
    [event] = told(pharmacy, "break.started")
    assert event.data["slip_minutes"] == pytest.approx(5.2, abs=0.05)


def test_the_trolleybus_leaves_when_nobody_came(pharmacy: Bank) -> None:
    """2.4: at 13:33:00; P031 may return as first until 13:43."""
    session, break_, p031 = walking(pharmacy)
    tick("13:32:59")
    assert fresh(break_).state == "closing"
    tick("13:33")
    break_ = fresh(break_)
    assert (break_.started_at, break_.shown_return_at) == (at("13:33"), at("14:03"))
    newer = take(pharmacy, "13:40")
    actions.revive_ticket(p031.pk, now=at("13:43"))
    end(session, "14:03")
    assert (fresh(p031).state, fresh(newer).state) == ("called", "waiting")


def test_no_teasing_call_in_the_last_minutes(pharmacy: Bank) -> None:
    """2.4, HU-14: whose service cannot end in time is not called."""
    session, _ = closing_with_p030(pharmacy)
    fits, late = take(pharmacy, "13:29"), take(pharmacy, "13:29")
    done(session, "13:31")
    with refused("not_promised", ticket=late.code):
        call(session, "13:31", late)
    assert call(session, "13:31").pk == fits.pk


@pytest.mark.parametrize(
    ("counters", "ahead", "code"),
    [(2, 9, "notice_too_short"), (2, 10, None), (1, 14, "notice_too_short"), (1, 15, None)],
)
def test_nine_ten_fourteen_fifteen(db: None, counters: int, ahead: int, code: str | None) -> None:
    """2.5 no. 3, F5, F6."""
    bank = found_bank(counters)
    draft(bank, "13:30")
    now = f"13:{30 - ahead}"
    if code:
        with refused(code, 422):
            publish(bank, now)
    else:
        assert publish(bank, now)[0].starts_at == at(now) + timedelta(minutes=ahead)
