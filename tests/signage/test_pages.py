"""The public pages as a browser gets them."""

import io
import re
from datetime import timedelta
from functools import partial

import pytest
import segno
from django.test import Client

from branches.models import Device, hash_token
from branches.rules import DeviceKind
from breaks import actions
from breaks.models import Relief
from breaks.rules.overrides import Grounds
from queueapp.models import Ticket
from tests.morning import call, planned, proven, sit, take, tick
from tests.people import DAY, Bank, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the house stands at a quarter past twelve."""
    monkeypatch.setattr("branches.clock.now", lambda: at("12:15"))


def page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def screen(bank: Bank, kind: DeviceKind) -> str:
    token = f"{kind}-token"
    Device.objects.create(
        branch=bank.branch, kind=kind, name="Screen", zone="hall", token_hash=hash_token(token)
    )
    return token


@pytest.mark.parametrize("kind", list(DeviceKind))
def test_a_paired_screen_gets_its_own_page_and_no_other(alone: Bank, kind: DeviceKind) -> None:
    token = screen(alone, kind)
    assert alone.branch.name in page(f"/{kind}/{token}")
    for other in set(DeviceKind) - {kind}:
        assert Client().get(f"/{other}/{token}").status_code == 404


def test_a_display_knows_its_zone(alone: Bank) -> None:
    assert 'data-zone="hall"' in page(f"/display/{screen(alone, DeviceKind.DISPLAY)}")


# a block of data is no script: nothing runs it
INLINE = r"""<style|style=|\son\w+=|<script(?![^>]*(\ssrc=|type="application/json"))"""


def test_a_page_carries_no_inline_script_or_style(alone: Bank) -> None:
    ticket = take(alone, "12:00")
    addresses = [f"/{kind}/{screen(alone, kind)}" for kind in DeviceKind]
    for address in [*addresses, f"/t/{ticket.token}"]:
        html = page(address)
        assert not re.search(INLINE, html)


def test_a_theme_can_be_asked_for_and_nothing_else(alone: Bank) -> None:
    token = screen(alone, DeviceKind.DISPLAY)
    assert 'data-theme="dark"' in page(f"/display/{token}?theme=dark")
    assert "data-theme" not in page(f"/display/{token}?theme=%22x")


def test_an_unknown_number_is_told_so_in_words(alone: Bank) -> None:
    answer = Client().get("/t/nobody")
    assert answer.status_code == 404
    assert "There is no such number." in answer.content.decode()
    assert Client().get("/t/nobody/qr.svg").status_code == 404


def test_a_waiting_client_reads_place_promise_and_break_without_a_script(alone: Bank) -> None:
    session = sit(alone)
    first, *_, last = [take(alone, "12:00") for _ in range(4)]
    proven(alone)
    call(session, "12:15", first)
    html = page(f"/t/{last.token}")
    assert "2 clients are before you." in html
    assert "Your turn comes after the break, from 13:" in html
    assert "break 12:30–13:00" in html
    assert "ATM in the lobby" in html
    assert '<noscript><meta http-equiv="refresh"' in html


def test_a_called_client_cannot_miss_it(alone: Bank) -> None:
    session, ticket = sit(alone), take(alone, "12:00")
    call(session, "12:14")
    html = page(f"/t/{ticket.token}")
    assert "It is your turn" in html
    assert "<title>Your turn: counter W1</title>" in html
    assert "Please come by 12:16." in html


def test_a_held_place_says_until_when(alone: Bank) -> None:
    sit(alone)
    proven(alone)
    tickets = [take(alone, "12:15") for _ in range(4)]
    actions.hold_ticket(tickets[3].pk, now=at("12:15"))
    html = page(f"/t/{tickets[3].token}")
    assert "Your place is kept until 13:15." in html
    assert 'value="release"' in html


def test_a_missed_client_may_come_back_for_a_while(
    alone: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, ticket = sit(alone), take(alone, "12:00")
    call(session, "12:10")
    tick("12:12")
    assert "You can come back until 12:22" in page(f"/t/{ticket.token}")
    monkeypatch.setattr("branches.clock.now", lambda: at("12:23"))
    assert "Please take a new number." in page(f"/t/{ticket.token}")


def test_the_code_leads_to_the_page(alone: Bank) -> None:
    ticket = take(alone, "12:00")
    answer = Client().get(f"/t/{ticket.token}/qr.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    drawn, wanted = io.BytesIO(), segno.make(f"http://testserver/t/{ticket.token}", error="m")
    wanted.save(drawn, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False)
    assert answer.content == drawn.getvalue()


def test_pages_only_read(alone: Bank) -> None:
    assert Client().post(f"/t/{take(alone, '12:00').token}").status_code == 405


def test_who_must_wait_is_offered_a_call_back_and_another_counter(pair: Bank) -> None:
    sit(pair)
    sit(pair, 1)
    proven(pair)
    tickets = [take(pair, "12:15") for _ in range(4)]
    Ticket.objects.filter(pk=tickets[3].pk).update(counter_wanted=pair.counters[0])
    actions.settle(pair.branch, now=at("12:15"))
    html = page(f"/t/{tickets[3].token}")
    assert ">Call me back: 13:00<" in html
    assert 'value="counter">Go to another counter: W2<' in html
    asked = page(f"/t/{tickets[3].token}?ask=call_back")
    assert 'value="call_back">Call me back: 13:00<' in asked
    # nobody's typing is taken away
    assert "http-equiv" not in asked
    actions.call_back(tickets[3].pk, now=at("12:15"), contact="0620 123")
    html = page(f"/t/{tickets[3].token}")
    assert "We call you back: 13:00" in html
    assert "0620" not in html
    assert "<button class" not in html.split("</main>")[0]


def test_a_promise_that_was_taken_back_begins_with_an_apology(alone: Bank) -> None:
    sit(alone)
    proven(alone)
    ticket = take(alone, "12:15")
    grounds = Grounds("rush", "forty people in the hall")
    actions.withdraw_promise(ticket.pk, by=alone.carla, grounds=grounds, now=at("12:15"))
    html = page(f"/t/{ticket.token}")
    assert "We are sorry: we cannot keep our promise. Your turn comes after the break" in html
    assert "forty" not in html


def test_an_early_closing_is_told_with_the_exact_time(alone: Bank) -> None:
    sit(alone)
    waiting, other = take(alone, "12:10"), take(alone, "12:10")
    close = partial(actions.close_branch, alone.branch.pk, by=alone.carla, now=at("12:12"))
    close(call_back_at=at("15:00"), note="Burst pipe.")
    html = page(f"/t/{waiting.token}")
    assert "We close early today. Burst pipe. We can call you back: 15:00." in html
    close(call_back_at=at("09:00", DAY + timedelta(days=1)))
    assert "Thursday 4 March, 09:00" in page(f"/t/{waiting.token}")
    Ticket.objects.filter(pk=other.pk).update(state="expired", ended_at=at("12:13"))
    assert 'name="ask" value="call_back"' in page(f"/t/{other.token}")
    actions.call_back(other.pk, now=at("12:14"))
    assert "We call you back: Thursday 4 March, 09:00" in page(f"/t/{other.token}")


def test_a_relieved_break_is_no_business_of_a_client(alone: Bank) -> None:
    """F25."""
    sit(alone)
    break_ = planned(alone)
    ticket = take(alone, "12:00")
    assert "12:30–13:00" in page(f"/t/{ticket.token}")
    spans = {"starts_at": at("12:30"), "ends_at": at("13:05")}
    Relief.objects.create(break_ref=break_, staff=alone.carla, counter=alone.counters[0], **spans)
    actions.settle(alone.branch, now=at("12:00"))
    html = page(f"/t/{ticket.token}")
    assert "12:30" not in html
    assert "No break lies before your turn." in html
