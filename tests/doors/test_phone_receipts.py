"""A client's phone that painted a warning proves it while every screen is dark (N2, 3.9 no. 21)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from branches import clock
from breaks.models import Break
from queueapp.models import Ticket
from tests.morning import fresh, planned, sit, take, tick
from tests.people import Bank, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def warned(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> tuple[Break, Ticket]:
    """Amira's lunch at 12:30 is warned of, and a client was told of it."""
    monkeypatch.setattr("branches.clock.now", lambda: at("12:16"))
    break_ = planned(bank)
    sit(bank)
    client = take(bank, "12:10")
    tick("12:15")
    return fresh(break_), client


def paint(client: Ticket, break_: Break, **more: Any) -> Any:
    body = {"break": break_.pk, "revision": break_.revision, "starts_at": break_.starts_at} | more
    path = f"/api/v1/tickets/{client.token}/receipts/"
    return Client().post(path, body, content_type="application/json")


def test_a_phone_proves_the_warning_only_while_the_display_is_dark(
    bank: Bank, warned: tuple[Break, Ticket]
) -> None:
    break_, client = warned
    display = bank.display
    assert display
    display.last_seen_at = clock.real_now()
    display.save(update_fields=["last_seen_at"])
    answer = paint(client, break_)
    assert (answer.status_code, answer.json()) == (201, {"notice_at": None})

    display.last_seen_at = clock.real_now() - timedelta(hours=1)
    display.save(update_fields=["last_seen_at"])
    answer = paint(client, break_)
    assert answer.status_code == 201
    assert fresh(break_).notice_at == at("12:16")


def test_the_page_asks_for_a_proof_until_there_is_one(warned: tuple[Break, Ticket]) -> None:
    break_, client = warned
    page = Client().get(f"/t/{client.token}").content.decode()
    assert f'data-break="{break_.pk}"' in page
    assert paint(client, break_).json()["notice_at"]
    assert "data-break" not in Client().get(f"/t/{client.token}").content.decode()


def test_only_the_warning_of_now_and_of_ones_own_break_is_a_proof(
    bank: Bank, warned: tuple[Break, Ticket]
) -> None:
    break_, client = warned
    assert paint(client, break_, revision=7).json()["code"] == "outdated_revision"
    early = break_.starts_at - timedelta(minutes=5)
    assert paint(client, break_, starts_at=early).json()["code"] == "unknown_start"
    assert paint(client, break_, **{"break": break_.pk + 1}).status_code == 404
    client.token = "x" * 22
    assert paint(client, break_).status_code == 404
    assert fresh(break_).notice_at is None
